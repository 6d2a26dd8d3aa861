"""Is what is known of support counted, and what is not known never taken for a yes or a no?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from villages.findings.support import support_table, village_counts
from villages.plan.support import SupportScheme

SCHEME = SupportScheme(term_months=36, cite="二（四）2")
CITY, TOWN = "C", "T"
ALL_THREE = ("has_first_secretary", "has_support_unit", "has_partner_firm")


def places(*villages: str) -> pd.DataFrame:
    rows = [
        {"level": "village", "code": code, "township_code": TOWN, "city_code": CITY,
         "is_low_income": True}
        for code in villages
    ]  # fmt: skip
    other = {"level": "village", "code": "rich", "township_code": TOWN, "city_code": CITY}
    return pd.DataFrame([*rows, {**other, "is_low_income": False}])


def work(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), dtype=object)


def township_rows(*rows: dict[str, Any]) -> pd.DataFrame:
    names = ["code", "year", "township_cadre_count", "trained_township_cadre_count"]
    return pd.DataFrame(list(rows), columns=names, dtype=object)


def pairs(*rows: tuple[Any, ...]) -> pd.DataFrame:
    names = [
        "code", "year", "partner_kind", "promised_yuan", "delivered_yuan", "is_deducted",
    ]  # fmt: skip
    return pd.DataFrame(list(rows), columns=names, dtype=object)


def one(frame: pd.DataFrame, level: str, year: int = 2020) -> dict[str, Any]:
    (row,) = frame[(frame["level"] == level) & (frame["year"] == year)].to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(("months", "is_over"), [(0, 0), (35, 0), (36, 0), (37, 1), (72, 1)])
def test_three_years_are_thirty_six_months_and_not_over(months: int, is_over: int) -> None:
    assert SCHEME.is_over_term(months) == bool(is_over)
    found = village_counts(
        SCHEME, {"has_first_secretary": True, "first_secretary_months": months}, {}
    )
    assert (found["over_term"], found["secretary_months"]) == (is_over, months)


def test_months_without_a_secretary_in_post_say_nothing() -> None:
    for has in (False, None):
        found = village_counts(
            SCHEME, {"has_first_secretary": has, "first_secretary_months": 60}, {}
        )
        assert (found["over_term"], found["secretary_months"]) == (0, None)
    unknown = village_counts(SCHEME, {"has_first_secretary": True}, {})
    assert (unknown["months_unknown"], unknown["over_term"]) == (1, 0)


@pytest.mark.parametrize(
    ("before", "now", "left"),
    [(True, False, 1), (True, True, 0), (True, None, 0), (False, False, 0), (None, False, 0)],
)
def test_a_secretary_left_only_where_both_years_say_so(
    before: bool | None, now: bool | None, left: int
) -> None:
    found = village_counts(SCHEME, {"has_first_secretary": now}, {"has_first_secretary": before})
    assert found["secretary_left"] == left


@pytest.mark.parametrize(
    ("answers", "alone", "unknown"),
    [
        ((False, False, False), 1, 0),
        ((False, False, True), 0, 0),
        ((None, None, True), 0, 0),
        ((False, None, False), 0, 1),
        ((None, None, None), 0, 1),
    ],
)
def test_alone_is_who_says_no_three_times(
    answers: tuple[bool | None, ...], alone: int, unknown: int
) -> None:
    found = village_counts(SCHEME, dict(zip(ALL_THREE, answers, strict=True)), {})
    assert (found["alone"], found["alone_unknown"]) == (alone, unknown)


def test_villages_add_up_and_a_missing_return_is_not_known() -> None:
    full = {"year": 2020, "has_support_unit": True, "has_partner_firm": False}
    rows = work(
        {"code": "a", **full, "has_first_secretary": True, "first_secretary_months": 37,
         "partner_yuan": 500, "cadre_count": 5, "trained_cadre_count": 4},
        {"code": "b", **full, "has_first_secretary": False, "first_secretary_months": 0,
         "partner_yuan": None, "cadre_count": 6, "trained_cadre_count": None},
        {"code": "rich", **full, "has_first_secretary": True, "first_secretary_months": 90,
         "partner_yuan": 9_999, "cadre_count": 9, "trained_cadre_count": 9},
    )  # fmt: skip
    cadres = township_rows(
        {"code": TOWN, "year": 2020, "township_cadre_count": 12,
         "trained_township_cadre_count": 7}
    )  # fmt: skip
    partners = pairs(
        ("a", 2020, "unit", 1_000, 400, None),
        ("a", 2020, "firm", 2_000, None, True),
        ("b", 2020, "firm", None, 300, None),
        ("a", 2019, "firm", 7_000, 7_000, True),
        ("rich", 2020, "firm", 5_000, 5_000, True),
    )
    frame = support_table(SCHEME, places("a", "b", "c"), [2019, 2020], rows, cadres, partners)
    assert len(frame) == 3 * 2 + 2 + 2
    for level in ("township", "city"):
        assert {
            name: one(frame, level)[name]
            for name in (
                "villages", "secretary_yes", "secretary_no", "secretary_unknown", "unit_yes",
                "unit_unknown", "firm_no", "over_term", "alone", "alone_unknown", "given_yuan",
                "given_unknown", "village_cadres", "trained_village_cadres",
                "village_cadres_unknown", "township_cadres", "trained_township_cadres",
                "township_cadres_unknown", "units", "firms", "promised_yuan", "promised_unknown",
                "delivered_yuan", "delivered_unknown", "deducted_firms", "deducted_unknown",
            )
        } == {
            "villages": 3, "secretary_yes": 1, "secretary_no": 1, "secretary_unknown": 1,
            "unit_yes": 2, "unit_unknown": 1, "firm_no": 2, "over_term": 1, "alone": 0,
            "alone_unknown": 1, "given_yuan": 500, "given_unknown": 2, "village_cadres": 5,
            "trained_village_cadres": 4, "village_cadres_unknown": 2, "township_cadres": 12,
            "trained_township_cadres": 7, "township_cadres_unknown": 0, "units": 1, "firms": 2,
            "promised_yuan": 3_000, "promised_unknown": 1, "delivered_yuan": 700,
            "delivered_unknown": 1, "deducted_firms": 1, "deducted_unknown": 1,
        }  # fmt: skip
    earlier = one(frame, "city", 2019)
    assert (earlier["secretary_unknown"], earlier["promised_yuan"]) == (3, 7_000)
    assert (earlier["township_cadres"], earlier["township_cadres_unknown"]) == (0, 1)


def test_registers_without_a_row_and_a_plan_without_villages_give_what_they_can() -> None:
    frame = support_table(SCHEME, places("a"), [2020], work(), township_rows(), pairs())
    assert one(frame, "village")["alone_unknown"] == 1
    assert support_table(SCHEME, places(), [2020], work(), township_rows(), pairs()).empty
