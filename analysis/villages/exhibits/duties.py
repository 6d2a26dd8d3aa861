"""The ledger of duties: what is due and not done, since when, and what was closed late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from villages.errors import UserError
from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.duty_rows import DutyRow
from villages.exhibits.gaps import gap_text
from villages.exhibits.measures import body_label
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Page, date_text
from villages.exhibits.wording import verdict_word
from villages.findings.duties import DutyState
from villages.plan.measures import Measure

#: The states, the most pressing first; each with the tone of a status.
STATES: dict[DutyState, str] = {
    "overdue": "behind",
    "reopened": "doubtful",
    "open": "on_time",
    "closed_late": "met",
    "closed": "met",
}
#: A weekly list looks so many days ahead.
WEEK_DAYS = 7


def duties_answer(page: Page, body: str | None = None, week: int | None = None) -> Answer:
    """Return the ledger of a place.

    Parameters
    ----------
    page
        The page.
    body
        A body of the plan, for what it leads alone; None for all.
    week
        So many days are looked ahead: then only what is overdue, or due within them, is listed.
        A body's list looks a week ahead. None for the whole ledger, what is closed in it.

    Raises
    ------
    UserError
        If the plan knows no such body.
    """
    bodies = page.plan.programme.bodies
    if body is not None and body not in bodies:
        raise UserError("page_body_unknown", value=body, near=", ".join(bodies))
    ahead = WEEK_DAYS if body is not None and week is None else week
    title = page.say("title_duties", whole_name=whole_name(page))
    if body is not None:
        label = body_label(page, body)
        title = page.say("title_duties_body", whole_name=whole_name(page), body=label)
    rows = [row for row in page.evidence.duties if body is None or row.body == body]
    listed_rows = [row for row in rows if ahead is None or _is_pressing(row, ahead)]
    listed_rows.sort(key=urgency)
    data = {
        "body": body,
        "days_ahead": ahead,
        "counts": {state: sum(row.state == state for row in rows) for state in STATES},
        "duties": [_record(page, row) for row in listed_rows],
    }
    if not rows:
        return answer(page, title, (Paragraph(page.say("duties_none"), "finding"),), data)
    blocks: list[Block] = [Paragraph(duties_finding(page, rows), "finding")]
    if body is None:
        blocks.append(bodies_table(page, rows))
    if listed_rows:
        blocks.append(Paragraph(_oldest(page, listed_rows), "finding"))
        blocks.append(ledger(page, listed_rows, body, ahead))
    else:
        blocks.append(Paragraph(page.say("duties_none_pressing", count=ahead)))
    blocks.append(Paragraph(page.say("duties_guide"), "note"))
    return answer(page, title, tuple(blocks), data)


def _is_pressing(row: DutyRow, ahead: int) -> bool:
    return row.is_open and row.days_left <= ahead


def urgency(row: DutyRow) -> tuple[bool, int, int, str, str]:
    """Put what is open before what is closed, the longest overdue first, then what is due next."""
    return not row.is_open, -(row.days_overdue or 0), row.days_left, row.code, row.measure


def duties_finding(page: Page, rows: Sequence[DutyRow]) -> str:
    """Count the duties by their state, as of the day of the ledger."""
    count = Counter(row.state for row in rows)
    return page.say(
        "duties_finding",
        day=date_text(page, rows[0].told_on.isoformat()),
        count=len(rows),
        still=sum(row.is_open for row in rows),
        no_data=sum(row.is_open and row.verdict == "no_data" for row in rows),
        **{state: count[state] for state in STATES},
    )


def _oldest(page: Page, rows: Sequence[DutyRow]) -> str:
    """Say how many of the duties are past their day, in how many places, and for how long."""
    late = [row for row in rows if row.is_open and row.days_overdue]
    if not late:
        return page.say("ledger_none_late")
    places = len({row.code for row in late})
    days = max(row.days_overdue or 0 for row in late)
    return page.say("ledger_late", count=len(late), places=places, days=days)


def bodies_table(page: Page, rows: Sequence[DutyRow]) -> Table:
    """Return the duties of each body counted by their state; the last row counts all."""
    parts = [
        (body_label(page, body), found)
        for body in page.plan.programme.bodies
        if (found := [row for row in rows if row.body == body])
    ]
    parts.append((page.say("duties_all"), list(rows)))
    columns = (
        Column(page.say("column_duty_body"), share=2.0),
        *(Column(page.say(f"duty_{state}"), "right") for state in STATES),
        Column(page.say("column_duty_no_data"), "right"),
    )
    body = []
    for label, found in parts:
        count = Counter(row.state for row in found)
        unknown = sum(row.is_open and row.verdict == "no_data" for row in found)
        numbers = (*(count[state] for state in STATES), unknown)
        body.append((Cell(label), *(page.counted(number) for number in numbers)))
    return Table(page.say("caption_duty_bodies"), columns, tuple(body))


def ledger(page: Page, rows: Sequence[DutyRow], body: str | None, ahead: int | None) -> Table:
    """Return the duties one by one; ``body`` and ``ahead`` are those of the answer."""
    by_id = {each.id: each for each in page.plan.programme.measures}
    is_internal = page.edition == "internal"
    fields: list[tuple[bool, Column, Callable[[DutyRow], Cell]]] = [
        (
            page.place.level != "village",
            Column(page.say("column_duty_place"), share=1.3),
            lambda row: Cell(page.name(page.evidence.places[row.code])),
        ),
        (
            True,
            Column(page.say("column_measure"), share=1.7),
            lambda row: Cell(by_id[row.measure].label.of(page.language)),
        ),
        (
            body is None,
            Column(page.say("column_duty_body"), share=1.5),
            lambda row: Cell(body_label(page, row.body)),
        ),
        (
            True,
            Column(page.say("column_due_on"), share=1.5),
            lambda row: Cell(row.due_on.isoformat()),
        ),
        (True, Column(page.say("column_duty_state"), share=1.2), lambda row: _state(page, row)),
        (
            True,
            Column(page.say("column_days_overdue"), "right", 0.7),
            lambda row: page.counted(row.days_overdue),
        ),
        (
            True,
            Column(page.say("column_opened_year"), "right", 0.8),
            lambda row: typed_year(row.opened_year),
        ),
        (
            True,
            Column(page.say("column_duty_verdict"), share=0.9),
            lambda row: Cell(verdict_word(page, row.verdict), row.verdict),
        ),
        (
            is_internal,
            Column(page.say("column_gap"), "right", 1.2),
            lambda row: _gap(page, by_id[row.measure], row),
        ),
        (
            is_internal and any(row.recorded_closed_on for row in rows),
            Column(page.say("column_recorded_closed"), "right", 1.5),
            lambda row: Cell(row.recorded_closed_on or page.say("no_figure")),
        ),
        (
            is_internal and any(row.consequence for row in rows),
            Column(page.say("column_consequence"), share=1.5),
            lambda row: Cell(_consequence(page, row)),
        ),
    ]
    shown = [(column, cell) for is_shown, column, cell in fields if is_shown]
    caption = page.say("caption_ledger", count=len(rows))
    if ahead is not None:
        caption = page.say("caption_pressing", count=len(rows), days=ahead)
    return Table(
        caption,
        tuple(column for column, _ in shown),
        tuple(tuple(cell(row) for _, cell in shown) for row in rows),
        page.say("note_ledger") if is_internal else "",
    )


def _state(page: Page, row: DutyRow) -> Cell:
    word = page.say(f"duty_{row.state}")
    if row.is_late and row.is_open:
        word = page.say("duty_was_late", word=word)
    return Cell(word, STATES[row.state])


def _gap(page: Page, measure: Measure, row: DutyRow) -> Cell:
    aim = page.measure_aim(measure)
    found = page.measure_judgement(measure, page.evidence.places[row.code])
    if aim is None or found is None or not row.is_open:
        return Cell(page.say("no_figure"))
    return typed(gap_text(page, aim, found.gap, found.gap_low, found.gap_high))


def _consequence(page: Page, row: DutyRow) -> str:
    """Say what officials decided, when and about whom; never who decided it."""
    if not row.consequence:
        return page.say("no_figure")
    word = page.say(f"consequence_{row.consequence}")
    if row.consequence_body != row.body:
        named = body_label(page, row.consequence_body)
        word = page.say("consequence_of_body", word=word, body=named)
    if row.decided_on:
        word = page.say("consequence_on", word=word, day=row.decided_on)
    return page.say("consequence_last", word=word, count=row.consequences)


def _record(page: Page, row: DutyRow) -> dict[str, Any]:
    place = page.evidence.places[row.code]
    return {
        "measure": row.measure,
        "level": place.level,
        "code": row.code,
        "name": page.name(place),
        "body": row.body,
        "due_on": row.due_on.isoformat(),
        "told_on": row.told_on.isoformat(),
        "state": row.state,
        "is_late": row.is_late,
        "opened_year": row.opened_year,
        "closed_year": row.closed_year,
        "days_overdue": row.days_overdue,
        "verdict": row.verdict,
        "recorded_closed_on": row.recorded_closed_on or None,
        "consequence": row.consequence or None,
        "consequence_body": row.consequence_body or None,
        "decided_on": row.decided_on or None,
        "consequences": row.consequences,
    }
