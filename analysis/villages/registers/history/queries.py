"""The SQL of a store with history; DuckDB and PostgreSQL run the same text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from villages.plan.model import Column, Register
from villages.registers.history.model import Selection
from villages.registers.loading import literal, quoted
from villages.registers.types import SQL_TYPES

#: Two columns that every row of a store has beside the plan's: which revision wrote it, and
#: whether that revision took the row back.
REVISION = "_revision"
WITHDRAWN = "_is_withdrawn"


def current_rows(
    register: Register, held: str, later: str | None, selection: Selection, columns: Sequence[str]
) -> str:
    """Return the statement that selects the rows in force, without their order.

    A row is in force if no later revision wrote its key again and it was not taken back.

    Parameters
    ----------
    register
        The register.
    held
        SQL of every row that was ever written, up to the revision that is asked for.
    later
        The same without those that the store began with, which are never later than another; None
        if there are no others.
    selection
        Which rows.
    columns
        Which columns.
    """
    names = ", ".join(f"held.{quoted(name)}" for name in columns)
    keys, others = _conditions(register, selection)
    chosen = "".join(f" AND {condition}" for condition in (*keys, *others))
    statement = f"SELECT {names} FROM {held} AS held WHERE NOT held.{quoted(WITHDRAWN)}{chosen}"
    if later is None:
        return statement
    same = " AND ".join(f"later.{quoted(name)} = held.{quoted(name)}" for name in register.key)
    narrowed = f" WHERE {' AND '.join(keys)}" if keys else ""
    return (
        f"{statement} AND NOT EXISTS (SELECT 1 FROM (SELECT * FROM {later} AS written{narrowed})"
        f" AS later WHERE {same} AND later.{quoted(REVISION)} > held.{quoted(REVISION)})"
    )


def in_order(statement: str, register: Register) -> str:
    """Return the statement with its rows sorted by the register's key."""
    return f"{statement} ORDER BY {', '.join(map(quoted, register.key))}"


def nothing(register: Register, columns: Collection[str]) -> str:
    """Return the statement that selects no row, with columns of a store."""
    cells = [f"CAST(NULL AS BIGINT) AS {quoted(REVISION)}"]
    cells += [f"CAST(NULL AS BOOLEAN) AS {quoted(WITHDRAWN)}"]
    cells += [
        typed("NULL", name, column) for name, column in register.columns.items() if name in columns
    ]
    return f"SELECT {', '.join(cells)} WHERE false"


def typed(value: str, name: str, column: Column) -> str:
    """Return a value as a column of the plan's type."""
    return f"CAST({value} AS {SQL_TYPES[column.type]}) AS {quoted(name)}"


def _conditions(register: Register, selection: Selection) -> tuple[list[str], list[str]]:
    """Conditions on the key, which hold for every revision of a row alike, and on other columns."""
    keys: list[str] = []
    others: list[str] = []
    asked = {"code": selection.codes, "year": selection.years}
    given = {name: values for name, values in asked.items() if name in register.columns}
    for name, values in (*given.items(), *selection.ids.items()):
        if values is not None:
            condition = _one_of(name, values, register.columns[name])
            (keys if name in register.key else others).append(condition)
    return keys, others


def _one_of(name: str, values: Sequence[str] | Sequence[int], column: Column) -> str:
    is_number = column.type == "integer"
    listed = ", ".join(str(int(value)) if is_number else literal(str(value)) for value in values)
    return f"{quoted(name)} IN ({listed})" if listed else "false"
