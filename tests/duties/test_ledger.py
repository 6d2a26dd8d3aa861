"""Is the ledger of the demo what a plain recount of the verdicts gives?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from code_words import words_of
from villages.findings.duties import DUTY_COLUMNS
from villages.findings.results import Results
from villages.plan import Plan

WORDS = [name for name, kind in DUTY_COLUMNS.items() if kind == "string"]
OPEN = ["open", "overdue", "reopened"]


@pytest.fixture(scope="module")
def ledger(results: Results) -> pd.DataFrame:
    return results.duties


@pytest.fixture(scope="module")
def recount(results: Results, plan: Plan, demo_registers: Path) -> pd.DataFrame:
    """Every measure, place and year from the due year on, with what a plain look at it says."""
    folder = Path("data/plans") / plan.id
    measures = yaml.safe_load((folder / "measures.yaml").read_text(encoding="utf-8"))["measures"]
    columns = yaml.safe_load((folder / "columns.yaml").read_text(encoding="utf-8"))
    due, level = {}, {}
    for each in measures:
        done = each["done"]
        card = yaml.safe_load((folder / "indicators" / f"{done['card']}.yaml").read_text("utf-8"))
        level[each["id"]] = columns[card["register"]].get("level", "village")
        is_target = done.get("is_target", False)
        due[each["id"]] = None if is_target else str(done.get("by", f"{plan.final_year}-12-31"))
    places = pd.read_parquet(demo_registers / "places.parquet").set_index("code")
    rows = results.measures[["measure", "level", "code", "year", "verdict", "is_late"]].copy()
    rows = rows[rows["measure"].map(level) == rows["level"]]
    step = rows["code"].map(places["planned_exit_year"]).fillna(plan.final_year).astype(int)
    own_step = step.astype(str) + "-12-31"
    named = rows["measure"].map(due)
    rows["due_on"] = named.where(named.notna(), own_step)
    rows = rows[rows["year"] >= rows["due_on"].str[:4].astype(int)]
    rows = rows.sort_values(["measure", "code", "year"])
    by_duty = rows.assign(missed=rows["verdict"] != "met").groupby(["measure", "code"])
    rows["was_missed"] = by_duty["missed"].cummax()
    return rows[rows["was_missed"]]


def test_every_duty_is_there_once_a_year_and_no_other(
    ledger: pd.DataFrame, recount: pd.DataFrame
) -> None:
    key = ["measure", "level", "code", "year"]
    assert not ledger.duplicated(key).any()
    wanted = recount[[*key, "due_on", "verdict"]].sort_values(key, ignore_index=True)
    found = ledger[[*key, "due_on", "verdict"]].sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    assert len(found) > 500


def test_open_is_what_is_not_known_to_be_met(ledger: pd.DataFrame) -> None:
    assert (ledger["state"].isin(OPEN) == (ledger["verdict"] != "met")).all()
    assert (ledger["closed_year"].isna() == ledger["state"].isin(OPEN)).all()
    assert set(ledger["state"]) == {*OPEN, "closed", "closed_late"}
    assert {"not_met", "no_data"} == set(ledger.loc[ledger["state"].isin(OPEN), "verdict"])


def test_late_is_what_the_verdicts_call_late_and_stays_so(
    ledger: pd.DataFrame, recount: pd.DataFrame
) -> None:
    key = ["measure", "level", "code", "year"]
    both = ledger.merge(recount[[*key, "is_late"]], on=key, suffixes=("", "_verdict"))
    met = both[both["verdict"] == "met"]
    assert (met["is_late"] == met["is_late_verdict"]).all() and met["is_late"].any()
    ordered = ledger.sort_values(key)
    late = ordered.groupby(["measure", "level", "code"])["is_late"]
    assert (late.cummax() == ordered["is_late"]).all()


def test_days_run_from_the_due_day_to_the_day_of_the_registers(
    ledger: pd.DataFrame, demo_results: Path
) -> None:
    card = json.loads((demo_results / "results.json").read_text("utf-8"))
    as_of = datetime.date.fromisoformat(card["as_of"])
    last = ledger[ledger["year"] == ledger["year"].max()]
    overdue = last[last["state"] == "overdue"]
    days = (pd.Timestamp(as_of) - pd.to_datetime(overdue["due_on"])).dt.days
    assert (overdue["days_overdue"].astype(int) == days).all() and (days > 0).all()
    assert set(last["told_on"]) == {as_of.isoformat()}


def test_records_stand_beside_the_duty_without_a_name(
    ledger: pd.DataFrame, demo_registers: Path
) -> None:
    records = pd.read_parquet(demo_registers / "duty_records.parquet")
    last = ledger[ledger["year"] == ledger["year"].max()].set_index(["measure", "code"])
    decided = records[records["consequence"] != "none"]
    counted = decided.groupby(["measure", "code"]).size()
    assert len(counted) > 5
    shown = last["consequences"].reindex(counted.index).dropna()
    assert (shown.astype(int) == counted.reindex(shown.index)).all() and len(shown) > 5
    names = set(decided["decided_by"].dropna())
    assert names
    shown_texts = {text for name in WORDS for text in ledger[name].dropna()}
    assert not names & shown_texts


def test_the_register_offers_every_measure_of_villages_and_every_body(plan: Plan) -> None:
    """Its rows are of villages: a record of what a township or the city owes would match none."""
    columns = plan.registers["duty_records"].columns
    assert set(columns["measure"].values or ()) == set(words_of("measures", "village"))
    assert set(columns["body"].values or ()) == set(words_of("bodies", "village"))
    owed_above = {*words_of("measures", "township"), *words_of("measures", "city")}
    assert len(owed_above) > 20 and not owed_above & set(columns["measure"].values or ())
