"""``villages duties``: the ledger of duties, or a department's list for the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand, option, words
from villages.press.options import Option

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def duties_command() -> SpokenCommand:
    """Return the command ``duties``."""
    return answering_command(
        "duties",
        _duties,
        "any",
        option("body", words("help_duties_body")),
        option("week", words("help_duties_week"), metavar="DAYS"),
    )


def _duties(page: Page, body: str | None = None, week: str | None = None) -> Answer:
    from villages.exhibits.duties import duties_answer

    days = cast(int, Option("week", 0).convert(week)) if week else None
    return duties_answer(page, body, days)
