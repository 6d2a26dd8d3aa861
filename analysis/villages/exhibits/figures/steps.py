"""The staircase of each target: villages that meet it, year by year, against the number due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed_year
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.stairs import (
    Count,
    draw_counts,
    draw_stair,
    due_by_year,
    write_number,
)
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import (
    LEAST,
    SMALL,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    size_mm,
)
from villages.exhibits.wording import aim_label, listed

PANEL_COLUMNS = 5
PANEL_HEIGHT_MM = 40.0
GAP_MM = 4.0
SIDE_MM = 1.0
#: Room for a panel's two lines of heading, and for the years below.
HEAD_MM = 10.5
FOOT_MM = 9.0
#: Years that have less room than this are not all labelled.
LEAST_YEAR_MM = 6.5
#: How high a bar's number is, with its distance from the bar's end.
NUMBER_MM = 3.4


class Progress(NamedTuple):
    """A target, and how many villages meet it in each year since something is due."""

    aim: Aim
    counts: Mapping[int, Count]


def target_stairs(page: Page) -> Figure | None:
    """Draw each target's own staircase: villages that meet it against the number due.

    A milestone counts villages that meet *every* target; a target met by fewer than are due is
    one that holds it up.

    Returns
    -------
    Figure or None
        None where the plan asks nothing of the place, or nothing is due yet.
    """
    due = {year: count for year, count in due_by_year(page).items() if count}
    shown = _progress(page, due)
    if page.place.level == "village" or not due.get(page.year) or not shown:
        return None
    columns = min(PANEL_COLUMNS, len(shown))
    bars = [sum(count) for each in shown for count in each.counts.values()]
    highest = max([*due.values(), *bars])
    with drawing():
        rows = -(-len(shown) // columns)
        figure, axes = canvas(rows * PANEL_HEIGHT_MM, len(shown))
        width_mm, height_mm = size_mm(figure)
        inner = (width_mm / columns - GAP_MM, height_mm / rows - HEAD_MM - FOOT_MM)
        for panel, each in zip(axes, shown, strict=True):
            _panel(page, panel, due, each.counts, highest, inner)
            _title(page, panel, each, due[page.year])
        arrange(axes, Margins(SIDE_MM, SIDE_MM, HEAD_MM, FOOT_MM), columns, gap_mm=GAP_MM)
        caption = _finding(page, due[page.year], shown)
        return framed(
            page,
            figure,
            caption=caption,
            alt=page.say("list_semicolon").join(_in_words(page, each, due) for each in shown),
            note=page.say("note_target_stairs"),
            data=_data(page, due, shown),
        )


def _progress(page: Page, due: Mapping[int, int]) -> list[Progress]:
    years = [year for year in page.years if due and year >= min(due)]
    found = (
        Progress(
            aim,
            {
                year: Count(judgement.villages_met, judgement.villages_no_data)
                for year in years
                if (judgement := page.judgement(aim, year=year)) is not None
            },
        )
        for aim in page.aims
    )
    return [each for each in found if each.counts]


def _panel(
    page: Page,
    axes: Axes,
    due: Mapping[int, int],
    found: Mapping[int, Count],
    highest: int,
    inner_mm: tuple[float, float],
) -> None:
    years = sorted({*due, *found})
    is_roomy = inner_mm[0] / len(years) >= LEAST_YEAR_MM
    labelled = years if is_roomy else [years[0], years[-1]]
    draw_counts(axes, found)
    room = highest * NUMBER_MM / inner_mm[1]
    for year in found:
        if year in labelled:
            write_number(axes, year, found[year], due.get(year, 0), room, SMALL)
    draw_stair(axes, due)
    ticks = [f"{year}\n{page.say('due_short', due=due.get(year, 0))}" for year in labelled]
    axes.set_xticks(labelled, ticks, fontsize=LEAST, linespacing=1.35)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.set_ylim(0, highest * 1.08)
    axes.set_yticks([])


def _title(page: Page, axes: Axes, shown: Progress, due: int) -> None:
    """Head a panel with its target, and below it how that stands against the number due."""
    axes.set_title(aim_label(page, shown.aim), pad=13)
    judgement = page.judgement(shown.aim)
    if judgement is None:
        return
    axes.annotate(
        page.say(
            "target_stair_open" if judgement.villages_no_data else "target_stair",
            met=judgement.villages_met,
            count=judgement.villages,
            due=due,
            undecided=judgement.villages_no_data,
        ),
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 3.5),
        textcoords="offset points",
        fontsize=SMALL,
        color=SOFT_INK,
        annotation_clip=False,
    )


def _finding(page: Page, due: int, shown: Sequence[Progress]) -> str:
    """Say of how many targets enough villages meet them, and which are met by fewest."""
    here = [(each.aim, each.counts[page.year]) for each in shown if page.year in each.counts]
    enough = sum(count.met >= due for _, count in here)
    short = [(aim_label(page, aim), count.met) for aim, count in here if sum(count) < due]
    clauses = []
    if enough:
        clauses.append(page.say("stairs_enough", count=enough))
    if short:
        least = min(met for _, met in short)
        names = listed(page, (label for label, met in short if met == least))
        clauses.append(page.say("stairs_short", count=len(short), names=names, met=least))
    if still := len(here) - enough - len(short):
        clauses.append(page.say("stairs_open", count=still))
    told = page.say("list_clause").join(clauses)
    milestone = page.milestone(page.year)
    if milestone is not None:
        told = page.say("stairs_all", told=told, count=milestone.villages_met_all)
    return page.say("caption_target_stairs", due=due, count=len(here), clauses=told)


def _in_words(page: Page, shown: Progress, due: Mapping[int, int]) -> str:
    words = [
        page.say(
            "alt_target_stair_open" if count.undecided else "alt_target_stair",
            in_year=year,
            met=count.met,
            due=due.get(year, 0),
            undecided=count.undecided,
        )
        for year, count in shown.counts.items()
    ]
    items = page.say("list_comma").join(words)
    return page.say("named_list", name=aim_label(page, shown.aim), items=items)


def _data(page: Page, due: Mapping[int, int], shown: Sequence[Progress]) -> Table:
    heads = ("column_year", "column_met_one", "column_undecided", "column_due")
    rows = tuple(
        (
            Cell(aim_label(page, each.aim)),
            typed_year(year),
            *(page.counted(number) for number in (*count, due.get(year, 0))),
        )
        for each in shown
        for year, count in each.counts.items()
    )
    columns = (
        Column(page.say("column_target"), share=2.0),
        *(Column(page.say(head), "right") for head in heads),
    )
    return Table("", columns, rows)
