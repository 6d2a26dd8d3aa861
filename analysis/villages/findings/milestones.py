"""How many villages have met every target, against how many are due by the plan's milestones."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from villages.plan.model import Plan
from villages.vocabulary import Verdict


def milestone_verdict(due: int, met: int, undecided: int) -> Verdict:
    """Judge a milestone: undecided villages are neither counted nor written off.

    Examples
    --------
    >>> milestone_verdict(39, met=39, undecided=0), milestone_verdict(39, met=30, undecided=5)
    ('met', 'not_met')
    >>> milestone_verdict(39, met=36, undecided=5)
    'no_data'
    """
    if met >= due:
        return "met"
    return "not_met" if met + undecided < due else "no_data"


def milestones(plan: Plan, places: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count, for every township and the city, the villages that met every target of the plan.

    The city's number due follows the plan's milestones; a township's is the number of its villages
    that are planned to exit by the year.

    Returns
    -------
    pandas.DataFrame
        The columns of ``milestones.parquet`` in ``docs/results.md``.
    """
    columns = ["level", "code", "year", "villages", "villages_due", "villages_met_all"]
    columns += ["villages_undecided", "verdict"]
    own = verdicts[verdicts["level"] == "village"]
    if own.empty:
        return pd.DataFrame(columns=columns)
    # One target not met is enough for the whole, then one that is not decided.
    each = own.groupby(["code", "year"])["verdict"].agg(set).reset_index(name="found")
    each["all"] = [
        next((word for word in ("not_met", "no_data") if word in found), "met")
        for found in each.pop("found")
    ]
    villages = places[places["level"] == "village"].set_index("code")
    each = each.join(villages[["township_code", "city_code", "planned_exit_year"]], on="code")
    each["step"] = each["planned_exit_year"].fillna(plan.final_year).astype(int)
    records: list[dict[str, Any]] = []
    for level, key in (("township", "township_code"), ("city", "city_code")):
        for place_and_year, group in each.groupby([key, "year"]):
            code, year = cast(tuple[str, int], place_and_year)
            if level == "city":
                due = plan.villages_due(int(year), len(group))
            else:
                due = int((group["step"] <= year).sum())
            met = int((group["all"] == "met").sum())
            undecided = int((group["all"] == "no_data").sum())
            judged = None if due is None else milestone_verdict(due, met, undecided)
            values = (level, code, int(year), len(group), due, met, undecided, judged)
            records.append(dict(zip(columns, values, strict=True)))
    frame = pd.DataFrame(records, columns=columns)
    return frame.astype({"villages_due": "Int64"})
