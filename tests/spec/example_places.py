"""Worked examples side by side: each has a village, a township and a city of its own.

All examples of a register are studied at once, since a study for each takes minutes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from small_registers import place, write_registers
from villages.findings.results import Results
from villages.findings.study import study
from villages.plan.measures import Programme
from villages.plan.model import Plan
from villages.registers import open_registers
from villages.vocabulary import Level

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """Rows of a register in each year, and how many there should be where that is more."""

    key: tuple[str, ...]
    register_id: str
    rows: Mapping[int, Sequence[Row]]
    expected: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Studied:
    """The results of a register's examples, and the code of each example's place."""

    results: Results
    codes: Mapping[tuple[str, ...], str]
    level: Level

    def of(self, key: tuple[str, ...], table: pd.DataFrame, year: int) -> pd.DataFrame:
        """The rows of a table of the results that are about an example's place."""
        is_own = (table["code"] == self.codes[key]) & (table["level"] == self.level)
        return table[is_own & (table["year"] == year)]


def studied(plan: Plan, examples: Iterable[Example], folder: Path) -> dict[str, Studied]:
    """Study the examples of each register together; register → results."""
    by_register: dict[str, list[Example]] = {}
    for example in examples:
        by_register.setdefault(example.register_id, []).append(example)
    return {
        register_id: _studied(_only(plan, register_id), register_id, own, folder / register_id)
        for register_id, own in by_register.items()
    }


def _only(plan: Plan, register_id: str) -> Plan:
    """The plan with the cards of one register, and the measures that they show."""
    cards = {name: card for name, card in plan.cards.items() if card.register_id == register_id}
    measures = tuple(each for each in plan.programme.measures if each.done.card in cards)
    programme = Programme(measures=measures)
    update = {"cards": cards, "programme": programme, "flows": (), "funds": None}
    return plan.model_copy(update=update)


def _studied(plan: Plan, register_id: str, examples: Sequence[Example], folder: Path) -> Studied:
    register = plan.registers[register_id]
    registers: dict[str, list[dict[str, Any]]] = {name: [] for name in plan.registers}
    # Of a register with one row a village, each row of an example needs a village of its own.
    is_spread = register.is_per_place and register.level == "village"
    level: Level = "township" if is_spread else register.level
    own_codes = {}
    for index, example in enumerate(examples):
        codes: dict[Level, str] = {
            "village": f"99{index:04}101201",
            "township": f"99{index:04}101000",
            "city": f"99{index:04}000000",
        }
        own_codes[example.key] = codes[level]
        above = {"township_code": codes["township"], "city_code": codes["city"]}
        most = max((len(rows) for rows in example.rows.values()), default=1) if is_spread else 1
        villages = [f"{codes['village'][:-2]}{1 + number:02}" for number in range(max(most, 1))]
        registers["places"] += [{**place(village), **above} for village in villages]
        for year, rows in example.rows.items():
            counted = {"year": year}
            for other in plan.registers.values():
                if other.expected_rows is not None:
                    counted[other.expected_rows] = example.expected.get(year, len(rows))
            whose = villages if is_spread else [codes[register.level]] * len(rows)
            stamped = [
                {**row, "code": code, "year": year} for code, row in zip(whose, rows, strict=False)
            ]
            if register_id == "village_years":
                registers["village_years"] += [counted | row for row in stamped]
                continue
            registers["village_years"] += [{"code": code, **counted} for code in villages]
            registers[register_id] += stamped
    # A register without any row is refused unless it is optional; none of these is looked at.
    for name, other in plan.registers.items():
        if other.optional:
            continue
        code = registers["places"][0]["code" if other.level == "village" else f"{other.level}_code"]
        registers[name] = registers[name] or [{"code": code, "year": plan.final_year}]
    path = write_registers(plan, folder / "registers", registers)
    with open_registers(plan, path) as session:
        return Studied(study(session, folder), own_codes, level)
