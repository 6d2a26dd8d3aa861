"""Does the support plan turn gaps into works, money and dates as one would by hand?"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from villages.cli import main
from villages.findings.results import Results
from villages.findings.support_plan import planned_work
from villages.plan import Plan

DAY = datetime.date(2019, 12, 31)


def gap(low: str, high: str | None = None) -> tuple[Decimal | None, Decimal, Decimal]:
    return (Decimal(low) if high is None else None, Decimal(low), Decimal(high or low))


def test_a_gap_between_two_ends_costs_between_two_ends(plan: Plan) -> None:
    """1.2 to 1.5 km at 400,000 yuan: 480,000 to 600,000."""
    work = planned_work(plan, "v", 2020, "paved_links", gap("1.2", "1.5"), DAY)
    assert (work.yuan_low, work.yuan_high) == (480_000, 600_000)


def test_a_part_of_a_yuan_is_rounded_up(plan: Plan) -> None:
    """0.0000001 km costs 0.04 yuan: one yuan, never none."""
    work = planned_work(plan, "v", 2020, "paved_links", gap("0.0000001"), DAY)
    assert work.yuan_low == work.yuan_high == 1


def test_money_does_not_close_a_gap_of_income_by_the_piece(plan: Plan) -> None:
    work = planned_work(plan, "v", 2020, "income", gap("90000"), DAY)
    assert work.yuan_low is None and work.yuan_high is None and work.low == 90_000


def test_what_is_not_known_has_no_cost(plan: Plan) -> None:
    work = planned_work(plan, "v", 2020, "safe_water", (None, None, None), DAY)
    assert work.yuan_low is None and work.yuan_high is None


@pytest.mark.parametrize(
    ("step", "by", "is_overdue"),
    [
        # On the last day of the step itself it is due, and not yet past.
        (2019, "2019-12-31", False),
        (2018, "2018-12-31", True),
        (2020, "2020-12-31", False),
        # A step beyond the target's own date: that date holds.
        (2021, "2020-12-31", False),
    ],
)
def test_it_is_due_at_the_village_s_step(plan: Plan, step: int, by: str, is_overdue: bool) -> None:
    work = planned_work(plan, "v", step, "safe_water", gap("3"), DAY)
    assert (work.by.isoformat(), work.is_overdue) == (by, is_overdue)


def test_the_plan_of_the_city_holds_every_open_target_planned_exits_first(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    data = tmp_path / "plan.json"
    asked = ["support-plan", "--results", str(demo_results), "--edition", "internal"]
    assert main([*asked, "--json", str(data)]) == 0
    told = json.loads(data.read_text(encoding="utf-8"))["villages"]
    last = results.verdicts.query("level == 'village' and year == 2020 and verdict != 'met'")
    found = {(each["code"], work["card"]) for each in told for work in each["works"]}
    assert found == set(zip(last["code"], last["card"], strict=True))
    steps = [each["planned_exit_year"] for each in told]
    assert steps == sorted(steps) and len(set(steps)) == 3


def test_the_public_plan_tells_no_amount_of_a_village(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    last = results.verdicts.query("level == 'village' and year == 2020 and verdict == 'not_met'")
    data = tmp_path / "plan.json"
    asked = ["support-plan", "--results", str(demo_results), "--place", last["code"].iloc[0]]
    assert main([*asked, "--json", str(data)]) == 0
    (village,) = json.loads(data.read_text(encoding="utf-8"))["villages"]
    personal = {"income", "safe_housing", "safe_water", "dibao_coverage", "health_insurance"}
    amounts = [
        work[end]
        for work in village["works"]
        for end in ("gap", "gap_low", "gap_high", "yuan_low", "yuan_high")
        if work["card"] in personal
    ]
    assert amounts == [None] * len(amounts)
