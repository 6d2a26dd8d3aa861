"""``villages funds``: special funds from the plan to what was made, and projects to be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def funds_command() -> SpokenCommand:
    """Return the command ``funds``."""
    return answering_command("funds", _ask)


def _ask(page: Page) -> Answer:
    # Imported when asked: every command is listed before one is run.
    from villages.exhibits.fund_answers import funds_answer

    return funds_answer(page)
