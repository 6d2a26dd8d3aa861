"""Demo registers of an invented county, made so that plan and reality differ as they do in life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from villages.plan.model import Plan
from villages.registers.demo import duties, exits, measured_rows, pairings, projects, support
from villages.registers.demo import village_facts as facts
from villages.registers.demo.course import draw_course
from villages.registers.demo.missing import (
    Returns,
    blank_village_cells,
    lose_by_carelessness,
    lose_by_chance,
)
from villages.registers.demo.names import places, read_county
from villages.registers.demo.reach import Reach
from villages.registers.demo.rows import draw_rows, target_lines
from villages.registers.demo.sizes import FULL_SIZE, SMALL_SIZE, Size
from villages.registers.demo.whole import Block, Whole, settle_blocks
from villages.registers.demo.writing import Array, Table, write_registers
from villages.registers.demo.yearly import HouseholdYears, PersonYears, by_year


def write(plan: Plan, folder: Path, seed: int, *, is_full_size: bool = False) -> Path:
    """Write the registers of the invented county into a folder, small or in full size."""
    return write_county(plan, folder, seed, FULL_SIZE if is_full_size else SMALL_SIZE)


def write_county(plan: Plan, folder: Path, seed: int, size: Size) -> Path:
    """Write the registers of the invented county, its villages of any size.

    Parameters
    ----------
    plan
        The plan for which the registers are made.
    folder
        Where the files go.
    seed
        The same seed gives the same bytes.
    size
        How large the villages are.
    """
    county = read_county()
    blocks = draw_blocks(plan, county, seed, size)
    card = {"is_demo": True, "as_of": county["as_of"].isoformat(), "source": county["source"]}
    return write_registers(plan, folder, blocks, card)


def draw_blocks(
    plan: Plan, county: Mapping[str, Any], seed: int, size: Size
) -> Iterator[Mapping[str, Table]]:
    """Draw the households and persons of each block; then what is of the villages themselves."""
    rng = np.random.default_rng(seed)
    village = places(county)
    is_low_income = village.columns["is_low_income"]
    township = np.unique(village.columns["township_code"], return_inverse=True)[1]
    course = draw_course(rng, county, township, is_low_income, plan.years)
    village.columns["planned_exit_year"] = course.planned_exit_year
    village.blank("planned_exit_year", course.planned_exit_year == 0)
    blocks = list(settle_blocks(rng, size, township, plan.years))
    own = np.random.default_rng([seed, measured_rows.STREAM])
    # What is done for villages holds for their households; it is written last.
    work = support.village_facts(own, course, plan.years) if _has_measures(plan) else {}
    whole = Whole(rng, county, course, plan.years, target_lines(plan)["income"], blocks)
    village_years = _village_years(plan, whole, village.columns["code"])
    for block in blocks:
        source = np.random.default_rng([seed, measured_rows.STREAM, block.villages.start])
        done = {name: values[block.villages] for name, values in work.items()}
        code = village.columns["code"][block.villages]
        yield _returned(plan, whole, block, size, code, source, done)
    blank_village_cells(rng, plan, village_years, np.repeat(is_low_income, len(plan.years)))
    tables = {"places": village, "village_years": village_years}
    if projects.REGISTER in plan.registers:
        tables[projects.REGISTER] = projects.draw_projects(seed, village, plan.years)
    if work:
        tables |= _supported(own, plan, work, village)
    if exits.SIGNATURES in plan.registers:
        signing = np.random.default_rng([seed, exits.STREAM])
        code = village.columns["code"]
        tables[exits.SIGNATURES] = exits.signatures(signing, course, code, plan.years)
        tables[exits.REVIEWS] = exits.reviews(signing, course, code, plan.years)
    if duties.RECORDS in plan.registers:
        recording = np.random.default_rng([seed, duties.STREAM])
        code = village.columns["code"]
        tables[duties.RECORDS] = duties.duty_records(recording, plan, course, code, plan.years)
    if work and pairings.REGISTER in plan.registers:
        pairing = np.random.default_rng([seed, pairings.STREAM])
        code = village.columns["code"]
        tables[pairings.REGISTER] = pairings.pairings(
            pairing, work, is_low_income, code, plan.years
        )
    yield tables


def _has_measures(plan: Plan) -> bool:
    return support.VILLAGES in plan.registers


def _supported(
    rng: np.random.Generator, plan: Plan, work: Mapping[str, Array], village: Table
) -> dict[str, Table]:
    """What is done for the villages, and what townships and the city answer for themselves."""
    townships, index = np.unique(village.columns["township_code"], return_inverse=True)
    low_income = np.bincount(index, village.columns["is_low_income"])
    code = village.columns["code"]
    city = str(village.columns["city_code"][0])
    return {
        support.VILLAGES: support.village_work(rng, work, code, plan.years),
        support.TOWNSHIPS: support.township_years(rng, townships, low_income, plan.years),
        support.CITY: support.city_years(rng, city, plan.years),
    }


def _village_years(plan: Plan, whole: Whole, code: Array) -> Table:
    rng, course, years = whole.rng, whole.course, plan.years
    hamlets = rng.integers(4, 13, len(code))
    columns = {
        "hamlet_count": np.repeat(hamlets[:, None], len(years), axis=1),
        **facts.roads(rng, course, hamlets),
        **facts.services(rng, course, whole.is_low_income),
        **facts.environment(rng, course),
        **facts.products(rng, course, hamlets),
        "household_count": whole.households,
        "person_count": whole.residents,
    }
    return Table(
        {
            "code": np.repeat(code, len(years)),
            "year": np.tile(years, len(code)),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )


def _returned(
    plan: Plan,
    whole: Whole,
    block: Block,
    size: Size,
    code: Array,
    source: np.random.Generator,
    work: Mapping[str, Array],
) -> Mapping[str, Table]:
    """The registers of households and of persons as they came in from a block of villages."""
    rows, person_rows = by_year(block.population, plan.years)
    households, persons = draw_rows(plan, whole, block, rows, person_rows)
    for table, at in ((households, rows.at), (persons, person_rows.at)):
        table.columns["code"] = code[at // len(plan.years)]
        table.columns["year"] = np.array(plan.years)[at % len(plan.years)]
    returns = Returns(
        households=households,
        persons=persons,
        household_at=rows.at,
        person_at=person_rows.at,
        person_form=person_rows.household_row,
        is_low_income=whole.is_low_income[block.villages],
    )
    first = block.villages.start * len(plan.years)
    late = (whole.late_village + 1) * len(plan.years) - 1 - first
    lost = lose_by_chance(block.rng, plan, returns, late)
    careless = [
        at - first for at in whole.careless if 0 <= at - first < len(code) * len(plan.years)
    ]
    lose_by_carelessness(block.rng, plan, returns, lost, careless, size.careless_rows)
    if work:
        reach = Reach.of(source, whole.course.of(block.villages))
        _add_measures(reach, returns, rows, person_rows, work)
    return returns.without(lost)


def _add_measures(
    reach: Reach,
    returns: Returns,
    rows: HouseholdYears,
    person_rows: PersonYears,
    work: Mapping[str, Array],
) -> None:
    """Add what measures ask of households and persons, from a source of chance of its own."""
    households, persons = returns.households, returns.persons
    before = {*households.columns, *persons.columns}
    measured_rows.add_persons(reach, person_rows, persons)
    measured_rows.add_households(reach, rows, person_rows, households, persons, work)
    for table in (households, persons):
        measured_rows.blank_some(reach.rng, table, before)
