"""What becomes of each village: which target it meets in which year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from villages.registers.demo.writing import Array

_INCOME, _RISING = "income", "cooperative_membership"
#: How many years before all targets are met a single one is met.
_YEARS_EARLIER = (0.25, 0.30, 0.25, 0.20)
#: Elsewhere: the share of villages that meet a target from the first year, the second, ... never.
_ELSEWHERE = (0.34, 0.12, 0.12, 0.12, 0.12, 0.10, 0.08)


@dataclass(frozen=True)
class Course:
    """What is meant to happen; the rows of the registers are made so that it does.

    ``planned_exit_year`` is 0 where there is none; ``meets`` has for each target a row per village
    and a column per year.
    """

    planned_exit_year: Array
    meets: Mapping[str, Array]

    def of(self, villages: slice) -> Course:
        """Return the course of some of the villages."""
        meets = {target: met[villages] for target, met in self.meets.items()}
        return Course(self.planned_exit_year[villages], meets)


def draw_course(
    rng: np.random.Generator,
    county: Mapping[str, Any],
    township: Array,
    is_low_income: Array,
    years: Sequence[int],
) -> Course:
    """Draw the course of all villages.

    Parameters
    ----------
    rng
        The source of chance.
    county
        What is fixed: how many villages exit, fail, fall back.
    township
        Each village's township as a number; villages of one township fare alike to a degree.
    is_low_income
        Which villages the plan is about.
    years
        The years, one after the other.
    """
    columns, low = np.array(years), np.flatnonzero(is_low_income)
    strength = rng.normal(size=len(low)) + 0.7 * rng.normal(size=township.max() + 1)[township[low]]
    planned, met_all = _exits(rng, county, strength)
    from_year = _first_met(rng, county, strength, met_all, years[-1])
    meets = {}
    for target, own in from_year.items():
        everywhere = rng.choice([*years, years[-1] + 1], len(township), p=_ELSEWHERE)
        everywhere[low] = own
        meets[target] = columns >= everywhere[:, None]
    rises = rng.random((len(township), len(years))) < 0.92
    rises[low] |= columns >= met_all[:, None]
    rises[low, -1] = from_year[_RISING] <= years[-1]
    meets[_RISING] = rises
    steady = list(low[rng.permutation(len(low))])
    for fall in county["falling_back"]:
        at = years.index(fall["year"])
        village = next(one for one in steady if all(met[one, at - 1] for met in meets.values()))
        steady.remove(village)
        meets[fall["target"]][village, at] = False
    exits = np.zeros(len(township), int)
    exits[low] = planned
    return Course(exits, meets)


def years_to_go(meets: Array) -> Array:
    """Return for each village and year how many years it is until the target is met.

    Who does not meet it in the last year has two more to go.

    Examples
    --------
    >>> years_to_go(np.array([[False, False, True], [False, True, False]])).tolist()
    [[2, 1, 0], [1, 0, 2]]
    """
    years = np.zeros(meets.shape, int)
    after = np.ones(len(meets), int)
    for column in reversed(range(meets.shape[1])):
        after = np.where(meets[:, column], 0, after + 1)
        years[:, column] = after
    return years


def shortfall(rng: np.random.Generator, meets: Array, allowed: float, start: Array) -> Array:
    """Return for each village and year the share of rows that lack what the target asks for.

    Parameters
    ----------
    rng
        The source of chance.
    meets
        Whether the target is met.
    allowed
        The share that may lack it while the target is met.
    start
        About the share that lacks it six years before it is met, per village.
    """
    own = rng.uniform(0.4, 1.3, (len(meets), 1))
    ahead = (years_to_go(meets) / 6) ** 1.4
    behind = allowed + (start[:, None] - allowed) * ahead * own
    within = allowed * rng.uniform(0, 1.2, (len(meets), 1))
    share: Array = np.where(meets, within, behind)
    return share


def lacking(meets: Array, share: Array, rows: Array, allowed: float, least: int = 1) -> Array:
    """Return how many rows lack what the target asks for: few enough if met, too many if not.

    ``least`` is how many more than allowed there are at least where the target is not met.
    """
    may = np.floor(rows * allowed + 1e-9).astype(int)
    wanted = np.rint(rows * share).astype(int)
    rows_lacking: Array = np.where(meets, np.minimum(wanted, may), np.maximum(wanted, may + least))
    return rows_lacking


def _exits(
    rng: np.random.Generator, county: Mapping[str, Any], strength: Array
) -> tuple[Array, Array]:
    """Each village's planned year of exit, and from which year it meets all targets."""
    count = len(strength)
    planned, met_all = np.zeros(count, int), np.zeros(count, int)
    never = max(county["planned_exits"]) + 1
    waiting = np.argsort(-(strength + rng.normal(0, 0.4, count)))
    for year, villages in county["planned_exits"].items():
        chosen, waiting = waiting[:villages], waiting[villages:]
        planned[chosen] = year
        outcome = [
            met for met, number in county["first_met_all"][year].items() for _ in range(number)
        ]
        outcome += [never] * (villages - len(outcome))
        best_first = np.argsort(-(strength[chosen] + rng.normal(0, 0.5, villages)))
        met_all[chosen[best_first]] = outcome
    return planned, met_all


def _first_met(
    rng: np.random.Generator,
    county: Mapping[str, Any],
    strength: Array,
    met_all: Array,
    final: int,
) -> dict[str, Array]:
    """From which year each low-income village meets each target; the year after the last: never."""
    never = np.flatnonzero(met_all > final)
    weakness = np.exp(-0.6 * strength[never])
    from_year = {}
    has_failed = np.zeros(len(strength), bool)
    *_, last_drawn = county["failing_at_the_end"]
    for target, number in county["failing_at_the_end"].items():
        earlier = rng.choice(len(_YEARS_EARLIER), len(strength), p=_YEARS_EARLIER)
        own = np.minimum(met_all, final) - earlier
        # The last target that is drawn falls to those first who have failed in nothing else.
        weight = weakness + 1e6 * (~has_failed[never] & (target == last_drawn))
        failing = rng.choice(never, number, replace=False, p=weight / weight.sum())
        own[failing] = final + 1
        has_failed[failing] = True
        from_year[target] = own
    fails = from_year[_INCOME] > final
    from_year[_INCOME] = _income_years(rng, county, strength, met_all, fails, final)
    # What a village meets last is met in the year in which it meets all.
    open_targets = [name for name in from_year if name not in (_INCOME, _RISING)]
    latest = np.max(list(from_year.values()), axis=0)
    for village in np.flatnonzero(latest < met_all):
        from_year[str(rng.choice(open_targets))][village] = met_all[village]
    return from_year


def _income_years(
    rng: np.random.Generator,
    county: Mapping[str, Any],
    strength: Array,
    met_all: Array,
    fails: Array,
    final: int,
) -> Array:
    """From which year the income target is met, so that each year's number comes out."""
    from_year = np.where(fails, final + 1, final)
    is_open = ~fails
    best_first = np.argsort(-(strength + rng.normal(0, 0.5, len(strength))))
    for year, number in county["income_reached"].items():
        due = is_open & (met_all <= year)
        others = [village for village in best_first if is_open[village] and not due[village]]
        room = number - np.sum(from_year < year) - due.sum()
        due[others[:room]] = True
        from_year[due] = year
        is_open &= ~due
    return from_year
