"""One store for every test of the board; none of them writes to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from board.sample_store import sample_store
from villages.plan import Plan
from villages.registers.history import StoredHistory


@pytest.fixture(scope="session")
def store(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredHistory]:
    """The sample store, open."""
    with sample_store(plan, tmp_path_factory.mktemp("store")) as history:
        yield history
