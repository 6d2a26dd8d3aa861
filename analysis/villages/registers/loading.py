"""Registers come into DuckDB, each cell of the plan's type, and are checked."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.plan.model import Column, Plan, Register
from villages.registers.own_numbers import shown_number
from villages.registers.types import CODE_COLUMNS, PLACES, SQL_TYPES
from villages.vocabulary import Level

#: What a folder of registers says of itself: whether it is a demonstration, as of which date.
REGISTERS_CARD = "registers.json"

_CODE_DIGITS = 12

#: A code word, or a number in words: without blanks no name of a person.
_WORD = re.compile("[A-Za-z_]{1,12}")


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


def register_file(folder: Path, name: str) -> Path | None:
    """Return the file of a folder that holds a register; None if there is none."""
    paths = (folder / f"{name}.{suffix}" for suffix in ("parquet", "csv"))
    return next((path for path in paths if path.is_file()), None)


def load_folder(
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    is_beginning: bool = False,
) -> dict[str, Any]:
    """Load every register of a folder, check them, and return what the folder says of itself.

    Parameters
    ----------
    plan
        The plan.
    connection
        Where they go, a table each.
    folder
        The folder.
    is_beginning
        Whether a store is to begin with them: then the places are enough.

    Raises
    ------
    UserError
        If there is no such folder, or a register of it that is not optional is missing, or one does
        not pass.
    """
    if not folder.is_dir():
        raise UserError("registers_missing", folder=folder)
    for name, register in plan.registers.items():
        file = register_file(folder, name)
        if file is not None:
            load_file(connection, name, register, file)
        elif register.optional or (is_beginning and name != PLACES):
            cells = ", ".join(
                f"{quoted(column_name)} {SQL_TYPES[column.type]}"
                for column_name, column in register.columns.items()
            )
            connection.execute(f"CREATE TABLE {quoted(name)} ({cells})")
        else:
            raise UserError("register_file_missing", folder=folder, name=name)
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


def check_register(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    register: Register,
    file: object,
    *,
    needs_rows: bool = True,
) -> None:
    """Check a register that is loaded under its name; errors name the file.

    Raises
    ------
    UserError
        If it is empty, a key is blank or stands twice, a value is not admissible, or a village is
        not in the register of places.
    """
    rows = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
    needs_rows = needs_rows and not register.optional
    if rows == (0,) and (needs_rows or name == PLACES):
        raise UserError("register_empty", file=file)
    check_key(connection, name, register, file)
    check_values(connection, name, register, file)
    if "code" in register.key and name != PLACES:
        _check_places(connection, name, register.level, file)


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
            value = _shown(found[1], column)
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
            value=", ".join(map(_shown_key, double)),
        )


def _check_places(
    connection: duckdb.DuckDBPyConnection, name: str, level: Level, file: object
) -> None:
    unknown = connection.execute(
        f"SELECT row, code FROM (SELECT row_number() OVER () AS row, code FROM {quoted(name)})"
        f" WHERE code NOT IN (SELECT {CODE_COLUMNS[level]} FROM places) ORDER BY row LIMIT 1"
    ).fetchone()
    if unknown is not None:
        raise UserError(
            "register_place_unknown", file=file, row=unknown[0], value=_shown_key(unknown[1])
        )


def check_values(
    connection: duckdb.DuckDBPyConnection, name: str, register: Register, file: object
) -> None:
    """Refuse a code word that the register does not know and a number that cannot be."""
    refused = _refused_values(name, register)
    if not refused:
        return
    # All columns are looked over at once; what is wrong is looked for only where something is.
    looked = ", ".join(f"bool_or({condition})" for condition, _ in refused.values())
    [answers] = connection.execute(f"SELECT {looked} FROM {quoted(name)}").fetchall()
    for (column_name, (condition, allowed)), is_wrong in zip(refused.items(), answers, strict=True):
        if not is_wrong:
            continue
        row, value = _first(connection, name, quoted(column_name), condition)
        raise UserError(
            "register_inadmissible",
            file=file,
            row=row,
            column=column_name,
            value=_shown(value, register.columns[column_name]),
            allowed=allowed,
        )


def _shown(value: Any, column: Column) -> str:
    """What a message may say of a cell: a name or a telephone may stand in any column."""
    # What forms may say of a cell holds for registers too; it is read with the forms only.
    from villages.registers.intake.shown import shown

    plain = str(value) if isinstance(value, Decimal) else value
    if isinstance(plain, str) and not column.personal and _WORD.fullmatch(plain):
        return plain
    return "" if value is None else shown(plain, column)


def _shown_key(value: Any) -> str:
    """What a message may say of a code, a year, or a number of the village's own."""
    text = str(value)
    is_code = text.isascii() and text.isdigit() and len(text) == _CODE_DIGITS and text[0] != "0"
    return text if is_code else shown_number(text)


def _refused_values(name: str, register: Register) -> dict[str, tuple[str, str]]:
    """Column → the condition under which a value is refused, and what is allowed."""
    refused = {}
    for column_name, column in register.columns.items():
        cell = quoted(column_name)
        if column.values is not None:
            words = ", ".join(literal(word) for word in column.values)
            refused[column_name] = f"{cell} NOT IN ({words})", ", ".join(column.values)
        elif column.admissible is not None:
            low, high = column.admissible
            refused[column_name] = f"{cell} NOT BETWEEN {low} AND {high}", f"{low} – {high}"
        elif name == PLACES and not column.optional:
            refused[column_name] = f"{cell} IS NULL", column.label.of(user_language())
    return refused


def _first(
    connection: duckdb.DuckDBPyConnection, name: str, cell: str, condition: str
) -> tuple[int, Any]:
    """The first row for which a condition holds, and what stands there."""
    found = connection.execute(
        f"SELECT row, value FROM (SELECT row_number() OVER () AS row, {cell} AS value, *"
        f" FROM {quoted(name)}) WHERE {condition} ORDER BY row LIMIT 1"
    ).fetchone()
    assert found is not None
    return int(found[0]), found[1]
