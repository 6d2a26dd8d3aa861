"""Invented worlds whose truth is known, to see whether what is foretold comes true.

Frozen before the first fit, and not changed since: the outlook is held against these worlds, they
are not bent to it. Every world draws its own rates, townships and shocks from the seed. They hold
what the outlook does not know: shocks of a year with heavy tails, shocks of a township in a year,
villages that jump more than others, errors of reporting that the next year takes back, and
reports that are missing, the last year's among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

UNITS, GROUPS, HORIZONS = 55, 12, (1, 2)
_LAST_YEAR = 2018


@dataclass(frozen=True)
class World:
    """What is known of a world up to its last year, and what comes then.

    Attributes
    ----------
    panel
        Columns ``unit``, ``group``, ``year`` and ``value``, without the years to come.
    truth
        The values to come: a row for each unit, a column for each number of years ahead.
    """

    panel: pd.DataFrame
    truth: pd.DataFrame


def income_world(seed: int) -> World:
    """Income per head in yuan, of 55 villages in 12 townships, 5 or 6 years known."""
    random = np.random.default_rng([seed, 1])
    group = _groups(random)
    known = int(random.integers(5, 7))
    start = np.log(9_500) + 0.2 * random.standard_normal(UNITS)
    # Logarithms of yearly growth: the county's, and what sets townships and villages apart.
    pace = np.full(UNITS, random.uniform(0.04, 0.12))
    pace = pace + random.uniform(0, 0.03) * _heavy(random, 4, GROUPS)[group]
    pace = pace + random.uniform(0, 0.02) * random.standard_normal(UNITS)
    path = start + _walk(
        random,
        group,
        known,
        pace,
        year=random.uniform(0.01, 0.06),
        township=random.uniform(0, 0.03),
        village=random.uniform(0.02, 0.08),
    )
    # The error of a year's report; the next year's is another.
    path = path + random.uniform(0, 0.02) * random.standard_normal(path.shape)
    return _world(random, group, known, np.exp(path).round())


def share_world(seed: int) -> World:
    """Households in safe housing per hundred, counted as whole households, near 100 at the end."""
    random = np.random.default_rng([seed, 2])
    group = _groups(random)
    known = int(random.integers(5, 7))
    households = random.integers(40, 400, UNITS)
    start = random.uniform(0, 1.5) + 0.6 * random.standard_normal(UNITS)
    # Logarithms of the odds.
    pace = np.full(UNITS, random.uniform(0.1, 0.4))
    pace = pace + random.uniform(0, 0.12) * _heavy(random, 4, GROUPS)[group]
    pace = pace + random.uniform(0, 0.08) * random.standard_normal(UNITS)
    path = start + _walk(
        random,
        group,
        known,
        pace,
        year=random.uniform(0.02, 0.25),
        township=random.uniform(0, 0.1),
        village=random.uniform(0.05, 0.3),
    )
    counted = (households / (1 + np.exp(-path))).round()
    return _world(random, group, known, 100 * counted / households)


def _groups(random: np.random.Generator) -> NDArray[np.int64]:
    """Every township has a village; the others lie where they like."""
    rest = random.integers(0, GROUPS, UNITS - GROUPS)
    return np.concatenate([np.arange(GROUPS), rest])


def _heavy(
    random: np.random.Generator, freedom: int, size: int | tuple[int, int]
) -> NDArray[np.float64]:
    """Student's t, scaled to a variance of 1."""
    unscaled = random.standard_t(freedom, size)
    scaled: NDArray[np.float64] = unscaled / np.sqrt(freedom / (freedom - 2))
    return scaled


def _walk(
    random: np.random.Generator,
    group: NDArray[np.int64],
    known: int,
    pace: NDArray[np.float64],
    *,
    year: float,
    township: float,
    village: float,
) -> NDArray[np.float64]:
    """The way from the first year on: a row for each year to come after it, a column per unit."""
    steps = known - 1 + max(HORIZONS)
    restless = np.exp(0.3 * random.standard_normal(UNITS))
    change = pace + year * _heavy(random, 4, (steps, 1))
    change = change + township * random.standard_normal((steps, GROUPS))[:, group]
    change = change + village * restless * _heavy(random, 3, (steps, UNITS))
    return np.vstack([np.zeros(UNITS), np.cumsum(change, axis=0)])


def _world(
    random: np.random.Generator, group: NDArray[np.int64], known: int, value: NDArray[np.float64]
) -> World:
    units = [f"village {number:02}" for number in range(UNITS)]
    years = np.arange(_LAST_YEAR - known + 1, _LAST_YEAR + 1)
    panel = pd.DataFrame(
        {
            "unit": np.tile(units, known),
            "group": np.tile([f"township {number:02}" for number in group], known),
            "year": np.repeat(years, UNITS),
            "value": value[:known].ravel(),
        }
    )
    # One report of twenty is missing; a village's first is kept, so that each has one.
    is_missing = (random.random(len(panel)) < 0.05) & (panel["year"] > years[0])
    truth = pd.DataFrame(
        {ahead: value[known - 1 + ahead] for ahead in HORIZONS}, index=pd.Index(units, name="unit")
    )
    return World(panel[~is_missing].reset_index(drop=True), truth)
