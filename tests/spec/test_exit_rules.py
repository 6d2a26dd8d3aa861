"""Is a village's exit told as the plan's words have it, at every boundary?"""

from __future__ import annotations

import pandas as pd
import pytest

from villages.findings.exits import EXIT_COLUMNS, exit_state, exits
from villages.findings.results import Results
from villages.plan import Plan

MET, OPEN, MISSED = "met", "no_data", "not_met"


def world(plan: Plan, years: dict[int, tuple[str, bool | None]]) -> tuple[pd.DataFrame, ...]:
    """One village with one target that matters: its verdict and its acceptance in each year."""
    assert plan.exits is not None
    verdicts = [
        {"level": "village", "code": "1", "year": year, "verdict": word if card == 0 else MET}
        for year, (word, _) in years.items()
        for card in range(3)
    ]
    accepted = [
        {
            "card": plan.exits.accepted, "level": "village", "scope": "low_income", "code": "1",
            "year": year, "low": 0.0 if known is not True else 100.0,
            "high": 100.0 if known is not False else 0.0,
        }
        for year, (_, known) in years.items()
    ]  # fmt: skip
    signed = pd.DataFrame(
        [("1", 2019, "a", True, "2019-12-01"), ("1", 2019, "b", False, "")],
        columns=["code", "year", "card", "is_signed", "signed_on"],
    )
    return pd.DataFrame(verdicts), pd.DataFrame(accepted), signed


@pytest.mark.parametrize(
    ("years", "states"),
    [
        # Every target met and accepted in the same year: exited, and stays so while nothing fails.
        ({2018: (MET, True), 2019: (MET, True)}, ["exited", "exited"]),
        # Ready without acceptance; accepted a year later.
        ({2018: (MET, False), 2019: (MET, True)}, ["ready", "exited"]),
        # Nobody knows of the acceptance: ready, for unknown is no acceptance.
        ({2018: (MET, None)}, ["ready"]),
        # Accepted although a target is not met: the acceptance makes no exit.
        ({2018: (MISSED, True), 2019: (MISSED, True)}, ["not_ready", "not_ready"]),
        # Accepted although a target is not known: missing is never a pass.
        ({2018: (OPEN, True), 2019: (MET, True)}, ["not_ready", "exited"]),
        # Exited, then a target is not met: fell back; met again: exited, with its first year.
        ({2018: (MET, True), 2019: (MISSED, True), 2020: (MET, True)},
         ["exited", "fell_back", "exited"]),
        # Exited, then not known: nothing speaks against it.
        ({2018: (MET, True), 2019: (OPEN, True)}, ["exited", "exited"]),
    ],
)  # fmt: skip
def test_a_history_has_its_states(
    plan: Plan, years: dict[int, tuple[str, bool | None]], states: list[str]
) -> None:
    found = exits(plan, *world(plan, years))
    assert list(found) == list(EXIT_COLUMNS)
    assert found["state"].tolist() == states


def test_signatures_are_counted_by_village_and_year(plan: Plan) -> None:
    years: dict[int, tuple[str, bool | None]] = {2018: (MET, True), 2019: (MET, True)}
    assert exits(plan, *world(plan, years))["signed"].tolist() == [0, 1]


def test_what_is_not_known_makes_no_village_ready() -> None:
    assert exit_state([MET, OPEN], False, None) == "not_ready"
    assert exit_state([OPEN], True, None) == "not_ready"


def test_the_exits_of_the_demonstration_are_counted_again(plan: Plan, results: Results) -> None:
    """A plain recount, village by village, of who met all ten and was accepted."""
    assert plan.exits is not None
    own = results.verdicts.query("level == 'village'")
    all_met = own.groupby(["code", "year"])["verdict"].agg(lambda words: set(words) == {MET})
    card = results.indicators.query("card == @plan.exits.accepted and level == 'village'")
    card = card.query("scope == 'low_income'").set_index(["code", "year"])
    out = all_met & (card["low"] > 0).reindex(all_met.index, fill_value=False)
    first = out[out].reset_index().groupby("code")["year"].min()
    found = results.exits.dropna(subset=["exit_year"]).groupby("code")["exit_year"].first()
    assert found.astype(int).to_dict() == first.to_dict()
    assert len(first) > 20 and {"exited", "fell_back", "ready", "not_ready"} == set(
        results.exits["state"]
    )


def test_a_plan_without_targets_has_no_exits(plan: Plan) -> None:
    nobody = plan.model_copy(update={"exits": None})
    years: dict[int, tuple[str, bool | None]] = {2018: (MET, True)}
    assert exits(nobody, *world(plan, years)).empty
