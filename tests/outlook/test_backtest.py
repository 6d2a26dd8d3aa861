"""Does the outlook beat what anyone could say without it, on real incomes?

Income per head of 142 countries at twelve points five years apart (Gapminder, in ``causaldata``):
countries stand for villages, continents for townships.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from causaldata import gapminder

from villages.findings.outlook_backtest import (
    Line,
    back_test,
    baselines,
    calibration,
    coverage,
    scores,
)

#: Dollars per head, and times the value at the origin.
FIXED = (1_000.0, 2_000.0, 5_000.0, 10_000.0)
RISING = (1.0, 1.1, 1.2)


def times(factor: float) -> Line:
    return lambda last: last * factor


def fixed(amount: float) -> Line:
    return lambda last: pd.Series(amount, index=last.index)


LINES = {str(factor): times(factor) for factor in RISING} | {str(a): fixed(a) for a in FIXED}


@pytest.fixture(scope="module")
def countries() -> pd.DataFrame:
    read = gapminder.load_pandas().data
    period = (read["year"] - 1952) // 5
    return pd.DataFrame(
        {
            "unit": read["country"],
            "group": read["continent"],
            "year": period,
            "value": read["gdpPercap"],
        }
    )


@pytest.fixture(scope="module")
def tested(countries: pd.DataFrame, is_full_size: bool) -> pd.DataFrame:
    return back_test(countries, LINES, 1, draws=4_000 if is_full_size else 500, seed=1)


def test_every_country_is_foretold_at_every_origin(tested: pd.DataFrame) -> None:
    assert tested.groupby("line").size().to_dict() == dict.fromkeys(LINES, 142 * 9)
    assert sorted(set(tested["origin"])) == [*range(2, 11)]


@pytest.mark.parametrize("line", LINES)
def test_the_outlook_beats_every_baseline(tested: pd.DataFrame, line: str) -> None:
    found = scores(tested).loc[line]
    assert found["outlook"] < found["last_value"]
    assert found["outlook"] < found["mean_growth"]
    assert found["outlook"] < found["normal_growth"]


def test_the_last_value_s_score_is_the_share_of_countries_that_crossed(
    countries: pd.DataFrame, tested: pd.DataFrame
) -> None:
    """Counted from the rows themselves: it is wrong exactly where a line is crossed."""
    ordered = countries.sort_values(["unit", "year"])
    after = ordered.groupby("unit")["value"].shift(-1)
    rows = ordered[(ordered["year"] >= 2) & after.notna()]
    after = after[rows.index]
    found = scores(tested)["last_value"]
    assert found["1.2"] == pytest.approx((after >= 1.2 * rows["value"]).mean())
    crossed = (after >= 5_000) != (rows["value"] >= 5_000)
    assert found["5000.0"] == pytest.approx(crossed.mean())


def test_more_came_true_of_what_was_said_to_be_likelier(tested: pd.DataFrame) -> None:
    table = calibration(tested[tested["line"].isin([str(factor) for factor in RISING])], bins=5)
    assert table["count"].sum() == 142 * 9 * len(RISING)
    assert table["came"].is_monotonic_increasing
    # Countries of one period share its luck: the mean of nine periods is known to a few points.
    assert (table["said"] - table["came"]).abs().max() < 0.15


def test_nothing_after_the_origin_is_looked_at(countries: pd.DataFrame) -> None:
    asked = {"1.2": LINES["1.2"]}
    some = countries[countries["year"] <= 5]
    before = back_test(some, asked, 1, draws=50, seed=1).set_index(["origin", "unit"])
    is_last = some["year"] == 5
    changed = some.assign(value=some["value"].where(~is_last, some["value"] * 3))
    after = back_test(changed, asked, 1, draws=50, seed=1).set_index(["origin", "unit"])
    said = ["outlook", "last_value", "mean_growth", "normal_growth"]
    pd.testing.assert_frame_equal(before[said], after[said])
    assert (before["is_met"] != after["is_met"]).any()


def test_the_baselines_are_those_worked_by_hand() -> None:
    # Changes of the logarithm: 0.1, 0.3 and 0.2; mean 0.2, standard deviation sqrt(2/300).
    logs = pd.DataFrame({1: [0.0, 0.0], 2: [0.1, np.nan], 3: [0.4, 0.5], 4: [0.6, np.nan]})
    values, deviation = logs.map(math.exp), math.sqrt(2 / 300)

    def asked(goal: float, horizon: int) -> list[float]:
        line = pd.Series([math.exp(goal)] * 2)
        return list(baselines(values, line, horizon).loc[0])

    # The normal curve's values from any printed table: at 0, at -1, at -1 / sqrt(2).
    assert asked(0.59, 1)[:2] == [1, 1]
    assert asked(0.79, 1)[:2] == [0, 1]
    assert asked(0.81, 1)[:2] == [0, 0]
    assert asked(0.8, 1)[2] == pytest.approx(0.5)
    assert asked(0.8 + deviation, 1)[2] == pytest.approx(0.15866, abs=1e-5)
    assert asked(1.0 + deviation, 2)[2] == pytest.approx(0.23975, abs=1e-5)
    # Whose last value is unknown has no probability.
    assert baselines(values, pd.Series([1.0, 1.0]), 1).loc[1].isna().all()


def test_a_truth_on_the_end_of_its_interval_lies_within() -> None:
    limits = pd.DataFrame({"low": [1.0, 2, 3], "high": [2.0, 3, 4]}, index=[*"abc"])
    assert coverage(limits, pd.Series({"c": 4.0, "a": 1.0, "b": 3.1})) == pytest.approx(2 / 3)
    assert coverage(limits, pd.Series({"a": 1.0, "b": np.nan})) == 1
