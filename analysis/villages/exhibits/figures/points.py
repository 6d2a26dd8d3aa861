"""Points: a bar for each item of a score card, as long as the points that it can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.figures.frame import framed, wrapped
from villages.exhibits.figures.tally import PARTS, Part
from villages.exhibits.page import Page
from villages.exhibits.style import (
    INK,
    LABEL,
    MM_PER_INCH,
    SMALL,
    canvas,
    drawing,
    text_width_mm,
)

#: Reached, hanging on data not known, lost: drawn like done, no data and behind.
_DRAWN: tuple[tuple[str, Part], ...] = (
    ("points_reached", "met"),
    ("points_uncertain", "no_data"),
    ("points_lost", "behind"),
)

_MOST_LABEL_MM = 52.0
_LINE_MM, _BAR_MM, _AIR_MM = 3.3, 4.4, 2.6
_LEGEND_MM, _SAMPLE_MM = 8.0, 3.6


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
        labels = [wrapped(row.label, LABEL, _MOST_LABEL_MM) for row in rows]
        lines = [line for text in labels for line in text.split("\n")]
        heights = [max(_BAR_MM, _LINE_MM * (text.count("\n") + 1)) + _AIR_MM for text in labels]
        figure, (axes,) = canvas(sum(heights) + _LEGEND_MM)
        width, height = (side * MM_PER_INCH for side in figure.get_size_inches())
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        scale = height / (sum(heights) + _LEGEND_MM)
        left = max(text_width_mm(line, LABEL) for line in lines) + 2.5
        right = width - max(text_width_mm(row.words, SMALL) for row in rows) - 3
        one = (right - left) / max(row.points for row in rows)
        top = height
        for row, label, row_height in zip(rows, labels, heights, strict=True):
            middle = top - row_height * scale / 2
            axes.text(left - 2, middle, label, ha="right", va="center", fontsize=LABEL)
            at = left
            for (_, part), points in zip(_DRAWN, row.parts, strict=True):
                _box(axes, at, middle, float(points) * one, _BAR_MM, part)
                at += float(points) * one
            axes.text(at + 1.5, middle, row.words, va="center", fontsize=SMALL)
            top -= row_height * scale
        _legend(page, axes, left, _LEGEND_MM * scale / 2 - 1, rows)
        return framed(
            page,
            figure,
            caption=caption,
            alt=_alt(page, rows),
            note=page.say("note_points_bars"),
            data=_table(page, rows),
        )


def _box(axes: Axes, at: float, middle: float, length: float, height: float, part: Part) -> None:
    if not length:
        return
    fill, hatch, _ = PARTS[part]
    axes.add_artist(
        Rectangle(
            (at, middle - height / 2), length, height,
            facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=3,
        )
    )  # fmt: skip


def _legend(page: Page, axes: Axes, left: float, y: float, rows: Sequence[PointsRow]) -> None:
    at = left
    for index, (key, part) in enumerate(_DRAWN):
        if not any(row.parts[index] for row in rows):
            continue
        _box(axes, at, y, _SAMPLE_MM, 2.6, part)
        axes.text(at + _SAMPLE_MM + 1.2, y, page.say(key), va="center", fontsize=SMALL)
        at += _SAMPLE_MM + text_width_mm(page.say(key), SMALL) + 6


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
