"""Registers as Arrow tables, of rows written by hand; what is not given is blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from villages.plan.model import Plan
from villages.registers.rules import Rule, read_rules

ARROW = {
    "code": pa.string(),
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

Rows = Sequence[Mapping[str, Any]]


def tables(plan: Plan, **registers: Rows) -> dict[str, pa.Table]:
    """Return rows by register; a row's place in the return is its number, unless it says so."""
    return {name: _table(plan, name, rows) for name, rows in registers.items()}


def _table(plan: Plan, name: str, rows: Rows) -> pa.Table:
    columns = {}
    for column_name, column in plan.registers[name].columns.items():
        values = [row.get(column_name) for row in rows]
        if column.type == "decimal":
            values = [None if value is None else Decimal(str(value)) for value in values]
        columns[column_name] = pa.array(values, ARROW[column.type])
    places = [row.get("row_at", index) for index, row in enumerate(rows)]
    return pa.table({**columns, "row_at": pa.array(places, pa.int64())})


def rules_of(plan: Plan, folder: Path, **rules: Mapping[str, Any]) -> Mapping[str, Rule]:
    """Write rules, each completed with what every rule must have, and read them."""
    text = {"zh": "有误。", "en": "Wrong."}
    filler = {
        "label": text, "severity": "error", "problem": text, "remedy": text, "innocent": text,
        "definition": "ours", "example": {"contradicts": [{}], "agrees": [{}]},
    }  # fmt: skip
    content = {name: {**filler, **rule} for name, rule in rules.items()}
    (folder / "rules.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return read_rules(folder, plan)
