"""Inequality measured from incomes and weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from villages.methods.sample import checked_sample


def gini(income: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    r"""Return the Gini coefficient, by trapezoids under the weighted Lorenz curve.

    With incomes in rising order, :math:`p_i` the cumulative share of weight and :math:`L_i` that
    of weighted income (:math:`p_0 = L_0 = 0`):

    .. math:: G = 1 - \sum_i (p_i - p_{i-1}) (L_i + L_{i-1})

    The same area is summed as :math:`\frac{1}{\mu} \sum_i p_i (1 - p_i) (y_{i+1} - y_i)` with the
    mean :math:`\mu`: no term is negative, and equal incomes add exactly nothing, so the order of
    rows does not matter. There is no correction for small samples: n persons of whom one has all
    give 1 - 1/n. Estimators that correct, or take another curve, differ in late digits.

    Parameters
    ----------
    income
        Income per head, shape (n,), in any unit. NumPy array, pandas Series or list. Incomes below
        zero count as they are: the curve then dips below zero, and the result can exceed 1.
    weights
        How many persons each income stands for, shape (n,), matched by position; by default 1 each.

    Returns
    -------
    float
        0 for full equality, towards 1 for full concentration; not per cent. ``nan`` if the incomes
        add up to zero or less, for shares of nothing mean nothing.

    Raises
    ------
    ValueError
        If there is no income, a value is missing or infinite, the lengths differ, a weight is
        negative, or all weights are zero.

    References
    ----------
    Gini, C. (1914), Sulla misura della concentrazione e della variabilità dei caratteri, Atti del
    Reale Istituto Veneto di Scienze, Lettere ed Arti 73, 1203-1248. The trapezoid: Haughton, J. and
    Khandker, S. (2009), Handbook on Poverty and Inequality, World Bank, chapter 6.

    Examples
    --------
    >>> gini([5, 5, 5])
    0.0
    >>> gini([0, 0, 0, 8])
    0.75
    >>> gini([0, 8], weights=[3, 1])
    0.75
    """
    incomes, weighed = checked_sample(income, weights)
    # Ties are ordered by weight, so that rounding too is the same in whatever order rows come.
    order = np.lexsort((weighed, incomes))
    rising, heavy = incomes[order], weighed[order]
    total = np.sum(rising * heavy)
    if total <= 0:
        return float("nan")
    up_to = np.cumsum(heavy)[:-1]
    beyond = np.cumsum(heavy[::-1])[::-1][1:]
    return float(np.sum(up_to * beyond * np.diff(rising)) / (np.sum(heavy) * total))
