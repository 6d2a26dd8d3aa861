"""Does a filled form keep what the form had, and show its numbers in another program?"""

from __future__ import annotations

import io
import re
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

from conftest import program
from filled_forms import SHEET, TOWNSHIP, TOWNSHIP_CODE, YEAR, measured
from villages.exhibits.filling import Answers, fill_form
from villages.exhibits.page import open_page
from villages.plan import Plan

Fill = Callable[..., Path]


def picture() -> io.BytesIO:
    """A red dot as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\xff\0\0")
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", body), chunk(b"IEND", b""))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


@pytest.fixture
def dressed(tmp_path: Path) -> Path:
    """A form with all that offices put into their forms."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET
    sheet["A1"] = "{{place}}{{year}}年情况表"
    sheet["A1"].font = Font(name="宋体", size=16, bold=True, color="FFC00000")
    sheet.merge_cells("A1:C1")
    sheet["A2"], sheet["B2"], sheet["C2"] = "{{safe_water}}", "{{income}}", "=B2*12"
    line = Side("thin")
    sheet["B2"].border = Border(line, line, line, line)
    bold = TextBlock(InlineFont(b=True), "{{safe_water")
    sheet["A3"] = CellRichText("共", bold, ".numerator}}")
    sheet["A4"] = "{{income}}"
    sheet["B4"] = "=A4+B2"
    sheet.add_image(Image(picture()), "E1")
    sheet.oddHeader.center.text = "{{place}}附表"
    sheet.oddFooter.center.text = "第&P页"
    sheet.print_title_rows, sheet.print_area = "1:1", "A1:C9"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.freeze_panes, sheet.column_dimensions["A"].width = "B2", 31
    check = DataValidation("list", formula1='"是,否"')
    check.add("C5")
    sheet.add_data_validation(check)
    workbook.create_sheet("说明")["A1"] = "填表说明"
    path = tmp_path / "form.xlsx"
    workbook.save(path)
    return path


def test_what_the_form_had_is_kept(dressed: Path, fill: Fill, demo_results: Path) -> None:
    filled = openpyxl.load_workbook(fill(dressed), rich_text=True)
    sheet: Any = filled[SHEET]
    assert filled.sheetnames == [SHEET, "说明"] and filled["说明"]["A1"].value == "填表说明"
    assert sheet["A1"].value == f"{TOWNSHIP}{YEAR}年情况表"
    assert (sheet["A1"].font.size, sheet["A1"].font.color.rgb) == (16, "FFC00000")
    assert (sheet["C2"].value, sheet["B4"].value) == ("=B2*12", "=A4+B2")
    assert sheet["B2"].border.left.style == "thin" and sheet["B2"].value == sheet["A4"].value
    rich = sheet["A3"].value
    assert isinstance(rich, CellRichText) and isinstance(rich[1], TextBlock) and rich[1].font.b
    held = measured(demo_results, "safe_water", TOWNSHIP_CODE)["numerator"]
    assert re.sub(r"[^0-9]", "", str(rich)) == str(int(held))
    assert len(sheet._images) == 1
    assert sheet.oddHeader.center.text == f"{TOWNSHIP}附表"
    assert (
        sheet.oddHeader.right.text == "演示数据 · 内部" and sheet.oddFooter.center.text == "第&P页"
    )
    assert sheet.print_title_rows == "$1:$1" and "$A$1:$C$9" in str(sheet.print_area)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.freeze_panes == "B2" and sheet.column_dimensions["A"].width == 31
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C5"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]


def test_a_number_that_is_wider_than_its_cell_may_shrink(fill: Fill, tmp_path: Path) -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET
    sheet.append(["{{income}}", "{{income}}", "{{income}}"])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 5
    sheet.column_dimensions["C"].width = 5
    sheet.merge_cells("C1:F1")
    workbook.save(tmp_path / "form.xlsx")
    filled: Any = openpyxl.load_workbook(fill(tmp_path / "form.xlsx"))[SHEET]
    shrinks = [bool(filled[cell].alignment.shrink_to_fit) for cell in ("A1", "B1", "C1")]
    assert shrinks == [False, True, False]


def test_what_cannot_be_kept_is_told(
    answers: Callable[[str, str, str], Answers], tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        sheet.write("A1", "{{place}}")
        sheet.insert_textbox("C3", "盖章处")
    assert fill_form(path, answers(TOWNSHIP, "zh", "internal")).lost == ("shapes",)


def test_another_program_shows_what_the_page_shows(
    fill: Fill, plan: Plan, demo_results: Path, tmp_path: Path, pdftotext: str
) -> None:
    office = program("soffice", "libreoffice")
    cards = ["safe_water", "safe_housing", "income", "paved_links", "income_gini"]
    names = [*cards, *(f"{card}.verdict" for card in cards[:4]), "village_years.household_count"]
    workbook, document = Workbook(), docx.Document()
    sheet: Any = workbook.active
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 30
    for name in names:
        sheet.append([name, f"{{{{{name}}}}}"])
        document.add_paragraph(f"{name} = {{{{{name}}}}}")
    sheet.append(["doubled", "=B3*2"])
    made = []
    for language in ("zh", "en"):
        forms = [tmp_path / f"table-{language}.xlsx", tmp_path / f"letter-{language}.docx"]
        workbook.save(forms[0])
        document.save(str(forms[1]))
        made += [(language, fill(form, language=language)) for form in forms]
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(path) for _, path in made]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    for language, path in made:
        page = open_page(demo_results, TOWNSHIP, YEAR, language, "internal")
        command = [pdftotext, "-layout", str(path.with_suffix(".pdf")), "-"]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert page.say("mark_demo") in shown
        lines = ["".join(line.split()).replace("=", "") for line in shown.splitlines()]
        for card in cards:
            value = "".join(page.value(plan.cards[card]).split())
            assert f"{card}{value}" in lines, shown
        if path.suffix == ".xlsx":
            income = page.shown(plan.cards["income"])
            assert income and re.search(rf"doubled +{income.value * 2:f}\b", shown), shown
