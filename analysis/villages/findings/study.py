"""The study: from a plan and its registers to the results that the pages read."""

from __future__ import annotations

import datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from villages.findings.assessment import assessment
from villages.findings.duties import duties, duty_records
from villages.findings.exits import exits, signatures
from villages.findings.funds import fund_problems, funds
from villages.findings.judging import asked_by_targets, judge
from villages.findings.measures import measure_verdicts
from villages.findings.milestones import milestones
from villages.findings.results import SHAPES_HASH, Results, write_results
from villages.findings.shapes import shape_table
from villages.findings.subjects import subjects
from villages.findings.support import support
from villages.indicators import (
    distributions,
    dominated,
    flows,
    place_table,
    quantiles,
    quotients,
    statistics,
    study_years,
)
from villages.indicators.quotients import COUNTING_REGISTER
from villages.plan import known_plans, read_plan
from villages.plan.reading import plan_folder
from villages.registers import RegisterSession, open_registers
from villages.registers.known_names import remember_session
from villages.registers.shapes import read_shapes, shapes_file
from villages.vocabulary import SUBJECTS


def study(session: RegisterSession, folder: Path, shapes: Path | None = None) -> Results:
    """Compute the results of a session of registers.

    Parameters
    ----------
    session
        Open registers.
    folder
        The plan's folder, noted in the results so that pages find the plan again.
    shapes
        A GeoJSON file with boundaries or points of the places; None for none.
    """
    plan = session.plan
    places = place_table(session)
    levels = dict(zip(places["code"], places["level"], strict=True))
    found = read_shapes(shapes, levels) if shapes is not None else None
    sums = quotients(session)
    parts = [frame for frame in (sums, statistics(session)) if not frame.empty]
    totals = _totals(session)
    verdicts = judge(plan, places, sums, totals, asked_by_targets(plan))
    years = study_years(session)
    money = flows(session)
    followed = funds(session)
    judged = measure_verdicts(plan, places, sums, totals, verdicts)
    signed = signatures(session)
    card = {
        "plan": plan.id,
        "plan_folder": plan.id if folder == known_plans().get(plan.id) else str(folder.resolve()),
        "is_demo": bool(session.card.get("is_demo", False)),
        "as_of": session.card.get("as_of"),
        "source": session.card.get("source"),
        "years": years,
        "default_year": plan.default_year if plan.default_year in years else max(years),
        SUBJECTS: subjects(plan),
        "registers_hash": session.hash,
        SHAPES_HASH: found.hash if found is not None else None,
        "version": version("villages"),
    }
    return Results(
        card,
        places=places,
        indicators=pd.concat(parts, ignore_index=True),
        verdicts=verdicts,
        milestones=milestones(plan, places, verdicts),
        distributions=distributions(session),
        quantiles=quantiles(session),
        flows=money,
        measures=judged,
        scores=assessment(plan, places, sums, money, judged, followed),
        exits=exits(plan, verdicts, sums, signed),
        signatures=signed,
        funds=followed,
        fund_problems=fund_problems(session),
        duties=duties(plan, places, judged, years, _day(session), duty_records(session)),
        support=support(session, places, years),
        dominated=dominated(session),
        shapes=shape_table(found.places if found is not None else (), levels),
    )


def run_study(
    plan: str | Path,
    registers: Path | str,
    out: Path,
    as_of: datetime.date | None = None,
    shapes: Path | None = None,
    keys: Path | None = None,
) -> Path:
    """Read a plan and its registers, compute, and write the results folder.

    Parameters
    ----------
    plan
        The plan.
    registers
        A folder of registers, or a store with history.
    out
        The results folder.
    as_of
        With a store: the day whose results are wanted; None for what is held now.
    shapes
        A GeoJSON file with boundaries or points of the places; None for ``places.geojson`` beside
        the registers, if it lies there.
    keys
        The private folder whose list of names learns those in the registers, so that none is
        published; None to leave it.

    Raises
    ------
    UserError
        If the plan, the registers or the shapes are broken; results that stood in the folder stay.
    """
    read = read_plan(plan)
    with open_registers(read, registers, as_of) as session:
        if keys is not None:
            remember_session(session, keys)
        results = study(session, plan_folder(plan), shapes_file(registers, shapes))
    return write_results(results, out)


def _day(session: RegisterSession) -> datetime.date | None:
    """The day to which the registers belong, if they say so."""
    as_of = session.card.get("as_of")
    return datetime.date.fromisoformat(str(as_of)[:10]) if as_of else None


def _totals(session: RegisterSession) -> dict[str, dict[tuple[str, int], Decimal]]:
    """The counting register's columns that other registers' columns add up to."""
    names = {
        column.total
        for register in session.plan.registers.values()
        for column in register.columns.values()
        if column.total is not None
    }
    found: dict[str, dict[tuple[str, int], Decimal]] = {}
    for name in names:
        rows = session.connection.execute(
            f'SELECT code, year, "{name}" FROM {COUNTING_REGISTER} WHERE "{name}" IS NOT NULL'
        ).fetchall()
        found[name] = {(code, int(year)): Decimal(value) for code, year, value in rows}
    return found
