"""Whether forecasts came true: the past foretold from what was known before it.

A forecast is worth printing only if it beats what anyone could say without it. Three such baselines
stand beside it: nothing changes; all grow as all did on average; and, the strongest, the spread of
all past changes about that average.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from villages.findings.outlook import forecast
from villages.methods.growth import FEWEST_YEARS

#: The line of each unit, from the last values known.
Line = Callable[[pd.Series], pd.Series]

LAST_VALUE, MEAN_GROWTH, NORMAL_GROWTH = "last_value", "mean_growth", "normal_growth"
OUTLOOK = "outlook"


def brier(probability: NDArray[np.float64], is_met: NDArray[np.bool_]) -> float:
    r"""Return the Brier score, the mean of :math:`(p - o)^2` with o = 1 if met, else 0.

    0 is perfect; 0.25 is what 50 % for everything scores.

    References
    ----------
    Brier, G. W. (1950), Verification of forecasts expressed in terms of probability, Monthly
    Weather Review 78, 1-3 (for one of the two classes, half of his sum).

    Examples
    --------
    >>> brier(np.array([0.5, 1.0]), np.array([False, True]))
    0.125
    """
    return float(np.mean((probability - is_met) ** 2))


def coverage(interval: pd.DataFrame, truth: pd.Series) -> float:
    """Return the share of the known truths that lie in their intervals, ends included.

    Parameters
    ----------
    interval
        ``low`` and ``high`` of each unit.
    truth
        The value that came; units without one do not count.

    Examples
    --------
    >>> limits = pd.DataFrame({"low": [1.0, 1.0], "high": [2.0, 2.0]}, index=["a", "b"])
    >>> coverage(limits, pd.Series({"b": 3.0, "a": 2.0}))
    0.5
    """
    both = interval.join(truth.rename("truth"), how="inner").dropna()
    return float(((both["truth"] >= both["low"]) & (both["truth"] <= both["high"])).mean())


def baselines(values: pd.DataFrame, line: pd.Series, horizon: int) -> pd.DataFrame:
    r"""Return what can be said without a model: the probability that an amount meets its line.

    With z the logarithm, l the line's, z_T a unit's last value, and :math:`\bar d`, s mean and
    standard deviation of all units' changes in all years known:

    - ``last_value``: 1 if :math:`z_T \ge l`, else 0;
    - ``mean_growth``: 1 if :math:`z_T + h \bar d \ge l`, else 0;
    - ``normal_growth``: :math:`\Phi((z_T + h \bar d - l) / (s \sqrt h))`.

    Parameters
    ----------
    values
        A row per unit, a column per year, amounts above 0.
    line
        The line of each unit.
    horizon
        How many years ahead, h.

    Examples
    --------
    >>> values = pd.DataFrame({1: [100.0], 2: [110.0]}, index=["a"])
    >>> baselines(values, pd.Series({"a": 115.0}), 1).loc["a"].tolist()
    [0.0, 1.0, 1.0]
    """
    scaled = np.log(values.to_numpy(dtype=float))
    changes = np.diff(scaled, axis=1)
    last = pd.Series(scaled[:, -1], index=values.index)
    ahead = last + horizon * float(np.nanmean(changes))
    goal = pd.Series(np.log(line), index=line.index).reindex(values.index)
    width = float(np.nanstd(changes)) * horizon**0.5
    # Where nothing ever varied the normal curve is a step.
    chance = norm.cdf(ahead - goal, scale=width) if width > 0 else (ahead >= goal).astype(float)
    found = {
        LAST_VALUE: (last >= goal).astype(float),
        MEAN_GROWTH: (ahead >= goal).astype(float),
        NORMAL_GROWTH: pd.Series(chance, index=values.index),
    }
    return pd.DataFrame(found).where(last.notna() & goal.notna())


def back_test(
    panel: pd.DataFrame, lines: Mapping[str, Line], horizon: int, *, draws: int, seed: int
) -> pd.DataFrame:
    """Foretell each year of the past from the years before it, the line included.

    Every year with at least three years up to the one from which it is foretold.

    Parameters
    ----------
    panel
        As ``outlook.forecast`` takes it, of amounts.
    lines
        The lines asked about: a name, and how each unit's line follows from its last value known.
    horizon
        How many years ahead.
    draws, seed
        As ``outlook.forecast`` takes them.

    Returns
    -------
    pandas.DataFrame
        A row for each line, origin and unit whose last and coming values are known: ``line``,
        ``origin``, ``unit``, the probabilities ``outlook``, ``last_value``, ``mean_growth`` and
        ``normal_growth``, ``is_met``, and ``is_within``: whether the value that came lies in the
        80 % interval.
    """
    values = panel.pivot(index="unit", columns="year", values="value").sort_index()
    years = [int(str(year)) for year in values]
    tested: list[pd.DataFrame] = []
    for number in range(FEWEST_YEARS - 1, len(years) - horizon):
        origin = years[number]
        made = forecast(panel[panel["year"] <= origin], horizon, draws=draws, seed=seed)
        known = values.loc[made.units, years[: number + 1]]
        last, truth = known[origin], values.loc[made.units, years[number + horizon]]
        limits = made.interval(0.8)
        for name, line in lines.items():
            asked = line(last)
            found = baselines(known, asked, horizon)
            found.insert(0, OUTLOOK, made.probability(asked))
            found = found.assign(line=name, origin=origin, is_met=truth >= asked)
            found["is_within"] = (truth >= limits["low"]) & (truth <= limits["high"])
            tested.append(found[truth.notna() & last.notna()])
    return pd.concat(tested).rename_axis("unit").reset_index()


def scores(tested: pd.DataFrame) -> pd.DataFrame:
    """Return the Brier score of the outlook and of each baseline, a row for each line.

    Examples
    --------
    >>> tested = pd.DataFrame({"line": ["a"], "outlook": 0.9, "last_value": 0.0,
    ...     "mean_growth": 1.0, "normal_growth": 0.5, "is_met": True})
    >>> scores(tested).round(2).loc["a"].tolist()
    [0.01, 1.0, 0.0, 0.25]
    """
    ways = [OUTLOOK, LAST_VALUE, MEAN_GROWTH, NORMAL_GROWTH]
    rows = {
        name: [brier(group[way].to_numpy(), group["is_met"].to_numpy(dtype=bool)) for way in ways]
        for name, group in tested.groupby("line", sort=False)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=ways).rename_axis("line")


def calibration(tested: pd.DataFrame, *, bins: int = 10) -> pd.DataFrame:
    """Return what was said against what came, for probabilities in bins of equal width.

    Returns
    -------
    pandas.DataFrame
        For each bin that has any: ``said`` (mean probability), ``came`` (share met) and ``count``.

    References
    ----------
    Murphy, A. H. and Winkler, R. L. (1977), Reliability of subjective probability forecasts,
    Applied Statistics 26, 41-47.

    Examples
    --------
    >>> tested = pd.DataFrame({"outlook": [0.1, 0.3, 0.8], "is_met": [False, True, True]})
    >>> calibration(tested, bins=2)
       said  came  count
    0   0.2   0.5      2
    1   0.8   1.0      1
    """
    bin_number = np.minimum((tested[OUTLOOK] * bins).astype(int), bins - 1)
    grouped = tested.groupby(bin_number)
    found = {
        "said": grouped[OUTLOOK].mean(),
        "came": grouped["is_met"].mean(),
        "count": grouped[OUTLOOK].size(),
    }
    return pd.DataFrame(found).rename_axis(None)
