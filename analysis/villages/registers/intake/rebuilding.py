"""A file of another kind as an Excel workbook with the same cells: a text stays a text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from io import BytesIO
from itertools import islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from villages.neutral import XLSX_OPTIONS, is_acting
from villages.registers.forms.layout import column_width
from villages.registers.intake.grid import (
    Area,
    CellValue,
    ErrorValue,
    Percent,
    Sheet,
    UncachedFormula,
    Workbook,
)

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME, _LONGEST_TEXT = 31, 32_767
_ROWS_FOR_WIDTH = 200

#: Whole numbers from here on are shown with all their digits only if they are told to.
_LONG_NUMBER = 1e11

#: What stands for a formula without a value, so that it is not taken for a blank.
FORMULA = "=?"

_FORMATS = {
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "time": {"num_format": "hh:mm:ss"},
    "duration": {"num_format": "[h]:mm:ss"},
    "percent": {"num_format": "0%"},
    "percent_parts": {"num_format": "0.00%"},
    "long": {"num_format": "0"},
    # Stays a text even when somebody edits the cell.
    "acting": {"num_format": "@", "quote_prefix": True},
}


def rebuild(workbook: Workbook) -> tuple[bytes, dict[str, str]]:
    """Return the cells of a file as an Excel workbook.

    Parameters
    ----------
    workbook
        The file, as it was read.

    Returns
    -------
    bytes
        The Excel workbook.
    dict
        The name of each sheet → what it is called in the workbook; Excel does not allow every
        name.
    """
    names: dict[str, str] = {}
    target = BytesIO()
    with xlsxwriter.Workbook(target, XLSX_OPTIONS) as book:
        book.set_properties({"created": datetime.datetime(1980, 1, 1)})
        formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        for sheet in workbook.sheets:
            names[sheet.name] = _allowed(sheet.name, names.values())
            _write(book.add_worksheet(names[sheet.name]), sheet, formats)
    return target.getvalue(), names


def _allowed(name: str, taken: Iterable[str]) -> str:
    cleaned = _cut(_NO_SHEET_NAME.sub("_", name).strip(" '"), _LONGEST_SHEET_NAME) or "Sheet"
    used = {each.casefold() for each in taken} | {"history"}
    number, found = 1, cleaned
    while found.casefold() in used:
        number += 1
        ending = f" {number}"
        found = _cut(cleaned, _LONGEST_SHEET_NAME - len(ending)) + ending
    return found


def _cut(text: str, length: int) -> str:
    """Cut a text as Excel counts it: a rare Chinese character is two."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", errors="ignore")


def _write(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    if sheet.is_hidden:
        worksheet.hide()
    for row in sheet.hidden_rows:
        worksheet.set_row(row, options={"hidden": True})
    first_rows = list(islice(sheet.rows, _ROWS_FOR_WIDTH))
    for column in range(len(sheet.rows[0]) if sheet.rows else 0):
        width = column_width("-", (row[column] for row in first_rows))
        hidden = {"hidden": True} if column in sheet.hidden_columns else {}
        worksheet.set_column(column, column, width, options=hidden)
    for first_row, first_column, last_row, last_column in _apart(sheet.merged):
        worksheet.merge_range(first_row, first_column, last_row, last_column, "")
    for row, cells in enumerate(sheet.rows):
        for column, value in enumerate(cells):
            if value is not None:
                _write_cell(worksheet, row, column, value, formats)


def _apart(areas: Iterable[Area]) -> Iterable[Area]:
    """Merged areas of more than one cell that do not overlap an earlier one."""
    kept: list[Area] = []
    for area in areas:
        top, left, bottom, right = area
        is_apart = all(
            bottom < other[0] or other[2] < top or right < other[1] or other[3] < left
            for other in kept
        )
        if is_apart and (top, left) != (bottom, right):
            kept.append(area)
    return kept


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: CellValue, formats: dict[str, Format]
) -> None:
    match value:
        case bool():
            worksheet.write_boolean(row, column, value)
        case float() | int():
            look = formats["long"] if _is_long(value) else None
            worksheet.write_number(row, column, value, look)
        case Percent(fraction):
            is_whole = round(fraction * 100, 9).is_integer()
            look = formats["percent" if is_whole else "percent_parts"]
            worksheet.write_number(row, column, fraction, look)
        case datetime.timedelta():
            worksheet.write_datetime(row, column, value, formats["duration"])
        case datetime.time():
            worksheet.write_datetime(row, column, value, formats["time"])
        case datetime.datetime() if value.year >= 1900:
            worksheet.write_datetime(row, column, value, formats["moment"])
        case datetime.datetime():
            worksheet.write_string(row, column, value.isoformat(" "))
        case datetime.date() if value.year >= 1900:
            worksheet.write_datetime(row, column, value, formats["date"])
        case datetime.date():
            worksheet.write_string(row, column, value.isoformat())
        case ErrorValue(text):
            worksheet.write_string(row, column, text)
        case UncachedFormula():
            worksheet.write_string(row, column, FORMULA, formats["acting"])
        case str():
            is_short = _cut(value, _LONGEST_TEXT) == value
            text = value if is_short else _cut(value, _LONGEST_TEXT - 1) + "…"
            look = formats["acting"] if is_acting(text) else None
            worksheet.write_string(row, column, text, look)
        case None:
            pass


def _is_long(value: float) -> bool:
    return abs(value) >= _LONG_NUMBER and float(value).is_integer()
