"""Tallies: a bar for each measure or group of measures, cut by how its places or measures stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.figures.cut_bars import (
    BAR_MM,
    LEGEND_MM,
    LINE_MM,
    MOST_LABEL_MM,
    PARTS,
    Part,
    in_millimetres,
    part_box,
    part_legend,
)
from villages.exhibits.figures.frame import framed, wrapped
from villages.exhibits.page import Page
from villages.exhibits.style import LABEL, SMALL, canvas, drawing, text_width_mm

_AIR_MM = 2.2


@dataclass(frozen=True)
class TallyRow:
    """A bar: its name, how many there are of each part, and what they are of in all."""

    label: str
    counts: Mapping[Part, int]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


def tally_bars(
    page: Page,
    rows: Sequence[TallyRow],
    words: Mapping[Part, str],
    *,
    caption: str,
    column: str,
) -> Figure | None:
    """Draw a bar for each row, all of the same length: shares are compared, numbers are written.

    Parameters
    ----------
    page
        The page.
    rows
        The bars, the first on top; rows of nothing are left out.
    words
        What each part is called; parts without a word are not drawn.
    caption
        The finding.
    column
        What the rows are called, for the table of the numbers.
    """
    shown = [row for row in rows if row.total]
    if not shown:
        return None
    with drawing():
        labels = [wrapped(row.label, LABEL, MOST_LABEL_MM) for row in shown]
        widths = [text_width_mm(line, LABEL) for text in labels for line in text.split("\n")]
        heights = [max(BAR_MM, LINE_MM * (text.count("\n") + 1)) + _AIR_MM for text in labels]
        figure, (axes,) = canvas(sum(heights) + LEGEND_MM)
        width, height = in_millimetres(figure, axes)
        scale = height / (sum(heights) + LEGEND_MM)
        left = max(widths) + 2.5
        right = width - max(text_width_mm(str(row.total), SMALL) for row in shown) - 3
        top = height
        for row, label, row_height in zip(shown, labels, heights, strict=True):
            middle = top - row_height * scale / 2
            axes.text(left - 2, middle, label, ha="right", va="center", fontsize=LABEL)
            _bar(axes, row, (left, right), middle)
            axes.text(right + 1.5, middle, str(row.total), va="center", fontsize=SMALL)
            top -= row_height * scale
        used = [part for part in PARTS if any(row.counts.get(part) for row in shown)]
        named = [(part, words[part]) for part in used if part in words]
        part_legend(axes, left, LEGEND_MM * scale / 2 - 1, named)
        return framed(
            page,
            figure,
            caption=caption,
            alt=_alt(page, shown, words),
            data=_table(shown, words, column),
        )


def _bar(axes: Axes, row: TallyRow, ends: tuple[float, float], middle: float) -> None:
    left, right = ends
    for part, (fill, hatch, ink) in PARTS.items():
        count = row.counts.get(part, 0)
        if not count:
            continue
        length = (right - ends[0]) * count / row.total
        part_box(axes, left, middle, length, part)
        text = str(count)
        if length >= text_width_mm(text, SMALL) + 1.2:
            ground = {"facecolor": fill, "edgecolor": "none", "pad": 0.6} if hatch else None
            axes.text(
                left + length / 2,
                middle,
                text,
                ha="center",
                va="center",
                fontsize=SMALL,
                color=ink,
                bbox=ground,
                zorder=4,
            )
        left += length


def _alt(page: Page, rows: Sequence[TallyRow], words: Mapping[Part, str]) -> str:
    return page.say("list_semicolon").join(
        page.say(
            "named_list",
            name=row.label,
            items=page.say("list_comma").join(
                page.say("named_figure_spaced", name=words[part], value=row.counts[part])
                for part in PARTS
                if row.counts.get(part)
            ),
        )
        for row in rows
    )


def _table(rows: Sequence[TallyRow], words: Mapping[Part, str], column: str) -> Table:
    used = [part for part in PARTS if part in words]
    return Table(
        caption="",
        columns=(Column(column), *(Column(words[part], "right") for part in used)),
        rows=tuple(
            (
                Cell(row.label),
                *(
                    Cell(str(row.counts.get(part, 0)), number=row.counts.get(part, 0), pattern="0")
                    for part in used
                ),
            )
            for row in rows
        ),
    )
