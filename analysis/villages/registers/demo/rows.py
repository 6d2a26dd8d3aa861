"""The registers of households and of persons of one block of villages, as they were filled in."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from villages.plan.model import Plan
from villages.registers.demo import households as homes
from villages.registers.demo import persons as people
from villages.registers.demo.incomes import Circumstances, incomes
from villages.registers.demo.whole import Block, Whole
from villages.registers.demo.writing import Array, Table
from villages.registers.demo.yearly import HouseholdYears, PersonYears

#: Long before a target is met: the share of rows that lack it in low-income villages, elsewhere.
_START = {
    "safe_housing": (0.26, 0.12),
    "safe_water": (0.26, 0.12),
    "health_insurance": (0.06, 0.04),
}
#: The share of households that are entitled to dibao in the first year: the same two.
_ENTITLED = ((0.045, 0.125), (0.015, 0.055))

_DIGITS = np.frombuffer("0123456789abcdef".encode("utf-32-le"), "<u4")


def target_lines(plan: Plan) -> dict[str, float]:
    """Return the line of each target that has a fixed one."""
    return {
        card.id: float(card.targets[0].at_least)
        for card in plan.target_cards
        if isinstance(card.targets[0].at_least, Decimal)
    }


def draw_rows(
    plan: Plan, whole: Whole, block: Block, rows: HouseholdYears, person_rows: PersonYears
) -> tuple[Table, Table]:
    """Draw the registers of households and of persons, which depend on one another.

    Parameters
    ----------
    plan
        The plan, whose targets are met or missed.
    whole
        What is drawn for the whole county.
    block
        The villages of which the rows are.
    rows, person_rows
        Which households and persons there are in which year.
    """
    rng, population = block.rng, block.population
    course = whole.course.of(block.villages)
    lines = target_lines(plan)
    allowed = {name: 1 - lines[name] / 100 for name in _START}
    low = course.planned_exit_year > 0
    start = {name: np.where(low, *shares) for name, shares in _START.items()}
    illness = people.illness(rng, population, person_rows)
    school = people.schooling(rng, population, person_rows)
    ill = rows.per_household(person_rows, illness.is_ill)
    age = person_rows.age
    is_worker = (age >= 17) & (age < 66) & ~school.is_enrolled
    elders = rows.per_household(person_rows, age >= 60)
    workers = rows.per_household(person_rows, is_worker)
    burden = rng.normal(0, 1, rows.household.max() + 1)[rows.household]
    need = burden + 1.5 * ill + 0.6 * elders - 0.8 * workers
    rate = np.where(low, *(rng.uniform(*span, len(low)) for span in _ENTITLED))
    is_entitled, is_dibao = homes.dibao(rng, rows, course, need, rate)
    means = whole.means[block.villages]
    circumstances = Circumstances(workers, elders, ill, is_dibao)
    household_id = pseudonyms("H", whole.household_numbers[block.households])[rows.household]
    households = {
        "household_id": household_id,
        "resident_count": rows.residents,
        **incomes(rng, rows, circumstances, means),
        "house_grade": homes.house_grades(
            rng, rows, course, allowed["safe_housing"], start["safe_housing"]
        ),
        "is_dibao": is_dibao,
        "is_dibao_entitled": is_entitled,
        "is_cooperative_member": homes.cooperative_members(rng, rows, course),
        **homes.medical(rng, rows, ill),
    }
    is_needy = (is_entitled | (ill > 0) | (burden > 1.3))[person_rows.household_row]
    is_aid_entitled, has_education_aid = people.education_aid(rng, person_rows, school, is_needy)
    persons = {
        "person_id": pseudonyms("P", whole.person_numbers[block.persons])[person_rows.person],
        "household_id": household_id[person_rows.household_row],
        "age": age,
        "sex": np.where(population.is_female[person_rows.person], "female", "male"),
        "has_safe_water": people.safe_water(
            rng, rows, person_rows, course, allowed["safe_water"], start["safe_water"]
        ),
        "is_insured": people.insured(
            rng, person_rows, course, allowed["health_insurance"], start["health_insurance"]
        ),
        "has_serious_illness": illness.is_ill,
        "is_illness_treated": illness.is_treated,
        "school_stage": school.stage,
        "is_enrolled": school.is_enrolled,
        "has_dropped_out": school.has_dropped_out,
        "is_aid_entitled": is_aid_entitled,
        "has_education_aid": has_education_aid,
    }
    return Table(households), Table(persons)


def pseudonyms(letter: str, numbers: Array) -> Array:
    """Return ids: a letter and ten hexadecimal digits.

    Examples
    --------
    >>> pseudonyms("H", np.array([255, 1 << 36])).tolist()
    ['H00000000ff', 'H1000000000']
    """
    characters = np.empty((len(numbers), 11), "<u4")
    characters[:, 0] = ord(letter)
    characters[:, 1:] = _DIGITS[numbers[:, None] >> np.arange(36, -1, -4) & 15]
    return characters.view("<U11")[:, 0]
