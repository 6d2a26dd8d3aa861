"""Six words for where a village stands against the plan's own steps.

Nothing is due before a village's step, the year in which it is planned to exit, and every target
from then on. The pace needed is the gap over the years left; a like village is one of the plan's
villages that started in the same quarter. Definition: ours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from villages.plan.model import Plan
from villages.vocabulary import Status, Verdict


def status(
    verdict: Verdict, year: int, step: int, gap: float, final_year: int, best_pace: float
) -> Status:
    """Return the status word of one village and target in one year.

    Parameters
    ----------
    verdict
        The verdict of the year.
    year, step, final_year
        The year, the village's planned year of exit, the plan's last year.
    gap
        The line less the value, in the card's unit.
    best_pace
        The best yearly change that any like village has shown, in the card's unit.

    Examples
    --------
    A village is 900 yuan short in 2019, with one year left; a like village once gained 1,200:

    >>> status("not_met", 2019, 2019, 900, 2020, 1200)
    'behind'
    >>> status("not_met", 2019, 2019, 900, 2020, 700)
    'out_of_reach'
    >>> status("not_met", 2019, 2020, 900, 2020, 700)
    'on_time'
    """
    if verdict == "met":
        return "met"
    if verdict == "no_data":
        return "no_data"
    if year < step:
        return "on_time"
    needed = gap / max(1, final_year - year)
    return "behind" if needed <= best_pace else "out_of_reach"


def best_paces(values: pd.DataFrame, plan: Plan) -> dict[tuple[str, str, int], float]:
    """Return the best yearly change among like villages: (card, village, year) → pace.

    Parameters
    ----------
    values
        The plan's villages: columns ``card``, ``code``, ``year``, ``value`` (in the card's unit).
    plan
        The plan, for its first year and which way is better.

    Returns
    -------
    dict
        Only changes up to and including the year count; no change seen yet is a pace of 0.
    """
    paces: dict[tuple[str, str, int], float] = {}
    for card_id, of_card in values.groupby("card"):
        sign = -1.0 if plan.cards[str(card_id)].better == "less" else 1.0
        table = of_card.pivot(index="code", columns="year", values="value").sort_index(axis=1)
        quarter = _quarters(table[plan.first_year]) if plan.first_year in table else None
        changes = sign * table.diff(axis=1)
        so_far = changes.cummax(axis=1).ffill(axis=1)
        groups = pd.Series(np.nan, index=table.index) if quarter is None else quarter
        best = {group: _best(so_far[groups == group]) for group in groups.dropna().unique()}
        everybody = _best(so_far)
        for code, group in groups.items():
            own = everybody if np.isnan(group) else best[group]
            for year, pace in own.items():
                paces[str(card_id), str(code), year] = pace
    return paces


def _best(so_far: pd.DataFrame) -> dict[int, float]:
    """The best change that any of the villages has shown up to each year; none seen is 0."""
    best = so_far.max(axis=0).clip(lower=0).fillna(0)
    return {int(str(year)): float(pace) for year, pace in best.items()}


def _quarters(start: pd.Series[float]) -> pd.Series[float]:
    """The quarter of each village's start: 0 to 3 by rank, ties together, missing left missing."""
    rank = start.rank(method="average", pct=True)
    return pd.Series(np.ceil(rank.to_numpy() * 4), index=start.index).clip(1, 4) - 1
