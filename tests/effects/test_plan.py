"""Is what a plan says of comparisons read strictly, and are villages dated by their money?"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from villages.errors import UserError
from villages.findings.effects_panel import cards_of_villages, village_panel
from villages.findings.results import Results
from villages.plan import Plan, read_plan
from villages.vocabulary import shipped


@pytest.fixture
def folder(tmp_path: Path, plan: Plan) -> Path:
    return Path(shutil.copytree(shipped("data") / "plans" / plan.id, tmp_path / plan.id))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("  outcome: income\n", "  outcome: incomes\n", "card_unknown"),
        ("      since: 2018\n", "      since: 2015\n", "effects_since"),
        ("      since: 2018\n", "      since: 2031\n", "effects_since"),
        ("      since: 2018\n", "", "key_wrong"),
        ("      since: 2018\n", "      since: 2018\n      among: low_income\n", "key_wrong"),
        ("      since: 2018\n", "      since: 2018\n      from: 2018\n", "key_unknown"),
        ("      sources: [central]\n", "      sources: [centre]\n", "measure_names"),
        ("      sources: [central]\n", "", "key_wrong"),
    ],
)
def test_a_slip_is_told_with_its_line(
    folder: Path, plan: Plan, before: str, after: str, key: str
) -> None:
    file = folder / "plan.yaml"
    head, mark, effects = file.read_text(encoding="utf-8").partition("\neffects:\n")
    assert effects.count(before) == 1
    file.write_text(head + mark + effects.replace(before, after), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(folder)
    assert caught.value.key == key
    assert "plan.yaml" in caught.value.text("zh") and caught.value.values["line"]


def test_a_kind_comes_once_and_money_needs_the_scheme_of_funds(folder: Path) -> None:
    file = folder / "plan.yaml"
    whole = file.read_text(encoding="utf-8")
    last = whole[whole.index("    - kind: first_funds") :]
    file.write_text(whole + last, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(folder)
    assert caught.value.key == "effects_twice"
    start, end = whole.index("\nfunds:\n"), whole.index("\n# How a village leaves")
    file.write_text(whole[:start] + whole[end:], encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(folder)
    assert caught.value.key == "effects_without_funds"


def test_a_survey_compares_nobody() -> None:
    assert read_plan("vietnam-1997").effects is None


def test_the_panel_holds_every_village_and_year_and_who_was_treated(
    plan: Plan, results: Results
) -> None:
    assert plan.effects is not None
    by_plan, by_money = plan.effects.comparisons
    city = str(results.places.loc[results.places["level"] == "city", "code"].iloc[0])
    whole = village_panel(results, by_plan, "income", city, 2019).frame
    villages = results.places[results.places["level"] == "village"]
    assert len(whole) == len(villages) * 5  # 2015 … 2019
    treated = set(whole.loc[whole["first"] == 2018, "village"])
    assert treated == set(villages.loc[villages["is_low_income"] == True, "code"])  # noqa: E712
    assert "income" in cards_of_villages(results)
    assert "city_funds" not in cards_of_villages(results)
    own = village_panel(results, by_money, "income", city, 2020).frame
    assert set(own["village"]) == treated
    funds = results.funds[
        (results.funds["level"] == "village") & (results.funds["source"] == "central")
    ]
    came = funds[funds["allotted_low"] > 0].groupby("code")["year"].min()
    shown = own.drop_duplicates("village").set_index("village")["first"].dropna()
    assert shown.astype(int).to_dict() == came.astype(int).to_dict()


def test_villages_whose_first_money_is_not_dated_are_left_out_and_counted(
    plan: Plan, results: Results
) -> None:
    assert plan.effects is not None
    by_money = plan.effects.comparisons[1]
    city = str(results.places.loc[results.places["level"] == "city", "code"].iloc[0])
    funds = results.funds
    code = str(
        funds[(funds["level"] == "village") & (funds["source"] == "central")]["code"].iloc[0]
    )
    is_it = (funds["code"] == code) & (funds["source"] == "central")
    unknown = funds.assign(allotted_low=funds["allotted_low"].where(~is_it, 0))
    assert (pd.to_numeric(unknown.loc[is_it, "allotted_high"]) > 0).any()
    found = village_panel(replace(results, funds=unknown), by_money, "income", city, 2020)
    assert found.undated == 1 and code not in set(found.frame["village"])
