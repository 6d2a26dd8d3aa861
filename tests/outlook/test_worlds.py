"""Do intervals hold what they promise in worlds whose truth is known, and nobody fitted to?

The promise is four truths of five; between 75 and 85 of a hundred counts as kept. The truths of one
world are one cluster: its year strikes all villages. The shares that lie within differ from world
to world by a standard deviation of 0.14 to 0.19 (``benchmarks/outlook.py`` prints it); with 0.2,
the mean of n worlds has a standard error of 0.2 / sqrt(n): 0.014 for the 200 of the full size, at
which the bounds are as they stand, and 0.045 for the 20 of the small size, which are allowed two of
them beyond the bounds: 0.66 to 0.94. That years without their shock fail shows that tests can fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from outlook.worlds import HORIZONS, World, income_world, share_world
from villages.findings.outlook import exits, forecast
from villages.findings.outlook_backtest import coverage
from villages.methods.growth import YearShock

IS_FULL = os.environ.get("VILLAGES_SIZE") == "full"
WORLDS, DRAWS = (200, 1_000) if IS_FULL else (20, 500)
ALLOWED = 0.05 + (0.0 if IS_FULL else 2 * 0.2 / np.sqrt(WORLDS))

#: Knowing beforehand, and for sure, that no year differs from another: which is wrong.
CALM = YearShock(0.0, 1e9)

Making = Callable[[int], World]


@cache
def held(make: Making, horizon: int, shock: YearShock | None = None) -> tuple[float, float]:
    """The mean share of villages, and of numbers of exits, that lay in their 80 % intervals."""
    villages, numbers = [], []
    for seed in range(WORLDS):
        world = make(seed)
        is_share = make is share_world
        made = forecast(
            world.panel, horizon, draws=DRAWS, seed=seed, is_share=is_share, shock=shock
        )
        truth = world.truth[horizon]
        limits = made.interval(0.8)
        villages.append(coverage(limits, truth))
        line = float(limits["middle"].median())
        least, most = exits(made.meets(line)).interval(0.8)
        numbers.append(least <= int((truth >= line).sum()) <= most)
    return float(np.mean(villages)), float(np.mean(numbers))


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("make", [income_world, share_world])
def test_four_truths_of_five_lie_in_the_interval(make: Making, horizon: int) -> None:
    assert held(make, horizon)[0] == pytest.approx(0.8, abs=ALLOWED)


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("make", [income_world, share_world])
def test_the_number_of_exits_lies_in_its_interval_as_often(make: Making, horizon: int) -> None:
    """A number lies within or not: 0.4 / sqrt(n) is one standard error, two and a half allowed.

    Whole numbers leave less than the tails outside, hence the more above.
    """
    error = 2.5 * 0.4 / np.sqrt(WORLDS)
    assert 0.8 - error <= held(make, horizon)[1] <= 0.85 + error


@pytest.mark.parametrize("make", [income_world, share_world])
def test_without_the_shock_of_a_year_the_promise_is_broken(make: Making) -> None:
    villages, numbers = held(make, 1, CALM)
    assert villages < 0.75
    assert villages < held(make, 1)[0] - 0.05
    assert numbers < held(make, 1)[1] - 0.1
