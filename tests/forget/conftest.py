"""A folder in which an official works: registers, a key, and a store of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forget.household_registers import People, write
from history.returns import NOW
from history.server import Server, emptied, running_server
from villages.plan import Plan
from villages.registers.history import create_history


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server."""
    with running_server() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, and the words of commands in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return tmp_path


@pytest.fixture
def people(desk: Path) -> People:
    """The persons, keyed with the folder's own key."""
    return People(desk / "private" / "keys")


@pytest.fixture
def registers(plan: Plan, desk: Path, people: People) -> Path:
    """The folder of registers."""
    return write(plan, desk / "private" / "registers" / plan.id, people)


@pytest.fixture(params=["parquet", "postgres"])
def store(request: pytest.FixtureRequest, plan: Plan, desk: Path, registers: Path) -> str:
    """A store that begins with the registers."""
    if request.param == "parquet":
        (desk / "private" / "store").mkdir()
        at = str(desk / "private" / "store" / plan.id)
    else:
        server: Server = request.getfixturevalue("postgres")
        at = emptied(server.new_database())
    create_history(plan, at, registers, who="县扶贫办", now=NOW)
    return at
