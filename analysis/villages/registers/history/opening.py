"""Make a store with history, open one, and find the revision of a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.hashing import content_hash
from villages.registers.history.model import History, Revision
from villages.registers.history.parquet import (
    BATCH_ROWS,
    STORE_CARD,
    create_parquet,
    open_parquet,
)
from villages.registers.history.postgres import (
    create_postgres,
    is_postgres,
    open_postgres,
)
from villages.registers.history.queries import REVISION, WITHDRAWN
from villages.registers.history.staging import check_finished
from villages.registers.history.stored import StoredHistory
from villages.registers.loading import load_folder, quoted, register_file


def is_history(place: str | Path) -> bool:
    """Whether a place is a store with history: a folder with its card, or a database's URL."""
    return is_postgres(place) or (Path(place) / STORE_CARD).is_file()


def create_history(
    plan: Plan,
    at: Path | str,
    registers: Path | None,
    *,
    who: str,
    now: datetime.datetime,
) -> None:
    """Make a store that is empty or begins with a folder of registers, as revision 0.

    Parameters
    ----------
    plan
        The plan.
    at
        Where: a folder that is empty or does not exist, or ``postgresql://…``.
    registers
        The folder; its card is carried over. Places are enough: the other registers may not have
        begun.
    who
        Who makes it.
    now
        The clock.

    Raises
    ------
    UserError
        If something is there already, or the registers do not pass the checks of
        ``open_registers``. What was half made is never taken for a store.
    """
    with duckdb.connect(":memory:") as connection:

        def rows(name: str) -> pa.RecordBatchReader:
            register = plan.registers[name]
            order = ", ".join(map(quoted, register.key))
            is_numbered = is_postgres(at)
            own = f"0 AS {REVISION}, false AS {WITHDRAWN}, " if is_numbered else ""
            statement = f"SELECT {own}* FROM {quoted(name)} ORDER BY {order}"
            return connection.sql(statement).to_arrow_reader(BATCH_ROWS)

        card = {"is_demo": False, "as_of": None}
        beginning = None
        if registers is not None:
            check_finished(registers)
            card = load_folder(plan, connection, registers, is_beginning=True)
            beginning = _beginning(plan, connection, registers, who, now)
        if is_postgres(at):
            create_postgres(plan, str(at), card, beginning, rows)
        else:
            create_parquet(plan, Path(at), card, beginning, registers, rows)


def _beginning(
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    registers: Path,
    who: str,
    now: datetime.datetime,
) -> Revision:
    counts = {
        name: connection.sql(f"SELECT count(*) FROM {quoted(name)}").fetchall()[0][0]
        for name in plan.registers
    }
    return Revision(
        number=0,
        kind="import",
        form_id="import",
        form_revision=1,
        content_hash=content_hash(plan, connection),
        received_at=now if now.tzinfo else now.astimezone(),
        who=who,
        why="",
        source=tuple(
            file.name for name in plan.registers if (file := register_file(registers, name))
        ),
        rows=counts,
        changed_cells=0,
        problem_count=0,
    )


@contextmanager
def open_history(
    plan: Plan, at: Path | str, *, is_writing: bool = False
) -> Iterator[StoredHistory]:
    """Open a store as it stands now.

    Parameters
    ----------
    plan
        The plan that it belongs to.
    at
        A folder or ``postgresql://…``.
    is_writing
        Whether something is to be appended: until it is closed nobody else writes. Readers go on
        and see whole revisions only.

    Raises
    ------
    UserError
        If there is no store, it belongs to another plan or is of another layout, the server cannot
        be reached, or another writer does not come to an end.
    """
    if is_postgres(at):
        with open_postgres(plan, str(at), is_writing=is_writing) as history:
            yield history
    else:
        with open_parquet(plan, Path(at), is_writing=is_writing) as kept:
            yield kept


def upto_of(history: History, as_of: datetime.date) -> int:
    """Return the number of the last revision that was received on or before a day.

    Days are those of the clock that received them. What the store began with counts from the day
    that its card says, if it is not later than the day on which the store was made.

    Raises
    ------
    UserError
        If the store began later.
    """
    known = [each.number for each in history.log() if day_of(history, each) <= as_of]
    if not known:
        first = day_of(history, history.log()[0]) if history.log() else "-"
        where = history.where if isinstance(history, StoredHistory) else ""
        raise UserError("history_not_yet", store=where, as_of=as_of, first=first)
    return known[-1]


def day_of(history: History, revision: Revision) -> datetime.date:
    """Return the day from which a revision counts."""
    received = revision.received_at.date()
    if revision.number == 0 and history.card.get("as_of"):
        return min(received, datetime.date.fromisoformat(history.card["as_of"]))
    return received
