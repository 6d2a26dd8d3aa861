"""Invented work for the villages, and what townships and the city answer for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from villages.registers.demo.course import Course
from villages.registers.demo.reach import Reach
from villages.registers.demo.writing import Array, Table

VILLAGES, TOWNSHIPS, CITY = "village_work", "township_years", "city_years"

#: About which share of villages has something in the first and in the last year.
_FACTS: dict[str, tuple[float, float]] = {
    "has_trade_plan": (0.35, 0.97),
    "has_leading_trade": (0.3, 0.92),
    "has_standard_production": (0.1, 0.71),
    "is_in_regional_brand": (0.05, 0.67),
    "is_property_reform_complete": (0.0, 0.92),
    "has_clinic_equipment": (0.4, 0.97),
    "is_party_branch_standard": (0.4, 0.97),
    "has_technician": (0.2, 0.84),
    "has_credit_service": (0.3, 0.84),
    "has_online_shop_station": (0.1, 0.88),
    "has_ecology_project": (0.3, 0.8),
    "has_support_unit": (0.7, 1.09),
    "has_partner_firm": (0.25, 0.88),
    "has_support_plan": (0.3, 0.98),
}
_BLANK, _LOST = 0.003, 0.01
_COLLECTIVE_YUAN, _PARTNER_YUAN, _TOWNSHIP_YUAN = 40_000, 60_000, 900_000
#: A first secretary serves three years; then another one comes.
_TERM_MONTHS = 36
#: In this year, counted from 0, the return of a township that has low-income villages is missing.
_MISSING_TOWNSHIP_YEAR = 1


def village_facts(
    rng: np.random.Generator, course: Course, years: Sequence[int]
) -> Mapping[str, Array]:
    """Draw what is done for every village in every year: a row per village, a column per year.

    Parameters
    ----------
    rng
        The source of chance.
    course
        Which village meets which target when; one that fails many does less beside them.
    years
        The years.
    """
    reach = Reach.of(rng, course)
    shape = (len(course.planned_exit_year), len(years))
    facts: dict[str, Array] = {name: reach.spread(*ends) for name, ends in _FACTS.items()}
    step = np.arange(shape[1])
    reformed = facts["is_property_reform_complete"]
    facts |= {name: reformed & reach.spread(0.2, 1.09) for name in _CHANGES}
    facts |= {name: reach.counts(*usual) for name, usual in _COUNTS.items()}
    collective = (
        rng.lognormal(np.log(_COLLECTIVE_YUAN), 0.5, (shape[0], 1))
        * rng.uniform(0.98, 1.22, (shape[0], 1)) ** step
    )
    facts["collective_income_yuan"] = _hundreds(collective * rng.uniform(0.93, 1.07, shape))
    kindergartens = np.repeat(rng.integers(0, 2, (shape[0], 1)), shape[1], axis=1)
    schools = np.repeat(rng.integers(1, 3, (shape[0], 1)), shape[1], axis=1)
    doctors = np.repeat(rng.integers(1, 3, (shape[0], 1)), shape[1], axis=1)
    cadres = np.repeat(rng.integers(3, 8, (shape[0], 1)), shape[1], axis=1)
    facts |= {
        "public_kindergarten_count": kindergartens,
        "subsidised_kindergarten_count": kindergartens * reach.spread(0.5, 0.93),
        "school_count": schools,
        "standard_school_count": _some(schools, reach.spread(0.3, 0.97), 1),
        "warm_school_count": _some(schools, reach.spread(0.2, 0.92), 1),
        "village_doctor_count": doctors,
        "trained_doctor_count": _some(doctors, reach.spread(0.3, 0.88), 1),
        "cadre_count": cadres,
        "trained_cadre_count": _some(cadres, reach.spread(0.3, 0.92), 2),
        "has_tourism_potential": np.repeat(rng.random((shape[0], 1)) < 0.4, shape[1], axis=1),
    }
    facts["has_tourism_project"] = facts["has_tourism_potential"] & reach.spread(0.2, 0.92)
    facts["has_firm_base"] = facts["has_partner_firm"] & reach.spread(0.1, 0.59)
    given = rng.lognormal(np.log(_PARTNER_YUAN), 0.6, shape)
    facts["partner_yuan"] = _hundreds(given * facts["has_support_unit"])
    has_secretary = reach.spread(0.5, 1.13)
    months = np.cumsum(np.where(has_secretary, 12, 0), axis=1) - rng.integers(0, 8, (shape[0], 1))
    facts["has_first_secretary"] = has_secretary
    served = (np.maximum(months, 1) - 1) % _TERM_MONTHS + 1
    facts["first_secretary_months"] = np.where(has_secretary, served, 0)
    meets = np.all(np.stack(list(course.meets.values())), axis=0)
    is_due = (course.planned_exit_year[:, None] > 0) & (years >= course.planned_exit_year[:, None])
    # What is accepted stays so, also where a village falls back.
    facts["has_passed_acceptance"] = np.logical_or.accumulate(meets & is_due, axis=1)
    return facts


def village_work(
    rng: np.random.Generator, facts: Mapping[str, Array], code: Array, years: Sequence[int]
) -> Table:
    """Return what came in of these facts: some cells are blank, some rows missing."""
    table = _table(facts, code, years)
    _blank(rng, table)
    return table.take(rng.random(table.rows) >= _LOST)


_CHANGES = ("has_resources_as_assets", "has_money_as_shares", "has_farmers_as_shareholders")
CARRIERS = (
    "leading_firm_count",
    "cooperative_count",
    "family_farm_count",
    "large_grower_count",
)
#: How many there usually are in the first year, and how likely one is added in a year.
_COUNTS: dict[str, tuple[float, float]] = {
    "leading_firm_count": (0.2, 0.05),
    "cooperative_count": (0.6, 0.12),
    "family_farm_count": (0.4, 0.08),
    "large_grower_count": (0.5, 0.08),
    "trademark_count": (0.1, 0.19),
    "certified_product_count": (0.05, 0.15),
    "cultural_event_count": (3.0, 0.5),
    "will_and_skill_event_count": (0.6, 0.3),
}


def _some(whole: Array, is_all: Array, missing: int) -> Array:
    """All of a whole, or less by what is missing."""
    part: Array = np.where(is_all, whole, np.maximum(whole - missing, 0))
    return part


def _hundreds(yuan: Array) -> Array:
    rounded: Array = (np.rint(yuan / 100) * 100).astype(np.int64)
    return rounded


def _table(facts: Mapping[str, Array], code: Array, years: Sequence[int]) -> Table:
    keys = {"code": np.repeat(code, len(years)), "year": np.tile(years, len(code))}
    return Table({**keys, **{name: values.ravel() for name, values in facts.items()}})


def _blank(rng: np.random.Generator, table: Table) -> None:
    for column in table.columns:
        if column not in ("code", "year"):
            table.blank(column, rng.random(table.rows) < _BLANK)


def township_years(
    rng: np.random.Generator, code: Array, low_income: Array, years: Sequence[int]
) -> Table:
    """Draw what every township answers for itself.

    Parameters
    ----------
    rng
        The source of chance.
    code
        The townships.
    low_income
        How many low-income villages each has; who has many has most to do and lags behind.
    years
        The years.
    """
    shape = (len(code), len(years))
    reach = Reach(rng, low_income / low_income.max(), shape[1])
    step = np.arange(shape[1])
    funds = low_income[:, None] * _TOWNSHIP_YUAN / 5 * 1.08**step * rng.uniform(0.8, 1.2, shape)
    cadres = np.repeat(rng.integers(8, 20, (shape[0], 1)), shape[1], axis=1)
    asked = rng.integers(15, 60, shape)
    doctors = np.repeat(rng.integers(12, 30, (shape[0], 1)), shape[1], axis=1)
    cases = rng.poisson(0.6, shape)
    has_group = reach.spread(0.7, 1.15)
    is_assessed = reach.spread(0.4, 1.09)
    facts = {
        "township_funds_yuan": _hundreds(funds),
        "has_leading_group": has_group,
        "is_group_led_by_both_heads": has_group & reach.spread(0.4, 0.96),
        "group_meeting_count": np.where(has_group, rng.integers(2, 5, shape) + step, 0),
        "township_cadre_count": cadres,
        "trained_township_cadre_count": _some(cadres, reach.spread(0.3, 0.93), 3),
        "dibao_application_count": asked,
        "checked_application_count": _some(asked, reach.spread(0.3, 0.93), 1),
        "clinic_doctor_count": doctors,
        "general_practitioner_count": np.minimum(doctors, 2 + reach.counts(0.5, 0.45)),
        "case_count": cases,
        "case_fed_back_count": _some(cases, reach.spread(0.4, 0.93), 1),
        "is_assessed": is_assessed,
        "is_assessment_used": is_assessed & reach.spread(0.3, 0.93),
    }
    table = _table(facts, code, years)
    _blank(rng, table)
    missing = rng.choice(np.flatnonzero(low_income)) * shape[1] + _MISSING_TOWNSHIP_YEAR
    return table.take(np.arange(table.rows) != missing)


def city_years(rng: np.random.Generator, code: str, years: Sequence[int]) -> Table:
    """Draw what the city answers for itself, year by year."""
    count = len(years)
    step = np.arange(count)
    # Money grows as a trend, not in each year: the last but one falls back.
    dip = np.where(step == count - 2, 0.85, 1.0)
    funds = 21_000_000 * 1.1**step * dip
    projects = 120 + 25 * step
    units, firms, bodies = 60 + 4 * step, 10 + 6 * step, np.full(count, 24)
    cases = rng.integers(6, 14, count)
    yuan = {
        "city_funds_yuan": funds,
        "policy_funds_yuan": funds * 1.6,
        "financial_capital_yuan": np.where(step == 0, 0, 9_000_000 * 1.2**step),
        "social_capital_yuan": 4_000_000 * 1.15**step,
    }
    whole = {
        "fund_stream_count": np.full(count, 12),
        "fund_project_count": projects,
        "support_unit_count": units,
        "giving_firm_count": firms,
        "body_count": bodies,
        "case_count": cases,
    }
    facts = {
        **{name: _hundreds(values) for name, values in yuan.items()},
        **whole,
        "integrated_stream_count": np.minimum(4 + step, 12),
        "supervised_project_count": np.rint(projects * np.linspace(0.6, 1, count)).astype(int),
        "evaluated_project_count": np.rint(projects * np.linspace(0.2, 0.9, count)).astype(int),
        "is_allotment_by_result": step >= count - 2,
        "dibao_standard_yuan": 3_840 + 360 * step,
        "has_leading_group": step >= 1,
        "is_group_led_by_both_heads": step >= 2,
        "group_meeting_count": np.where(step >= 1, 3 + step, 0),
        "has_exit_standards": step >= count - 3,
        "has_acceptance_duties": step >= count - 2,
        "assessed_unit_count": np.rint(units * np.linspace(0.5, 1, count)).astype(int),
        "deducting_firm_count": np.maximum(firms - rng.integers(1, 4, count), 0),
        "assessed_body_count": np.minimum(bodies, 12 + 3 * step),
        "case_fed_back_count": np.maximum(cases - (step < count - 1), 0),
        "is_assessment_used": step >= count - 2,
    }
    table = _table(facts, np.array([code]), years)
    # Evaluation was not reported when it began.
    table.blank("evaluated_project_count", step == 0)
    return table
