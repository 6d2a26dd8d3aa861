"""Code words that stand elsewhere in the plan: its targets, its measures, its bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from villages.plan.words import Text
from villages.vocabulary import Level

if TYPE_CHECKING:
    from villages.plan.model import Plan


def with_code_words(plan: Plan) -> Plan:
    """Return the plan, its registers' columns with the code words that ``values_of`` names.

    Parameters
    ----------
    plan
        A plan with its programme.

    Returns
    -------
    Plan
        A column with ``values_of`` has ``values``: what it may say stands in one place only.
    """
    levels = {name: register.level for name, register in plan.registers.items()}

    def words_of(what: str, level: Level) -> Mapping[str, Text]:
        if what == "targets":
            return {card.id: card.short for card in plan.target_cards}
        if what == "bodies":
            return {name: body.label for name, body in plan.programme.bodies.items()}
        # Of measures those that places of the register's own level answer for.
        cards = {each.id: plan.cards[each.done.card] for each in plan.programme.measures}
        return {
            each.id: each.label
            for each in plan.programme.measures
            if levels[cards[each.id].register_id or ""] == level
        }

    registers = {
        name: register.model_copy(
            update={
                "columns": {
                    column_name: column
                    if column.values_of is None
                    else column.model_copy(
                        update={"values": words_of(column.values_of, register.level)}
                    )
                    for column_name, column in register.columns.items()
                }
            }
        )
        for name, register in plan.registers.items()
    }
    return plan.model_copy(update={"registers": registers})
