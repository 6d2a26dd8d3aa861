"""Code words that stand elsewhere in the plan: its targets, its measures, its bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from villages.plan.words import Text

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
    words: dict[str, Mapping[str, Text]] = {
        "targets": {card.id: card.short for card in plan.target_cards},
        "measures": {measure.id: measure.label for measure in plan.programme.measures},
        "bodies": {name: body.label for name, body in plan.programme.bodies.items()},
    }
    registers = {
        name: register.model_copy(
            update={
                "columns": {
                    column_name: column
                    if column.values_of is None
                    else column.model_copy(update={"values": words[column.values_of]})
                    for column_name, column in register.columns.items()
                }
            }
        )
        for name, register in plan.registers.items()
    }
    return plan.model_copy(update={"registers": registers})
