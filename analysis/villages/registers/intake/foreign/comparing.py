"""What the figures of a form say against each other: parts and wholes, units, blanks and zeros."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from statistics import median

from villages.characters import half_width, without_blanks
from villages.plan.words import Text
from villages.registers.intake.draft import DraftColumn, DraftTable
from villages.registers.intake.foreign.findings import Findings, named
from villages.registers.intake.foreign.labels import is_blank
from villages.registers.intake.foreign.resolving import CheckedColumns
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, UncachedFormula
from villages.registers.intake.units import conversion

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")

#: 万元 among 元: a column whose figures span more than four orders of magnitude …
SPAN = 10**4
#: … and of these the ones that lie more than two from its median.
FAR = 10**2

#: Excel's own rounding is no difference.
_PLACES = 6


@lru_cache(maxsize=65536, typed=True)
def number_of(value: CellValue) -> Decimal | None:
    """Return the number that a cell certainly holds; None for all else.

    Examples
    --------
    >>> number_of(30.09), number_of("１,234"), number_of("7(28)"), number_of("")
    (Decimal('30.09'), Decimal('1234'), None, None)
    """
    if isinstance(value, Percent):
        return round(Decimal(repr(value.fraction)) * 100, _PLACES).normalize()
    if isinstance(value, float):
        return round(Decimal(repr(value)), _PLACES).normalize()
    if isinstance(value, str):
        plain = half_width(without_blanks(value))
        if _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        return Decimal(plain) if _NUMBER.fullmatch(plain) else None
    return None


def compare_columns(
    table: DraftTable, checks: Iterable[CheckedColumns], findings: Findings
) -> None:
    """Warn where parts and wholes disagree, cell by cell.

    Blank parts are unknown: a sum with blanks is judged only where it exceeds the whole already.
    """
    for checked in checks:
        factors = [_factor(checked.whole, column) for column in checked.others]
        for row in table.rows:
            _compare_row(table, checked, factors, row, findings)


def _factor(whole: DraftColumn, part: DraftColumn) -> Decimal:
    """What a part's figures are multiplied by to stand in the unit of the whole."""
    if not whole.unit or not part.unit:
        return Decimal(1)
    factor = conversion(part.unit, Text(zh=whole.unit, en=whole.unit)) or 1
    return Decimal(factor.numerator) / factor.denominator


def _compare_row(
    table: DraftTable,
    checked: CheckedColumns,
    factors: Sequence[Decimal],
    row: int,
    findings: Findings,
) -> None:
    check, whole_column = checked.check, checked.whole
    whole = number_of(table.cell(row, whole_column))
    if whole is None:
        return
    numbers = [number_of(table.cell(row, column)) for column in checked.others]
    parts = [
        None if number is None else round(number * factor, _PLACES)
        for number, factor in zip(numbers, factors, strict=True)
    ]
    known = [part for part in parts if part is not None]

    def warn(rule: str, other: Decimal, *columns: DraftColumn) -> None:
        # What exceeds the whole is likelier wrong than the whole.
        is_part = rule == "foreign_exceeds"
        wrong = columns[0] if is_part else whole_column
        figures = [findings.figure(whole, whole_column), findings.figure(other, *columns)]
        shown, against = figures[::-1] if is_part else figures
        findings.add(
            rule, "warning", table.at(row, wrong), wrong, shown=shown,
            whole=whole_column.label, labels="、".join(each.label for each in columns),
            other=against,
        )  # fmt: skip

    if check.parts:
        total = sum(known, Decimal(0))
        is_short = len(known) == len(parts) and whole - total > check.tolerance
        if is_short or total - whole > check.tolerance:
            warn("foreign_parts", total, *checked.others)
        return
    for column, part in zip(checked.others, parts, strict=True):
        if part is None:
            continue
        if check.within and part - whole > check.tolerance:
            warn("foreign_exceeds", part, column)
        elif check.same and abs(part - whole) > check.tolerance:
            warn("foreign_differs", part, column)


def name_unreadable(table: DraftTable, columns: Iterable[DraftColumn], findings: Findings) -> None:
    """Name what a column that is only compared holds and is no number; nobody else reads it."""
    for column in columns:
        for row in table.rows:
            value = table.cell(row, column)
            if not is_blank(value) and number_of(value) is None:
                shown = value.text if isinstance(value, ErrorValue) else ""
                is_formula = isinstance(value, UncachedFormula)
                rule = "foreign_formula" if is_formula else "foreign_no_number"
                findings.add(rule, "warning", table.at(row, column), column, shown=shown)


def warn_of_mixed_units(
    table: DraftTable, columns: Iterable[DraftColumn], findings: Findings
) -> None:
    """Warn of figures so far from their column's median that they may stand in another unit."""
    for column in columns:
        cells = [
            (abs(number), table.at(row, column))
            for row in table.rows
            if (number := number_of(table.cell(row, column)))
        ]
        sizes = [size for size, _ in cells]
        if len(sizes) < 3 or max(sizes) / min(sizes) <= SPAN:
            continue
        middle = median(sizes)
        far = [at for size, at in cells if size > middle * FAR or size * FAR < middle]
        if far:
            findings.add(
                "foreign_mixed_units", "warning", far[0], column, count=len(far), cells=named(far),
                median=findings.figure(Decimal(middle), column),
            )  # fmt: skip


def note_blanks_beside_zeros(
    table: DraftTable, columns: Sequence[DraftColumn], findings: Findings
) -> None:
    """Note where blank cells and zeros stand in one column: both may mean none."""
    mixed, blanks, zeros = 0, 0, 0
    first: tuple[int, int] | None = None
    for column in columns:
        values = [(row, table.cell(row, column)) for row in table.rows]
        blank = [row for row, value in values if is_blank(value)]
        zero = [row for row, value in values if number_of(value) == 0]
        if blank and zero:
            mixed, blanks, zeros = mixed + 1, blanks + len(blank), zeros + len(zero)
            first = first or table.at(blank[0], column)
    if first:
        findings.add("foreign_blanks", "note", first, count=mixed, blanks=blanks, zeros=zeros)
