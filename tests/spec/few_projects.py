"""A handful of projects of two villages, for tests that know every sum."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from small_registers import CODE, OTHER, place, write_registers
from villages.findings.funds import fund_problems, funds
from villages.plan import Plan
from villages.registers import open_registers

TOWNSHIP, CITY = "990181101000", "990181000000"
YEAR = 2020
#: Ten kinds of projects: a project of each stands in a row of its own.
SECTORS = (
    "industry", "roads", "water", "housing", "health", "education", "social", "training",
    "environment", "other",
)  # fmt: skip


def project(code: str = CODE, year: int = YEAR, **more: Any) -> dict[str, Any]:
    """A project that is as it should be: all allotted, spent and complete."""
    said = {
        "code": code, "year": year, "source": "central", "sector": "water", "department": "water",
        "planned_yuan": 100, "allotted_yuan": 100, "spent_yuan": 100, "is_complete": True,
        "output_count": 3, "uplift_percent": 0,
    }  # fmt: skip
    return {**said, **more}


def registers(
    plan: Plan, folder: Path, projects: Sequence[Mapping[str, Any]], as_of: str = "2021-01-31"
) -> Path:
    """Write registers of two villages that hold the projects, as of a day."""
    rows = {
        "places": [place(), place(OTHER, is_low_income=False, step=None)],
        "village_years": [
            {"code": code, "year": YEAR, "household_count": 0, "person_count": 0}
            for code in (CODE, OTHER)
        ],
        "households": [{"code": CODE, "year": YEAR}],
        "persons": [{"code": CODE, "year": YEAR}],
        "projects": projects,
    }
    written = write_registers(plan, folder / "registers", rows)
    card = {"is_demo": True, "as_of": as_of or None}
    (written / "registers.json").write_text(json.dumps(card), encoding="utf-8")
    return written


def followed(
    plan: Plan, folder: Path, projects: Sequence[Mapping[str, Any]], as_of: str = "2021-01-31"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums and the projects to be named."""
    with open_registers(plan, registers(plan, folder, projects, as_of)) as session:
        return funds(session), fund_problems(session)


def by_sector(table: pd.DataFrame, *names: str) -> dict[str, tuple[Any, ...]]:
    """Return columns of the city's rows by sector; None for a missing cell."""
    city = table[table["code"] == CITY]
    rows = city.astype(object).where(city.notna(), None).to_dict("records")
    return {row["sector"]: tuple(row[name] for name in names) for row in rows}
