"""How charts look: the project's look as matplotlib knows it, and the report's own font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from io import StringIO
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags

from villages.fonts import FAMILY, Weight, font_file
from villages.look import look

_LOOK = look()
ACCENT, INK = _LOOK.colours["accent"], _LOOK.colours["ink"]
SOFT_INK, RULE = _LOOK.colours["quiet"], _LOOK.colours["grid"]
HAIRLINE, FAINT = _LOOK.colours["hairline"], _LOOK.colours["faint"]
FILLS, LINES = _LOOK.fills, _LOOK.lines
DASHES = ("-", "--", "-.", ":")
MARKS = ("o", "s", "^", "D")

#: Sizes of text in charts, in points.
TEXT = _LOOK.type["chart"]
LABEL = _LOOK.type["chart_label"]
SMALL = _LOOK.type["chart_small"]
LEAST = _LOOK.type["chart_least"]

#: How wide a chart is on paper.
WIDTH_MM = 160.0
#: How much larger text stands beside its chart on a slide, which is read from the back of a room.
SLIDE_ENLARGEMENT = 1.3
MM_PER_INCH = 25.4
POINTS_PER_INCH = 72

_SETTINGS: Any = {
    "font.family": FAMILY,
    "font.size": TEXT,
    "svg.fonttype": "none",
    "svg.hashsalt": "villages",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": _LOOK.colours["hairline"],
    "axes.linewidth": 0.6,
    "axes.titlesize": TEXT,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    # Right above the axes: to look for what stands there measures every label of both.
    "axes.titley": 1.0,
    "axes.labelcolor": SOFT_INK,
    "axes.unicode_minus": True,
    "axes.grid": False,
    "grid.color": RULE,
    "grid.linewidth": 0.5,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": SOFT_INK,
    "ytick.color": SOFT_INK,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.size": 0,
    "xtick.labelsize": LABEL,
    "ytick.labelsize": LABEL,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


@cache
def _load_fonts() -> None:
    """Make the report's fonts known under their true family name, with their weights.

    matplotlib would know each file under a family name of its own, which no reader of the SVG has.
    """
    for file, weight in ((font_file("Regular"), 400), (font_file("Bold"), 700)):
        entry = font_manager.FontEntry(
            fname=str(file),
            name=FAMILY,
            style="normal",
            variant="normal",
            weight=weight,
            stretch="normal",
            size="scalable",
        )
        font_manager.fontManager.ttflist.insert(0, entry)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the report's style; settings are as before afterwards."""
    _load_fonts()
    with mpl.rc_context(_SETTINGS):
        yield


_ENLARGEMENT: ContextVar[float] = ContextVar("enlargement", default=1.0)


@contextmanager
def drawn_for_slides() -> Iterator[None]:
    """Draw charts within for slides: on a smaller canvas, so that text and lines stand out more."""
    before = _ENLARGEMENT.set(SLIDE_ENLARGEMENT)
    try:
        yield
    finally:
        _ENLARGEMENT.reset(before)


class Margins(NamedTuple):
    """What is left free around axes for their labels, in millimetres."""

    left: float
    right: float
    top: float
    bottom: float


def canvas(height_mm: float, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """Return an empty figure of the report's width with its axes in reading order.

    Parameters
    ----------
    height_mm
        As on paper; for slides the canvas is smaller in both directions.
    panels
        How many axes.
    """
    inch = MM_PER_INCH * _ENLARGEMENT.get()
    figure = Figure(figsize=(WIDTH_MM / inch, height_mm / inch))
    FigureCanvasSVG(figure)
    # Each axes needs a place of its own until it is arranged.
    axes = [figure.add_axes((0, 0, 1, 1), label=str(index)) for index in range(panels)]
    return figure, axes


def text_room_mm(height_mm: float) -> float:
    """Return what a canvas needs on paper so that text has this height also on a slide."""
    return height_mm * _ENLARGEMENT.get()


def size_mm(figure: Figure) -> tuple[float, float]:
    """Return the width and height of a canvas in millimetres."""
    width, height = figure.get_size_inches() * MM_PER_INCH
    return float(width), float(height)


def arrange(axes: Sequence[Axes], margins: Margins, columns: int = 1, gap_mm: float = 0.0) -> None:
    """Place axes in rows and columns, each with room for its own labels above and below.

    matplotlib's own layout measures every label by drawing the figure a second time, which takes
    almost half of the time of a chart; here the widths that matter are measured beforehand.

    Parameters
    ----------
    axes
        In reading order.
    margins
        Left and right of the whole; above and below each row.
    columns
        How many stand side by side.
    gap_mm
        Between two that stand side by side.
    """
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    whole, height = size_mm(figure)
    row_height = height / -(-len(axes) // columns)
    width = (whole - margins.left - margins.right - gap_mm * (columns - 1)) / columns
    for index, each in enumerate(axes):
        row, column = divmod(index, columns)
        left = margins.left + column * (width + gap_mm)
        bottom = height - (row + 1) * row_height + margins.bottom
        inner = row_height - margins.top - margins.bottom
        each.set_position((left / whole, bottom / height, width / whole, inner / height))


@lru_cache(maxsize=1 << 14)
def text_width_mm(text: str, size: float, weight: Weight = "Regular") -> float:
    """Return how wide a line of text is in the report's font."""
    font = font_manager.get_font(str(font_file(weight)))
    font.set_size(size, POINTS_PER_INCH)
    # Hinting would round every letter to whole pixels, at these sizes by up to a tenth.
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / POINTS_PER_INCH * MM_PER_INCH


def tick_width_mm(axes: Axes) -> float:
    """Return how wide the labels of the vertical axis are."""
    low, high = axes.get_ylim()
    formatter = axes.yaxis.get_major_formatter()
    shown = [tick for tick in axes.get_yticks() if low <= tick <= high]
    size = float(mpl.rcParams["ytick.labelsize"])
    return max((text_width_mm(formatter(tick, 0), size) for tick in shown), default=0.0)


def svg(figure: Figure) -> str:
    """Return the figure as SVG with searchable text and the same bytes every time."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                # No place need be looked for: that measures every label of the axis again.
                axis.set_label_coords(0, 0)
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    content = text.getvalue()
    content = content[content.index("<svg") :]
    # A fixed size would overflow narrow screens; the view box keeps the proportions.
    content = re.sub(r' (width|height)="[0-9.]+pt"', "", content, count=2)
    return _slim(content)


_TAG = re.compile(r"<[^>]*>")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
#: What matplotlib writes at every part although nobody asks for it by this name.
_OWN_NAME = re.compile(
    r'(<g) id="(?:figure|axes|patch|text|line2d|[xy]tick|matplotlib\.axis|\w+Collection)_\d+"'
)
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*"')


def _slim(content: str) -> str:
    """Leave out what no reader needs: two fifths of a chart; a hundredth of a point is kept."""
    content = _OWN_NAME.sub(r"\1", content)
    content = content.replace(f" font-family: '{FAMILY}';", "")
    content = content.replace("<svg ", f'<svg font-family="{FAMILY}" ', 1)
    return re.sub(r">\s+<", "><", _TAG.sub(_slim_tag, content))


def _slim_tag(tag: re.Match[str]) -> str:
    short = _NO_TURN.sub("", " ".join(tag[0].split()))
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", short)
