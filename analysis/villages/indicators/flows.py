"""Money on its way: a plan's flows, added up for every place and year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from villages.indicators.places import code_of_group, level_of_group
from villages.indicators.quotients import study_years
from villages.plan.model import Flow, Plan
from villages.registers import RegisterSession

_KEYS = dict.fromkeys(("flow", "level", "code"), "string")
_STEPS = {"source": "string", "department": "string"}
_COUNTS = ("rows", "rows_missing")
#: The ends of what was allotted, what of it was spent, and what was not.
SUMS = (
    "allotted_low", "allotted_high", "spent_low", "spent_high", "unspent_low", "unspent_high",
)  # fmt: skip

#: The columns of ``flows.parquet`` and their types.
FLOW_COLUMNS = {**_KEYS, "year": "int64", **_STEPS, **dict.fromkeys((*SUMS, *_COUNTS), "int64")}


def flows(session: RegisterSession) -> pd.DataFrame:
    """Return the sums of every flow of the plan for every village, township and city.

    A sum is taken over the rows of the register, whatever villages they are of. What a row does
    not say is bounded (definition: ours): of a known allotment nothing or all of it may be spent;
    an unknown one is plausible, and not less than what is spent of it.

    Returns
    -------
    pandas.DataFrame
        The columns of ``flows.parquet`` in ``docs/results.md``; places and years without a row of
        the register are not there.
    """
    plan = session.plan
    years = ", ".join(str(year) for year in study_years(session))
    parts = [
        session.connection.sql(_statement(plan, flow, years)).df() for flow in plan.flows if years
    ]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*FLOW_COLUMNS])
    return frame[[*FLOW_COLUMNS]].astype(FLOW_COLUMNS)


def _statement(plan: Plan, flow: Flow, years: str) -> str:
    source, department = flow.steps
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in SUMS)
    named = {"source": f'"{source}"', "department": f'"{department}"'}
    return f"""
    {bounded_rows(plan, flow, years, named)}
    SELECT '{flow.id}' AS flow, {level_of_group()} AS level, {code_of_group()} AS code, year,
           source, department, {sums}, count(*) AS rows,
           count(*) FILTER (amount IS NULL OR spent IS NULL) AS rows_missing
    FROM ended
    GROUP BY GROUPING SETS (
        (year, source, department, code), (year, source, department, township_code),
        (year, source, department, city_code))
    ORDER BY level, code, year, source NULLS LAST, department NULLS LAST
    """


def bounded_rows(plan: Plan, flow: Flow, years: str, named: Mapping[str, str]) -> str:
    """Return SQL that makes ``ended``: a flow's rows with the ends of their sums.

    Parameters
    ----------
    plan, flow
        The plan and a flow of it.
    years
        The years wanted, parted by commas.
    named
        Further columns of ``ended``, by name: expressions over the register's columns.
    """
    plausible = plan.registers[flow.register_id].columns[flow.amount].plausible
    assert plausible is not None  # checked when the plan was read
    least, most = (int(bound) for bound in plausible)
    more = ", ".join(f"{expression} AS {name}" for name, expression in named.items())
    return f"""
    WITH given AS (
        SELECT places.code, township_code, city_code, year, {more},
               "{flow.amount}" AS amount, "{flow.spent}" AS spent
        FROM "{flow.register_id}" AS listed JOIN places ON places.code = listed.code
        WHERE year IN ({years})
    ),
    bounded AS (
        SELECT *, coalesce(amount, greatest({least}, coalesce(spent, 0))) AS allotted_low,
               coalesce(amount, greatest({most}, coalesce(spent, 0))) AS allotted_high
        FROM given
    ),
    ended AS (
        SELECT *, coalesce(spent, 0) AS spent_low, coalesce(spent, allotted_high) AS spent_high,
               CASE WHEN spent IS NULL THEN 0 ELSE allotted_low - spent END AS unspent_low,
               allotted_high - coalesce(spent, 0) AS unspent_high
        FROM bounded
    )
    """
