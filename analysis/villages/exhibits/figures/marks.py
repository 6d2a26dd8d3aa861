"""The shape of each status, drawn: told apart without colour, at any size."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from villages.exhibits.style import ACCENT, INK, MM_PER_INCH, POINTS_PER_INCH, SOFT_INK
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
    radius_mm = size / POINTS_PER_INCH * MM_PER_INCH / 2
    hollow: dict[str, Any] = {"markerfacecolor": "white", "markersize": size}
    if status == "met":
        axes.plot([x], [y], "o", color=ACCENT, markersize=size)
    elif status == "on_time":
        axes.plot([x], [y], "o", markeredgecolor=ACCENT, markeredgewidth=0.6, **hollow)
        axes.add_patch(Wedge((x, y), radius_mm, 90, 270, color=ACCENT, zorder=3))
    elif status == "behind":
        axes.plot([x], [y], "o", markeredgecolor=INK, markeredgewidth=1.1, **hollow)
    elif status == "out_of_reach":
        axes.plot([x], [y], "x", color=INK, markersize=size, markeredgewidth=size * 0.32)
    elif status == "doubtful":
        axes.plot([x], [y], "^", markeredgecolor=ACCENT, markeredgewidth=1.1, **hollow)
    else:
        axes.plot([x - radius_mm, x + radius_mm], [y, y], color=SOFT_INK, linewidth=1.2)
