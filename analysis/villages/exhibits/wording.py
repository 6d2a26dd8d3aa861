"""Phrases that several exhibits share: targets, statuses, changes, citations, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from villages.exhibits.evidence import Measurement, Place
from villages.exhibits.judgements import CLOSE_SHARE, Judgement
from villages.exhibits.numbers import (
    change_text,
    difference_text,
    full_text,
    lines_of,
    number_text,
    rounded,
    to_step,
    value_text,
)
from villages.exhibits.page import Aim, Page
from villages.look import look
from villages.plan.model import Card, Target
from villages.vocabulary import Status, Verdict

#: A shape for each status, told apart without colour; all are in the report's font.
SHAPES: dict[Status, str] = {status: each.shape for status, each in look().statuses.items()}

FULL_PERCENT = Decimal(100)

_SECTION_DIGITS = str.maketrans("一二三四五六七八九（）；", "123456789();")


def listed(page: Page, items: Iterable[str], most: int | None = None) -> str:
    """Join words as the language lists them; of more than ``most`` say that there are others."""
    words = list(items)
    if most is not None and len(words) > most:
        return page.say("and_others", names=page.say("list_comma").join(words[:most]))
    if len(words) < 2:
        return "".join(words)
    first = page.say("list_comma").join(words[:-1])
    return page.say("list_last", first=first, last=words[-1])


def close_percent() -> str:
    """Return how many per cent of its line a value may miss and still be called close."""
    return number_text(100 * CLOSE_SHARE)


def citation(page: Page, cite: str) -> str:
    """Return a section of the plan; English readers get its numerals as digits."""
    section = cite.translate(_SECTION_DIGITS).replace(";", "; ")
    is_section = section != cite
    if page.language == "zh" or not is_section:
        return cite
    return page.say("citation", section=section)


def source_sentence(page: Page) -> str:
    """Say where the data are from."""
    if page.is_demo:
        return page.say("source_demo")
    return page.say("source_named", source=page.source) if page.source else page.say("source")


def verdict_word(page: Page, verdict: Verdict) -> str:
    """Return the word for a verdict."""
    return page.say(f"verdict_{verdict}")


def status_word(page: Page, status: Status) -> str:
    """Return the word for a status."""
    return page.say(f"status_{status}")


def standing(page: Page, judgement: Judgement | None) -> tuple[str, str]:
    """Return how a judgement is told in a table, and its tone: a status if it has one."""
    if judgement is None:
        return page.say("verdict_no_data"), "no_data"
    if judgement.status is None:
        return verdict_word(page, judgement.verdict), judgement.verdict
    word = f"{SHAPES[judgement.status]} {status_word(page, judgement.status)}"
    if judgement.is_late:
        word = page.say("met_late", word=word)
    return word, judgement.status


def aim_label(page: Page, aim: Aim) -> str:
    """Return a target's short name; a card with several targets numbers them."""
    label = aim.card.short.of(page.language)
    return f"{label} {aim.number + 1}" if len(aim.card.targets) > 1 else label


def aim_text(page: Page, aim: Aim, judgement: Judgement | None) -> str:
    """Return what a target asks, with the line as this judgement had it."""
    line = line_text(page, aim, judgement)
    if aim.target.rises:
        return page.say("asks_rise_from", line=line) if line else page.say("asks_rise")
    if aim.target.rises_since is not None:
        key = "asks_rise_since_from" if line else "asks_rise_since"
        return page.say(key, line=line, in_year=aim.target.rises_since)
    if aim.target.at_least == "city":
        return page.say("asks_city_value", line=line) if line else page.say("asks_city")
    if aim.target.at_most is not None:
        return page.say("asks_at_most", line=line)
    is_full = aim.card.unit == "percent" and aim.target.at_least == FULL_PERCENT
    return line if is_full else page.say("asks_at_least", line=line)


def fixed_line(target: Target) -> Decimal | None:
    """Return the figure that a target asks for; None if it moves with other values."""
    figure = target.at_most if target.at_most is not None else target.at_least
    return figure if isinstance(figure, Decimal) else None


def line_text(page: Page, aim: Aim, judgement: Judgement | None) -> str:
    """Return the line's value with as many digits as the value beside it needs."""
    figure = fixed_line(aim.target)
    if figure is not None:
        return value_text_of(page, aim.card, figure, None)
    if judgement is None or judgement.line is None:
        return ""
    found = page.evidence.measurements.get(
        (judgement.card, judgement.code, judgement.year, "low_income")
    )
    return value_text_of(page, aim.card, judgement.line, _step_beside(found, judgement))


def _step_beside(found: Measurement | None, judgement: Judgement) -> Decimal | None:
    if found is None:
        return None
    if found.value is None:
        return found.step
    return rounded(found.value, found.step, lines_of([judgement])).step


def value_text_of(page: Page, card: Card, value: Decimal, step: Decimal | None) -> str:
    """Return a value with its unit, rounded to a step or written in full."""
    if step is None:
        return full_text(value, card, page.language)
    return value_text(value, step, card, page.language)


def band_or_value(page: Page, card: Card, place: Place | None = None) -> str:
    """Return the value, or how it stands against its target where the edition shows no value."""
    found = page.measurement(card, place)
    if found is None or not found.is_withheld:
        return page.value(card, place)
    judged = page.judgements(card, place)
    return page.say(f"band_{judged[0].band}") if judged else page.value(card, place)


def known_value(page: Page, aim: Aim, place: Place | None = None) -> str:
    """Return a place's value; where missing rows would decide, with the word that it is partial."""
    value = page.value(aim.card, place)
    judgement, found = page.judgement(aim, place), page.measurement(aim.card, place)
    if judgement is None or judgement.verdict != "no_data" or found is None:
        return value
    is_partial = found.value is not None and found.rows_missing > 0
    return page.say("value_of_known_short", value=value) if is_partial else value


def change_sentence(page: Page, card: Card, years: Sequence[int]) -> str:
    """Say how a card changed from the first to the last of the years; empty if not shown.

    The sentence has no full stop: how far the value is from its line may follow.
    """
    known = [(year, found) for year in years if (found := page.shown(card, year=year)) is not None]
    if not known:
        return ""
    (first_year, first), (last_year, last) = known[0], known[-1]
    label = card.label.of(page.language)
    if first_year == last_year:
        value = page.value(card, year=last_year)
        return page.say("value_in_year", label=label, in_year=last_year, value=value)
    difference = last.value - first.value
    key = "changed_same" if difference == 0 else "changed_up" if difference > 0 else "changed_down"
    return page.say(
        key,
        label=label,
        first_year=first_year,
        last_year=last_year,
        first=page.value(card, year=first_year),
        last=page.value(card, year=last_year),
        change=difference_text(first, last, card, page.language),
    )


def distance_phrase(page: Page, card: Card) -> str:
    """Say whether a value reaches its lines, or how far it is from them, as both are shown."""
    phrases = [
        phrase for aim in page.aims if aim.card.id == card.id and (phrase := _distance(page, aim))
    ]
    return "".join(phrases)


def _distance(page: Page, aim: Aim) -> str:
    judgement = page.judgement(aim)
    found = page.shown(aim.card)
    if judgement is None or judgement.line is None or found is None:
        return ""
    target = aim_text(page, aim, judgement)
    if judgement.verdict == "met":
        return page.say("distance_met", target=target)
    if judgement.verdict == "no_data":
        return page.say("distance_open", target=target)
    return page.say("distance_short", target=target, change=shortfall_text(page, aim))


def shortfall_text(page: Page, aim: Aim) -> str:
    """Return how far a value is from its line, as both are shown; nothing if one is not shown."""
    judgement = page.judgement(aim)
    found = page.shown(aim.card)
    if judgement is None or judgement.line is None or found is None:
        return ""
    rest = abs(to_step(judgement.line, found.step) - found.value)
    return change_text(rest, found.step, aim.card, page.language)


def finding(page: Page, card: Card) -> str:
    """Say how a card changed and how far it is from its line; empty if not shown."""
    change = change_sentence(page, card, page.years)
    if change and page.shown(card) is None and (judged := page.judgements(card)):
        aim = next(aim for aim in page.aims if aim.card.id == card.id)
        return page.say(
            "band_sentence",
            label=card.label.of(page.language),
            band=page.say(f"band_{judged[0].band}"),
            target=aim_text(page, aim, judged[0]),
        ) + page.say("full_stop")
    return change + distance_phrase(page, card) + page.say("full_stop") if change else ""
