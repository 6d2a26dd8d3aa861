"""What is drawn for all villages at once, although their rows are drawn block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from villages.registers.demo.course import Course
from villages.registers.demo.incomes import village_means
from villages.registers.demo.missing import careless_returns
from villages.registers.demo.population import Population, settle
from villages.registers.demo.sizes import Size
from villages.registers.demo.writing import Array


@dataclass(frozen=True)
class Block:
    """Villages that follow one another, whose rows are drawn and written together.

    ``rng`` is a source of chance of the block's own; the slices say where its villages, households
    and persons stand among the whole county's.
    """

    rng: np.random.Generator
    population: Population
    villages: slice
    households: slice
    persons: slice


@dataclass(frozen=True)
class Whole:
    """The whole county: what is fixed, what is meant to happen, and who lives where.

    The rest is drawn when it is first asked for: a county of one block draws everything from one
    source of chance, and the order in which that is asked is part of the demonstration's bytes.
    """

    rng: np.random.Generator
    county: Mapping[str, Any]
    course: Course
    years: Sequence[int]
    income_line_yuan: float
    blocks: Sequence[Block]

    @property
    def is_low_income(self) -> Array:
        """Which villages the plan is about."""
        chosen: Array = self.course.planned_exit_year > 0
        return chosen

    @cached_property
    def households(self) -> Array:
        """How many households each village has in each year."""
        return np.concatenate([block.population.households for block in self.blocks])

    @cached_property
    def residents(self) -> Array:
        """How many persons each village has in each year."""
        return np.concatenate([block.population.residents for block in self.blocks])

    @cached_property
    def means(self) -> Array:
        """The income per head that each village is to have in each year, in yuan."""
        return village_means(
            self.rng, self.county, self.course, self.residents, self.years, self.income_line_yuan
        )

    @cached_property
    def household_numbers(self) -> Array:
        """A number for each household, distinct over the whole county."""
        return _distinct(self.rng, self.blocks[-1].households.stop)

    @cached_property
    def person_numbers(self) -> Array:
        """A number for each person, distinct over the whole county."""
        return _distinct(self.rng, self.blocks[-1].persons.stop)

    @cached_property
    def late_village(self) -> int:
        """A village that meets every target in the last year, which its return does not show."""
        meets_all = np.all([meets[:, -1] for meets in self.course.meets.values()], axis=0)
        return int(self.rng.choice(np.flatnonzero(meets_all & self.is_low_income)))

    @cached_property
    def careless(self) -> Sequence[int]:
        """Village and year, numbered together, of the returns that have gaps."""
        others = np.flatnonzero(self.is_low_income)
        others = others[others != self.late_village]
        return careless_returns(self.rng, others, len(self.years))


def settle_blocks(
    rng: np.random.Generator, size: Size, township: Array, years: Sequence[int]
) -> Iterator[Block]:
    """Settle the county, block by block: by township, or all villages at once.

    Parameters
    ----------
    rng
        The county's source of chance. Each township has one of its own, derived from it.
    size
        How large the villages are.
    township
        Each village's township as a number, in ascending order.
    years
        The years, one after the other.
    """
    households = rng.integers(size.fewest_households, size.most_households, len(township))
    if size.is_by_township:
        ends = np.cumsum(np.bincount(township)).tolist()
        sources = rng.spawn(len(ends))
    else:
        ends, sources = [len(township)], [rng]
    village = household = person = 0
    for end, source in zip(ends, sources, strict=True):
        population = settle(source, households[village:end], years, size.founded_households)
        homes, people = len(population.household_village), len(population.birth_year)
        yield Block(
            source,
            population,
            slice(village, end),
            slice(household, household + homes),
            slice(person, person + people),
        )
        village, household, person = end, household + homes, person + people


def _distinct(rng: np.random.Generator, count: int) -> Array:
    """Distinct numbers of ten hexadecimal digits, in no order."""
    drawn = np.unique(rng.integers(0, 1 << 40, count + count // 100 + 100))
    return rng.permutation(drawn)[:count]
