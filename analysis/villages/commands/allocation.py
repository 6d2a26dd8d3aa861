"""``villages allocate``: which works to fund with the money there is, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand, option, words
from villages.errors import UserError
from villages.press.options import Option

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def allocate_command() -> SpokenCommand:
    """Return the command ``allocate``."""
    own = (
        option("budget", words("help_allocate_budget"), metavar="YUAN"),
        option("rules", words("help_allocate_rules"), metavar="FILE"),
    )
    return answering_command("allocate", _allocate, "any", *own)


def _allocate(page: Page, budget: str | None, rules: str | None) -> Answer:
    from villages.exhibits.allocation import allocation_answer, usual_rules
    from villages.findings.allocation_rules import read_rules
    from villages.findings.allocation_terms import Source

    if (budget is None) == (rules is None):
        raise UserError("allocate_needs_money")
    usual = usual_rules(page)
    if rules is not None:
        return allocation_answer(page, *read_rules(Path(rules), usual))
    yuan = int(Option("budget", 0).convert(budget or "0"))
    if yuan < 0:
        raise UserError("allocate_needs_money")
    return allocation_answer(page, (Source("budget", yuan),), usual)
