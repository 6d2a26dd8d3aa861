"""The shipped card and what it makes of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from foreign.making import HEADER, MERGED, SOURCE, book, sheet
from villages.plan import Plan
from villages.registers.intake.foreign import ForeignDraft, MappingCard, draft_foreign
from villages.registers.intake.foreign import read_mapping_cards as read


@pytest.fixture(scope="session")
def cards(plan: Plan) -> Mapping[str, MappingCard]:
    """The plan's own cards."""
    return read(SOURCE, plan)


@pytest.fixture(scope="session")
def roads(plan: Plan, cards: Mapping[str, MappingCard]) -> Callable[..., ForeignDraft]:
    """Draft a table of roads: the lines below its header are given."""

    def draft(
        rows: Sequence[Sequence[Any]],
        merged: Sequence[str] = (),
        title: str = "2019年村屯道路情况统计表",
        **more: Any,
    ) -> ForeignDraft:
        lines = [[title], *HEADER, *rows]
        return draft_foreign(book(sheet(lines, [*MERGED, *merged], **more)), cards, plan)

    return draft
