"""Are sums of money those that a reader of a few rows adds up, and is what is missing bounded?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from small_registers import CODE, OTHER, place, write_registers
from villages.indicators import flows
from villages.plan import Plan
from villages.registers import open_registers

TOWNSHIP, CITY = "990181101000", "990181000000"
YEAR = 2020


def project(
    amount: int | None, spent: int | None, code: str = CODE, year: int = YEAR, **more: Any
) -> dict[str, Any]:
    said = {"source": "central", "department": "water", **more}
    return {"code": code, "year": year, "allotted_yuan": amount, "spent_yuan": spent, **said}


def sums(
    plan: Plan, folder: Path, projects: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, int, str | None, str | None], tuple[int, ...]]:
    """Place, year, source and department → the sums that the study finds."""
    counted = [
        {"code": code, "year": year, "household_count": 0, "person_count": 0}
        for code in (CODE, OTHER)
        for year in (YEAR - 1, YEAR)
    ]
    rows = {
        "places": [place(), place(OTHER, is_low_income=False, step=None)],
        "village_years": counted,
        "households": [{"code": CODE, "year": YEAR}],
        "persons": [{"code": CODE, "year": YEAR}],
        "projects": projects,
    }
    registers = write_registers(plan, folder / "registers", rows)
    with open_registers(plan, registers) as session:
        found = flows(session)
    assert set(found["flow"]) <= {"funds"}
    keys = ["code", "year", "source", "department"]
    ends = [f"{name}_{end}" for name in ("allotted", "spent", "unspent") for end in ("low", "high")]
    return {
        (row["code"], row["year"], row["source"] or None, row["department"] or None): tuple(
            int(row[name]) for name in (*ends, "rows", "rows_missing")
        )
        for row in found.astype(dict.fromkeys(keys, object)).fillna("").to_dict("records")
    }


def test_villages_add_up_to_their_township_and_city(plan: Plan, tmp_path: Path) -> None:
    found = sums(plan, tmp_path, [
        project(100, 80), project(50, 50), project(30, 0, OTHER),
        project(7, 7, source="county"), project(900, 1, year=YEAR - 1),
    ])  # fmt: skip
    central, county = ("central", "water"), ("county", "water")
    assert found == {
        (CODE, YEAR, *central): (150, 150, 130, 130, 20, 20, 2, 0),
        (OTHER, YEAR, *central): (30, 30, 0, 0, 30, 30, 1, 0),
        (TOWNSHIP, YEAR, *central): (180, 180, 130, 130, 50, 50, 3, 0),
        (CITY, YEAR, *central): (180, 180, 130, 130, 50, 50, 3, 0),
        **{(each, YEAR, *county): (7, 7, 7, 7, 0, 0, 1, 0) for each in (CODE, TOWNSHIP, CITY)},
        **{
            (each, YEAR - 1, *central): (900, 900, 1, 1, 899, 899, 1, 0)
            for each in (CODE, TOWNSHIP, CITY)
        },
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # Of 100 allotted nothing or all is spent.
        ((100, None), (100, 100, 0, 100, 0, 100, 1, 1)),
        # Allotted is at least what was spent of it, and plausibly two million at most.
        ((None, 40), (40, 2_000_000, 40, 40, 0, 1_999_960, 1, 1)),
        ((None, None), (0, 2_000_000, 0, 2_000_000, 0, 2_000_000, 1, 1)),
        # More is known to be spent than is plausible to have been allotted.
        ((None, 3_000_000), (3_000_000,) * 4 + (0, 0, 1, 1)),
        ((0, 0), (0, 0, 0, 0, 0, 0, 1, 0)),
        # A folder of registers is not judged by the rules: what it says is added up as it stands.
        ((100, 130), (100, 100, 130, 130, -30, -30, 1, 0)),
    ],
)
def test_a_missing_sum_is_bounded(
    plan: Plan,
    tmp_path: Path,
    row: tuple[int | None, int | None],
    expected: tuple[int, ...],
) -> None:
    found = sums(plan, tmp_path, [project(*row)])
    assert found[CODE, YEAR, "central", "water"] == expected
    known = sums(plan, tmp_path / "with", [project(*row), project(10, 4)])
    more = (10, 10, 4, 4, 6, 6, 1, 0)
    both = tuple(a + b for a, b in zip(expected, more, strict=True))
    assert known[CITY, YEAR, "central", "water"] == both


def test_what_is_not_stated_is_kept_apart(plan: Plan, tmp_path: Path) -> None:
    found = sums(plan, tmp_path, [project(5, 5, source=None), project(6, 6, department=None)])
    assert set(found) == {
        (code, YEAR, *words)
        for code in (CODE, TOWNSHIP, CITY)
        for words in ((None, "water"), ("central", None))
    }


def test_without_a_project_there_is_no_row(plan: Plan, tmp_path: Path) -> None:
    assert sums(plan, tmp_path, []) == {}
