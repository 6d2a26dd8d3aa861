"""What became of a cell: its value, how it was read, or why it was not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from villages.plan.words import Text

#: What a cell may mean: a value of its column's type.
Value = str | int | Decimal | float | bool | datetime.date


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a cell.

    Attributes
    ----------
    value
        The value in its column's type; None if it is missing or refused.
    note
        The rule by which it was read though it was not written as asked; empty if it was read as
        it stands.
    problem
        The rule that refuses it; empty if none does. A refused cell has no value.
    values
        What the rule's sentences name: facts of the column, never what the cell holds.
    """

    value: Value | None
    note: str = ""
    problem: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


#: A blank cell: missing, never zero.
MISSING = Read(None)


def refused(rule: str, **values: Any) -> Read:
    """Return a refusal and what its sentences name."""
    return Read(None, problem=rule, values=values)


def both(text: Text) -> dict[str, str]:
    """Return words so that a problem says them in the reader's language."""
    return {"zh": text.zh, "en": text.en}
