"""Points: a bar for each item of a score card, as long as the points that it can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.figures.cut_bars import (
    BAR_MM,
    LEGEND_MM,
    LINE_MM,
    MOST_LABEL_MM,
    Part,
    in_millimetres,
    part_box,
    part_legend,
)
from villages.exhibits.figures.frame import framed, wrapped
from villages.exhibits.page import Page
from villages.exhibits.style import LABEL, SMALL, canvas, drawing, text_width_mm

#: Reached, hanging on data not known, lost: drawn like done, no data and behind.
_DRAWN: tuple[tuple[str, Part], ...] = (
    ("points_reached", "met"),
    ("points_uncertain", "no_data"),
    ("points_lost", "behind"),
)

_AIR_MM = 2.6


@dataclass(frozen=True)
class PointsRow:
    """A bar: its name, its points, those reached at the least and at the most, and in words."""

    label: str
    points: int
    low: Decimal
    high: Decimal
    words: str

    @property
    def parts(self) -> tuple[Decimal, Decimal, Decimal]:
        """Points reached, points that hang on data not known, points lost."""
        return self.low, self.high - self.low, self.points - self.high


def points_bars(page: Page, rows: Sequence[PointsRow], *, caption: str) -> Figure | None:
    """Draw a bar for each item, all on one scale: longer items bear more points.

    Parameters
    ----------
    page
        The page.
    rows
        The items that were assessed, in the order of the score card.
    caption
        The finding.
    """
    if not rows:
        return None
    with drawing():
        labels = [wrapped(row.label, LABEL, MOST_LABEL_MM) for row in rows]
        lines = [line for text in labels for line in text.split("\n")]
        heights = [max(BAR_MM, LINE_MM * (text.count("\n") + 1)) + _AIR_MM for text in labels]
        figure, (axes,) = canvas(sum(heights) + LEGEND_MM)
        width, height = in_millimetres(figure, axes)
        scale = height / (sum(heights) + LEGEND_MM)
        left = max(text_width_mm(line, LABEL) for line in lines) + 2.5
        right = width - max(text_width_mm(row.words, SMALL) for row in rows) - 3
        one = (right - left) / max(row.points for row in rows)
        top = height
        for row, label, row_height in zip(rows, labels, heights, strict=True):
            middle = top - row_height * scale / 2
            axes.text(left - 2, middle, label, ha="right", va="center", fontsize=LABEL)
            at = left
            for (_, part), points in zip(_DRAWN, row.parts, strict=True):
                part_box(axes, at, middle, float(points) * one, part)
                at += float(points) * one
            axes.text(at + 1.5, middle, row.words, va="center", fontsize=SMALL)
            top -= row_height * scale
        named = [
            (part, page.say(key))
            for index, (key, part) in enumerate(_DRAWN)
            if any(row.parts[index] for row in rows)
        ]
        part_legend(axes, left, LEGEND_MM * scale / 2 - 1, named)
        return framed(
            page,
            figure,
            caption=caption,
            alt=_alt(page, rows),
            note=page.say("note_points_bars"),
            data=_table(page, rows),
        )


def _alt(page: Page, rows: Sequence[PointsRow]) -> str:
    named = [page.say("named_figure_spaced", name=row.label, value=row.words) for row in rows]
    return page.say("list_semicolon").join(named)


def _table(page: Page, rows: Sequence[PointsRow]) -> Table:
    return Table(
        caption="",
        columns=(
            Column(page.say("column_score_item")),
            Column(page.say("column_points"), "right"),
            *(Column(page.say(key), "right") for key, _ in _DRAWN),
        ),
        rows=tuple(
            (
                Cell(row.label),
                Cell(str(row.points), number=row.points, pattern="0"),
                *(Cell(f"{part:.1f}", number=float(part), pattern="0.0") for part in row.parts),
            )
            for row in rows
        ),
    )
