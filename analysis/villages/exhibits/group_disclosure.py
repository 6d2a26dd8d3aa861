"""Groups of an indicator on their way through the doorway: none of few, none told by the rest.

The public edition follows the rules of :mod:`villages.exhibits.disclosure`, for each group as for
the whole, and beyond them:

- A group of `largest_hidden_count` rows or fewer is withheld, whatever its sums are.
- What is withheld of an indicator must be two groups or more, and large enough together: else the
  rest of the whole would tell it, and the smallest of the groups shown is withheld too.
- For the rows that do not say their group nothing else is withheld: nobody is known by that.
- Of the indicators that are parts of one whole, a group is shown of all or of none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from villages.exhibits.disclosure import (
    disclosed_measurement,
    is_large_enough,
    is_personal,
    without_figures,
)
from villages.exhibits.evidence import Measurement, Place
from villages.exhibits.judgements import Relation
from villages.exhibits.numbers import Line
from villages.plan.breakdowns import UNKNOWN
from villages.plan.disclosure import DisclosureRules
from villages.plan.model import Card, Plan

#: Beside the groups: what they add up to.
WHOLE = "whole"

#: A card and a group of it.
GroupKey = tuple[str, str]


def lines_asked(card: Card) -> tuple[Line, ...]:
    """Return the lines that the card's targets name, so that rounding carries nothing across."""
    relations: tuple[Relation, ...] = ("at_least", "at_most")
    return tuple(
        Line(relation, value)
        for target in card.targets
        for relation, value in zip(relations, (target.at_least, target.at_most), strict=True)
        if isinstance(value, Decimal)
    )


def disclosed_groups(
    plan: Plan, exact: Mapping[GroupKey, Measurement], place: Place
) -> dict[GroupKey, Measurement]:
    """Return what the public edition shows of the groups of a place and year.

    Parameters
    ----------
    plan
        The plan whose cards they are of.
    exact
        Every card's groups, and the whole of each; of parts of one whole all.
    place
        The place that they are of.
    """
    shown: dict[GroupKey, Measurement] = {}
    for key, row in exact.items():
        card = plan.cards[row.card]
        found = disclosed_measurement(row, card, plan, place, lines_asked(card))
        is_few = is_personal(card, plan) and not _is_many(row, card, plan.disclosure)
        shown[key] = without_figures(row) if is_few else found
    hidden = {key for key, row in shown.items() if row.is_withheld}
    before: set[GroupKey] = set()
    while hidden != before:
        before = set(hidden)
        hidden |= _of_their_siblings(plan, exact, hidden)
        for card_id in dict.fromkeys(card_id for card_id, _ in exact):
            if is_personal(plan.cards[card_id], plan):
                hidden |= _complement(plan.cards[card_id], exact, hidden, plan.disclosure)
    return {key: without_figures(row) if key in hidden else row for key, row in shown.items()}


def _is_many(row: Measurement, card: Card, rules: DisclosureRules) -> bool:
    is_large = (row.rows_known or 0) > rules.largest_hidden_count
    return is_large and is_large_enough(row, card, rules)


def _of_their_siblings(
    plan: Plan, exact: Iterable[GroupKey], hidden: Collection[GroupKey]
) -> set[GroupKey]:
    """The same groups of the other parts of a whole."""
    wholes = {(plan.cards[card_id].part_of, group) for card_id, group in hidden}
    return {
        (card_id, group)
        for card_id, group in exact
        if plan.cards[card_id].part_of is not None
        and (plan.cards[card_id].part_of, group) in wholes
    }


def _complement(
    card: Card,
    exact: Mapping[GroupKey, Measurement],
    hidden: Collection[GroupKey],
    rules: DisclosureRules,
) -> set[GroupKey]:
    """The groups that must be withheld too, so that the whole does not tell what is."""
    groups = {
        key: row
        for key, row in exact.items()
        if key[0] == card.id and key[1] not in (WHOLE, UNKNOWN) and row.denominator
    }
    gone = [key for key in groups if key in hidden]
    left = sorted((key for key in groups if key not in hidden), key=lambda key: _size(groups[key]))
    more: set[GroupKey] = set()
    # Of a group withheld for its rounding alone the rest of the whole tells nothing.
    if all(_is_many(groups[key], card, rules) for key in gone):
        return more
    while left and not (
        len(gone) > 1 and _is_many(_together(groups[key] for key in gone), card, rules)
    ):
        key = left.pop(0)
        gone.append(key)
        more.add(key)
    return more


def _size(row: Measurement) -> Decimal:
    return row.denominator or Decimal(0)


def _together(rows: Iterable[Measurement]) -> Measurement:
    """Several groups as if they were one."""
    parts = list(rows)
    return replace(
        parts[0],
        numerator=sum((row.numerator or Decimal(0) for row in parts), Decimal(0)),
        denominator=sum((row.denominator or Decimal(0) for row in parts), Decimal(0)),
        rows_known=sum(row.rows_known or 0 for row in parts),
    )
