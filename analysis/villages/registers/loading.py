"""Registers come into DuckDB, each cell of the plan's type, and are checked; rows have a hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.plan.model import Column, Plan, Register
from villages.registers.types import SQL_TYPES

#: What a folder of registers says of itself: whether it is a demonstration, as of which date.
REGISTERS_CARD = "registers.json"


def quoted(name: str) -> str:
    """Return a name as SQL writes it.

    Examples
    --------
    >>> quoted("house_grade")
    '"house_grade"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it.

    Examples
    --------
    >>> literal("the village's")
    "'the village''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def register_file(folder: Path, name: str) -> Path:
    """Return the file of a folder that holds a register.

    Raises
    ------
    UserError
        If there is none.
    """
    for suffix in ("parquet", "csv"):
        path = folder / f"{name}.{suffix}"
        if path.is_file():
            return path
    raise UserError("register_file_missing", folder=folder, name=name)


def load_folder(plan: Plan, connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """Load every register of a folder, check them, and return what the folder says of itself.

    Raises
    ------
    UserError
        If there is no such folder, or a register of it is missing or does not pass.
    """
    if not folder.is_dir():
        raise UserError("registers_missing", folder=folder)
    for name, register in plan.registers.items():
        load_file(connection, name, register, register_file(folder, name))
    path = folder / REGISTERS_CARD
    if not path.is_file():
        return {"is_demo": False, "as_of": None}
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card


def load_file(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, path: Path
) -> None:
    """Load a register from its file and check it.

    Raises
    ------
    UserError
        If a column is missing, the file is empty or unreadable, a value is of the wrong type or
        not admissible, or a key stands twice or is blank.
    """
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
        f"{_cast(column_name, column, present)} AS {quoted(column_name)}"
        for column_name, column in register.columns.items()
    )
    statement = f"CREATE TABLE {quoted(name)} AS SELECT {chosen} FROM {source}"
    try:
        connection.execute(statement)
    except duckdb.ConversionException as error:
        raise _value_error(connection, register, path, present) from error
    except duckdb.Error as error:
        raise UserError("register_unreadable", file=path) from error
    check_register(connection, name, register, path)


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    register: Register,
    rows: pa.RecordBatchReader,
    file: object,
) -> None:
    """Load a register's typed rows and check them as those of a file."""
    connection.register("incoming", rows)
    connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM incoming")
    connection.unregister("incoming")
    check_register(connection, name, register, file)


def check_register(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, file: object
) -> None:
    """Check a register that is loaded under its name; errors name the file.

    Raises
    ------
    UserError
        If it is empty, a key is blank or stands twice, a value is not admissible, or a village is
        not in the register of places.
    """
    rows = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
    if rows == (0,):
        raise UserError("register_empty", file=file)
    check_key(connection, name, register, file)
    check_values(connection, name, register, file)
    if "code" in register.key and name != "places":
        _check_places(connection, name, file)


def content_hash(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the hash of the loaded registers' rows, whatever their order and where they lay.

    Every cell is written as text that ends where it says: a text after its length in bytes,
    another value before a blank, a missing cell as a dash. The rows' hashes are added up, so that
    millions of them need not be sorted.
    """
    digest = hashlib.sha256()
    for name, register in plan.registers.items():
        columns = [[column_name, column.type] for column_name, column in register.columns.items()]
        digest.update(json.dumps([name, columns]).encode())
        cells = " || ".join(
            f"COALESCE(strlen({quoted(column)}) || ':' || {quoted(column)}, '-')"
            if column_type in ("code", "text")
            else f"COALESCE(CAST({quoted(column)} AS VARCHAR), '-') || ' '"
            for column, column_type in columns
        )
        summed = connection.sql(
            "SELECT count(*), sum(md5_number_upper(cells)), sum(md5_number_lower(cells))"
            f" FROM (SELECT {cells} AS cells FROM {quoted(name)})"
        )
        digest.update(json.dumps([str(part) for part in summed.fetchall()[0]]).encode())
    return digest.hexdigest()


def _source(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet({literal(str(path))})"
    return f"read_csv({literal(str(path))}, header = true, all_varchar = true)"


def _cast(name: str, column: Column, present: list[str]) -> str:
    source = quoted(name) if name in present else "NULL"
    return f"CAST({source} AS {SQL_TYPES[column.type]})"


def _value_error(
    connection: duckdb.DuckDBPyConnection, register: Register, path: Path, present: list[str]
) -> UserError:
    for name, column in register.columns.items():
        if name not in present:
            continue
        sql_type = SQL_TYPES[column.type]
        found = connection.execute(
            f"SELECT row, value FROM (SELECT row_number() OVER () AS row, {quoted(name)} AS value"
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


def check_key(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, file: object
) -> None:
    """Refuse a key that is blank or stands twice."""
    for column in register.key:
        blank = connection.execute(
            f"SELECT row FROM (SELECT row_number() OVER () AS row, * FROM {quoted(name)})"
            f" WHERE {quoted(column)} IS NULL LIMIT 1"
        ).fetchone()
        if blank is not None:
            raise UserError("register_key_blank", file=file, row=blank[0], column=column)
    keys = ", ".join(quoted(column) for column in register.key)
    shown = [column for column in register.key if not register.columns[column].personal]
    double = connection.execute(
        f"SELECT {', '.join(quoted(column) for column in shown)} FROM {quoted(name)}"
        f" GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if double is not None:
        raise UserError(
            "register_duplicate",
            file=file,
            key=" + ".join(register.key),
            value=", ".join(str(part) for part in double),
        )


def _check_places(connection: duckdb.DuckDBPyConnection, name: str, file: object) -> None:
    unknown = connection.execute(
        f"SELECT row, code FROM (SELECT row_number() OVER () AS row, code FROM {quoted(name)})"
        " WHERE code NOT IN (SELECT code FROM places) ORDER BY row LIMIT 1"
    ).fetchone()
    if unknown is not None:
        raise UserError("register_place_unknown", file=file, row=unknown[0], value=unknown[1])


def check_values(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, file: object
) -> None:
    """Refuse a code word that the register does not know and a number that cannot be."""
    for column_name, column in register.columns.items():
        cell = quoted(column_name)
        if column.values is not None:
            words = ", ".join(literal(word) for word in column.values)
            condition, allowed = f"{cell} NOT IN ({words})", ", ".join(column.values)
        elif column.admissible is not None:
            low, high = column.admissible
            condition, allowed = f"{cell} NOT BETWEEN {low} AND {high}", f"{low} – {high}"
        elif name == "places" and not column.optional:
            condition, allowed = f"{cell} IS NULL", column.label.of(user_language())
        else:
            continue
        found = connection.execute(
            f"SELECT row, value FROM (SELECT row_number() OVER () AS row, {cell} AS value, *"
            f" FROM {quoted(name)}) WHERE {condition} ORDER BY row LIMIT 1"
        ).fetchone()
        if found is not None:
            value = "***" if column.personal else found[1]
            raise UserError(
                "register_inadmissible",
                file=file,
                row=found[0],
                column=column_name,
                value="" if value is None else value,
                allowed=allowed,
            )
