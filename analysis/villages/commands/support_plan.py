"""``villages support-plan``: what each village that is to exit still lacks, and what closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def support_plan_command() -> SpokenCommand:
    """Return the command ``support-plan``."""
    return answering_command("support-plan", _support_plan)


def _support_plan(page: Page) -> Answer:
    from villages.exhibits.support_plan import support_plan_answer

    return support_plan_answer(page)
