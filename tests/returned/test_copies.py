"""Do files of other kinds, and broken ones, come back with the same cells?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from returned.senders import SHEET, make_form, problem, read, with_part
from villages.registers.intake.grid import (
    CellValue,
    ErrorValue,
    FileKind,
    Percent,
    Sheet,
    UncachedFormula,
    Workbook,
)
from villages.registers.intake.returned import write_returned

MOMENT = datetime.datetime(2019, 5, 6, 7, 8, 9)

#: What a cell holds → what openpyxl reads in the copy: value, type and number format.
CELLS: list[tuple[CellValue, tuple[Any, str, str]]] = [
    ("上河村", ("上河村", "s", "General")),
    ("=1+1", ("=1+1", "s", "@")),
    ("＝1", ("＝1", "s", "@")),
    ("@SUM(A1)", ("@SUM(A1)", "s", "@")),
    ("-5", ("-5", "s", "General")),
    ("0012", ("0012", "s", "General")),
    ("210283199001011234", ("210283199001011234", "s", "General")),
    ("http://example.org", ("http://example.org", "s", "General")),
    ("_x0041_", ("_x0041_", "s", "General")),
    (" ", (" ", "s", "General")),
    (1.5, (1.5, "n", "General")),
    (-3.0, (-3, "n", "General")),
    (990181101201.0, (990181101201, "n", "0")),
    (True, (True, "b", "General")),
    (Percent(0.98), (0.98, "n", "0%")),
    (Percent(0.985), (0.985, "n", "0.00%")),
    (MOMENT, (MOMENT, "d", "yyyy\\-mm\\-dd\\ hh:mm:ss")),
    (datetime.date(2019, 5, 6), (datetime.datetime(2019, 5, 6), "d", "yyyy\\-mm\\-dd")),
    (datetime.time(7, 30), (datetime.time(7, 30), "d", "hh:mm:ss")),
    (datetime.timedelta(hours=30), (datetime.timedelta(hours=30), "d", "[h]:mm:ss")),
    (datetime.datetime(1899, 12, 31), ("1899-12-31 00:00:00", "s", "General")),
    (ErrorValue("#REF!"), ("#REF!", "s", "General")),
    (UncachedFormula(), ("=?", "s", "@")),
    (None, (None, "n", "General")),
    ("村" * 40_000, ("村" * 32_766 + "…", "s", "General")),
    ("𠮷" * 16_384, ("𠮷" * 16_383 + "…", "s", "General")),
]  # fmt: skip


def copy_of(sheets: list[Sheet], kind: FileKind, tmp_path: Path) -> Any:
    workbook = Workbook(tmp_path / f"报表.{kind}", kind, tuple(sheets), "0" * 64)
    found = [problem(f"报表.{kind}", "A2", sheet=sheets[0].name)]
    made = write_returned(workbook, found, tmp_path, "zh")
    assert made.name == "报表-问题.xlsx"
    return load_workbook(made)


@pytest.mark.parametrize("kind", ["xls", "csv"])
def test_every_cell_is_what_it_was(kind: FileKind, tmp_path: Path) -> None:
    rows = tuple((value, "x") for value, _ in CELLS)
    book = copy_of([Sheet("表", rows)], kind, tmp_path)
    assert book.sheetnames == ["问题清单", "表"]
    sheet = book["表"]
    for row, (_, (value, data_type, number_format)) in enumerate(CELLS, start=1):
        cell = sheet.cell(row, 1)
        found = (cell.value, cell.data_type, cell.number_format.replace("\\", ""))
        assert found == (value, data_type, number_format.replace("\\", "")), row
    assert sheet["A2"].fill.fgColor.rgb == "FFFFC7C9" and sheet["A2"].comment is not None
    assert sheet["A2"].quotePrefix
    assert kind in str(book["问题清单"]["A5"].value).lower()


def test_merged_and_hidden_parts_are_kept(tmp_path: Path) -> None:
    rows = (("表头", None, "c"), ("a", "b", "c"), ("d", "e", "f"))
    sheets = [
        Sheet("可见", rows, ((0, 0, 0, 1), (0, 1, 1, 1)), frozenset({2}), frozenset({2})),
        Sheet("隐藏", rows, is_hidden=True),
    ]
    book = copy_of(sheets, "xls", tmp_path)
    sheet = book["可见"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet.row_dimensions[3].hidden and sheet.column_dimensions["C"].hidden
    assert not sheet.row_dimensions[2].hidden
    assert [cell.value for cell in sheet[2]] == ["a", "b", "c"]
    assert book["隐藏"].sheet_state == "hidden"


def test_names_that_excel_does_not_allow_are_mended_and_linked(tmp_path: Path) -> None:
    names = ["a/b:c*d", "a_b_c_d", "x" * 40, "x" * 45, "𠮷" * 20, "'", "History"]
    book = copy_of([Sheet(name, (("v",),)) for name in names], "csv", tmp_path)
    given = book.sheetnames[1:]
    assert given == [
        "a_b_c_d", "a_b_c_d 2", "x" * 31, "x" * 29 + " 2", "𠮷" * 15, "Sheet", "History 2",
    ]  # fmt: skip
    assert book["问题清单"]["C7"].hyperlink.location == "'a_b_c_d'!A2"
    assert book["问题清单"]["B7"].value == "a_b_c_d"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", "</workbook>", ""),
        ("xl/styles.xml", "<cellXfs", "<cellXfs count='x'<"),
        ("worksheets/sheet2.xml", "<sheetData>", "<sheetData"),
        ("_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/none.xml"),
        ("xl/comments1.xml", "commentList", "list"),
    ],
)
def test_a_file_that_is_oddly_put_together_comes_back_as_a_copy(
    part: str, old: str, new: str, tmp_path: Path
) -> None:
    form = make_form(tmp_path / "青石镇.xlsx")
    workbook = read(form)
    with_part(form, part, old, new)
    made = load_workbook(write_returned(workbook, [problem(form, "C4")], tmp_path, "zh"))
    assert "副本" in str(made["问题清单"]["A5"].value)
    sheet = made[SHEET]
    assert isinstance(sheet, Worksheet)
    held = workbook.sheets[1].rows
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_col=6)] == [
        list(row[:6]) for row in held
    ]
    assert sheet["C4"].fill.fgColor.rgb == "FFFFC7C9"
