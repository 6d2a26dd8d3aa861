"""Quotients split into groups of rows, such as women and men, by the same sums."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from villages.indicators.ends import millionths, quotient
from villages.indicators.quotients import GROUP, added_up, card_rows, study_years
from villages.plan.breakdowns import UNKNOWN, Breakdown, breakdown_of, groups_of
from villages.plan.model import Card, Plan
from villages.registers.loading import literal, quoted
from villages.registers.store import RegisterSession

_KEYS = ["card", GROUP, "level", "code", "year", "scope"]
_SUMS = ["numerator", "denominator"]
_BOUNDS = [f"{name}_{end}" for name in _SUMS for end in ("low", "high")]

#: The columns of a breakdown.
BREAKDOWN_COLUMNS = [*_KEYS, *_SUMS, *_BOUNDS, "rows_known", "value"]


def split_cards(plan: Plan, breakdown: Breakdown) -> tuple[Card, ...]:
    """Return the cards that a breakdown splits, in the plan's order.

    They are the quotients over a register whose rows say their group. What is no quotient of sums
    (``measure: gini``) has no parts that add up to it, and is not split.
    """
    return tuple(card for card in plan.cards.values() if card.register_id in breakdown.registers)


def breakdown(
    session: RegisterSession,
    breakdown_id: str,
    cards: Collection[str] | None = None,
    years: Collection[int] | None = None,
) -> pd.DataFrame:
    """Return the sums of cards for every group of rows, place, scope and year.

    Numerator and denominator of the known rows of all groups add up to those that ``quotients``
    gives for the whole, exactly. A row that does not say its group is in the group ``unknown``,
    and so is one whose row of another register, where that says the group, is not there. Rows that
    are missing against the counting register are of no group: the bounds of a group are of the
    rows present, and those of the whole may be wider than its groups' together.

    Parameters
    ----------
    session
        Open registers.
    breakdown_id
        A breakdown of the plan.
    cards
        Ids of the cards to be split; None for all that ``split_cards`` names. Others have no rows.
    years
        Which years; None for all of the study.

    Returns
    -------
    pandas.DataFrame
        A row for each group that has any row of the register there, with the columns
        ``BREAKDOWN_COLUMNS``: sums as exact decimals, the value in the card's unit, how many rows
        it is of. Sorted by card and group in the plan's order, ``unknown`` last.

    Raises
    ------
    UserError
        If the plan has no such breakdown: those nearest are named.
    """
    plan = session.plan
    split = breakdown_of(plan, breakdown_id)
    wanted = [year for year in study_years(session) if years is None or year in years]
    parts: list[pd.DataFrame] = []
    for register_id in split.registers if wanted else ():
        chosen = [
            card
            for card in split_cards(plan, split)
            if card.register_id == register_id and (cards is None or card.id in cards)
        ]
        if chosen:
            rows = _grouped_rows(plan, split, register_id)
            sums = added_up(session, register_id, chosen, wanted, rows)
            for card, frame in card_rows(sums, chosen, [*_SUMS, *_BOUNDS]):
                n, d = (millionths(frame[name]) for name in _SUMS)
                parts.append(frame.assign(value=quotient(card.factor * n, d)))
    if not parts:
        return pd.DataFrame(columns=BREAKDOWN_COLUMNS)
    frame = pd.concat(parts, ignore_index=True)[BREAKDOWN_COLUMNS]
    card_order = {card_id: index for index, card_id in enumerate(plan.cards)}
    groups = [*(group.id for group in groups_of(plan, split)), UNKNOWN]
    group_order = {group_id: index for index, group_id in enumerate(groups)}
    frame["first"] = frame["card"].map(card_order)
    frame["second"] = frame[GROUP].map(group_order)
    sorted_by = ["first", "second", "level", "code", "year", "scope"]
    return frame.sort_values(sorted_by, ignore_index=True)[BREAKDOWN_COLUMNS]


def _grouped_rows(plan: Plan, split: Breakdown, register_id: str) -> str:
    """SQL of a register's rows, each with its group."""
    attribute = split.registers[register_id]
    if attribute.of is None:
        found = _group(plan, split, f"listed.{quoted(attribute.column)}")
        return f"SELECT *, {found} AS {quoted(GROUP)} FROM {quoted(register_id)} AS listed"
    # The other register's whole key finds its row: there is no more than one.
    found = _group(plan, split, f"other.{quoted(attribute.column)}")
    same = " AND ".join(f"listed.{quoted(key)} = other.{quoted(key)}" for key in attribute.on)
    return f"""
        SELECT listed.*, {found} AS {quoted(GROUP)} FROM {quoted(register_id)} AS listed
        LEFT JOIN {quoted(attribute.of)} AS other ON {same}"""


def _group(plan: Plan, split: Breakdown, cell: str) -> str:
    """SQL of the group that a cell puts its row in; a blank one says nothing."""
    if split.bands:
        falling = sorted(split.bands, key=lambda band: band.start, reverse=True)
        cases = [(f"{cell} >= {band.start:f}", band.id) for band in falling]
    elif split.words is not None:
        cases = [(cell, "yes"), (f"NOT {cell}", "no")]
    else:
        cases = [(f"{cell} = {literal(each.id)}", each.id) for each in groups_of(plan, split)]
    listed = " ".join(f"WHEN {when} THEN {literal(group)}" for when, group in cases)
    return f"CASE {listed} ELSE {literal(UNKNOWN)} END"
