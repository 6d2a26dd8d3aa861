"""Is a year's milestone judged as the plan words it, with 55 villages and at each boundary?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from villages.findings.milestones import milestones
from villages.plan import Plan

VILLAGES = 55
CITY, TOWNSHIP = "C", "T"


def judged(plan: Plan, year: int, met: int, undecided: int = 0) -> dict[str, Any]:
    """Return the city's row of a year in which so many of the 55 villages met both of two targets.

    A village that is not done met one of its two targets, as most do: half is not done.
    """
    codes = [f"{number:02}" for number in range(VILLAGES)]
    places = pd.DataFrame(
        {
            "level": "village", "code": codes, "township_code": TOWNSHIP, "city_code": CITY,
            # A third of them has no year of its own: nothing is due of these before the last.
            "planned_exit_year": [(2018, 2019, None)[number % 3] for number in range(VILLAGES)],
        }
    )  # fmt: skip
    second = ["met"] * met + ["no_data"] * undecided
    second += ["not_met"] * (VILLAGES - len(second))
    rows = [
        {"level": "village", "code": code, "year": year, "verdict": verdict}
        for code, word in zip(codes, second, strict=True)
        for verdict in ("met", word)
    ]
    table = milestones(plan, places, pd.DataFrame(rows))
    (row,) = table[table["level"] == "city"].to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("year", "met", "due", "verdict"),
    [
        # 2018: 20 % of 55 is 11, exactly.
        (2018, 10, 11, "not_met"),
        (2018, 11, 11, "met"),
        # 2019: 70 % of 55 is 38.5, and half a village does not exit: 38 are too few.
        (2019, 38, 39, "not_met"),
        (2019, 39, 39, "met"),
        # 2020: all.
        (2020, 54, 55, "not_met"),
        (2020, 55, 55, "met"),
    ],
)
def test_the_share_is_reached_or_not(
    plan: Plan, year: int, met: int, due: int, verdict: str
) -> None:
    row = judged(plan, year, met)
    assert (row["villages"], row["villages_due"]) == (VILLAGES, due)
    assert (row["villages_met_all"], row["verdict"]) == (met, verdict)


@pytest.mark.parametrize(
    ("met", "undecided", "verdict"),
    [
        # One of those without data may be the thirty-ninth: nobody knows.
        (38, 1, "no_data"),
        (0, 39, "no_data"),
        # Even if all of them had met it: 38.
        (30, 8, "not_met"),
        (0, 38, "not_met"),
        # Enough without them.
        (39, 16, "met"),
    ],
)
def test_villages_without_data_are_neither_counted_nor_written_off(
    plan: Plan, met: int, undecided: int, verdict: str
) -> None:
    row = judged(plan, 2019, met, undecided)
    assert (row["villages_met_all"], row["villages_undecided"]) == (met, undecided)
    assert row["verdict"] == verdict


def test_a_year_before_the_plan_s_first_milestone_is_not_judged(plan: Plan) -> None:
    row = judged(plan, 2017, VILLAGES)
    assert pd.isna(row["villages_due"]) and pd.isna(row["verdict"])
