"""Open registers, of a folder or of a store with history, as one session that reaches no file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.hashing import content_hash
from villages.registers.history import day_of, is_history, open_history, upto_of
from villages.registers.history.staging import check_finished
from villages.registers.loading import REGISTERS_CARD, check_register, load_folder

__all__ = ["REGISTERS_CARD", "RegisterSession", "open_registers"]


@dataclass(frozen=True)
class RegisterSession:
    """A plan's registers in one locked session; of personal rows only ids leave it, for forms.

    Attributes
    ----------
    plan
        The plan.
    connection
        A table for each register.
    card
        What the registers say of themselves: ``is_demo``, ``source``, ``as_of``.
    hash
        Of the rows alone: wherever they lay and whatever came later, the same rows have the same.
    """

    plan: Plan
    connection: duckdb.DuckDBPyConnection
    card: dict[str, Any]
    hash: str


@contextmanager
def open_registers(
    plan: Plan,
    source: str | Path,
    as_of: datetime.date | None = None,
    *,
    needs_rows: bool = True,
) -> Iterator[RegisterSession]:
    """Open a folder of registers, or a store with history as it stands or stood on a day.

    A folder holds each register as ``<name>.parquet`` or ``<name>.csv``. Every column is cast to
    the type that the plan's ``columns.yaml`` gives; blank cells are missing. Once loaded, the
    session can open no file and its settings are locked.

    Parameters
    ----------
    plan
        The plan whose registers are expected.
    source
        The folder, the folder of a store, or ``postgresql://…``.
    as_of
        With a store: what was received up to this day; None for all of it.
    needs_rows
        Whether a register of a store may not be empty; forms go out before anything came in.

    Raises
    ------
    UserError
        If a register or a column is missing, empty or unreadable, a value is of the wrong type, a
        key stands twice or is blank, a village is not in the register of places, a folder without
        history is asked for a day, or a store for a day before it began.
    """
    connection = duckdb.connect(":memory:")
    try:
        if is_history(source):
            card = _load_history(plan, connection, source, as_of, needs_rows)
        elif as_of is not None:
            raise UserError("registers_no_history", folder=source)
        else:
            check_finished(Path(source))
            card = load_folder(plan, connection, Path(source))
        loaded = content_hash(plan, connection)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield RegisterSession(plan, connection, card, loaded)
    finally:
        connection.close()


def _load_history(
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    source: str | Path,
    as_of: datetime.date | None,
    needs_rows: bool,
) -> dict[str, Any]:
    with open_history(plan, source) as history:
        upto = history.last_number if as_of is None else upto_of(history, as_of)
        for name, register in plan.registers.items():
            history.load(connection, name, upto)
            file = f"{history.where}/{name}"
            check_register(connection, name, register, file, needs_rows=needs_rows)
        card = {key: value for key, value in history.card.items() if key != "plan"}
        if as_of is not None:
            card["as_of"] = as_of.isoformat()
        elif upto or not card.get("as_of"):
            card["as_of"] = day_of(history, history.log()[-1]).isoformat()
    return card
