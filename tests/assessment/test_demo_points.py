"""Does every point of the demo's assessment follow from the other tables of the results?"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from villages.findings.assessment import assessment
from villages.findings.results import Results
from villages.plan import Plan
from villages.plan.scorecard import ScoreCard, ScoreItem

UNITS = {"village": 0, "township": 1, "city": 2}


def lines_of(plan: Plan, card: ScoreCard, item: ScoreItem, body: str) -> list[str]:
    """The measures of an item, each line of a card once, by a rule written anew."""
    before: set[str] = set()
    for each in card.items:
        if each.only_due != item.only_due and each.id != item.id:
            continue
        if (each.kind == "evidence") != (item.kind == "evidence"):
            continue
        mine = []
        for measure in plan.programme.measures:
            done = measure.done
            line = repr((done.card, done.is_target, done.at_least, done.at_most, done.rises,
                         done.rises_since))  # fmt: skip
            is_led, helps = measure.lead.body == body, body in measure.bodies[1:]
            is_mine = {"led": is_led, "supported": helps and not is_led}.get(
                each.charged or "", measure.group in each.groups
            )
            if is_mine and done.not_judged is None and line not in before:
                before.add(line)
                mine.append(measure.id)
        if each.id == item.id:
            return mine
    raise AssertionError(item.id)


def counted(table: pd.DataFrame, measures: list[str]) -> tuple[int, int, int]:
    """Met, all and unknown, from the counts that the measures' own table gives of a place."""
    own = table[table["measure"].isin(measures)]
    above, single = own[own["places"].notna()], own[own["places"].isna()]
    # A township's own row counts for it; what only a city answers for is no township's.
    met = int(above["places_met"].sum()) + int((single["verdict"] == "met").sum())
    unknown = int(above["places_no_data"].sum()) + int((single["verdict"] == "no_data").sum())
    return met, int(above["places"].sum()) + len(single), unknown


@pytest.fixture(scope="module")
def rows(plan: Plan, results: Results) -> list[tuple[ScoreCard, ScoreItem, pd.Series]]:
    cards = {card.id: card for card in plan.scorecards}
    return [
        (cards[row["scorecard"]], cards[row["scorecard"]].item(row["item"]), row)
        for _, row in results.scores.iterrows()
        # The city's card of its special funds is recomputed with the funds.
        if cards[row["scorecard"]].of != "city"
    ]


def test_who_is_assessed(plan: Plan, results: Results) -> None:
    places = results.places
    townships = places[(places["level"] == "township") & (places["low_income_villages"] > 0)]
    scores = results.scores
    cities = places[places["level"] == "city"]
    of = {card.id: card.of for card in plan.scorecards}
    whole = scores[scores["body"] == ""]
    by_card = whole.groupby(whole["scorecard"].map(of))["code"].agg(set)
    assert set(by_card["township"]) == set(townships["code"])
    assert set(by_card["city"]) == set(cities["code"])
    assert set(scores["body"]) - {""} == set(plan.programme.answering)
    assert set(scores["year"]) == {2018, 2019, 2020}


def test_points_rest_on_the_verdicts_that_are_counted(
    plan: Plan, results: Results, rows: list[tuple[ScoreCard, ScoreItem, pd.Series]]
) -> None:
    checked = 0
    by_place = dict(list(results.measures.groupby(["code", "year"])))
    for card, item, row in rows:
        if item.kind not in ("villages_met", "measures_met") or item.only_due:
            continue
        met, total, unknown = counted(
            by_place[row["code"], row["year"]], lines_of(plan, card, item, row["body"])
        )
        if not total:
            assert pd.isna(row["points_low"])
            continue
        assert (row["numerator"], row["denominator"], row["no_data"]) == (met, total, unknown)
        assert row["points_low"] == math.floor(Fraction(10 * item.points * met, total)) / 10
        high = Fraction(10 * item.points * (met + unknown), total)
        assert row["points_high"] == math.floor(high) / 10
        checked += 1
    assert checked > 100


def test_due_points_rest_on_villages_and_years_that_are_due(
    plan: Plan, results: Results, rows: list[tuple[ScoreCard, ScoreItem, pd.Series]]
) -> None:
    by_id = {measure.id: measure for measure in plan.programme.measures}
    places = results.places.set_index("code")
    table = results.measures
    own_level = {
        name: plan.registers[plan.cards[by_id[name].done.card].register_id or ""].level
        for name in by_id
    }
    table = table[table["measure"].map(own_level) == table["level"]]
    planned = places["planned_exit_year"].reindex(table["code"]).fillna(2020).to_numpy()
    fixed = np.array(
        [
            0
            if by_id[name].done.is_target
            else (by_id[name].done.by or pd.Timestamp(2020, 1, 1)).year
            for name in table["measure"]
        ]
    )
    table = table[table["year"].to_numpy() >= np.where(fixed > 0, fixed, planned)]
    above = places.loc[table["code"], ["township_code", "city_code"]].reset_index(drop=True)
    checked = 0
    for card, item, row in rows:
        if not item.only_due:
            continue
        code = row["code"]
        is_here = (above == code).any(axis=1).to_numpy() | (table["code"] == code).to_numpy()
        measures = lines_of(plan, card, item, row["body"])
        here = table[is_here & (table["year"] == row["year"]) & table["measure"].isin(measures)]
        if here.empty:
            assert pd.isna(row["points_low"])
            continue
        assert row["numerator"] == (here["verdict"] == "met").sum()
        assert row["denominator"] == len(here)
        checked += 1
    assert checked > 20


def test_points_rest_on_money_and_rows(
    plan: Plan, results: Results, rows: list[tuple[ScoreCard, ScoreItem, pd.Series]]
) -> None:
    kinds = set()
    indicators = results.indicators[results.indicators["scope"] == "low_income"]
    for card, item, row in rows:
        if item.kind in ("villages_met", "measures_met") or pd.isna(row["points_low"]):
            continue
        if item.kind == "money_spent":
            flows = results.flows
            own = flows[(flows["code"] == row["code"]) & (flows["year"] == row["year"])]
            if row["body"]:
                own = own[own["department"] == plan.programme.bodies[row["body"]].money]
            part, whole = own["spent_low"].sum(), (own["spent_low"] + own["unspent_high"]).sum()
        elif item.kind == "evidence":
            named = lines_of(plan, card, item, row["body"])
            cards = {
                measure.done.card
                for measure in plan.programme.measures
                if measure.id in named
                and UNITS[plan.registers[plan.cards[measure.done.card].register_id or ""].level]
                <= UNITS[row["level"]]
            }
            own = indicators[
                (indicators["code"] == row["code"])
                & (indicators["year"] == row["year"])
                & indicators["card"].isin(cards)
            ]
            # Rows beyond those expected, such as a household too many, earn nothing.
            part = own[["rows_known", "rows_expected"]].min(axis=1).sum()
            whole = own["rows_expected"].sum()
        else:
            (found,) = indicators[
                (indicators["code"] == row["code"])
                & (indicators["year"] == row["year"])
                & (indicators["card"] == item.card)
            ]["low"]
            part = min(max(found - float(item.floor or 0), 0), 5000)
            whole = float(item.full or 0) - float(item.floor or 0)
        share = Fraction(round(float(part), 6)).limit_denominator(10**6) / Fraction(float(whole))
        assert row["points_low"] == math.floor(10 * item.points * share) / 10
        kinds.add(item.kind)
    assert kinds == {"money_spent", "evidence", "value"}


def test_missing_data_never_add_a_point(plan: Plan, results: Results) -> None:
    chance = np.random.default_rng(2020)
    lacking = results.measures.copy()
    is_gone = chance.random(len(lacking)) < 0.3
    lacking.loc[is_gone, "verdict"] = "no_data"
    figures = results.indicators.copy()
    figures.loc[figures["card"] == "income", ["value", "low", "high"]] = np.nan
    figures["rows_known"] = (figures["rows_known"] * 0.5).round().astype("Int64")
    after = assessment(plan, results.places, figures, results.flows, lacking, results.funds)
    before = results.scores
    keys = ["scorecard", "item", "code", "body", "year"]
    both = before.merge(after, on=keys, suffixes=("", "_after")).dropna(subset=["points_low"])
    is_rows = both["item"] == "reporting"
    assert (both["points_low_after"] <= both["points_low"]).all()
    assert (both["points_low_after"] < both["points_low"]).mean() > 0.5
    assert (both["points_high_after"] >= both["points_high"])[~is_rows].all()
    assert len(both) == before["points_low"].notna().sum()
