"""Do the five kinds of rules find what a reader of a few rows finds, and never accuse by a gap?"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contradictions.small_tables import Rows, rules_of, tables
from villages.plan.model import Column, Plan
from villages.plan.words import Text
from villages.registers.rules import Contradiction, contradictions, words

A, B = "990181101201", "990181101202"


def ask(
    plan: Plan, folder: Path, rule: dict[str, Any], before: dict[str, Rows] | None = None,
    elsewhere: dict[str, Rows] | None = None, **registers: Rows,
) -> list[Contradiction]:  # fmt: skip
    rules = rules_of(plan, folder, rule=rule)
    return contradictions(
        plan, rules, tables(plan, **registers), tables(plan, **before or {}),
        tables(plan, **elsewhere or {}),
    )  # fmt: skip


def village(code: str = A, year: int = 2019, **cells: Any) -> dict[str, Any]:
    return {"code": code, "year": year, **cells}


def household(household_id: str = "h1", code: str = A, **cells: Any) -> dict[str, Any]:
    return village(code, household_id=household_id, **cells)


def person(
    person_id: str, household_id: str | None = "h1", code: str = A, **cells: Any
) -> dict[str, Any]:
    return village(code, person_id=person_id, household_id=household_id, **cells)


# --- one row
LINKS = {"register": "village_years", "holds": "village_links_paved_km <= village_links_km"}


@pytest.mark.parametrize(
    ("length", "paved", "is_contradicted"),
    [
        ("6", "6.001", True),
        ("6", "6", False),
        (None, "6", False),
        ("6", None, False),
        (None, None, False),
        ("0", "0", False),
    ],
)
def test_a_part_exceeds_its_whole(
    plan: Plan, tmp_path: Path, length: str | None, paved: str | None, is_contradicted: bool
) -> None:
    row = village(village_links_km=length, village_links_paved_km=paved)
    assert bool(ask(plan, tmp_path, LINKS, village_years=[row])) == is_contradicted


def test_what_is_found_names_row_cells_and_values(plan: Plan, tmp_path: Path) -> None:
    rows = [
        village(B, village_links_km=6, village_links_paved_km=6),
        village(A, village_links_km=6, village_links_paved_km=7.5),
        village(B, 2018, village_links_km=1, village_links_paved_km=2, row_at=None),
    ]
    found = ask(plan, tmp_path, LINKS, village_years=rows)
    values = {"village_links_km": Decimal(6), "village_links_paved_km": Decimal("7.5")}
    cells = ("village_links_km", "village_links_paved_km")
    assert found[0] == Contradiction(
        "rule", "village_years", 1, (A, "2019"), cells, "error", values, A, 2019
    )
    assert [(one.row_at, one.key) for one in found[1:]] == [(None, (B, "2018"))]


def test_only_the_part_of_the_condition_that_fails_is_marked(plan: Plan, tmp_path: Path) -> None:
    both = "village_links_paved_km <= village_links_km and hamlets_with_product <= hamlet_count"
    rule = {"register": "village_years", "holds": both}
    rows = [
        village(A, village_links_km=1, village_links_paved_km=2, hamlet_count=3),
        village(B, hamlet_count=3, hamlets_with_product=4),
    ]
    found = ask(plan, tmp_path, rule, village_years=rows)
    assert [one.columns for one in found] == [
        ("village_links_km", "village_links_paved_km"),
        ("hamlet_count", "hamlets_with_product"),
    ]
    chosen = ask(plan, tmp_path, rule | {"cells": ["hamlet_count"]}, village_years=rows)
    assert [one.columns for one in chosen] == [("hamlet_count",), ("hamlet_count",)]


def test_what_a_blank_cannot_mend_is_found(plan: Plan, tmp_path: Path) -> None:
    rule = {"register": "persons", "holds": "not has_dropped_out and (is_enrolled or age > 5)"}
    rows = [person("p1", has_dropped_out=True), person("p2", is_enrolled=True, age=None)]
    assert [one.row_at for one in ask(plan, tmp_path, rule, persons=rows)] == [0]


def with_columns(plan: Plan, register_id: str, **columns: Column) -> Plan:
    register = plan.registers[register_id]
    more = register.model_copy(update={"columns": {**register.columns, **columns}})
    return plan.model_copy(update={"registers": {**plan.registers, register_id: more}})


def test_four_sources_that_do_not_come_to_the_total(plan: Plan, tmp_path: Path) -> None:
    label = Text(zh="家庭总收入", en="total income")
    total = Column(type="integer", label=label, admissible=(Decimal(0), Decimal(10**7)))
    whole = with_columns(plan, "households", total_income_yuan=total)
    four = "wage_income_yuan + business_income_yuan + property_income_yuan + transfer_income_yuan"
    rule = {
        "register": "households",
        "holds": f"{four} between total_income_yuan - 1 and total_income_yuan + 1",
    }
    cells: dict[str, Any] = {
        "wage_income_yuan": 100, "business_income_yuan": -20, "property_income_yuan": 5,
        "transfer_income_yuan": 15,
    }  # fmt: skip
    totals = (100, 101, 102, 98, None)
    rows = [household(f"h{n}", total_income_yuan=total, **cells) for n, total in enumerate(totals)]
    rows.append(household("h9", total_income_yuan=500, **(cells | {"wage_income_yuan": None})))
    found = ask(whole, tmp_path, rule, households=rows)
    assert [one.values["total_income_yuan"] for one in found] == [102, 98]


def test_a_dangerous_house_counted_safe(plan: Plan, tmp_path: Path) -> None:
    safe = Column(type="boolean", label=Text(zh="住房是否安全", en="the house is safe"))
    whole = with_columns(plan, "households", is_house_safe=safe)
    rule = {"register": "households", "holds": "not is_house_safe or house_grade in ('A', 'B')"}
    cases = [("D", True), ("D", False), ("A", True), (None, True), ("D", None), (None, None)]
    rows = [
        household(f"h{n}", house_grade=grade, is_house_safe=is_safe)
        for n, (grade, is_safe) in enumerate(cases)
    ]
    assert [one.row_at for one in ask(whole, tmp_path, rule, households=rows)] == [0]


# --- against the year before
def test_the_year_before_is_the_same_key_a_year_earlier(plan: Plan, tmp_path: Path) -> None:
    rule = {
        "register": "persons", "severity": "warning",
        "holds": "age between before.age and before.age + 2",
    }  # fmt: skip
    now = [
        person("younger", age=39), person("older", age=41), person("leap", age=50),
        person("blank", age=None), person("new", age=5), person("was_blank", age=5),
        person("moved", code=B, age=10),
    ]  # fmt: skip
    earlier = [
        person("younger", age=40), person("older", age=40), person("leap", age=40),
        person("blank", age=40), person("was_blank", age=None), person("moved", age=40),
    ]  # fmt: skip
    before: dict[str, Rows] = {"persons": [{**row, "year": 2018} for row in earlier]}
    found = ask(plan, tmp_path, rule, before, persons=now)
    assert [one.key[2] for one in found] == ["younger", "leap"]
    assert {one.columns for one in found} == {("age",)}
    assert all(one.values == {} for one in found), "ages are personal"
    two_years: dict[str, Rows] = {"persons": [{**row, "year": 2017} for row in earlier]}
    assert ask(plan, tmp_path, rule, two_years, persons=now) == []


def test_whole_registers_are_their_own_year_before(plan: Plan, tmp_path: Path) -> None:
    rule = {
        "register": "village_years", "severity": "warning",
        "holds": "household_count <= 1.25 * before.household_count",
        "problem": {
            "zh": "{household_count}户，上年{before.household_count}户。",
            "en": "{household_count} after {before.household_count}.",
        },
    }  # fmt: skip
    counts = {2016: 100, 2017: 125, 2018: 157, 2019: None, 2020: 400}
    rows = [village(year=year, household_count=count) for year, count in counts.items()]
    found = ask(plan, tmp_path, rule, {"village_years": rows}, village_years=rows)
    assert [one.year for one in found] == [2018]
    text = words(plan, rules_of(plan, tmp_path, rule=rule)["rule"], found[0], "problem")
    assert text == Text(zh="157户，上年125户。", en="157 after 125.")


# --- one village a year
def test_one_person_in_two_villages(plan: Plan, tmp_path: Path) -> None:
    rule = {"register": "persons", "unique": "person_id", "severity": "warning"}
    here = [person("p1"), person("p2"), person("p3"), person("p3", code=B, row_at=None)]
    other = [person("p1", code="990181102201"), {**person("p2", code=B), "year": 2018}]
    found = ask(plan, tmp_path, rule, elsewhere={"persons": other}, persons=here)
    assert [(one.key[0], one.key[2], one.row_at) for one in found] == [
        (A, "p1", 0), (A, "p3", 2), (B, "p3", None),
    ]  # fmt: skip
    assert all(one.values == {} and one.columns == ("person_id",) for one in found)
    homes = {"register": "persons", "unique": "household_id", "severity": "warning"}
    members = [person("p1", "h1"), person("p2", "h1"), person("p3", None), person("p4", None, B)]
    assert ask(plan, tmp_path, homes, persons=members) == []


# --- the other register
REFERS = {
    "register": "persons", "severity": "warning",
    "refers": {"column": "household_id", "register": "households"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("count", "found"),
    [(1, ["p2", "p3", "p4"]), (2, ["p2", "p3", "p4"]), (3, []), (None, []), ("no row", [])],
)
def test_as_many_households_may_be_unknown_as_are_missing(
    plan: Plan, tmp_path: Path, count: Any, found: list[str]
) -> None:
    persons = [
        person("p1"), person("p2", "h2"), person("p3", "h2"), person("p4", "h3"),
        person("p5", None),
    ]  # fmt: skip
    counted = [] if count == "no row" else [village(household_count=count)]
    other = [household("h2", B), {**household("h3"), "year": 2018}]
    rows = [household("h1"), *other]
    answer = ask(plan, tmp_path, REFERS, village_years=counted, households=rows, persons=persons)
    assert [one.key[2] for one in answer] == found


def test_rules_of_registers_that_are_not_there_are_silent(plan: Plan, tmp_path: Path) -> None:
    assert ask(plan, tmp_path, REFERS, persons=[person("p1")]) == []
    assert ask(plan, tmp_path, LINKS) == []


# --- places have no year
def test_a_rule_about_the_places_themselves(plan: Plan, tmp_path: Path) -> None:
    rule = {
        "register": "places",
        "holds": "is_low_income or not planned_exit_year between 2018 and 2020",
    }
    rows = [
        {"code": A, "is_low_income": False, "planned_exit_year": 2019},
        {"code": B, "is_low_income": False, "planned_exit_year": None},
        {"code": "990181101203", "is_low_income": True, "planned_exit_year": 2019},
    ]
    found = ask(plan, tmp_path, rule, places=rows)
    assert [(one.key, one.code, one.year) for one in found] == [((A,), A, None)]
