"""The staircase: villages that meet every target, year by year, against the number due."""

from __future__ import annotations

from matplotlib.axes import Axes

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import MilestoneCount
from villages.exhibits.figures.frame import framed
from villages.exhibits.page import Page
from villages.exhibits.style import ACCENT, FILLS, INK, SOFT_INK, Margins, arrange, canvas, drawing

HEIGHT_MM = 60.0
LEAST_BAR_SHARE = 0.12


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
        for year, found in counts.items():
            axes.bar(year, found.villages_met_all, 0.5, color=ACCENT)
            axes.bar(
                year,
                found.villages_undecided,
                0.5,
                bottom=found.villages_met_all,
                color=FILLS[3],
                edgecolor=SOFT_INK,
                linewidth=0.5,
                hatch="///",
            )
            _count_label(axes, year, found, highest)
        steps = sorted(due)
        for year in steps:
            axes.plot([year - 0.5, year + 0.5], [due[year]] * 2, color=INK, linewidth=1.4)
            if year - 1 in due:
                axes.plot([year - 0.5] * 2, [due[year - 1], due[year]], color=INK, linewidth=1.4)
            axes.annotate(
                page.say("due_label", due=due[year]),
                (year, due[year]),
                xytext=(0, 2.5),
                textcoords="offset points",
                ha="center",
                fontsize=8,
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
        )


def _count_label(axes: Axes, year: int, found: MilestoneCount, highest: int) -> None:
    """Write how many meet every target: in the bar if it is tall enough, else above."""
    is_inside = found.villages_met_all >= LEAST_BAR_SHARE * highest
    top = found.villages_met_all + (0 if is_inside else found.villages_undecided)
    axes.annotate(
        str(found.villages_met_all),
        (year, top),
        xytext=(0, -2 if is_inside else 2),
        textcoords="offset points",
        ha="center",
        va="top" if is_inside else "bottom",
        fontsize=8.5,
        fontweight="bold",
        color="white" if is_inside else ACCENT,
    )
