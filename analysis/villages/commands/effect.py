"""``villages effect``: whether the programme worked, by differences in differences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from villages.commands.answering import answering_command
from villages.commands.spoken import SpokenCommand, option, words

if TYPE_CHECKING:
    from villages.exhibits.answers import Answer
    from villages.exhibits.page import Page


def effect_command() -> SpokenCommand:
    """Return the command ``effect``."""
    own = option("outcome", words("help_effect_outcome"))
    return answering_command("effect", _effect, "city", own, needs_results=True)


def _effect(page: Page, results: Path, outcome: str | None = None) -> Answer:
    from villages.exhibits.effects import effect_answer

    return effect_answer(page, results, outcome or "")
