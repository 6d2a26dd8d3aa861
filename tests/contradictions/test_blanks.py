"""Does a blank cell never accuse? Whatever is found despite one is found for all it may hold."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from villages.plan import known_plans, read_plan
from villages.plan.model import Column
from villages.registers.rules import Rule, failing_examples, read_rules

PLAN = read_plan("zhuanghe-2018-2020")
RULES = read_rules(known_plans()[PLAN.id], PLAN)

Case = Mapping[str, Any]


def are_contradicted(rule: Rule, cases: list[Case]) -> list[bool]:
    """Ask the engine about cases, through the rule's own example."""
    example = rule.example.model_copy(update={"contradicts": tuple(cases), "agrees": ()})
    quiet = failing_examples(PLAN, rule.model_copy(update={"example": example}))
    return [("contradicts", index) not in quiet for index in range(len(cases))]


def cells_of(rule: Rule, case: Case) -> Iterator[tuple[tuple[str | int, ...], Column]]:
    """Where each cell of a case stands, and its column."""
    if rule.kind == "holds":
        columns = PLAN.registers[str(rule.register_id)].columns
        for name in case:
            yield (name,), columns[name.removeprefix("before.")]
        return
    for register_id, rows in case.items():
        register = PLAN.registers[register_id.removeprefix("before.")]
        for index, row in enumerate(rows):
            for name in row:
                if name not in register.key:
                    yield (register_id, index, name), register.columns[name]


def with_cell(case: Case, at: tuple[str | int, ...], value: object) -> Case:
    changed: Any = copy.deepcopy(dict(case))
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return dict(changed)


def may_hold(rule: Rule, column: Column) -> list[object]:
    """All that a blank cell may hold, or what lies at the ends and between."""
    if column.type == "boolean":
        return [True, False]
    if column.values is not None:
        return list(column.values)
    bounds = column.admissible if rule.severity == "error" else column.plausible
    if bounds is None:
        return ["some", "other"]
    low, high = map(int, bounds)
    return [low, low + (high - low) // 7, (low + high) // 2, high]


@pytest.mark.parametrize("rule_id", RULES)
def test_no_blank_accuses(rule_id: str) -> None:
    rule = RULES[rule_id]
    case = rule.example.contradicts[0]
    cells = list(cells_of(rule, case))
    blanked = [with_cell(case, at, None) for at, _ in cells]
    found = are_contradicted(rule, blanked)
    assert not (cells and all(found)), "a cell without which nothing can be said"
    for (at, column), is_found in zip(cells, found, strict=True):
        if is_found:
            filled = [with_cell(case, at, value) for value in may_hold(rule, column)]
            assert all(are_contradicted(rule, filled)), at
