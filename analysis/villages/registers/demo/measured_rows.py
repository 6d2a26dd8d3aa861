"""What measures add to the registers of households and of persons: works, payments, services."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from villages.registers.demo.reach import Reach
from villages.registers.demo.support import CARRIERS
from villages.registers.demo.writing import Array, Table
from villages.registers.demo.yearly import HouseholdYears, PersonYears

#: Measures have a source of chance of their own: the older columns stay the same.
STREAM = 20190305

_EXTREMELY_POOR, _DISABLED_AND_POOR = 0.008, 0.55
_INSURED_FROM_YUAN, _INSURED_SHARE = 9_000, 0.22
_AIDED_FROM_YUAN, _AIDED_SHARE = 4_000, 0.30
_DISORDERLY, _MOST_AID_YUAN = 0.04, 20_000
_HARDSHIP, _UNCHECKED = 0.03, 0.002
_BLANK = 0.0008
_DISABLED_AGES, _DISABLED_RATES = np.array([0, 40, 60]), np.array([0.008, 0.03, 0.07])
_CHRONIC_AGES, _CHRONIC_RATES = np.array([0, 35, 55, 70]), np.array([0.01, 0.08, 0.22, 0.4])
_GRAVE_SHARE, _VOCATIONAL, _WILLING = 0.3, 0.42, 0.75
_EMPLOYED, _MORE_EMPLOYED = 0.74, (-0.01, 0.055)
_CARRIED, _MORE_CARRIED = 0.3, 0.09
#: Who holds shares: where farmers have become shareholders; where the reform is done; elsewhere.
_SHAREHOLDERS = (0.985, 0.45, 0.04)


def add_persons(reach: Reach, rows: PersonYears, table: Table) -> None:
    """Add the columns of measures to the register of persons.

    Parameters
    ----------
    reach
        How far the measures have come in these villages.
    rows
        The persons by year.
    table
        Their register, with all older columns; it is added to.
    """
    rng, given = reach.rng, table.columns
    count = rows.person.max() + 1
    age, at, who = rows.age, rows.at, rows.person
    latent = rng.random((4, count))[:, who]
    stage, is_enrolled = given["school_stage"], given["is_enrolled"]
    is_disabled = latent[0] < _by_age(age, _DISABLED_AGES, _DISABLED_RATES)
    is_chronic = latent[1] < _by_age(age, _CHRONIC_AGES, _CHRONIC_RATES)
    is_grave = given["has_serious_illness"] & (latent[2] < _GRAVE_SHARE)
    is_pupil = np.isin(stage, ("primary", "junior")) & is_enrolled
    is_vocational = (stage == "senior") & is_enrolled & (latent[3] < _VOCATIONAL)
    is_entitled_child = (stage == "kindergarten") & is_enrolled & given["is_aid_entitled"]
    workers = (age >= 16) & (age < 65) & ~is_enrolled & (latent[0] > 0.06)
    fees = reach.reached(is_entitled_child, at, who, 0.5, 0.85)
    fees |= reach.reached(is_vocational, at, who, 0.35, 0.9)
    trend = rng.uniform(*_MORE_EMPLOYED, len(reach.weakness))[at // reach.years]
    employed = workers & (rng.random(count)[who] < _EMPLOYED + trend * rows.year_index)
    given |= {
        "is_disabled": is_disabled,
        "has_chronic_illness": is_chronic,
        "is_signed_with_doctor": reach.reached(is_chronic, at, who, 0.35, 0.95),
        "is_gravely_ill": is_grave,
        "is_grave_illness_covered": reach.reached(is_grave, at, who, 0.55, 0.96),
        "has_free_textbooks": reach.reached(is_pupil, at, who, 0.96, 0.997),
        "is_vocational": is_vocational,
        "has_fees_waived": fees,
        "after_junior": _after_junior(rng, age, stage, is_enrolled, is_vocational),
        "is_in_labour_force": workers,
        "is_employed": employed,
        "is_trained": workers & (rng.random(len(age)) < 0.08 + 0.05 * rows.year_index),
    }


def _by_age(age: Array, ages: Array, rates: Array) -> Array:
    found: Array = rates[np.searchsorted(ages, age, side="right") - 1]
    return found


def _after_junior(
    rng: np.random.Generator, age: Array, stage: Array, is_enrolled: Array, is_vocational: Array
) -> Array:
    """Where those went who have just come out of junior school, the youngest of senior age."""
    is_graduate = (stage == "senior") & (age == age[stage == "senior"].min(initial=200))
    stays_out = np.where(rng.random(len(age)) < _WILLING, "willing", "unwilling")
    goes = np.where(is_vocational, "vocational", "general")
    found: Array = np.where(is_graduate, np.where(is_enrolled, goes, stays_out), "none")
    return found


def add_households(
    reach: Reach,
    rows: HouseholdYears,
    person_rows: PersonYears,
    households: Table,
    persons: Table,
    work: Mapping[str, Array],
) -> None:
    """Add the columns of measures to the register of households.

    Parameters
    ----------
    reach
        How far the measures have come in these villages.
    rows, person_rows
        The households and the persons by year.
    households
        Their register, with all older columns; it is added to.
    persons
        The register of persons, with the columns of measures.
    work
        What is done for these villages, as ``support.village_facts`` says it: a household is
        carried only where there is who carries it.
    """
    rng, given = reach.rng, households.columns
    count = rows.household.max() + 1
    at, who = rows.at, rows.household
    ill = rows.per_household(person_rows, persons.columns["has_serious_illness"])
    disabled = rows.per_household(person_rows, persons.columns["is_disabled"])
    is_entitled, is_dibao = given["is_dibao_entitled"], given["is_dibao"]
    category = _categories(rng, who, count, (is_entitled & (ill > 0), is_dibao, disabled > 0))
    has_hardship = rng.random(len(who)) < _HARDSHIP
    aided = reach.reached(has_hardship, at, who, 0.6, 0.94)
    amounts = 100 * rng.integers(5, 31, len(who))
    has_carrier = np.any([work[name] > 0 for name in CARRIERS], axis=0).ravel()[at]
    carried = rng.random(count)[who] < _CARRIED + _MORE_CARRIED * rows.year_index
    shares = np.select(
        [work["has_farmers_as_shareholders"], work["is_property_reform_complete"]],
        _SHAREHOLDERS[:2],
        _SHAREHOLDERS[2],
    )
    given |= {
        "household_category": category,
        **_houses(given["house_grade"], who, count),
        "is_means_checked": (is_dibao | is_entitled) & (rng.random(len(who)) >= _UNCHECKED),
        **_payments(rng, given, who, count, needy=is_entitled | (ill > 0)),
        "has_temporary_hardship": has_hardship,
        "temporary_aid_yuan": np.where(aided, amounts, 0),
        "is_carried_by_business": carried & has_carrier,
        "is_shareholder": rng.random(count)[who] < shares.ravel()[at],
    }


def _categories(
    rng: np.random.Generator, who: Array, count: int, traits: tuple[Array, Array, Array]
) -> Array:
    is_ill_poor, is_dibao, has_disabled = traits
    latent = rng.random((2, count))[:, who]
    found: Array = np.select(
        [
            is_ill_poor,
            latent[0] < _EXTREMELY_POOR,
            is_dibao,
            has_disabled & (latent[1] < _DISABLED_AND_POOR),
        ],
        ["ill_poor", "extremely_poor", "dibao", "disabled"],
        "general",
    )
    return found


def _houses(grade: Array, who: Array, count: int) -> dict[str, Array]:
    """The grade before any works, and what was done to a house that was unsafe and is not now."""
    start = np.full(count, "")
    for letter in ("C", "D"):
        start[who[grade == letter]] = letter
    # Rows follow one another year by year, so that the last written is the first year's.
    first = np.full(count, "")
    first[who[::-1]] = grade[::-1]
    was_unsafe = start[who] != ""
    is_unsafe = np.isin(grade, ("C", "D"))
    done = np.where(start[who] == "D", "rebuilt", "repaired")
    return {
        "grade_at_start": np.where(was_unsafe, start[who], first[who]),
        "house_works": np.where(was_unsafe & ~is_unsafe, done, "none"),
    }


def _payments(
    rng: np.random.Generator, given: dict[str, Array], who: Array, count: int, *, needy: Array
) -> dict[str, Array]:
    """Who paid what the family did not: the scheme first, then the insurance, then medical aid."""
    rest = given["medical_cost_yuan"] - given["medical_paid_yuan"]
    is_insured = given["medical_cost_yuan"] > _INSURED_FROM_YUAN
    is_aided = needy & (given["medical_cost_yuan"] > _AIDED_FROM_YUAN) & (rest > 0)
    insurance = np.where(is_insured, np.floor(rest * _INSURED_SHARE), 0)
    aid = np.where(is_aided, np.floor((rest - insurance) * _AIDED_SHARE), 0)
    is_disorderly = is_aided & (rng.random(count)[who] < _DISORDERLY)
    is_disorderly &= rest - insurance <= _MOST_AID_YUAN
    # Aid came before the scheme had paid anything.
    aid = np.where(is_disorderly, rest - insurance, aid)
    return {
        "scheme_paid_yuan": (rest - insurance - aid).astype(np.int64),
        "insurance_paid_yuan": insurance.astype(np.int64),
        "medical_aid_yuan": aid.astype(np.int64),
    }


def blank_some(rng: np.random.Generator, table: Table, before: set[str]) -> None:
    """Blank a few cells of the columns that measures have added to those before."""
    for column in table.columns:
        if column not in before:
            table.blank(column, rng.random(table.rows) < _BLANK)
