"""Is a sum of money withheld where one or two of those who make it up can be read from it?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from small_registers import CODE, OTHER, place, write_registers
from villages.exhibits.protection import protect
from villages.findings.results import Results
from villages.indicators import DOMINATED_COLUMNS, dominated
from villages.plan import Plan
from villages.registers import open_registers

TOWNSHIP = "990181101000"


def found(plan: Plan, folder: Path, wages: dict[str, tuple[int | None, ...]]) -> pd.DataFrame:
    """The sums of wages that are dominated, of households with so much of it and nothing else."""
    households: list[dict[str, Any]] = [
        {"code": code, "year": 2020, "resident_count": 3, "wage_income_yuan": wage}
        for code, paid in wages.items()
        for wage in paid
    ]
    rows = {
        "places": [place(), place(OTHER)],
        "village_years": [
            {"code": code, "year": 2020, "household_count": len(paid)}
            for code, paid in wages.items()
        ],
        "households": households,
        "persons": [{"code": CODE, "year": 2020}],
    }
    registers = write_registers(plan, folder, rows)
    with open_registers(plan, registers) as session:
        table = dominated(session)
    return table[(table["card"] == "income_wage") & (table["scope"] == "all")]


@pytest.mark.parametrize(
    ("wages", "is_dominated"),
    [
        # Two of three hold 90 of 100: allowed, and the rest of 10 is over a tenth of 60.
        ((60, 30, 10), False),
        # They hold 91.
        ((60, 31, 9), True),
        # 1,000 and 80: the rest of 100 is a tenth of the largest, exactly; but two hold 91.5 %.
        ((1000, 80, 50, 50), True),
        # Sixty times 10 beside 800: two hold 58 %, and the rest is far more than 80.
        ((800, *(10,) * 60), False),
        # One household alone, and two.
        ((5,), True),
        ((5, 5), True),
        # A loss is an amount too; a missing one tells nothing.
        ((-60, 31, 9, None), True),
        ((0, 0, None), False),
    ],
)
def test_what_one_or_two_hold(
    plan: Plan, tmp_path: Path, wages: tuple[int | None, ...], is_dominated: bool
) -> None:
    rows = found(plan, tmp_path / "registers", {CODE: wages})
    assert (CODE in set(rows["code"])) is is_dominated


def test_the_second_largest_works_out_the_largest(plan: Plan, tmp_path: Path) -> None:
    """p %: with a share that the first rule allows, the rest is under the asked share of it."""
    rules = plan.disclosure.model_copy(update={"p_percent": Decimal(50)})
    strict = plan.model_copy(update={"disclosure": rules})
    wages = (100, 80, 49), (100, 80, 50)
    told = [
        CODE in set(found(strict, tmp_path / str(number), {CODE: paid})["code"])
        for number, paid in enumerate(wages)
    ]
    assert told == [True, False]


def test_each_level_has_its_own_sum(plan: Plan, tmp_path: Path) -> None:
    """A village of one household is dominated; with nine others the township is not."""
    rows = found(plan, tmp_path / "registers", {CODE: (10,), OTHER: (10,) * 9})
    assert set(rows["code"]) == {CODE}
    assert TOWNSHIP not in set(rows["code"])


def test_no_public_page_shows_it(plan: Plan, results: Results) -> None:
    row = ("income_wage", "city", "990181000000", 2020, "all")
    one = pd.DataFrame([row], columns=[*DOMINATED_COLUMNS])
    (card, _, code, year, scope) = row
    assert (card, code, year, scope) in protect(plan, replace(results, dominated=one)).withheld
