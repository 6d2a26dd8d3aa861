"""What all public reports of a batch tell together about the counts that none of them shows.

One table is a share with its parts in one year, over all villages, townships and the city. Known
are: the counts and rates that are shown, within their rounding; that what is shown is large enough
to be shown; the verdict and the band of every place, villages too; and what is still to do.
Not used: that denominators of different shares, and values of different years, are related.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Literal

from villages.exhibits.disclosure import is_personal
from villages.exhibits.evidence import Evidence, Measurement, MeasurementKey, Place
from villages.exhibits.feasible import Known, Programme, Range
from villages.exhibits.judgements import CLOSE_SHARE, Judgement
from villages.plan.model import Card, Plan
from villages.vocabulary import SCOPES, Scope

#: What the parts of a whole add up to: its numerator, or its denominator.
PartsAre = Literal["numerator", "denominator"]
_INFINITE = float("inf")


@dataclass(frozen=True)
class Family:
    """Shares of the same denominator: a whole with its parts, or a share alone."""

    cards: tuple[Card, ...]
    parts_are: PartsAre | None = None


@dataclass(frozen=True)
class Hidden:
    """A count that is not shown: of those a share is true of, or of those it is not."""

    card: str
    code: str
    year: int
    scope: Scope
    is_complement: bool
    weights: Mapping[int, float] = field(repr=False, compare=False)


@dataclass
class Table:
    """A family in one year: the counts behind it, what is known of them, what is hidden."""

    plan: Plan
    family: Family
    year: int
    evidence: Evidence
    known: list[Known] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leaves, self.villages = _leaves(self.evidence.places.values())
        self.leaf_count = 1 + max(
            (max(found) for found in self.leaves.values() if found), default=0
        )
        self._whole()
        for number, card in enumerate(self.family.cards):
            self._shown(number, card)
            self._judged(number, card)

    @property
    def counts(self) -> int:
        """How many counts nobody knows for certain: the denominator and a numerator a share."""
        return self.leaf_count * (1 + len(self.family.cards))

    def numerator(self, number: int, leaves: Iterable[int], weight: float = 1) -> dict[int, float]:
        """Return the sum of a share's numerators."""
        return {self.leaf_count * (1 + number) + leaf: weight for leaf in leaves}

    def denominator(self, leaves: Iterable[int], weight: float = 1) -> dict[int, float]:
        """Return the sum of the denominators."""
        return dict.fromkeys(leaves, weight)

    def complement(self, number: int, leaves: Iterable[int]) -> dict[int, float]:
        """Return the denominators less the numerators of a share."""
        leaves = tuple(leaves)
        return self.denominator(leaves) | self.numerator(number, leaves, -1)

    def programme(self, without: frozenset[MeasurementKey] = frozenset()) -> Programme:
        """Return what is known as a linear programme, as if some cells were not shown."""
        return Programme(
            self.counts,
            [each for each in self.known if each.source is None or each.source not in without],
        )

    def _whole(self) -> None:
        for number in range(len(self.family.cards)):
            for leaf in range(self.leaf_count):
                self.known.append(Known(self.complement(number, (leaf,)), 0, _INFINITE))
        if self.family.parts_are is None:
            return
        for leaf in range(self.leaf_count):
            difference = self.denominator((leaf,), -1)
            if self.family.parts_are == "numerator":
                difference = self.numerator(0, (leaf,), -1)
            for number in range(1, len(self.family.cards)):
                difference |= self.numerator(number, (leaf,))
            self.known.append(Known(difference, 0, 0))

    def _shown(self, number: int, card: Card) -> None:
        half = float(self.plan.disclosure.count_base) / 2
        for (code, scope), leaves in self.leaves.items():
            key: MeasurementKey = (card.id, code, self.year, scope)
            row = self.evidence.measurements.get(key)
            if row is None or not leaves:
                continue
            forms = self.numerator(number, leaves), self.complement(number, leaves)
            if row.is_withheld or row.value is None:
                if code not in self.villages or scope == "low_income":
                    self._hide(key, forms)
                continue
            whole = self.denominator(leaves)
            self._large_enough(row, key, forms)
            self._rate(row, key, forms[0], whole)
            for form, count in ((forms[0], row.numerator), (whole, row.denominator)):
                if count is not None:
                    self.known.append(Known(form, float(count) - half, float(count) + half, key))

    def _large_enough(
        self, row: Measurement, key: MeasurementKey, forms: Sequence[Mapping[int, float]]
    ) -> None:
        """What is shown is of more than so many, or of nobody or everybody, and says that it is."""
        least = self.plan.disclosure.largest_hidden_count + 1
        for form, of_nobody in zip(forms, (0, 100), strict=True):
            low, high = (0, 0) if row.value == of_nobody else (least, _INFINITE)
            self.known.append(Known(form, low, high, key))

    def _hide(self, key: MeasurementKey, forms: Sequence[Mapping[int, float]]) -> None:
        for form, is_complement in zip(forms, (False, True), strict=True):
            self.hidden.append(Hidden(*key, is_complement, form))

    def _rate(
        self,
        row: Measurement,
        key: MeasurementKey,
        numerator: Mapping[int, float],
        denominator: Mapping[int, float],
    ) -> None:
        assert row.value is not None
        scaled = {at: 100 * weight for at, weight in numerator.items()}
        for sign in (-1, 1):
            end = float(row.value + sign * row.step / 2)
            weights = scaled | {at: -end * weight for at, weight in denominator.items()}
            low, high = (0, _INFINITE) if sign < 0 else (-_INFINITE, 0)
            self.known.append(Known(weights, low, high, key))

    def _judged(self, number: int, card: Card) -> None:
        for row in (*self.evidence.judgements.values(), *self.evidence.measures.values()):
            if (row.card, row.year) != (card.id, self.year) or row.line is None:
                continue
            leaves = self.leaves.get((row.code, "low_income"), ())
            if row.relation == "rises" or row.verdict == "no_data" or not leaves:
                continue
            self._stands(number, leaves, row)
            key: MeasurementKey = (card.id, row.code, self.year, "low_income")
            found = self.evidence.measurements.get(key)
            if found is not None and not found.is_withheld:
                self._still_to_do(number, leaves, row, key)

    def _stands(self, number: int, leaves: tuple[int, ...], row: Judgement) -> None:
        """Which side of its line a place stands on, and how near to it."""
        assert row.line is not None
        is_met = row.verdict == "met"
        self.known.append(self._side(number, leaves, row, row.line, is_above=is_met))
        if not is_met and row.band in ("close", "short"):
            off = CLOSE_SHARE * row.line
            edge = row.line - off if row.relation == "at_least" else row.line + off
            self.known.append(self._side(number, leaves, row, edge, is_above=row.band == "close"))

    def _side(
        self, number: int, leaves: tuple[int, ...], row: Judgement, line: Decimal, *, is_above: bool
    ) -> Known:
        """A share is on the better side of a line, or on the other."""
        weights = self.numerator(number, leaves, 100) | self.denominator(leaves, -float(line))
        is_high = is_above == (row.relation == "at_least")
        return Known(weights, 0 if is_high else -_INFINITE, _INFINITE if is_high else 0)

    def _still_to_do(
        self, number: int, leaves: tuple[int, ...], row: Judgement, key: MeasurementKey
    ) -> None:
        """What is short of the line is shown to the base, as one small sum, or as nought."""
        if row.verdict != "not_met" or row.relation != "at_least" or row.line is None:
            return
        weights = self.denominator(leaves, float(row.line) / 100)
        weights |= self.numerator(number, leaves, -1)
        half = float(self.plan.disclosure.count_base) / 2
        most = float(self.plan.disclosure.largest_hidden_count)
        low, high = (
            (0.0, most) if row.gap is None else (float(row.gap) - half, float(row.gap) + half)
        )
        # What is to do is rounded up to whole households or persons.
        self.known.append(Known(weights, low - 1, high, key))


def shares(plan: Plan) -> list[Card]:
    """Return the cards that are shares of counted households or persons of personal registers."""
    cards = plan.cards.values()
    return [card for card in cards if card.is_rate_of_counted and is_personal(card, plan)]


def families(plan: Plan, parts_are: Mapping[str, PartsAre]) -> Iterator[Family]:
    """Yield the shares of counted households and persons, each with its parts.

    Parameters
    ----------
    plan
        The plan whose cards they are.
    parts_are
        For each card with parts what these add up to.
    """
    every = shares(plan)
    for card in every:
        if card.part_of in parts_are:
            continue
        parts = (part for part in every if part.part_of == card.id and card.id in parts_are)
        yield Family((card, *parts), parts_are.get(card.id))


def tables(
    plan: Plan, evidence: Evidence, year: int, parts_are: Mapping[str, PartsAre]
) -> list[Table]:
    """Return a year's tables of what a public city page and all below it show.

    Parameters
    ----------
    plan
        The plan whose cards they are about.
    evidence
        What the city's page of the year may show, with every township and village of the plan.
    year
        The year.
    parts_are
        For each card with parts what these add up to.
    """
    return [Table(plan, family, year, evidence) for family in families(plan, parts_are)]


def _leaves(
    places: Iterable[Place],
) -> tuple[dict[tuple[str, Scope], tuple[int, ...]], dict[str, int]]:
    """Return which counts each place and scope is the sum of: the plan's villages, and the rest.

    The other villages of a township are one count: nothing is known of them apart.
    """
    found = list(places)
    villages = {
        place.code: number
        for number, place in enumerate(
            place for place in found if place.level == "village" and place.is_low_income
        )
    }
    within: dict[str, list[int]] = {}
    for place in found:
        if place.code in villages:
            within.setdefault(place.township_code, []).append(villages[place.code])
    leaves: dict[tuple[str, Scope], tuple[int, ...]] = {
        (code, "low_income"): (number,) for code, number in villages.items()
    }
    rest = len(villages)
    for city, townships in groupby(
        sorted((place for place in found if place.level == "township"), key=lambda p: p.city_code),
        key=lambda place: place.city_code,
    ):
        whole: dict[Scope, list[int]] = {scope: [] for scope in SCOPES}
        for place in townships:
            own = tuple(within.get(place.code, ()))
            leaves[place.code, "low_income"] = own
            whole["low_income"] += own
            every = own
            if place.villages > place.low_income_villages:
                every = (*own, rest)
                rest += 1
            leaves[place.code, "all"] = every
            whole["all"] += every
        leaves |= {(city, scope): tuple(numbers) for scope, numbers in whole.items()}
    return leaves, villages


def unsafe(
    table: Table, least_width: Decimal, without: frozenset[MeasurementKey] = frozenset()
) -> list[tuple[Hidden, Range]]:
    """Return the hidden counts of a table that can be worked out too closely.

    Parameters
    ----------
    table
        The table.
    least_width
        How wide a range must be at least.
    without
        Cells that are to be taken as not shown.
    """
    asked = [each for each in table.hidden if each.weights]
    if not asked:
        return []
    ranges = table.programme(without).ranges([each.weights for each in asked], float(least_width))
    return [
        (each, found)
        for each, found in zip(asked, ranges, strict=True)
        if not found.is_safe(float(least_width))
        and not (found.is_zero and table.plan.cards[each.card].zero == "public")
    ]
