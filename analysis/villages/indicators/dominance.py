"""Sums of money that one or two of those who make them up nearly are: known from the sum alone."""

from __future__ import annotations

import pandas as pd

from villages.indicators.places import (
    SCOPED_PLACES,
    code_of_group,
    level_of_group,
    levels_from,
)
from villages.plan.conditions import Expression
from villages.plan.model import Card, Plan
from villages.plan.reading import expressions
from villages.registers.store import RegisterSession
from villages.registers.types import CODE_COLUMNS

#: What counts money.
_MONEY = ("yuan", "dong")

DOMINATED_COLUMNS = {
    "card": "object", "level": "object", "code": "object", "year": "int64", "scope": "object",
}  # fmt: skip


def dominated(session: RegisterSession) -> pd.DataFrame:
    """Return the sums of personal money that are nearly one household's or person's, or two's.

    A sum is dominated where the ``dominance_largest`` largest of its rows hold more than
    ``dominance_percent`` of it, or where the rest beside the two largest is less than ``p_percent``
    of the largest: then the second largest works out the largest to within so much. Rows count
    without their sign. Money of the public purse, such as projects, is public and not looked at.

    Returns
    -------
    pandas.DataFrame
        The columns of ``dominated.parquet`` in ``docs/results.md``.

    References
    ----------
    Hundepool et al., Statistical Disclosure Control (2012), section 4.2.
    """
    plan = session.plan
    parts = [
        session.connection.sql(_statement(plan, card, half)).df()
        for card in plan.cards.values()
        if _is_personal_money(plan, card)
        for half in _money_halves(plan, card)
    ]
    found = [part for part in parts if not part.empty]
    frame = pd.concat(found) if found else pd.DataFrame(columns=[*DOMINATED_COLUMNS])
    frame = frame.astype(DOMINATED_COLUMNS).drop_duplicates()
    return frame.sort_values([*DOMINATED_COLUMNS], ignore_index=True)


def _is_personal_money(plan: Plan, card: Card) -> bool:
    if card.register_id is None or not (card.counts in _MONEY or card.unit.startswith(_MONEY)):
        return False
    return any(column.personal for column in plan.registers[card.register_id].columns.values())


def _money_halves(plan: Plan, card: Card) -> tuple[Expression, ...]:
    """The numerator, and the denominator of a share of money."""
    halves = expressions(plan, card)
    both = (halves.numerator, halves.denominator)
    return both if card.unit == "percent" else both[:1]


def _statement(plan: Plan, card: Card, half: Expression) -> str:
    rules, levels = plan.disclosure, levels_from("village")
    sets = ", ".join(f"(year, scope, {CODE_COLUMNS[level]})" for level in levels)
    years = ", ".join(str(year) for year in plan.years)
    largest = max(rules.dominance_largest, 2)
    return f"""
    WITH scoped AS ({SCOPED_PLACES}),
    amounts AS (
        SELECT code, year, abs({half.value}) AS amount FROM "{card.register_id}"
        WHERE year IN ({years})
    ),
    summed AS (
        SELECT {level_of_group(levels)} AS level, {code_of_group(levels)} AS code, year, scope,
               sum(amount) AS whole, max(amount, {largest}) AS top
        FROM scoped JOIN amounts USING (code)
        WHERE amount > 0
        GROUP BY GROUPING SETS ({sets})
    )
    SELECT '{card.id}' AS card, level, code, year, scope FROM summed
    WHERE list_sum(top[1:{rules.dominance_largest}]) * 100 > whole * {rules.dominance_percent}
       OR (whole - list_sum(top[1:2])) * 100 < top[1] * {rules.p_percent}
    """
