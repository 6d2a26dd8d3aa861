"""Which projects to fund: planned exits first, then the most shortfall closed, within all rules.

The order of the goals: the villages planned to exit that are closed, all their gaps, the earliest
year of exit first; then the share of all shortfall that is closed, where each card counts as a
share of its own gap in the whole programme, so that a household is a household everywhere
(definition: ours). Within a budget that is the most shortfall per yuan. A project is funded in full
or not at all.

The rules: no grant above the base standard by more than the cap; sources pay only for their
sectors; a township with projects gets its floor; what is reserved for a township by its results
goes to nobody else. Solved as mixed-integer programmes, one per year of exit and one for the
shortfall, each holding what the ones before reached; then checked again in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from villages.findings.allocation_case import Case, Chosen, case_of
from villages.findings.allocation_greedy import floors_short, greedy_choice, tidied
from villages.findings.allocation_model import WHOLE, Clock, Model, NoSolution
from villages.findings.allocation_money import grants, is_affordable
from villages.findings.allocation_terms import (
    Cause,
    Exits,
    Gap,
    Grant,
    OverUplift,
    Project,
    Proposal,
    Purpose,
    Reason,
    Rules,
    Source,
    Unmet,
    VillageAim,
)

__all__ = [
    "Effort",
    "Exits",
    "Gap",
    "Grant",
    "NextTenth",
    "OverUplift",
    "Project",
    "Proposal",
    "Reason",
    "Rules",
    "Source",
    "Unmet",
    "VillageAim",
    "greedy",
    "next_tenth",
    "propose",
]


@dataclass(frozen=True)
class Effort:
    """How hard the solver tries: up to which relative gap, and for how many seconds in all.

    Only the gap decides unless the time is up, so the same input gives the same proposal.
    """

    gap: float = 0.001
    seconds: float = 60.0


@dataclass(frozen=True)
class NextTenth:
    """What a tenth more from every source would buy."""

    yuan: int
    added: tuple[Reason, ...]
    dropped: tuple[str, ...]
    closed_villages: tuple[str, ...]
    closed_share: Fraction
    proposal: Proposal


def propose(
    projects: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    sources: Sequence[Source],
    rules: Rules,
    effort: Effort | None = None,
) -> Proposal:
    """Return which projects to fund.

    Parameters
    ----------
    projects, gaps, villages
        What waits for money, what is short, and when each village is planned to exit.
    sources, rules
        The money, whole yuan, and what binds it. The budget is the sum of the sources.
    effort
        How hard the solver tries.

    Returns
    -------
    Proposal
        Never worse than ``greedy``. With ``unmet`` filled and nothing funded if a rule cannot be
        met.

    Raises
    ------
    OverUplift
        If a project exceeds its base standard by more than the rules allow.
    ValueError
        If a name comes twice, or an amount makes no sense.

    Examples
    --------
    Money for one of two wells. The first closes more, the second lets its village exit in 2019:

    >>> wells = [
    ...     Project("P1", "V1", "T1", "water", "safe_water", 30, 90_000),
    ...     Project("P2", "V2", "T1", "water", "safe_water", 12, 80_000),
    ... ]
    >>> short = [Gap("V1", "safe_water", 40), Gap("V2", "safe_water", 12)]
    >>> aims = [VillageAim("V1", "T1", 2019), VillageAim("V2", "T1", 2019)]
    >>> found = propose(wells, short, aims, [Source("county", 100_000)], Rules())
    >>> [each.project for each in found.funded], found.closed_villages, found.exits[0].closed
    (['P2'], ('V2',), 1)
    """
    case = case_of(projects, gaps, villages, sources, rules)
    return _propose(case, Clock((effort or Effort()).seconds), (effort or Effort()).gap)


def greedy(
    projects: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    sources: Sequence[Source],
    rules: Rules,
) -> Proposal | None:
    """Return what a list made by hand would fund: the yardstick of ``propose``.

    Planned exits first, by year and then by what closing a village costs; then shortfall per yuan.
    ``None`` if the list does not get every township to its floor, which need not mean that nothing
    does.
    """
    case = case_of(projects, gaps, villages, sources, rules)
    chosen = None if _over_reserved(case) else greedy_choice(case)
    return None if chosen is None else _proposal(case, chosen, None)


def next_tenth(
    projects: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    sources: Sequence[Source],
    rules: Rules,
    now: Proposal,
    effort: Effort | None = None,
) -> NextTenth:
    """Return what a tenth more from every source would buy: solved again, and compared.

    Parameters
    ----------
    projects, gaps, villages, sources, rules, effort
        As for ``propose``.
    now
        What was proposed with the money there is.

    Returns
    -------
    NextTenth
        ``dropped`` names projects that more money would not fund because it buys better ones.
    """
    more = [replace(each, yuan=each.yuan + each.yuan // 10) for each in sources]
    case = case_of(projects, gaps, villages, more, rules)
    names = {reason.project for reason in now.funded}
    before = frozenset(n for n, each in enumerate(case.projects) if each.id in names)
    effort = effort or Effort()
    then = _propose(case, Clock(effort.seconds), effort.gap, before)
    kept = {reason.project for reason in then.funded}
    return NextTenth(
        case.budget_yuan - now.budget_yuan,
        tuple(reason for reason in then.funded if reason.project not in names),
        tuple(sorted(names - kept)),
        tuple(each for each in then.closed_villages if each not in now.closed_villages),
        then.closed_share - now.closed_share,
        then,
    )


def _propose(case: Case, clock: Clock, gap: float, before: Chosen | None = None) -> Proposal:
    over = _over_reserved(case)
    if over:
        return _nothing(case, over)
    known = [each for each in (before, greedy_choice(case)) if each is not None]
    choices = [each for each in known if _keeps_rules(case, each)]
    bounds = _solve_in_turn(case, choices, clock, gap)
    if not choices:
        unmet, fallback = _explain(case, Clock(clock.seconds))
        if unmet:
            return _nothing(case, unmet)
        choices.append(fallback)
    best = tidied(case, _best(case, choices))
    return _proposal(case, best, _largest_gap(case, best, bounds))


def _solve_in_turn(case: Case, choices: list[Chosen], clock: Clock, gap: float) -> list[float]:
    """Solve for each goal, add what is found to the choices, return the goals' upper bounds.

    Every goal holds what the best choice so far reached of the ones before. A goal not solved ends
    the turn: its bound and those after it are infinite.
    """
    model = Model(case)
    bounds: list[float] = []
    try:
        for number, year in enumerate(case.exits):
            goal, bound = model.exits(year), 0.0
            if goal:
                # Villages are counted, so these are solved to the end, in half of the time left.
                found = model.solve(goal, 0.0, Clock(clock.left / 2))
                choices.append(found.chosen)
                bound = math.floor(found.bound + 1e-6)
                model.at_least(goal, case.objective(_best(case, choices))[0][number])
            bounds.append(bound)
        found = model.solve(model.shortfall(), gap, clock)
        choices.append(found.chosen)
        bounds.append(found.bound / WHOLE)
    except NoSolution:
        bounds += [math.inf] * (len(case.exits) + 1 - len(bounds))
    return bounds


def _best(case: Case, choices: Sequence[Chosen]) -> Chosen:
    """The best choice; of equals the one found last."""
    return max(reversed(choices), key=case.objective)


def _keeps_rules(case: Case, chosen: Chosen) -> bool:
    return is_affordable(case, chosen) and not floors_short(case, chosen)


def _largest_gap(case: Case, chosen: Chosen, bounds: Sequence[float]) -> float:
    """The largest relative distance of a goal from its upper bound."""
    counts, share = case.objective(chosen)
    reached = [*map(float, counts), float(share)]
    return max(
        0.0 if bound <= value else (bound - value) / value if value else math.inf
        for value, bound in zip(reached, bounds, strict=True)
    )


def _over_reserved(case: Case) -> tuple[Unmet, ...]:
    reserved = sum(case.rules.incentive_yuan.values())
    if reserved <= case.budget_yuan:
        return ()
    return (Unmet("incentive", None, reserved, case.budget_yuan, "money"),)


def _explain(case: Case, clock: Clock) -> tuple[tuple[Unmet, ...], Chosen]:
    """Keep as many floors as possible and name the rest, and why; or return a choice that works."""
    found = _relaxed(case, clock)
    spent = case.spent(found)
    unmet = []
    for township in floors_short(case, found):
        floor = case.floors[township]
        cause: Cause = "floors"
        if sum(map(case.cost, case.by_township[township])) < floor:
            cause = "projects"
        else:
            only = replace(case.rules, township_floor_yuan={township: floor})
            alone = replace(case, rules=replace(only, township_floor_percent={}))
            if floors_short(alone, _relaxed(alone, clock)):
                cause = "money"
        unmet.append(Unmet("floor", township, floor, spent[township], cause))
    return tuple(unmet), found


def _relaxed(case: Case, clock: Clock) -> Chosen:
    model = Model(case, is_elastic=True)
    return model.solve(model.floors_kept(), 0.0, clock).chosen


def _nothing(case: Case, unmet: tuple[Unmet, ...]) -> Proposal:
    return replace(_proposal(case, frozenset(), None), unmet=unmet)


def _proposal(case: Case, chosen: Chosen, gap: float | None) -> Proposal:
    counts, share = case.objective(chosen)
    closed = tuple(sorted(v for v in case.gaps_of if case.is_closed(v, chosen)))
    return Proposal(
        _reasons(case, chosen, frozenset(closed)),
        grants(case, chosen),
        closed,
        tuple(
            Exits(year, len(villages), count)
            for (year, villages), count in zip(case.exits.items(), counts, strict=True)
        ),
        share,
        sum(map(case.cost, chosen)),
        case.budget_yuan,
        gap,
    )


def _reasons(case: Case, chosen: Chosen, closed: frozenset[str]) -> tuple[Reason, ...]:
    steps: dict[int, tuple[Fraction, Fraction]] = {}
    for gap, numbers in case.on_gap.items():
        remains = case.amounts[gap]
        for number in numbers:
            if number in chosen:
                step = min(remains, case.closes[number])
                remains -= step
                steps[number] = (step, remains)
    reasons = []
    for number in sorted(chosen):
        each = case.projects[number]
        step, remains = steps.get(number, (Fraction(0), Fraction(0)))
        year, is_closed = case.years.get(each.village), each.village in closed
        purpose: Purpose = "shortfall" if step else "floor"
        if step and is_closed and year is not None:
            purpose = "exit"
        place = (each.village, each.township, each.card)
        reasons.append(
            Reason(each.id, *place, each.cost_yuan, step, remains, is_closed, year, purpose)
        )
    return tuple(reasons)
