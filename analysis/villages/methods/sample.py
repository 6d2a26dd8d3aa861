"""What every measure asks of its incomes and weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def checked_sample(income: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    """Return incomes and weights as arrays of floats, or refuse them.

    Weights belong to incomes by position, not by a Series' index; none given means 1 each. Rows
    that weigh nothing are left out.

    Parameters
    ----------
    income
        One number a person or household, shape (n,).
    weights
        How many each stands for, shape (n,), in any unit.

    Raises
    ------
    ValueError
        If there is no income, a number is missing or infinite, the lengths differ, a weight is
        negative, or all weights are zero.

    Examples
    --------
    >>> checked_sample([3, 1, 2], [1, 0, 2])
    (array([3., 2.]), array([1., 2.]))
    """
    incomes = _numbers("income", income)
    if incomes.size == 0:
        raise ValueError("income is empty: a measure needs at least one income")
    if weights is None:
        return incomes, np.ones_like(incomes)
    weighed = _numbers("weights", weights)
    if weighed.size != incomes.size:
        raise ValueError(
            f"{incomes.size} incomes but {weighed.size} weights: give one weight for each income"
        )
    if (weighed < 0).any():
        raise ValueError("a weight is negative: set it to 0 to leave the row out")
    counts = weighed > 0
    if not counts.any():
        raise ValueError("all weights are 0: give at least one row a positive weight")
    return incomes[counts], weighed[counts]


def _numbers(name: str, values: npt.ArrayLike) -> Floats:
    given: Any = values
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} holds what is no number: convert it, and drop or fill what is missing"
        ) from error
    if numbers.ndim != 1:
        raise ValueError(f"{name} has {numbers.ndim} dimensions: give one column")
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} has missing or infinite values: drop or fill them, and say how")
    return numbers
