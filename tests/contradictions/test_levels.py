"""Are townships and the city held to rules of their own, and never compared with villages?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contradictions.small_tables import rules_of, tables
from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.rules import contradictions

CODES = {"township_years": "990181101000", "city_years": "990181000000"}
PARTS = {
    "township_years": ("trained_township_cadre_count", "township_cadre_count"),
    "city_years": ("integrated_stream_count", "fund_stream_count"),
}


def found(
    plan: Plan, folder: Path, rule: dict[str, Any], rows: dict[str, Any], before: Any = None
) -> list[tuple[str, str]]:
    rules = rules_of(plan, folder, rule=rule)
    asked = contradictions(plan, rules, tables(plan, **rows), tables(plan, **(before or {})), {})
    return [(each.register_id, each.code) for each in asked]


@pytest.mark.parametrize("register", CODES)
@pytest.mark.parametrize(("part", "is_wrong"), [(4, True), (3, False), (None, False)])
def test_a_part_over_its_whole(
    plan: Plan, tmp_path: Path, register: str, part: int | None, is_wrong: bool
) -> None:
    less, more = PARTS[register]
    row = {"code": CODES[register], "year": 2019, less: part, more: 3}
    holds = {"severity": "error", "register": register, "holds": f"{less} <= {more}"}
    left, right = ({"register": register, "sum": name} for name in (less, more))
    sums = {"severity": "error", "sums": {"left": left, "relation": "at_most", "right": right}}
    expected = [(register, CODES[register])] if is_wrong else []
    for rule in (holds, sums):
        assert found(plan, tmp_path, rule, {register: [row]}) == expected


def test_the_year_before_is_the_places_own(plan: Plan, tmp_path: Path) -> None:
    name = "township_cadre_count"
    rule = {
        "severity": "warning", "register": "township_years", "holds": f"{name} <= before.{name} * 2"
    }  # fmt: skip
    rows = [{"code": code, "year": 2019, name: 5} for code in ("a", "b")]
    before = [{"code": code, "year": 2018, name: held} for code, held in (("a", 2), ("b", 3))]
    given = {"township_years": rows}, {"township_years": before}
    assert found(plan, tmp_path, rule, *given) == [("township_years", "a")]


def test_levels_are_never_compared(plan: Plan, tmp_path: Path) -> None:
    left = {"register": "village_years", "sum": "household_count"}
    right = {"register": "township_years", "sum": "dibao_application_count"}
    rule = {"severity": "error", "sums": {"left": left, "relation": "at_most", "right": right}}
    with pytest.raises(UserError) as caught:
        rules_of(plan, tmp_path, rule=rule)
    assert "township, village" in caught.value.text("en")
    assert caught.value.text("zh") != caught.value.text("en")
