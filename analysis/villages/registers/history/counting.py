"""Conditions of the plan's kind, counted where the rows are: in DuckDB or in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import sqlglot

from villages.errors import UserError
from villages.plan.conditions import read_expression
from villages.registers.history.model import Selection
from villages.registers.history.stored import EVERYTHING, StoredHistory


@dataclass(frozen=True)
class Counted:
    """How many rows of a place and year fulfil a condition.

    Attributes
    ----------
    code, year
        The place and the year; None if the register has no such column.
    fulfilling
        Rows that fulfil it.
    undecided
        Rows of which a missing cell leaves it open.
    total
        All rows.
    """

    code: str | None
    year: int | None
    fulfilling: int
    undecided: int
    total: int


def transpiled(expression_sql: str, dialect: str) -> str:
    """Return an expression of ``villages.plan.conditions`` in another database's SQL.

    Parameters
    ----------
    expression_sql
        The value, low or high of an expression, as DuckDB runs it.
    dialect
        What sqlglot calls the database: ``duckdb``, ``postgres`` ….

    Examples
    --------
    >>> transpiled('CAST("is_insured" AS INT)', "postgres")
    'CAST("is_insured" AS INT)'
    """
    return sqlglot.parse_one(expression_sql, dialect="duckdb").sql(dialect=dialect)


def count_where(
    history: StoredHistory,
    register_id: str,
    condition: str,
    selection: Selection = EVERYTHING,
    upto: int | None = None,
) -> list[Counted]:
    """Count the rows that fulfil a condition, by place and year, in the store's own database.

    Parameters
    ----------
    history
        An open store.
    register_id
        The register.
    condition
        As a card writes it, such as ``house_grade in ('A', 'B')``.
    selection, upto
        Which rows, as of which revision.

    Raises
    ------
    UserError
        If it is no condition, names an unknown column, or uses what is not allowed.
    """
    columns = history.plan.registers[register_id].columns
    where = {"file": register_id, "key": "condition", "line": 1}
    expression = read_expression(condition, columns, **where)
    if not expression.is_condition:
        raise UserError("history_no_condition", expression=condition)
    groups = [name for name in ("code", "year") if name in columns]
    names = ", ".join(f'"{name}"' for name in groups)
    low, high = (
        f"CAST(sum({transpiled(bound, history.dialect)}) AS BIGINT)"
        for bound in (expression.low, expression.high)
    )
    statement = (
        f"SELECT {names}, {low} AS low, {high} AS high, count(*) AS total"
        f" FROM ({history.current(register_id, selection, upto)}) AS counted"
        f" GROUP BY {names} ORDER BY {names}"
    )
    types = {"code": pa.string(), "year": pa.int64()}
    schema = pa.schema(
        [(name, types[name]) for name in groups]
        + [(name, pa.int64()) for name in ("low", "high", "total")]
    )
    return [
        Counted(
            row.get("code"), row.get("year"), row["low"], row["high"] - row["low"], row["total"]
        )
        for row in history.select(statement, schema).to_pylist()
    ]
