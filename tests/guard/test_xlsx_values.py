"""Does every cell of an .xlsx come in as what it is, and none silently as a blank?"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from handmade_workbooks import MAIN, packed, parts, worksheet
from villages.registers.guard import Limits, read_file
from villages.registers.guard.child.answer import answer
from villages.registers.guard.wire import Contents, Refusal, decode
from villages.registers.intake.grid import ErrorValue, Percent, Sheet, UncachedFormula

#: 31 December 2018, as Excel counts days from 1900 and, 1,462 days fewer, from 1904.
DAY_1900, DAY_1904 = 43465, 42003
LAST_OF_2018 = datetime.date(2018, 12, 31)


def style(code: str) -> str:
    """Two styles: 0 is General, 1 has the code."""
    code = code.replace('"', "&quot;")
    return (
        f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )


def built_in(number: int) -> str:
    return f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'


def answered(sheet: str, **given: Any) -> Contents | Refusal:
    """What the child process would answer, without the process."""
    data = packed(parts(sheet, **given))
    return decode(answer(data, "a.xlsx", asdict(Limits())))


def read(sheet: str, **given: Any) -> Sheet:
    contents = answered(sheet, **given)
    assert isinstance(contents, Contents), contents
    (only,) = contents.sheets
    return only


def one(cell: str, **given: Any) -> object:
    """What a sheet's only cell holds."""
    (row,) = read(f'<row r="1">{cell}</row>', **given).rows
    return row[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<c><v>14000</v></c>", 14000.0),
        ("<c><v>14000.000000000002</v></c>", 14000.000000000002),
        ("<c><v>-0.5</v></c>", -0.5),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="str"><v>农户</v></c>', "农户"),
        ('<c t="str"><f>A2</f><v>农户</v></c>', "农户"),
        ('<c t="s"><v>0</v></c>', "青石村"),
        ('<c t="s"><v>1</v></c>', "低保户"),  # in two runs, with a pronunciation
        ('<c t="s"><v>2</v></c>', " "),
        ('<c t="inlineStr"><is><t>直接</t></is></c>', "直接"),
        ('<c t="inlineStr"><is><r><rPr><b/></rPr><t>分</t></r><r><t>段</t></r></is></c>', "分段"),
        ("<c><f>1+1</f><v>2</v></c>", 2.0),
        ("<c><f>1+1</f></c>", UncachedFormula()),
        ("<c><f>1+1</f><v></v></c>", UncachedFormula()),
        ("<c><f>1+1</f><v/></c>", UncachedFormula()),
        ('<c t="str"><f>A2&amp;""</f></c>', UncachedFormula()),
        ('<c t="e"><v>#REF!</v></c>', ErrorValue("#REF!")),
        ('<c t="e"><f>A2/0</f><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
        ('<c t="d"><v>2018-12-31</v></c>', LAST_OF_2018),
    ],
)
def test_a_cell_is_what_it_is(cell: str, expected: object) -> None:
    strings = (
        "<si><t>青石村</t></si>"
        "<si><r><t>低保</t></r><r><t>户</t></r><rPh sb='0' eb='1'><t>dibao</t></rPh></si>"
        '<si><t xml:space="preserve"> </t></si>'
    )
    found = one(cell, strings=strings)
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    "cell",
    ["<c/>", "<c><v></v></c>", '<c t="str"><f>A2</f><v></v></c>', '<c t="s"><v>0</v></c>'],
)
def test_nothing_is_blank(cell: str) -> None:
    row = f'<row r="1"><c r="A1" t="str"><v>x</v></c>{cell}<c r="C1"><v>1</v></c></row>'
    assert read(row, strings="<si><t></t></si>").rows == (("x", None, 1.0),)


@pytest.mark.parametrize(
    ("code", "is_percent"),
    [
        ("0%", True), ("0.00%", True), ("0.0%;[Red]-0.0%", True), ("#,##0.0 %", True),
        ('0"%"', False), ("0\\%", False), ("0.00", False), ("0_%", False),
    ],
)  # fmt: skip
def test_per_cent_is_known_by_the_cell_s_format(code: str, is_percent: bool) -> None:
    found = one('<c s="1"><v>0.98</v></c>', styles=style(code))
    assert found == (Percent(0.98) if is_percent else 0.98)


@pytest.mark.parametrize("number", [9, 10])
def test_per_cent_is_known_by_the_built_in_format(number: int) -> None:
    found = one('<c s="1"><f>A2/A3</f><v>0.98</v></c>', styles=built_in(number))
    assert found == Percent(0.98)


@pytest.mark.parametrize("number", [14, 22, 27, 31, 57, 58])
def test_dates_by_built_in_formats_are_dates_also_the_chinese_ones(number: int) -> None:
    cell = f'<c s="1"><v>{DAY_1900}</v></c>'
    assert one(cell, styles=built_in(number)) == LAST_OF_2018


@pytest.mark.parametrize(
    ("properties", "serial"),
    [
        ("", DAY_1900),
        ('<workbookPr date1904="1"/>', DAY_1904),
        ('<workbookPr date1904="true"/>', DAY_1904),
    ],
)
def test_a_date_is_the_same_day_whichever_year_days_count_from(
    properties: str, serial: int
) -> None:
    styles = style('yyyy"年"m"月"d"日"')
    row = (
        f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c><c r="B1" s="1"><v>{serial}.75</v></c>'
        f'<c r="C1"><v>{serial}</v></c></row>'
    )
    (found,) = read(row, styles=styles, properties=properties).rows
    assert found == (LAST_OF_2018, datetime.datetime(2018, 12, 31, 18), float(serial))


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("h:mm", "0.5", datetime.time(12)),
        ("[h]:mm", "1.5", datetime.timedelta(hours=36)),
        # No such days: they stay the numbers that they are.
        ("yyyy-mm-dd", "-1", -1.0),
        ("yyyy-mm-dd", "60", 60.0),
        ("yyyy-mm-dd", "99999999", 99999999.0),
        ("yyyy-mm-dd", "61", datetime.date(1900, 3, 1)),
    ],
)
def test_times_and_what_is_no_date(code: str, value: str, expected: object) -> None:
    assert one(f'<c s="1"><v>{value}</v></c>', styles=style(code)) == expected


def test_a_long_number_stays_as_the_file_has_it() -> None:
    # A file that Excel saved has lost the last digits of an 18-digit number; none is added here.
    assert one("<c><v>2.1028319900101123E+17</v></c>") == 210283199001011230.0


def test_cells_without_a_reference_follow_one_another() -> None:
    rows = (
        '<row><c><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c><c><v>3</v></c></row>'
        "<row><c/><c><v>4</v></c></row>"
    )
    assert read(rows).rows == (
        (1.0, None, None), (None, None, None), (None, 2.0, 3.0), (None, 4.0, None),
    )  # fmt: skip


def test_a_sheet_begins_at_its_first_cell() -> None:
    found = read('<row r="2"><c r="C2"><v>5</v></c></row>').rows
    assert found == ((None, None, None), (None, None, 5.0))


def test_error_cells_at_the_end_are_kept() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3" t="e"><v>#N/A</v></c></row>'
    assert read(rows).rows == (
        (1.0, None), (None, None), (None, ErrorValue("#N/A")),
    )  # fmt: skip


def test_blank_cells_with_a_format_reach_nowhere() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read(rows, styles=built_in(14)).rows == ((1.0,),)


def test_prefixed_elements_and_pretty_printing_are_understood() -> None:
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<x:worksheet xmlns:x="{MAIN}">\n <x:sheetData>\n'
        '  <x:row r="1">\n   <x:c r="A1">\n    <x:v>7</x:v>\n   </x:c>\n   <x:c r="B1" t="e">\n'
        "    <x:v>#NAME?</x:v>\n   </x:c>\n   <x:c r='C1'>\n    <x:f>A1</x:f>\n   </x:c>\n"
        "  </x:row>\n </x:sheetData>\n</x:worksheet>"
    )
    assert read(sheet).rows == ((7.0, ErrorValue("#NAME?"), UncachedFormula()),)


def test_a_byte_order_mark_before_the_xml_does_no_harm(tmp_path: Path) -> None:
    members = parts('<row r="1"><c r="A1" t="str"><v>村</v></c></row>')
    marked = {name: b"\xef\xbb\xbf" + content for name, content in members.items()}
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(marked))
    assert read_file(path).sheets[0].rows == (("村",),)


def test_hidden_and_merged_are_told() -> None:
    rows = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row == 2 else ""}>'
        f'<c r="A{row}"><v>1</v></c><c r="D{row}"><v>1</v></c></row>'
        for row in range(1, 4)
    )
    sheet = worksheet(
        rows,
        before='<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" width="9"/></cols>',
        behind='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/>'
        '<mergeCell ref="D3:XFD3"/></mergeCells>',
    )
    found = read(sheet, state="veryHidden")
    assert found.is_hidden and found.name == "表一"
    assert set(found.hidden_rows) == {1} and set(found.hidden_columns) == {1, 2}
    assert found.merged == ((0, 0, 0, 2), (1, 0, 2, 0))


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(parts('<row r="1"><c r="A1"><v>1</v></c></row>')))
    workbook = read_file(path)
    assert workbook.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (workbook.path, workbook.kind, workbook.has_macros) == (path, "xlsx", False)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        # Two readers differ on these: comments and CDATA cut a text, a text stands for a number.
        ('<row r="1"><c r="A1"><v>1<!-- x -->2</v></c></row>', "guard_xml_broken"),
        ('<row r="1"><c r="A1" t="str"><v>a<![CDATA[b]]></v></c></row>', "guard_xml_broken"),
        ('<row r="1"><c r="A1"><v>abc</v></c></row>', "guard_sheet_differs"),
        ('<row r="1"><c r="A1"><v>NaN</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="A1"><v>1e999</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "guard_sheet_broken"),
        ('<row r="2"/><row r="1"><c r="A1"><v>2</v></c></row>', "guard_sheet_broken"),
        ('<row r="3"><c r="B7"><v>1</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="a1"><v>1</v></c></row>', "guard_sheet_broken"),
        ('<row r="1"><c r="A1" t="x"><v>1</v></c></row>', "guard_sheet_broken"),
        ('<c><v>1</v></c>', "guard_sheet_broken"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "guard_part_broken"),
        (worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', behind='<sheetData><row r="2"><c'
         ' r="A2"><v>2</v></c></row></sheetData>'), "guard_sheet_differs"),
    ],
)  # fmt: skip
def test_a_cell_that_two_readers_could_read_differently_is_refused(rows: str, key: str) -> None:
    refusal = answered(rows)
    assert isinstance(refusal, Refusal) and refusal.key == key
