"""Random questions of an allocation: small ones that can be counted out, and whole counties."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from villages.findings.allocation import Gap, Project, Proposal, Rules, Source, VillageAim

SECTORS = {
    "safe_water": "water",
    "safe_housing": "housing",
    "hamlet_roads": "roads",
    "asset": "farming",
}
YEARS = (2018, 2019, 2020, None)


@dataclass(frozen=True)
class Question:
    """What ``propose`` is asked."""

    projects: list[Project]
    gaps: list[Gap]
    villages: list[VillageAim]
    sources: list[Source]
    rules: Rules

    @property
    def parts(self) -> tuple[list[Project], list[Gap], list[VillageAim], list[Source], Rules]:
        """In the order in which the functions take them."""
        return self.projects, self.gaps, self.villages, self.sources, self.rules


def small(seed: int) -> Question:
    """Up to 11 projects in up to 5 villages of 2 townships: floors, reserves, odd amounts."""
    draw = random.Random(seed)
    townships = ("T1", "T2")
    villages = [
        VillageAim(f"V{n}", draw.choice(townships), draw.choice(YEARS))
        for n in range(draw.randint(2, 5))
    ]
    cards = list(SECTORS)[: draw.randint(1, 3)]
    gaps = [
        Gap(village.code, card, Decimal(draw.randint(1, 60)) / draw.choice((1, 1, 10)))
        for village in villages
        for card in cards
        if draw.random() < 0.7
    ]
    unit = draw.choice((1, 997, 10_000, 1_000_000))
    projects = []
    for number in range(draw.randint(3, 11)):
        village, card, amount = draw.choice(villages), draw.choice(cards), Decimal(5)
        if gaps and draw.random() < 0.9:
            gap = gaps[number % len(gaps)] if draw.random() < 0.7 else draw.choice(gaps)
            village = next(each for each in villages if each.code == gap.village)
            card, amount = gap.card, Decimal(gap.amount)
        closes = (amount / draw.choice((1, 1, 2, 3))).quantize(Decimal("0.1"))
        cost = draw.randint(10, 40) * unit + draw.randint(0, 1)
        base = draw.choice((None, -(-cost * 100 // draw.randint(80, 130))))
        name = f"P{number:02}"
        projects.append(
            Project(name, village.code, village.township, SECTORS[card], card, closes, cost, base)
        )
    budget = int(sum(each.cost_yuan for each in projects) * draw.uniform(0.15, 0.6))
    used = sorted({each.sector for each in projects})
    tied = int(budget * draw.uniform(0, 0.8))
    sources = [
        Source("tied", tied, frozenset(draw.sample(used, min(2, len(used))))),
        Source("free", budget - tied),
        Source("other", budget // 5, frozenset({draw.choice(used)})),
    ]
    floors = {t: int(budget * draw.uniform(0, 0.5)) for t in townships if draw.random() < 0.3}
    percents = {t: draw.randint(1, 30) for t in townships if draw.random() < 0.2}
    bonuses = {t: int(budget * draw.uniform(0, 0.3)) for t in townships if draw.random() < 0.3}
    weights = {card: draw.randint(1, 3) for card in cards}
    return Question(
        projects, gaps, villages, sources, Rules(30, floors, percents, bonuses, weights)
    )


def county(count: int, seed: int, budget_percent: int = 20) -> Question:
    """A county: about six projects a village, twenty villages a township, five sources.

    Costs go by what is closed, so that a floor of a third of a township's even share is well within
    what its projects cost.
    """
    draw = random.Random(seed)
    villages = [
        VillageAim(f"V{n:03}", f"T{n % max(1, count // 100):02}", draw.choice(YEARS))
        for n in range(max(4, count // 6))
    ]
    gaps = {
        (village.code, card): draw.randint(3, 120)
        for village in villages
        for card in SECTORS
        if draw.random() < 0.8
    }
    price = {"safe_water": 3_000, "safe_housing": 20_000, "hamlet_roads": 9_000, "asset": 12_000}
    places = sorted(gaps)
    projects = []
    for number in range(count):
        code, card = places[number % len(places)] if draw.random() < 0.8 else draw.choice(places)
        amount = gaps[code, card]
        closes = max(1, round(amount * draw.choice((1, 1, 1, 0.6, 0.5, 0.4))))
        cost = int(closes * price[card] * draw.uniform(0.5, 2)) + 1
        township = next(v.township for v in villages if v.code == code)
        base = draw.choice((None, -(-cost * 100 // draw.randint(90, 130))))
        projects.append(
            Project(f"P{number:04}", code, township, SECTORS[card], card, closes, cost, base)
        )
    budget = sum(each.cost_yuan for each in projects) * budget_percent // 100
    shares = {"central": 30, "province": 20, "city": 15, "county": 25, "partner": 10}
    pays = {
        "central": frozenset({"water", "housing"}),
        "province": frozenset({"roads", "farming"}),
        "city": frozenset({"water", "roads", "farming"}),
        "county": None,
        "partner": frozenset({"farming"}),
    }
    sources = [Source(name, budget * share // 100, pays[name]) for name, share in shares.items()]
    townships = sorted({village.township for village in villages})
    even = budget // len(townships)
    floors = {t: even // 3 for t in townships if draw.random() < 0.7}
    bonuses = dict.fromkeys(draw.sample(townships, max(1, len(townships) // 3)), even // 10)
    return Question(
        projects,
        [Gap(code, card, amount) for (code, card), amount in gaps.items()],
        villages,
        sources,
        Rules(township_floor_yuan=floors, incentive_yuan=bonuses),
    )


def is_at_least(one: Proposal, other: Proposal | None) -> bool:
    """Whether a proposal is as good as another: exits by year first, then the share closed."""
    return other is None or one.objective >= other.objective
