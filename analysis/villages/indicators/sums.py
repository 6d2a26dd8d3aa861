"""A quotient's sums and the ends between which the quotient lies: exact arithmetic, one home."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pyarrow as pa


@dataclass(frozen=True)
class Sums:
    """The sums of the rows known, and the ends between which those of all rows lie.

    The complement is the denominator less the numerator, bounded row by row; only a share of a
    whole (per cent) has one. It says more than its parts: a household that is known to lack
    something keeps the share under 100 %, whatever the blanks hide.

    Examples
    --------
    >>> sums = Sums(*map(Decimal, (8, 9, 8, 9, 9, 10, 1, 2)))
    >>> sums.value, sums.low, sums.high
    (Fraction(8, 9), Fraction(4, 5), Fraction(9, 10))
    """

    numerator: Decimal
    denominator: Decimal
    numerator_low: Decimal
    numerator_high: Decimal
    denominator_low: Decimal
    denominator_high: Decimal
    complement_low: Decimal | None = None
    complement_high: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it is certain that there is nothing to divide by."""
        return self.denominator_high == 0

    @property
    def value(self) -> Fraction | None:
        """The quotient of the rows known."""
        return quotient_of(self.numerator, self.denominator)

    @property
    def low(self) -> Fraction | None:
        """The lowest that the quotient of all rows can be; None if it has no floor."""
        under = self.denominator_high if self.numerator_low >= 0 else self.denominator_low
        low = quotient_of(self.numerator_low, under)
        if self.complement_high is None or low is None:
            return low
        most_lacking = quotient_of(self.complement_high, self.denominator_low)
        return low if most_lacking is None else max(low, 1 - most_lacking)

    @property
    def high(self) -> Fraction | None:
        """The highest that the quotient of all rows can be; None if it has no ceiling."""
        over = self.denominator_low if self.numerator_high >= 0 else self.denominator_high
        high = quotient_of(self.numerator_high, over)
        if self.complement_low is None or self.is_empty:
            return high
        least_lacking = Fraction(self.complement_low) / Fraction(self.denominator_high)
        return 1 - least_lacking if high is None else min(high, 1 - least_lacking)


#: The sums' names, in their order: columns of the results.
SUM_COLUMNS = [field.name for field in fields(Sums)]


def exactly(stored: pa.DataType) -> pd.ArrowDtype | None:
    """Return how pandas holds a stored type: exact sums stay as they are, all else as usual.

    A table of results has a million of them; as Python's decimals they cost seconds.
    """
    return pd.ArrowDtype(stored) if pa.types.is_decimal(stored) else None


def quotient_of(numerator: Decimal, denominator: Decimal) -> Fraction | None:
    """Return the exact quotient of two sums; None of nothing."""
    return Fraction(numerator) / Fraction(denominator) if denominator else None
