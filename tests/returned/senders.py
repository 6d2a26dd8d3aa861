"""Workbooks as senders hand them in, made by other programs than the one that amends them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from villages.registers.intake.grid import Area, Sheet, Workbook
from villages.registers.intake.problems import Problem

SHEET, LISTS, COVER = "农户 登记表", "选项", "封'面"

#: An id that no list and no comment may repeat.
SECRET = "210283199001011234"

#: What Excel 2010 and later write for a drop-down whose list stands on another sheet.
NEWER_VALIDATION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>选项!$A$1:$A$2</xm:f>'
    "</x14:formula1><xm:sqref>E4:E20</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    "</extLst>"
)


def make_form(path: Path) -> Path:
    """A protected form with all that a sender's file may have; row 4 is the first of three."""
    with xlsxwriter.Workbook(str(path)) as book:
        locked = book.add_format({"bg_color": "#EDEDED", "border": 1})
        opened = book.add_format({"locked": False, "border": 1, "italic": True})
        percent = book.add_format({"locked": False, "num_format": "0.0%"})
        cover, sheet, lists = (book.add_worksheet(name) for name in (COVER, SHEET, LISTS))
        cover.write_string("A1", "填报说明")
        cover.activate()
        sheet.merge_range("A1:F1", "农户登记表")
        for column, label in enumerate(("村代码", "身份证号", "收入", "比例", "等级", "合计")):
            sheet.write_string(2, column, label, locked)
        for row in range(3, 6):
            sheet.write_string(row, 0, f"99018110120{row}", locked)
            sheet.write_string(row, 1, SECRET, locked)
            sheet.write_number(row, 2, 1000.5 * row, opened)
            sheet.write_number(row, 3, 0.98, percent)
            sheet.write_formula(row, 5, f"=C{row + 1}*2", opened, 2001 * row)
        sheet.write_string("E4", "=1+1", opened)
        sheet.write_string("E5", "＝危险", opened)
        sheet.set_column("A:A", 23.5)
        sheet.set_column("H:H", 12, opened)
        sheet.set_row(4, 33)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.repeat_rows(0, 2)
        sheet.data_validation("C4:C20", {"validate": "decimal", "criteria": ">=", "value": 0})
        sheet.write_comment("C5", "请核实", {"author": "张主任"})
        sheet.write_comment("D5", "另一条", {"author": "张主任"})
        sheet.protect("", {"format_columns": True})
        lists.write_column("A1", ["A级", "D级"])
        lists.hide()
        book.define_name("form_id", "='封''面'!$A$1")
        book.define_name(f"'{SHEET}'!register", f"='{SHEET}'!$A$1")
    return path


def with_part(path: Path, ending: str, old: str, new: str) -> Path:
    """Change the text of one part of a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (name,) = [name for name in parts if name.endswith(ending)]
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return path


def read(path: Path) -> Workbook:
    """The file as the intake holds it, read by openpyxl."""
    book = load_workbook(path, data_only=True)
    sheets = []
    for sheet in book.worksheets:
        merged: list[Area] = [
            (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
            for area in sheet.merged_cells.ranges
        ]
        rows = tuple(tuple(cell.value for cell in row) for row in sheet.iter_rows())
        sheets.append(
            Sheet(sheet.title, rows, tuple(merged), is_hidden=sheet.sheet_state != "visible")  # type: ignore[arg-type]
        )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Workbook(path, "xlsx", tuple(sheets), digest)


def problem(file: Path | str, cell: str, severity: str = "error", **given: Any) -> Problem:
    """A problem of the form's sheet, with sentences that are in the catalogue."""
    fields: Mapping[str, Any] = {
        "sheet": SHEET, "column": "收入", "rule": "row_twice", "shown": "1.4万", **given,
    }  # fmt: skip
    name = file if isinstance(file, str) else file.name
    return Problem(file=name, cell=cell, severity=severity, **fields)  # type: ignore[arg-type]
