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

_Floats = NDArray[np.float64]
_Numbers = NDArray[np.intp]
_Flags = NDArray[np.bool_]


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
        self._counts = counts
        self._known = [each for each in known if each.weights]
        self._corners = _Corners(counts, self._known)

    def range(self, asked: Mapping[int, float]) -> Range:
        """Return within which range a weighted sum of the counts lies."""
        form = _forms([asked], self._counts)[0]
        ends = [float(form @ self._corners.least(sign * form)) for sign in (1, -1)]
        return Range(*(max(end, 0.0) for end in ends))

    def ranges(self, asked: Sequence[Mapping[int, float]], least_width: float) -> list[Range]:
        """Return the ranges of some sums, each as far as it must be known.

        A range that is known to be safe is not looked at further: it may be wider than is told.
        Nor is one that is nought. Every solution tells something of every sum: first the low ends
        are looked for together, then as many sums as can be are lifted over theirs at once.
        """
        search = _Search(self._counts, self._known, asked, least_width)
        search.together()
        for at in search.unsettled():
            search.alone(int(at))
        return search.found()


class _Corners:
    """A solver that goes on from the last corner that it found, which is near."""

    def __init__(self, counts: int, known: Sequence[Known]):
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = counts, len(known)
        model.col_cost_ = np.zeros(counts)
        model.col_lower_, model.col_upper_ = np.zeros(counts), np.full(counts, LARGEST_COUNT)
        model.row_lower_ = np.array([each.low for each in known], dtype=float)
        model.row_upper_ = np.array([each.high for each in known], dtype=float)
        starts = np.cumsum([0, *(len(each.weights) for each in known)])
        weights = [each.weights for each in known]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.array([at for each in weights for at in each], np.int32)
        model.a_matrix_.value_ = np.array([w for each in weights for w in each.values()], float)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.passModel(model)
        self._every = np.arange(counts, dtype=np.int32)

    def cap(self, first: int, caps: _Floats) -> None:
        """Let the counts from the first on be no more than so much."""
        columns = self._every[first : first + len(caps)]
        self._solver.changeColsBounds(len(caps), columns, np.zeros(len(caps)), caps)

    def least(self, direction: _Floats) -> _Floats:
        """Return counts that fit what is known and make a weighted sum of them least."""
        self._solver.changeColsCost(len(self._every), self._every, direction)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError("no counts fit what is known")
        return np.array(self._solver.getSolution().col_value)


class _Search:
    """Looks for the ranges of many sums at once.

    Each sum has a lift of its own beside the counts: at most the sum, and at most what is enough.
    The largest total of the lifts lifts as many sums as can be.
    """

    def __init__(
        self,
        counts: int,
        known: Sequence[Known],
        asked: Sequence[Mapping[int, float]],
        least_width: float,
    ):
        self._counts, self._least = counts, least_width
        self._lifted = np.arange(counts, counts + len(asked))
        lifts = [
            Known({**weights, counts + at: -1}, 0, float("inf")) for at, weights in enumerate(asked)
        ]
        self._corners = _Corners(counts + len(asked), [*known, *lifts])
        self._forms = _forms(asked, counts + len(asked))
        self._low = np.full(len(asked), np.inf)
        self._high = np.full(len(asked), -np.inf)
        self._is_nought = np.zeros(len(asked), dtype=bool)
        # The same forms without their many noughts.
        rows, self._columns = np.nonzero(self._forms)
        self._weights = self._forms[rows, self._columns]
        self._starts = np.searchsorted(rows, np.arange(len(asked)))

    def together(self) -> None:
        """Settle what can be settled by looking at many sums at once."""
        left = self.unsettled()
        is_stuck = True
        while left.size:
            if is_stuck:
                self._look(self._forms[left].sum(axis=0))
            lifted = self._lift(left, self._low[left] + self._least)
            if lifted < _TOLERANCE:
                # Together they cannot be lifted at all: each is nought for certain.
                self._is_nought[left] = True
            before, left = left, self.unsettled()
            if len(left) < len(before):
                is_stuck = False
            elif is_stuck:
                break
            else:
                is_stuck = True
        self._find_noughts()
        self._corners.cap(self._counts, np.zeros(len(self._forms)))

    def alone(self, at: int) -> None:
        """Find the ends of one sum, as far as they must be known."""
        self._look(-self._forms[at])
        if not self._is_settled[at] and self._high[at] >= _TOLERANCE:
            self._look(self._forms[at])

    def unsettled(self) -> _Numbers:
        """Return the sums whose ranges are not known to be safe, nor to be nought."""
        return np.flatnonzero(~(self._is_settled | self._is_nought))

    def found(self) -> list[Range]:
        """Return the ranges, as far as they are known."""
        ends = zip(self._low, self._high, strict=True)
        return [Range(float(max(low, 0.0)), float(max(high, 0.0))) for low, high in ends]

    def _find_noughts(self) -> None:
        """Find the sums that no counts lift over nought: many are, and alone each costs a look."""
        left = self._never_lifted()
        while left.size:
            if self._lift(left, np.full(left.size, self._least)) < _TOLERANCE:
                self._is_nought[left] = True
            before, left = left, self._never_lifted()
            if len(left) == len(before):
                return

    def _never_lifted(self) -> _Numbers:
        left = self.unsettled()
        return left[self._high[left] < _TOLERANCE]

    def _lift(self, sums: _Numbers, caps: _Floats) -> float:
        """Lift as many sums as can be, each no further than its cap; return by how much in all."""
        every = np.zeros(len(self._forms))
        every[sums] = caps
        self._corners.cap(self._counts, every)
        upwards = np.zeros(self._forms.shape[1])
        upwards[self._lifted[sums]] = -1
        return float(self._look(upwards)[self._lifted].sum())

    @property
    def _is_settled(self) -> _Flags:
        """Of which sums the ranges are known to be safe: the rule of :meth:`Range.is_safe`."""
        is_wide = self._high - self._low >= self._least - _TOLERANCE
        settled: _Flags = is_wide & (self._high >= _TOLERANCE)
        return settled

    def _look(self, direction: _Floats) -> _Floats:
        corner = self._corners.least(direction)
        reached = np.add.reduceat(self._weights * corner[self._columns], self._starts)
        np.minimum(self._low, reached, out=self._low)
        np.maximum(self._high, reached, out=self._high)
        return corner


def _forms(asked: Sequence[Mapping[int, float]], counts: int) -> _Floats:
    forms = np.zeros((len(asked), counts))
    for row, weights in enumerate(asked):
        forms[row, list(weights)] = list(weights.values())
    return forms
