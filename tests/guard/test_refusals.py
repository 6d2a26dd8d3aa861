"""Is what may do harm, or is no table, refused: with what was found, and what to do?"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from handmade_workbooks import OFFICE, PACKAGE, SHEET, packed, parts, worksheet
from villages.catalogue import sentences
from villages.errors import UserError
from villages.registers.guard import Limits, read_file
from villages.registers.guard.child.answer import answer
from villages.registers.guard.wire import Contents, Refusal, decode

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = "\\\\server\\share\\other.xlsx"
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def refusal(data: bytes, name: str = "a.xlsx", limits: Limits | None = None) -> Refusal:
    found = decode(answer(data, name, asdict(limits or Limits())))
    assert isinstance(found, Refusal), "it was read"
    entry = sentences("commands")[found.key]
    for language in ("zh", "en"):
        # Every place of the sentence can be filled.
        assert str(entry[language]).format(file=name, **found.values)
    return found


def with_part(name: str, content: str | bytes = "x") -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return packed(parts(ROW) | {name: data})


def relation(kind: str, target: str = "x.bin", mode: str = "") -> str:
    external = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}"{external}/>'


def related(kind: str, target: str = "x.bin", mode: str = "") -> bytes:
    return packed(parts(ROW, relations=relation(kind, target, mode)))


def retyped(kind: str) -> bytes:
    """The workbook with another content type of its main part."""
    types = f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml"'
    return with_part("[Content_Types].xml", f'{types} ContentType="application/{kind}"/></Types>')


def rows(xml: str, **around: str) -> bytes:
    return packed(parts(worksheet(xml, **around)))


def test_the_plain_workbook_is_read() -> None:
    assert isinstance(decode(answer(packed(parts(ROW)), "a.xlsx", asdict(Limits()))), Contents)


@pytest.mark.parametrize(
    ("data", "key", "named"),
    [
        (with_part("xl/vbaProject.bin"), "guard_macros", "vbaProject"),
        (related("vbaProject"), "guard_macros", "x.bin"),
        (related("xlMacrosheet"), "guard_macros", "x.bin"),
        (with_part("xl/macrosheets/sheet1.xml", "<a/>"), "guard_macros", "macrosheets"),
        (with_part("xl/externalLinks/link1.xml", "<a/>"), "guard_links", "link1"),
        (related("externalLink"), "guard_links", "x.bin"),
        (related("image", OUTSIDE, "External"), "guard_links", "other.xlsx"),
        (related("attachedTemplate", "http://x", "external"), "guard_links", "http://x"),
        (with_part("xl/embeddings/oleObject1.bin"), "guard_embedded", "oleObject1"),
        (with_part("xl/activeX/activeX1.xml", "<a/>"), "guard_embedded", "activeX1"),
        (related("oleObject"), "guard_embedded", "x.bin"),
        (with_part("xl/connections.xml", "<a/>"), "guard_connections", "connections"),
        (with_part("xl/queryTables/queryTable1.xml", "<a/>"), "guard_connections", "queryTable1"),
        (related("queryTable"), "guard_connections", "x.bin"),
    ],
)
def test_what_may_do_harm_is_refused_and_named(data: bytes, key: str, named: str) -> None:
    found = refusal(data)
    assert found.key == key and named in str(found.values["part"])


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (retyped("vnd.ms-excel.sheet.macroEnabled.main+xml"), ".xlsm"),
        (retyped("vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb"),
        (retyped("vnd.openxmlformats-officedocument.wordprocessingml.main+xml"), "Word"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (packed({"a.txt": b"x"}), "zip"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, named: str) -> None:
    assert (refusal(data).key, refusal(data).values) == ("guard_kind", {"found": named})


@pytest.mark.parametrize(
    ("part", "content", "named"),
    [
        (SHEET, LAUGHS + "<worksheet>&i;</worksheet>", "表一"),
        ("xl/sharedStrings.xml", LAUGHS + "<sst><si><t>&i;</t></si></sst>", "xl/sharedStrings.xml"),
        ("xl/styles.xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "xl/styles.xml"),
        ("xl/workbook.xml", LAUGHS + "<workbook/>", "xl/workbook.xml"),
        ("_rels/.rels", LAUGHS + "<r/>", "_rels/.rels"),
        ("docProps/app.xml", LAUGHS + "<r/>", "docProps/app.xml"),
        ("[Content_Types].xml", LAUGHS + "<r/>", "[Content_Types].xml"),
    ],
)
def test_entities_are_refused_in_every_part(part: str, content: str, named: str) -> None:
    found = refusal(with_part(part, content))
    assert (found.key, found.values) == ("guard_doctype", {"part": named})


@pytest.mark.parametrize(
    ("part", "content", "key"),
    [
        ("xl/styles.xml", '<?xml version="1.0" encoding="GBK"?><x/>', "guard_xml_broken"),
        (SHEET, "<worksheet><sheetData>", "guard_xml_broken"),
        (SHEET, b"<worksheet>\xff</worksheet>", "guard_xml_broken"),
        ("xl/workbook.xml", "<workbook/>", "guard_part_missing"),
        ("_rels/.rels", "<r/>", "guard_part_missing"),
        ("xl/_rels/workbook.xml.rels", "<r/>", "guard_part_missing"),
    ],
)
def test_broken_parts_are_refused(part: str, content: str | bytes, key: str) -> None:
    assert refusal(with_part(part, content)).key == key


@pytest.mark.parametrize(
    ("data", "key", "cell"),
    [
        (rows(FAR), "guard_far_row", "XFD1048576"),
        (rows(FAR, before='<dimension ref="A1"/>'), "guard_far_row", "XFD1048576"),
        (rows('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "guard_far_column", "XFD1"),
        (rows('<row r="1"><c r="KO1"><f>1+1</f></c></row>'), "guard_far_column", "KO1"),
        (rows("<row>" + "<c><v>1</v></c>" * 301 + "</row>"), "guard_far_column", "KO1"),
        (rows('<row r="100001"><c><v>1</v></c></row>'), "guard_far_row", "A100001"),
        (rows('<row r="100000"/><row><c t="e"><v>#N/A</v></c></row>'), "guard_far_row", "A100001"),
    ],
)
def test_a_cell_far_out_is_named(data: bytes, key: str, cell: str) -> None:
    found = refusal(data)
    assert (found.key, found.values["cell"], found.values["sheet"]) == (key, cell, "表一")


def test_cells_without_a_reference_are_counted() -> None:
    data = rows("<row><c><v>1</v></c></row>" * 100_001)
    assert refusal(data).key == "guard_ratio"
    found = refusal(data, limits=Limits(unpacked_ratio=10_000))
    assert (found.key, found.values["cell"]) == ("guard_far_row", "A100001")


def test_two_cells_far_from_each_other_span_too_many() -> None:
    found = refusal(rows(ROW + '<row r="90000"><c r="IV90000"><v>1</v></c></row>'))
    assert (found.key, found.values["found"]) == ("guard_cells", 90_000 * 256)


def test_the_last_cell_within_the_limits_is_read() -> None:
    row = '<row r="13333"><c r="KN13333"><v>1</v></c></row>'
    contents = decode(answer(packed(parts(row)), "a.xlsx", asdict(Limits())))
    assert isinstance(contents, Contents)
    (sheet,) = contents.sheets
    assert (len(sheet.rows), len(sheet.rows[0]), sheet.rows[-1][-1]) == (13_333, 300, 1.0)


def test_a_dimension_that_is_too_large_is_no_matter() -> None:
    sheet = worksheet(ROW, before='<dimension ref="A1:XFD1048576"/>')
    contents = decode(answer(packed(parts(sheet)), "a.xlsx", asdict(Limits())))
    assert isinstance(contents, Contents) and contents.sheets[0].rows == ((1.0,),)


def test_hyperlinks_are_harmless() -> None:
    link = relation("hyperlink", "https://example.org", "External")
    data = with_part(
        "xl/worksheets/_rels/sheet1.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>',
    )
    assert isinstance(decode(answer(data, "a.xlsx", asdict(Limits()))), Contents)


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ('WEBSERVICE("http://example.org/?"&amp;B1)', "WEBSERVICE"),
        ('1+_xlfn.WEBSERVICE("x")', "WEBSERVICE"),
        ('rtd("x",,"y")', "RTD"),
        ('CALL("Kernel32","Beep","JJJ",1,2)', "CALL"),
        ('REGISTER.ID("a","b")', "REGISTER.ID"),
        ("cmd|' /C calc'!A0", "DDE"),
        ("'cmd'|'/C calc'!A0", "DDE"),
        ("'[other.xlsx]表一'!A1", "[other.xlsx]"),
    ],
)
def test_a_formula_that_reaches_outside_is_refused_wherever_it_stands(
    formula: str, found: str
) -> None:
    cell = f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>'
    check = f"<dataValidation><formula1>{formula}</formula1></dataValidation>"
    names = f'<definedNames><definedName name="a">{formula}</definedName></definedNames>'
    for data, where in (
        (packed(parts(cell)), "A1"),
        (packed(parts(worksheet(ROW, behind=check))), ""),
        (packed(parts(ROW, names=names)), ""),
    ):
        refused = refusal(data)
        assert (refused.key, refused.values["found"]) == ("guard_formula", found)
        assert refused.values["cell"] == where


@pytest.mark.parametrize(
    "formula",
    [
        '"a|b"&amp;"RTD(1)"',
        "SUM(A2:A3)",
        "RTDX(1)",
        "CALLS",
        "'a|b'!A1",
        "Table1[户数]",
        'HYPERLINK("x")',
    ],
)
def test_a_formula_that_stays_inside_is_read(formula: str) -> None:
    row = f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>'
    contents = decode(answer(packed(parts(row)), "a.xlsx", asdict(Limits())))
    assert isinstance(contents, Contents) and contents.sheets[0].rows == ((1.0,),)


def lying(name: str, content: bytes, declared: int) -> bytes:
    """A workbook of which one part says that it is smaller than it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in (parts(ROW) | {name: content}).items():
            archive.writestr(part, data)
        archive.getinfo(name).file_size = declared
        archive.getinfo(name).CRC = zlib.crc32(content[:declared])
    return stream.getvalue()


def doubled() -> bytes:
    other = SHEET.replace("sheet1", "sheet2")
    data = packed(parts(ROW) | {other: worksheet(FAR).encode()})
    return data.replace(other.encode(), SHEET.encode())


def overlapping() -> bytes:
    """Two entries of the directory that unpack the same bytes."""
    data = bytearray(packed(parts(ROW) | {"a.bin": b"x" * 50, "b.bin": b"x" * 50}))
    first = data.index(b"PK\x01\x02" + b"\x14")
    places = {}
    place = first
    while data[place : place + 4] == b"PK\x01\x02":
        name_size, extra, comment = struct.unpack_from("<HHH", data, place + 28)
        places[bytes(data[place + 46 : place + 46 + name_size])] = place
        place += 46 + name_size + extra + comment
    offset = struct.unpack_from("<I", data, places[b"a.bin"] + 42)
    struct.pack_into("<I", data, places[b"b.bin"] + 42, *offset)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(packed(parts(ROW)))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


ZEROS = b"<a>" + b" " * 30_000_000 + b"</a>"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (lambda: with_part("xl/media/a.bin", b"\0" * 1_000_000), "guard_ratio"),
        (lambda: packed({f"{n}.bin": os.urandom(10) for n in range(1_001)}), "guard_zip_entries"),
        (lambda: lying(SHEET, worksheet(ROW).encode() + b" " * 500_000, 4_000), "guard_zip_size"),
        (lambda: lying("docProps/app.xml", ZEROS, 100), "guard_zip_size"),
        (doubled, "guard_zip_double"),
        (lambda: with_part(SHEET.upper()), "guard_zip_double"),
        (overlapping, "guard_zip_broken"),
        (encrypted, "guard_encrypted"),
        (lambda: with_part("/xl/a.xml"), "guard_zip_name"),
        (lambda: with_part("xl/../../a.xml"), "guard_zip_name"),
        (lambda: with_part("C:\\a.xml"), "guard_zip_name"),
        (lambda: packed(parts(ROW))[:-30], "guard_zip_broken"),
        (lambda: packed(parts(ROW))[:200], "guard_zip_broken"),
        (lambda: b"PK\x03\x04", "guard_zip_broken"),
        (lambda: packed(parts(ROW)).replace(b"styles.xml", b"stylez.xml", 1), "guard_zip_broken"),
    ],
)  # fmt: skip
def test_a_zip_that_is_not_sound_is_refused(data: Callable[[], bytes], key: str) -> None:
    assert refusal(data()).key == key


def test_a_bomb_of_many_megabytes_is_refused_before_it_is_unpacked() -> None:
    # Each part stays within the ratio; together they exceed the 200 MB.
    part = b"".join(os.urandom(20) + bytes(980) for _ in range(1_000)) * 10
    members = {f"xl/media/{n}.bin": part for n in range(22)}
    found = refusal(packed(parts(ROW) | members), limits=Limits(unpacked_ratio=10_000))
    assert (found.key, found.values) == ("guard_unpacked", {"found": 209, "limit": 200})


def test_what_is_an_xlsx_but_is_called_xls_is_named() -> None:
    found = refusal(packed(parts(ROW)), "a.xls")
    assert (found.key, found.values) == ("guard_suffix", {"found": "xlsx", "suffix": ".xls"})


def test_names_are_shown_without_what_a_terminal_obeys() -> None:
    found = refusal(with_part("xl/embeddings/\x1b[2J\u202e" + "x" * 100))
    assert re.fullmatch(r"xl/embeddings/\?\[2J\?x+…", str(found.values["part"]))


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        (Limits(rows=2), "guard_far_row"),
        (Limits(columns=1), "guard_far_column"),
        (Limits(cells=5), "guard_cells"),
        (Limits(entries=6), "guard_zip_entries"),
        (Limits(text_characters=3), "guard_text_long"),
        (Limits(answer_bytes=100), "guard_memory"),
    ],
)
def test_limits_can_be_other_ones(limits: Limits, key: str) -> None:
    rows = "".join(
        f'<row><c t="str"><v>青石镇一村</v></c><c><v>{n}</v></c></row>' for n in range(3)
    )
    assert refusal(packed(parts(rows)), limits=limits).key == key


def test_more_merged_areas_than_cells_are_refused() -> None:
    merged = '<mergeCell ref="A1:B2"/>' * 2
    row = "<row><c><v>1</v></c><c><v>1</v></c></row>"
    data = rows(row * 2, behind=f"<mergeCells>{merged}</mergeCells>")
    assert refusal(data).key == "guard_sheet_broken"


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    empty, large, pipe = tmp_path / "empty.xlsx", tmp_path / "large.csv", tmp_path / "pipe.xlsx"
    empty.write_bytes(b"")
    with large.open("wb") as stream:
        stream.truncate(21 * 1024 * 1024)
    os.mkfifo(pipe)
    expected = {
        tmp_path / "none.xlsx": "file_missing",
        tmp_path: "guard_not_a_file",
        pipe: "guard_not_a_file",
        Path("/dev/zero"): "guard_not_a_file",
        empty: "guard_empty",
        large: "guard_file_size",
    }
    for path, key in expected.items():
        with pytest.raises(UserError) as caught:
            read_file(path)
        assert caught.value.key == key
        assert str(path) in caught.value.text("zh") and str(path) in caught.value.text("en")
    assert "21.0 MB" in caught.value.text("en") and "20 MB" in caught.value.text("en")


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert read_file(tmp_path / "b.csv").sheets[0].rows == (("a", "b"),)


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal() -> None:
    folder = Path(__file__).parents[2] / "analysis/villages/registers/guard"
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    raised = set(re.findall(r'"(guard_\w+)"', code))
    assert raised == {key for key in sentences("commands") if key.startswith("guard_")}
