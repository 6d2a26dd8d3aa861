"""What a submission says meets what is held: a blank keeps, another value corrects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from villages.plan.model import Register
from villages.registers.history.model import Selection, Withdrawal
from villages.registers.history.queries import REVISION, WITHDRAWN
from villages.registers.loading import check_key, check_values, quoted
from villages.registers.types import arrow_schema


@dataclass(frozen=True)
class Merged:
    """What a submission makes of one register.

    Attributes
    ----------
    rows
        The rows to be written, each whole, and whether it is taken back.
    added_rows, changed_rows, changed_cells, kept_cells
        As in ``Receipt``; a row taken back is a changed one, its cells are changed cells.
    is_correction
        Whether a cell that is held gets another value or a row is taken back.
    last_revision
        The last revision that wrote any of the rows that are corrected; 0 if there are none.
    """

    rows: pa.Table
    added_rows: int
    changed_rows: int
    changed_cells: int
    kept_cells: int
    is_correction: bool
    last_revision: int


def concerned(
    register: Register, given: pa.Table | None, withdrawals: Iterable[Withdrawal]
) -> Selection:
    """Return the villages and years whose rows a submission can meet."""
    tables = [*([] if given is None else [given]), *(each.keys for each in withdrawals)]

    def values(name: str) -> list[Any] | None:
        if name not in register.key:
            return None
        return sorted({value for table in tables for value in pc.unique(table[name]).to_pylist()})

    return Selection(values("code"), values("year"))


def fitted(register: Register, table: pa.Table) -> pa.Table:
    """Return a table with every column of the register in the plan's types, missing ones blank.

    Raises
    ------
    ValueError
        If the table has a column that the register does not know: nothing is lost unsaid.
    """
    schema = arrow_schema(register)
    unknown = set(table.column_names) - set(schema.names)
    if unknown:
        raise ValueError(f"no columns of the register: {', '.join(sorted(unknown))}")
    present = set(table.column_names)
    return pa.table(
        [
            table[field.name].cast(field.type)
            if field.name in present
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )


def merge(
    workbench: duckdb.DuckDBPyConnection,
    name: str,
    register: Register,
    held: pa.Table,
    given: pa.Table | None,
    withdrawals: Sequence[Withdrawal],
    file: str,
) -> Merged:
    """Merge a register's rows of a submission with those in force.

    Parameters
    ----------
    workbench
        A database in memory; nothing is left in it.
    name, register
        The register.
    held
        The rows in force of the villages and years concerned, each with its revision.
    given
        The submission's rows; None if it has none of this register.
    withdrawals
        What it takes back of this register.
    file
        What errors name.

    Raises
    ------
    UserError
        If a key is blank or stands twice, or a row that would be written holds a value that is not
        admissible.
    """
    given = fitted(register, arrow_schema(register).empty_table() if given is None else given)
    with workbench.cursor() as connection:
        _check(check_key, connection, given, name, register, file)
        connection.register("_held", held)
        connection.register("_given", given)
        connection.execute(
            f"CREATE TEMP TABLE _remaining AS SELECT * EXCLUDE ({REVISION}) FROM _held"
        )
        for withdrawal in withdrawals:
            _take_back(connection, register, withdrawal)
        ((kept_cells,),) = connection.sql(_kept_cells(register)).fetchall()
        connection.execute(_state(register))
        compared = connection.sql(_compared(register)).to_arrow_table()
        written = compared.select([*register.columns, WITHDRAWN])
        kept = written.filter(pc.invert(written[WITHDRAWN]))
        _check(check_values, connection, kept, name, register, file)
    is_added = pc.is_null(compared[REVISION])
    is_correction = pc.or_(pc.greater(compared["_changed_cells"], 0), compared[WITHDRAWN])
    corrected = compared.filter(is_correction)
    added = pc.sum(is_added).as_py() or 0
    return Merged(
        rows=written,
        added_rows=added,
        changed_rows=compared.num_rows - added,
        changed_cells=pc.sum(compared["_changed_cells"]).as_py() or 0,
        kept_cells=int(kept_cells),
        is_correction=corrected.num_rows > 0,
        last_revision=pc.max(corrected[REVISION]).as_py() or 0,
    )


def _check(
    check: Callable[[duckdb.DuckDBPyConnection, str, Register, object], None],
    connection: duckdb.DuckDBPyConnection,
    rows: pa.Table,
    name: str,
    register: Register,
    file: str,
) -> None:
    """Check rows under the register's own name."""
    connection.register(name, rows)
    check(connection, name, register, file)
    connection.unregister(name)


def _keys(register: Register) -> str:
    return ", ".join(map(quoted, register.key))


def _cells(register: Register) -> list[str]:
    return [quoted(name) for name in register.columns if name not in register.key]


def _take_back(
    connection: duckdb.DuckDBPyConnection, register: Register, withdrawal: Withdrawal
) -> None:
    unknown = set(withdrawal.columns) - (set(register.columns) - set(register.key))
    if unknown:
        raise ValueError(f"no cells that can be taken back: {', '.join(sorted(unknown))}")
    connection.register("_taken", withdrawal.keys)
    same = " AND ".join(
        f"_taken.{quoted(name)} = _remaining.{quoted(name)}" for name in register.key
    )
    is_taken = f"EXISTS (SELECT 1 FROM _taken WHERE {same})"
    if withdrawal.columns:
        blanks = ", ".join(f"{quoted(name)} = NULL" for name in withdrawal.columns)
        connection.execute(f"UPDATE _remaining SET {blanks} WHERE {is_taken}")
    else:
        connection.execute(f"DELETE FROM _remaining WHERE {is_taken}")
    connection.unregister("_taken")


def _kept_cells(register: Register) -> str:
    kept = [
        f"count(*) FILTER (_given.{cell} IS NULL AND _remaining.{cell} IS NOT NULL)"
        for cell in _cells(register)
    ]
    joined = f"_given JOIN _remaining USING ({_keys(register)})"
    return f"SELECT {' + '.join(kept) or '0'} FROM {joined}"


def _state(register: Register) -> str:
    """What is in force with the submission: a cell that it leaves blank is as it remained."""
    cells = [f"COALESCE(_given.{cell}, _remaining.{cell}) AS {cell}" for cell in _cells(register)]
    chosen = ", ".join([_keys(register), *cells])
    joined = f"_remaining FULL JOIN _given USING ({_keys(register)})"
    return f"CREATE TEMP TABLE _state AS SELECT {chosen}, true AS _is_there FROM {joined}"


def _compared(register: Register) -> str:
    """The rows that are not in force as they stood: added, changed or taken back."""
    cells = _cells(register)
    chosen = ", ".join([_keys(register), *(f"_state.{cell} AS {cell}" for cell in cells)])
    corrected = [
        f"CAST(_held.{cell} IS NOT NULL AND _state.{cell} IS DISTINCT FROM _held.{cell} AS INTEGER)"
        for cell in cells
    ]
    differs = [f"_state.{cell} IS DISTINCT FROM _held.{cell}" for cell in cells]
    gone = "(_state._is_there IS NULL)"
    conditions = " OR ".join([f"_held.{REVISION} IS NULL", gone, *differs])
    return (
        f"SELECT {chosen}, {gone} AS {WITHDRAWN}, _held.{REVISION} AS {REVISION},"
        f" {' + '.join(corrected) or '0'} AS _changed_cells"
        f" FROM _held FULL JOIN _state USING ({_keys(register)})"
        f" WHERE {conditions} ORDER BY {_keys(register)}"
    )
