"""Rows that sum others up: checked against what they sum, never taken for a village."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from villages.registers.intake.draft import DraftColumn, DraftTable
from villages.registers.intake.foreign.comparing import number_of
from villages.registers.intake.foreign.findings import Findings
from villages.registers.intake.foreign.records import TotalRow
from villages.registers.intake.grid import ErrorValue, Percent

_NO_SUM = re.compile(
    "率|比例|占比|比重|百分比|人均|户均|亩均|平均|均价|per head|average|rate|share"
)
_NO_SUM_UNITS = ("%", "‰", "/")


def check_totals(
    table: DraftTable,
    totals: Sequence[TotalRow],
    columns: Sequence[DraftColumn],
    findings: Findings,
) -> None:
    """Compare the figures of total rows with the sums of their rows.

    Parameters
    ----------
    table
        The records.
    totals
        The total rows.
    columns
        The columns that are read. Shares and means are not summed.
    findings
        Takes each difference, with the total's figure and the sum.
    """
    leading = bool(totals) and bool(table.rows) and totals[0].row < table.rows[0]
    for index, total in enumerate(totals):
        cell = (total.row, 0)
        findings.add("foreign_total_row", "note", cell, row=total.label)
        rows = _summed(table, totals, index, leading) if total.rank else []
        for column in columns:
            _check_cell(table, total, column, rows, findings)


def _summed(
    table: DraftTable, totals: Sequence[TotalRow], index: int, is_leading: bool
) -> list[int]:
    """The records that a total sums: up to the last total of its rank or above.

    Where nothing stands between the two, as with a 合计 of 合计, all rows are meant.
    """
    total = totals[index]
    if is_leading:
        ends = [each.row for each in totals[index + 1 :] if each.rank >= total.rank]
        stop = min(ends, default=len(table.sheet.rows))
        return [row for row in table.rows if total.row < row < stop] or list(table.rows)
    begins = [each.row for each in totals[:index] if each.rank >= total.rank]
    start = max(begins, default=-1)
    rows = [row for row in table.rows if start < row < total.row]
    return rows or [row for row in table.rows if row < total.row]


def _check_cell(
    table: DraftTable,
    total: TotalRow,
    column: DraftColumn,
    rows: Sequence[int],
    findings: Findings,
) -> None:
    value = table.cell(total.row, column)
    at = table.at(total.row, column)
    if isinstance(value, ErrorValue):
        findings.add(
            "foreign_total_error", "warning", at, column, shown=value.text, row=total.label
        )
        return
    written = number_of(value)
    if written is None or not rows or isinstance(value, Percent) or not _is_summed(column):
        return
    numbers = (number_of(table.cell(row, column)) for row in rows)
    found = sum((number for number in numbers if number is not None), Decimal(0))
    if found != written:
        findings.add(
            "foreign_total", "warning", at, column,
            shown=findings.figure(written, column), row=total.label,
            sum=findings.figure(found, column),
        )  # fmt: skip


def _is_summed(column: DraftColumn) -> bool:
    has_no_sum = any(sign in (column.unit or "") for sign in _NO_SUM_UNITS)
    return not has_no_sum and not _NO_SUM.search(column.label.lower())
