"""An allocation by hand: one project after the other, each within all rules.

What an office does without a solver, and the yardstick for one: villages planned to exit first, by
their year and then by what closing them costs; then whatever closes most shortfall per yuan.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from fractions import Fraction

from villages.findings.allocation_case import Case, Chosen
from villages.findings.allocation_money import Purse


def greedy_choice(case: Case) -> Chosen | None:
    """Return what the list funds; ``None`` if it does not get every township to its floor.

    Floors are looked at last; where one is then not reached, the list begins with the floors.
    """
    for is_floor_first in (False, True):
        purse, chosen = Purse(case), set[int]()
        if is_floor_first:
            _reach_floors(case, purse, chosen)
        _close_villages(case, purse, chosen)
        _by_shortfall(case, purse, chosen, range(len(case.projects)))
        if not is_floor_first:
            _reach_floors(case, purse, chosen)
        if not floors_short(case, chosen):
            return frozenset(chosen)
    return None


def floors_short(case: Case, chosen: Iterable[int]) -> list[str]:
    """Return the townships that are below their floor."""
    spent = case.spent(chosen)
    return [township for township, floor in case.floors.items() if spent[township] < floor]


def tidied(case: Case, chosen: Chosen) -> Chosen:
    """Return the choice without what adds nothing, and with what the money left still buys.

    Dearest first: a project goes if its gap closes as far without it and its township stays at its
    floor.
    """
    kept, spent = set(chosen), case.spent(chosen)
    for number in sorted(chosen, key=lambda each: (-case.cost(each), each)):
        project = case.projects[number]
        gap = (project.village, project.card)
        needed = gap in case.amounts and case.closed(gap, kept) > case.closed(gap, kept - {number})
        rest = spent[project.township] - project.cost_yuan
        if not needed and rest >= case.floors.get(project.township, 0):
            kept.discard(number)
            spent[project.township] = rest
    purse = Purse(case)
    purse.can_pay(sorted(kept))
    _by_shortfall(case, purse, kept, range(len(case.projects)))
    return frozenset(kept)


def _close_villages(case: Case, purse: Purse, chosen: set[int]) -> None:
    for villages in case.exits.values():
        sets = {village: _closing_set(case, village, chosen) for village in villages}
        able = [village for village in villages if sets[village] is not None]
        costs = {village: sum(map(case.cost, sets[village] or ())) for village in able}
        for village in sorted(able, key=lambda each: (costs[each], each)):
            wanted = sets[village] or frozenset()
            if purse.can_pay(sorted(wanted)):
                chosen |= wanted


def _closing_set(case: Case, village: str, chosen: Collection[int]) -> Chosen | None:
    """What still has to be funded to close a village, what closes most per yuan first."""
    wanted: set[int] = set()
    for gap in case.gaps_of[village]:
        for number in case.on_gap[gap]:
            if case.closed(gap, {*chosen, *wanted}) == case.amounts[gap]:
                break
            if number not in chosen and case.payers[number]:
                wanted.add(number)
    return frozenset(wanted) if case.is_closed(village, {*chosen, *wanted}) else None


def _reach_floors(case: Case, purse: Purse, chosen: set[int]) -> None:
    for township, floor in case.floors.items():
        own = case.by_township[township]
        _by_shortfall(case, purse, chosen, own, until=floor)
        spent = case.spent(chosen)[township]
        # What closes nothing may still be needed: the cheapest that does, else the dearest.
        for number in sorted(set(own) - chosen, key=lambda each: (-case.cost(each), each)):
            if spent < floor and purse.can_pay([number]):
                chosen.add(number)
                spent += case.cost(number)


def _by_shortfall(
    case: Case,
    purse: Purse,
    chosen: set[int],
    numbers: Iterable[int],
    until: int | None = None,
) -> None:
    """Fund what closes most shortfall per yuan, at most until these projects got so many yuan.

    What a project closes only falls as others on its gap are funded, so a project whose stored
    worth is still true when it comes up is the best of all.
    """
    waiting = [
        (-_worth(case, chosen, number), number) for number in numbers if number not in chosen
    ]
    heapq.heapify(waiting)
    spent = sum(case.cost(number) for number in numbers if number in chosen)
    while waiting and (until is None or spent < until):
        stored, number = heapq.heappop(waiting)
        worth = _worth(case, chosen, number)
        if not worth:
            continue
        if -stored != worth:
            heapq.heappush(waiting, (-worth, number))
        elif purse.can_pay([number]):
            chosen.add(number)
            spent += case.cost(number)


def _worth(case: Case, chosen: Collection[int], number: int) -> Fraction:
    """What a project adds to the share of all shortfall closed, per yuan."""
    project = case.projects[number]
    gap = (project.village, project.card)
    if gap not in case.amounts:
        return Fraction(0)
    closed = case.closed(gap, chosen)
    added = min(case.amounts[gap] - closed, case.closes[number])
    return added * case.unit_values[gap] / case.cost(number)
