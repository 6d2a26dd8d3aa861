"""The rules' own tests: what their worked examples say, asked of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from villages.plan.model import Plan, Register
from villages.registers.rules.engine import judge
from villages.registers.rules.model import BEFORE, ELSEWHERE, Rule
from villages.registers.types import arrow_schema
from villages.registers.workbench import open_workbench

Half = Literal["contradicts", "agrees"]

#: The village of an example's rows that name none.
_CODE = "1"


def failing_examples(plan: Plan, rule: Rule) -> list[tuple[Half, int]]:
    """Return which cases of a rule's worked example come out other than they say.

    Parameters
    ----------
    plan
        The plan.
    rule
        One of its rules.

    Returns
    -------
    list
        For each such case its half, ``contradicts`` or ``agrees``, and its number from 0.
    """
    halves: tuple[tuple[Half, tuple[Mapping[str, Any], ...]], ...] = (
        ("contradicts", rule.example.contradicts),
        ("agrees", rule.example.agrees),
    )
    with open_workbench() as connection:
        return [
            (half, index)
            for half, cases in halves
            for index, case in enumerate(cases)
            if bool(judge(connection, plan, {rule.id: rule}, _groups(plan, rule, case)))
            != (half == "contradicts")
        ]


def _groups(
    plan: Plan, rule: Rule, case: Mapping[str, Any]
) -> Mapping[str, Mapping[str, pa.Table]]:
    rows = _one_row(rule, case) if rule.kind == "holds" else case
    tables: dict[str, pa.Table] = {}
    before: dict[str, pa.Table] = {}
    for name, given in rows.items():
        group, year = (before, -1) if name.startswith(BEFORE) else (tables, 0)
        register_id = name.removeprefix(BEFORE)
        register = plan.registers[register_id]
        group[register_id] = _table(register, given, plan.final_year + year)
    return {"": tables, BEFORE: before, ELSEWHERE: {}}


def _one_row(rule: Rule, case: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    earlier = {
        name.removeprefix(BEFORE): value for name, value in case.items() if name.startswith(BEFORE)
    }
    row = {name: value for name, value in case.items() if not name.startswith(BEFORE)}
    return {str(rule.register_id): [row], f"{BEFORE}{rule.register_id}": [earlier]}


def _table(register: Register, rows: list[dict[str, Any]], year: int) -> pa.Table:
    """Rows as a register holds them; what they do not name of their key is made up."""
    made_up = [
        {name: str(index) for name in register.key} | {"code": _CODE, "year": year}
        for index in range(len(rows))
    ]
    whole = [filler | row for filler, row in zip(made_up, rows, strict=True)]
    schema = arrow_schema(register)
    return pa.table(
        {
            field.name: pa.array([_value(row.get(field.name), field) for row in whole], field.type)
            for field in schema
        },
        schema=schema,
    )


def _value(value: Any, field: pa.Field) -> Any:
    if value is None or not pa.types.is_decimal(field.type):
        return value
    return Decimal(str(value))
