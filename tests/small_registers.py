"""Registers of one or two villages, written by hand, for tests that know the answer."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from villages.plan.model import Plan

CODE = "990181101201"
OTHER = "990181101202"

_ARROW = {
    "code": pa.string(),
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def place(code: str = CODE, is_low_income: bool = True, step: int | None = 2020) -> dict[str, Any]:
    """A village of the invented county."""
    return {
        "code": code, "name_zh": f"村{code[-1]}", "township_code": "990181101000",
        "township_zh": "青石镇", "city_code": "990181000000", "city_zh": "示例市",
        "is_low_income": is_low_income, "planned_exit_year": step,
    }  # fmt: skip


def write_registers(
    plan: Plan, folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Path:
    """Write registers with the given rows; columns not given are blank, ids are made up."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, register in plan.registers.items():
        given = rows.get(name, ())
        columns = {}
        for column_name, column in register.columns.items():
            values = [row.get(column_name) for row in given]
            if column_name.endswith("_id") and column_name in register.key:
                values = [f"{column_name}{index}" for index in range(len(given))]
            columns[column_name] = pa.array(values, _ARROW[column.type], from_pandas=True)
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    card = {"is_demo": True, "as_of": datetime.date(2021, 1, 31).isoformat()}
    (folder / "registers.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
