"""Cells of the results as they are read: missing ones and exact numbers told from the rest."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import pandas as pd

_DECIMALS = 9


def exact(value: object) -> Decimal | None:
    """Return a number as it was computed, None for a missing one."""
    # Only what is missing differs from itself, or is NA; a page asks a hundred thousand times.
    if value is None or value is pd.NA or value != value:
        return None
    if type(value) is float:
        # Nought has no sign here: what is kept for it serves both.
        return _exact_float(value + 0.0)
    return _rounded(value if isinstance(value, Decimal) else Decimal(str(value)))


@lru_cache(maxsize=1 << 15)
def _exact_float(value: float) -> Decimal | None:
    # A value and its two ends are mostly the same.
    return _rounded(Decimal(str(value)))


def _rounded(number: Decimal) -> Decimal | None:
    # Floats that stand for the same quotient may differ in their last digit.
    return round(number, _DECIMALS) if number.is_finite() else None


def whole(value: object) -> int | None:
    """Return a whole number, None for a missing one."""
    if isinstance(value, int):
        return value
    number = exact(value)
    return None if number is None else int(number)


def text(value: object) -> str:
    """Return a text, empty for a missing one."""
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def flag(value: object) -> bool:
    """Return whether a cell says yes; a missing one does not."""
    return text(value).lower() in ("true", "1", "1.0")
