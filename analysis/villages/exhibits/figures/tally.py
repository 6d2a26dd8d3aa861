"""Tallies: a bar for each measure or group of measures, cut by how its places or measures stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.figures.frame import framed, wrapped
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    FILLS,
    INK,
    LABEL,
    MM_PER_INCH,
    SMALL,
    canvas,
    drawing,
    size_mm,
    text_width_mm,
)

Part = Literal["met", "on_time", "behind", "no_data"]

#: What is done is dark, what is not yet due light, what is behind empty, what nobody knows hatched.
PARTS: Mapping[Part, tuple[str, str, str]] = {
    "met": (ACCENT, "", "white"),
    "on_time": (FILLS[2], "", INK),
    "behind": ("white", "", INK),
    "no_data": (FILLS[3], "//////", INK),
}

_MOST_LABEL_MM = 52.0
_LINE_MM, _BAR_MM, _AIR_MM = 3.3, 4.4, 2.2
_LEGEND_MM, _NUMBER_MM = 8.0, 3.6


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
        labels = [wrapped(row.label, LABEL, _MOST_LABEL_MM) for row in shown]
        widths = [text_width_mm(line, LABEL) for text in labels for line in text.split("\n")]
        heights = [max(_BAR_MM, _LINE_MM * (text.count("\n") + 1)) + _AIR_MM for text in labels]
        figure, (axes,) = canvas(sum(heights) + _LEGEND_MM)
        width, height = size_mm(figure)
        scale = height / (sum(heights) + _LEGEND_MM)
        _millimetres(figure, axes)
        left = max(widths) + 2.5
        right = width - max(text_width_mm(str(row.total), SMALL) for row in shown) - 3
        top = height
        for row, label, row_height in zip(shown, labels, heights, strict=True):
            middle = top - row_height * scale / 2
            axes.text(left - 2, middle, label, ha="right", va="center", fontsize=LABEL)
            _bar(axes, row, (left, right), middle)
            axes.text(right + 1.5, middle, str(row.total), va="center", fontsize=SMALL)
            top -= row_height * scale
        _legend(axes, left, _LEGEND_MM * scale / 2 - 1, shown, words)
        return framed(
            page,
            figure,
            caption=caption,
            alt=_alt(page, shown, words),
            data=_table(shown, words, column),
        )


def _millimetres(figure: Drawing, axes: Axes) -> None:
    width, height = (side * MM_PER_INCH for side in figure.get_size_inches())
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)


def _bar(axes: Axes, row: TallyRow, ends: tuple[float, float], middle: float) -> None:
    left, right = ends
    for part, (fill, hatch, ink) in PARTS.items():
        count = row.counts.get(part, 0)
        if not count:
            continue
        length = (right - ends[0]) * count / row.total
        _box(axes, (left, middle - _BAR_MM / 2), length, fill, hatch)
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


def _box(axes: Axes, at: tuple[float, float], length: float, fill: str, hatch: str) -> None:
    axes.add_artist(
        Rectangle(
            at, length, _BAR_MM, facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=3
        )
    )


def _legend(
    axes: Axes, left: float, y: float, rows: Sequence[TallyRow], words: Mapping[Part, str]
) -> None:
    used = [part for part in PARTS if part in words and any(row.counts.get(part) for row in rows)]
    at = left
    for part in used:
        fill, hatch, _ = PARTS[part]
        axes.add_artist(
            Rectangle(
                (at, y - 1.3), _NUMBER_MM, 2.6,
                facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch,
            )
        )  # fmt: skip
        axes.text(at + _NUMBER_MM + 1.2, y, words[part], va="center", fontsize=SMALL)
        at += _NUMBER_MM + text_width_mm(words[part], SMALL) + 6


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
