"""Charts that are read like a table: names at the left, a drawing in each row, words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from villages.exhibits.blocks import Align
from villages.exhibits.figures.frame import wrapped
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    HAIRLINE,
    LABEL,
    MM_PER_INCH,
    POINTS_PER_INCH,
    RULE,
    SMALL,
    SOFT_INK,
    canvas,
    size_mm,
    text_width_mm,
)
from villages.fonts import Weight

#: The height of a line of text, and of the middle of its letters, relative to its size.
LEADING, MIDDLE_OF_LETTERS = 1.3, 0.36
#: Between columns, and above and below the text of a row.
GAP_MM, PADDING_MM = 3.5, 1.7
#: The widest that names may be, the narrowest that they are made, and that drawings are.
NAME_MM, LEAST_NAME_MM, LEAST_TRACK_MM = 40.0, 22.0, 36.0
#: Below the heads, and between the heads and what stands above them.
HEAD_PADDING_MM = 1.6
#: By how much a column is narrowed at a time.
NARROWING_MM = 0.5
#: How high a hollow bar is, and how wide at least.
RANGE_MM, LEAST_RANGE_MM = 2.5, 1.4
#: Room for shapes and lines at the ends of a track, and below the last row.
TRACK_END_MM, FOOT_MM = 1.5, 0.5


class Words(NamedTuple):
    """A column of words: its head, a text for each row, and how wide it may be at most."""

    head: str
    texts: Sequence[str]
    align: Align = "right"
    weight: Weight = "Regular"
    most_mm: float = 24.0


class Rows(NamedTuple):
    """Where the rows of a chart lie, in millimetres from its upper left corner.

    ``left`` and ``right`` are the ends of the drawings; ``edges`` lie between the rows, the first
    below the heads.
    """

    axes: Axes
    width: float
    height: float
    left: float
    right: float
    edges: tuple[float, ...]

    @property
    def top(self) -> float:
        """Where the heads end and the rows begin."""
        return self.edges[0]

    @property
    def middles(self) -> tuple[float, ...]:
        """The middle of each row."""
        return tuple((above + below) / 2 for above, below in pairwise(self.edges))

    def across(self, share: float) -> float:
        """Return where a share of the drawing's width lies."""
        return self.left + share * (self.right - self.left)


class _Column(NamedTuple):
    """A column of words as it is set: broken into lines, with its width."""

    words: Words
    head: str
    texts: tuple[str, ...]
    width: float


def row_chart(
    names: Words, columns: Sequence[Words], least_row_mm: float, above_mm: float = 0.0
) -> tuple[Drawing, Rows]:
    """Return a figure with names and words set, and where its drawings go.

    A row is as high as its lines need; the drawings get the width that names and columns leave.

    Parameters
    ----------
    names
        The first column.
    columns
        The columns at the right.
    least_row_mm
        How high a row is at least.
    above_mm
        Room above the drawings' heads, for a key.
    """
    figure, (axes,) = canvas(least_row_mm)
    width, _ = size_mm(figure)
    least_mm = LEAST_NAME_MM + GAP_MM + LEAST_TRACK_MM + 2 * TRACK_END_MM
    others = _fitted([_set(each) for each in columns], width - least_mm)
    words_mm = sum(each.width + GAP_MM for each in others) + 2 * TRACK_END_MM
    room = width - words_mm - GAP_MM - LEAST_TRACK_MM
    most_mm = min(NAME_MM, max(LEAST_NAME_MM, room))
    first = _set(names._replace(align="left", most_mm=most_mm))
    heads = max(_lines(each.head) for each in (first, *others))
    top = max(heads * _line_mm(SMALL), above_mm) + 2 * HEAD_PADDING_MM
    lines = [
        max(map(_lines, row))
        for row in zip(*(each.texts for each in (first, *others)), strict=True)
    ]
    heights = [max(least_row_mm, count * _line_mm(LABEL) + PADDING_MM) for count in lines]
    edges = tuple(accumulate(heights, initial=top))
    height = edges[-1] + FOOT_MM
    figure.set_size_inches(width / MM_PER_INCH, height / MM_PER_INCH)
    left = first.width + GAP_MM + TRACK_END_MM
    right = left + max(LEAST_TRACK_MM, width - words_mm - GAP_MM - first.width)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    rows = Rows(axes, width, height, left, right, edges)
    _rules(rows)
    _write(rows, first, 0.0)
    start = right + TRACK_END_MM
    for each in others:
        _write(rows, each, start + GAP_MM)
        start += GAP_MM + each.width
    return figure, rows


def draw_range(rows: Rows, left: float, right: float, middle: float, ground: str = "none") -> None:
    """Draw where a value lies, for all that is known: a hollow bar, wide enough to look hollow."""
    lacking = max(0.0, LEAST_RANGE_MM - (right - left)) / 2
    corner = (left - lacking, middle - RANGE_MM / 2)
    width = right - left + 2 * lacking
    bar = Rectangle(corner, width, RANGE_MM, facecolor=ground, edgecolor=ACCENT, linewidth=0.9)
    bar.set_zorder(4)
    rows.axes.add_artist(bar)


def with_range(page: Page, note: str, has_range: bool) -> str:
    """Add to a note what a hollow bar is, if there is one."""
    if not has_range:
        return note
    return page.say("sentence_pair", first=note, second=page.say("note_range"))


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def _line_mm(size: float) -> float:
    return size / POINTS_PER_INCH * MM_PER_INCH * LEADING


def _set(words: Words) -> _Column:
    """Break heads and texts into lines, and measure the widest."""
    texts = tuple(wrapped(text, LABEL, words.most_mm) for text in words.texts)
    width = max(_width(text, LABEL, words.weight) for text in texts)
    head = wrapped(words.head, SMALL, max(width, words.most_mm * 0.75))
    return _Column(words, head, texts, max(width, _width(head, SMALL, "Regular")))


def _fitted(columns: list[_Column], room_mm: float) -> list[_Column]:
    """Break the widest texts again until all columns fit; what has no break stays as it is."""
    can_narrow = set(range(len(columns)))
    while can_narrow and sum(each.width + GAP_MM for each in columns) > room_mm:
        widest = max(can_narrow, key=lambda index: columns[index].width)
        found = columns[widest]
        narrower = _set(found.words._replace(most_mm=found.width - NARROWING_MM))
        if narrower.width < found.width:
            columns[widest] = narrower
        else:
            can_narrow.remove(widest)
    return columns


def _width(text: str, size: float, weight: Weight) -> float:
    return max(text_width_mm(line, size, weight) for line in text.split("\n")) if text else 0.0


def _rules(rows: Rows) -> None:
    """Rule below the heads, and lightly between the rows."""
    ends = [0, rows.width]
    rows.axes.plot(ends, [rows.top] * 2, color=HAIRLINE, linewidth=0.6)
    for edge in rows.edges[1:-1]:
        rows.axes.plot(ends, [edge] * 2, color=RULE, linewidth=0.4)


def _write(rows: Rows, column: _Column, start: float) -> None:
    align = column.words.align
    x = start + {"left": 0.0, "center": 0.5, "right": 1.0}[align] * column.width
    write_head(rows, x, column.head, align)
    for middle, text in zip(rows.middles, column.texts, strict=True):
        lines = text.split("\n")
        for index, line in enumerate(lines):
            height = middle + (index - (len(lines) - 1) / 2) * _line_mm(LABEL)
            weight = column.words.weight.lower()
            rows.axes.text(
                x, baseline(height, LABEL), line, ha=align, fontweight=weight, size=LABEL
            )


def write_head(rows: Rows, x: float, text: str, align: Align, colour: str = SOFT_INK) -> None:
    """Write a head above the rows, its last line just above the rule."""
    lines = text.split("\n") if text else []
    for index, line in enumerate(reversed(lines)):
        height = rows.top - HEAD_PADDING_MM - (index + 0.5) * _line_mm(SMALL)
        rows.axes.text(x, baseline(height, SMALL), line, ha=align, fontsize=SMALL, color=colour)


def baseline(middle: float, size: float) -> float:
    """Return where letters stand whose middle is given, so that all of a row stand on one line."""
    return middle + MIDDLE_OF_LETTERS * size / POINTS_PER_INCH * MM_PER_INCH
