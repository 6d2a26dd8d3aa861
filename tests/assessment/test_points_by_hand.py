"""Are points what a handful of verdicts, sums and rows give when they are reckoned by hand?"""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.few_verdicts import (
    CITY,
    FIRST,
    OTHER,
    SECOND,
    THIRD,
    TOWNSHIP,
    figures,
    money,
    scored,
)
from villages.plan import Plan

#: Six verdicts: three met, one not, two of which nobody knows.
SIX = {
    "safe_water": {FIRST: "met", SECOND: "not_met", THIRD: "no_data"},
    "safe_housing": {FIRST: "met", SECOND: "no_data", THIRD: "met"},
}
MEASURES = {"kind": "villages_met", "measures": ["safe_water", "safe_housing"]}
TOWNSHIP_CARD = {
    "of": "township",
    "items": [
        {"id": "all", "points": 60, **MEASURES},
        {"id": "due", "points": 40, "only_due": True, **MEASURES},
    ],
}
Range = tuple[float, float]


def ends(scores: pd.DataFrame, item: str, body: str = "") -> Range:
    (row,) = scores[(scores["item"] == item) & (scores["body"] == body)].to_dict("records")
    return row["points_low"], row["points_high"]


def test_what_is_not_known_counts_nothing_and_in_full(plan: Plan) -> None:
    scores = scored(plan, TOWNSHIP_CARD, SIX)
    assert ends(scores, "all") == (30.0, 50.0)  # 3 of 6 met, 5 of 6 at the most, of 60
    (row,) = scores[scores["item"] == "all"].to_dict("records")
    assert (row["numerator"], row["denominator"], row["no_data"]) == (3, 6, 2)


def test_only_what_is_due_counts_where_that_is_said(plan: Plan) -> None:
    # In 2019 the first village is due alone: the second exits in 2020, the third by the last year.
    scores = scored(plan, TOWNSHIP_CARD, SIX)
    assert ends(scores, "due") == (40.0, 40.0)
    (row,) = scores[scores["item"] == "due"].to_dict("records")
    assert (row["numerator"], row["denominator"]) == (2, 2)


def test_a_place_without_a_row_is_not_known(plan: Plan) -> None:
    given = {"safe_water": {FIRST: "met"}, "safe_housing": SIX["safe_housing"]}
    assert ends(scored(plan, TOWNSHIP_CARD, given), "all") == (30.0, 60.0)


def test_points_are_rounded_down(plan: Plan) -> None:
    given = SIX | {"safe_water": {FIRST: "met", SECOND: "not_met", THIRD: "not_met"}}
    given["safe_housing"] = {FIRST: "not_met", SECOND: "not_met", THIRD: "no_data"}
    items = [{"id": "all", "points": 100, **MEASURES}]
    scores = scored(plan, {"of": "township", "items": items}, given)
    assert ends(scores, "all") == (16.6, 33.3)  # 1/6 and 2/6 of 100


def test_only_townships_with_a_low_income_village_are_assessed(plan: Plan) -> None:
    scores = scored(plan, TOWNSHIP_CARD, SIX)
    assert set(scores["code"]) == {TOWNSHIP}
    assert OTHER not in set(scores["code"])


def test_one_line_counts_once(plan: Plan) -> None:
    # Support by infrastructure holds the very card of paved links against its target.
    met, not_met = dict.fromkeys((FIRST, SECOND, THIRD), "met"), {FIRST: "not_met"}
    items = [
        {"id": "first", "points": 50, "kind": "villages_met", "measures": ["paved_links"]},
        {
            "id": "again",
            "points": 50,
            "kind": "villages_met",
            "measures": ["sector_infrastructure", "safe_water"],
        },
    ]
    given = {"paved_links": met, "sector_infrastructure": met, "safe_water": met | not_met}
    scores = scored(plan, {"of": "township", "items": items}, given)
    assert ends(scores, "first") == (50.0, 50.0)
    assert list(scores[scores["item"] == "again"]["denominator"]) == [3]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (12_000, 13_000, (6.0, 8.0)),
        (11_499.99, 11_500, (4.9, 5.0)),
        (8_000, 15_000, (0.0, 10.0)),
        (None, None, (0.0, 10.0)),
    ],
)
def test_a_value_earns_in_proportion(
    plan: Plan, low: float | None, high: float | None, expected: Range
) -> None:
    income = {"value": low, "low": low, "high": high, "rows_known": 8, "rows_expected": 10}
    items = [
        {"id": "income", "points": 10, "kind": "value", "card": "income", "floor": 9000,
         "full": 14_000},
        {"id": "rest", "points": 90, **MEASURES},
    ]  # fmt: skip
    scores = scored(
        plan,
        {"of": "township", "items": items},
        SIX,
        figures({("income", "township", TOWNSHIP): income}),
    )
    assert ends(scores, "income") == expected
    assert list(scores[scores["item"] == "income"]["no_data"]) == [2]


def test_less_may_be_better(plan: Plan) -> None:
    dropouts = {"value": 2, "low": 1, "high": 3, "rows_known": 1, "rows_expected": 1}
    items = [{"id": "gap", "points": 100, "kind": "value", "card": "safe_water", "floor": 4,
              "full": 0}]  # fmt: skip
    scores = scored(
        plan,
        {"of": "township", "items": items},
        SIX,
        figures({("safe_water", "township", TOWNSHIP): dropouts}),
    )
    assert ends(scores, "gap") == (25.0, 75.0)


def test_money_not_reported_is_spent_or_not(plan: Plan) -> None:
    items = [{"id": "money", "points": 100, "kind": "money_spent", "flow": "funds"}]
    flows = money(
        "township", TOWNSHIP, spent_low=60, spent_high=80, unspent_low=20, unspent_high=40
    )
    scores = scored(plan, {"of": "township", "items": items}, SIX, flows=flows)
    assert ends(scores, "money") == (60.0, 80.0)


def test_rows_reported_are_added_over_the_cards(plan: Plan) -> None:
    items = [{"id": "rows", "points": 100, "kind": "evidence", "measures": [*SIX]}]
    rows = {
        ("safe_water", "township", TOWNSHIP): {"rows_known": 30, "rows_expected": 40},
        ("safe_housing", "township", TOWNSHIP): {"rows_known": 15, "rows_expected": 20},
        ("environment", "township", TOWNSHIP): {"rows_known": 0, "rows_expected": 20},
    }
    scores = scored(plan, {"of": "township", "items": items}, SIX, figures(rows))
    assert ends(scores, "rows") == (75.0, 75.0)  # 45 of 60; the third card is of no measure here


BODY_CARD = {
    "of": "body",
    "items": [
        {"id": "led", "points": 80, "kind": "measures_met", "charged": "led"},
        {"id": "money", "points": 20, "kind": "money_spent", "flow": "funds"},
    ],
}


def test_a_body_answers_for_what_it_leads_in_every_place(plan: Plan) -> None:
    given = {"safe_water": {FIRST: "met", SECOND: "met", THIRD: "not_met"}}
    flows = money("city", CITY, spent_low=1, spent_high=1, unspent_low=3, unspent_high=3)
    indicators = figures({("safe_water", "city", CITY): {}})
    scores = scored(plan, BODY_CARD, given, indicators, flows)
    assert [each.id for each in plan.programme.led_by("water")] == ["safe_water"]
    assert ends(scores, "led", "water") == (53.3, 53.3)  # 2 of 3 of 80
    assert ends(scores, "money", "water") == (5.0, 5.0)  # 1 of 4 of 20


def test_nothing_to_assess_is_no_loss(plan: Plan) -> None:
    # The justice bureau leads nothing and has no money in the flow.
    assert not plan.programme.led_by("justice")
    indicators = figures({("safe_water", "city", CITY): {}})
    scores = scored(plan, BODY_CARD, SIX, indicators)
    justice = scores[scores["body"] == "justice"]
    assert len(justice) == len(BODY_CARD["items"])
    assert justice[["points_low", "points_high", "numerator", "denominator"]].isna().all(axis=None)


def test_a_plan_without_score_cards_has_no_rows(plan: Plan) -> None:
    from villages.findings.assessment import SCORE_COLUMNS, assessment

    nothing = pd.DataFrame()
    scores = assessment(
        plan.model_copy(update={"scorecards": ()}), nothing, nothing, nothing, nothing, nothing
    )
    assert scores.empty
    assert list(scores.columns) == [*SCORE_COLUMNS]
