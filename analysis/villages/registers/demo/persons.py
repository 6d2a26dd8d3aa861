"""What the register of persons says: water, insurance, illness and schooling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from villages.registers.demo.choosing import lowest
from villages.registers.demo.course import Course, lacking, shortfall
from villages.registers.demo.population import LARGEST_HOUSEHOLD, Population
from villages.registers.demo.writing import Array
from villages.registers.demo.yearly import HouseholdYears, PersonYears

_STAGES = ("none", "kindergarten", "primary", "junior", "senior", "higher", "none")
_STAGE_STARTS = (3, 6, 12, 15, 18, 22)
#: Share enrolled in the first year, and how much of the rest goes to school with each later year.
_ENROLLED: dict[str, tuple[float, float]] = {
    "kindergarten": (0.78, 0.14),
    "primary": (0.997, 0.1),
    "junior": (0.985, 0.1),
    "senior": (0.87, 0.14),
    "higher": (0.44, 0.05),
}
_DROPOUTS = {"primary": 0.002, "junior": 0.012, "senior": 0.02}
_ILLNESS_AGES = np.array([0, 40, 55, 68])
_ILLNESS_RATES = np.array([0.001, 0.006, 0.013, 0.024])
_REMAINS_ILL = 0.66


@dataclass(frozen=True)
class Illness:
    """Who is seriously ill, and who of them is treated, per person row."""

    is_ill: Array
    is_treated: Array


@dataclass(frozen=True)
class Schooling:
    """Stage by age, who attends, who dropped out in the year, per person row."""

    stage: Array
    is_enrolled: Array
    has_dropped_out: Array


def illness(rng: np.random.Generator, population: Population, rows: PersonYears) -> Illness:
    """Let serious illness begin by age and last some years; ever more of it is treated."""
    shape = population.is_present.shape
    age = np.zeros(shape, int)
    age[rows.person, rows.year_index] = rows.age
    onset = _ILLNESS_RATES[np.searchsorted(_ILLNESS_AGES, age, side="right") - 1]
    is_ill = np.zeros(shape, bool)
    is_ill[:, 0] = rng.random(shape[0]) < onset[:, 0] / (1 - _REMAINS_ILL)
    for year in range(1, shape[1]):
        draw = rng.random(shape[0])
        is_ill[:, year] = np.where(is_ill[:, year - 1], draw < _REMAINS_ILL, draw < onset[:, year])
    ill = is_ill[rows.person, rows.year_index]
    treated = 1 - 0.28 * 0.68**rows.year_index
    patience = rng.random(len(is_ill))[rows.person]
    return Illness(ill, ill & (patience < treated))


def schooling(rng: np.random.Generator, population: Population, rows: PersonYears) -> Schooling:
    """Place everybody in the stage of their age; most attend, a few drop out."""
    stage = np.array(_STAGES)[np.searchsorted(_STAGE_STARTS, rows.age, side="right")]
    attends, drops = np.zeros(len(stage)), np.zeros(len(stage))
    for name, (first, gain) in _ENROLLED.items():
        here = stage == name
        attends[here] = 1 - (1 - first) * (1 - gain) ** rows.year_index[here]
        drops[here] = _DROPOUTS.get(name, 0) * 0.8 ** rows.year_index[here]
    bent = rng.random(len(population.birth_year))[rows.person]
    has_dropped_out = rng.random(len(stage)) < drops
    return Schooling(stage, (bent < attends) & ~has_dropped_out, has_dropped_out)


def education_aid(
    rng: np.random.Generator, rows: PersonYears, school: Schooling, is_needy: Array
) -> tuple[Array, Array]:
    """Return who is entitled to aid, and who receives it.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The persons by year.
    school
        Who attends.
    is_needy
        Whether the household is needy, per person row.
    """
    is_entitled = school.is_enrolled & is_needy
    reached = 1 - 0.26 * 0.7**rows.year_index
    luck = rng.random(rows.person.max() + 1)[rows.person]
    return is_entitled, is_entitled & (luck < reached)


def safe_water(
    rng: np.random.Generator,
    households: HouseholdYears,
    rows: PersonYears,
    course: Course,
    allowed: float,
    start: Array,
) -> Array:
    """Return who has safe water: whole households have it or lack it.

    Parameters
    ----------
    rng
        The source of chance.
    households, rows
        The households and the persons by year.
    course
        Which village meets the target when.
    allowed
        The share of persons without safe water at which the target is still met.
    start
        About the share without safe water long before, per village.
    """
    meets = course.meets["safe_water"]
    persons = np.bincount(rows.at, minlength=meets.size).reshape(meets.shape)
    share = shortfall(rng, meets, allowed, start)
    without = lacking(meets, share, persons, allowed, least=LARGEST_HOUSEHOLD)
    remote = rng.random(households.household.max() + 1)[households.household]
    lacks = lowest(remote, households.at, without.ravel(), households.residents)
    return ~lacks[rows.household_row]


def insured(
    rng: np.random.Generator, rows: PersonYears, course: Course, allowed: float, start: Array
) -> Array:
    """Return who is covered by the medical scheme.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The persons by year.
    course
        Which village meets the target when.
    allowed
        The share of uninsured at which the target is still met.
    start
        About the share of uninsured long before, per village.
    """
    meets = course.meets["health_insurance"]
    persons = np.bincount(rows.at, minlength=meets.size).reshape(meets.shape)
    share = shortfall(rng, meets, allowed, start)
    without = lacking(meets, share, persons, allowed)
    care = rng.random(rows.person.max() + 1)[rows.person]
    return ~lowest(care, rows.at, without.ravel())
