"""Bars that are cut into parts: what is done, not yet due, behind, and not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from villages.exhibits.style import ACCENT, FILLS, INK, MM_PER_INCH, SMALL, text_width_mm

Part = Literal["met", "on_time", "behind", "no_data"]

#: What is done is dark, what is not yet due light, what is behind empty, what nobody knows hatched:
#: fill, hatching, ink of what is written on it.
PARTS: Mapping[Part, tuple[str, str, str]] = {
    "met": (ACCENT, "", "white"),
    "on_time": (FILLS[2], "", INK),
    "behind": ("white", "", INK),
    "no_data": (FILLS[3], "//////", INK),
}

MOST_LABEL_MM = 52.0
LINE_MM, BAR_MM = 3.3, 4.4
LEGEND_MM = 8.0
_SAMPLE_MM, _SAMPLE_HEIGHT_MM = 3.6, 2.6


def in_millimetres(figure: Drawing, axes: Axes) -> tuple[float, float]:
    """Make one unit of the axes a millimetre; return width and height."""
    width, height = (side * MM_PER_INCH for side in figure.get_size_inches())
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return float(width), float(height)


def part_box(
    axes: Axes, at: float, middle: float, length: float, part: Part, height: float = BAR_MM
) -> None:
    """Draw a part of a bar; nothing where it has no length."""
    if not length:
        return
    fill, hatch, _ = PARTS[part]
    axes.add_artist(
        Rectangle(
            (at, middle - height / 2), length, height,
            facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=3,
        )
    )  # fmt: skip


def part_legend(axes: Axes, left: float, y: float, named: Sequence[tuple[Part, str]]) -> None:
    """Say in a row what the fillings mean."""
    at = left
    for part, word in named:
        part_box(axes, at, y, _SAMPLE_MM, part, _SAMPLE_HEIGHT_MM)
        axes.text(at + _SAMPLE_MM + 1.2, y, word, va="center", fontsize=SMALL)
        at += _SAMPLE_MM + text_width_mm(word, SMALL) + 6
