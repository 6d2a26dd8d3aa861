"""Is an .xls read as an .xlsx is, and what is no table in it refused?"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import asdict

import pytest
import xlwt

from villages.registers.guard import Limits
from villages.registers.guard.child.answer import answer
from villages.registers.guard.wire import Contents, Refusal, decode
from villages.registers.intake.grid import CellValue, ErrorValue, Percent

DAY_1900, DAY_1904 = 43465, 42003
LAST_OF_2018 = datetime.date(2018, 12, 31)


def saved(fill: Callable[[xlwt.Worksheet], object], is_1904: bool = False) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    fill(book.add_sheet("表一"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(*values: object, code: str = "General", is_1904: bool = False) -> bytes:
    style = xlwt.easyxf(num_format_str=code)

    def fill(sheet: xlwt.Worksheet) -> None:
        for column, value in enumerate(values):
            sheet.write(0, column, value, style)

    return saved(fill, is_1904)


def read(data: bytes) -> Contents:
    contents = decode(answer(data, "a.xls", asdict(Limits())))
    assert isinstance(contents, Contents) and contents.kind == "xls", contents
    return contents


def cells(data: bytes) -> tuple[CellValue, ...]:
    (row,) = read(data).sheets[0].rows
    return row


def refused(data: bytes, name: str = "a.xls") -> str:
    refusal = decode(answer(data, name, asdict(Limits())))
    assert isinstance(refusal, Refusal), "it was read"
    return refusal.key


def with_stream(data: bytes, name: str) -> bytes:
    """The file with another name of its stream, or of an unused entry beside it."""
    old = "Workbook".encode("utf-16-le")
    place = data.index(old)
    new = name.encode("utf-16-le")
    size = (len(new) + 2).to_bytes(2, "little")
    return data[:place] + new.ljust(64, b"\0") + size + data[place + 66 :]


def test_values_of_every_kind() -> None:
    assert cells(written("青石村", 14000, -0.5, True, " ", 120)) == (
        "青石村", 14000.0, -0.5, True, " ", 120.0,
    )  # fmt: skip
    assert [type(cell) for cell in cells(written(5, False))] == [float, bool]


def test_error_cells_are_no_numbers() -> None:
    # A reader returned 23 for the first of them: the code that the file holds.
    errors = {0x17: "#REF!", 0x07: "#DIV/0!", 0x2A: "#N/A", 0x1D: "#NAME?", 0x0F: "#VALUE!"}

    def fill(sheet: xlwt.Worksheet) -> None:
        for column, code in enumerate(errors):
            sheet.row(0).set_cell_error(column, code)

    assert cells(saved(fill)) == tuple(map(ErrorValue, errors.values()))


def test_per_cent_is_known_by_the_format() -> None:
    assert cells(written(0.98, code="0.0%")) == (Percent(0.98),)
    assert cells(written(98, code='0"%"')) == (98.0,)


@pytest.mark.parametrize(("is_1904", "serial"), [(False, DAY_1900), (True, DAY_1904)])
def test_a_date_is_the_same_day_whichever_year_days_count_from(is_1904: bool, serial: int) -> None:
    data = written(serial, serial + 0.75, code="yyyy-mm-dd", is_1904=is_1904)
    assert cells(data) == (LAST_OF_2018, datetime.datetime(2018, 12, 31, 18))
    assert cells(written(serial, is_1904=is_1904)) == (float(serial),)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("h:mm", 0.5, datetime.time(12)),
        ("[h]:mm", 1.5, datetime.timedelta(hours=36)),
        ("yyyy-mm-dd", -1, -1.0),
        ("yyyy-mm-dd", 60, 60.0),
        ("yyyy-mm-dd", 99999999, 99999999.0),
        ("yyyy-mm-dd", 61, datetime.date(1900, 3, 1)),
        ("yyyy-mm-dd", 2958465, datetime.date(9999, 12, 31)),
    ],
)
def test_times_and_what_is_no_date(code: str, value: float, expected: object) -> None:
    assert cells(written(value, code=code)) == (expected,)


def test_hidden_and_merged_are_told() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write_merge(0, 0, 0, 2, "标题")
        sheet.write_merge(1, 2, 0, 0, "组")
        sheet.write_merge(5, 6, 0, 0, "")
        for row in range(3):
            sheet.write(row, 3, row)
        sheet.row(1).hidden = True
        sheet.col(1).hidden = True
        sheet.visibility = 1

    (sheet,) = read(saved(fill)).sheets
    assert sheet.name == "表一" and sheet.is_hidden
    assert set(sheet.hidden_rows) == {1} and set(sheet.hidden_columns) == {1}
    assert set(sheet.merged) == {(0, 0, 0, 2), (1, 0, 2, 0)}
    assert sheet.rows == (
        ("标题", None, None, 0.0), ("组", None, None, 1.0), (None, None, None, 2.0),
    )  # fmt: skip


def test_macros_lie_beside_the_sheets_and_are_told() -> None:
    data = written("x")
    assert not read(data).has_macros
    # The directory's third entry is unused.
    place = data.index("Workbook".encode("utf-16-le")) + 128
    name = "_VBA_PROJECT_CUR".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    contents = read(data[:place] + entry + data[place + 66 :])
    assert contents.has_macros and contents.sheets == read(data).sheets


def test_the_last_cell_of_an_xls_spans_too_many() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    assert refused(saved(fill)) == "guard_cells"


def formula(text: str, old: bytes, new: bytes) -> bytes:
    """A file with a formula of which some bytes are exchanged."""

    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(1, 0, 1)
        sheet.write(0, 0, xlwt.Formula(text))

    data = saved(fill)
    assert data.count(old) == 1
    return data.replace(old, new)


def test_a_function_that_reaches_outside_is_refused() -> None:
    largest = b"\x42\x02\x07\x00"  # MAX of two arguments
    text = 'IF(A2=1,"x",MAX(A2,A1))'.replace(",", ";")
    assert isinstance(
        decode(answer(formula(text, largest, largest), "a.xls", asdict(Limits()))), Contents
    )
    for number in (150, 379):  # CALL and RTD
        data = formula(text, largest, b"\x42\x02" + number.to_bytes(2, "little"))
        assert refused(data) == "guard_formula"


def test_a_link_to_another_file_is_refused() -> None:
    own = b"\xae\x01\x04\x00\x01\x00\x01\x04"  # a SUPBOOK that means this workbook
    assert isinstance(
        decode(answer(formula("'表一'!A2", own, own), "a.xls", asdict(Limits()))), Contents
    )
    assert refused(formula("'表一'!A2", own, own[:-2] + b"\x05\x00")) == "guard_links"


def test_a_sheet_of_macros_is_refused() -> None:
    head = b"\x85\x00"
    data = written("x")
    place = data.index(head) + 4 + 5
    assert refused(data[:place] + b"\x01" + data[place + 1 :]) == "guard_macros"


def test_an_encrypted_xls_is_refused() -> None:
    # The record of the code page becomes the one that says how the rest is encrypted.
    code_page = b"\x42\x00\x02\x00\xb0\x04"
    assert (
        refused(written("x").replace(code_page, b"\x2f\x00" + code_page[2:])) == "guard_encrypted"
    )


def test_other_files_in_the_same_container_are_named() -> None:
    data = written("x")
    assert refused(with_stream(data, "EncryptedPackage"), "a.xlsx") == "guard_encrypted"
    assert refused(with_stream(data, "WordDocument")) == "guard_kind"
    assert refused(data, "a.xlsx") == "guard_suffix"


@pytest.mark.parametrize("kept", [8, 512, 700, 2000])
def test_a_truncated_xls_is_refused(kept: int) -> None:
    assert refused(written("x")[:kept]) == "guard_xls_broken"


def test_the_longest_text_is_read_whole() -> None:
    assert cells(written("x" * 32_767)) == ("x" * 32_767,)
