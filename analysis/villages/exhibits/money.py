"""The plan's money: where it came from, who spends it, what is left, and where it went."""

from __future__ import annotations

from collections.abc import Mapping

from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.figures.flow import (
    flow_rows_of,
    funds_flow,
    places_below,
    step_label,
    step_name,
)
from villages.exhibits.flows import Money, total, totals
from villages.exhibits.funds import PERCENT, Unit, number_of, share_text, unit_of
from villages.exhibits.numbers import to_step
from villages.exhibits.page import Page
from villages.exhibits.wording import citation, listed
from villages.plan.model import Flow


def money(page: Page) -> Section:
    """Return each flow of the plan: a chart, and tables by department and by place.

    Nothing where the plan has no flows, or nothing is registered of the place and year.
    """
    blocks: list[Block] = []
    for flow in page.plan.flows:
        figure = funds_flow(page, flow)
        if figure is not None:
            lagging = _lagging(page, flow)
            blocks += [Paragraph(lagging, "finding")] if lagging else []
            blocks += [figure, Paragraph(_rows_text(page, flow)), *_tables(page, flow)]
    return Section((Heading(page.say("heading_money")), *blocks) if blocks else ())


def _rows_text(page: Page, flow: Flow) -> str:
    """Say how many rows stand behind the sums, and what they lack."""
    whole = total(flow_rows_of(page, flow))
    said = [page.say("finding_flow_rows", count=whole.rows)]
    if whole.rows_missing:
        said.append(page.say("finding_flow_missing", count=whole.rows_missing))
    silent = _without_rows(page, flow)
    if silent:
        said.append(page.say("finding_flow_silent", count=silent))
    return page.say("sentence_space").join(said)


def _without_rows(page: Page, flow: Flow) -> int:
    """How many of the plan's villages registered nothing; not told where villages are not shown."""
    if page.edition == "public" or page.place.level == "village":
        return 0
    return sum(not flow_rows_of(page, flow, village) for village in page.plan_villages)


def _lagging(page: Page, flow: Flow) -> str:
    """Name the places below that have certainly spent a smaller share than all together."""
    whole = total(flow_rows_of(page, flow))
    below = places_below(page, flow)
    together = whole.spent_percent
    if together is None or len(below) < 2:
        return ""
    sums = {place: total(flow_rows_of(page, flow, place)) for place in below}
    highest = {
        place: share.high
        for place, own in sums.items()
        if (share := own.spent_percent) is not None and share.high < together.low
    }
    if not highest:
        return ""
    order = sorted(highest, key=lambda place: (highest[place], place.code))
    # What is said to be smaller is shown as smaller.
    step = PERCENT
    while to_step(highest[order[-1]], step) >= to_step(together.low, step):
        step /= 10
    names = [
        page.say("named_share", name=page.name(place), share=share_text(page, sums[place], step))
        for place in order
    ]
    return page.say(
        "finding_flow_lagging",
        count=len(names),
        all=len(below),
        share=share_text(page, whole, step),
        place_level=page.level(below[0].level),
        place_levels=page.level(below[0].level, 2),
        names=listed(page, names),
    )


def _tables(page: Page, flow: Flow) -> list[Table]:
    rows = flow_rows_of(page, flow)
    unit = unit_of(page, flow, total(rows))
    label = flow.label.of(page.language)
    by_department = totals(rows, lambda row: row.department)
    values = page.plan.registers[flow.register_id].columns[flow.steps[1]].values or {}
    order = [word for word in (*values, "") if word in by_department]
    departments = {step_name(page, flow, 1, word): by_department[word] for word in order}
    caption = page.say("caption_flow_departments", label=label)
    note = page.say("note_flow_table", cite=citation(page, flow.cite))
    found = [_table(page, unit, caption, step_label(page, flow, 1), departments, note)]
    below = places_below(page, flow)
    if below:
        word = page.level(below[0].level)
        places = {page.name(place): total(flow_rows_of(page, flow, place)) for place in below}
        rest = total(rows)
        for each in places.values():
            rest -= each
        if rest.rows:
            places[page.say("flow_rest", place_level=page.level(below[0].level, 2))] = rest
        caption = page.say("caption_flow_places", label=label, place_level=word)
        head = page.say(f"column_{below[0].level}")
        found.append(_table(page, unit, caption, head, places))
    return found


def _table(
    page: Page, unit: Unit, caption: str, head: str, lines: Mapping[str, Money], note: str = ""
) -> Table:
    """What was allotted, spent and left, line by line and together; not ranked."""
    whole = sum(lines.values(), Money())
    has_gaps = whole.rows_missing > 0

    def headed(key: str) -> str:
        return page.say("funds_column", label=page.say(key), unit=unit.words)

    columns = [
        Column(head, share=2.4),
        Column(page.say("column_projects"), "right", 1.0),
        Column(headed("column_allotted"), "right", 1.3),
        Column(headed("column_spent"), "right", 1.9),
        Column(page.say("column_spent_share"), "right", 1.3),
        Column(headed("column_unspent"), "right", 1.7),
    ]
    if has_gaps:
        columns.append(Column(page.say("column_projects_missing"), "right", 1.1))

    def cells(name: str, each: Money) -> tuple[Cell, ...]:
        row = [
            Cell(name),
            typed(str(each.rows)),
            typed(number_of(page, unit, each.allotted)),
            typed(number_of(page, unit, each.spent)),
            typed(share_text(page, each)),
            typed(number_of(page, unit, each.unspent)),
        ]
        if has_gaps:
            row.append(typed(str(each.rows_missing)))
        return tuple(row)

    rows = tuple(cells(name, each) for name, each in lines.items())
    if len(rows) > 1:
        rows = (*rows, cells(page.say("row_flow_total"), whole))
    return Table(caption, tuple(columns), rows, note)
