"""How far each measure of the plan is: its card held against what counts as done."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd

from villages.findings.judging import COLUMNS, EACH_COLUMNS, Asked, Totals, judge
from villages.plan.measures import Done, Measure
from villages.plan.model import Plan, Target

_RENAMED = {
    "target": "measure",
    "villages": "places",
    "villages_met": "places_met",
    "villages_not_met": "places_not_met",
    "villages_no_data": "places_no_data",
}
_COUNTS = ("places", "places_met", "places_not_met", "places_no_data", "missing_rows")
_WORDS = ("measure", "card", "level", "code", "verdict", "status")
_NAMES = [_RENAMED.get(name, name) for name in (*COLUMNS, *EACH_COLUMNS)]

#: The columns of ``measures.parquet`` and their types.
MEASURE_COLUMNS: Mapping[str, str] = {
    name: "string"
    if name in _WORDS
    else "Int64"
    if name in _COUNTS
    else "int64"
    if name == "year"
    else "bool"
    if name == "is_late"
    else "float64"
    for name in ("measure", *(name for name in _NAMES if name != "measure"))
}


def target_of(done: Done, plan: Plan) -> Target | None:
    """Return the line by which a measure is done; None where its value is only shown.

    Parameters
    ----------
    done
        What counts as done.
    plan
        The plan, for the target of the card if that is the line, and for its last year.
    """
    if done.is_target:
        return plan.cards[done.card].targets[0]
    if done.not_judged is not None:
        return None
    return Target(
        at_least=done.at_least,
        at_most=done.at_most,
        rises=done.rises,
        rises_since=done.rises_since,
        by=done.by or datetime.date(plan.final_year, 12, 31),
        cite=done.definition,
    )


def due_year(measure: Measure, plan: Plan) -> int | None:
    """Return the year from which a measure is due; None for each village's own step.

    A line that is the card's target is due as the target is; another by the date that the plan
    names, else in the plan's last year (definition: ours).
    """
    if measure.done.is_target:
        return None
    return measure.done.by.year if measure.done.by is not None else plan.final_year


def measure_verdicts(
    plan: Plan,
    places: pd.DataFrame,
    indicators: pd.DataFrame,
    totals: Mapping[str, Totals],
    verdicts: pd.DataFrame,
) -> pd.DataFrame:
    """Return how far every measure is, for every place, level and year that its card has.

    Parameters
    ----------
    plan
        The plan.
    places, indicators, verdicts
        Tables of the results; a measure whose line is a target takes the target's verdicts.
    totals
        As for :func:`villages.findings.judging.judge`.

    Returns
    -------
    pandas.DataFrame
        The columns of ``measures.parquet`` in ``docs/results.md``; a measure that is only shown has
        no row.
    """
    own, taken = [], []
    for measure in plan.programme.measures:
        card, target = plan.cards[measure.done.card], target_of(measure.done, plan)
        if measure.done.is_target:
            is_first = (verdicts["card"] == card.id) & (verdicts["target"] == 0)
            taken.append(verdicts[is_first].assign(target=measure.id))
        elif target is not None:
            own.append(Asked(card, measure.id, target, due_year(measure, plan)))
    parts = [*taken, *([judge(plan, places, indicators, totals, own)] if own else [])]
    parts = [part for part in parts if not part.empty]
    if not parts:
        return pd.DataFrame(columns=[*MEASURE_COLUMNS]).astype(dict(MEASURE_COLUMNS))
    frame = pd.concat(parts, ignore_index=True).rename(columns=_RENAMED)
    order = {measure.id: index for index, measure in enumerate(plan.programme.measures)}
    frame = frame.sort_values(
        ["measure", "level", "code", "year"],
        key=lambda column: column.map(order) if column.name == "measure" else column,
        ignore_index=True,
    )
    return frame[[*MEASURE_COLUMNS]].astype(dict(MEASURE_COLUMNS))
