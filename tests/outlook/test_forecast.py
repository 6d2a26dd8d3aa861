"""Are certain worlds foretold as certain, and uncertain ones as uncertain as they are?"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from outlook.worlds import income_world
from villages.findings.outlook import (
    every_target_limits,
    exits,
    forecast,
    meets_every,
)
from villages.methods.growth import YearShock
from villages.plan.model import Better


def panel_of(rows: dict[str, list[float]], groups: dict[str, str] | None = None) -> pd.DataFrame:
    """A panel of yearly values, the first in 2014."""
    return pd.DataFrame(
        [
            {"unit": unit, "group": (groups or {}).get(unit, "one"), "year": 2014 + n, "value": v}
            for unit, values in rows.items()
            for n, v in enumerate(values)
        ]
    )


#: Growth of 10 % and of 20 % a year, without noise: 1,331 and 1,728 in the fourth year.
CERTAIN = {"slow": [1_000.0, 1_100, 1_210], "fast": [1_000.0, 1_200, 1_440]}


@pytest.mark.parametrize(
    ("line", "better", "expected"),
    [
        (1_331.0, "more", {"slow": 1, "fast": 1}),
        (1_331.01, "more", {"slow": 0, "fast": 1}),
        (1_728.01, "more", {"slow": 0, "fast": 0}),
        (1_331.0, "less", {"slow": 1, "fast": 0}),
        (pd.Series({"fast": 2_000.0, "slow": 1_300.0}), "more", {"slow": 1, "fast": 0}),
    ],
)
def test_a_certain_world_gives_0_or_1(
    line: float | pd.Series, better: Better, expected: dict[str, float]
) -> None:
    made = forecast(panel_of(CERTAIN), 1, draws=50, seed=1)
    assert made.probability(line, better).to_dict() == expected
    assert list(made.interval().loc["slow"]) == [1_331, 1_331, 1_331]


def test_two_years_ahead_grow_twice_and_a_missing_last_year_is_caught_up() -> None:
    rows = {**CERTAIN, "late": [500.0, 550, 605], "last unknown": [1_000.0, 1_100, np.nan]}
    made = forecast(panel_of(rows), 2, draws=50, seed=1)
    assert list(made.interval().loc["late"]) == pytest.approx([605 * 1.21] * 3)
    # Known to 2015: three years on to 2018, of which 2016 has passed.
    assert list(made.interval().loc["last unknown"]) == pytest.approx([1_464.1] * 3)


def test_of_whom_nothing_is_known_has_no_probability_and_never_exits() -> None:
    made = forecast(panel_of({**CERTAIN, "unknown": [np.nan] * 3}), 1, draws=50, seed=1)
    assert np.isnan(made.probability(1.0)["unknown"])
    assert made.is_known.to_dict() == {"fast": True, "slow": True, "unknown": False}
    assert not made.meets(1.0)[2].any() and not made.meets(1.0, "less")[2].any()
    assert exits(made.meets(1.0)).distribution.to_dict() == {0: 0, 1: 0, 2: 1, 3: 0}


def test_shares_stay_within_0_and_100_and_100_is_on_the_line_of_100() -> None:
    rows = {"done": [100.0] * 4, "near": [80.0, 88, 95, 99], "far": [30.0, 40, 45, 60]}
    made = forecast(panel_of(rows), 2, draws=500, seed=1, is_share=True)
    assert made.draws.min() >= 0 and made.draws.max() <= 100
    assert made.probability(100)["done"] > made.probability(100)["near"]
    same = forecast(
        panel_of({"a": [100.0] * 3, "b": [100.0] * 3}), 1, draws=9, seed=1, is_share=True
    )
    assert same.probability(100).tolist() == [1, 1]


def test_amounts_that_may_be_0_need_a_start() -> None:
    rows = {"none": [0.0, 0, 0], "some": [0.0, 10, 20]}
    with pytest.raises(ValueError, match="give start"):
        forecast(panel_of(rows), 1, draws=9, seed=1)
    made = forecast(panel_of(rows), 1, draws=200, seed=1, start=100.0)
    assert made.draws[0].mean() < made.draws[1].mean()


def test_one_year_ahead_the_common_shock_is_the_textbook_s_prediction() -> None:
    """The next of T equal years is m + s * sqrt(1 + 1/T) * t with T - 1 degrees of freedom."""
    changes = np.array([0.10, 0.02, 0.07, 0.09])
    path = 1_000 * np.exp(np.concatenate([[0], changes.cumsum()]))
    made = forecast(panel_of({"a": [*path], "b": [*2 * path]}), 1, draws=40_000, seed=3)
    drawn = np.log(made.draws[0] / path[-1])
    predicted = t(3, changes.mean(), changes.std(ddof=1) * np.sqrt(1 + 1 / 4))
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        # Four standard errors of a share of 40,000 draws.
        error = 4 * np.sqrt(share * (1 - share) / 40_000)
        assert (drawn <= predicted.ppf(share)).mean() == pytest.approx(share, abs=error)
    # The year strikes both alike.
    assert made.draws[1] == pytest.approx(2 * made.draws[0])


def test_three_years_say_little_and_what_is_known_beforehand_helps() -> None:
    rows = {"a": [100.0, 150, 160], "b": [200.0, 300, 320]}
    wide = forecast(panel_of(rows), 2, draws=20_000, seed=3)
    assert np.isfinite(wide.draws).all()
    helped = forecast(panel_of(rows), 2, draws=20_000, seed=3, shock=YearShock(0.03, 10))
    widths = [(each["high"] / each["low"]).iloc[0] for each in (wide.interval(), helped.interval())]
    assert widths[0] > 2 * widths[1]


def test_exits_of_independent_units_are_poisson_binomial_by_brute_force() -> None:
    """Every draw of a grid is one of 5 ** 4 equally likely worlds; the units know nothing of each
    other, and meet in 1, 2, 4 and 5 of five cases.
    """
    cases = (1, 2, 4, 5)
    grid = np.array([*product(range(5), repeat=4)]).T
    found = exits(grid < np.array(cases)[:, None])
    expected = np.zeros(5)
    for outcome in product((0, 1), repeat=4):
        chances = [k / 5 if met else 1 - k / 5 for met, k in zip(outcome, cases, strict=True)]
        expected[sum(outcome)] += np.prod(chances)
    assert found.distribution.to_numpy() == pytest.approx(expected)
    assert found.expected == pytest.approx(12 / 5)
    assert found.at_least(3) == pytest.approx(expected[3:].sum())


def test_the_limits_of_exits_leave_equal_tails() -> None:
    meets = np.arange(10)[:, None] < np.arange(10)[None, :]  # 0 to 9 exits, each in one draw of ten
    assert exits(meets).interval(0.8) == (1, 8)
    assert exits(meets).interval(1.0) == (0, 9)


def test_a_common_shock_makes_the_number_of_exits_less_certain_than_villages_apart() -> None:
    panel = income_world(1).panel
    line = float(panel["value"].median() * 1.1)
    made = forecast(panel, 1, draws=2_000, seed=1)
    number = exits(made.meets(line)).distribution
    spread = float((number * (number.index - exits(made.meets(line)).expected) ** 2).sum())
    chances = made.probability(line)
    # The variance of the Poisson binomial.
    assert spread > 2 * float((chances * (1 - chances)).sum())
    calm = forecast(panel, 1, draws=2_000, seed=1, shock=YearShock(0.0, 1e9))
    number = exits(calm.meets(line)).distribution
    apart = float((number * (number.index - exits(calm.meets(line)).expected) ** 2).sum())
    assert apart < spread / 2


def test_all_targets_lie_between_the_limits_whatever_hangs_together() -> None:
    random = np.random.default_rng(2)
    income, water = random.random((2, 30, 400)) < random.random((2, 30, 1))
    chances = pd.DataFrame({"income": income.mean(axis=1), "water": water.mean(axis=1)})
    limits = every_target_limits(chances)
    both = meets_every([income, water]).mean(axis=1)
    assert (both >= limits["low"] - 1e-9).all() and (both <= limits["high"] + 1e-9).all()
    # Together as far as they can be, and apart as far as they can be.
    nested = np.arange(400) < 400 * chances["income"].to_numpy()[:, None]
    other = np.arange(400) < 400 * chances["water"].to_numpy()[:, None]
    assert meets_every([nested, other]).mean(axis=1) == pytest.approx(limits["high"].to_numpy())
    away = meets_every([nested, other[:, ::-1]]).mean(axis=1)
    assert away == pytest.approx(limits["low"].to_numpy(), abs=1e-9)
    unknown = every_target_limits(pd.DataFrame({"income": [0.9], "water": [np.nan]}))
    assert list(unknown.loc[0]) == [0, 0.9]


def test_the_order_of_the_rows_and_another_run_change_nothing() -> None:
    panel = income_world(2).panel
    first = forecast(panel, 1, draws=100, seed=5)
    again = forecast(panel.sample(frac=1, random_state=1), 1, draws=100, seed=5)
    assert (first.draws == again.draws).all() and first.units.equals(again.units)
    assert (forecast(panel, 1, draws=100, seed=6).draws != first.draws).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda panel: pd.concat([panel, panel[:1]]), "two rows"),
        (lambda panel: panel.assign(group=[*"abcdef"]), "two groups"),
        (lambda panel: panel.assign(value=np.nan), "no value"),
    ],
)
def test_a_panel_that_contradicts_itself_is_refused(change: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast(change(panel_of(CERTAIN)), 1, draws=9, seed=1)  # type: ignore[operator]


def test_a_share_beyond_100_and_no_year_to_come_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        forecast(panel_of(CERTAIN), 1, draws=9, seed=1, is_share=True)
    with pytest.raises(ValueError, match="year to come"):
        forecast(panel_of(CERTAIN), 0, draws=9, seed=1)
    with pytest.raises(ValueError, match="neither better nor worse"):
        forecast(panel_of(CERTAIN), 1, draws=9, seed=1).probability(1.0, "neutral")
