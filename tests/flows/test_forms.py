"""Do projects come back from a form as they were filled in, but for what cannot be true?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from filling_in import put
from small_registers import place, write_registers
from villages.plan import Plan, known_plans
from villages.registers import open_registers
from villages.registers.forms import write_form
from villages.registers.guard import read_file
from villages.registers.history import Selection, create_history, open_history
from villages.registers.intake.door import Door, Sender, take_in
from villages.registers.intake.problems import Problem
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.rules import read_rules

TOWNSHIP, VILLAGE, OTHER = "990181101000", "990181101201", "990181101202"
SHEET = "项目资金登记表"
NOW = datetime.datetime(2021, 1, 20, 9, 0, tzinfo=datetime.UTC)
YEAR = 2020
FIRST_ROW = 4

CANAL: dict[str, Any] = {
    "code": VILLAGE, "project_id": "2020-1", "sector": "water 饮水水利",
    "source": "county 县级财政", "department": "水务局", "allotted_yuan": "12.5万",
    "spent_yuan": 100000, "is_complete": "否",
}  # fmt: skip
BRIDGE: dict[str, Any] = {
    "code": OTHER, "project_id": "桥", "sector": "roads", "source": "partner",
    "department": "transport", "allotted_yuan": 8000, "is_complete": "是",
}  # fmt: skip
#: What these projects do not say.
UNSAID = {
    "is_for_planned_exit": None, "uplift_percent": None, "planned_yuan": None,
    "output_count": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def store(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two villages, one of which had a project in the year before."""
    folder = tmp_path_factory.mktemp("projects")
    rows = {
        "places": [place(VILLAGE), place(OTHER)],
        "village_years": [{"code": VILLAGE, "year": YEAR - 1, "household_count": 1}],
        "households": [{"code": VILLAGE, "year": YEAR - 1}],
        "persons": [{"code": VILLAGE, "year": YEAR - 1}],
        "projects": [{"code": VILLAGE, "year": YEAR - 1, "allotted_yuan": 9}],
    }
    write_registers(plan, folder / "registers", rows)
    create_history(plan, folder / "store", folder / "registers", who="", now=NOW)
    return folder / "store"


@pytest.fixture(scope="module")
def form(plan: Plan, store: Path) -> Path:
    path = store.parent / "form.xlsx"
    with open_registers(plan, store) as session:
        return write_form(plan, session, TOWNSHIP, YEAR, path)


def sheet_of(workbook: Workbook) -> Worksheet:
    sheet = workbook[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def returned(
    plan: Plan, store: Path, form: Path, rows: list[dict[str, Any]], name: str
) -> list[Problem]:
    """Fill rows into the form, take it in, and return what was wrong."""
    workbook = load_workbook(form)
    for index, row in enumerate(rows):
        for column, value in row.items():
            put(workbook, SHEET, FIRST_ROW + index, column, value)
    path = form.with_name(f"{name}.xlsx")
    workbook.save(path)
    rules = read_rules(known_plans()[plan.id], plan)
    door = Door(plan, {}, rules, Pseudonyms.open(form.parent / "keys"))
    with open_history(plan, store, is_writing=True) as history:
        return list(take_in(door, history, read_file(path), Sender("x", why="核对"), NOW).problems)


def held(plan: Plan, store: Path) -> dict[str, dict[str, Any]]:
    """The year's projects by their number."""
    with open_history(plan, store) as history:
        rows = history.rows("projects", Selection(years=(YEAR,))).to_pylist()
    return {row["project_id"]: row for row in rows}


def test_nothing_of_the_year_before_is_expected_again(form: Path) -> None:
    sheet = sheet_of(load_workbook(form))
    rows = list(sheet.iter_rows(FIRST_ROW, values_only=True))
    # Two villages, room for twenty projects each; only the year stands there.
    assert len(rows) == 40
    assert {value for row in rows for value in row if value is not None} == {YEAR}


def test_projects_come_back_as_they_were_filled_in(plan: Plan, store: Path, form: Path) -> None:
    problems = returned(plan, store, form, [CANAL, BRIDGE], "good")
    assert [each for each in problems if each.severity == "error"] == []
    found = held(plan, store)
    assert found["2020-1"] == {
        "code": VILLAGE, "year": YEAR, "project_id": "2020-1", "sector": "water",
        "source": "county", "department": "water", "allotted_yuan": 125_000,
        "spent_yuan": 100_000, "is_complete": False, **UNSAID,
    }  # fmt: skip
    assert found["桥"] == {
        "code": OTHER, "year": YEAR, "project_id": "桥", "sector": "roads",
        "source": "partner", "department": "transport", "allotted_yuan": 8000,
        "spent_yuan": None, "is_complete": True, **UNSAID,
    }  # fmt: skip


def test_more_spent_than_allotted_and_less_than_nothing_stay_out(
    plan: Plan, store: Path, form: Path
) -> None:
    wrong = [
        {**CANAL, "project_id": "a", "allotted_yuan": 100, "spent_yuan": 101},
        {**CANAL, "project_id": "b", "allotted_yuan": -5, "spent_yuan": 0},
    ]
    problems = returned(plan, store, form, wrong, "wrong")
    errors = [(each.column_id, each.key[-1]) for each in problems if each.severity == "error"]
    assert sorted(errors) == [("allotted_yuan", "a"), ("allotted_yuan", "b"), ("spent_yuan", "a")]
    found = held(plan, store)
    sums = {key: (found[key]["allotted_yuan"], found[key]["spent_yuan"]) for key in "ab"}
    assert sums == {"a": (None, None), "b": (None, 0)}
