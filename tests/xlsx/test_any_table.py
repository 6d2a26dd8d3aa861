"""Does a text stay a text, and is every sheet fit to read, to sort and to print?"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from villages.exhibits.blocks import Cell, Column, Figure, Heading, Section
from villages.look import look
from villages.neutral import visible
from xlsx.workbooks import opened, report, sheet_of, table, workbook_of, written

HOSTILE = [
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "＝1+1", "{=1}",
    "http://example.org", "mailto:x", "internal:'表1'!A1", "_x0041_", "a\x00b\x07c", "1e5", "007",
    "TRUE", "2019-01-01", "行一\n行二", "\ud800", " " * 40, "<b>&amp;</b>", "𠮷" * 3,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_a_text(text: str) -> None:
    content = workbook_of(report(table((Cell("甲"), Cell(text)))))
    cell = sheet_of(content, "表1").cell(5, 2)
    assert cell.data_type == "s"
    shown = visible(text)
    # A reader of XML takes a carriage return, and openpyxl an escape, for what it stands for.
    assert re.sub(r"_x([0-9A-F]{4})_", lambda c: chr(int(c[1], 16)), str(cell.value)) == re.sub(
        r"_x([0-9A-F]{4})_", lambda c: chr(int(c[1], 16)), shown
    )
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t", "＝"))


def test_nothing_in_the_file_acts() -> None:
    rows = tuple((Cell("甲"), Cell(text)) for text in HOSTILE)
    content = workbook_of(report(table(*rows)))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            root = ElementTree.fromstring(parts.read(name))
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "externalReference", "oleObject", "ddeLink"}
            if name.endswith(".rels") and "worksheets" in name:
                assert not list(root), "a link of a sheet leads out of the workbook"


def test_a_text_too_long_for_a_cell_is_cut_as_excel_counts() -> None:
    content = workbook_of(report(table((Cell("甲"), Cell("𠮷" * 20_000)))))
    assert len(str(sheet_of(content, "表1").cell(5, 2).value)) == 32_767 // 2


@pytest.mark.parametrize(
    ("number", "pattern", "shown"),
    [
        (97.9, '#,##0.0"%"', "97.9%"),
        (-1234.5, '#,##0.0"元"', "−1,234.5元"),
        (46.0, '#,##0"/55"', "46/55"),
        (2019.0, "0", "2019"),
    ],
)
def test_a_number_is_written_by_its_pattern(number: float, pattern: str, shown: str) -> None:
    content = workbook_of(report(table((Cell("甲"), Cell(shown, "", number, pattern)))))
    cell = sheet_of(content, "表1").cell(5, 2)
    assert cell.value == number and written(number, cell.number_format) == shown


def test_heads_are_frozen_filtered_repeated_and_joined() -> None:
    columns = (
        Column("村"), Column("2018", "right", group="数值"), Column("2019", "right", group="数值"),
        Column("目标", "center"),
    )  # fmt: skip
    rows = tuple(tuple(Cell(str(number)) for _ in columns) for number in range(3))
    sheet = sheet_of(workbook_of(report(table(*rows, columns=columns))), "表1")
    assert [sheet.cell(4, column).value for column in range(1, 5)] == ["村", "数值", None, "目标"]
    assert [sheet.cell(5, column).value for column in (2, 3)] == ["2018", "2019"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:C4", "D4:D5"} <= merged
    assert sheet.freeze_panes == "B6" and sheet.auto_filter.ref == "A5:D8"
    assert sheet.print_title_rows == "$4:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "页眉 && 页脚" in sheet.oddFooter.left.text
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "注" in texts and "资料来源：登记表。" in texts


@pytest.mark.parametrize("tone", ["met", "behind", "out_of_reach", "not_met", "no_data"])
def test_a_status_is_shaded_as_everywhere(tone: str) -> None:
    content = workbook_of(report(table((Cell("甲"), Cell("词", tone)))))
    cell, wanted = sheet_of(content, "表1").cell(5, 2), look().tones[tone]
    assert str(cell.font.color.rgb)[2:].lower() == wanted.text[1:].lower()
    assert cell.font.bold == (wanted.weight == "bold")
    ground = str(cell.fill.fgColor.rgb)[2:].lower() if cell.fill.fill_type else "ffffff"
    assert ground == wanted.ground[1:].lower()


def test_the_file_says_what_it_is_and_not_who_made_it() -> None:
    book = opened(workbook_of(report(table((Cell("甲"), Cell("乙"))))))
    assert book.properties.title == "青石镇报告（演示数据）"
    assert not book.properties.creator and not book.properties.lastModifiedBy
    assert str(book.properties.created).startswith("2019-12-31")


def test_what_has_no_caption_or_no_numbers_is_named_too() -> None:
    bare = table((Cell("甲"), Cell("乙")), caption="")
    picture = Figure("<svg/>", "一张图", "走势", "来源")
    shown = report(table((Cell("甲"), Cell("乙"))))
    shown = (*shown[:-1], Section((Heading("调研"), bare, picture)), shown[-1])
    book = opened(workbook_of(shown))
    assert book.sheetnames == ["目录", "表1", "附表1"]
    words = [row[1].value for row in book["目录"].iter_rows()]
    assert "调研" in words and "走势（无数据表）" in words


def test_a_page_without_tables_has_a_workbook_too() -> None:
    book = opened(workbook_of(report(date="")))
    assert book.sheetnames == ["目录"] and book["目录"].cell(1, 1).value == "青石镇报告"


def test_an_english_workbook_speaks_english() -> None:
    shown = report(table((Cell("a"), Cell("b")), caption="Caption"), language="en")
    book = opened(workbook_of(shown))
    assert book.sheetnames == ["Contents", "Table 1"]
    assert book["Table 1"].cell(3, 1).value == "Back to the contents"
