"""What a form may ask of an indicator: its value, its sums, its verdict, what is still to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from villages.catalogue import say
from villages.errors import UserError
from villages.exhibits.evidence import Evidence, Measurement
from villages.exhibits.filling.subjects import Subject
from villages.exhibits.filling.values import PERCENT, Value, figure
from villages.exhibits.gaps import gap_text
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import counted_text, denominator_counts
from villages.exhibits.page import Aim, Page
from villages.exhibits.wording import aim_text, verdict_word
from villages.plan.model import Card
from villages.plan.words import Text
from villages.vocabulary import Scope

_YUAN, _DONG = Text(zh="元", en="yuan"), Text(zh="盾", en="dong")

#: In which units the pages print values and counts, and what else a form may call these.
UNITS: Mapping[str, tuple[Text, ...]] = {
    "percent": (PERCENT,),
    "yuan_per_person": (Text(zh="元/人", en="yuan/person"), _YUAN),
    "dong_per_person": (Text(zh="盾/人", en="dong/person"), _DONG),
    "per_person": (),
    "per_household": (),
    "per_village": (),
    "yuan_per_village": (Text(zh="元/村", en="yuan/village"), _YUAN),
    "yuan_per_township": (Text(zh="元/乡镇", en="yuan/township"), _YUAN),
    "index": (),
    "households": (Text(zh="户", en="households"),),
    "persons": (Text(zh="人", en="persons"),),
    "pupils": (Text(zh="人", en="pupils"),),
    "kilometres": (Text(zh="公里", en="km"),),
    "yuan": (_YUAN,),
    "dong": (_DONG,),
    "villages": (Text(zh="个", en="villages"), Text(zh="个村", en="villages")),
    "services": (Text(zh="项", en="services"), Text(zh="个", en="services")),
}
_TENS: Mapping[str, Text] = {
    "yuan": Text(zh="万元", en="ten thousand yuan"),
    "dong": Text(zh="万盾", en="ten thousand dong"),
}

_SUMS = ("numerator", "denominator")


class Withheld(UserError):
    """Something that the edition may not show."""

    def __init__(self, value: str) -> None:
        super().__init__("fill_withheld", value=value)


def parts_of(card: Card) -> tuple[str, ...]:
    """Return what may be asked of a card; a card with several targets numbers them.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> parts_of(read_plan(default_plan()).cards["income_gini"])
    ('',)
    """
    sums = _SUMS if card.statistic is None else ()
    numbers = range(1, len(card.targets) + 1)
    ends = ["" if len(card.targets) == 1 else f".{number}" for number in numbers]
    return ("", *sums, *(part + end for end in ends for part in _JUDGED))


def is_judged(part: str) -> bool:
    """Return whether a part of a card says how its target stands."""
    return part.partition(".")[0] in _JUDGED


def card_value(subject: Subject, card: Card, part: str, scope: Scope | None) -> Value | None:
    """Return what a place and year has of a card; None for what is missing.

    Parameters
    ----------
    subject
        The place and year.
    card
        The indicator.
    part
        One of :func:`parts_of`.
    scope
        Which villages; None for those that the pages show.

    Raises
    ------
    UserError
        If the edition may not show it (:class:`Withheld`), or verdicts are asked of other villages
        than the plan's.
    """
    page = subject.page
    if part == "":
        return _value(page, card, scope)
    if part in _SUMS:
        return _sum(subject, card, part, scope)
    if scope == "all":
        raise UserError("fill_scope", value=f"{card.id}.{part}")
    name, _, number = part.partition(".")
    aim = _aim(card, int(number or 1) - 1)
    judged = page.judgement(aim) if page.scope == "low_income" else None
    if judged is None:
        return Value(_not_asked(page))
    return _JUDGED[name](subject, aim, judged)


def _not_asked(page: Page) -> str:
    return say("filling", "not_asked", page.language)


def _aim(card: Card, number: int) -> Aim:
    return Aim(card, number, card.targets[number])


def _measurement(page: Page, card: Card, name: str, scope: Scope | None) -> Measurement | None:
    found = page.measurement(card, scope=scope)
    if found is not None and found.is_withheld:
        raise Withheld(name)
    return found


def _value(page: Page, card: Card, scope: Scope | None) -> Value | None:
    found = _measurement(page, card, card.id, scope)
    if found is None:
        return None if page.place.count(scope or page.scope) else Value(_not_asked(page))
    if found.value is None:
        is_nothing = found.denominator == 0 and not _lacks_rows(found)
        return Value(page.say("nothing_to_count")) if is_nothing else None
    judged = page.judgements(card) if (scope or page.scope) == "low_income" else ()
    is_open = any(each.verdict == "no_data" for each in judged)
    words = page.value(card, scope=scope)
    return figure(words, UNITS[card.unit], note=_note(page) if is_open else "")


def _lacks_rows(found: Measurement) -> bool:
    return found.rows_expected is None or found.rows_missing > 0


def _note(page: Page) -> str:
    return page.say("value_of_known", value="")


def _sum(subject: Subject, card: Card, part: str, scope: Scope | None) -> Value | None:
    page, name = subject.page, f"{card.id}.{part}"
    found = _measurement(page, card, name, scope)
    if found is None:
        return None if page.place.count(scope or page.scope) else Value(_not_asked(page))
    amount: Decimal | None = getattr(found, part)
    if amount is None:
        whole = subject.whole.measurements[found.card, found.code, found.year, found.scope]
        if getattr(whole, part) is not None:
            raise Withheld(name)
        return None
    if not found.rows_known and _lacks_rows(found):
        # Nothing is known of any row: the sum of nothing is no zero.
        return None
    counted = card.counts if part == "numerator" else denominator_counts(card)
    words = counted_text(amount, counted, card, page.language)
    return figure(words, UNITS[counted], note=_note(page) if _lacks_rows(found) else "")


def _verdict(subject: Subject, aim: Aim, judged: Judgement) -> Value:
    return Value(verdict_word(subject.page, judged.verdict))


def _band(subject: Subject, aim: Aim, judged: Judgement) -> Value:
    return Value(subject.page.say(f"band_{judged.band}"))


def _target(subject: Subject, aim: Aim, judged: Judgement) -> Value:
    return figure(aim_text(subject.page, aim, judged), UNITS[aim.card.unit])


def _gap(subject: Subject, aim: Aim, judged: Judgement) -> Value | None:
    ends = (judged.gap, judged.gap_low, judged.gap_high)
    return _amount(subject, aim, judged, "gap", ends)


def _gap_each(subject: Subject, aim: Aim, judged: Judgement) -> Value | None:
    if subject.page.place.level == "village":
        return _gap(subject, aim, judged)
    ends = (judged.gap_each, judged.gap_each_low, judged.gap_each_high)
    return _amount(subject, aim, judged, "gap_each", ends)


def _amount(
    subject: Subject,
    aim: Aim,
    judged: Judgement,
    name: str,
    ends: tuple[Decimal | None, Decimal | None, Decimal | None],
) -> Value | None:
    known, low, high = ends
    page = subject.page
    if known is None and (low is None or high is None):
        whole = _whole(subject.whole, aim, judged)
        if any(getattr(whole, name + end) is not None for end in ("", "_low", "_high")):
            raise Withheld(f"{aim.card.id}.{name}")
        return None
    words = gap_text(page, aim, known, low, high)
    if low is not None and high is not None and low != high:
        return Value(words)
    counts = aim.card.counts
    is_in_tens = counts in _TENS and _TENS[counts].of(page.language) in words
    return figure(words, (_TENS[counts],) if is_in_tens else _units_of_count(aim.card, counts))


def _units_of_count(card: Card, counts: str) -> tuple[Text, ...]:
    if card.counted is not None and counts == card.counts:
        return (Text(zh=card.counted.zh, en=card.counted.other),)
    return UNITS[counts]


def _whole(whole: Evidence, aim: Aim, judged: Judgement) -> Judgement:
    return whole.judgements[aim.card.id, aim.number, judged.code, judged.year]


def _villages(subject: Subject, aim: Aim, judged: Judgement) -> Value:
    return _count(subject.page, judged.villages)


def _villages_met(subject: Subject, aim: Aim, judged: Judgement) -> Value:
    return _count(subject.page, judged.villages_met)


def _count(page: Page, count: int) -> Value:
    if page.place.level == "village":
        return Value(_not_asked(page))
    return figure(page.say("count_villages", count=Decimal(count)), UNITS["villages"])


_JUDGED: Mapping[str, Callable[[Subject, Aim, Judgement], Value | None]] = {
    "verdict": _verdict,
    "band": _band,
    "target": _target,
    "gap": _gap,
    "gap_each": _gap_each,
    "villages": _villages,
    "villages_met": _villages_met,
}
