"""Rates that a third party's sample shows, with their intervals, against the official lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from villages.exhibits.blocks import Cell, Column, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Measurement
from villages.exhibits.numbers import evidence_text
from villages.exhibits.page import Page
from villages.exhibits.wording import listed
from villages.methods.proportions import exact_interval
from villages.plan.exits import SampleLine

Reading = Literal["kept", "missed", "open"]

_STEP = Decimal("0.1")

#: The column of the table that says how a sample stands to its line.
_READING = 5


def sample_reading(line: SampleLine, low: float, high: float) -> Reading:
    """Return what a sample says of a line: the whole interval must lie on one side.

    Parameters
    ----------
    line
        The official line.
    low, high
        The ends of the interval, in per cent.

    Examples
    --------
    None of 300 is wrong, the rate is under 1.2 %; of 50 it may be up to 7.1 %:

    >>> from villages.plan.words import Text
    >>> line = SampleLine(below_percent=2, cite=Text(zh="评估", en="evaluation"))
    >>> sample_reading(line, 0, 1.2), sample_reading(line, 0, 7.1), sample_reading(line, 2.5, 9)
    ('kept', 'open', 'missed')
    """
    figure = float(line.percent)
    if line.at_least_percent is not None:
        return "kept" if low >= figure else "missed" if high < figure else "open"
    is_kept = high < figure if line.below_percent is not None else high <= figure
    is_missed = low >= figure if line.below_percent is not None else low > figure
    return "kept" if is_kept else "missed" if is_missed else "open"


def sample_table(page: Page) -> Table | None:
    """Return each sampled rate with its sample, interval and official lines; None without any."""
    scheme = page.plan.exits
    if scheme is None:
        return None
    rows = [row for sampled in scheme.samples for row in _rows(page, sampled.card, sampled.lines)]
    if not rows:
        return None
    columns = (
        Column(page.say("column_rate"), share=1.6),
        Column(page.say("column_sample"), "right", 1.2),
        Column(page.say("column_rate_value"), "right", 0.8),
        Column(page.say("column_interval"), "right", 1.3),
        Column(page.say("column_line"), "right", 0.9),
        Column(page.say("column_reading"), share=1.2),
        Column(page.say("column_cite"), share=2.2),
    )
    return Table(page.say("caption_samples"), columns, tuple(rows), page.say("note_samples"))


def sample_finding(page: Page) -> str:
    """Count what the samples say of the official lines; nothing without any."""
    scheme = page.plan.exits
    sampled = scheme.samples if scheme is not None else ()
    words = [row[_READING].text for each in sampled for row in _rows(page, each.card, each.lines)]
    hidden = page.say("no_figure")
    parts = [
        page.say("samples_say", word=page.say("withheld") if word == hidden else word, count=count)
        for word, count in Counter(words).items()
    ]
    return page.say("finding_samples", count=len(words), parts=listed(page, parts)) if words else ""


def _rows(page: Page, card_id: str, lines: tuple[SampleLine, ...]) -> Iterator[tuple[Cell, ...]]:
    card = page.plan.cards[card_id]
    found = page.measurement(card)
    if found is None or not (found.denominator or found.is_withheld):
        return
    ends = _interval(found)
    for line in lines:
        reading = sample_reading(line, *ends) if ends else None
        yield (
            Cell(card.label.of(page.language)),
            Cell(evidence_text(found, card, page.language) or page.say("withheld")),
            page.cell(card),
            Cell(_ends_text(page, ends)),
            typed(line_words(line)),
            Cell(page.say(f"reading_{reading}" if reading else "no_figure")),
            Cell(line.cite.of(page.language)),
        )


def _interval(found: Measurement) -> tuple[float, float] | None:
    """The exact interval in per cent; None where the edition does not show the sample."""
    if found.is_withheld or found.numerator is None or not found.denominator:
        return None
    low, high = exact_interval(int(found.numerator), int(found.denominator))
    return 100 * low, 100 * high


def _ends_text(page: Page, ends: tuple[float, float] | None) -> str:
    if ends is None:
        return page.say("no_figure")
    low, high = (round(Decimal(str(end)), 1) for end in ends)
    return page.say("interval_percent", low=low, high=high)


def line_words(line: SampleLine) -> str:
    """Return a line in words.

    Examples
    --------
    >>> from villages.plan.words import Text
    >>> cite = Text(zh="评估", en="evaluation")
    >>> line_words(SampleLine(below_percent=2, cite=cite))
    '<2%'
    >>> line_words(SampleLine(at_most_percent=0, cite=cite))
    '≤0%'
    """
    signs = {"<": line.below_percent, "≤": line.at_most_percent, "≥": line.at_least_percent}
    sign = next(sign for sign, figure in signs.items() if figure is not None)
    return f"{sign}{line.percent:g}%"
