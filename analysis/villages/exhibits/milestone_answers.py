"""Milestones: planned against done, every official number with its source, who is needed next."""

from __future__ import annotations

from typing import Any

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.comparison import township_table
from villages.exhibits.evidence import Place
from villages.exhibits.figures.stairs import due_by_year
from villages.exhibits.opening import headline_sentence, whole_name
from villages.exhibits.page import Page
from villages.exhibits.progress import milestones
from villages.exhibits.wording import SHAPES, aim_label, status_word
from villages.plan.model import Milestone
from villages.vocabulary import Status

#: A status that needs most comes first.
_WORST: tuple[Status, ...] = ("out_of_reach", "behind", "no_data", "on_time", "met")


def milestones_answer(page: Page) -> Answer:
    """Return planned against done, by year and by township, and the villages needed next."""
    title = page.say("title_milestones", whole_name=whole_name(page))
    if not page.bears_targets or page.place.level == "village":
        return answer(page, title, (Paragraph(page.say("no_milestones")),), {"years": []})
    blocks: list[Block] = [Paragraph(headline_sentence(page), "finding")]
    blocks += [each for each in milestones(page).blocks if isinstance(each, Table)]
    others = _others(page)
    blocks += others
    if page.place.level == "city":
        kept = (Paragraph, Table)
        blocks += [each for each in township_table(page).blocks if isinstance(each, kept)]
    blocks += _next_blocks(page)
    data = {"years": _years(page), "needed_next": [_record(page, each) for each in needed(page)]}
    return answer(page, title, tuple(blocks), data)


def _others(page: Page) -> tuple[Block, ...]:
    """Other official numbers for a year: kept with their source, and which one binds."""
    if page.place.level != "city":
        return ()
    rows = []
    for stone in page.plan.milestones:
        for other in stone.others:
            source = other.source.of(page.language)
            if other.is_inferred:
                source = page.say("source_inferred", source=source)
            binds = page.say("yes" if other.is_binding else "no")
            rows.append(
                (
                    typed_year(stone.year),
                    typed(_asked(page, stone)),
                    page.counted(other.villages),
                    Cell(binds),
                    Cell(source),
                )
            )
    if not rows:
        return ()
    columns = (
        Column(page.say("column_year"), share=0.6),
        Column(page.say("column_plan_number"), "right", 1.0),
        Column(page.say("column_other_number"), "right", 1.0),
        Column(page.say("column_binds"), share=0.8),
        Column(page.say("column_source"), share=3.0),
    )
    binding = sum(other.is_binding for stone in page.plan.milestones for other in stone.others)
    said = page.say("finding_other_numbers", count=len(rows), binding=binding)
    note = page.say("note_other_numbers")
    table = Table(page.say("caption_other_numbers"), columns, tuple(rows), note)
    return Paragraph(said, "finding"), table


def _asked(page: Page, stone: Milestone) -> str:
    due = page.plan.villages_due(stone.year, page.place.count("low_income"))
    return page.say("no_figure") if due is None else str(due)


def needed(page: Page) -> tuple[Place, ...]:
    """Return the villages that are next: due by the next year and short of a target, nearest first.

    Next is the year after the page's, or the last year; those planned for an earlier year come
    before, then those that lack the fewest targets.
    """
    ahead = min(page.year + 1, page.plan.final_year)
    short = [
        village
        for village in page.plan_villages
        if page.step(village) <= ahead and _open(page, village)
    ]
    return tuple(
        sorted(short, key=lambda each: (page.step(each), len(_open(page, each)), each.code))
    )


def _open(page: Page, village: Place) -> list[str]:
    return [aim_label(page, aim) for aim, each in page.judged(village) if each.verdict != "met"]


def _next_blocks(page: Page) -> list[Block]:
    villages = needed(page)
    ahead = min(page.year + 1, page.plan.final_year)
    due, count = due_by_year(page).get(ahead), page.milestone(page.year)
    if due is None or count is None:
        return []
    missing = max(0, due - count.villages_met_all)
    said = page.say("finding_needed", ahead=ahead, due=due, met=count.villages_met_all, n=missing)
    blocks: list[Block] = [Heading(page.say("heading_needed"), 2), Paragraph(said, "finding")]
    if not villages:
        return blocks
    rows = []
    for village in villages:
        statuses = {each.status for _, each in page.judged(village) if each.status is not None}
        worst: Status = next((word for word in _WORST if word in statuses), "no_data")
        rows.append(
            (
                Cell(page.name(village)),
                typed_year(page.step(village)),
                Cell(f"{SHAPES[worst]} {status_word(page, worst)}", worst),
                page.counted(len(_open(page, village))),
                Cell(page.say("list_comma").join(_open(page, village))),
            )
        )
    columns = (
        Column(page.say("column_village"), share=1.4),
        Column(page.say("column_exit_year"), "right", 0.8),
        Column(page.say("column_worst"), share=1.0),
        Column(page.say("column_open_targets"), "right", 0.8),
        Column(page.say("column_not_met"), share=3.0),
    )
    note = page.say("note_needed")
    blocks.append(Table(page.say("caption_needed"), columns, tuple(rows), note))
    return blocks


def _years(page: Page) -> list[dict[str, Any]]:
    due = due_by_year(page)
    years = []
    for year in page.plan.years:
        found = page.milestone(year) if year <= page.year else None
        if due.get(year) is None:
            continue
        years.append(
            {
                "year": year,
                "due": due[year],
                "met": found.villages_met_all if found else None,
                "undecided": found.villages_undecided if found else None,
                "verdict": found.verdict if found else None,
            }
        )
    return years


def _record(page: Page, village: Place) -> dict[str, Any]:
    return {
        "code": village.code,
        "name": page.name(village),
        "planned_exit_year": page.step(village),
        "open_targets": [
            aim.card.id for aim, each in page.judged(village) if each.verdict != "met"
        ],
    }
