"""The question of an allocation, put in order once: sorted, indexed, and counted exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from villages.findings.allocation_terms import (
    Gap,
    OverUplift,
    Project,
    Rules,
    Source,
    VillageAim,
    uplift_percent,
)

#: Numbers of the chosen projects, into ``Case.projects``.
Chosen = frozenset[int]

#: A village and a card.
GapKey = tuple[str, str]


def exact(amount: Decimal | float) -> Fraction:
    """Return an amount as it is written: 0.1 is a tenth.

    Examples
    --------
    >>> exact(0.1), exact(Decimal("2.50"))
    (Fraction(1, 10), Fraction(5, 2))
    """
    return Fraction(str(amount))


@dataclass(frozen=True)
class Case:
    """A checked question. Everything is sorted, so the order of the input decides nothing.

    Attributes
    ----------
    projects
        By id.
    amounts
        The gaps that are open.
    years
        The planned year of exit of each village that has one.
    sources
        Those that may pay for the fewest sectors first: what is free stays free for longest.
    """

    projects: tuple[Project, ...]
    amounts: Mapping[GapKey, Fraction]
    years: Mapping[str, int]
    sources: tuple[Source, ...]
    rules: Rules

    @cached_property
    def budget_yuan(self) -> int:
        """All the money that there is."""
        return sum(source.yuan for source in self.sources)

    @cached_property
    def closes(self) -> tuple[Fraction, ...]:
        """What each project closes, in its card's unit."""
        return tuple(exact(project.closes) for project in self.projects)

    @cached_property
    def on_gap(self) -> Mapping[GapKey, tuple[int, ...]]:
        """The projects on each open gap, what closes most per yuan first."""
        found: dict[GapKey, list[int]] = {gap: [] for gap in self.amounts}
        for number, project in enumerate(self.projects):
            if (project.village, project.card) in found:
                found[project.village, project.card].append(number)
        return {
            gap: tuple(sorted(numbers, key=lambda each: -self.closes[each] / self.cost(each)))
            for gap, numbers in found.items()
        }

    @cached_property
    def gaps_of(self) -> Mapping[str, tuple[GapKey, ...]]:
        """The open gaps of each village that has any."""
        found: dict[str, list[GapKey]] = defaultdict(list)
        for gap in self.amounts:
            found[gap[0]].append(gap)
        return {village: tuple(gaps) for village, gaps in found.items()}

    @cached_property
    def exits(self) -> Mapping[int, tuple[str, ...]]:
        """The villages that are short, by their year of planned exit, the earliest first."""
        found: dict[int, list[str]] = defaultdict(list)
        for village in self.gaps_of:
            if village in self.years:
                found[self.years[village]].append(village)
        return {year: tuple(sorted(found[year])) for year in sorted(found)}

    @cached_property
    def unit_values(self) -> Mapping[GapKey, Fraction]:
        """What closing one unit of each gap adds to the share of all shortfall that is closed."""
        totals: dict[str, Fraction] = defaultdict(Fraction)
        for (_, card), amount in self.amounts.items():
            totals[card] += amount
        weights = {card: Fraction(self.rules.card_weights.get(card, 1)) for card in totals}
        whole = sum(weights.values()) or 1
        return {gap: weights[gap[1]] / totals[gap[1]] / whole for gap in self.amounts}

    @cached_property
    def by_township(self) -> Mapping[str, tuple[int, ...]]:
        """The projects of each township that has any."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, project in enumerate(self.projects):
            found[project.township].append(number)
        return {township: tuple(found[township]) for township in sorted(found)}

    @cached_property
    def floors(self) -> Mapping[str, int]:
        """The yuan that each township with projects gets at least."""
        floors: dict[str, int] = {}
        for township in self.by_township:
            share = self.rules.township_floor_percent.get(township, 0) * self.budget_yuan
            # Rounded up: a yuan less would be less than the share.
            needed = max(self.rules.township_floor_yuan.get(township, 0), -(-share // 100))
            if needed > 0:
                floors[township] = needed
        return floors

    @cached_property
    def payers(self) -> tuple[frozenset[int], ...]:
        """The numbers of the sources that may pay for each project."""
        by_sector = {
            sector: frozenset(
                number
                for number, source in enumerate(self.sources)
                if source.sectors is None or sector in source.sectors
            )
            for sector in {project.sector for project in self.projects}
        }
        return tuple(by_sector[project.sector] for project in self.projects)

    def cost(self, number: int) -> int:
        """Return a project's cost in yuan."""
        return self.projects[number].cost_yuan

    def spent(self, chosen: Iterable[int]) -> Counter[str]:
        """Return the yuan that each township gets."""
        spent: Counter[str] = Counter()
        for number in chosen:
            spent[self.projects[number].township] += self.cost(number)
        return spent

    def closed(self, gap: GapKey, chosen: Collection[int]) -> Fraction:
        """Return how much of a gap is closed, at most all of it."""
        whole = sum(self.closes[number] for number in self.on_gap[gap] if number in chosen)
        return min(self.amounts[gap], Fraction(whole))

    def is_closed(self, village: str, chosen: Collection[int]) -> bool:
        """Whether every gap of a village is closed."""
        return all(self.closed(gap, chosen) == self.amounts[gap] for gap in self.gaps_of[village])

    def objective(self, chosen: Collection[int]) -> tuple[tuple[int, ...], Fraction]:
        """Return the exits by year, the earliest first, and the share of all shortfall closed."""
        counts = tuple(
            sum(self.is_closed(village, chosen) for village in villages)
            for villages in self.exits.values()
        )
        by_card: dict[Fraction, Fraction] = defaultdict(Fraction)
        for gap in self.amounts:
            by_card[self.unit_values[gap]] += self.closed(gap, chosen)
        return counts, sum((value * closed for value, closed in by_card.items()), Fraction(0))


def case_of(
    projects: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    sources: Sequence[Source],
    rules: Rules,
) -> Case:
    """Check a question and put it in order.

    Raises
    ------
    OverUplift
        If a project exceeds its base standard by more than the rules allow; the first by id.
    ValueError
        If a name comes twice, or an amount of money or of a gap makes no sense.
    """
    ordered = tuple(sorted(projects, key=lambda each: each.id))
    _refuse_twice("project", [each.id for each in ordered])
    _refuse_twice("gap", [(each.village, each.card) for each in gaps])
    _refuse_twice("village", [each.code for each in villages])
    _refuse_twice("source", [each.id for each in sources])
    for project in ordered:
        base = project.base_standard_yuan
        if project.cost_yuan <= 0 or project.closes < 0 or (base is not None and base <= 0):
            raise ValueError(f"project {project.id}: a cost or standard must be above 0 yuan")
        # Exact: whole numbers on both sides, and exactly the cap is allowed.
        if base is not None and 100 * project.cost_yuan > (100 + rules.uplift_percent) * base:
            raise OverUplift(project.id, uplift_percent(project))
    for gap in gaps:
        if gap.amount < 0:
            raise ValueError(f"gap {gap.card} of {gap.village} is below 0")
    given = (rules.township_floor_yuan, rules.township_floor_percent, rules.incentive_yuan)
    if any(source.yuan < 0 for source in sources) or any(
        min(m.values(), default=0) < 0 for m in given
    ):
        raise ValueError("a source, a floor or an incentive is below 0")
    amounts = {(each.village, each.card): exact(each.amount) for each in gaps}
    return Case(
        ordered,
        {gap: amounts[gap] for gap in sorted(amounts) if amounts[gap] > 0},
        {v.code: v.planned_exit_year for v in villages if v.planned_exit_year is not None},
        tuple(sorted(sources, key=_narrowest_first)),
        rules,
    )


def _narrowest_first(source: Source) -> tuple[bool, int, str]:
    return source.sectors is None, len(source.sectors or ()), source.id


def _refuse_twice(what: str, names: Sequence[object]) -> None:
    twice = sorted(str(name) for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ValueError(f"{what} {twice[0]} is given twice")
