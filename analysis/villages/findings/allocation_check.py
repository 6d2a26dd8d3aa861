"""Whether a proposal keeps the rules: reckoned anew from the question, in whole numbers.

Shares nothing with what makes proposals, so that a slip there is seen here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from villages.findings.allocation_terms import (
    Exits,
    Gap,
    Project,
    Proposal,
    Rules,
    Source,
    VillageAim,
)

#: The rules of the money, and the claims that a proposal makes.
Rule = Literal[
    "project", "uplift", "grants", "sector", "source", "floor", "incentive", "gap", "village",
    "exits", "share", "cost",
]  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """A rule that is broken, or a claim that is not true, and by what."""

    rule: Rule
    subject: str


def check(
    proposal: Proposal,
    projects: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    sources: Sequence[Source],
    rules: Rules,
) -> tuple[Broken, ...]:
    """Return the rules that a proposal breaks, and what it claims wrongly.

    A proposal that says which rules cannot be met funds nothing; its floors are not held against
    it.

    Examples
    --------
    >>> nothing = Proposal((), (), (), (), Fraction(0), 0, 0)
    >>> well = Project("P1", "V1", "T1", "water", "safe_water", 12, 80_000)
    >>> check(nothing, [well], [], [], [], Rules(township_floor_yuan={"T1": 50_000}))
    (Broken(rule='floor', subject='T1'),)
    """
    known = {project.id: project for project in projects}
    names = [reason.project for reason in proposal.funded]
    broken = [Broken("project", name) for name in names if name not in known]
    broken += [Broken("project", name) for name, count in Counter(names).items() if count > 1]
    if broken:
        return tuple(broken)
    funded = [known[name] for name in names]
    broken += _money(proposal, funded, sources)
    broken += _townships(funded, projects, sources, rules, is_given_up=bool(proposal.unmet))
    broken += _claims(proposal, funded, gaps, villages, rules)
    for project in funded:
        base = project.base_standard_yuan
        if base is not None and project.cost_yuan * 100 > base * (100 + rules.uplift_percent):
            broken.append(Broken("uplift", project.id))
    return tuple(broken)


def _money(
    proposal: Proposal, funded: Sequence[Project], sources: Sequence[Source]
) -> Iterator[Broken]:
    of = {source.id: source for source in sources}
    got: Counter[str] = Counter()
    gave: Counter[str] = Counter()
    sector = {project.id: project.sector for project in funded}
    for grant in proposal.grants:
        got[grant.project] += grant.yuan
        gave[grant.source] += grant.yuan
        if grant.yuan <= 0 or grant.project not in sector or grant.source not in of:
            yield Broken("grants", grant.project)
            continue
        allowed = of[grant.source].sectors
        if allowed is not None and sector[grant.project] not in allowed:
            yield Broken("sector", grant.project)
    for project in funded:
        if got[project.id] != project.cost_yuan:
            yield Broken("grants", project.id)
    for source in sources:
        if gave[source.id] > source.yuan:
            yield Broken("source", source.id)
    cost = sum(project.cost_yuan for project in funded)
    if (proposal.cost_yuan, proposal.budget_yuan) != (cost, sum(each.yuan for each in sources)):
        yield Broken("cost", str(cost))


def _townships(
    funded: Sequence[Project],
    projects: Sequence[Project],
    sources: Sequence[Source],
    rules: Rules,
    *,
    is_given_up: bool,
) -> Iterator[Broken]:
    budget = sum(source.yuan for source in sources)
    spent: Counter[str] = Counter()
    for project in funded:
        spent[project.township] += project.cost_yuan
    for township in sorted({project.township for project in projects}):
        is_below = spent[township] < rules.township_floor_yuan.get(township, 0)
        percent = rules.township_floor_percent.get(township, 0)
        if (is_below or spent[township] * 100 < percent * budget) and not is_given_up:
            yield Broken("floor", township)
    beyond = sum(
        max(0, yuan - rules.incentive_yuan.get(township, 0)) for township, yuan in spent.items()
    )
    if beyond and beyond > budget - sum(rules.incentive_yuan.values()):
        yield Broken("incentive", str(beyond))


def _claims(
    proposal: Proposal,
    funded: Sequence[Project],
    gaps: Sequence[Gap],
    villages: Sequence[VillageAim],
    rules: Rules,
) -> Iterator[Broken]:
    closes: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    claimed: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    least: dict[tuple[str, str], Fraction] = {}
    for project in funded:
        closes[project.village, project.card] += Fraction(str(project.closes))
    for reason in proposal.funded:
        key = (reason.village, reason.card)
        claimed[key] += reason.closed
        least[key] = min(reason.remains, least.get(key, reason.remains))
    amounts = {(gap.village, gap.card): Fraction(str(gap.amount)) for gap in gaps if gap.amount > 0}
    done = {key: min(amount, closes[key]) for key, amount in amounts.items()}
    for key in sorted(claimed):
        left = amounts.get(key, Fraction(0)) - done.get(key, Fraction(0))
        if claimed[key] != done.get(key, 0) or least[key] != left:
            yield Broken("gap", " ".join(key))
    short = {village for village, _ in amounts}
    closed = {v for v in short if all(done[key] == amounts[key] for key in amounts if key[0] == v)}
    for village in sorted(closed ^ set(proposal.closed_villages)):
        yield Broken("village", village)
    for reason in proposal.funded:
        if reason.is_village_closed != (reason.village in closed):
            yield Broken("village", reason.project)
    planned: dict[int, list[bool]] = defaultdict(list)
    for aim in villages:
        if aim.planned_exit_year is not None and aim.code in short:
            planned[aim.planned_exit_year].append(aim.code in closed)
    exits = tuple(Exits(year, len(planned[year]), sum(planned[year])) for year in sorted(planned))
    if proposal.exits != exits:
        yield Broken("exits", str(exits))
    weighted = Fraction(0)
    cards = {card for _, card in amounts}
    weight = {card: rules.card_weights.get(card, 1) for card in cards}
    for card in cards:
        whole = sum(amount for key, amount in amounts.items() if key[1] == card)
        part = sum(amount for key, amount in done.items() if key[1] == card)
        weighted += Fraction(weight[card]) * part / whole
    if proposal.closed_share != weighted / (sum(weight.values()) or 1):
        yield Broken("share", str(weighted))
