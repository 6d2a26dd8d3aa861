"""Four sources of income per household, so that each village's mean comes out as it is meant to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from villages.registers.demo.course import Course
from villages.registers.demo.writing import Array
from villages.registers.demo.yearly import HouseholdYears

#: How far (in logarithms) a village's income lies from the mean of the low-income villages, by
#: how many years before the last its income first reaches the plan's line; -1 for never.
_DISTANCE = {
    3: (0.13, 0.20),
    2: (0.035, 0.11),
    1: (-0.055, 0.02),
    0: (-0.13, -0.07),
    -1: (-0.25, -0.15),
}
# No household comes nearer than this to the highest plausible amounts.
_MOST_WAGE, _MOST_BUSINESS, _MOST_PROPERTY, _MOST_TRANSFER = 59_000, 59_000, 7_900, 19_500
_ROUNDS = 12


@dataclass(frozen=True)
class Circumstances:
    """What a household's income depends on: who works, who draws a pension, who is ill."""

    workers: Array
    elders: Array
    ill: Array
    is_dibao: Array


def village_means(
    rng: np.random.Generator,
    county: Mapping[str, Any],
    course: Course,
    residents: Array,
    years: Sequence[int],
    line_yuan: float,
) -> Array:
    """Return the income per head that each village is to have in each year.

    The low-income villages together have exactly the mean that the county fixes, and each stands
    on the side of the line that its course says.

    Parameters
    ----------
    rng
        The source of chance.
    county
        What is fixed: the means by year.
    course
        Which village reaches the line when.
    residents
        Persons by village and year.
    years
        The years, one after the other.
    line_yuan
        The plan's target per head.
    """
    meets = course.meets["income"]
    together = np.array([county["income_together"][year] for year in years])
    elsewhere = np.array([county["income_elsewhere"][year] for year in years])
    wealth = rng.normal(-0.01, 0.12, (len(meets), 1))
    low = course.planned_exit_year > 0
    before_last = len(years) - 1 - np.where(meets.any(axis=1), meets.argmax(axis=1), len(years))
    for village in np.flatnonzero(low):
        wealth[village] = rng.uniform(*_DISTANCE[before_last[village]])
    path = np.where(low[:, None], together, elsewhere) * np.exp(wealth)
    path = path * np.exp(rng.normal(0, 0.012, path.shape))
    margin = rng.uniform(15, 260, path.shape)
    for year in range(len(years)):
        path[low, year] = _together(
            path[low, year],
            residents[low, year],
            together[year],
            np.where(meets[low, year], line_yuan + margin[low, year], 0),
            np.where(meets[low, year], np.inf, line_yuan - margin[low, year]),
        )
    return path


def _together(means: Array, weight: Array, wanted: float, lowest: Array, highest: Array) -> Array:
    """Scale the means, each within its bounds, until their weighted mean is the wanted one."""
    below, above = 0.5, 2.0
    for _ in range(60):
        factor = (below + above) / 2
        if np.average(np.clip(means * factor, lowest, highest), weights=weight) < wanted:
            below = factor
        else:
            above = factor
    scaled: Array = np.clip(means * above, lowest, highest)
    return scaled


def incomes(
    rng: np.random.Generator,
    rows: HouseholdYears,
    circumstances: Circumstances,
    means: Array,
) -> dict[str, Array]:
    """Return the columns of the four sources, in whole yuan.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The households by year.
    circumstances
        What income depends on, per row.
    means
        Income per head by village and year.
    """
    mean = means.ravel()[rows.at]
    known = circumstances
    count = rows.household.max() + 1
    skill, land = rng.normal(0, 0.52, count), rng.normal(0, 0.55, count)
    chance = rng.normal(0, 0.18, (2, len(rows.household)))
    farmers = np.minimum(known.workers, 1) + 0.35 * (known.elders > 0)
    employed = np.maximum(known.workers - 0.7, 0.25 * (known.workers > 0))
    health = np.where(known.ill > 0, 0.72, 1.0)
    wage = mean * 1.1 * employed * health * np.exp(skill[rows.household] + chance[0])
    business = mean * 0.95 * farmers * health * np.exp(land[rows.household] + chance[1])
    has_loss = rng.random(len(mean)) < 0.012
    loss = np.where(has_loss, rng.uniform(200, 6000, len(mean)), 0)
    business[has_loss] = 0
    rented = rng.lognormal(0, 0.8, count)[rows.household]
    property_yuan = np.minimum(mean * 0.05 * rented, _MOST_PROPERTY)
    transfer = mean * (0.13 * known.elders + 0.05 * rows.residents + 0.12 * known.ill)
    transfer += np.where(known.is_dibao, 2200 * np.sqrt(rows.residents), 0)
    transfer = _MOST_TRANSFER * np.tanh(transfer / _MOST_TRANSFER)
    # Wage and business bear what remains of the village's mean.
    wanted = means.ravel() * np.bincount(rows.at, rows.residents, minlength=means.size)
    rest = wanted - np.bincount(rows.at, property_yuan + transfer - loss, minlength=means.size)
    factor = np.ones(means.size)
    for _ in range(_ROUNDS):
        earned = [
            _level_off(amount * factor[rows.at], most)
            for amount, most in ((wage, _MOST_WAGE), (business, _MOST_BUSINESS))
        ]
        factor *= rest / np.bincount(rows.at, earned[0] + earned[1], minlength=means.size)
    columns = {
        "wage_income_yuan": earned[0],
        "business_income_yuan": earned[1] - loss,
        "property_income_yuan": property_yuan,
        "transfer_income_yuan": transfer,
    }
    return {name: np.rint(amount).astype(np.int64) for name, amount in columns.items()}


def _level_off(amount: Array, most: float) -> Array:
    """Amounts that come near the most level off, so that they do not heap there."""
    levelled: Array = most * np.tanh(amount / most)
    return levelled
