"""The store with history in PostgreSQL: a schema for the plan, a table for each register.

A reader sees one moment; a writer holds a lock of its session, and each revision is one
transaction. When a writer is killed the server lets go of the lock and takes back what is not
committed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import pyarrow as pa

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.erasure import Erasure
from villages.registers.history import files, tables
from villages.registers.history.model import Revision
from villages.registers.history.queries import REVISION, WITHDRAWN, in_order, nothing, typed
from villages.registers.history.stored import LAYOUT, StoredHistory
from villages.registers.history.tables import rows_table, run, schema_name, table
from villages.registers.loading import quoted
from villages.registers.types import arrow_schema

if TYPE_CHECKING:
    import psycopg

_PREFIXES = ("postgresql://", "postgres://")
_SHOWN = re.compile(r"(?:[\w.%-]*(?::[^@/?]*)?@)?([\w.:\[\],-]*)(?:/([\w-]*))?(?:\?.*)?")


def is_postgres(place: object) -> bool:
    """Whether a place is the URL of a PostgreSQL database.

    Examples
    --------
    >>> is_postgres("postgresql://office@server/registers"), is_postgres("registers")
    (True, False)
    """
    return str(place).startswith(_PREFIXES)


def shown(url: str) -> str:
    """Return a URL as messages may say it: server and database, no user and no password.

    Examples
    --------
    >>> shown("postgresql://office:secret@server:5432/registers?sslmode=require")
    'postgresql://server:5432/registers'
    >>> shown("postgresql://office:an@unquoted@secret@server/registers")
    'postgresql://***'
    """
    match = _SHOWN.fullmatch(url.partition("://")[2])
    if match is None:
        return "postgresql://***"
    return f"postgresql://{match[1]}/{match[2] or ''}"


class PostgresHistory(StoredHistory):
    """A store with history in PostgreSQL."""

    dialect: ClassVar[str] = "postgres"

    def __init__(self, plan: Plan, where: str, connection: psycopg.Connection) -> None:
        self._columns = tables.read_columns(plan, connection)
        if ("store", "layout") not in self._columns:
            raise UserError("history_missing", store=where)
        card = _read_card(plan, where, connection)
        super().__init__(plan, where, card, tables.read_log(plan, connection))
        self._connection = connection

    def select(self, statement: str, schema: pa.Schema) -> pa.Table:
        """Return what a statement selects."""
        return tables.copy_out(self._connection, statement, schema).read_all()

    def load(self, connection: duckdb.DuckDBPyConnection, register_id: str, upto: int) -> None:
        """Make a DuckDB table of a register's rows in force, of its name and sorted by its key."""
        register = self.plan.registers[register_id]
        statement = self.current(register_id, upto=upto)
        rows = tables.copy_out(self._connection, statement, arrow_schema(register))
        connection.register("incoming", rows)
        sorted_rows = in_order("SELECT * FROM incoming", register)
        connection.execute(f"CREATE TABLE {quoted(register_id)} AS {sorted_rows}")
        connection.unregister("incoming")

    def problems(self) -> list[dict[str, Any]]:
        """Return the problems of every revision, each with its ``revision`` number."""
        statement = (
            f"SELECT problem, revision FROM {table(self.plan, 'problems')}"
            " ORDER BY revision, position"
        )
        rows = run(self._connection, statement).fetchall()
        return [{**problem, "revision": revision} for problem, revision in rows]

    def fit(self) -> None:
        """Give the tables the registers and columns that the plan has gained since."""
        with self._connection.transaction():
            for name, register in self.plan.registers.items():
                if not self._has_table(name):
                    run(self._connection, tables.register_table(self.plan, name))
                    continue
                for column in self._missing(name):
                    added = tables.typed_column(register, column)
                    statement = f"ALTER TABLE {table(self.plan, rows_table(name))} ADD {added}"
                    run(self._connection, statement)
        self._columns = tables.read_columns(self.plan, self._connection)

    def _written(
        self, register_id: str, upto: int, since: int, columns: Collection[str]
    ) -> str | None:
        register = self.plan.registers[register_id]
        if not self._has_table(register_id):
            # The plan has gained the register since; readers give the database no tables.
            return f"({nothing(register, columns)})"
        missing = self._missing(register_id)
        cells = [
            typed("NULL" if name in missing else quoted(name), name, column)
            for name, column in register.columns.items()
            if name in columns
        ]
        return (
            f"(SELECT {', '.join([quoted(REVISION), quoted(WITHDRAWN), *cells])}"
            f" FROM {table(self.plan, rows_table(register_id))}"
            f" WHERE {quoted(REVISION)} BETWEEN {since} AND {upto})"
        )

    def _has_table(self, register_id: str) -> bool:
        return (rows_table(register_id), REVISION) in self._columns

    def _missing(self, register_id: str) -> list[str]:
        names = self.plan.registers[register_id].columns
        return [name for name in names if (rows_table(register_id), name) not in self._columns]

    def _keep(
        self, revision: Revision, rows: Mapping[str, pa.Table], problems: list[dict[str, Any]]
    ) -> None:
        with self._connection.transaction():
            tables.write_log_entry(self.plan, self._connection, revision)
            for name, changed in rows.items():
                number = pa.array([revision.number] * changed.num_rows, pa.int64())
                numbered = changed.append_column(REVISION, number)
                tables.copy_in(self.plan, self._connection, name, numbered)
            tables.write_problems(self.plan, self._connection, revision.number, problems)

    def _erase(self, erasure: Erasure, revision: Revision) -> list[Revision]:
        with self._connection.transaction():
            touched = {
                number
                for name in self.plan.registers
                if self._has_table(name)
                for number in tables.erase_rows(self.plan, self._connection, name, erasure)
            }
            tables.erase_problems(self.plan, self._connection, erasure)
            log = [
                self._cleaned_entry(erasure, entry, had_rows=entry.number in touched)
                for entry in self._revisions
            ]
            for entry, cleaned in zip(self._revisions, log, strict=True):
                if cleaned != entry:
                    statement = f"DELETE FROM {table(self.plan, 'revisions')} WHERE number = %s"
                    run(self._connection, statement, [entry.number])
                    tables.write_log_entry(self.plan, self._connection, cleaned)
            tables.write_log_entry(self.plan, self._connection, revision)
        return log

    def settle(self, register_ids: Collection[str]) -> None:
        """Write the tables anew: a server keeps rows that are gone in its files until then."""
        from psycopg import errors

        names = [rows_table(each) for each in register_ids if self._has_table(each)]
        for name in (*names, "problems", "revisions"):
            run(self._connection, f"VACUUM (FULL, ANALYZE) {table(self.plan, name)}")
        # Only some accounts may: samples of columns lie in the server's own tables, and files go
        # with a checkpoint. Without it the server does both by itself after a while.
        for statement in ("VACUUM (FULL) pg_catalog.pg_statistic", "CHECKPOINT"):
            with suppress(errors.InsufficientPrivilege):
                run(self._connection, statement)


@contextmanager
def open_postgres(plan: Plan, url: str, *, is_writing: bool) -> Iterator[PostgresHistory]:
    """Open the store of a database; see ``open_history``."""
    with _connected(url) as connection:
        from psycopg import IsolationLevel

        if is_writing:
            _wait_for_others(plan, connection, shown(url))
            history = PostgresHistory(plan, shown(url), connection)
            history.fit()
            yield history
            return
        connection.autocommit = False
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield PostgresHistory(plan, shown(url), connection)


def create_postgres(
    plan: Plan,
    url: str,
    card: Mapping[str, Any],
    beginning: Revision | None,
    rows: Callable[[str], pa.RecordBatchReader],
) -> None:
    """Make the store of a database in one transaction; see ``create_history``."""
    with _connected(url) as connection, connection.transaction():
        from psycopg import errors

        try:
            run(connection, f"CREATE SCHEMA {quoted(schema_name(plan))}")
        except (errors.DuplicateSchema, errors.UniqueViolation) as error:
            raise UserError("history_exists", store=shown(url)) from error
        except errors.InsufficientPrivilege as error:
            raise UserError("history_no_right", store=shown(url)) from error
        for statement in tables.own_tables(plan):
            run(connection, statement)
        entry = [LAYOUT, plan.id, json.dumps(dict(card), ensure_ascii=False)]
        run(connection, f"INSERT INTO {table(plan, 'store')} VALUES (%s, %s, %s)", entry)
        for name in plan.registers:
            run(connection, tables.register_table(plan, name))
            if beginning is not None:
                tables.copy_in(plan, connection, name, rows(name))
            run(connection, f"ANALYZE {table(plan, rows_table(name))}")
        if beginning is not None:
            tables.write_log_entry(plan, connection, beginning)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    """Connect; what the driver says of a URL that fails can quote its password: it goes no further.

    Raises
    ------
    UserError
        If there is no driver, or no connection.
    """
    try:
        import psycopg
    except ImportError as error:
        raise UserError("history_no_driver") from error
    try:
        connection = psycopg.connect(url, autocommit=True, client_encoding="utf8")
    except psycopg.Error:
        raise UserError("history_unreachable", store=shown(url)) from None
    with connection:
        run(connection, "SET datestyle = 'ISO'")
        run(connection, "SET standard_conforming_strings = on")
        # A return's rows are found among those held by hashing: the server takes what has just come
        # in for one row, and would compare 25,000 with 25,000.
        run(connection, "SET enable_nestloop = off")
        run(connection, "SET enable_mergejoin = off")
        run(connection, "SET work_mem = '64MB'")
        yield connection


def _wait_for_others(plan: Plan, connection: psycopg.Connection, where: str) -> None:
    from psycopg import errors

    digest = hashlib.sha256(schema_name(plan).encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    run(connection, f"SET lock_timeout = {max(round(files.WAIT_SECONDS * 1000), 1)}")
    try:
        run(connection, "SELECT pg_advisory_lock(%s)", [key])
    except errors.LockNotAvailable as error:
        seconds = round(files.WAIT_SECONDS)
        raise UserError("history_busy", store=where, seconds=seconds) from error


def _read_card(plan: Plan, where: str, connection: psycopg.Connection) -> dict[str, Any]:
    rows = run(connection, f"SELECT layout, plan, card FROM {table(plan, 'store')}").fetchall()
    (layout, plan_id, card), *_ = rows
    if layout != LAYOUT:
        raise UserError("history_layout", store=where, found=layout, known=LAYOUT)
    if plan_id != plan.id:
        raise UserError("history_other_plan", store=where, found=plan_id, plan=plan.id)
    return dict(card)
