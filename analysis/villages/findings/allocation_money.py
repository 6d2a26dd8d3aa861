"""Whether the sources can pay for a choice of projects, and who pays: whole yuan, exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from villages.findings.allocation_case import Case
from villages.findings.allocation_terms import Grant


class Purse:
    """The money of a case while projects are paid one after the other.

    Projects that the same sources may pay for are one account. What an account needs flows from its
    sources; where one is empty, money is moved between accounts along a shortest path (the
    augmenting paths of Edmonds and Karp, 1972), so a project is refused only if no way of sharing
    the sources out would pay for it.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.left = [source.yuan for source in case.sources]
        self.paid: dict[frozenset[int], dict[int, int]] = {
            payers: dict.fromkeys(sorted(payers), 0) for payers in case.payers
        }
        self.bonus_left = dict(case.rules.incentive_yuan)
        # What is reserved for a township is no money of the others.
        self.free_left = case.budget_yuan - sum(self.bonus_left.values())

    def can_pay(self, numbers: Iterable[int]) -> bool:
        """Pay for these projects together and say so, or leave all as it was and say no."""
        numbers = tuple(numbers)
        before = (
            list(self.left),
            {payers: dict(paid) for payers, paid in self.paid.items()},
            dict(self.bonus_left),
            self.free_left,
        )
        if all(self._draw(number) for number in numbers):
            return True
        self.left, self.paid, self.bonus_left, self.free_left = before
        return False

    def _draw(self, number: int) -> bool:
        project = self.case.projects[number]
        bonus = min(self.bonus_left.get(project.township, 0), project.cost_yuan)
        if project.cost_yuan - bonus > self.free_left:
            return False
        if bonus:
            self.bonus_left[project.township] -= bonus
        self.free_left -= project.cost_yuan - bonus
        return self._fill(self.case.payers[number], project.cost_yuan)

    def _fill(self, account: frozenset[int], need: int) -> bool:
        while need:
            path = self._path(account)
            if path is None:
                return False
            moved = [self.paid[taker][source] for (_, source), (taker, _) in pairwise(path)]
            yuan = min(need, self.left[path[-1][1]], *moved)
            for payee, source in path:
                self.paid[payee][source] += yuan
            for (_, source), (taker, _) in pairwise(path):
                self.paid[taker][source] -= yuan
            self.left[path[-1][1]] -= yuan
            need -= yuan
        return True

    def _path(self, account: frozenset[int]) -> list[tuple[frozenset[int], int]] | None:
        """A shortest way to money that is left: (account, source) pairs, the last has some."""
        reached: dict[int, tuple[frozenset[int], int | None]] = {}
        waiting: list[tuple[frozenset[int], int | None]] = [(account, None)]
        seen = {account}
        for payee, came_by in waiting:
            for source in self.paid[payee]:
                if source in reached:
                    continue
                reached[source] = (payee, came_by)
                if self.left[source]:
                    return self._back(reached, source)
                for other, paid in self.paid.items():
                    if other not in seen and paid.get(source):
                        seen.add(other)
                        waiting.append((other, source))
        return None

    @staticmethod
    def _back(
        reached: dict[int, tuple[frozenset[int], int | None]], source: int
    ) -> list[tuple[frozenset[int], int]]:
        path: list[tuple[frozenset[int], int]] = []
        at: int | None = source
        while at is not None:
            payee, came_by = reached[at]
            path.append((payee, at))
            at = came_by
        return path[::-1]


def is_affordable(case: Case, chosen: Iterable[int]) -> bool:
    """Whether sources and reserves can pay for these projects together."""
    return Purse(case).can_pay(sorted(chosen))


def grants(case: Case, chosen: Iterable[int]) -> tuple[Grant, ...]:
    """Return who pays for which project, in the order of the projects.

    Raises
    ------
    ValueError
        If the sources cannot pay for all of them.
    """
    ordered = sorted(chosen)
    purse = Purse(case)
    if not purse.can_pay(ordered):
        raise ValueError("the sources cannot pay for these projects")
    given: dict[int, list[Grant]] = defaultdict(list)
    for number in ordered:
        project, need = case.projects[number], case.cost(number)
        paid = purse.paid[case.payers[number]]
        for source in paid:
            yuan = min(need, paid[source])
            if yuan:
                given[number].append(Grant(project.id, case.sources[source].id, yuan))
                paid[source] -= yuan
                need -= yuan
    return tuple(grant for number in ordered for grant in given[number])
