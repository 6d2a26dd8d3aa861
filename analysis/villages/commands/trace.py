"""``villages trace``: where a number or a sentence of a page comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from villages.commands.answering import answering_command
from villages.commands.defaults import registers_source
from villages.commands.spoken import SpokenCommand, option, words
from villages.errors import UserError
from villages.press.options import Option

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page
    from villages.exhibits.trace import Behind
    from villages.plan.model import Card


def trace_command() -> SpokenCommand:
    """Return the command ``trace``."""
    own = (
        click.Argument(["finding"], metavar="FINDING"),
        option("rows", words("help_trace_rows"), metavar="N"),
        option("registers", words("help_registers_source")),
    )
    return answering_command("trace", _trace, "any", *own)


def _trace(page: Page, finding: str, rows: str | None, registers: str | None) -> Answer:
    from villages.exhibits.trace import trace_answer, traced_cards

    if rows is None:
        return trace_answer(page, finding)
    if page.edition != "internal":
        raise UserError("trace_rows_internal")
    most = max(1, int(Option("rows", 1).convert(rows)))
    cards = traced_cards(page, finding)
    behind = _behind(page, cards[0], most, registers) if cards else None
    return trace_answer(page, finding, behind)


def _behind(page: Page, card: Card, most: int, registers: str | None) -> Behind | None:
    """What the registers add: rows of the places here, and the revisions of a store."""
    from villages.exhibits.trace import Behind
    from villages.findings.trace import revisions_behind, rows_behind
    from villages.registers import open_registers
    from villages.registers.history import is_history, open_history

    if card.register_id is None:
        return None
    source = registers_source(page.plan.id, registers)
    places = page.evidence.places.values()
    codes = {page.place.code, *(place.code for place in places if page.place.code in place.parents)}
    with open_registers(page.plan, source) as session:
        rows = rows_behind(session, card, codes, page.year, most)
    if not is_history(source):
        return Behind(rows)
    with open_history(page.plan, source) as history:
        return Behind(rows, revisions_behind(history.log(), card.register_id))
