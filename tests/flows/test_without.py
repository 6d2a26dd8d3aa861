"""Does everything work where there is no money to speak of: no register, no flow, no table?"""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest

from small_registers import CODE, place, write_registers
from villages.errors import UserError
from villages.exhibits.money import money
from villages.exhibits.page import open_page
from villages.findings.results import read_results, write_results
from villages.findings.study import study
from villages.indicators import flows
from villages.plan import Plan, known_plans, read_plan
from villages.registers import open_registers
from villages.registers.history import create_history, open_history
from villages.registers.rules import contradictions, read_rules

NOW = datetime.datetime(2021, 2, 1, 9, 0, tzinfo=datetime.UTC)
PROJECT = {
    "code": CODE, "year": 2020, "source": "county", "department": "health",
    "allotted_yuan": 5, "spent_yuan": 5,
}  # fmt: skip


@pytest.fixture
def folder(plan: Plan, tmp_path: Path) -> Path:
    """Registers as they were before there were projects."""
    row = {"code": CODE, "year": 2020}
    rows = {
        "places": [place()],
        "village_years": [{**row, "household_count": 1, "person_count": 1}],
        "households": [row],
        "persons": [row],
        "projects": [PROJECT],
    }
    write_registers(plan, tmp_path / "with", rows)
    shutil.copytree(tmp_path / "with", tmp_path / "without")
    (tmp_path / "without" / "projects.parquet").unlink()
    return tmp_path / "without"


def test_a_folder_without_projects_is_whole(plan: Plan, folder: Path, tmp_path: Path) -> None:
    others = {name: each for name, each in plan.registers.items() if name != "projects"}
    earlier = plan.model_copy(update={"registers": others, "flows": ()})
    with open_registers(plan, folder) as session, open_registers(earlier, folder) as before:
        assert flows(session).empty
        # What does not hold a row does not change what the registers are known by.
        assert session.hash == before.hash
        results = study(session, known_plans()[plan.id])
    with open_registers(plan, tmp_path / "with") as session:
        assert session.hash != before.hash and len(flows(session)) == 3
    page = open_page(write_results(results, tmp_path / "results"), CODE, 2020, "zh", "internal")
    assert money(page).blocks == ()


def test_only_what_is_optional_may_be_missing(plan: Plan, folder: Path) -> None:
    (folder / "persons.parquet").unlink()
    with pytest.raises(UserError, match="persons"), open_registers(plan, folder):
        pass


def test_a_store_from_before_works_and_takes_projects_in(plan: Plan, folder: Path) -> None:
    others = {name: each for name, each in plan.registers.items() if name != "projects"}
    earlier = plan.model_copy(update={"registers": others, "flows": ()})
    store = folder.parent / "store"
    create_history(earlier, store, folder, who="", now=NOW)
    assert not (store / "base" / "projects.parquet").exists()
    with open_registers(plan, store) as session:
        assert flows(session).empty
    with open_history(plan, store) as history:
        assert history.rows("projects").num_rows == 0


def test_results_from_before_have_no_flows(demo_results: Path, tmp_path: Path) -> None:
    old = tmp_path / demo_results.name
    shutil.copytree(demo_results, old)
    (old / "flows.parquet").unlink()
    assert read_results(old).flows.empty
    assert list(read_results(old).flows.columns) == list(read_results(demo_results).flows.columns)
    page = open_page(old, "青石镇", 2020, "zh", "internal", "township")
    assert money(page).blocks == ()


def test_a_year_before_the_money_has_no_section(demo_results: Path) -> None:
    page = open_page(demo_results, "青石镇", 2017, "zh", "internal", "township")
    assert money(page).blocks == ()


def test_the_other_plan_has_no_flow() -> None:
    assert read_plan("vietnam-1997").flows == ()


def test_a_return_without_projects_contradicts_nothing(plan: Plan) -> None:
    rules = read_rules(known_plans()[plan.id], plan)
    assert "spent_over_allotted" in rules
    assert contradictions(plan, {"one": rules["spent_over_allotted"]}, {}, {}, {}) == []


#: What is replaced in the flow, by what, and what the English line must hold.
BREAKS = {
    "an unknown register": ("projects", "project", ["'project'", "projects"]),
    "an unknown column": ("allotted_yuan", "alloted_yuan", ["'alloted_yuan'", "allotted_yuan"]),
    "an unknown step": ("[source,", "[sources,", ["'sources'", "source"]),
    "a step without code words": ("[source,", "[project_id,", ["'project_id'", "code words"]),
    "a sum that is none": ("spent_yuan", "is_complete", ["'is_complete'", "whole numbers"]),
    "a single step": ("[source, department]", "[source]", ["flows.0.steps"]),
    "an unknown key": ("amount:", "amuont:", ["flows.0.amuont", "'amount'"]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_flow_is_one_clear_line(name: str, tmp_path: Path) -> None:
    old, new, holds = BREAKS[name]
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], tmp_path / "plan")
    path = tmp_path / "plan" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("\nflows:") + 1
    # Up to the next key of the plan.
    end = re.compile(r"^[a-z#]", re.MULTILINE).search(text, at + len("flows:"))
    assert end is not None
    assert text.count(old, at, end.start()) == 1
    broken = text[at : end.start()].replace(old, new)
    path.write_text(text[:at] + broken + text[end.start() :], encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(tmp_path / "plan")
    line = caught.value.text("en")
    assert "\n" not in line and "plan.yaml, line " in line and caught.value.text("zh") != line
    for part in holds:
        assert part in line, line
