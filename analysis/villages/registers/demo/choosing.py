"""Choose rows of each village and year so that a wanted number comes out exactly."""

from __future__ import annotations

import numpy as np

from villages.registers.demo.writing import Array


def lowest(score: Array, group: Array, limit: Array, weight: Array | None = None) -> Array:
    """Mark the rows with the lowest scores of each group, as many as its limit allows.

    A score that stays with a household or person makes the choice persist from year to year.

    Parameters
    ----------
    score
        One per row.
    group
        Each row's group, 0, 1, ...
    limit
        How many rows of each group are chosen at most.
    weight
        What a row counts towards the limit, by default 1. The choice ends at the first row that
        no longer fits.

    Examples
    --------
    >>> score, group = np.array([0.3, 0.1, 0.2, 0.9]), np.array([0, 0, 0, 1])
    >>> lowest(score, group, limit=np.array([2, 0])).tolist()
    [False, True, True, False]
    """
    weight = np.ones(len(score), int) if weight is None else weight
    order = np.lexsort((score, group))
    running = np.cumsum(weight[order])
    sizes = np.bincount(group, weight, minlength=len(limit)).astype(int)
    before = np.cumsum(sizes) - sizes
    chosen = np.empty(len(score), bool)
    chosen[order] = running - before[group[order]] <= limit[group[order]]
    return chosen
