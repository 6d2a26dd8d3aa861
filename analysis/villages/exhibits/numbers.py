"""How numbers are written: rounded so that no displayed value contradicts its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from villages.catalogue import say
from villages.exhibits.evidence import Measurement
from villages.exhibits.judgements import Judgement, Relation, meets
from villages.plan.model import Card
from villages.vocabulary import Language

#: What is counted in sums of money.
MONEY = ("yuan", "dong")

#: How often a step may be refined by ten before a value is written in full.
MOST_REFINEMENTS = 6

TEN_THOUSAND = Decimal(10_000)
HUNDRED_MILLION = Decimal(100_000_000)
HUNDREDTH = Decimal("0.01")


class Line(NamedTuple):
    """What a value is compared with, and how."""

    relation: Relation
    value: Decimal


class Shown(NamedTuple):
    """A rounded value and the step that it was rounded to."""

    value: Decimal
    step: Decimal


def to_step(value: Decimal, step: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round a value to a multiple of a step.

    Examples
    --------
    >>> to_step(Decimal("97.951"), Decimal("0.1")), to_step(Decimal(1234), Decimal(10))
    (Decimal('98.0'), Decimal('1230'))
    """
    return (value / step).quantize(Decimal(1), rounding=rounding) * step


def is_consistent(shown: Decimal, value: Decimal, lines: Iterable[Line], step: Decimal) -> bool:
    """Return whether a rounded value stands on its value's side of each line as that is shown."""
    return all(
        meets(line.relation, shown, line.value)
        == meets(line.relation, shown, to_step(line.value, step))
        == meets(line.relation, value, line.value)
        for line in lines
    )


def rounded(value: Decimal, step: Decimal, lines: Iterable[Line] = ()) -> Shown:
    """Round a value so that it does not cross a line, with more digits where needed.

    Parameters
    ----------
    value
        The exact value.
    step
        What to round to, e.g. 0.1.
    lines
        The lines that the value was judged by.

    Examples
    --------
    >>> rounded(Decimal("97.951"), Decimal("0.1"), [Line("at_least", Decimal(98))]).value
    Decimal('97.9')
    >>> rounded(Decimal("83.33"), Decimal("0.1"), [Line("at_least", Decimal("83.3333"))]).value
    Decimal('83.330')
    """
    lines = tuple(lines)
    for _ in range(MOST_REFINEMENTS):
        for rounding in (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING):
            shown = to_step(value, step, rounding)
            if is_consistent(shown, value, lines, step):
                return Shown(shown, step)
        step /= 10
    return Shown(value, step)


def lines_of(judgements: Iterable[Judgement]) -> tuple[Line, ...]:
    """Return the known lines of some judgements."""
    return tuple(Line(each.relation, each.line) for each in judgements if each.line is not None)


#: Full and none are only written where it is full and none: 99.97 % is never shown as 100.
ENDS: Mapping[str, tuple[Line, ...]] = {
    "percent": (Line("at_least", Decimal(100)), Line("at_most", Decimal(0))),
}


def shown(
    measurement: Measurement | None, card: Card, judgements: Iterable[Judgement] = ()
) -> Shown | None:
    """Round a measurement as it is shown; None if the edition shows no value."""
    if measurement is None or measurement.value is None:
        return None
    lines = (*lines_of(judgements), *ENDS.get(card.unit, ()))
    return rounded(measurement.value, measurement.step, lines)


def number_text(value: Decimal, step: Decimal | None = None) -> str:
    """Write a number with thousands separators and a true minus sign.

    Examples
    --------
    >>> number_text(Decimal("-1234.50")), number_text(Decimal("97.951"), Decimal("0.1"))
    ('−1,234.5', '98.0')
    """
    if step is None:
        text = f"{value:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        digits = max(0, -int(step.normalize().as_tuple().exponent))
        text = f"{to_step(value, step):,.{digits}f}"
    return text.replace("-", "−")


def value_text(value: Decimal, step: Decimal, card: Card, language: Language) -> str:
    """Write an indicator's value with its unit.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> cards = read_plan(default_plan()).cards
    >>> value_text(Decimal("13951.2"), Decimal(1), cards["income"], "zh")
    '13,951元'
    """
    number = bare_text(value, step, card)
    return say("pages", f"value_{card.unit}", language, number=number)


def full_text(value: Decimal, card: Card, language: Language) -> str:
    """Write a figure of the plan in full.

    Chinese readers expect 1.4 ten thousands (1.4万元); a sum that takes more than two decimals so
    stays in yuan.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> income = read_plan(default_plan()).cards["income"]
    >>> full_text(Decimal(14000), income, "zh"), full_text(Decimal(14000), income, "en")
    ('1.4万元', '14,000 yuan')
    >>> full_text(Decimal(13951), income, "zh")
    '13,951元'
    """
    tens = value / TEN_THOUSAND
    money = next((each for each in MONEY if each == card.unit.partition("_per_")[0]), None)
    if money and language == "zh" and tens >= 1 and tens == to_step(tens, HUNDREDTH):
        return say("pages", f"count_{money}_ten_thousand", language, number=number_text(tens))
    return say("pages", f"value_{card.unit}", language, number=number_text(value))


def bare_text(value: Decimal, step: Decimal, card: Card) -> str:
    """Write a value without its unit; full and none without decimals."""
    is_end = any(value == end.value for end in ENDS.get(card.unit, ()))
    return number_text(value, Decimal(1) if is_end else step)


def shown_value(
    measurement: Measurement | None,
    card: Card,
    language: Language,
    judgements: Iterable[Judgement] = (),
) -> str:
    """Write a measurement as the edition shows it, on the right side of the lines it was judged by.

    What the edition withholds and what is not known are said in a word.
    """
    if measurement is None:
        return say("pages", "not_known", language)
    if measurement.is_withheld:
        return say("pages", "withheld", language)
    if measurement.value is None:
        # Of rows that were not reported nobody knows whether there is something to count.
        is_nothing = measurement.denominator == 0 and not measurement.rows_missing
        return say("pages", "nothing_to_count" if is_nothing else "not_known", language)
    found = shown(measurement, card, judgements)
    assert found is not None
    return value_text(found.value, found.step, card, language)


def difference_text(first: Shown, last: Shown, card: Card, language: Language) -> str:
    """Write by how much a value changed, as the difference of the values as they are shown.

    Per cent differ by percentage points.
    """
    step = min(first.step, last.step)
    return change_text(abs(last.value - first.value), step, card, language)


def change_text(amount: Decimal, step: Decimal, card: Card, language: Language) -> str:
    """Write how large a change is, rounded to a step.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> card = read_plan(default_plan()).cards["safe_water"]
    >>> change_text(Decimal("1.04"), Decimal("0.1"), card, "en")
    '1.0 percentage points'
    >>> change_text(Decimal(1), Decimal(1), card, "en")
    '1 percentage point'
    """
    number = number_text(amount, step)
    # A count of one is written with one digit; 1.0 is a measure.
    return say(
        "pages", f"change_{card.unit}", language, number=number, count=1 if number == "1" else 2
    )


def quantity_text(amount: Decimal, counted: str, language: Language) -> str:
    """Write an amount with what it counts: households, persons, kilometres, yuan.

    Examples
    --------
    >>> quantity_text(Decimal("1.50"), "kilometres", "zh")
    '1.5公里'
    >>> quantity_text(Decimal(1), "persons", "en")
    '1 person'
    """
    return say("pages", f"count_{counted}", language, count=amount, number=number_text(amount))


def money_text(amount: Decimal, counted: str, language: Language) -> str:
    """Write a sum of money that is still to be found, rounded up.

    Chinese readers expect ten thousands and hundred millions; a sum is written in them to a
    hundredth.
    """
    if language == "zh" and amount >= HUNDRED_MILLION:
        number = number_text(to_step(amount / HUNDRED_MILLION, HUNDREDTH, ROUND_CEILING))
        return say("pages", f"count_{counted}_hundred_million", language, number=number)
    if language == "zh" and amount >= TEN_THOUSAND:
        tens = to_step(amount / TEN_THOUSAND, HUNDREDTH, ROUND_CEILING)
        return say("pages", f"count_{counted}_ten_thousand", language, number=number_text(tens))
    return quantity_text(to_step(amount, Decimal(1), ROUND_CEILING), counted, language)


def amount_text(amount: Decimal, card: Card, language: Language) -> str:
    """Write an amount in what the card counts."""
    if card.counts in MONEY:
        return money_text(amount, card.counts, language)
    return counted_text(amount, card.counts, card, language)


def counted_text(amount: Decimal, counted: str, card: Card, language: Language) -> str:
    """Write an amount of what a card's numerator or denominator counts, in the plan's own words."""
    if card.counted is not None and counted == card.counts:
        return card.counted.of(number_text(amount), language)
    return quantity_text(amount, counted, language)


def denominator_counts(card: Card) -> str:
    """Return what the card's denominator counts."""
    by_unit = {
        "per_household": "households",
        "per_village": "villages",
        "yuan_per_village": "villages",
        "yuan_per_township": "townships",
    }
    if card.unit == "percent":
        return card.counts
    return by_unit.get(card.unit, "persons")


def evidence_text(measurement: Measurement | None, card: Card, language: Language) -> str:
    """Write numerator and denominator, such as 49 of 50 households; nothing if not shown."""
    if measurement is None or measurement.numerator is None or measurement.denominator is None:
        return ""
    if card.unit in MONEY:
        return ""
    counted = denominator_counts(card)
    numerator = _whole_money(measurement.numerator, card.counts)
    denominator = _whole_money(measurement.denominator, counted)
    whole = counted_text(denominator, counted, card, language)
    if counted == card.counts:
        return say("pages", "part_of_whole", language, part=number_text(numerator), whole=whole)
    total = counted_text(numerator, card.counts, card, language)
    return say("pages", "sum_over_count", language, total=total, whole=whole)


def _whole_money(amount: Decimal, counted: str) -> Decimal:
    """A sum of money without its parts of a yuan, which nobody reads beside millions."""
    return to_step(amount, Decimal(1)) if counted in MONEY else amount


def points_of_one(measurement: Measurement | None, card: Card) -> str:
    """Return how many points of the rate one household or person is; empty if it does not apply."""
    if measurement is None or card.unit != "percent" or card.counts in MONEY:
        return ""
    if card.counts == "kilometres" or not measurement.denominator:
        return ""
    points = Fraction(100) / Fraction(measurement.denominator)
    return number_text(Decimal(points.numerator) / Decimal(points.denominator), Decimal("0.01"))
