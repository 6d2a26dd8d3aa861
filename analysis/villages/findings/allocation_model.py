"""The allocation as a mixed-integer programme, for HiGHS through ``scipy.optimize.milp``.

A binary for each project, the closed share of each gap, a binary for each village that is planned
to exit and can; what each source pays for the sectors that the same sources may pay for, and what
of each township's incentive is used. Money is in units of 10,000 yuan, shares lie between 0 and 1,
so that all numbers are near 1 and the solver's tolerance (a millionth) is less than a cent.

A solver reckons in floating point: what it says is only taken where whole numbers agree. Where they
do not, ``exact_cuts`` finds a row with small whole coefficients that rules the wrong claim out, and
no right one; the programme is solved again with it.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from villages.findings.allocation_case import Case, Chosen, GapKey
from villages.findings.allocation_money import is_affordable

_YUAN = 10_000
#: The shortfall's objective if all is closed: large against the solver's absolute gap of 1e-6.
WHOLE = 10_000.0

#: Gaps with more projects get no cover rows: their number doubles with each.
_MOST_COVERED = 5

#: A linear row: column → coefficient.
Row = Mapping[int, float]


@dataclass(frozen=True)
class Solved:
    """What the solver found: its choice, what it claims, and how far from the best that may be."""

    chosen: Chosen
    claimed: frozenset[str]
    short: frozenset[str]
    value: float
    bound: float


class NoSolution(Exception):
    """The solver ended without a choice: there is none, or the time was up."""

    def __init__(self, *, is_proven: bool) -> None:
        super().__init__("no choice meets the rules" if is_proven else "the time was up")
        self.is_proven = is_proven


@dataclass
class Clock:
    """The seconds that the solver may still take."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds left, never quite none."""
        return max(0.01, self.seconds - (time.monotonic() - self.started))

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() - self.started >= self.seconds


@contextmanager
def _hushed() -> Iterator[None]:
    """Send what the solver prints nowhere.

    HiGHS 1.12 prints a forgotten debugging line whatever it is told (HiGHS#2783). It is C that
    prints, so the descriptor is turned away, and C's own buffer is emptied before and after.
    """
    try:
        flush = ctypes.CDLL(None).fflush
        kept = os.dup(1)
    except (OSError, TypeError):  # Windows, or a process without an output
        yield
        return
    sys.stdout.flush()
    flush(None)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        flush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class Model:
    """The programme of a case: columns, rows, and the cuts that were learned."""

    def __init__(self, case: Case, *, is_elastic: bool = False) -> None:
        self.case = case
        self.is_elastic = is_elastic
        self._upper: list[float] = [1.0] * len(case.projects)
        self._integer: list[int] = [1] * len(case.projects)
        self._rows: list[Row] = []
        self._low: list[float] = []
        self._high: list[float] = []
        for number, payers in enumerate(case.payers):
            if not payers:
                self._upper[number] = 0.0
        self.shares: dict[GapKey, int] = {}
        self.villages: dict[str, int] = {}
        self.is_short: dict[str, int] = {}
        self._missing: dict[str, int] = {}
        self._close_gaps()
        self._close_villages()
        self._pay()
        self._reserve()
        self._floor()

    def shortfall(self) -> dict[int, float]:
        """The objective of the share of all shortfall that is closed."""
        worth = self.case.unit_values
        return {
            column: WHOLE * float(worth[gap] * self.case.amounts[gap])
            for gap, column in self.shares.items()
        }

    def exits(self, year: int) -> dict[int, float]:
        """The objective of the villages planned to exit in a year."""
        return {self.villages[each]: 1.0 for each in self.case.exits[year] if each in self.villages}

    def floors_kept(self) -> dict[int, float]:
        """The objective of an elastic programme: most floors kept, then least yuan short."""
        floors = self.case.floors
        whole = sum(floors.values()) / _YUAN
        return {
            **dict.fromkeys(self.is_short.values(), -1.0),
            **dict.fromkeys(self._missing.values(), -0.5 / whole),
        }

    def at_least(self, terms: Row, low: float) -> None:
        """Hold the programme to what an earlier objective reached."""
        self._row(terms, low, np.inf)

    def solve(self, goal: Row, gap: float, clock: Clock) -> Solved:
        """Return the choice that makes the goal largest, up to the relative gap.

        Raises
        ------
        NoSolution
            If there is none, or none was found in time.
        """
        while True:
            found = self._solve_once(goal, gap, clock)
            cuts = self.exact_cuts(found)
            if not cuts:
                return found
            if clock.is_over:
                raise NoSolution(is_proven=False)
            for terms, low, high in cuts:
                self._row(terms, low, high)

    def exact_cuts(self, found: Solved) -> list[tuple[Row, float, float]]:
        """Return rows that rule out what the solver claims and whole numbers deny.

        Each rests on the sets that a choice is made of. Projects that together leave a gap open do
        so unless another one on the gap joins them; projects that the sources cannot pay cannot be
        paid with more beside them; a township below its floor needs another project.
        """
        case, cuts = self.case, list[tuple[Row, float, float]]()
        for village in sorted(found.claimed):
            for gap in case.gaps_of[village]:
                if case.closed(gap, found.chosen) < case.amounts[gap]:
                    others = {n: 1.0 for n in case.on_gap[gap] if n not in found.chosen}
                    cuts.append(({**others, self.villages[village]: -1.0}, 0.0, np.inf))
        if not is_affordable(case, found.chosen):
            cuts.append((dict.fromkeys(found.chosen, 1.0), -np.inf, len(found.chosen) - 1.0))
        spent = case.spent(found.chosen)
        for township, floor in case.floors.items():
            if spent[township] < floor and township not in found.short:
                others = {n: 1.0 for n in case.by_township[township] if n not in found.chosen}
                if self.is_elastic:
                    others[self.is_short[township]] = 1.0
                cuts.append((others, 1.0, np.inf))
        return cuts

    def _solve_once(self, goal: Row, gap: float, clock: Clock) -> Solved:
        if not self._upper:
            return Solved(frozenset(), frozenset(), frozenset(), 0.0, 0.0)
        costs = np.zeros(len(self._upper))
        for column, worth in goal.items():
            costs[column] = -worth
        with _hushed():
            answer = milp(
                costs,
                integrality=np.array(self._integer),
                bounds=Bounds(np.zeros(len(self._upper)), np.array(self._upper)),
                constraints=self._constraints(),
                options={"mip_rel_gap": gap, "time_limit": clock.left},
            )
        if answer.x is None:
            raise NoSolution(is_proven=answer.status == 2)
        taken = {int(column) for column in np.flatnonzero(answer.x > 0.5)}
        bound = answer.fun if answer.mip_dual_bound is None else answer.mip_dual_bound
        return Solved(
            frozenset(number for number in range(len(self.case.projects)) if number in taken),
            frozenset(name for name, column in self.villages.items() if column in taken),
            frozenset(name for name, column in self.is_short.items() if column in taken),
            -answer.fun,
            -bound,
        )

    def _constraints(self) -> list[LinearConstraint]:
        if not self._rows:
            return []
        sizes = [len(row) for row in self._rows]
        columns = np.fromiter((c for row in self._rows for c in row), int, sum(sizes))
        values = np.fromiter((v for row in self._rows for v in row.values()), float, sum(sizes))
        starts: npt.NDArray[np.int_] = np.concatenate(([0], np.cumsum(sizes)))
        shape = (len(self._rows), len(self._upper))
        matrix = csr_array((values, columns, starts), shape=shape)
        return [LinearConstraint(matrix, np.array(self._low), np.array(self._high))]

    def _column(self, upper: float, *, is_integer: bool = False) -> int:
        self._upper.append(upper)
        self._integer.append(int(is_integer))
        return len(self._upper) - 1

    def _row(self, terms: Row, low: float, high: float) -> None:
        self._rows.append(terms)
        self._low.append(low)
        self._high.append(high)

    def _close_gaps(self) -> None:
        """A gap is closed by its projects, and by no more than all of it."""
        case = self.case
        for gap, numbers in case.on_gap.items():
            useful = [number for number in numbers if case.closes[number] > 0]
            if not useful:
                continue
            column = self.shares[gap] = self._column(1.0)
            amount = case.amounts[gap]
            terms = {n: -float(min(case.closes[n] / amount, Fraction(1))) for n in useful}
            self._row({column: 1.0, **terms}, -np.inf, 0.0)

    def _close_villages(self) -> None:
        """A village is closed if every gap of it is."""
        case = self.case
        able = {number for number, payers in enumerate(case.payers) if payers}
        for village in sorted(each for villages in case.exits.values() for each in villages):
            if not case.is_closed(village, able):
                continue
            column = self.villages[village] = self._column(1.0, is_integer=True)
            for gap in case.gaps_of[village]:
                self._row({column: 1.0, self.shares[gap]: -1.0}, -np.inf, 0.0)
                self._cover(gap, column)

    def _cover(self, gap: GapKey, village: int) -> None:
        """What is left of a gap beside some of its projects, the others must close.

        Knapsack-cover rows (Carr, Fleischer, Leung and Phillips, 2000). They forbid no choice, but
        bring the relaxation nearer to it: half a project closes no half village.
        """
        case, amount = self.case, self.case.amounts[gap]
        useful = [number for number in case.on_gap[gap] if case.closes[number] > 0]
        if len(useful) > _MOST_COVERED:
            return
        for size in range(1, len(useful)):
            for beside in combinations(useful, size):
                left = amount - sum(case.closes[number] for number in beside)
                others = [number for number in useful if number not in beside]
                if left > 0 and any(case.closes[number] >= left for number in others):
                    terms = {n: -float(min(case.closes[n] / left, Fraction(1))) for n in others}
                    self._row({village: 1.0, **terms}, -np.inf, 0.0)

    def _pay(self) -> None:
        """Sources pay for the projects that they may pay for, up to what they have."""
        case = self.case
        accounts: dict[frozenset[int], list[int]] = {}
        for number, payers in enumerate(case.payers):
            accounts.setdefault(payers, []).append(number)
        drawn: dict[int, dict[int, float]] = {number: {} for number in range(len(case.sources))}
        for payers, numbers in accounts.items():
            terms = self._costs(numbers)
            for source in sorted(payers):
                column = self._column(case.sources[source].yuan / _YUAN)
                terms[column] = -1.0
                drawn[source][column] = 1.0
            if payers:
                self._row(terms, -np.inf, 0.0)
        for source, columns in drawn.items():
            if columns:
                self._row(columns, -np.inf, case.sources[source].yuan / _YUAN)

    def _reserve(self) -> None:
        """Beyond its own incentive a township draws on what is reserved for nobody."""
        case = self.case
        bonuses = {name: yuan for name, yuan in sorted(case.rules.incentive_yuan.items()) if yuan}
        if not bonuses:
            return
        free = self._costs(range(len(case.projects)))
        for township, yuan in bonuses.items():
            if township in case.by_township:
                column = self._column(yuan / _YUAN)
                spent = self._costs(case.by_township[township])
                self._row({column: -1.0, **spent}, 0.0, np.inf)
                free[column] = -1.0
        self._row(free, -np.inf, (case.budget_yuan - sum(bonuses.values())) / _YUAN)

    def _floor(self) -> None:
        """A township with projects gets its floor; an elastic programme counts what it lacks."""
        for township, yuan in self.case.floors.items():
            terms = self._costs(self.case.by_township[township])
            floor = yuan / _YUAN
            if self.is_elastic:
                missing = self._missing[township] = self._column(floor)
                short = self.is_short[township] = self._column(1.0, is_integer=True)
                terms[missing] = 1.0
                self._row({missing: 1.0, short: -floor}, -np.inf, 0.0)
            self._row(terms, floor, np.inf)

    def _costs(self, numbers: Iterable[int]) -> dict[int, float]:
        return {number: self.case.cost(number) / _YUAN for number in numbers}
