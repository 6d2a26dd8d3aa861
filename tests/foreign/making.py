"""Invented tables, as sheets and as files, and cards for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from villages.plan import Plan, known_plans, read_plan
from villages.plan.model import Register
from villages.registers.intake.foreign import MappingCard, read_mapping_cards
from villages.registers.intake.foreign.spots import position
from villages.registers.intake.grid import CellValue, Sheet, Workbook

SOURCE = known_plans()["zhuanghe-2018-2020"]


def _column(type_name: str, zh: str, en: str, *unit: str) -> dict[str, Any]:
    column: dict[str, Any] = {"type": type_name, "label": {"zh": zh, "en": en}}
    return column | ({"unit": dict(zip(("zh", "en"), unit, strict=True))} if unit else {})


#: A register beside the plan's own, with money, land and counts by village.
FUNDS: dict[str, Any] = {
    "label": {"zh": "村级资金表", "en": "village funds"},
    "key": ["code", "year"],
    "columns": {
        "code": _column("code", "村代码", "village code"),
        "year": _column("integer", "年份", "year"),
        "funds_yuan": _column("decimal", "集体收入", "collective income", "元", "yuan"),
        "poor_households": _column("integer", "贫困户数", "poor households", "户", "households"),
        "dangerous_houses": _column("integer", "危房户", "dangerous houses", "户", "households"),
        "fields_mu": _column("decimal", "农田", "fields", "亩", "mu"),
    },
}

#: The header of a transport bureau's table of roads, below its title.
HEADER: list[list[Any]] = [
    ["序号", "乡镇", "村名", "自然屯数（个）", "村屯道路（公里）", None, "屯屯道路（公里）", None,
     "道路总里程（公里）", "是否通客车", "养护负责人", None, "备注"],
    [None, None, None, None, "里程", "其中：已铺油路", "里程", "其中：已铺油路", None, None,
     "姓名", "联系电话"],
]  # fmt: skip
MERGED = [
    "A1:M1",
    "A2:A3",
    "B2:B3",
    "C2:C3",
    "D2:D3",
    "E2:F2",
    "G2:H2",
    "I2:I3",
    "J2:J3",
    "K2:L2",
    "M2:M3",
]


@cache
def funds_plan() -> Plan:
    """The plan with the register of funds."""
    plan = read_plan(SOURCE)
    registers = {**plan.registers, "village_funds": Register.model_validate(FUNDS)}
    return plan.model_copy(update={"registers": registers})


def write_cards(folder: Path, **cards: Any) -> Path:
    """A plan's folder, as far as its cards go."""
    (folder / "forms").mkdir(parents=True)
    for name, card in cards.items():
        text = card if isinstance(card, str) else yaml.safe_dump(card, allow_unicode=True)
        (folder / "forms" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def read_cards(folder: Path, **cards: Any) -> tuple[Plan, dict[str, MappingCard]]:
    """The plan and the given cards, read."""
    plan = funds_plan()
    return plan, dict(read_mapping_cards(write_cards(folder, **cards), plan))


def funds_card(**changes: Any) -> dict[str, Any]:
    """A card for a plain table of funds, one line of headers."""
    card: dict[str, Any] = {
        "label": {"zh": "村级资金统计表", "en": "table of village funds"},
        "register": "village_funds",
        "layout": "wide",
        "fits": [["村名"], ["集体收入（元）"]],
        "place": {"village": ["村名"]},
        "year": 2019,
        "columns": {"funds_yuan": ["集体收入（元）"]},
    }
    return card | changes


def sheet(
    rows: Sequence[Any], merged: Sequence[str] = (), name: str = "表一", **more: Any
) -> Sheet:
    """A sheet as a file gives it: numbers with a fraction, every row of one length."""
    width = max((len(row) for row in rows), default=0)
    cells = tuple(tuple(map(_cell, [*row, *[None] * (width - len(row))])) for row in rows)
    areas = [
        (*position(first), *position(last)) for first, _, last in (m.partition(":") for m in merged)
    ]
    return Sheet(name, cells, tuple(areas), **more)


def book(*sheets: Sheet) -> Workbook:
    """A file of these sheets."""
    return Workbook(Path("资金.xlsx"), "xlsx", sheets, "0" * 64)


def _cell(value: Any) -> CellValue:
    return float(value) if type(value) is int else value
