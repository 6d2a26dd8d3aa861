"""The shape of each status, drawn: told apart without colour, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    INK,
    MM_PER_INCH,
    POINTS_PER_INCH,
    SMALL,
    SOFT_INK,
    text_width_mm,
)
from villages.exhibits.wording import SHAPES, status_word
from villages.vocabulary import Status

SIZE = 5.6


def status_mark(axes: Axes, x: float, y: float, status: Status, size: float = SIZE) -> None:
    """Draw a status's shape: full, half and empty circle, cross, triangle, dash.

    Parameters
    ----------
    axes
        Axes of which one unit is a millimetre, so that circles are round.
    x, y
        The middle.
    status
        Which shape.
    size
        Its width in points.
    """
    status_marks(axes, [(x, y)], status, size)


def status_marks(
    axes: Axes, middles: Sequence[tuple[float, float]], status: Status, size: float = SIZE
) -> None:
    """Draw a status's shape at several places: one line of marks costs little more than one mark.

    Parameters
    ----------
    axes
        Axes of which one unit is a millimetre.
    middles
        Across and up.
    status, size
        As of :func:`status_mark`.
    """
    radius_mm = size / POINTS_PER_INCH * MM_PER_INCH / 2
    x, y = [across for across, _ in middles], [up for _, up in middles]
    hollow: dict[str, Any] = {"markerfacecolor": "white", "markersize": size}
    if status == "met":
        axes.plot(x, y, "o", color=ACCENT, markersize=size)
    elif status == "on_time":
        axes.plot(x, y, "o", markeredgecolor=ACCENT, markeredgewidth=0.6, **hollow)
        for middle in middles:
            axes.add_artist(Wedge(middle, radius_mm, 90, 270, color=ACCENT, zorder=3))
    elif status == "behind":
        axes.plot(x, y, "o", markeredgecolor=INK, markeredgewidth=1.1, **hollow)
    elif status == "out_of_reach":
        axes.plot(x, y, "x", color=INK, markersize=size, markeredgewidth=size * 0.32)
    elif status == "doubtful":
        axes.plot(x, y, "^", markeredgecolor=ACCENT, markeredgewidth=1.1, **hollow)
    else:
        ends = [(across - radius_mm, across + radius_mm, nan) for across in x]
        heights = [(up, up, nan) for up in y]
        axes.plot(sum(ends, ()), sum(heights, ()), color=SOFT_INK, linewidth=1.2)


def status_legend(page: Page, axes: Axes, width_mm: float, y: float) -> None:
    """Draw every shape with its word in a row.

    Parameters
    ----------
    page
        The page, for its language.
    axes
        Axes of which one unit is a millimetre.
    width_mm
        How wide the row is.
    y
        Its middle.
    """
    step = width_mm / len(SHAPES)
    for index, status in enumerate(SHAPES):
        x = step * index + 2.5
        status_mark(axes, x, y, status)
        word = status_word(page, status)
        room = (step - 6) / text_width_mm(word, SMALL)
        axes.text(x + 3, y, word, va="center", fontsize=SMALL * min(1.0, room))
