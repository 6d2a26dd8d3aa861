"""Indicators in groups, such as women and men, as an edition may show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import pandas as pd

from villages.errors import UserError
from villages.exhibits.disclosure import is_personal
from villages.exhibits.evidence import FULL_STEPS, Measurement, Place, places_of
from villages.exhibits.group_disclosure import WHOLE, GroupKey, disclosed_groups
from villages.exhibits.numbers import MONEY, denominator_counts, to_step
from villages.indicators import breakdown, place_table, split_cards
from villages.plan.breakdowns import UNKNOWN, Breakdown, breakdown_of, groups_of
from villages.plan.model import Card, Plan
from villages.registers import RegisterSession
from villages.vocabulary import Edition, Scope

#: What is added up of the groups; the most that the denominator can be says if there is nothing.
_ADDED = ["numerator", "denominator", "denominator_high", "rows_known"]


@dataclass(frozen=True)
class Part:
    """A group of an indicator, or the whole of them.

    ``count`` is what the value is of: what the denominator counts, or the rows where that is money.
    ``is_nothing`` says that there is certainly nothing to divide by.
    """

    measurement: Measurement
    count: Decimal | None
    is_nothing: bool


@dataclass(frozen=True)
class SplitLine:
    """An indicator of a place and year in its groups."""

    card: Card
    place: Place
    year: int
    parts: Mapping[str, Part]

    def part(self, group: str) -> Part | None:
        """Return a group, or the whole; None where no row is of the group."""
        return self.parts.get(group)


@dataclass(frozen=True)
class Split:
    """A breakdown of a place's indicators: in one year, over the years, and of the places below."""

    plan: Plan
    breakdown: Breakdown
    place: Place
    year: int
    scope: Scope
    edition: Edition
    is_demo: bool
    as_of: str
    source: Mapping[str, str]
    lines: tuple[SplitLine, ...]
    over_years: tuple[SplitLine, ...] = ()
    below: tuple[SplitLine, ...] = ()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups in the plan's order; that of rows which do not say theirs if there is any."""
        known = [group.id for group in groups_of(self.plan, self.breakdown)]
        every = (*self.lines, *self.over_years, *self.below)
        has_unknown = any(UNKNOWN in line.parts for line in every)
        return (*known, UNKNOWN) if has_unknown else tuple(known)

    @property
    def is_withheld(self) -> bool:
        """Whether the edition withholds anything."""
        return any(
            part.measurement.is_withheld
            for line in (*self.lines, *self.over_years, *self.below)
            for part in line.parts.values()
        )

    def data(self) -> dict[str, Any]:
        """Return the one year as plain data: sums as they were added up, exact, as text."""
        rows = [
            {
                "card": line.card.id,
                "group": group,
                "numerator": _plain(part.measurement.numerator),
                "denominator": _plain(part.measurement.denominator),
                "value": _plain(part.measurement.value),
                "count": _plain(part.count),
                "is_withheld": part.measurement.is_withheld,
            }
            for line in self.lines
            for group in (*self.groups, WHOLE)
            if (part := line.part(group)) is not None
        ]
        return {
            "plan": self.plan.id,
            "breakdown": self.breakdown.id,
            "place": self.place.code,
            "year": self.year,
            "scope": self.scope,
            "edition": self.edition,
            "is_demo": self.is_demo,
            "as_of": self.as_of,
            "rows": rows,
        }


def _plain(number: Decimal | None) -> str | None:
    if number is None:
        return None
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def asked_cards(plan: Plan, split: Breakdown, ids: Sequence[str]) -> tuple[Card, ...]:
    """Return the cards that are asked for, of those that a breakdown splits; without ids all.

    Raises
    ------
    UserError
        If there is no such card, or its register says nothing of the groups, or it is no quotient
        of sums: those that are split are named.
    """
    known = {card.id: card for card in split_cards(plan, split)}
    for card_id in ids:
        if card_id not in plan.cards:
            raise UserError("breakdown_card_unknown", value=card_id, near=", ".join(known))
        if card_id not in known:
            raise UserError(
                "breakdown_card_whole", value=card_id, by=split.id, near=", ".join(known)
            )
    return tuple(known[card_id] for card_id in dict.fromkeys(ids)) if ids else (*known.values(),)


def read_split(
    session: RegisterSession,
    breakdown_id: str,
    code: str,
    year: int,
    edition: Edition,
    *,
    cards: Sequence[str] = (),
    scope: Scope | None = None,
    is_whole_study: bool = False,
) -> Split:
    """Split the indicators of a place and year into groups, as the edition shows them.

    Parameters
    ----------
    session
        Open registers.
    breakdown_id
        A breakdown of the plan.
    code
        A village, a township or the city.
    year
        A year of the study.
    edition
        ``public`` withholds groups of few.
    cards
        Ids of cards; all that can be split without any.
    scope
        By default the plan's villages where the place has any, else all villages.
    is_whole_study
        Also every year of the place, and the places one level below it.

    Raises
    ------
    UserError
        If there is no such breakdown, or a card that is asked for is not split by it.
    """
    plan = session.plan
    split = breakdown_of(plan, breakdown_id)
    asked = asked_cards(plan, split, cards)
    places = places_of(place_table(session))
    place = places[code]
    chosen: Scope = scope or ("low_income" if place.count("low_income") else "all")
    needed = _with_their_siblings(plan, split, asked)
    years = None if is_whole_study else [year]
    sums = breakdown(session, breakdown_id, [card.id for card in needed], years)
    sums = sums[sums["scope"] == chosen]

    def lines(frame: pd.DataFrame) -> tuple[SplitLine, ...]:
        """The lines of each place and year; what an edition shows of one rests on no other."""
        order = {card.id: index for index, card in enumerate(asked)}
        found: list[SplitLine] = []
        for key, rows in frame.groupby(["code", "year"], sort=True):
            of_code, of_year = cast(tuple[str, int], key)
            lines = _shown(plan, rows, places[of_code], int(of_year), chosen, edition)
            found.extend(line for line in lines if line.card.id in order)
        return tuple(sorted(found, key=lambda line: order[line.card.id]))

    of_place = sums[sums["code"] == code]
    is_below = sums["code"].map(lambda each: places[each].parents[:1] == (code,)).astype(bool)
    return Split(
        plan=plan,
        breakdown=split,
        place=place,
        year=year,
        scope=chosen,
        edition=edition,
        is_demo=bool(session.card.get("is_demo", False)),
        as_of=str(session.card.get("as_of") or ""),
        source=session.card.get("source") or {},
        lines=lines(of_place[of_place["year"] == year]),
        over_years=lines(of_place) if is_whole_study else (),
        below=lines(sums[is_below & (sums["year"] == year)]) if is_whole_study else (),
    )


def _with_their_siblings(plan: Plan, split: Breakdown, asked: Collection[Card]) -> tuple[Card, ...]:
    """The cards with the other parts of their wholes: what is withheld of one tells of another."""
    wholes = {card.part_of for card in asked if card.part_of is not None}
    return tuple(
        card for card in split_cards(plan, split) if card in asked or card.part_of in wholes
    )


def _shown(
    plan: Plan, rows: pd.DataFrame, place: Place, year: int, scope: Scope, edition: Edition
) -> Iterator[SplitLine]:
    """What the edition shows of one place and year."""
    exact: dict[GroupKey, Measurement] = {}
    nothing: dict[GroupKey, bool] = {}
    for card_id, of_card in rows.groupby("card", sort=False):
        card = plan.cards[str(card_id)]
        groups = [str(group) for group in of_card["group"]]
        # The last row is what the groups add up to.
        added = [*of_card[_ADDED].itertuples(index=False, name=None), (*of_card[_ADDED].sum(),)]
        for group, (numerator, denominator, most, known) in zip(
            (*groups, WHOLE), added, strict=True
        ):
            exact[card.id, group] = Measurement(
                card=card.id,
                code=place.code,
                year=year,
                scope=scope,
                value=card.factor * numerator / denominator if denominator else None,
                low=None,
                high=None,
                numerator=numerator,
                denominator=denominator,
                rows_known=int(known),
                rows_expected=None,
                step=FULL_STEPS[card.unit],
            )
            nothing[card.id, group] = most == 0
    found = exact if edition == "internal" else disclosed_groups(plan, exact, place)
    counts = {
        key: _count(plan.cards[key[0]], exact[key], row, plan, edition)
        for key, row in found.items()
    }
    for card_id in dict.fromkeys(card_id for card_id, _ in found):
        parts = {
            group: Part(row, counts[own, group], nothing[own, group])
            for (own, group), row in found.items()
            if own == card_id
        }
        yield SplitLine(plan.cards[card_id], place, year, parts)


def _count(
    card: Card, exact: Measurement, shown: Measurement, plan: Plan, edition: Edition
) -> Decimal | None:
    if shown.is_withheld:
        return None
    is_money = denominator_counts(card) in MONEY
    count = Decimal(exact.rows_known or 0) if is_money else exact.denominator
    assert count is not None
    if edition == "internal" or not is_personal(card, plan):
        return count
    return to_step(count, plan.disclosure.count_base)
