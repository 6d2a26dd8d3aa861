"""How far a measure has come: village by village, ever more of those concerned are reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from villages.registers.demo.course import Course
from villages.registers.demo.writing import Array

#: The share of villages whose work is complete from the first year, the second, ... never.
_COMPLETE_FROM = (0.06, 0.07, 0.11, 0.20, 0.20, 0.18, 0.18)
#: How much of a village's luck is its own weakness: one that fails targets does less beside them.
_WEAKNESS = 0.35


@dataclass(frozen=True)
class Reach:
    """Draws facts of villages by year, and of households or persons in them.

    Attributes
    ----------
    rng
        The source of chance.
    weakness
        0 to 1 for each village: the share of its targets that it fails in the last year.
    years
        How many years there are.
    """

    rng: np.random.Generator
    weakness: Array
    years: int

    @classmethod
    def of(cls, rng: np.random.Generator, course: Course) -> Reach:
        """Return the reach of villages whose course is known."""
        meets = np.stack(list(course.meets.values()))
        return cls(rng, 1 - meets[:, :, -1].mean(axis=0), meets.shape[2])

    def _luck(self) -> Array:
        """0 to 1 for each village; the lucky ones come first."""
        own = self.rng.random(len(self.weakness))
        luck: Array = (1 - _WEAKNESS) * own + _WEAKNESS * self.weakness
        return luck

    def _rank(self) -> Array:
        """0 to 1 for each village, evenly; the lucky ones come first."""
        order = np.argsort(np.argsort(self._luck()))
        rank: Array = (order + 0.5) / max(len(order), 1)
        return rank

    def complete(self) -> Array:
        """Return for each village and year whether everybody concerned is reached."""
        rank = self._rank()
        ends = np.cumsum(_COMPLETE_FROM)
        first = np.searchsorted(ends, rank) * self.years // (len(_COMPLETE_FROM) - 1)
        done: Array = np.arange(self.years) >= first[:, None]
        return done

    def spread(self, start: float, end: float) -> Array:
        """Return for each village and year whether it has something that ever more villages have.

        Parameters
        ----------
        start, end
            About the share of villages in the first and in the last year.
        """
        share = np.linspace(start, end, self.years)
        has: Array = self._rank()[:, None] < share
        return has

    def reached(self, concerned: Array, at: Array, who: Array, start: float, end: float) -> Array:
        """Return which of the rows concerned are reached: all where the village is complete.

        Parameters
        ----------
        concerned
            Which rows it is about.
        at
            Village and year of each row, numbered together.
        who
            The household or person of each row, numbered from 0.
        start, end
            The share that is reached elsewhere in the first and in the last year.
        """
        share = np.linspace(start, end, self.years)[at % self.years]
        latent = self.rng.random(who.max() + 1 if len(who) else 0)[who]
        done = self.complete().ravel()[at]
        reached: Array = concerned & (done | (latent < share))
        return reached

    def counts(self, usual: float, growth: float) -> Array:
        """Return a number of things for each village and year that grows over the years."""
        first = self.rng.poisson(usual, (len(self.weakness), 1))
        more = self.rng.random((len(self.weakness), self.years)) < growth
        more[:, 0] = False
        total: Array = first + np.cumsum(more, axis=1)
        return total
