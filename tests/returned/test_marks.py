"""Is the sender's file kept whole, and each wrong cell marked, explained and open for edits?"""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from returned.senders import (
    COVER,
    LISTS,
    NEWER_VALIDATION,
    SECRET,
    SHEET,
    make_form,
    problem,
    read,
    with_part,
)
from villages.registers.intake.problems import Problem
from villages.registers.intake.returned import write_returned

RED, AMBER = "FFFFC7C9", "FFFFE3A1"
UNITS = {"unit": "万元", "wanted": "元"}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return make_form(tmp_path / "青石镇.xlsx")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def problems_of(form: Path) -> list[Problem]:
    return [
        problem(form, "C4", "warning"),
        problem(form, "C5"),
        problem(form, "C5", "warning", rule="unit_converted", values=UNITS),
        problem(form, "B6", shown="***", column="身份证号"),
        problem(form, "D6", "note", count=3),
        problem(form, "E9"),
        problem(form, "H30"),
        problem(form, "D1"),
        problem(form, "A1", sheet=LISTS),
        problem(form, "", "warning", sheet=COVER, rule="sheet_foreign"),
        problem("another.xlsx", "C6"),
    ]  # fmt: skip


def returned(form: Path, out: Path, language: str = "zh") -> Path:
    return write_returned(read(form), problems_of(form), out, language)  # type: ignore[arg-type]


def sheet_of(path: Path, name: str = SHEET) -> Worksheet:
    sheet = load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_wrong_cells_are_red_doubtful_ones_amber_and_no_other_is_touched(
    form: Path, out: Path
) -> None:
    before, after = sheet_of(form), sheet_of(returned(form, out))
    # D1 lies in the merged title, of which a reader sees A1 alone.
    marked = {"C4": AMBER, "C5": RED, "B6": RED, "E9": RED, "H30": RED, "A1": RED}
    seen = 0
    for row in after.iter_rows():
        for cell in row:
            earlier = before[cell.coordinate]
            assert cell.value == earlier.value and cell.data_type == earlier.data_type
            assert cell.number_format == earlier.number_format
            if cell.coordinate != "H30":  # not in the file; the next test is about it
                assert repr(cell.font) == repr(earlier.font)
                assert repr(cell.border) == repr(earlier.border)
            if isinstance(cell, MergedCell):
                continue
            if cell.coordinate in marked:
                seen += 1
                assert cell.fill.fill_type == "solid"
                assert cell.fill.fgColor.rgb == marked[cell.coordinate]
                assert cell.protection.locked is False
            else:
                assert repr(cell.fill) == repr(earlier.fill)
                assert cell.protection.locked == earlier.protection.locked
    assert seen == len(marked)


def test_cells_that_the_file_does_not_hold_take_the_style_of_their_column(
    form: Path, out: Path
) -> None:
    cell = sheet_of(returned(form, out))["H30"]
    assert cell.value is None and cell.font.italic and cell.border.left.style == "thin"


@pytest.mark.parametrize(("language", "author"), [("zh", "程序"), ("en", "villages")])
def test_a_comment_says_all_that_is_wrong_with_its_cell(
    form: Path, out: Path, language: str, author: str
) -> None:
    sheet = sheet_of(returned(form, out, language))
    twice, converted = problems_of(form)[0], problems_of(form)[2]
    comment = sheet["H30"].comment
    assert comment is not None and comment.author == author
    own = sheet["C5"].comment
    assert own is not None and own.author == "张主任" and own.text.startswith("请核实\n")
    for each in (twice, converted):
        assert each.text(language) in own.text  # type: ignore[arg-type]
        assert each.remedy(language) in own.text  # type: ignore[arg-type]
    assert sheet["D6"].comment is None
    other = sheet["D5"].comment
    assert other is not None and other.text == "另一条"


def test_all_else_of_the_file_is_kept(form: Path, out: Path) -> None:
    made = returned(form, out)
    before, after = load_workbook(form), load_workbook(made)
    assert after.sheetnames == ["问题清单", *before.sheetnames]
    assert after[LISTS].sheet_state == "hidden"
    assert after.defined_names["form_id"].value == before.defined_names["form_id"].value
    for name in before.sheetnames:
        old, new = sheet_of(form, name), sheet_of(made, name)
        assert list(new.defined_names) == list(old.defined_names)
        assert new.protection.sheet == old.protection.sheet
        assert new.freeze_panes == old.freeze_panes
        assert new.merged_cells.ranges == old.merged_cells.ranges
        assert {k: v.width for k, v in new.column_dimensions.items()} == {
            k: v.width for k, v in old.column_dimensions.items()
        }
        assert new.row_dimensions[5].height == old.row_dimensions[5].height
        assert new.print_title_rows == old.print_title_rows
        assert new.page_setup.paperSize == old.page_setup.paperSize
        assert new.page_setup.orientation == old.page_setup.orientation
        assert validations(old) == validations(new)
    assert sheet_of(made).protection.sheet and sheet_of(made)["A4"].protection.locked


def validations(sheet: Worksheet) -> set[tuple[str, ...]]:
    found = sheet.data_validations.dataValidation
    return {(str(each.sqref), str(each.type), str(each.formula1)) for each in found}


def test_values_of_formulas_are_kept(form: Path, out: Path) -> None:
    values = load_workbook(returned(form, out), data_only=True)[SHEET]
    assert [values[f"F{row}"].value for row in (4, 5, 6)] == [6003, 8004, 10005]


def test_drop_downs_that_newer_excel_writes_are_kept(form: Path, out: Path) -> None:
    ending = "worksheets/sheet2.xml"
    with_part(form, ending, "</worksheet>", f"{NEWER_VALIDATION}</worksheet>")
    with zipfile.ZipFile(form) as archive:
        before = archive.read("xl/worksheets/sheet2.xml").decode()
    workbook = read_without_warning(form)
    made = write_returned(workbook, problems_of(form), out, "zh")
    with zipfile.ZipFile(made) as archive:
        after = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "xm:sqref>E4:E20<" in before
    assert NEWER_VALIDATION in after
    # The order of a sheet's parts is fixed: the drawing of comments stands before the extension.
    assert after.index("<legacyDrawing") < after.index("<extLst")


def read_without_warning(path: Path) -> Any:
    """openpyxl warns that it would lose what the test is about."""
    with pytest.warns(UserWarning, match="Data Validation extension"):
        return read(path)


def test_a_sheet_whose_cells_do_not_say_where_they_stand_is_marked_too(
    form: Path, out: Path
) -> None:
    workbook = read(form)
    with zipfile.ZipFile(form) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet3.xml"
    text = parts[name].decode()
    assert '<c r="A2"' in text
    parts[name] = re.sub(r'<(c|row) r="[A-Z]*\d+"', r"<\1", text).encode()
    with zipfile.ZipFile(form, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    found = [problem(form, "A2", sheet=LISTS), problem(form, "C2", sheet=LISTS)]
    sheet = sheet_of(write_returned(workbook, found, out, "zh"), LISTS)
    assert [sheet[cell].fill.fgColor.rgb for cell in ("A2", "C2")] == [RED, RED]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["C2"].value] == ["A级", "D级", None]


def test_nothing_becomes_a_formula_or_a_link(form: Path, out: Path) -> None:
    shown = [
        problem(form, "C4", shown=text) for text in ("=1+1", "＝1", "@a", "\t-1", "http://a.b")
    ]
    made = load_workbook(write_returned(read(form), shown, out, "zh"))
    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in made.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {(SHEET, f"F{row}") for row in (4, 5, 6)}
    values = [row[4].value for row in made["问题清单"].iter_rows(min_row=6)]
    assert values == [each.shown for each in shown]
    for sheet in made.worksheets:
        assert all(link.target is None for row in sheet.iter_rows() for cell in row
                   if (link := cell.hyperlink) is not None)  # fmt: skip


def test_what_is_personal_stands_in_its_cell_alone(form: Path, out: Path) -> None:
    made = returned(form, out)
    with zipfile.ZipFile(made) as archive:
        holding = {name for name in archive.namelist() if SECRET.encode() in archive.read(name)}
    assert holding == {"xl/sharedStrings.xml"}


def test_only_its_owner_may_read_it_and_nothing_lies_beside_it(form: Path, out: Path) -> None:
    made = returned(form, out)
    assert made.name == "青石镇-问题.xlsx"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert list(out.iterdir()) == [made]


def test_the_same_input_gives_the_same_bytes(form: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = returned(form, out), returned(form, tmp_path / "other")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_file_that_is_there_is_never_written_over(form: Path, out: Path) -> None:
    (out / "青石镇-问题.xlsx").write_bytes(b"another township's")
    first = returned(form, out)
    assert first.name == "青石镇-问题-2.xlsx"
    assert (out / "青石镇-问题.xlsx").read_bytes() == b"another township's"
    assert returned(form, out) == first and len(list(out.iterdir())) == 2


def test_a_very_long_name_is_cut(tmp_path: Path, out: Path) -> None:
    form = make_form(tmp_path / ("村" * 83 + ".xlsx"))
    made = returned(form, out)
    assert made.name.endswith("村-问题.xlsx") and len(made.name.encode()) <= 255
