"""Is all that is found in whole registers what pandas finds, and nothing but what was planted?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from contradictions.planting import FAULTS, Planting
from contradictions.recomputed import Found, contradicting
from villages.plan import known_plans, read_plan
from villages.plan.model import Plan
from villages.registers.demo import write_demo_registers
from villages.registers.rules import Contradiction, Rule, contradictions, read_rules

Tables = Mapping[str, pa.Table]


@pytest.fixture(scope="module")
def rules(plan: Plan) -> Mapping[str, Rule]:
    return read_rules(known_plans()[plan.id], plan)


@pytest.fixture(scope="module")
def whole(plan: Plan, demo_registers: Path) -> Tables:
    return {name: pq.read_table(demo_registers / f"{name}.parquet") for name in plan.registers}


@pytest.fixture(scope="module")
def registers(plan: Plan, whole: Tables, is_full_size: bool) -> Tables:
    """The last two years; every year at full size."""
    from_year = plan.first_year if is_full_size else plan.final_year - 1
    return {
        name: table.filter(pc.greater_equal(table["year"], from_year))
        if "year" in table.column_names
        else table
        for name, table in whole.items()
    }


@pytest.fixture(scope="module")
def found(plan: Plan, rules: Mapping[str, Rule], registers: Tables) -> list[Contradiction]:
    return contradictions(plan, rules, registers, registers, {})


def named(found: list[Contradiction]) -> Found:
    return {(one.rule_id, one.key) for one in found}


def test_the_demo_registers_hold_no_error_and_few_warnings(
    plan: Plan, rules: Mapping[str, Rule], whole: Tables
) -> None:
    found = contradictions(plan, rules, whole, whole, {})
    assert Counter(one.severity for one in found)["error"] == 0
    # 1,326 village years: an official looks at one row in more than ten of them.
    assert len(found) < 100


def test_pandas_finds_the_same(found: list[Contradiction], registers: Tables) -> None:
    assert named(found) == contradicting(registers)


def test_what_is_planted_is_found_and_nothing_else(
    plan: Plan, rules: Mapping[str, Rule], registers: Tables, found: list[Contradiction],
    is_full_size: bool,
) -> None:  # fmt: skip
    planting = Planting(registers, {one.code for one in found}, seed=20210131)
    for number in range(150 if is_full_size else len(FAULTS) + 8):
        planting.plant(FAULTS[number % len(FAULTS)])
    for _ in range(2):
        planting.plant_twin("persons", "person_in_two_villages")
        planting.plant_twin("households", "household_in_two_villages")
    assert len(planting.planted) > 50
    tables = planting.tables()
    answer = named(contradictions(plan, rules, tables, tables, {}))
    assert answer == named(found) | planting.planted
    assert answer == contradicting(tables)


def test_a_return_is_judged_beside_what_is_held(
    plan: Plan, rules: Mapping[str, Rule], registers: Tables
) -> None:
    """One village returns its persons; households, counts and the year before are held."""
    planting = Planting(registers, set(), seed=1)
    planting.plant_twin("persons", "person_in_two_villages")
    (code, _, _), (other, _, _) = (key for _, key in planting.planted)
    tables, year = planting.tables(), planting.year

    def rows(codes: set[str], at_year: int, is_return: bool = False) -> dict[str, pa.Table]:
        chosen = {}
        for name in ("village_years", "households", "persons"):
            here = pc.is_in(tables[name]["code"], pa.array(sorted(codes)))
            now = pc.equal(tables[name]["year"], at_year)
            table = tables[name].filter(pc.and_(here, now))
            numbers = range(len(table)) if is_return and name == "persons" else [None] * len(table)
            chosen[name] = table.append_column("row_at", pa.array(numbers, pa.int64()))
        return chosen

    now = rows({code}, year, is_return=True)
    answer = contradictions(plan, rules, now, rows({code}, year - 1), rows({other}, year))
    twins = [one for one in answer if one.rule_id == "person_in_two_villages"]
    assert [one.key for one in twins] == [key for _, key in planting.planted if key[0] == code]
    place = twins[0].row_at
    assert place is not None and now["persons"]["person_id"][place].as_py() == twins[0].key[2]
    assert contradictions(plan, rules, now, {}, {}) == [
        one for one in answer if one not in twins and not _needs_before(rules[one.rule_id])
    ]


def _needs_before(rule: Rule) -> bool:
    return "before." in (rule.holds or "") or any(side.is_before for _, side in rule.sides)


def test_the_published_survey_gives_the_warnings_that_its_readme_names(tmp_path: Path) -> None:
    plan = read_plan("vietnam-1997")
    folder = write_demo_registers(plan, tmp_path / plan.id)
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in plan.registers}
    rules = read_rules(known_plans()[plan.id], plan)
    found = Counter(one.rule_id for one in contradictions(plan, rules, tables, {}, {}))
    households = tables["households"].to_pandas()
    members = households.groupby("code")["household_size"].sum()
    persons = tables["persons"].to_pandas().groupby("code").size()
    apart = (members > 1.05 * persons) | (persons > 1.05 * members)
    assert found == {"health_spending_over_total": 78, "members_against_count": apart.sum()}
    assert apart.sum() == 27
