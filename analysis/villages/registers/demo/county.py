"""Demo registers of an invented county, made so that plan and reality differ as they do in life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from villages.plan.model import Plan
from villages.registers.demo import households as homes
from villages.registers.demo import persons as people
from villages.registers.demo import village_facts as facts
from villages.registers.demo.course import Course, draw_course
from villages.registers.demo.incomes import Circumstances, incomes, village_means
from villages.registers.demo.missing import Returns, lose
from villages.registers.demo.names import places, read_county
from villages.registers.demo.population import Population, settle
from villages.registers.demo.writing import Array, Table, write_registers
from villages.registers.demo.yearly import HouseholdYears, PersonYears, by_year

#: Long before a target is met: the share of rows that lack it in low-income villages, elsewhere.
_START = {
    "safe_housing": (0.26, 0.12),
    "safe_water": (0.26, 0.12),
    "health_insurance": (0.06, 0.04),
}
#: The share of households that are entitled to dibao in the first year: the same two.
_ENTITLED = ((0.045, 0.125), (0.015, 0.055))


def write(plan: Plan, folder: Path, seed: int) -> Path:
    """Write the registers of the invented county into a folder.

    Parameters
    ----------
    plan
        The plan for which the registers are made.
    folder
        Where the files go.
    seed
        The same seed gives the same bytes.
    """
    county = read_county()
    tables = draw_tables(plan, county, seed)
    card = {"is_demo": True, "as_of": county["as_of"].isoformat(), "source": county["source"]}
    return write_registers(plan, folder, tables, card)


def draw_tables(plan: Plan, county: Mapping[str, Any], seed: int) -> dict[str, Table]:
    """Draw the four registers: places, villages by year, households and persons."""
    rng = np.random.default_rng(seed)
    village = places(county)
    is_low_income = village.columns["is_low_income"]
    township = np.unique(village.columns["township_code"], return_inverse=True)[1]
    course = draw_course(rng, county, township, is_low_income, plan.years)
    village.columns["planned_exit_year"] = course.planned_exit_year
    village.blank("planned_exit_year", course.planned_exit_year == 0)
    population = settle(rng, rng.integers(38, 78, village.rows), plan.years)
    rows, person_rows = by_year(population, plan.years)
    code = village.columns["code"]
    village_years = _village_years(rng, plan.years, course, is_low_income, rows)
    households, persons = _rows(rng, plan, county, course, population, rows, person_rows)
    for table, at in (
        (village_years, np.arange(village_years.rows)),
        (households, rows.at),
        (persons, person_rows.at),
    ):
        table.columns["code"] = code[at // len(plan.years)]
        table.columns["year"] = np.array(plan.years)[at % len(plan.years)]
    late = _late_village(rng, course)
    returns = Returns(
        village_years=village_years,
        households=households,
        persons=persons,
        household_at=rows.at,
        person_at=person_rows.at,
        person_form=person_rows.household_row,
        is_low_income=is_low_income,
        late_village=late,
    )
    return {"places": village, **lose(rng, plan, returns, len(plan.years))}


def _village_years(
    rng: np.random.Generator,
    years: Sequence[int],
    course: Course,
    is_low_income: Array,
    rows: HouseholdYears,
) -> Table:
    cells = len(is_low_income) * len(years)
    hamlets = rng.integers(4, 13, len(is_low_income))
    columns = {
        "hamlet_count": np.repeat(hamlets[:, None], len(years), axis=1),
        **facts.roads(rng, course, hamlets),
        **facts.services(rng, course, is_low_income),
        **facts.environment(rng, course),
        **facts.products(rng, course, hamlets),
    }
    return Table(
        {
            "household_count": np.bincount(rows.at, minlength=cells),
            "person_count": np.bincount(rows.at, rows.residents, minlength=cells).astype(int),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )


def _rows(
    rng: np.random.Generator,
    plan: Plan,
    county: Mapping[str, Any],
    course: Course,
    population: Population,
    rows: HouseholdYears,
    person_rows: PersonYears,
) -> tuple[Table, Table]:
    """The registers of households and of persons, which depend on one another."""
    lines = {
        card.id: float(card.targets[0].at_least)
        for card in plan.target_cards
        if isinstance(card.targets[0].at_least, Decimal)
    }
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
    residents = np.bincount(rows.at, rows.residents, minlength=len(low) * len(plan.years))
    means = village_means(
        rng, county, course, residents.reshape(len(low), -1), plan.years, lines["income"]
    )
    circumstances = Circumstances(workers, elders, ill, is_dibao)
    household_id = _pseudonyms(rng, len(population.household_village), "H")[rows.household]
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
        "person_id": _pseudonyms(rng, len(population.birth_year), "P")[person_rows.person],
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


def _pseudonyms(rng: np.random.Generator, count: int, letter: str) -> Array:
    """Distinct ids: a letter and ten hexadecimal digits, in no order."""
    drawn = np.unique(rng.integers(0, 1 << 40, count + count // 100 + 100))
    chosen = rng.permutation(drawn)[:count]
    return np.array([f"{letter}{number:010x}" for number in chosen.tolist()])


def _late_village(rng: np.random.Generator, course: Course) -> int:
    """A village that meets every target in the last year, which its return does not show."""
    meets_all = np.all([meets[:, -1] for meets in course.meets.values()], axis=0)
    return int(rng.choice(np.flatnonzero(meets_all & (course.planned_exit_year > 0))))
