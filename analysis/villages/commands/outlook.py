"""``villages outlook``: how likely each village meets each target by its deadline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def outlook_command() -> SpokenCommand:
    """Return the command ``outlook``."""
    return answering_command("outlook", _outlook, needs_results=True)


def _outlook(page: Page, results: Path) -> Answer:
    from villages.exhibits.outlook import outlook_answer

    return outlook_answer(page, results)
