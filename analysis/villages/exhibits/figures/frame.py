"""What every chart shares: its source line, year ticks, and labels that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from villages.exhibits.blocks import Figure, Table
from villages.exhibits.page import Page
from villages.exhibits.style import svg
from villages.exhibits.wording import source_sentence


def framed(
    page: Page,
    drawing: Drawing,
    *,
    caption: str,
    alt: str,
    note: str = "",
    data: Table | None = None,
) -> Figure:
    """Return a drawing as a figure with caption, alternative text, source and its numbers."""
    source = source_sentence(page)
    return Figure(
        svg=svg(drawing),
        alt=alt,
        caption=caption,
        source=page.say("sentence_pair", first=source, second=note) if note else source,
        data=data,
    )


def year_axis(axes: Axes, years: Sequence[int], every: bool = True) -> None:
    """Put a tick at every year, or at the first and the last."""
    shown = list(years) if every else [years[0], years[-1]]
    axes.set_xticks(shown, [str(year) for year in shown])
    if len(years) == 1:
        axes.set_xlim(years[0] - 1, years[0] + 1)


def apart(positions: Sequence[float], least: float) -> list[float]:
    """Move positions as little as needed so that neighbours are at least so far apart.

    The order is kept, and the whole is centred on where it was.

    Examples
    --------
    >>> apart([1.0, 1.0, 5.0], 1.0)
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    groups: list[list[float]] = []
    for index in order:
        groups.append([positions[index], 1])
        while len(groups) > 1:
            (before, many), (here, few) = groups[-2], groups[-1]
            if here - before >= least * (many + few) / 2 - 1e-9:
                break
            groups[-2:] = [[(before * many + here * few) / (many + few), many + few]]
    placed = [
        centre + least * (index - (count - 1) / 2)
        for centre, count in groups
        for index in range(int(count))
    ]
    result = [0.0] * len(positions)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result
