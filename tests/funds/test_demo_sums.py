"""Are the demo's sums those that plain pandas finds in its registers?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from villages.findings.results import Results
from villages.plan import Plan

LIMIT = 30


def projects(folder: Path) -> pd.DataFrame:
    rows = pd.read_parquet(folder / "projects.parquet")
    places = pd.read_parquet(folder / "places.parquet")
    joined = rows.merge(places[["code", "township_code", "city_code"]], on="code")
    names = ("planned_yuan", "allotted_yuan", "spent_yuan", "output_count", "uplift_percent")
    return joined.assign(**{name: joined[name].astype(float) for name in names})


def test_every_sum(demo_registers: Path, results: Results) -> None:
    rows = projects(demo_registers)
    levels = {"village": "code", "township": "township_code", "city": "city_code"}
    checked = 0
    for level, column in levels.items():
        mine = results.funds[results.funds["level"] == level]
        keys = [column, "year", "source", "sector"]
        rows_of = mine.to_dict("records")
        found: dict[Any, Any] = {
            (r["code"], r["year"], r["source"], r["sector"]): r for r in rows_of
        }
        groups = rows.groupby(keys)
        assert len(groups) == len(found)
        for key, group in groups:
            row = found[key]
            complete, spent = group["is_complete"], group["spent_yuan"]
            assert row["projects"] == len(group)
            assert row["planned_low"] == group["planned_yuan"].sum()
            assert row["planned_unknown"] == group["planned_yuan"].isna().sum()
            assert row["allotted_low"] == group["allotted_yuan"].sum()
            assert row["spent_low"] == spent.sum()
            # In the demo every allotment is known: what is not reported may be spent whole.
            assert row["spent_high"] == spent.fillna(group["allotted_yuan"]).sum()
            assert row["money_unknown"] == spent.isna().sum()
            assert row["complete"] == complete.eq(True).sum()
            assert row["complete_unknown"] == complete.isna().sum()
            assert row["over_uplift"] == (group["uplift_percent"] > LIMIT).sum()
            checked += 1
    assert checked > 500


def test_every_project_to_be_named(demo_registers: Path, results: Results) -> None:
    rows = projects(demo_registers)
    key = ["code", "year", "project_id"]
    lifted = rows[rows["uplift_percent"] > LIMIT]
    idle = rows[
        (rows["spent_yuan"] > 0)
        & (rows["output_count"] == 0)
        & rows["is_complete"].eq(False).fillna(False).astype(bool)
    ]
    assert len(lifted) and len(idle)
    for kind, expected in (("over_uplift", lifted), ("without_output", idle)):
        named = results.fund_problems[results.fund_problems["kind"] == kind]
        assert {tuple(row) for row in named[key].itertuples(index=False)} == {
            tuple(row) for row in expected[key].itertuples(index=False)
        }
        assert len(named) == len(expected)


def test_the_limit_is_that_of_the_card(plan: Plan, results: Results) -> None:
    # The card counts the projects within the limit, the funds those beyond: together all.
    assert plan.funds is not None and plan.funds.most_uplift_percent == LIMIT
    card = results.indicators.query(
        "card == 'support_uplift' and level == 'city' and scope == 'all'"
    )
    city = results.funds[results.funds["level"] == "city"].groupby("year")
    for row in card[card["rows_expected"] > 0].to_dict("records"):
        sums = city.get_group(row["year"])
        over, unknown = sums["over_uplift"].sum(), sums["over_uplift_unknown"].sum()
        assert int(row["numerator"]) + over + unknown == sums["projects"].sum()
