"""``villages support``: who supports the villages, and which have nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def support_command() -> SpokenCommand:
    """Return the command ``support``."""
    return answering_command("support", _support)


def _support(page: Page) -> Answer:
    from villages.exhibits.support import support_answer

    return support_answer(page)
