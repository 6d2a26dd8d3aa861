"""``villages milestones``: planned against done, and which villages are needed next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def milestones_command() -> SpokenCommand:
    """Return the command ``milestones``."""
    return answering_command("milestones", _milestones)


def _milestones(page: Page) -> Answer:
    from villages.exhibits.milestone_answers import milestones_answer

    return milestones_answer(page)
