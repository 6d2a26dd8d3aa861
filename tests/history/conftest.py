"""Both kinds of store, empty or begun with the registers of two villages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from history.returns import NOW, begin_with
from history.server import Server, emptied, running_server
from villages.plan import Plan
from villages.registers.history import create_history

KINDS = ("parquet", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def database(postgres: Server) -> str:
    """A database that the tests share, one after the other."""
    return postgres.new_database()


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be made: a folder, then a database."""
    if request.param == "parquet":
        return str(tmp_path / "store")
    return emptied(request.getfixturevalue("database"))


@pytest.fixture(scope="session", params=KINDS)
def demo_store(
    request: pytest.FixtureRequest,
    plan: Plan,
    demo_registers: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A store that begins with the demo registers; no test adds to it."""
    if request.param == "parquet":
        at = str(tmp_path_factory.mktemp("demo") / "store")
    else:
        server: Server = request.getfixturevalue("postgres")
        at = server.new_database()
    create_history(plan, at, demo_registers, who="县扶贫办", now=NOW)
    return at


@pytest.fixture
def two_villages(plan: Plan, tmp_path: Path) -> Path:
    """The registers of two villages in two years, as a folder."""
    return begin_with(plan, tmp_path / "registers")


@pytest.fixture
def store(plan: Plan, place: str, two_villages: Path) -> str:
    """A store that begins with the two villages."""
    create_history(plan, place, two_villages, who="县扶贫办", now=NOW)
    return place
