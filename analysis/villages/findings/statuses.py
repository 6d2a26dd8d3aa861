"""Six words for where a village stands against the plan's own steps.

Nothing is due before a village's step, the year in which it is planned to exit, and every target
from then on. The pace needed is the gap over the years left; a like village is one of the plan's
villages that started in the same quarter. Definition: ours.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from villages.plan.model import Plan
from villages.vocabulary import Status


def statuses(
    verdicts: npt.ArrayLike,
    years: npt.ArrayLike,
    steps: npt.ArrayLike,
    gaps: npt.ArrayLike,
    final_year: int,
    best_paces: npt.ArrayLike,
) -> npt.NDArray[np.str_]:
    """Return the status word of each village, target and year.

    Parameters
    ----------
    verdicts
        The verdicts of the year.
    years, steps, final_year
        The year, the village's planned year of exit, the plan's last year.
    gaps
        The line less the value, in the card's unit.
    best_paces
        The best yearly change that any like village has shown, in the card's unit.

    Examples
    --------
    A village is 900 yuan short in 2019, with one year left; a like village once gained 1,200, or
    700; at last the village has two years for it by its own step:

    >>> short = [900, 900, 900]
    >>> found = statuses(["not_met"] * 3, 2019, [2019, 2019, 2020], short, 2020, [1200, 700, 700])
    >>> found.tolist()
    ['behind', 'out_of_reach', 'on_time']
    """
    judged, year, pace = np.asarray(verdicts), np.asarray(years), np.asarray(best_paces)
    needed = np.asarray(gaps) / np.maximum(1, final_year - year)
    words: tuple[Status, ...] = ("met", "no_data", "on_time", "behind", "out_of_reach")
    cases = (judged == "met", judged == "no_data", year < np.asarray(steps), needed <= pace)
    *before, otherwise = words
    return np.select(np.broadcast_arrays(*cases), before, otherwise)


def best_paces(values: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the best yearly change among like villages.

    Parameters
    ----------
    values
        The plan's villages: columns ``card``, ``code``, ``year``, ``value`` (in the card's unit).
    plan
        The plan, for its first year and which way is better.

    Returns
    -------
    pandas.DataFrame
        ``card``, ``code``, ``year``, ``pace``. Only changes up to and including the year count; no
        change seen yet is a pace of 0.
    """
    table = values.pivot(index=["card", "code"], columns="year", values="value").sort_index(axis=1)
    cards = table.index.get_level_values("card")
    signs = np.array([-1.0 if plan.cards[card].better == "less" else 1.0 for card in cards])
    so_far = table.diff(axis=1).mul(signs, axis=0).cummax(axis=1).ffill(axis=1)
    quarters = _quarters(table.get(plan.first_year, pd.Series(np.nan, index=table.index)))
    like = so_far.groupby([cards, quarters]).max()
    paces = like.reindex(pd.MultiIndex.from_arrays([cards, quarters])).set_axis(table.index)
    # Whose start is not known is like everybody.
    everybody = so_far.groupby(cards).max().reindex(cards).set_axis(table.index)
    paces = paces.where(quarters.notna(), everybody).clip(lower=0).fillna(0)
    return paces.reset_index().melt(["card", "code"], value_name="pace").astype({"year": "int64"})


def _quarters(start: pd.Series[float]) -> pd.Series[float]:
    """The quarter of each place's start: 0 to 3 by rank, ties together, missing left missing."""
    rank = start.groupby("card").rank(method="average", pct=True)
    return pd.Series(np.ceil(rank.to_numpy() * 4), index=start.index).clip(1, 4) - 1
