"""A form as an Excel workbook: locked where it is prefilled, checked where it is filled in."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from villages.catalogue import say
from villages.neutral import XLSX_OPTIONS
from villages.plan.model import Plan
from villages.registers.forms.content import (
    Cell,
    Form,
    FormColumn,
    FormSheet,
    choices,
    read_form,
)
from villages.registers.forms.front import Names, write_front
from villages.registers.forms.layout import column_width, formats
from villages.registers.store import RegisterSession
from villages.vocabulary import Language

#: A sheet's rows above its data: what it is, the labels, the ids of the columns.
HEADER_ROWS = 3

#: The name, on each sheet, of the cell that holds the register's id.
REGISTER_NAME = "form_register"

#: Excel's own limits.
_LONGEST_SHEET_NAME = 31
_LONGEST_MESSAGE = 255
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")

#: Sheets wider than this many characters are printed on A3 instead of A4, and wider ones on
#: several pages side by side.
_WIDEST_ON_A4, _WIDEST_ON_A3 = 150, 300
_A3, _A4 = 8, 9

_NO_BOUND = 10**15

#: Days that a date may lie between.
_DAYS = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)


def write_form(
    plan: Plan,
    session: RegisterSession,
    place_code: str,
    year: int,
    path: Path,
    language: Language = "zh",
) -> Path:
    """Write the blank form of a township or of the city for a year as an Excel workbook.

    The file appears whole or not at all, and only its owner may read it: it holds pseudonyms. The
    same plan and registers give the same bytes. Nothing from the registers becomes a formula.

    Parameters
    ----------
    plan
        The plan; its ``columns.yaml`` says which columns are asked for, their units and bounds.
    session
        Open registers: the places, the ids and values of the year before.
    place_code
        A township of the register of places, or the city if the plan asks it anything.
    year
        The year that is asked for.
    path
        Where the workbook goes; its folder exists.
    language
        The language of labels and instructions.

    Returns
    -------
    Path
        The file.
    """
    form = read_form(plan, session, place_code, year, language)
    descriptor, beside = tempfile.mkstemp(prefix=".form.", suffix=".xlsx", dir=path.parent)
    os.close(descriptor)
    try:
        _write(form, Path(beside))
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
    return path


def _write(form: Form, path: Path) -> None:
    # In memory: personal ids are left in no temporary file, and no text becomes a formula or link.
    with xlsxwriter.Workbook(str(path), XLSX_OPTIONS) as workbook:
        created = datetime.datetime.combine(form.as_of, datetime.time())
        workbook.set_properties({"title": form.id, "created": created})
        looks = formats(workbook)
        names = _sheet_names(form)
        front = workbook.add_worksheet(names.front)
        sheets = [workbook.add_worksheet(names.registers[each.register_id]) for each in form.sheets]
        lists = _Lists(workbook.add_worksheet(names.lists), names.lists)
        write_front(workbook, front, form, names, looks)
        for sheet, worksheet in zip(form.sheets, sheets, strict=True):
            _write_sheet(form, sheet, worksheet, looks, lists)
            last = xl_rowcol_to_cell(0, len(sheet.columns) - 1, True, True)
            workbook.define_name(
                f"'{worksheet.name}'!{REGISTER_NAME}", f"='{worksheet.name}'!{last}"
            )
        lists.worksheet.protect()
        lists.worksheet.hide()


def _sheet_names(form: Form) -> Names:
    def clean(text: str) -> str:
        return _NO_SHEET_NAME.sub("_", text).strip()[:_LONGEST_SHEET_NAME]

    front = clean(say("forms", "front", form.language))
    lists = clean(say("forms", "lists", form.language))
    taken, registers = {front.casefold(), lists.casefold()}, {}
    for sheet in form.sheets:
        name = clean(sheet.label)
        if not name or name.casefold() in taken:
            name = clean(sheet.register_id)
        taken.add(name.casefold())
        registers[sheet.register_id] = name
    return Names(front, lists, registers)


@dataclass
class _Lists:
    """The hidden sheet with the items of drop-downs: each list once, in a column of its own."""

    worksheet: Worksheet
    name: str
    references: dict[tuple[str, ...], str] = field(default_factory=dict)

    def reference(self, items: tuple[str, ...]) -> str:
        """Return where a list stands, written when it is first asked for."""
        if items not in self.references:
            column = len(self.references)
            for row, item in enumerate(items):
                self.worksheet.write_string(row, column, item)
            first = xl_rowcol_to_cell(0, column, True, True)
            last = xl_rowcol_to_cell(len(items) - 1, column, True, True)
            self.references[items] = f"='{self.name}'!{first}:{last}"
        return self.references[items]


def _write_sheet(
    form: Form, sheet: FormSheet, worksheet: Worksheet, looks: dict[str, Format], lists: _Lists
) -> None:
    language = form.language
    title = say(
        "forms", "sheet_title", language,
        register=sheet.label, place=form.place_name, year=form.year,
    )  # fmt: skip
    mark = say("forms", "demo_mark", language) if form.is_demo else ""
    if mark:
        title = say("commands", "report_title_marked", language, title=title, mark=mark)
        worksheet.set_header("&R" + mark)
    worksheet.write_string(0, 0, title, looks["title"])
    worksheet.write_string(0, len(sheet.columns) - 1, sheet.register_id, looks["id"])
    end = HEADER_ROWS + len(sheet.rows) + sheet.blank_rows - 1
    total_width = 0
    for index, column in enumerate(sheet.columns):
        is_muted = column.role == "reference"
        worksheet.write_string(1, index, column.label, looks["muted" if is_muted else "label"])
        worksheet.write_string(2, index, column.id, looks["id"])
        width = column_width(column.label, (row[index] for row in sheet.rows))
        worksheet.set_column(index, index, width)
        total_width += width
        if column.role in ("input", "key") and column.id != "year":
            _check(form, sheet, column, worksheet, (HEADER_ROWS, index, end, index), lists)
    worksheet.set_row(1, 48)
    for row, cells in enumerate(sheet.rows, start=HEADER_ROWS):
        for index, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
            _write_cell(worksheet, row, index, value, looks[_look(column, is_blank_row=False)])
    for row in range(HEADER_ROWS + len(sheet.rows), end + 1):
        for index, column in enumerate(sheet.columns):
            value = form.year if column.id == "year" else None
            _write_cell(worksheet, row, index, value, looks[_look(column, is_blank_row=True)])
    worksheet.freeze_panes(HEADER_ROWS, _leading(sheet))
    worksheet.set_landscape()
    worksheet.set_paper(_A3 if total_width > _WIDEST_ON_A4 else _A4)
    worksheet.repeat_rows(0, HEADER_ROWS - 1)
    worksheet.repeat_columns(0, _leading(sheet) - 1)
    worksheet.fit_to_pages(-(-total_width // _WIDEST_ON_A3), 0)
    worksheet.set_footer(f"&L{form.id.replace('&', '&&')}&R" + say("forms", "page", language))
    worksheet.protect("", {"format_columns": True, "format_rows": True})


def _leading(sheet: FormSheet) -> int:
    """How many columns say what a row is about; they stay in sight."""
    return sum(column.role in ("key", "shown") for column in sheet.columns)


def _look(column: FormColumn, *, is_blank_row: bool) -> str:
    if column.role == "reference":
        return "reference"
    is_open = column.role == "input" or (
        is_blank_row and column.role == "key" and column.id != "year"
    )
    kind = column.column.type
    if not is_open:
        return "locked_number" if kind == "integer" else "locked"
    if column.role == "key" or (kind in ("code", "text") and not column.column.values):
        return "open_text"
    return {"integer": "open_integer", "date": "open_date"}.get(kind, "open")


def _write_cell(worksheet: Worksheet, row: int, index: int, value: Cell, look: Format) -> None:
    if value is None:
        worksheet.write_blank(row, index, None, look)
    elif isinstance(value, str):
        worksheet.write_string(row, index, value, look)
    else:
        worksheet.write_number(row, index, value, look)


def _check(
    form: Form,
    sheet: FormSheet,
    column: FormColumn,
    worksheet: Worksheet,
    cells: tuple[int, int, int, int],
    lists: _Lists,
) -> None:
    """Let the cells of a column accept nothing that the door of the registers would refuse."""
    held, language = column.column, form.language
    offered: tuple[str, ...] = ()
    if column.id == "code":
        offered = tuple(code for code, _ in sheet.places)
    elif held.type == "boolean" or held.values:
        offered = tuple(choices(held, language).values())
    rule: dict[str, Any] = {"ignore_blank": True}
    bounds = held.admissible
    if offered:
        rule |= {"validate": "list", "source": lists.reference(offered)}
        message = "refused_list"
    elif held.type in ("code", "text"):
        # Who decided, say, is written as it is; only what identifies a record is a pseudonym.
        if not held.personal or column.role != "key":
            return
        rule |= {"validate": "any", "input_message": say("forms", "pseudonym", language)}
        message = ""
    elif held.type == "date":
        first, last = _DAYS
        rule |= {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        message = "refused_date"
    else:
        kind = "integer" if held.type == "integer" else "decimal"
        low, high = bounds or (-_NO_BOUND, _NO_BOUND)
        rule |= {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        message = f"refused_{kind}_range" if bounds else f"refused_{kind}"
    if message:
        low_text, high_text = (f"{bound:,}" for bound in bounds) if bounds else ("", "")
        text = say("forms", message, language, label=column.label, low=low_text, high=high_text)
        rule["error_title"] = say("forms", "refused", language)
        rule["error_message"] = text[:_LONGEST_MESSAGE]
    worksheet.data_validation(*cells, rule)
