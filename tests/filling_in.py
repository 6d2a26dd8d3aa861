"""Fills in a form as a person would: through a spreadsheet program, cell by cell.

What a cell must look like is written here by hand, not taken from the program that is tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from villages.plan.model import Column, Plan

Row = Mapping[str, Any]
FIRST_ROW = 4
KEYS = ("household_id", "person_id")


def fill_in(
    plan: Plan, form: Path, out: Path, rows: Mapping[str, Sequence[Row]], known: set[str]
) -> None:
    """Fill the rows into a blank form and save it.

    Parameters
    ----------
    plan
        The plan.
    form, out
        The blank form and the filled one.
    rows
        Register → what is to be reported.
    known
        The ids that the form may hold already; whoever is not among them is a newcomer, written
        into a blank row with the village's own number.
    """
    workbook = load_workbook(form)
    for name, reported in rows.items():
        sheet = workbook[plan.registers[name].label.zh]
        assert isinstance(sheet, Worksheet)
        _fill_sheet(plan, name, sheet, reported, known)
    workbook.save(out)


def _fill_sheet(
    plan: Plan, name: str, sheet: Worksheet, rows: Sequence[Row], known: set[str]
) -> None:
    register = plan.registers[name]
    places = {str(cell.value): int(cell.column) for cell in sheet[FIRST_ROW - 1] if cell.value}
    own = next((key for key in KEYS[::-1] if key in register.key), "code")
    prefilled = {
        sheet.cell(row, places[own]).value: row
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, places[own]).value is not None
    }
    blank = _blank_rows(sheet, places[own])
    for record in rows:
        row = prefilled.get(record[own]) or next(blank)
        for column_id, column in register.columns.items():
            if column_id == "year" or (row in prefilled.values() and column_id in ("code", own)):
                continue
            value = record[column_id]
            if column_id in KEYS and value not in known:
                value = local_number(value)
            if value is not None:
                sheet.cell(row, places[column_id]).value = typed(value, column)


def _blank_rows(sheet: Worksheet, index: int) -> Iterator[int]:
    for row in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(row, index).value is None:
            yield row


def local_number(pseudonym: str) -> str:
    """A number that the village itself may give a newcomer."""
    return f"新{int(pseudonym[1:], 16) % 10**8}"


def typed(value: Any, column: Column) -> str | float | int:
    """What a person types or chooses from the list."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.values:
        return f"{value} {column.values[value].zh}"
    return float(value) if isinstance(value, Decimal) else value


def put(workbook: Workbook, sheet: str, row: int, column: str, value: Any) -> None:
    """Write one cell of a form, its column named by its id."""
    found = workbook[sheet]
    assert isinstance(found, Worksheet)
    (index,) = [cell.column for cell in found[FIRST_ROW - 1] if cell.value == column]
    found.cell(row, int(index or 0)).value = value
