"""Who lives in the villages: persons and households that persist, with births, deaths and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from villages.registers.demo.writing import Array

LARGEST_HOUSEHOLD = 8
_OLDEST = 100
_SIZE_SHARES = (0.11, 0.26, 0.25, 0.20, 0.11, 0.05, 0.015, 0.005)
_DEATH_AGES = np.array([0, 50, 65, 80, 93])
_DEATH_RATES = np.array([0.001, 0.005, 0.02, 0.08, 0.30])


@dataclass(frozen=True)
class Population:
    """Persons (one row each) and the households that they belong to, over all years.

    ``is_present`` has a row per person and a column per year.
    """

    household_village: Array
    person_household: Array
    birth_year: Array
    is_female: Array
    is_present: Array

    @property
    def residents(self) -> Array:
        """How many persons each village has in each year."""
        return self._by_village(self.household_village[self.person_household], self.is_present)

    @property
    def households(self) -> Array:
        """How many households each village has in each year."""
        is_lived_in = np.zeros((len(self.household_village), self.is_present.shape[1]), bool)
        person, year = np.nonzero(self.is_present)
        is_lived_in[self.person_household[person], year] = True
        return self._by_village(self.household_village, is_lived_in)

    def _by_village(self, village: Array, counts: Array) -> Array:
        villages = self.household_village.max() + 1
        columns = [np.bincount(village[marked], minlength=villages) for marked in counts.T]
        return np.stack(columns, axis=1)


@dataclass
class _Persons:
    household: Array
    birth_year: Array
    is_female: Array
    first_year: Array
    last_year: Array

    def join(self, *more: _Persons) -> _Persons:
        everyone = (self, *more)
        return _Persons(
            *(np.concatenate([getattr(part, name) for part in everyone]) for name in vars(self))
        )


def settle(
    rng: np.random.Generator, households: Array, years: Sequence[int], foundations: float
) -> Population:
    """Return a population over the years.

    Parameters
    ----------
    rng
        The source of chance.
    households
        How many households each village begins with.
    years
        The years, one after the other.
    foundations
        How many households are founded in a village on average in a year.
    """
    village = np.repeat(np.arange(len(households)), households)
    head_age = np.clip(rng.normal(49, 14, len(village)), 23, 88)
    persons = _families(rng, np.arange(len(village)), head_age, years)
    for year in years[1:]:
        _depart(rng, persons, year, years[-1])
        here = persons.last_year >= year
        size = np.bincount(persons.household[here], minlength=len(village))
        born = _births(rng, persons, size, year, years)
        arrived = _arrivals(rng, size, year, years)
        settlers = np.repeat(np.arange(len(households)), rng.poisson(foundations, len(households)))
        founded = np.arange(len(village), len(village) + len(settlers))
        young = np.clip(rng.normal(36, 7, len(settlers)), 23, 70)
        village = np.concatenate([village, settlers])
        persons = persons.join(
            born, arrived, _families(rng, founded, young, years[years.index(year) :])
        )
    columns = np.array(years)
    present = (persons.first_year[:, None] <= columns) & (columns <= persons.last_year[:, None])
    return Population(village, persons.household, persons.birth_year, persons.is_female, present)


def _families(
    rng: np.random.Generator, households: Array, head: Array, years: Sequence[int]
) -> _Persons:
    """Fill households around a head: spouse, children, then grandchildren or parents."""
    count = len(households)
    size = 1 + rng.choice(LARGEST_HOUSEHOLD, count, p=_SIZE_SHARES)
    head = np.where(size == 1, np.minimum(head + 9, 92), head)
    child = head - rng.normal(27, 4, count)
    parent = head + rng.normal(26, 3, count)
    ages = np.stack(
        [
            head,
            head + rng.normal(-1, 3, count),
            child,
            child - np.abs(rng.normal(3, 1.5, count)),
            np.where(child > 24, child - rng.normal(26, 3, count), parent),
            np.where(child > 26, child + rng.normal(-1, 3, count), parent - 2),
            child - np.abs(rng.normal(6, 2, count)),
            parent + rng.normal(0, 3, count),
        ],
        axis=1,
    )
    someone = rng.uniform(1, 60, ages.shape)
    ages = np.where((ages < 0) | (ages > 96), someone, ages)
    member = np.arange(LARGEST_HOUSEHOLD) < size[:, None]
    is_female = rng.random(ages.shape) < 0.49
    is_female[:, 0] = rng.random(count) < 0.14
    is_female[:, 1] = ~is_female[:, 0]
    age = np.floor(ages[member]).astype(int)
    return _Persons(
        np.repeat(households, size),
        years[0] - age,
        is_female[member],
        np.full(len(age), years[0]),
        np.full(len(age), years[-1]),
    )


def _depart(rng: np.random.Generator, persons: _Persons, year: int, last: int) -> None:
    """Deaths and moves away: whoever leaves was present last in the year before."""
    age = year - persons.birth_year
    chance = _DEATH_RATES[np.searchsorted(_DEATH_AGES, age, side="right") - 1]
    chance = chance + np.where((age >= 18) & (age <= 30), 0.025, 0.003)
    gone = (rng.random(len(age)) < chance) | (age > _OLDEST)
    persons.last_year[gone & (persons.last_year == last)] = year - 1


def _births(
    rng: np.random.Generator, persons: _Persons, size: Array, year: int, years: Sequence[int]
) -> _Persons:
    age = year - persons.birth_year
    mothers = persons.is_female & (age >= 20) & (age <= 38) & (persons.last_year >= year)
    mothers &= rng.random(len(age)) < 0.08
    # One birth a household and year, so that none outgrows the largest size.
    homes = np.unique(persons.household[mothers])
    homes = homes[size[homes] < LARGEST_HOUSEHOLD]
    return _Persons(
        homes,
        np.full(len(homes), year),
        rng.random(len(homes)) < 0.48,
        np.full(len(homes), year),
        np.full(len(homes), years[-1]),
    )


def _arrivals(rng: np.random.Generator, size: Array, year: int, years: Sequence[int]) -> _Persons:
    homes = np.flatnonzero((size > 0) & (size < 6) & (rng.random(len(size)) < 0.006))
    return _Persons(
        homes,
        year - rng.integers(20, 60, len(homes)),
        rng.random(len(homes)) < 0.6,
        np.full(len(homes), year),
        np.full(len(homes), years[-1]),
    )
