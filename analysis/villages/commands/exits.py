"""``villages exit``: which villages are ready, which have exited, what is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def exit_command() -> SpokenCommand:
    """Return the command ``exit``."""
    return answering_command("exit", _exits)


def _exits(page: Page) -> Answer:
    from villages.exhibits.exits import exit_answer

    return exit_answer(page)
