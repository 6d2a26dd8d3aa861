"""Do tables in text files come in with every character right, or not at all?"""

from __future__ import annotations

import codecs
import random
from dataclasses import asdict

import pytest

from villages.registers.guard import Limits
from villages.registers.guard.child.answer import answer
from villages.registers.guard.wire import Contents, Refusal, decode

TABLE = "编号,村名,户数\r\n990181101001,青石村,120\r\n990181101002,白露村,\r\n"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
ROWS = (
    ("编号", "村名", "户数"),
    ("990181101001", "青石村", "120"),
    ("990181101002", "白露村", None),
)


def read(data: bytes, name: str = "a.csv") -> tuple[tuple[object, ...], ...]:
    contents = decode(answer(data, name, asdict(Limits())))
    assert isinstance(contents, Contents) and contents.kind == "csv", contents
    (sheet,) = contents.sheets
    assert sheet.name == name
    return sheet.rows


def refused(data: bytes, name: str = "a.csv") -> tuple[str, dict[str, object]]:
    refusal = decode(answer(data, name, asdict(Limits())))
    assert isinstance(refusal, Refusal), refusal
    return refusal.key, dict(refusal.values)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gb18030"),
        codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.replace(",", "\t").encode("gb18030"),
        TABLE.replace(",", ";").encode("utf-8"),
        TABLE.replace("\r\n", "\n").encode("utf-8"),
        TABLE.replace("\r\n", "\r").encode("utf-8"),
    ],
    ids=["utf-8", "utf-8 BOM", "gb18030", "utf-16le", "utf-16be", "tab", "semicolon", "lf", "cr"],
)
def test_encodings_and_delimiters(data: bytes) -> None:
    assert read(data) == ROWS


def test_a_character_beyond_gbk_is_read() -> None:
    # 㙍 and 𠙶 stand in village names; GB 18030 writes them in four bytes.
    assert read("村名,户数\n㙍头,1\n𠙶村,2\n".encode("gb18030"))[1:] == (
        ("㙍头", "1"),
        ("𠙶村", "2"),
    )


def test_random_chinese_is_never_taken_for_damaged_utf_8() -> None:
    choosing = random.Random(7)
    for _ in range(300):
        # The characters of GB 2312's first level, of which names are made.
        codes = [
            bytes([choosing.randrange(0xB0, 0xD7), choosing.randrange(0xA1, 0xFE)])
            for _ in range(choosing.randrange(4, 40))
        ]
        word = b"".join(codes).decode("gb2312")
        text = f"村名,户数\n{word},1\n"
        assert read(text.encode("gb18030")) == (("村名", "户数"), (word, "1"))


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_damaged_utf_8_is_refused_and_not_read_as_other_characters(mark: bytes) -> None:
    lines = [f"9901811010{n:02d},青石村第{n}组,{n}".encode() for n in range(40)]
    lines[30] = lines[30].replace("石".encode(), "石".encode()[:2])
    assert refused(mark + b"\n".join(lines)) == ("guard_csv_encoding", {"line": 31})


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    data = "村名,户数\n青石村,1\n".encode("gb18030") + b"\xff\xff,2\n"
    assert refused(data) == ("guard_csv_encoding", {"line": 3})


def test_half_a_character_of_utf_16_is_refused() -> None:
    data = codecs.BOM_UTF16_LE + "a,b\n1,2".encode("utf-16-le") + b"\x31"
    assert refused(data) == ("guard_csv_encoding", {"line": 2})


def test_nul_is_refused_with_its_line() -> None:
    assert refused(b"a,b\n1,\x002\n") == ("guard_csv_nul", {"line": 2})


def test_every_cell_is_text_and_only_the_empty_one_is_blank() -> None:
    data = 'a,b,c,d\n0012,1.50, ,""\n=1+1,98%,"1,234","说""好""\n第二行"\n'.encode()
    assert read(data)[1:] == (
        ("0012", "1.50", " ", None),
        ("=1+1", "98%", "1,234", '说"好"\n第二行'),
    )


def test_short_rows_are_padded_and_blanks_beyond_the_header_dropped() -> None:
    assert read(b"a,b,c\n1\n2,3,4,,,\n\n5,6\n\n") == (
        ("a", "b", "c"), ("1", None, None), ("2", "3", "4"), (None, None, None), ("5", "6", None),
    )  # fmt: skip


def test_a_title_above_the_header_is_no_header() -> None:
    expected = (("农户情况表", None, None), ("a", "b", "c"), ("1", "2", "3"))
    assert read("农户情况表\na,b,c\n1,2,3\n".encode()) == expected
    assert read("农户情况表,,\na,b,c\n1,2,3\n".encode()) == expected


def test_a_row_longer_than_the_header_is_refused_with_its_line() -> None:
    found = refused(b"a,b,c\n1,2,3\n1,234,5,6\n")
    assert found == ("guard_csv_row_long", {"line": 3, "found": 4, "limit": 3})
    assert refused(b'a,b\n"1\n1",2\n1,2,3\n')[1]["line"] == 4  # as an editor counts


def test_one_column_is_a_table() -> None:
    assert read("村名\n青石村\n".encode()) == (("村名",), ("青石村",))


def test_a_delimiter_within_labels_is_told_from_the_one_between_them() -> None:
    data = "村名;户数,人口;面积\n青石;1;2\n白露;3;4\n".encode()
    assert read(data) == (("村名", "户数,人口", "面积"), ("青石", "1", "2"), ("白露", "3", "4"))


@pytest.mark.parametrize("data", [b"a,b;c\n1,2;3\n", b"a,b;c\n1\n", b"a\tb,c\n1\t2\n3,4\n"])
def test_an_uncertain_delimiter_is_refused(data: bytes) -> None:
    assert refused(data) == ("guard_csv_delimiter", {"line": 1})


@pytest.mark.parametrize(
    ("data", "line"), [(b'a,b\n1,"2\n3,4\n', 2), (b'a,b\n1,2\n"3"x,4\n', 3), (b'"a,b\n', 1)]
)
def test_a_quotation_mark_out_of_place_is_refused_with_its_line(data: bytes, line: int) -> None:
    assert refused(data) == ("guard_csv_quote", {"line": line})


def test_more_rows_and_columns_than_the_limit_are_refused() -> None:
    wide = b",".join([b"x"] * 301)
    assert refused(wide) == ("guard_csv_size", {"line": 1, "rows": 100_000, "columns": 300})
    assert refused(b"a,b\n" * 100_001)[1]["line"] == 100_001
    assert len(read(b"a,b\n" * 100_000)) == 100_000


def test_a_text_that_no_cell_could_hold_is_refused() -> None:
    assert read(b"a,b\n1," + b"x" * 32_767)[1] == ("1", "x" * 32_767)
    key, values = refused(b"a,b\n1," + b"x" * 32_768)
    assert key == "guard_text_long" and values["cell"] == "B2"


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"\xef\xbb\xbf<html><body><table><tr><td>1</td></tr></table>", "a.xls", "guard_html"),
        (b'<meta charset="gbk">\n<table border=1><tr><td>1</td></tr>', "a.xls", "guard_html"),
        (b"<!DOCTYPE html><p>x</p>", "a.xlsx", "guard_html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "a.xls", "guard_html"),
        (XML_2003, "a.xls", "guard_kind"),
        (TABLE.encode("utf-8"), "a.xls", "guard_suffix"),
        (TABLE.encode("gb18030"), "a.XLSX", "guard_suffix"),
        (b"%PDF-1.7\nx", "a.csv", "guard_kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.xlsx", "guard_kind"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.xls", "guard_kind"),
        (b"\x00\x01\x02", "a", "guard_kind"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_text_is_named(data: bytes, name: str, key: str) -> None:
    assert refused(data, name)[0] == key


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a", "a.CSV"])
def test_a_table_of_text_may_be_called_so(name: str) -> None:
    assert read(TABLE.encode(), name) == ROWS
