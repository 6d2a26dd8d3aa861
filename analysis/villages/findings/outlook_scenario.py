"""What becomes of income if its sources grow as supposed, and what one source would have to do.

A scenario is a supposition and no forecast: it bears no probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from villages.vocabulary import Verdict


def scenario(
    sources: pd.DataFrame,
    factors: Mapping[str, float],
    *,
    years: int,
    line: float | pd.Series,
) -> pd.DataFrame:
    r"""Let each source of income per head grow by its own yearly factor, and compare with the line.

    .. math:: y_i = \sum_s x_{is} f_s^{h}

    Computed with decimals as written, so that a value on the line meets it.

    Parameters
    ----------
    sources
        A row per village, a column per source, yuan per head in the last year. A source may be
        below 0 (a loss), which then grows by its factor as well.
    factors
        The yearly factor of each source, 0 or more: 1.08 is 8 % a year.
    years
        How many years from the last year to the deadline, 0 or more.
    line
        Yuan per head, one for all or one for each village.

    Returns
    -------
    pandas.DataFrame
        For each village ``value`` at the deadline and ``gap`` to the line (0 if met), both yuan per
        head, and the ``verdict``: ``no_data``, without value and gap, where a source or the line
        is missing; a source unknown may be anything.

    Raises
    ------
    ValueError
        If the factors are not those of the sources, one is below 0, or the years are below 0.

    Examples
    --------
    >>> sources = pd.DataFrame({"wages": [6000.0, 3000.0], "farming": [4000.0, 4000.0]})
    >>> scenario(sources, {"wages": 1.1, "farming": 1.0}, years=2, line=10_000)
         value     gap  verdict
    0  11260.0     0.0      met
    1   7630.0  2370.0  not_met
    """
    lines = _lines(sources, line)
    _check(sources, factors, years)
    found: list[tuple[float, float, Verdict]] = []
    for (_, village), goal in zip(sources.iterrows(), lines, strict=True):
        if village.isna().any() or not np.isfinite(goal):
            found.append((np.nan, np.nan, "no_data"))
            continue
        value = sum((_grown(village[key], factors[key], years) for key in factors), Decimal(0))
        gap = max(Decimal(0), Decimal(str(goal)) - value)
        found.append((float(value), float(gap), "not_met" if gap else "met"))
    return pd.DataFrame(found, index=sources.index, columns=["value", "gap", "verdict"])


def needed_factor(
    sources: pd.DataFrame,
    factors: Mapping[str, float],
    source: str,
    *,
    years: int,
    line: float | pd.Series,
) -> pd.Series:
    r"""Return the yearly factor at which one source alone would bring each village to its line.

    .. math:: f = \left( \frac{l - \sum_{s \ne k} x_{is} f_s^h}{x_{ik}} \right)^{1/h}

    Parameters
    ----------
    sources, factors, years, line
        As in ``scenario``; at least one year; the factor of ``source`` is not used.
    source
        The source that is to close the gap.

    Returns
    -------
    pandas.Series
        The factor: 0 where the others reach the line without it; infinite where they do not and
        the source is nothing or a loss, which no factor mends; missing where a source or the line
        is.

    Raises
    ------
    ValueError
        As in ``scenario``, or if the source is none of them or no year is left.

    Examples
    --------
    >>> sources = pd.DataFrame({"wages": [5000.0, 0.0], "farming": [4000.0, 4000.0]})
    >>> supposed = {"wages": 1.0, "farming": 1.0}
    >>> needed_factor(sources, supposed, "wages", years=2, line=10_050).tolist()
    [1.1, inf]
    """
    _check(sources, factors, years)
    if source not in factors or years < 1:
        raise ValueError("one of the sources and a year are needed to grow")
    others = sources.drop(columns=source)
    grown = [others[key] * float(factors[str(key)]) ** years for key in others]
    rest = sum(grown, pd.Series(0.0, index=sources.index))
    own, goal = sources[source], _lines(sources, line)
    missing = goal - rest
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (missing / own).where(own > 0, np.inf)
    factor = ratio.clip(lower=0.0) ** (1 / years)
    factor = factor.mask(missing <= 0, 0.0)
    return factor.where(sources.notna().all(axis=1) & goal.notna()).rename("factor")


def _grown(amount: float, factor: float, years: int) -> Decimal:
    return Decimal(str(amount)) * Decimal(str(factor)) ** years


def _lines(sources: pd.DataFrame, line: float | pd.Series) -> pd.Series:
    if isinstance(line, pd.Series):
        return line.reindex(sources.index).astype(float)
    return pd.Series(float(line), index=sources.index)


def _check(sources: pd.DataFrame, factors: Mapping[str, float], years: int) -> None:
    if set(factors) != set(sources.columns):
        raise ValueError("every source needs its factor, and no other")
    if years < 0 or any(not factor >= 0 for factor in factors.values()):
        raise ValueError("factors and years cannot be below 0")
