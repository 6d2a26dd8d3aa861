"""Open a folder of registers as one DuckDB session that reaches no file any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.plan.model import Column, Plan, Register
from villages.registers.types import SQL_TYPES

#: What a folder of registers says of itself: whether it is a demonstration, as of which date.
REGISTERS_CARD = "registers.json"


@dataclass(frozen=True)
class RegisterSession:
    """A plan's registers in one locked session; of personal rows only ids leave it, for forms."""

    plan: Plan
    connection: duckdb.DuckDBPyConnection
    card: dict[str, Any]
    hash: str


@contextmanager
def open_registers(plan: Plan, folder: str | Path) -> Iterator[RegisterSession]:
    """Open a folder that holds each register as ``<name>.parquet`` or ``<name>.csv``.

    Every column is cast to the type that the plan's ``columns.yaml`` gives; blank cells are
    missing. Once loaded, the session can open no file and its settings are locked.

    Parameters
    ----------
    plan
        The plan whose registers are expected.
    folder
        The folder.

    Raises
    ------
    UserError
        If a register or a column is missing, empty or unreadable, a value is of the wrong type, a
        key stands twice or is blank, or a village is not in the register of places.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UserError("registers_missing", folder=folder)
    digest = hashlib.sha256()
    connection = duckdb.connect(":memory:")
    try:
        for name, register in plan.registers.items():
            path = _register_file(folder, name)
            digest.update(path.name.encode())
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
            _load(connection, name, register, path)
            if "code" in register.key and name != "places":
                _check_places(connection, name, path)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield RegisterSession(plan, connection, _read_card(folder), digest.hexdigest())
    finally:
        connection.close()


def _register_file(folder: Path, name: str) -> Path:
    for suffix in ("parquet", "csv"):
        path = folder / f"{name}.{suffix}"
        if path.is_file():
            return path
    raise UserError("register_file_missing", folder=folder, name=name)


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / REGISTERS_CARD
    if not path.is_file():
        return {"is_demo": False, "as_of": None}
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card


def _load(connection: duckdb.DuckDBPyConnection, name: str, register: Register, path: Path) -> None:
    source = _source(path)
    try:
        present = [row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()]
    except duckdb.Error as error:
        raise UserError("register_unreadable", file=path) from error
    for column_name, column in register.columns.items():
        if column_name not in present and not column.optional:
            label = column.label.of(user_language())
            raise UserError("register_column_missing", file=path, column=column_name, label=label)
    chosen = ", ".join(
        f"{_cast(column_name, column, present)} AS {_quote(column_name)}"
        for column_name, column in register.columns.items()
    )
    statement = f"CREATE TABLE {_quote(name)} AS SELECT {chosen} FROM {source}"
    try:
        connection.execute(statement)
    except duckdb.ConversionException as error:
        raise _value_error(connection, register, path, present) from error
    except duckdb.Error as error:
        raise UserError("register_unreadable", file=path) from error
    rows = connection.execute(f"SELECT count(*) FROM {_quote(name)}").fetchone()
    if rows == (0,):
        raise UserError("register_empty", file=path)
    _check_key(connection, name, register, path)
    _check_values(connection, name, register, path)


def _source(path: Path) -> str:
    literal = str(path).replace("'", "''")
    if path.suffix == ".parquet":
        return f"read_parquet('{literal}')"
    return f"read_csv('{literal}', header = true, all_varchar = true)"


def _cast(name: str, column: Column, present: list[str]) -> str:
    source = _quote(name) if name in present else "NULL"
    return f"CAST({source} AS {SQL_TYPES[column.type]})"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _value_error(
    connection: duckdb.DuckDBPyConnection, register: Register, path: Path, present: list[str]
) -> UserError:
    for name, column in register.columns.items():
        if name not in present:
            continue
        quoted, sql_type = _quote(name), SQL_TYPES[column.type]
        found = connection.execute(
            f"SELECT row, value FROM (SELECT row_number() OVER () AS row, {quoted} AS value"
            f" FROM {_source(path)}) WHERE value IS NOT NULL"
            f" AND TRY_CAST(value AS {sql_type}) IS NULL ORDER BY row LIMIT 1"
        ).fetchone()
        if found is not None:
            value = "***" if column.personal else found[1]
            kind = say("commands", f"type_{column.type}", user_language())
            return UserError(
                "register_value", file=path, row=found[0], column=name, value=value, type=kind
            )
    return UserError("register_unreadable", file=path)


def _check_key(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, path: Path
) -> None:
    for column in register.key:
        blank = connection.execute(
            f"SELECT row FROM (SELECT row_number() OVER () AS row, * FROM {_quote(name)})"
            f" WHERE {_quote(column)} IS NULL LIMIT 1"
        ).fetchone()
        if blank is not None:
            raise UserError("register_key_blank", file=path, row=blank[0], column=column)
    keys = ", ".join(_quote(column) for column in register.key)
    shown = [column for column in register.key if not register.columns[column].personal]
    double = connection.execute(
        f"SELECT {', '.join(_quote(column) for column in shown)} FROM {_quote(name)}"
        f" GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if double is not None:
        raise UserError(
            "register_duplicate",
            file=path,
            key=" + ".join(register.key),
            value=", ".join(str(part) for part in double),
        )


def _check_places(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    unknown = connection.execute(
        f"SELECT row, code FROM (SELECT row_number() OVER () AS row, code FROM {_quote(name)})"
        " WHERE code NOT IN (SELECT code FROM places) ORDER BY row LIMIT 1"
    ).fetchone()
    if unknown is not None:
        raise UserError("register_place_unknown", file=path, row=unknown[0], value=unknown[1])


def _check_values(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, path: Path
) -> None:
    """Refuse a code word that the register does not know and a number that cannot be."""
    for column_name, column in register.columns.items():
        quoted = _quote(column_name)
        if column.values is not None:
            words = ", ".join("'" + word.replace("'", "''") + "'" for word in column.values)
            condition, allowed = f"{quoted} NOT IN ({words})", ", ".join(column.values)
        elif column.admissible is not None:
            low, high = column.admissible
            condition, allowed = f"{quoted} NOT BETWEEN {low} AND {high}", f"{low} – {high}"
        elif name == "places" and not column.optional:
            condition, allowed = f"{quoted} IS NULL", column.label.of(user_language())
        else:
            continue
        found = connection.execute(
            f"SELECT row, value FROM (SELECT row_number() OVER () AS row, {quoted} AS value, *"
            f" FROM {_quote(name)}) WHERE {condition} ORDER BY row LIMIT 1"
        ).fetchone()
        if found is not None:
            value = "***" if column.personal else found[1]
            raise UserError(
                "register_inadmissible",
                file=path,
                row=found[0],
                column=column_name,
                value="" if value is None else value,
                allowed=allowed,
            )
