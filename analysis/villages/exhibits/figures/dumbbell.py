"""Dumbbells: the first year, now and the target in each row, and what is still to do in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.rows import (
    Rows,
    Words,
    draw_range,
    row_chart,
    with_range,
)
from villages.exhibits.figures.scales import Ends, along, beyond, way_left
from villages.exhibits.gaps import gap_text
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import number_text, to_step
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import ACCENT, HAIRLINE, INK, drawing
from villages.exhibits.wording import aim_label, aim_text, known_value, line_text, listed
from villages.fonts import Weight

#: Three shapes, as they stand in the heads of columns and as they are drawn; the line is a tick.
FIRST, NOW, LINE = "○", "■", "┃"
#: The circle is seen around the square where nothing has changed.
FIRST_SIZE, NOW_SIZE, HALF_LINE_MM = 6.6, 3.9, 1.9
LEAST_ROW_MM = 6.4
WEIGHTS: tuple[Weight, ...] = ("Regular", "Bold", "Regular", "Bold")
DOTTED = (0, (1.2, 1.6))


class Dumbbell(NamedTuple):
    """A row: the first value, the present one or the ends between which it lies, and the line."""

    first: Decimal | None
    now: Decimal | None
    span: Ends | None
    line: Decimal
    judgement: Judgement

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """All that is drawn."""
        found = (self.first, self.now, *(self.span or ()), self.line)
        return tuple(each for each in found if each is not None)

    @property
    def present(self) -> Decimal:
        """The present value; of a range the end that is farther from the line."""
        ends = (self.now,) if self.now is not None else self.span or (self.line,)
        relation = self.judgement.relation
        return min(ends, key=lambda end: beyond(end, self.line, relation))


class OwnRow(NamedTuple):
    """A target of the page's place with its dumbbell."""

    aim: Aim
    bell: Dumbbell


def dumbbell_of(page: Page, aim: Aim, place: Place) -> Dumbbell | None:
    """Gather what is drawn of a target in a place; None without a line, or a value of now."""
    judgement, found = page.judgement(aim, place), page.measurement(aim.card, place)
    if judgement is None or judgement.line is None or found is None:
        return None
    before = page.measurement(aim.card, place, page.years[0])
    first = before.value if before is not None else None
    if judgement.verdict != "no_data":
        now, span = found.value, None
    else:
        now, span = None, None
        if found.low is not None and found.high is not None:
            span = (found.low, found.high)
    if now is None and span is None:
        return None
    return Dumbbell(first, now, span, judgement.line, judgement)


def gap_dumbbells(page: Page) -> Figure | None:
    """Draw each target that is not known to be met: where it began, where it is, what is left.

    Each row has a scale of its own, from the worst of its numbers at the left to the best; the one
    with the longest part of its way left comes first
    (:func:`villages.exhibits.figures.scales.way_left`).

    Returns
    -------
    Figure or None
        None where no target is known to be missed, the edition shows no values, or there is one
        year only.
    """
    if len(page.years) < 2:
        return None
    found = [
        OwnRow(aim, bell)
        for aim, judgement in page.judged()
        if judgement.verdict != "met"
        and (bell := dumbbell_of(page, aim, page.place)) is not None
        and bell.first is not None
    ]
    if all(row.bell.now is None for row in found):
        return None
    found.sort(key=lambda row: (row.bell.now is None, -_left(row)))
    first_year = page.years[0]
    texts = [
        (
            page.value(row.aim.card, year=first_year),
            known_value(page, row.aim),
            aim_text(page, row.aim, row.bell.judgement),
            gap_words(page, row.aim, row.bell.judgement),
        )
        for row in found
    ]
    columns = [
        Words(head, [each[index] for each in texts], weight=weight, most_mm=28)
        for index, (head, weight) in enumerate(zip(heads(page), WEIGHTS, strict=True))
    ]
    with drawing():
        names = [aim_label(page, row.aim) for row in found]
        figure, rows = row_chart(Words("", names), columns, LEAST_ROW_MM)
        for row, middle in zip(found, rows.middles, strict=True):
            numbers, relation = row.bell.numbers, row.bell.judgement.relation
            ends = (min(numbers), max(numbers))
            worst, best = ends[::-1] if relation == "at_most" else ends
            draw_dumbbell(rows, row.bell, worst, best, middle)
            _tick(rows, row.bell.line, worst, best, middle)
        return framed(
            page,
            figure,
            caption=_own_finding(page, found),
            alt=page.say("list_semicolon").join(
                page.say(
                    "alt_dumbbell",
                    name=aim_label(page, row.aim),
                    first_year=first_year,
                    first=first,
                    now=now,
                    target=target,
                    gap=gap,
                )
                for row, (first, now, target, gap) in zip(found, texts, strict=True)
            ),
            note=with_range(
                page,
                page.say("note_dumbbells", first_year=first_year),
                has_range=any(row.bell.span is not None for row in found),
            ),
            data=_own_data(page, found, texts),
        )


def _left(row: OwnRow) -> Decimal:
    bell = row.bell
    return way_left(bell.first, bell.present, bell.line, bell.judgement.relation)


def gap_words(page: Page, aim: Aim, judgement: Judgement) -> str:
    """Say what is left in what the card counts."""
    return gap_text(page, aim, judgement.gap, judgement.gap_low, judgement.gap_high)


def heads(page: Page) -> tuple[str, str, str, str]:
    """Return the heads of the columns: each shape with what it stands for, then what is left."""
    years = (
        page.say("head_marked", mark=FIRST, head=page.say("in_year", in_year=page.years[0])),
        page.say("head_marked", mark=NOW, head=page.say("in_year", in_year=page.year)),
    )
    line = page.say("head_marked", mark=LINE, head=page.say("column_asked"))
    return (*years, line, page.say("column_gap"))


def number_columns(page: Page) -> list[Column]:
    """Return the columns of the numbers that are drawn, for a spreadsheet."""
    names = (str(page.years[0]), str(page.year), page.say("data_line"), page.say("column_gap"))
    return [Column(name, "right") for name in names]


def draw_dumbbell(rows: Rows, bell: Dumbbell, worst: Decimal, best: Decimal, middle: float) -> None:
    """Draw the way that is done as a line, what is left as dots, and the marks upon them."""

    def across(number: Decimal) -> float:
        return rows.across(float(along(number, worst, best)))

    if bell.judgement.verdict == "not_met":
        left = [across(bell.present), across(bell.line)]
        rows.axes.plot(left, [middle] * 2, color=INK, linewidth=1.2, linestyle=DOTTED)
    if bell.first is not None and bell.now is not None:
        done = [across(bell.first), across(bell.now)]
        rows.axes.plot(done, [middle] * 2, color=HAIRLINE, linewidth=2.6)
    if bell.span is not None:
        start, end = sorted(across(end) for end in bell.span)
        draw_range(rows, start, end, middle)
    if bell.first is not None:
        at = across(bell.first)
        rows.axes.plot(
            [at],
            [middle],
            "o",
            markersize=FIRST_SIZE,
            markerfacecolor="white",
            markeredgecolor=INK,
            markeredgewidth=0.9,
            zorder=5,
        )
    if bell.now is not None:
        at = across(bell.now)
        rows.axes.plot([at], [middle], "s", color=ACCENT, markersize=NOW_SIZE, zorder=6)


def _tick(rows: Rows, line: Decimal, worst: Decimal, best: Decimal, middle: float) -> None:
    x = rows.across(float(along(line, worst, best)))
    ends = [middle - HALF_LINE_MM, middle + HALF_LINE_MM]
    rows.axes.plot([x, x], ends, color=INK, linewidth=2.4, solid_capstyle="butt", zorder=3)


def _own_finding(page: Page, found: Sequence[OwnRow]) -> str:
    """Say of how many targets a way is left, and of which the longest part."""
    short = [row for row in found if row.bell.now is not None]
    share = to_step(100 * _left(short[0]), Decimal(1), ROUND_CEILING)
    longest = [row for row in short if _left(row) == _left(short[0])]
    return page.say(
        "caption_dumbbells",
        count=len(short),
        names=listed(page, (aim_label(page, row.aim) for row in longest)),
        first_year=page.years[0],
        share=number_text(share),
    )


def _own_data(
    page: Page, found: Sequence[OwnRow], texts: Sequence[tuple[str, str, str, str]]
) -> Table:
    columns = (Column(page.say("column_target"), share=2.0), *number_columns(page))
    rows = tuple(
        (
            Cell(aim_label(page, row.aim)),
            typed(first),
            typed(now),
            typed(line_text(page, row.aim, row.bell.judgement)),
            typed(gap),
        )
        for row, (first, now, _, gap) in zip(found, texts, strict=True)
    )
    return Table("", columns, rows)
