"""Are the points of the evaluation those that sums, reckoned by hand, give?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from assessment.few_verdicts import CITY, TOWNSHIP, YEAR, scored
from villages.findings.funds import FUND_COLUMNS
from villages.plan import Plan

Ends = tuple[float, float]


def sums(**given: Any) -> pd.DataFrame:
    """One row of funds of the city and of a township: ten projects, unless it says otherwise."""
    row: dict[str, Any] = dict.fromkeys(FUND_COLUMNS, 0)
    row |= {"year": YEAR, "source": "central", "sector": "water", "projects": 10, **given}
    places = ({"level": "city", "code": CITY}, {"level": "township", "code": TOWNSHIP})
    return pd.DataFrame([row | place for place in places]).astype(FUND_COLUMNS)


def points(plan: Plan, share: str, funds: pd.DataFrame) -> Sequence[Mapping[Any, Any]]:
    items = [{"id": "one", "points": 100, "kind": "funds", "share": share}]
    return scored(plan, {"of": "city", "items": items}, {}, funds=funds).to_dict("records")


@pytest.mark.parametrize(
    ("share", "given", "ends", "rests_on"),
    [
        ("complete", {"complete": 6, "complete_unknown": 1}, (60.0, 70.0), (6, 10, 1)),
        ("within_uplift", {"over_uplift": 2}, (80.0, 80.0), (8, 10, 0)),
        # Not reported is not within the limit at the least, and within it at the most.
        ("within_uplift", {"over_uplift": 2, "over_uplift_unknown": 3}, (50.0, 80.0), (5, 10, 3)),
        ("with_output", {"without_output": 1, "without_output_unknown": 2}, (70.0, 90.0),
         (7, 10, 2)),
        ("allotted", {"planned_low": 400, "planned_high": 400, "allotted_low": 300,
                      "allotted_high": 300}, (75.0, 75.0), (300, 400, 0)),
        # Between 300 of 500 and 350 of 400; one project does not say what was planned.
        ("allotted", {"planned_low": 400, "planned_high": 500, "planned_unknown": 1,
                      "allotted_low": 300, "allotted_high": 350}, (60.0, 87.5), (300, 500, 1)),
        # More than planned earns no more than all.
        ("allotted", {"planned_low": 200, "planned_high": 200, "allotted_low": 300,
                      "allotted_high": 300}, (100.0, 100.0), (300, 200, 0)),
        # Nobody says what was planned: it may have been nothing.
        ("allotted", {"planned_high": 600, "planned_unknown": 10, "allotted_low": 300,
                      "allotted_high": 300}, (50.0, 100.0), (300, 600, 10)),
    ],
)  # fmt: skip
def test_points_and_what_they_rest_on(
    plan: Plan, share: str, given: dict[str, Any], ends: Ends, rests_on: tuple[int, int, int]
) -> None:
    (row,) = points(plan, share, sums(**given))
    assert (row["level"], row["code"]) == ("city", CITY)
    assert (row["points_low"], row["points_high"]) == ends
    assert (row["numerator"], row["denominator"], row["no_data"]) == rests_on


@pytest.mark.parametrize(
    ("share", "given"),
    [
        ("with_output", {"without_output": None, "without_output_unknown": None}),
        ("complete", {"projects": 0}),
        ("allotted", {}),
    ],
)
def test_where_there_is_nothing_to_assess_no_point_is_given(
    plan: Plan, share: str, given: dict[str, Any]
) -> None:
    (row,) = points(plan, share, sums(**given))
    assert pd.isna(row["points_low"]) and pd.isna(row["points_high"])


def test_the_four_parts_of_the_plan_s_own_evaluation(plan: Plan) -> None:
    (card,) = (each for each in plan.scorecards if each.of == "city")
    parts: dict[str, int] = {}
    for item in card.items:
        assert item.part is not None and item.definition == "ours"
        parts[item.part.zh] = parts.get(item.part.zh, 0) + item.points
    assert parts == {"资金投入": 15, "资金拨付": 15, "资金监管": 20, "资金使用成效": 50}
