"""The staircase: villages that meet every target, year by year, against the number due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.axes import Axes

from villages.exhibits.blocks import Figure
from villages.exhibits.figures.data import steps_of
from villages.exhibits.figures.frame import framed
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    FILLS,
    INK,
    LABEL,
    SOFT_INK,
    TEXT,
    Margins,
    arrange,
    canvas,
    drawing,
)

HEIGHT_MM = 60.0
BAR_WIDTH = 0.5
LEAST_BAR_SHARE = 0.12


class Count(NamedTuple):
    """How many villages meet a target in a year, and how many cannot be judged."""

    met: int
    undecided: int


def due_by_year(page: Page) -> dict[int, int]:
    """Return how many villages are due by each year of the plan, also those to come."""
    due = {}
    for year in page.plan.years:
        found = page.milestone(year)
        if found is not None and found.villages_due is not None:
            due[year] = found.villages_due
        elif page.place.level == "city":
            planned = page.plan.villages_due(year, page.place.count("low_income"))
            if planned is not None:
                due[year] = planned
    return due


def stair_corners(due: Mapping[int, int]) -> tuple[list[float], list[float]]:
    """Return the corners of the staircase: level until the next year that asks for more.

    It is never a slope: between two years nothing more is due.

    Examples
    --------
    >>> stair_corners({2018: 11, 2019: 39})
    ([2017.5, 2018.5, 2018.5, 2019.5], [11, 11, 39, 39])
    """
    years = sorted(due)
    ends = [*(year - 0.5 for year in years[1:]), years[-1] + 0.5]
    across = [edge for year, end in zip(years, ends, strict=True) for edge in (year - 0.5, end)]
    return across, [due[year] for year in years for _ in range(2)]


def draw_stair(axes: Axes, due: Mapping[int, int]) -> None:
    """Draw the staircase of what is due."""
    axes.plot(*stair_corners(due), color=INK, linewidth=1.4, solid_joinstyle="miter")


def draw_counts(axes: Axes, counts: Mapping[int, Count]) -> None:
    """Draw a bar for each year: who meets the target, and hatched on top who cannot be judged."""
    axes.bar(list(counts), [each.met for each in counts.values()], BAR_WIDTH, color=ACCENT)
    open_ = {year: each for year, each in counts.items() if each.undecided}
    if not open_:
        return
    axes.bar(
        list(open_),
        [each.undecided for each in open_.values()],
        BAR_WIDTH,
        bottom=[each.met for each in open_.values()],
        color=FILLS[3],
        edgecolor=SOFT_INK,
        linewidth=0.5,
        hatch="///",
    )


class Spot(NamedTuple):
    """Where a bar's number stands: its height in villages, and whether it is within the bar."""

    height: float
    is_inside: bool


def number_spot(count: Count, due: int, room: float) -> Spot:
    """Return where a bar's number stands so that the staircase does not cross it.

    Parameters
    ----------
    count
        What the bar shows.
    due
        Where the staircase runs.
    room
        How high a number is, in villages.

    Returns
    -------
    Spot
        The number's upper edge if it is in the bar, its lower edge if it is above.

    Examples
    --------
    At the top of its bar; below the staircase that would cross it there; above a low bar:

    >>> number_spot(Count(32, 0), 11, 6)
    Spot(height=32, is_inside=True)
    >>> number_spot(Count(43, 2), 39, 6)
    Spot(height=39, is_inside=True)
    >>> number_spot(Count(3, 2), 11, 6)
    Spot(height=5, is_inside=False)
    """
    is_crossed = count.met - room < due < count.met
    height = due if is_crossed else count.met
    if height >= room:
        return Spot(height, True)
    top = sum(count)
    return Spot(due if top <= due < top + room else top, False)


def write_number(axes: Axes, year: int, count: Count, due: int, room: float, size: float) -> None:
    """Write how many meet the target: in the bar if it is tall enough, else above."""
    spot = number_spot(count, due, room)
    axes.annotate(
        str(count.met),
        (year, spot.height),
        xytext=(0, -1.8 if spot.is_inside else 1.8),
        textcoords="offset points",
        ha="center",
        va="top" if spot.is_inside else "bottom",
        fontsize=size,
        fontweight="bold",
        color="white" if spot.is_inside else ACCENT,
    )


def milestone_stairs(page: Page) -> Figure | None:
    """Draw the staircase; None where the plan has no milestones or no village bears them."""
    due = {year: count for year, count in due_by_year(page).items() if count}
    counts = {year: found for year in page.years if (found := page.milestone(year)) is not None}
    if not due or not counts:
        return None
    years = [
        year for year in page.plan.years if year >= min(due) and (year in counts or year in due)
    ]
    counts = {year: found for year, found in counts.items() if year in years}
    reached = [each.villages_met_all + each.villages_undecided for each in counts.values()]
    highest = max([*due.values(), *reached])
    with drawing():
        figure, (axes,) = canvas(HEIGHT_MM)
        bars = {
            year: Count(each.villages_met_all, each.villages_undecided)
            for year, each in counts.items()
        }
        draw_counts(axes, bars)
        for year, count in bars.items():
            write_number(axes, year, count, due.get(year, 0), LEAST_BAR_SHARE * highest, TEXT)
        draw_stair(axes, due)
        for year in due:
            # At the start of the tread: a bar that rises above it leaves this corner free.
            axes.annotate(
                page.say("due_label", due=due[year]),
                (year - 0.5, due[year]),
                xytext=(3, 2.5),
                textcoords="offset points",
                fontsize=LABEL,
            )
        axes.set_xticks(years, [str(year) for year in years])
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes.set_ylim(0, highest * 1.18)
        axes.set_yticks([])
        arrange([axes], Margins(1, 1, 1, 6))
        here = page.milestone(page.year)
        caption = page.say(
            "caption_stairs",
            met=here.villages_met_all if here else 0,
            due=due.get(page.year, 0),
        )
        words = [
            page.say(
                "alt_stairs" if year in counts else "alt_stairs_due",
                in_year=year,
                due=due.get(year, 0),
                met=counts[year].villages_met_all if year in counts else 0,
            )
            for year in years
        ]
        return framed(
            page,
            figure,
            caption=caption,
            alt=page.say("list_semicolon").join(words),
            note=page.say("note_stairs"),
            data=steps_of(page, years, due, counts),
        )
