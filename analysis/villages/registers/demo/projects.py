"""Invented projects of the low-income villages: what was allotted, by whom, and what was spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from villages.registers.demo.writing import Array, Table

REGISTER = "projects"

#: The plan begins in this year; money was counted from then on.
_FIRST_YEAR = 2018
#: A source of chance of its own: without projects the other registers are the same.
_STREAM = 20180305
_FEWEST, _MOST = 2, 7
_ROUND_YUAN = 1000

#: By how much a project is lifted over the usual standard, in per cent; a few are over the limit.
_UPLIFTS, _UPLIFT_SHARES = (0.0, 10.0, 20.0, 30.0, 35.0), (0.55, 0.15, 0.18, 0.105, 0.015)
#: How many of a hundred projects are unspent, under way, or complete and paid in full.
_NOT_BEGUN, _UNDER_WAY, _PAID_IN_FULL = 0.07, 0.22, 0.45
_SPENT_NOT_REPORTED, _COMPLETE_NOT_REPORTED = 0.025, 0.02
#: A township that spends slowly in its last year spends so much of what others would.
_SLOW_TOWNSHIPS, _SLOW = 3, 0.55
#: More is planned than allotted for some; of those under way some have nothing to show yet.
_CUT, _MOST_CUT, _NOTHING_YET, _MOST_OUTPUTS = 0.3, 0.25, 0.15, 13
_PLANNED_NOT_REPORTED, _OUTPUT_NOT_REPORTED = 0.015, 0.025


class _Kind(NamedTuple):
    """What a project is for, who runs it, how often there is one, its size, who pays for it."""

    sector: str
    department: str
    weight: float
    yuan: tuple[int, int]
    sources: tuple[str, ...]


_KINDS = (
    _Kind("industry", "agriculture", 26, (60_000, 420_000), ("central", "provincial", "partner")),
    _Kind("roads", "transport", 16, (90_000, 520_000), ("provincial", "prefecture")),
    _Kind("housing", "housing", 15, (20_000, 180_000), ("central", "county")),
    _Kind("water", "water", 12, (30_000, 220_000), ("prefecture", "county")),
    _Kind("environment", "environment", 9, (15_000, 110_000), ("county", "township")),
    _Kind("education", "education", 7, (12_000, 90_000), ("county", "enterprise")),
    _Kind("health", "health", 6, (20_000, 120_000), ("provincial",)),
    _Kind("social", "civil_affairs", 4, (8_000, 60_000), ("county",)),
    _Kind("training", "labour", 3, (5_000, 40_000), ("partner",)),
    _Kind("other", "other", 2, (5_000, 60_000), ("enterprise",)),
)


def draw_projects(seed: int, village: Table, years: Sequence[int]) -> Table:
    """Draw the projects of the low-income villages.

    Parameters
    ----------
    seed
        The county's; the projects have a source of chance of their own, derived from it.
    village
        The register of places.
    years
        The plan's years; the projects begin with the plan's first own one.
    """
    rng = np.random.default_rng([seed, _STREAM])
    is_low_income = village.columns["is_low_income"]
    code, township = (village.columns[name][is_low_income] for name in ("code", "township_code"))
    shown = np.array([year for year in years if year >= _FIRST_YEAR])
    slow = rng.choice(np.unique(township), _SLOW_TOWNSHIPS, replace=False)
    counts = rng.integers(_FEWEST, _MOST, len(code) * len(shown))
    at = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    weights = np.array([kind.weight for kind in _KINDS])
    kind = rng.choice(len(_KINDS), len(at), p=weights / weights.sum())
    allotted = _allotted(rng, kind)
    year, place = shown[at % len(shown)], at // len(shown)
    is_slow = np.isin(township[place], slow) & (year == shown[-1])
    share = np.where(is_slow, _SLOW, 1.0) * _spent_share(rng, len(at))
    table = Table(
        {
            "code": code[place],
            "year": year,
            "project_id": np.array([f"X{each:02d}" for each in number]),
            "sector": np.array([each.sector for each in _KINDS])[kind],
            "source": _sources(rng, kind),
            "department": np.array([each.department for each in _KINDS])[kind],
            "allotted_yuan": allotted,
            "spent_yuan": np.minimum(allotted, np.rint(allotted * share).astype(int)),
            "is_complete": share >= 0.9,
        }
    )
    own = np.random.default_rng([seed, _STREAM, 1])
    planned = village.columns["planned_exit_year"][is_low_income][place]
    table.columns["uplift_percent"] = own.choice(_UPLIFTS, len(at), p=_UPLIFT_SHARES)
    table.columns["is_for_planned_exit"] = (planned >= year) & (own.random(len(at)) < 0.9)
    _add_plan_and_output(np.random.default_rng([seed, _STREAM, 2]), table, share)
    table.blank("spent_yuan", rng.random(len(at)) < _SPENT_NOT_REPORTED)
    table.blank("is_complete", rng.random(len(at)) < _COMPLETE_NOT_REPORTED)
    return table


def _add_plan_and_output(rng: np.random.Generator, table: Table, share: Array) -> None:
    """Add what was planned and what was accepted, from a source of chance of its own."""
    allotted, count = table.columns["allotted_yuan"], len(share)
    cut = np.where(rng.random(count) < _CUT, rng.uniform(0, _MOST_CUT, count), 0.0)
    planned = np.rint(allotted * (1 + cut) / _ROUND_YUAN) * _ROUND_YUAN
    table.columns["planned_yuan"] = np.maximum(planned.astype(int), allotted)
    has_output = (share >= 0.9) | ((share > 0) & (rng.random(count) >= _NOTHING_YET))
    outputs = rng.integers(1, _MOST_OUTPUTS, count)
    table.columns["output_count"] = np.where(has_output, outputs, 0).astype(float)
    table.blank("planned_yuan", rng.random(count) < _PLANNED_NOT_REPORTED)
    table.blank("output_count", rng.random(count) < _OUTPUT_NOT_REPORTED)


def _allotted(rng: np.random.Generator, kind: Array) -> Array:
    """Round sums within what a project of its kind costs; small ones are more frequent."""
    low, high = np.array([each.yuan for each in _KINDS])[kind].T
    drawn = low + (high - low) * rng.beta(1.3, 2.6, len(kind))
    rounded: Array = (np.rint(drawn / _ROUND_YUAN) * _ROUND_YUAN).astype(int)
    return rounded


def _spent_share(rng: np.random.Generator, count: int) -> Array:
    """The share of each project's money that is spent by the end of its year."""
    dice = rng.random(count)
    nearly = np.round(rng.uniform(0.9, 0.999, count), 3)
    is_full = rng.random(count) < _PAID_IN_FULL
    share = np.where(is_full, 1.0, nearly)
    under_way = np.round(rng.uniform(0.2, 0.8, count), 2)
    share = np.where(dice < _NOT_BEGUN + _UNDER_WAY, under_way, share)
    spent: Array = np.where(dice < _NOT_BEGUN, 0.0, share)
    return spent


def _sources(rng: np.random.Generator, kind: Array) -> Array:
    """Who pays: mostly the first of a kind's sources."""
    pick = rng.random(len(kind))
    chosen: Array = np.array(
        [
            sources[min(int(each * each * len(sources)), len(sources) - 1)]
            for sources, each in zip((_KINDS[index].sources for index in kind), pick, strict=True)
        ]
    )
    return chosen
