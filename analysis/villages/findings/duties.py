"""The ledger of duties: what is due and not done, since when, and whether it was done late.

A duty is a measure in a place that answers for it. It enters the ledger in the first year in which
the measure is due and not known to be met, and never leaves it: what was closed late stays late.
The ledger follows the verdicts alone; what officials record of a duty stands beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from villages.findings.judging import own_level
from villages.findings.measures import due_year
from villages.plan.measures import Measure
from villages.plan.model import Plan
from villages.registers import RegisterSession
from villages.vocabulary import Verdict

DutyState = Literal["open", "overdue", "reopened", "closed", "closed_late"]

#: The register in which officials record what was closed, and what was decided about a body.
RECORDS = "duty_records"
#: A record with this word only says when a duty was closed.
NO_CONSEQUENCE = "none"

_GAPS = ("gap", "gap_low", "gap_high")
_WORDS = (
    "measure", "level", "code", "told_on", "body", "due_on", "state", "verdict",
    "recorded_closed_on", "consequence", "consequence_body", "decided_on",
)  # fmt: skip
_ORDER = (
    "measure", "level", "code", "year", "told_on", "body", "due_on", "opened_year", "closed_year",
    "state", "is_late", "days_overdue", "verdict", *_GAPS, "recorded_closed_on", "consequence",
    "consequence_body", "decided_on", "consequences",
)  # fmt: skip

#: The columns of ``duties.parquet`` and their types.
DUTY_COLUMNS: Mapping[str, str] = {
    name: "string"
    if name in _WORDS
    else "float64"
    if name in _GAPS
    else "bool"
    if name == "is_late"
    else "int64"
    if name in ("year", "opened_year", "consequences")
    else "Int64"
    for name in _ORDER
}

_RECORD_COLUMNS = (
    "code", "year", "measure", "body", "consequence", "closed_on", "decided_on",
)  # fmt: skip


@dataclass(frozen=True)
class DutyYear:
    """How a duty stands at the end of a year.

    ``closed_year`` is the year in which it was last met, if it is met now; ``days_overdue`` is None
    for a closed duty.
    """

    year: int
    state: DutyState
    opened_year: int
    closed_year: int | None
    is_late: bool
    days_overdue: int | None


def duty_course(
    verdicts: Mapping[int, Verdict],
    due_on: datetime.date,
    standing: Mapping[int, datetime.date],
) -> tuple[DutyYear, ...]:
    """Return a duty's course from the year in which it enters the ledger; empty if it never does.

    Parameters
    ----------
    verdicts
        Year → the verdict at its end; what is not known (``no_data``) closes nothing.
    due_on
        The day on which the measure is due; before its year nothing enters the ledger.
    standing
        Year → the day as of which it is told.

    Returns
    -------
    tuple
        A record for each year. Closed after the year in which it was due, without having been met
        by then: ``closed_late``, and ``is_late`` in every later year. Met since it was due and no
        longer known to be: ``reopened``; its days count from the end of the last year in which it
        was met, all others from ``due_on``. The due day itself is not overdue.

    Examples
    --------
    Due at the end of 2018, met in 2019 only:

    >>> ends = {year: datetime.date(year, 12, 31) for year in (2018, 2019, 2020)}
    >>> course = duty_course(
    ...     {2018: "not_met", 2019: "met", 2020: "no_data"}, datetime.date(2018, 12, 31), ends)
    >>> [(each.state, each.is_late, each.days_overdue) for each in course]
    [('open', False, 0), ('closed_late', True, None), ('reopened', True, 366)]
    """
    years = sorted(year for year in verdicts if year >= due_on.year)
    was_in_time = bool(years) and verdicts[years[0]] == "met"
    opened = closed = None
    counted_from, is_late = due_on, False
    course: list[DutyYear] = []
    for year in years:
        state: DutyState
        if verdicts[year] == "met":
            if opened is not None:
                closed = closed or year
                is_late = is_late or (year > due_on.year and not was_in_time)
            counted_from = max(due_on, datetime.date(year, 12, 31))
            state, days = "closed_late" if is_late else "closed", None
        else:
            opened, closed = opened or year, None
            days = max(0, (standing[year] - counted_from).days)
            was_met = any(verdicts[earlier] == "met" for earlier in years if earlier < year)
            state = "reopened" if was_met else "overdue" if days else "open"
        if opened is not None:
            course.append(DutyYear(year, state, opened, closed, is_late, days))
    return tuple(course)


def duties(
    plan: Plan,
    places: pd.DataFrame,
    measures: pd.DataFrame,
    years: list[int],
    as_of: datetime.date | None,
    records: pd.DataFrame,
) -> pd.DataFrame:
    """Return the ledger of all duties, year by year.

    Parameters
    ----------
    plan
        The plan.
    places, measures
        Tables of the results.
    years
        The years of the study. The last one is told as of ``as_of``, an earlier one as of its end.
    as_of
        The day of the registers; None for the end of the last year.
    records
        What officials recorded, as :func:`duty_records` returns it.

    Returns
    -------
    pandas.DataFrame
        The columns of ``duties.parquet`` in ``docs/results.md``: the places of the level of each
        measure's register, from the year in which a duty enters the ledger.
    """
    standing = _standing(years, as_of)
    steps = _steps(places)
    recorded = _by_duty(records)
    levels = {
        each.id: own_level(plan, plan.cards[each.done.card]) for each in plan.programme.measures
    }
    own = measures[measures["measure"].map(levels) == measures["level"]]
    rows: list[dict[str, Any]] = []
    by_id = {each.id: each for each in plan.programme.measures}
    # A frame per duty would take longer than all else of the study: there are many thousands.
    histories: dict[tuple[str, str, str], dict[int, dict[Hashable, Any]]] = {}
    for row in own.to_dict("records"):
        duty = (str(row["measure"]), str(row["level"]), str(row["code"]))
        histories.setdefault(duty, {})[int(row["year"])] = row
    for (measure_id, level, code), found in histories.items():
        measure = by_id[measure_id]
        due_on = due_date(measure, plan, steps.get(code))
        verdicts: dict[int, Verdict] = {year: row["verdict"] for year, row in found.items()}
        for each in duty_course(verdicts, due_on, standing):
            rows.append(
                {
                    "measure": measure_id, "level": level, "code": code, "year": each.year,
                    "told_on": standing[each.year].isoformat(),
                    "body": measure.lead.body, "due_on": due_on.isoformat(),
                    "opened_year": each.opened_year, "closed_year": each.closed_year,
                    "state": each.state, "is_late": each.is_late,
                    "days_overdue": each.days_overdue, "verdict": verdicts[each.year],
                    **{name: found[each.year][name] for name in _GAPS},
                    **_latest(recorded.get((code, measure_id), []), each.year),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=[*DUTY_COLUMNS]).astype(dict(DUTY_COLUMNS))


def due_date(measure: Measure, plan: Plan, step: int | None) -> datetime.date:
    """Return the day on which a measure is due in a place.

    Parameters
    ----------
    measure, plan
        The measure and its plan.
    step
        The year in which a village is planned to exit; None for places without one. A measure that
        is a target is due at its end, without one at the end of the plan (definition: ours).
    """
    if measure.done.by is not None and not measure.done.is_target:
        return measure.done.by
    year = due_year(measure, plan) or step or plan.final_year
    return datetime.date(year, 12, 31)


def duty_records(session: RegisterSession) -> pd.DataFrame:
    """Return what officials recorded of duties, without the names of those who decided.

    A consequence that names nobody who decided is left out: nobody answers for it.
    """
    if RECORDS not in session.plan.registers:
        return pd.DataFrame(columns=[*_RECORD_COLUMNS])
    names = ", ".join(f'"{name}"' for name in _RECORD_COLUMNS)
    frame: pd.DataFrame = session.connection.sql(
        f"SELECT {names} FROM {RECORDS} WHERE consequence = '{NO_CONSEQUENCE}'"
        f" OR length(trim(decided_by)) > 0 ORDER BY {names}"
    ).df()
    return frame


def _standing(years: list[int], as_of: datetime.date | None) -> dict[int, datetime.date]:
    ends = {year: datetime.date(year, 12, 31) for year in years}
    if as_of is None or not years:
        return ends
    return {year: min(end, as_of) for year, end in ends.items()} | {max(years): as_of}


def _steps(places: pd.DataFrame) -> dict[str, int]:
    known = places[(places["level"] == "village") & places["planned_exit_year"].notna()]
    pairs = zip(known["code"], known["planned_exit_year"], strict=True)
    return {str(code): int(year) for code, year in pairs}


def _by_duty(records: pd.DataFrame) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in _days_as_text(records):
        found.setdefault((str(row["code"]), str(row["measure"])), []).append(row)
    return found


def _days_as_text(records: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in records.to_dict("records"):
        days = {name: row[name] for name in ("closed_on", "decided_on")}
        told = {
            name: None if pd.isna(day) else pd.Timestamp(day).date().isoformat()
            for name, day in days.items()
        }
        yield {**{str(name): value for name, value in row.items()}, **told}


def _latest(records: list[Mapping[str, Any]], year: int) -> dict[str, Any]:
    """What is on record by a year: when it was last closed, the last consequence, and how many."""
    so_far = [row for row in records if int(row["year"]) <= year]
    closed = [row["closed_on"] for row in so_far if row["closed_on"] is not None]
    decided = [row for row in so_far if row["consequence"] != NO_CONSEQUENCE]
    last = max(decided, key=lambda row: (row["decided_on"] or "", row["year"]), default=None)
    return {
        "recorded_closed_on": max(closed, default=None),
        "consequence": last["consequence"] if last else None,
        "consequence_body": last["body"] if last else None,
        "decided_on": last["decided_on"] if last else None,
        "consequences": len(decided),
    }
