"""The tables of a store in PostgreSQL: how they are made, and how rows go in and come out.

Rows travel as text by COPY, which keeps every number exact; a text that is empty is quoted and a
missing cell is not.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pc

from villages.plan.model import Plan, Register
from villages.registers.erasure import Erasure, head_columns
from villages.registers.history.log import revision_of, revision_values
from villages.registers.history.model import Revision
from villages.registers.history.queries import REVISION, WITHDRAWN
from villages.registers.loading import quoted
from villages.registers.types import SQL_TYPES

if TYPE_CHECKING:
    import psycopg

_LOG_FIELDS = (
    "number", "kind", "form_id", "form_revision", "content_hash", "received_at", "who", "why",
    "source", "rows", "changed_cells", "problem_count",
)  # fmt: skip


def run(
    connection: psycopg.Connection, statement: str, values: Sequence[object] | None = None
) -> psycopg.Cursor[Any]:
    """Run a statement that was put together here."""
    return connection.execute(statement.encode(), values)


def schema_name(plan: Plan) -> str:
    """Return the name of the schema that holds a plan's store."""
    return f"villages_{plan.id}"


def rows_table(register_id: str) -> str:
    """Return the name of the table that holds a register's rows."""
    return f"rows_{register_id}"


def table(plan: Plan, name: str) -> str:
    """Return a table as SQL names it."""
    return f"{quoted(schema_name(plan))}.{quoted(name)}"


def own_tables(plan: Plan) -> list[str]:
    """Return the statements that make the tables of every store."""
    return [
        f"CREATE TABLE {table(plan, 'store')} (layout integer, plan text, card json)",
        f"CREATE TABLE {table(plan, 'revisions')} (number bigint PRIMARY KEY, kind text NOT NULL,"
        " form_id text NOT NULL, form_revision bigint NOT NULL, content_hash text NOT NULL,"
        " received_at text NOT NULL, who text NOT NULL, why text NOT NULL, source json NOT NULL,"
        " rows json NOT NULL, changed_cells bigint NOT NULL, problem_count bigint NOT NULL,"
        " UNIQUE (form_id, form_revision))",
        f"CREATE TABLE {table(plan, 'problems')} (revision bigint NOT NULL, position bigint,"
        " problem json NOT NULL, PRIMARY KEY (revision, position))",
    ]


def register_table(plan: Plan, register_id: str) -> str:
    """Return the statement that makes a register's table.

    Text is compared byte by byte, as DuckDB does, whatever the database's own order is.
    """
    register = plan.registers[register_id]
    columns = [f"{quoted(REVISION)} bigint NOT NULL", f"{quoted(WITHDRAWN)} boolean NOT NULL"]
    columns += [typed_column(register, column) for column in register.columns]
    columns += [f"PRIMARY KEY ({', '.join(map(quoted, (*register.key, REVISION)))})"]
    return f"CREATE TABLE {table(plan, rows_table(register_id))} ({', '.join(columns)})"


def typed_column(register: Register, name: str) -> str:
    """Return a column as the statement that makes it says it."""
    column = register.columns[name]
    collation = ' COLLATE "C"' if column.type in ("code", "text") else ""
    return f"{quoted(name)} {SQL_TYPES[column.type]}{collation}"


def copy_in(
    plan: Plan,
    connection: psycopg.Connection,
    register_id: str,
    rows: pa.Table | pa.RecordBatchReader,
) -> None:
    """Add rows to a register's table."""
    names = ", ".join(map(quoted, rows.schema.names))
    target = table(plan, rows_table(register_id))
    statement = f"COPY {target} ({names}) FROM STDIN (FORMAT csv)"
    options = pc.WriteOptions(include_header=False)
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for batch in rows.to_batches() if isinstance(rows, pa.Table) else rows:
            text = io.BytesIO()
            pc.write_csv(batch, text, options)
            copy.write(text.getvalue())


def copy_out(
    connection: psycopg.Connection, statement: str, schema: pa.Schema
) -> pa.RecordBatchReader:
    """Return what a statement selects; the connection is busy until all is read."""
    copied = _Copied(connection, f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)")
    return pc.open_csv(
        io.BufferedReader(copied, 1 << 20),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


class _Copied(io.RawIOBase):
    """What COPY sends, as a file that is read while it comes."""

    def __init__(self, connection: psycopg.Connection, statement: str) -> None:
        self._parts = self._received(connection, statement)
        self._rest = memoryview(b"")

    @staticmethod
    def _received(connection: psycopg.Connection, statement: str) -> Iterator[memoryview]:
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for part in copy:
                yield memoryview(part)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._parts, memoryview(b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def write_log_entry(plan: Plan, connection: psycopg.Connection, revision: Revision) -> None:
    """Add a revision to the log."""
    values = revision_values(revision)
    cells = [
        json.dumps(values[name], ensure_ascii=False) if name in ("source", "rows") else values[name]
        for name in _LOG_FIELDS
    ]
    names, places = ", ".join(_LOG_FIELDS), ", ".join(["%s"] * len(_LOG_FIELDS))
    run(connection, f"INSERT INTO {table(plan, 'revisions')} ({names}) VALUES ({places})", cells)


def write_problems(
    plan: Plan, connection: psycopg.Connection, number: int, problems: Sequence[Mapping[str, Any]]
) -> None:
    """Add the problems of a revision."""
    statement = f"INSERT INTO {table(plan, 'problems')} VALUES (%s, %s, %s)"
    entries = [
        (number, position, json.dumps(problem, ensure_ascii=False))
        for position, problem in enumerate(problems)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement.encode(), entries)


def erase_rows(
    plan: Plan, connection: psycopg.Connection, register_id: str, erasure: Erasure
) -> set[int]:
    """Take what goes out of a register's table; return the revisions that had any of it."""
    register = plan.registers[register_id]
    target = table(plan, rows_table(register_id))
    touched: set[int] = set()

    def done(statement: str, values: Sequence[object]) -> None:
        rows = run(connection, f"{statement} RETURNING {quoted(REVISION)}", values).fetchall()
        touched.update(number for (number,) in rows)

    for name, ids in erasure.gone.items():
        if name in register.columns and ids:
            done(f"DELETE FROM {target} WHERE {quoted(name)} = ANY(%s)", [sorted(ids)])
    for name, texts in erasure.blanked.get(register_id, {}).items():
        cell = quoted(name)
        done(f"UPDATE {target} SET {cell} = NULL WHERE {cell} = ANY(%s)", [sorted(texts)])
    for name, numbers in erasure.renamed.items():
        if name not in register.columns:
            continue
        cells = [f"{quoted(name)} = %s"]
        cells += [f"{quoted(column)} = NULL" for column in head_columns(register)]
        for old, new in numbers.items():
            change = f"UPDATE {target} SET {', '.join(cells)} WHERE {quoted(name)} = %s"
            done(change, [new, old])
    return touched


def erase_problems(plan: Plan, connection: psycopg.Connection, erasure: Erasure) -> None:
    """Take what is about the person out of the problems."""
    target = table(plan, "problems")
    rows = run(connection, f"SELECT revision, position, problem FROM {target}").fetchall()
    for revision, position, problem in rows:
        kept = erasure.cleaned_problems([problem])
        if kept == [problem]:
            continue
        at = [revision, position]
        if kept:
            said = json.dumps(kept[0], ensure_ascii=False)
            change = f"UPDATE {target} SET problem = %s WHERE revision = %s AND position = %s"
            run(connection, change, [said, *at])
        else:
            run(connection, f"DELETE FROM {target} WHERE revision = %s AND position = %s", at)


def read_log(plan: Plan, connection: psycopg.Connection) -> list[Revision]:
    """Return every revision, the oldest first."""
    statement = f"SELECT {', '.join(_LOG_FIELDS)} FROM {table(plan, 'revisions')} ORDER BY number"
    rows = run(connection, statement).fetchall()
    return [revision_of(dict(zip(_LOG_FIELDS, row, strict=True))) for row in rows]


def read_columns(plan: Plan, connection: psycopg.Connection) -> set[tuple[str, str]]:
    """Return table and name of every column that the schema has."""
    statement = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s"
    )
    return set(run(connection, statement, [schema_name(plan)]).fetchall())
