"""Poverty measured from incomes, a line and weights."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from villages.methods.sample import checked_sample


def fgt(
    income: npt.ArrayLike,
    line: float,
    alpha: float,
    weights: npt.ArrayLike | None = None,
) -> float:
    r"""Return the Foster-Greer-Thorbecke measure of poverty.

    .. math:: P_\alpha = \frac{1}{\sum_i w_i}
              \sum_{i:\, y_i < z} w_i \left(\frac{z - y_i}{z}\right)^{\alpha}

    With alpha 0 it is the share of the poor, with 1 the poverty gap, with 2 the squared gap. Poor
    is whoever has *less* than the line: an income equal to the line is not poor. An income below
    zero counts as it is, its gap is then larger than 1.

    Parameters
    ----------
    income
        Income per head, shape (n,), in the unit of the line. NumPy array, pandas Series or list.
    line
        The poverty line, above 0.
    alpha
        Aversion to poverty, 0 or more.
    weights
        How many persons each income stands for, shape (n,), matched by position; by default 1 each.

    Returns
    -------
    float
        A share of all persons (0 to 1 where no income is negative), not per cent.

    Raises
    ------
    ValueError
        If the line is not above 0, alpha is negative, there is no income, a value is missing or
        infinite, the lengths differ, a weight is negative, or all weights are zero.

    References
    ----------
    Foster, J., Greer, J. and Thorbecke, E. (1984), A class of decomposable poverty measures,
    Econometrica 52(3), 761-766.

    Examples
    --------
    Two of four persons are below 125, by a fifth of the line each:

    >>> fgt([100, 100, 150, 150], line=125, alpha=0)
    0.5
    >>> round(fgt([100, 100, 150, 150], line=125, alpha=1), 12)
    0.1
    """
    if not (math.isfinite(line) and line > 0):
        raise ValueError(f"the line is {line}: give a poverty line above 0, in the income's unit")
    if not (math.isfinite(alpha) and alpha >= 0):
        raise ValueError(f"alpha is {alpha}: give 0 (share), 1 (gap), 2 (squared gap) or between")
    incomes, weighed = checked_sample(income, weights)
    is_poor = incomes < line
    gaps = (line - incomes[is_poor]) / line
    return float(np.sum(weighed[is_poor] * gaps**alpha) / np.sum(weighed))
