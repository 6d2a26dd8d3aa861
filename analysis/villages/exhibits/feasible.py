"""Within which range a count that is not shown can be worked out from sums that are.

What an attacker knows are bounds on sums of counts: a linear programme. A count that nobody shows
can lie anywhere between the least and the largest value that the programme allows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from villages.vocabulary import Scope

#: No village, township or city of a plan has more of anything that is counted.
LARGEST_COUNT = 1e7
_TOLERANCE = 1e-6
#: How many directions are tried for all sums together before each is asked alone.
_ROUNDS = 12


@dataclass(frozen=True)
class Known:
    """A weighted sum of counts that is known to lie between two ends.

    ``source`` is the cell that it stands in (card, place, year, scope); what has none is known
    whatever is shown.
    """

    weights: Mapping[int, float]
    low: float
    high: float
    source: tuple[str, str, int, Scope] | None = None


@dataclass(frozen=True)
class Range:
    """The least and the largest value that a count may have."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far its ends lie apart."""
        return self.high - self.low

    @property
    def is_zero(self) -> bool:
        """Whether it can only be nought."""
        return bool(self.high < _TOLERANCE)

    def is_safe(self, least_width: float) -> bool:
        """Return whether it is wide enough, and not nought alone."""
        return bool(self.width >= least_width - _TOLERANCE) and not self.is_zero


class Programme:
    """Counts of nought and more, and what is known of sums of them.

    Parameters
    ----------
    counts
        How many counts there are.
    known
        What is known of them.

    Raises
    ------
    ValueError
        If no counts fit what is known: it contradicts itself.

    Examples
    --------
    Two hidden counts and their sum, shown as 10 after rounding to five:

    >>> programme = Programme(2, [Known({0: 1, 1: 1}, 7.5, 12.5)])
    >>> programme.range({0: 1})
    Range(low=0.0, high=12.5)
    """

    def __init__(self, counts: int, known: Sequence[Known]):
        rows = [each for each in known if each.weights]
        starts = np.cumsum([0, *(len(each.weights) for each in rows)])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = counts, len(rows)
        model.col_cost_ = np.zeros(counts)
        model.col_lower_, model.col_upper_ = np.zeros(counts), np.full(counts, LARGEST_COUNT)
        model.row_lower_ = np.array([each.low for each in rows], dtype=float)
        model.row_upper_ = np.array([each.high for each in rows], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.array([at for each in rows for at in each.weights], np.int32)
        model.a_matrix_.value_ = np.array(
            [w for each in rows for w in each.weights.values()], float
        )
        self._solver = highspy.Highs()
        self._solver.silent()
        self._solver.passModel(model)
        self._every = np.arange(counts, dtype=np.int32)
        #: How many programmes were solved.
        self.solved = 0

    def range(self, asked: Mapping[int, float]) -> Range:
        """Return within which range a weighted sum of the counts lies."""
        (found,) = self.ranges([asked], least_width=float("inf"))
        return found

    def ranges(self, asked: Sequence[Mapping[int, float]], least_width: float) -> list[Range]:
        """Return the ranges of some sums, each as far as it must be known.

        A range that is known to be safe is not looked at further: it may be wider than is told.
        Nor is the low end of one that is nought. Every solution tells something of every sum, so a
        few settle most of them.
        """
        forms = self._forms(asked)
        low = np.full(len(asked), np.inf)
        high = np.full(len(asked), -np.inf)

        def look(direction: NDArray[np.float64]) -> None:
            reached = forms @ self._solve(direction)
            np.minimum(low, reached, out=low)
            np.maximum(high, reached, out=high)

        nought: set[int] = set()

        def unsettled() -> list[int]:
            return [
                at
                for at in range(len(asked))
                if at not in nought and not Range(low[at], high[at]).is_safe(least_width)
            ]

        # Each corner of what is possible settles the sums that point its way.
        random = np.random.default_rng(_ROUNDS)
        for _ in range(_ROUNDS if np.isfinite(least_width) else 0):
            if left := unsettled():
                direction = random.normal(size=len(left)) @ forms[left]
                look(direction)
                look(-direction)
        # Sums that are nought for certain are so together.
        if may_be := [at for at in unsettled() if high[at] < _TOLERANCE]:
            look(-forms[may_be].sum(axis=0))
            if max(high[at] for at in may_be) < _TOLERANCE:
                nought.update(may_be)
        for at in unsettled():
            look(-forms[at])
            if not Range(low[at], high[at]).is_safe(least_width):
                look(forms[at])
        return [
            Range(float(max(a, 0.0)), float(max(b, 0.0))) for a, b in zip(low, high, strict=True)
        ]

    def _forms(self, asked: Sequence[Mapping[int, float]]) -> NDArray[np.float64]:
        forms = np.zeros((len(asked), len(self._every)))
        for row, weights in enumerate(asked):
            forms[row, list(weights)] = list(weights.values())
        return forms

    def _solve(self, direction: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return counts that fit what is known and make a weighted sum of them least.

        The solver goes on from the last corner that it found, which is near.
        """
        self.solved += 1
        self._solver.changeColsCost(len(self._every), self._every, direction)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError("no counts fit what is known")
        return np.array(self._solver.getSolution().col_value)
