"""Sums of money on their way, as typed records: who gave, who spends, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import add, attrgetter, sub
from typing import Any, NamedTuple

from villages.exhibits.stored import text


class Ends(NamedTuple):
    """Between these a number lies, whatever the missing cells hold; equal where none is missing."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Money:
    """Sums over some rows of a flow's register, in whole units of its currency.

    ``rows`` are for example projects; of ``rows_missing`` of them a sum is missing.
    """

    allotted_low: int = 0
    allotted_high: int = 0
    spent_low: int = 0
    spent_high: int = 0
    unspent_low: int = 0
    unspent_high: int = 0
    rows: int = 0
    rows_missing: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(*map(add, _amounts(self), _amounts(other)))

    def __sub__(self, other: Money) -> Money:
        return Money(*map(sub, _amounts(self), _amounts(other)))

    @property
    def allotted(self) -> Ends:
        """What was allotted."""
        return Ends(Decimal(self.allotted_low), Decimal(self.allotted_high))

    @property
    def spent(self) -> Ends:
        """What of it was spent."""
        return Ends(Decimal(self.spent_low), Decimal(self.spent_high))

    @property
    def unspent(self) -> Ends:
        """What of it was not spent."""
        return Ends(Decimal(self.unspent_low), Decimal(self.unspent_high))

    @property
    def spent_percent(self) -> Ends | None:
        """Spent of allotted, in per cent; None where nothing was allotted.

        A row whose sums are missing is wholly unspent at the low end and wholly spent at the high
        one.

        Examples
        --------
        >>> known = Money(100, 100, 80, 80, 20, 20, rows=1)
        >>> known.spent_percent
        Ends(low=Decimal('80'), high=Decimal('80'))
        >>> missing = Money(100, 100, 0, 100, 0, 100, rows=1, rows_missing=1)
        >>> (known + missing).spent_percent
        Ends(low=Decimal('40'), high=Decimal('90'))
        """
        low = _percent(self.spent_low, self.unspent_high)
        high = _percent(self.spent_high, self.unspent_low)
        return None if low is None or high is None else Ends(low, high)


def _percent(part: int, rest: int) -> Decimal | None:
    if part + rest <= 0:
        return None
    share = Fraction(100 * part, part + rest)
    return Decimal(share.numerator) / Decimal(share.denominator)


class FlowRow(NamedTuple):
    """The sums of one source and one department, each a code word; empty if not stated."""

    source: str
    department: str
    money: Money


#: Flow, place and year → its rows.
FlowRows = Mapping[tuple[str, str, int], tuple[FlowRow, ...]]

_NAMES = tuple(Money.__dataclass_fields__)
_amounts: Callable[[Money], tuple[int, ...]] = attrgetter(*_NAMES)


def flow_rows(records: Iterable[Mapping[str, Any]]) -> FlowRows:
    """Return records of ``flows.parquet`` by flow, place and year."""
    found: dict[tuple[str, str, int], tuple[FlowRow, ...]] = {}
    for record in records:
        key = (str(record["flow"]), str(record["code"]), int(record["year"]))
        money = Money(*(int(record[name]) for name in _NAMES))
        row = FlowRow(text(record["source"]), text(record["department"]), money)
        found[key] = (*found.get(key, ()), row)
    return found


def total(rows: Iterable[FlowRow]) -> Money:
    """Return the sum of some rows."""
    return sum((row.money for row in rows), Money())


def totals(rows: Iterable[FlowRow], word: Callable[[FlowRow], str]) -> dict[str, Money]:
    """Return the sums by a word of each row, such as its department."""
    found: dict[str, Money] = {}
    for row in rows:
        found[word(row)] = found.get(word(row), Money()) + row.money
    return found
