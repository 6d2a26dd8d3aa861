"""Forms filled from the demonstration, as one township would fill them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from filled_forms import TOWNSHIP, YEAR
from villages.exhibits.filling import Answers, Subjects, fill_form, read_fill_card, write_whole
from villages.plan.reading import plan_folder

Opened = Callable[[str, str, str], Answers]


@pytest.fixture(scope="session")
def answers(demo_results: Path, demo_registers: Path) -> Iterator[Opened]:
    """Open the results and the registers once for each place, language and edition."""
    with ExitStack() as stack:

        @cache
        def opened(place: str, language: str, edition: str) -> Answers:
            subjects = Subjects(demo_results, place, YEAR, language, edition)
            return stack.enter_context(Answers(subjects, demo_registers))

        yield opened


@pytest.fixture
def fill(answers: Opened, tmp_path: Path) -> Callable[..., Path]:
    """Fill one form and return the filled file; every row must find its place."""

    def run(
        form: Path,
        card: str = "",
        place: str = TOWNSHIP,
        language: str = "zh",
        edition: str = "internal",
    ) -> Path:
        given = answers(place, language, edition)
        plan = given.page.plan
        cards = [read_fill_card(plan, plan_folder(plan.id), card)] if card else []
        filled = fill_form(form, given, cards)
        assert not filled.unmatched and not filled.lost
        return write_whole(filled.content, tmp_path / f"filled-{form.name}")

    return run
