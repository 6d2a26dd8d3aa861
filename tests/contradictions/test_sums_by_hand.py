"""Do sums contradict only where they do so whatever the missing cells and rows hold?

Bounds are those of columns.yaml: residents are plausible from 1 to 8 and admissible from 1 to 30,
persons of a village plausible to 800 and admissible to 20,000.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contradictions.small_tables import rules_of, tables
from villages.plan.model import Plan
from villages.plan.words import Text
from villages.registers.rules import contradictions, words

CODE = "990181101201"

Counts = list[int | None]


def village(**cells: Any) -> dict[str, Any]:
    return {"code": CODE, "year": 2019, **cells}


def residents(counts: Counts, year: int = 2019) -> list[dict[str, Any]]:
    return [
        village(household_id=f"h{index}", resident_count=count) | {"year": year}
        for index, count in enumerate(counts)
    ]


def rule_of(relation: str, severity: str, **more: Any) -> dict[str, Any]:
    left = {"register": "households", "sum": "resident_count"}
    right = {"register": "village_years", "sum": "person_count"}
    sums = {"left": left, "relation": relation, "right": right, **more}
    return {"severity": severity, "sums": sums}


# households counted, residents listed, persons counted, and whether it contradicts
AT_MOST: dict[str, tuple[int | None, Counts, int | None, bool]] = {
    "known and too many": (2, [4, 5], 8, True),
    "known and just as many": (2, [4, 4], 8, False),
    "blank can only add": (2, [8, None], 8, True),
    "blank may still fit": (2, [7, None], 8, False),
    "a missing row has at least one": (2, [8], 8, True),
    "a missing row may still fit": (2, [7], 8, False),
    "rows not counted may not exist": (None, [8], 8, False),
    "the count itself is blank": (2, [4, 5], None, False),
    "nothing is listed": (3, [], 2, True),
    "nothing is known": (None, [], None, False),
}


@pytest.mark.parametrize("name", AT_MOST)
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_at_most(plan: Plan, tmp_path: Path, name: str, severity: str) -> None:
    households, counts, persons, is_contradicted = AT_MOST[name]
    rules = rules_of(plan, tmp_path, rule=rule_of("at_most", severity))
    rows = tables(
        plan,
        village_years=[village(household_count=households, person_count=persons)],
        households=residents(counts),
    )
    found = contradictions(plan, rules, rows, {}, {})
    assert bool(found) == is_contradicted
    for one in found:
        assert (one.register_id, one.row_at, one.columns) == ("village_years", 0, ("person_count",))


# A blank household is 1 to 30 persons where the contradiction is an error, 1 to 8 in a warning.
EQUALS: dict[str, tuple[int | None, Counts, int | None, bool, bool]] = {
    "known and equal": (2, [4, 4], 8, False, False),
    "known, one too few": (2, [4, 3], 8, True, True),
    "known, one too many": (2, [4, 5], 8, True, True),
    "more than a blank can plausibly add": (2, [4, None], 13, False, True),
    "more than a blank can add at all": (2, [4, None], 35, True, True),
    "a missing row is bounded alike": (2, [4], 13, False, True),
    "any number of rows may be missing": (None, [4], 13, False, False),
    "more than any village": (2, [None, None], None, False, False),
}


@pytest.mark.parametrize("name", EQUALS)
def test_equals_is_bounded_by_what_can_be_or_by_what_is_plausible(
    plan: Plan, tmp_path: Path, name: str
) -> None:
    households, counts, persons, is_error, is_warning = EQUALS[name]
    rows = tables(
        plan,
        village_years=[village(household_count=households, person_count=persons)],
        households=residents(counts),
    )
    for severity, is_contradicted in (("error", is_error), ("warning", is_warning)):
        rules = rules_of(plan, tmp_path, rule=rule_of("equals", severity))
        assert bool(contradictions(plan, rules, rows, {}, {})) == is_contradicted


@pytest.mark.parametrize(
    ("listed", "is_contradicted"), [(94, True), (96, False), (105, False), (106, True)]
)
def test_within_a_factor(plan: Plan, tmp_path: Path, listed: int, is_contradicted: bool) -> None:
    rules = rules_of(plan, tmp_path, rule=rule_of("within", "warning", factor="1.05"))
    rows = tables(
        plan,
        village_years=[village(household_count=1, person_count=100)],
        households=residents([listed]),
    )
    assert bool(contradictions(plan, rules, rows, {}, {})) == is_contradicted


def test_the_sentence_names_both_sums(plan: Plan, tmp_path: Path) -> None:
    sentence = {"zh": "{left}人，{right}人：{column}。", "en": "{left} and {right}: {column}."}
    rules = rules_of(plan, tmp_path, rule=rule_of("at_most", "error") | {"problem": sentence})
    rows = tables(
        plan,
        village_years=[village(household_count=3, person_count=8)],
        households=residents([4, 5, None]),
    )
    (found,) = contradictions(plan, rules, rows, {}, {})
    text = words(plan, rules["rule"], found, "problem")
    assert text == Text(zh="10人，8人：人口总数。", en="10 and 8: number of persons.")


PER_HOUSEHOLD: dict[str, Any] = {
    "severity": "warning",
    "sums": {
        "left": {"register": "persons", "sum": "1"},
        "relation": "at_most",
        "right": {"register": "households", "sum": "resident_count"},
        "per": "household_id",
    },
}


def test_per_household(plan: Plan, tmp_path: Path) -> None:
    members = {"h0": 2, "h1": 3, "h2": 3, "nowhere": 4}
    persons = [
        village(person_id=f"{home}-{index}", household_id=home)
        for home, number in members.items()
        for index in range(number)
    ] + [village(person_id="homeless", household_id=None)]
    rows = tables(plan, households=residents([2, 2, None]), persons=persons)
    found = contradictions(plan, rules_of(plan, tmp_path, rule=PER_HOUSEHOLD), rows, {}, {})
    assert [(one.register_id, one.row_at, one.key[2], one.columns) for one in found] == [
        ("households", 1, "h1", ("resident_count",))
    ]
    assert found[0].values == {"left": 3, "right": 2}


def test_nothing_says_how_many_of_a_household_are_missing(plan: Plan, tmp_path: Path) -> None:
    sides = PER_HOUSEHOLD["sums"]
    turned = {**sides, "left": sides["right"], "right": sides["left"]}
    rules = rules_of(plan, tmp_path, rule={**PER_HOUSEHOLD, "sums": turned})
    members = [village(person_id="p", household_id="h0")]
    rows = tables(plan, households=residents([2]), persons=members)
    assert contradictions(plan, rules, rows, {}, {}) == []


@pytest.mark.parametrize(("count", "is_contradicted"), [(1, True), (2, False), (None, False)])
def test_a_missing_household_may_have_made_a_loss(
    plan: Plan, tmp_path: Path, count: int | None, is_contradicted: bool
) -> None:
    left = {"register": "households", "sum": "business_income_yuan"}
    right = {"register": "village_years", "sum": "person_count"}
    rule = {"sums": {"left": left, "relation": "at_most", "right": right}}
    rows = tables(
        plan,
        village_years=[village(household_count=count, person_count=100)],
        households=[village(household_id="h", business_income_yuan=500)],
    )
    rules = rules_of(plan, tmp_path, rule=rule)
    assert bool(contradictions(plan, rules, rows, {}, {})) == is_contradicted


def test_no_cell_of_the_year_before_is_marked(plan: Plan, tmp_path: Path) -> None:
    left = {"register": "village_years", "sum": "household_count"}
    right = {"register": "village_years", "sum": "person_count", "before": True}
    sums = {"left": left, "relation": "at_most", "right": right}
    rules = rules_of(plan, tmp_path, rule={"severity": "warning", "sums": sums})
    now = tables(plan, village_years=[village(household_count=9, person_count=1)])
    before = tables(plan, village_years=[village(person_count=8) | {"year": 2018}])
    (found,) = contradictions(plan, rules, now, before, {})
    assert found.columns == ("household_count",)
    assert found.values == {"left": 9, "right": 8}


def mean(before: bool) -> dict[str, Any]:
    side = {"register": "households", "sum": "wage_income_yuan", "over": "resident_count"}
    return side | {"before": True} if before else side


MEANS = {
    "severity": "warning",
    "sums": {"left": mean(False), "relation": "within", "factor": 2, "right": mean(True)},
}

#: This year's and last year's households: residents and wages; a wage is plausible to 60,000.
Home = tuple[int | None, int | None]
JUMPS: dict[str, tuple[list[Home], list[Home], bool]] = {
    "more than double": ([(2, 50_000), (2, 50_000)], [(2, 20_000), (2, 20_000)], True),
    "just double": ([(2, 40_000), (2, 40_000)], [(2, 20_000), (2, 20_000)], False),
    "one leaps, the mean does not": ([(2, 50_000), (2, 10_000)], [(2, 10_000), (2, 40_000)], False),
    "less than half": ([(2, 9_000), (2, 9_000)], [(2, 20_000), (2, 20_000)], True),
    "a blank that cannot explain it": ([(2, 50_000), (2, None)], [(2, 9_000), (2, 2_000)], True),
    "a blank that may explain it": ([(2, 50_000), (2, None)], [(2, 20_000), (2, 6_000)], False),
    "blank residents may be eight": ([(None, 50_000)], [(2, 10_000)], False),
    "last year is not there": ([(2, 50_000)], [], False),
    "losses have no ratio": ([(2, 50_000)], [(2, -10_000)], False),
}


@pytest.mark.parametrize("name", JUMPS)
def test_means_of_two_years(plan: Plan, tmp_path: Path, name: str) -> None:
    now, earlier, is_contradicted = JUMPS[name]

    def registers(homes: list[Home], year: int) -> dict[str, Any]:
        rows = [
            village(household_id=f"h{index}", resident_count=size, wage_income_yuan=wage)
            | {"year": year}
            for index, (size, wage) in enumerate(homes)
        ]
        counted = [village(household_count=len(now)) | {"year": year}]
        return tables(plan, village_years=counted, households=rows)

    rules = rules_of(plan, tmp_path, rule=MEANS)
    found = contradictions(plan, rules, registers(now, 2019), registers(earlier, 2018), {})
    assert bool(found) == is_contradicted
    for one in found:
        assert (one.register_id, one.row_at, one.columns) == ("village_years", 0, ())


@pytest.mark.parametrize(("is_member", "is_contradicted"), [(True, True), (None, False)])
def test_a_mean_over_what_may_be_nothing_is_none(
    plan: Plan, tmp_path: Path, is_member: bool | None, is_contradicted: bool
) -> None:
    side = {"register": "households", "sum": "wage_income_yuan", "over": "is_cooperative_member"}
    sums = {"left": side, "relation": "within", "factor": 2, "right": {**side, "before": True}}
    rules = rules_of(plan, tmp_path, rule={"severity": "warning", "sums": sums})

    def registers(year: int, wage: int, is_in: bool | None) -> dict[str, Any]:
        home = village(household_id="h", wage_income_yuan=wage, is_cooperative_member=is_in)
        counted = [village(household_count=1) | {"year": year}]
        return tables(plan, village_years=counted, households=[home | {"year": year}])

    now, before = registers(2019, 50_000, is_member), registers(2018, 20_000, True)
    assert bool(contradictions(plan, rules, now, before, {})) == is_contradicted


def test_years_and_villages_are_kept_apart(plan: Plan, tmp_path: Path) -> None:
    rules = rules_of(plan, tmp_path, rule=rule_of("at_most", "error"))
    counted = [
        village(household_count=1, person_count=5) | {"year": year, "row_at": None}
        for year in (2018, 2019, 2020)
    ]
    other = village(household_count=1, person_count=5) | {"code": "990181101202"}
    homes = residents([4], 2018) + residents([6], 2019) + residents([5], 2020)
    rows = tables(plan, village_years=[*counted, other], households=homes)
    found = contradictions(plan, rules, rows, {}, {})
    assert [(one.code, one.year, one.row_at) for one in found] == [(CODE, 2019, None)]
