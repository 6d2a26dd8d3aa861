"""Read an .xls: xlrd gives values, error cells, formats and what is hidden or merged."""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDoc
from xlrd.sheet import Sheet as XlsSheet

from villages.registers.guard.child.areas import add_cells, clip_areas, require_short_texts
from villages.registers.guard.child.number_formats import FormatKind, kind_of_code
from villages.registers.guard.child.records import check_records
from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.limits import Limits
from villages.registers.guard.wire import Contents
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, Sheet, cell_name

#: 29 February 1900, which Excel counts and which never was; and the day after Excel's last one.
_NO_DAY, _END_OF_DAYS = 60, 2_958_466
_DAYS_FROM_1900_TO_1904 = 1_462

_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def read_xls(source: Source) -> Contents:
    """Return what an .xls holds.

    Macros (which recorded clicks leave in many forms) are not looked at: nothing of such a file
    but its cells is ever passed on. Sheets of macros, other files and encryption are refused.

    Raises
    ------
    Refused
        If the file is refused.
    """
    limits = source.limits
    with open(os.devnull, "w", encoding="utf-8") as silence:
        has_macros = _check_container(source, silence)
        with _broken_if_it_fails():
            book = xlrd.open_workbook(
                file_contents=source.data,
                logfile=silence,
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            )
        sheets = []
        cells = 0
        for index in range(book.nsheets):
            with _broken_if_it_fails():
                sheet = book.sheet_by_index(index)
            height, width = _extent(sheet, limits)
            cells = add_cells(cells, height, width, limits)
            with _broken_if_it_fails():
                sheets.append(_sheet(book, sheet, height, width, limits))
            book.unload_sheet(index)
    return Contents("xls", tuple(sheets), has_macros)


@contextmanager
def _broken_if_it_fails() -> Iterator[None]:
    """Xlrd meets a broken file with errors of every kind."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("guard_xls_broken") from error


def _check_container(source: Source, silence: TextIO) -> bool:
    """Refuse what is no plain .xls; return whether macros lie in it."""
    with _broken_if_it_fails():
        container = CompDoc(source.data, logfile=silence)
        names = {entry.name for entry in container.dirlist}
        memory, start, size = container.locate_named_stream("Workbook")
        if not memory:
            memory, start, size = container.locate_named_stream("Book")
    if "EncryptedPackage" in names:
        raise Refused("guard_encrypted")
    if not memory:
        raise Refused("guard_kind", found="Word" if "WordDocument" in names else "OLE")
    source.require_suffix("xls", "xls")
    if any(name.startswith("MBD") or name == "\x01Ole10Native" for name in names):
        raise Refused("guard_embedded", part="OLE")
    check_records(memory[start : start + size])
    return "_VBA_PROJECT_CUR" in names


def _extent(sheet: XlsSheet, limits: Limits) -> tuple[int, int]:
    """Return where the last cell that holds anything stands, plus one each."""
    height = width = 0
    for row in range(sheet.nrows):
        filled = [c for c, kind in enumerate(sheet.row_types(row)) if kind not in _NOTHING]
        if filled:
            height, width = row + 1, max(width, filled[-1] + 1)
            if width > limits.columns:
                cell = cell_name(row, filled[-1])
                raise Refused("guard_far_column", sheet=sheet.name, cell=cell, limit=limits.columns)
    if height > limits.rows:
        cell = cell_name(height - 1, 0)
        raise Refused("guard_far_row", sheet=sheet.name, cell=cell, limit=limits.rows)
    return height, width


def _sheet(book: Book, sheet: XlsSheet, height: int, width: int, limits: Limits) -> Sheet:
    formats: dict[int, FormatKind] = {
        index: kind_of_code(book.format_map[style.format_key].format_str)
        for index, style in enumerate(book.xf_list)
        if style.format_key in book.format_map
    }
    rows = []
    for row in range(height):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        require_short_texts(sheet.name, row, values, limits)
        cells: list[CellValue] = [
            _value(kind, value, formats.get(sheet.cell_xf_index(row, column), "number"), book)
            for column, (kind, value) in enumerate(zip(kinds, values, strict=True))
        ]
        cells.extend([None] * (width - len(cells)))
        rows.append(tuple(cells[:width]))
    return Sheet(
        name=sheet.name,
        rows=tuple(rows),
        merged=clip_areas(
            [(top, first, end - 1, last - 1) for top, end, first, last in sheet.merged_cells],
            height,
            width,
            sheet.name,
        ),
        hidden_rows=frozenset(
            row for row, info in sheet.rowinfo_map.items() if info.hidden and row < height
        ),
        hidden_columns=frozenset(
            column for column, info in sheet.colinfo_map.items() if info.hidden and column < width
        ),
        is_hidden=sheet.visibility != 0,
    )


def _value(kind: int, value: str | float, shown: FormatKind, book: Book) -> CellValue:
    match kind:
        case xlrd.XL_CELL_TEXT:
            return str(value) or None
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_ERROR:
            return ErrorValue(xlrd.error_text_from_code.get(int(value), f"#{value}"))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            number = float(value)
            if not math.isfinite(number):
                raise Refused("guard_xls_broken")
            if shown == "percent":
                return Percent(number)
            return _moment(number, shown, book.datemode)
    return None


def _moment(number: float, shown: FormatKind, datemode: int) -> CellValue:
    """Return the date, time or duration that a cell shows; what cannot be one stays a number."""
    end = _END_OF_DAYS - (_DAYS_FROM_1900_TO_1904 if datemode else 0)
    is_no_day = datemode == 0 and _NO_DAY <= number < _NO_DAY + 1
    if shown == "number" or is_no_day or not 0 <= number < end:
        return number
    if shown == "duration":
        return datetime.timedelta(milliseconds=round(number * 86_400_000))
    moment: datetime.datetime = xlrd.xldate_as_datetime(number, datemode)
    if number < 1:
        return moment.time()
    return moment.date() if moment.time() == datetime.time() else moment
