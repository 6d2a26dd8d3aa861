"""Villages against the plan's own steps: each one's status, and the milestones."""

from __future__ import annotations

from collections.abc import Sequence

from villages.exhibits.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.evidence import Place
from villages.exhibits.figures import (
    milestone_stairs,
    status_rugs,
    target_spine,
    target_stairs,
    village_picture,
)
from villages.exhibits.figures.stairs import due_by_year
from villages.exhibits.judgements import Judgement
from villages.exhibits.opening import headline_sentence
from villages.exhibits.page import Page
from villages.exhibits.village_standings import village_standing
from villages.exhibits.wording import SHAPES, aim_label, citation, listed, status_word, verdict_word

#: More villages than these are left to the table.
MOST_NAMES = 8


def village_statuses(page: Page) -> Section:
    """Return the status of each village and target: at a glance, and in words."""
    villages = page.plan_villages
    if not page.aims or not villages:
        return Section(())
    picture = village_picture(page)
    # On the page of the city the spine stands beside its townships.
    spine = target_spine(page) if page.place.level == "township" else None
    blocks: list[Block] = [
        Heading(page.say("heading_statuses")),
        Paragraph(status_finding(page), "finding"),
        *((picture,) if picture is not None else ()),
        *status_rugs(page),
        status_table(page, villages),
        *((spine,) if spine is not None else ()),
    ]
    return Section(tuple(blocks))


def status_table(page: Page, villages: Sequence[Place]) -> Table:
    """Return what each village has still to meet, by status, in words."""
    rows = tuple(_village_row(page, village) for village in villages)
    in_city = page.place.level == "city"
    township = (Column(page.say("column_township"), share=1.1),) if in_city else ()
    return Table(
        caption=page.say("caption_statuses"),
        columns=(
            Column(page.say("column_village"), share=1.5),
            *township,
            Column(page.say("column_exit_year"), "center", 0.9),
            Column(page.say("column_targets_met"), "center", 0.9),
            Column(page.say("column_not_met"), share=4.2),
        ),
        rows=rows,
        note=page.say("note_statuses"),
    )


def _judged(page: Page, village: Place) -> list[tuple[str, Judgement]]:
    found = ((aim_label(page, aim), page.judgement(aim, village)) for aim in page.aims)
    return [(label, judgement) for label, judgement in found if judgement is not None]


def _village_row(page: Page, village: Place) -> tuple[Cell, ...]:
    judged = _judged(page, village)
    met = sum(judgement.verdict == "met" for _, judgement in judged)
    groups = []
    for status in SHAPES:
        names = [
            label
            for label, each in judged
            if each.status == status and (each.verdict != "met" or status == "doubtful")
        ]
        if names:
            groups.append(
                page.say(
                    "status_group",
                    shape=SHAPES[status],
                    status=status_word(page, status),
                    names=page.say("list_comma").join(names),
                )
            )
    late = [label for label, each in judged if each.is_late]
    if late:
        groups.append(page.say("late_group", names=page.say("list_comma").join(late)))
    exit_year = village.planned_exit_year
    in_city = page.place.level == "city"
    township = (Cell(page.name(page.evidence.places[village.township_code])),) if in_city else ()
    text = page.say("list_semicolon").join(groups) or page.say("all_met")
    return (
        Cell(page.name(village)),
        *township,
        typed_year(exit_year) if exit_year else Cell(page.say("no_figure")),
        typed(page.say("met_of", met=met, count=len(judged)), is_part=True),
        Cell(text, village_standing(page, village).status),
    )


def status_finding(page: Page, most: int = MOST_NAMES) -> str:
    """Say how many villages are behind with something that is due, and which are out of reach.

    Parameters
    ----------
    page
        The page.
    most
        How many villages are named.
    """
    behind = []
    beyond = []
    for village in page.plan_villages:
        statuses = {judgement.status for _, judgement in _judged(page, village)}
        if "out_of_reach" in statuses:
            beyond.append(page.name(village))
        elif "behind" in statuses:
            behind.append(page.name(village))
    if not behind and not beyond:
        return page.say("finding_none_behind")
    parts = []
    if behind:
        parts.append(
            page.say("finding_behind", count=len(behind), names=listed(page, behind, most))
        )
    if beyond:
        parts.append(
            page.say("finding_beyond", count=len(beyond), names=listed(page, beyond, most))
        )
    return page.say("list_semicolon").join(parts) + page.say("full_stop")


def milestones(page: Page) -> Section:
    """Return the progress against the plan's milestones: staircase, table, rule."""
    figure = milestone_stairs(page)
    if figure is None:
        return Section(())
    due = due_by_year(page)
    rows = []
    for year in page.plan.years:
        count = page.milestone(year) if year <= page.year else None
        if not due.get(year):
            continue
        stone = next((each for each in page.plan.milestones if each.year == year), None)
        is_judged = count is not None and count.verdict is not None
        rows.append(
            (
                typed_year(year),
                page.counted(due.get(year)),
                page.counted(count.villages_met_all if count else None),
                page.counted(count.villages_undecided if count else None),
                Cell(verdict_word(page, count.verdict), count.verdict)
                if is_judged and count is not None and count.verdict is not None
                else Cell(page.say("no_figure")),
                Cell(citation(page, stone.cite) if stone else ""),
            )
        )
    table = Table(
        caption=page.say("caption_milestones"),
        columns=(
            Column(page.say("column_year"), share=0.8),
            Column(page.say("column_due"), "right"),
            Column(page.say("column_met_all"), "right"),
            Column(page.say("column_undecided"), "right"),
            Column(page.say("column_verdict")),
            Column(page.say("column_cite"), share=1.2),
        ),
        rows=tuple(rows),
        note=milestone_note(page),
    )
    each = target_stairs(page)
    return Section(
        (
            Heading(page.say("heading_milestones")),
            Paragraph(headline_sentence(page), "finding"),
            figure,
            *((each,) if each is not None else ()),
            table,
        )
    )


def milestone_note(page: Page) -> str:
    """Say how the number due is reckoned, and what of it is defined here."""
    notes = [page.say("note_due_city" if page.place.level == "city" else "note_due_township")]
    if page.plan.rounding is not None:
        rounding = page.plan.rounding.of(page.language)
        notes.append(rounding)
    if any(stone.cumulative == "ours" for stone in page.plan.milestones):
        years = [str(stone.year) for stone in page.plan.milestones if stone.cumulative == "ours"]
        notes.append(page.say("note_cumulative_ours", years=listed(page, years)))
    return page.say("sentence_space").join(notes)
