"""Projects of special funds as typed records: sums, what is done, and what is to be named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from villages.exhibits.flows import Ends, Money
from villages.exhibits.stored import exact, text, whole
from villages.findings.funds import ProblemKind

if TYPE_CHECKING:
    from villages.exhibits.evidence import Place
    from villages.exhibits.page import Page


@dataclass(frozen=True)
class Count:
    """How many projects certainly are something, and of how many nobody knows."""

    known: int
    unknown: int

    def __add__(self, other: Count) -> Count:
        return Count(self.known + other.known, self.unknown + other.unknown)

    @property
    def ends(self) -> Ends:
        """The least and the most that there can be."""
        return Ends(Decimal(self.known), Decimal(self.known + self.unknown))


@dataclass(frozen=True)
class Funds:
    """Sums over some projects; a count is None where it is not asked or not shown."""

    money: Money
    planned_low: int
    planned_high: int
    planned_unknown: int
    complete: Count | None
    over_uplift: Count | None
    without_output: Count | None

    def __add__(self, other: Funds) -> Funds:
        return Funds(*(_plus(*both) for both in zip(_parts(self), _parts(other), strict=True)))

    @property
    def planned(self) -> Ends:
        """What was planned."""
        return Ends(Decimal(self.planned_low), Decimal(self.planned_high))

    @property
    def allotted_percent(self) -> Ends | None:
        """Allotted of planned, in per cent; None where nothing can have been planned.

        Without an end above where it may be that nothing was planned.
        """
        if not self.planned_low:
            return None
        low = Fraction(100 * self.money.allotted_low, self.planned_high)
        high = Fraction(100 * self.money.allotted_high, self.planned_low)
        return Ends(*(Decimal(end.numerator) / Decimal(end.denominator) for end in (low, high)))

    @property
    def spent_shares(self) -> tuple[Fraction, Fraction] | None:
        """Spent of allotted at the least and at the most; None where nothing was allotted."""
        money = self.money
        ends = (
            (money.spent_low, money.unspent_high),
            (money.spent_high, money.unspent_low),
        )
        if any(part + rest <= 0 for part, rest in ends):
            return None
        low, high = (Fraction(part, part + rest) for part, rest in ends)
        return low, high


def _parts(funds: Funds) -> tuple[Any, ...]:
    return tuple(getattr(funds, each.name) for each in fields(Funds))


def _plus(first: Any, second: Any) -> Any:
    return None if first is None or second is None else first + second


@dataclass(frozen=True)
class FundRow:
    """The projects of one source and one sector, each a code word; empty if not stated."""

    source: str
    sector: str
    funds: Funds


@dataclass(frozen=True)
class FundProblem:
    """A project to be named: its village, its number there, and the uplift or the sum spent."""

    code: str
    project: str
    kind: ProblemKind
    value: Decimal


#: Place and year → its rows.
FundRows = Mapping[tuple[str, int], tuple[FundRow, ...]]


def fund_rows(records: Iterable[Mapping[str, Any]]) -> FundRows:
    """Return records of ``funds.parquet`` by place and year."""
    found: dict[tuple[str, int], tuple[FundRow, ...]] = {}
    for record in records:
        money = Money(
            **{name: int(record[name]) for name in Money.__dataclass_fields__ if name in record},
            rows=int(record["projects"]),
            rows_missing=int(record["money_unknown"]),
        )
        funds = Funds(
            money,
            planned_low=int(record["planned_low"]),
            planned_high=int(record["planned_high"]),
            planned_unknown=int(record["planned_unknown"]),
            complete=_count(record, "complete"),
            over_uplift=_count(record, "over_uplift"),
            without_output=_count(record, "without_output"),
        )
        key = (str(record["code"]), int(record["year"]))
        row = FundRow(text(record["source"]), text(record["sector"]), funds)
        found[key] = (*found.get(key, ()), row)
    return found


def _count(record: Mapping[str, Any], name: str) -> Count | None:
    known, unknown = whole(record[name]), whole(record[f"{name}_unknown"])
    return None if known is None or unknown is None else Count(known, unknown)


def problem_rows(records: Iterable[Mapping[str, Any]]) -> tuple[FundProblem, ...]:
    """Return records of ``fund_problems.parquet``."""
    return tuple(
        FundProblem(
            code=str(record["code"]),
            project=str(record["project_id"]),
            kind=cast(ProblemKind, record["kind"]),
            value=exact(record["value"]) or Decimal(0),
        )
        for record in records
    )


def without_counts(row: FundRow) -> FundRow:
    """Return the row with its sums of money alone."""
    return replace(
        row, funds=replace(row.funds, complete=None, over_uplift=None, without_output=None)
    )


def funds_of(page: Page, place: Place | None = None, year: int = 0) -> tuple[FundRow, ...]:
    """Return the rows that the page shows, by default of its place and year; none for none."""
    return page.evidence.funds.get(((place or page.place).code, year or page.year), ())


def funds_together(rows: Iterable[FundRow]) -> Funds | None:
    """Return the sum of some rows; None for none."""
    found = [row.funds for row in rows]
    return reduce(Funds.__add__, found) if found else None


def funds_by(rows: Iterable[FundRow], word: Callable[[FundRow], str]) -> dict[str, Funds]:
    """Return the sums by a word of each row, such as its sector."""
    found: dict[str, Funds] = {}
    for row in rows:
        found[word(row)] = _plus(found[word(row)], row.funds) if word(row) in found else row.funds
    return found
