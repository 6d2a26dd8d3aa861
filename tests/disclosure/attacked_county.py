"""A county made to be attacked: in every table the counts of one township alone are too small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from villages.exhibits.attack import Family, Table
from villages.exhibits.disclosure import disclosed_measurement
from villages.exhibits.evidence import Evidence, Measurement, MeasurementKey, Place
from villages.plan import Plan
from villages.plan.disclosure import DisclosureRules
from villages.vocabulary import Level

CITY, CARD, YEAR = "990181000000", "safe_water", 2020
TOWNSHIPS, VILLAGES = 8, 4


@dataclass(frozen=True)
class County:
    """What is true of it, and what a public city page would show of that."""

    table: Table
    truth: Mapping[str, tuple[int, int]]


def places() -> dict[str, Place]:
    """A city of townships of four villages, all of the plan."""

    def place(level: Level, code: str, villages: int, township: str = "") -> Place:
        return Place(level, code, code, code, township, CITY, level == "village", None,
                     villages, villages)  # fmt: skip

    found = {CITY: place("city", CITY, TOWNSHIPS * VILLAGES)}
    for town in range(1, TOWNSHIPS + 1):
        township = f"9901811{town:02}000"
        found[township] = place("township", township, VILLAGES)
        for number in range(1, VILLAGES + 1):
            code = f"9901811{town:02}{200 + number}"
            found[code] = place("village", code, 1, township)
    return found


def county(plan: Plan, rules: DisclosureRules, seed: int) -> County:
    """Draw a county; ``rules`` say how exactly it is shown. No verdict is known."""
    random = np.random.default_rng([seed, 1943])
    plan = plan.model_copy(update={"disclosure": rules})
    card = plan.cards[CARD]
    found = places()
    small = int(random.integers(1, TOWNSHIPS + 1))
    truth: dict[str, list[int]] = {code: [0, 0] for code in found}
    for place in found.values():
        if place.level != "village":
            continue
        people = int(random.integers(180, 700))
        is_small = place.township_code == f"9901811{small:02}000"
        without = int(random.integers(0, 2) if is_small else random.integers(4, 60))
        for code in (place.code, place.township_code, CITY):
            truth[code][0] += people - without
            truth[code][1] += people
    shown: dict[MeasurementKey, Measurement] = {}
    for code, (numerator, denominator) in truth.items():
        value = Decimal(100 * numerator) / Decimal(denominator)
        exact = Measurement(
            CARD, code, YEAR, "low_income", value, value, value, Decimal(numerator),
            Decimal(denominator), denominator, denominator, Decimal("0.1"),
        )  # fmt: skip
        told = disclosed_measurement(exact, card, plan, found[code], ())
        shown[CARD, code, YEAR, "low_income"] = told
    names = ("judgements", "measures", "milestones", "distributions", "medians", "shapes", "flows",
             "scores", "support", "exits", "signatures", "funds")  # fmt: skip
    empty: dict[str, Any] = {name: {} for name in names}
    evidence = Evidence(places=found, measurements=shown, duties=(), fund_problems=(), **empty)
    return County(
        Table(plan, Family((card,)), YEAR, evidence),
        {code: (numerator, denominator) for code, (numerator, denominator) in truth.items()},
    )
