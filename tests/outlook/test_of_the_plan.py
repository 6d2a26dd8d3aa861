"""Does the outlook of a whole plan say what its parts say, and nothing that is not its to say?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from villages.cli import main
from villages.findings.outlook_backtest import brier
from villages.findings.plan_outlook import past_outlooks, plan_outlook
from villages.findings.results import Results
from villages.plan import Plan


@pytest.fixture(scope="module")
def codes(results: Results) -> list[str]:
    return results.places[results.places["is_low_income"].eq(True)]["code"].tolist()


def test_the_number_of_exits_is_that_of_the_villages(
    plan: Plan, results: Results, codes: list[str]
) -> None:
    made = plan_outlook(plan, results, codes, 2019, 2020, draws=400)
    assert made is not None
    assert len(made.every) == 55 and made.every.between(0, 1).all()
    assert made.exits.expected == pytest.approx(made.every.sum())
    least = made.chances.groupby("code")["probability"].min()
    assert (made.every <= least[made.every.index] + 1e-12).all()


def test_what_is_known_later_does_not_change_what_was_said(
    plan: Plan, results: Results, codes: list[str]
) -> None:
    whole = plan_outlook(plan, results, codes, 2018, 2020, draws=200)
    until = results.indicators[results.indicators["year"] <= 2018]
    part = Results(**{**vars(results), "indicators": until})
    again = plan_outlook(plan, part, codes, 2018, 2020, draws=200)
    assert whole is not None and again is not None
    assert whole.chances.equals(again.chances)


def test_nothing_is_foretold_of_what_is_over(
    plan: Plan, results: Results, codes: list[str]
) -> None:
    assert plan_outlook(plan, results, codes, 2020, 2020) is None
    assert plan_outlook(plan, results, [], 2019, 2020) is None


def test_on_the_demonstration_it_says_more_than_that_nothing_changes(
    plan: Plan, results: Results, codes: list[str]
) -> None:
    past = past_outlooks(plan, results, codes, 2020)
    assert len(past) > 500
    for card, rows in past.groupby("card"):
        is_met = rows["is_met"].to_numpy(dtype=bool)
        ours = brier(rows["outlook"].to_numpy(dtype=float), is_met)
        assert ours < brier(rows["last_value"].to_numpy(dtype=float), is_met), card


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_chances_of_single_villages_are_internal(
    edition: str, demo_results: Path, tmp_path: Path
) -> None:
    data = tmp_path / "outlook.json"
    asked = ["outlook", "--results", str(demo_results), "--year", "2019", "--edition", edition]
    assert main([*asked, "--json", str(data)]) == 0
    told = json.loads(data.read_text(encoding="utf-8"))
    assert ("chances" in told) == (edition == "internal")
    if edition == "internal":
        assert sum(told["exits"]["distribution"]) == pytest.approx(1)
    else:
        # Of 55 villages, and with no more digits than the sentence has.
        assert isinstance(told["exits"]["expected"], int)
        assert "distribution" not in told["exits"]


@pytest.mark.parametrize("place", ["990181101201", "990181101000"])
def test_of_few_villages_the_public_edition_foretells_nothing(
    place: str, demo_results: Path, tmp_path: Path
) -> None:
    data = tmp_path / "outlook.json"
    asked = ["outlook", "--results", str(demo_results), "--year", "2019", "--place", place]
    assert main([*asked, "--json", str(data)]) == 0
    assert not {"chances", "exits", "past"} & set(json.loads(data.read_text(encoding="utf-8")))
