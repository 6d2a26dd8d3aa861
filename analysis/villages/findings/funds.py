"""Special funds project by project: planned, allotted, spent, done, and what is wrong with it."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Literal

import pandas as pd

from villages.indicators.flows import SUMS, bounded_rows
from villages.indicators.places import code_of_group, level_of_group
from villages.indicators.quotients import study_years
from villages.plan.funds import FundScheme
from villages.plan.model import Plan
from villages.registers import RegisterSession
from villages.registers.own_numbers import shown_number_sql

_COUNTS = (
    "projects", "money_unknown", "planned_low", "planned_high", "planned_unknown", *SUMS,
    "complete", "complete_unknown", "over_uplift", "over_uplift_unknown",
)  # fmt: skip
_OF_YEARS_OVER = ("without_output", "without_output_unknown")

#: The columns of ``funds.parquet`` and their types.
FUND_COLUMNS = {
    **dict.fromkeys(("level", "code"), "string"),
    "year": "int64",
    **dict.fromkeys(("source", "sector"), "string"),
    **dict.fromkeys(_COUNTS, "int64"),
    **dict.fromkeys(_OF_YEARS_OVER, "Int64"),
}

#: The columns of ``fund_problems.parquet`` and their types.
FUND_PROBLEM_COLUMNS = {
    "code": "string",
    "year": "int64",
    "project_id": "string",
    "kind": "string",
    "value": "float64",
}

ProblemKind = Literal["over_uplift", "without_output"]

#: How far the money of a year is against the calendar.
Pace = Literal["over", "on_pace", "behind", "unknown"]


def year_passed(year: int, as_of: datetime.date) -> Fraction:
    """Return the share of a year that has passed at the end of a day.

    Examples
    --------
    >>> year_passed(2019, datetime.date(2019, 7, 1))
    Fraction(182, 365)
    >>> year_passed(2020, datetime.date(2021, 1, 31)), year_passed(2022, datetime.date(2021, 1, 31))
    (Fraction(1, 1), Fraction(0, 1))
    """
    first, next_first = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    days, whole = (as_of - first).days + 1, (next_first - first).days
    return Fraction(min(max(days, 0), whole), whole)


def pace(low: Fraction, high: Fraction, passed: Fraction) -> Pace:
    """Compare the share of the money that is spent with the share of the year that has passed.

    Parameters
    ----------
    low, high
        Spent of allotted at the least and at the most.
    passed
        The share of the year; once the year is over there is no pace left to keep.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> pace(half, half, half), pace(Fraction(0), Fraction(2, 5), half)
    ('on_pace', 'behind')
    >>> pace(Fraction(2, 5), Fraction(3, 5), half), pace(half, half, Fraction(1))
    ('unknown', 'over')
    """
    if passed == 1:
        return "over"
    if low >= passed:
        return "on_pace"
    return "behind" if high < passed else "unknown"


def funds(session: RegisterSession) -> pd.DataFrame:
    """Return the sums of the projects by year, source and sector, for every place.

    What a row does not say is bounded, and counted: no blank counts as complete, as with output or
    as within the limit. A project is without output if money was spent, nothing of its output was
    accepted, it is not complete, and its year is over; in a year that is not, nobody asks yet.

    Returns
    -------
    pandas.DataFrame
        The columns of ``funds.parquet`` in ``docs/results.md``; none for a plan that does not
        follow its funds.
    """
    plan, years = session.plan, _years(session)
    frame = pd.DataFrame(columns=[*FUND_COLUMNS])
    if plan.funds is not None and years:
        frame = session.connection.sql(_sums(plan, plan.funds, years, _as_of(session))).df()
    return frame[[*FUND_COLUMNS]].astype(FUND_COLUMNS)


def fund_problems(session: RegisterSession) -> pd.DataFrame:
    """Return the projects to be named: lifted too far, or money spent without output.

    Returns
    -------
    pandas.DataFrame
        The columns of ``fund_problems.parquet`` in ``docs/results.md``; ``value`` is the uplift in
        per cent, or the yuan that were spent.
    """
    plan, years = session.plan, _years(session)
    frame = pd.DataFrame(columns=[*FUND_PROBLEM_COLUMNS])
    if plan.funds is not None and years:
        rows = _rows(plan, plan.funds, years, _as_of(session))
        frame = session.connection.sql(f"""
            {rows}
            SELECT code, year, project_id, 'over_uplift' AS kind, uplift AS value
            FROM ended WHERE is_over
            UNION ALL
            SELECT code, year, project_id, 'without_output', spent FROM ended WHERE is_without
            ORDER BY code, year, kind, project_id
        """).df()
    return frame[[*FUND_PROBLEM_COLUMNS]].astype(FUND_PROBLEM_COLUMNS)


def _years(session: RegisterSession) -> str:
    return ", ".join(str(year) for year in study_years(session))


def _as_of(session: RegisterSession) -> datetime.date | None:
    written = session.card.get("as_of")
    return datetime.date.fromisoformat(str(written)[:10]) if written else None


def _rows(plan: Plan, scheme: FundScheme, years: str, as_of: datetime.date | None) -> str:
    """SQL that makes ``ended``: the projects with their sums' ends and what is wrong with each.

    SQL's three-valued logic decides: what is NULL could be either way.
    """
    flow = scheme.flow_of(plan)
    over = "NULL"
    if as_of is not None:
        over = f"(year < {(as_of + datetime.timedelta(days=1)).year})"
    without = f'"{flow.spent}" > 0 AND "{scheme.output}" = 0 AND NOT "{scheme.complete}"'
    return bounded_rows(plan, flow, years, {
        "source": f'"{flow.steps[0]}"',
        "sector": f'"{scheme.sector}"',
        "project_id": _shown_project(f'"{scheme.project}"'),
        "planned": f'"{scheme.planned}"',
        "is_complete_row": f'"{scheme.complete}"',
        "uplift": f'"{scheme.uplift}"',
        "is_over": f'"{scheme.uplift}" > {scheme.most_uplift_percent}',
        "is_year_over": f"coalesce({over}, true)",
        "is_without": f"{over} AND {without}",
    })  # fmt: skip


def _shown_project(cell: str) -> str:
    """A project's number; where more than a number was written, its place in the village's list."""
    position = f"'#' || row_number() OVER (PARTITION BY listed.code, listed.year ORDER BY {cell})"
    return shown_number_sql(cell, position)


def _sums(plan: Plan, scheme: FundScheme, years: str, as_of: datetime.date | None) -> str:
    plausible = plan.registers[scheme.flow_of(plan).register_id].columns[scheme.planned].plausible
    assert plausible is not None  # checked when the plan was read
    least, most = (int(bound) for bound in plausible)
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in SUMS)
    return f"""
    {_rows(plan, scheme, years, as_of)}
    SELECT {level_of_group()} AS level, {code_of_group()} AS code, year, source, sector,
           count(*) AS projects, {sums},
           count(*) FILTER (amount IS NULL OR spent IS NULL) AS money_unknown,
           CAST(sum(coalesce(planned, {least})) AS BIGINT) AS planned_low,
           CAST(sum(coalesce(planned, {most})) AS BIGINT) AS planned_high,
           count(*) FILTER (planned IS NULL) AS planned_unknown,
           count(*) FILTER (is_complete_row) AS complete,
           count(*) FILTER (is_complete_row IS NULL) AS complete_unknown,
           count(*) FILTER (is_over) AS over_uplift,
           count(*) FILTER (is_over IS NULL) AS over_uplift_unknown,
           CASE WHEN bool_and(is_year_over) THEN count(*) FILTER (is_without)
           END AS without_output,
           CASE WHEN bool_and(is_year_over) THEN count(*) FILTER (is_without IS NULL)
           END AS without_output_unknown
    FROM ended
    GROUP BY GROUPING SETS (
        (year, source, sector, code), (year, source, sector, township_code),
        (year, source, sector, city_code))
    ORDER BY level, code, year, source NULLS LAST, sector NULLS LAST
    """
