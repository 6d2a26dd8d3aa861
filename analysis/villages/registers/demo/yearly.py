"""The population year by year: one row per person and year, one per household and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from villages.registers.demo.population import Population
from villages.registers.demo.writing import Array


@dataclass(frozen=True)
class PersonYears:
    """Rows of persons by year; ``household_row`` is the row in ``HouseholdYears``.

    ``at`` numbers village and year together: village times number of years plus year.
    """

    person: Array
    year_index: Array
    at: Array
    age: Array
    household_row: Array


@dataclass(frozen=True)
class HouseholdYears:
    """Rows of households by year, and how many persons each holds."""

    household: Array
    village: Array
    year_index: Array
    at: Array
    residents: Array

    def per_household(self, persons: PersonYears, marked: Array) -> Array:
        """Return how many of the marked person rows each household row has."""
        rows = persons.household_row[marked]
        return np.bincount(rows, minlength=len(self.household))


def by_year(population: Population, years: Sequence[int]) -> tuple[HouseholdYears, PersonYears]:
    """Return the rows of all households and persons in the years in which they are present."""
    span = len(years)
    person, year_index = np.nonzero(population.is_present)
    household = population.person_household[person]
    cell = household * span + year_index
    sizes = np.bincount(cell, minlength=len(population.household_village) * span)
    rows = np.flatnonzero(sizes)
    row_of = np.cumsum(sizes > 0) - 1
    village = population.household_village[rows // span]
    households = HouseholdYears(
        rows // span, village, rows % span, village * span + rows % span, sizes[rows]
    )
    persons = PersonYears(
        person,
        year_index,
        population.household_village[household] * span + year_index,
        np.array(years)[year_index] - population.birth_year[person],
        row_of[cell],
    )
    return households, persons
