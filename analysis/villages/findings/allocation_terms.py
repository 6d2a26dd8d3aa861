"""What an allocation is asked with and answers with: projects, gaps, sources, rules, a proposal.

Plain data without plan or files. Yuan are whole numbers; amounts of a gap are counted exactly, in
its card's natural unit (households, persons, kilometres, yuan).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from typing import Literal

#: What a funded project is for: a planned exit, shortfall elsewhere, or only a township's floor.
Purpose = Literal["exit", "shortfall", "floor"]

#: Why a floor cannot be met: the township's projects cost less than it, the sources and reserves
#: leave less for them (or no set of whole projects fits), or other floors need the same money.
Cause = Literal["projects", "money", "floors"]


@dataclass(frozen=True)
class Project:
    """A project that waits for money: funded in full or not at all.

    ``closes`` is what it closes of its village's gap on ``card``; ``base_standard_yuan`` is the
    standard that applies everywhere, ``None`` if there is none for such works.
    """

    id: str
    village: str
    township: str
    sector: str
    card: str
    closes: Decimal | float
    cost_yuan: int
    base_standard_yuan: int | None = None


@dataclass(frozen=True)
class Gap:
    """What a village is short of on a card.

    Where data are missing, the gap is the one at the worst bound: a village must not count as
    closed because somebody did not report.
    """

    village: str
    card: str
    amount: Decimal | float


@dataclass(frozen=True)
class VillageAim:
    """A village and the year in which it is planned to exit; ``None`` if it is in no plan."""

    code: str
    township: str
    planned_exit_year: int | None


@dataclass(frozen=True)
class Source:
    """Money that may pay for some sectors; ``None`` may pay for every one."""

    id: str
    yuan: int
    sectors: frozenset[str] | None = None


@dataclass(frozen=True)
class Rules:
    """By what rules the money is given.

    Attributes
    ----------
    uplift_percent
        By how much a grant may exceed the base standard, at most.
    township_floor_yuan, township_floor_percent
        What a township with projects gets at least: yuan, or percent of the budget. The higher of
        both binds.
    incentive_yuan
        What is reserved for a township by its results. Nobody else gets it, spent or not; it counts
        towards the township's floor.
    card_weights
        What closing all of a card's gap is worth; a card not named is worth 1. Definition: ours.
    """

    uplift_percent: int = 30
    township_floor_yuan: Mapping[str, int] = field(default_factory=dict)
    township_floor_percent: Mapping[str, int] = field(default_factory=dict)
    incentive_yuan: Mapping[str, int] = field(default_factory=dict)
    card_weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a project is funded: what it closes, and what then remains of the gap.

    Projects on one gap follow each other by what they close per yuan, so that ``closed`` adds up
    to what is closed of the gap and ``remains`` falls from project to project.
    """

    project: str
    village: str
    township: str
    card: str
    cost_yuan: int
    closed: Fraction
    remains: Fraction
    is_village_closed: bool
    planned_exit_year: int | None
    purpose: Purpose


@dataclass(frozen=True)
class Grant:
    """What a source pays for a project."""

    project: str
    source: str
    yuan: int


@dataclass(frozen=True)
class Exits:
    """Of the villages planned to exit in a year and still short: how many, and how many close."""

    year: int
    planned: int
    closed: int


@dataclass(frozen=True)
class Unmet:
    """A rule that cannot be met: the floor of a township, or the incentives together.

    ``reachable_yuan`` is what the township can get while as many other floors as possible hold; for
    the incentives, whose ``township`` is ``None``, it is the budget.
    """

    rule: Literal["floor", "incentive"]
    township: str | None
    needed_yuan: int
    reachable_yuan: int
    cause: Cause


@dataclass(frozen=True)
class Proposal:
    """Which projects to fund, from which source, and what that closes.

    Attributes
    ----------
    funded
        A reason for each funded project, in the order of the projects' ids.
    grants
        Who pays: adds up to each project's cost.
    closed_villages
        Every village, planned to exit or not, all of whose gaps are closed.
    exits
        By year of planned exit.
    closed_share
        What is closed of all shortfall, each card a share of its own gap, by the cards' weights.
    cost_yuan, budget_yuan
        The money given, and the money there is.
    gap
        How far from the best possible this may be at most: the largest relative gap of the solves.
        0.01 is 1 %. ``None`` for a list that no solver made.
    unmet
        Rules that cannot be met. If there are any, nothing is proposed.
    """

    funded: tuple[Reason, ...]
    grants: tuple[Grant, ...]
    closed_villages: tuple[str, ...]
    exits: tuple[Exits, ...]
    closed_share: Fraction
    cost_yuan: int
    budget_yuan: int
    gap: float | None = None
    unmet: tuple[Unmet, ...] = ()

    @property
    def objective(self) -> tuple[tuple[int, ...], Fraction]:
        """What is compared: exits by year, the earliest first, then the share closed."""
        return tuple(each.closed for each in self.exits), self.closed_share


class OverUplift(ValueError):
    """A project asks for more above its base standard than the rules allow."""

    def __init__(self, project_id: str, percent: Decimal) -> None:
        super().__init__(f"project {project_id} is {percent} % above its base standard")
        self.project_id = project_id
        self.percent = percent


def uplift_percent(project: Project) -> Decimal:
    """Return by how many percent a project's cost exceeds its base standard.

    Rounded away from the cap to a hundredth, so that what is over 30 never reads as 30.

    Examples
    --------
    >>> well = Project("P1", "V1", "T1", "water", "safe_water", 12, 13_001, 10_000)
    >>> uplift_percent(well)
    Decimal('30.01')
    """
    if project.base_standard_yuan is None:
        return Decimal(0)
    base = project.base_standard_yuan
    hundredths = -(-10_000 * (project.cost_yuan - base) // base)
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"), ROUND_UP)
