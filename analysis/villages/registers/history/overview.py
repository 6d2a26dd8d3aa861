"""What a store holds, at a glance: how many rows, and the rows that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa

from villages.errors import UserError
from villages.plan.model import Column
from villages.registers.forms.content import choices
from villages.registers.history.model import Selection
from villages.registers.history.stored import StoredHistory
from villages.registers.own_numbers import is_own_number, shown_number
from villages.vocabulary import Language


def overview(
    history: StoredHistory, selection: Selection, upto: int | None, language: Language
) -> list[tuple[object, ...]]:
    """Return register, year, places and rows: how much is held.

    Parameters
    ----------
    history
        An open store.
    selection, upto
        Which rows, as of which revision.
    language
        The language of the registers' names.
    """
    return [
        (register.label.of(language), *line)
        for name, register in history.plan.registers.items()
        for line in _counts(history, name, selection, upto)
    ]


def _counts(
    history: StoredHistory, name: str, selection: Selection, upto: int | None
) -> Iterator[tuple[object, ...]]:
    has_year = "year" in history.plan.registers[name].columns
    year = "year" if has_year else "CAST(NULL AS BIGINT)"
    statement = (
        f"SELECT {year} AS year, count(DISTINCT code) AS places, count(*) AS total"
        f" FROM ({history.current(name, selection, upto)}) AS held"
        f"{' GROUP BY year ORDER BY year' if has_year else ''}"
    )
    schema = pa.schema([(key, pa.int64()) for key in ("year", "places", "total")])
    for row in history.select(statement, schema).to_pylist():
        yield row["year"], row["places"], row["total"]


def visible_rows(
    history: StoredHistory,
    register_id: str,
    selection: Selection,
    upto: int | None,
    language: Language,
) -> tuple[list[str], list[list[str]]]:
    """Return the labels and rows of a register that has no personal key, without personal columns.

    Parameters
    ----------
    history
        An open store.
    register_id
        The register.
    selection, upto
        Which rows, as of which revision.
    language
        The language of the labels.

    Raises
    ------
    UserError
        If the register's rows stand for households or persons: they are only counted.
    """
    register = history.plan.registers[register_id]
    if any(register.columns[key].personal for key in register.key):
        raise UserError("registers_personal", register=register_id)
    names = [name for name, column in register.columns.items() if not column.personal]
    rows = history.rows(register_id, selection, upto).select(names).to_pylist()
    labels = [register.columns[name].label.of(language) for name in names]
    own = {name for name in names if is_own_number(register, name, register.columns[name])}

    def cell(name: str, value: Any) -> str:
        is_told = name not in own or value is None
        return told(register.columns[name], value if is_told else shown_number(value), language)

    return labels, [[cell(name, row[name]) for name in names] for row in rows]


def told(column: Column, value: Any, language: Language) -> str:
    """Return a value as people read it.

    Parameters
    ----------
    column
        The column.
    value
        The value; a missing one is a dash.
    language
        The language of answers and code words.
    """
    if value is None:
        return "—"
    if column.type == "boolean" or column.values:
        return choices(column, language)[value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
