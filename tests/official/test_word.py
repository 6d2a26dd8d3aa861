"""Can an office go on working with the Word file: real headings, tables, fields, and its grid?"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from conftest import program
from official.documents import (
    CHAPTERS,
    OFFICE,
    PLAIN,
    content_of,
    converted,
    line_with,
    lines_of,
    text_of,
    village_table,
)
from villages.exhibits.blocks import Heading
from villages.press.export.content import Content
from villages.press.export.letter import letter_of
from villages.press.export.letterhead import Letterhead
from villages.press.export.official_docx import write_document


def written(content: Content, letterhead: Letterhead = PLAIN) -> bytes:
    return write_document(content, letter_of(content, letterhead))


@pytest.fixture(scope="module")
def file() -> bytes:
    return written(content_of(*CHAPTERS, watermark="演示数据", marks=("内部",)), OFFICE)


@pytest.fixture(scope="module")
def document(file: bytes) -> Document:
    return docx.Document(BytesIO(file))


def test_page_and_grid(document: Document) -> None:
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in edges if edge is not None] == [37, 35, 28, 26]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None and grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    sign = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 225 / 25.4 * 72 // pitch == 22
    assert 156 / 25.4 * 72 // sign == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Body Text", "仿宋_GB2312", 16), ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16), ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16), ("Footer", "宋体", 14),
    ],
)  # fmt: skip
def test_styles_name_the_fonts_of_the_standard(
    document: Document, style: str, font: str, points: int
) -> None:
    found = document.styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == font
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert found.element.rPr.find(qn("w:sz")).get(qn("w:val")) == str(2 * points)
    assert not found.font.bold


def test_headings_are_headings_with_levels(document: Document) -> None:
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
    attached = [p for p in document.paragraphs if p.style and p.style.name == "Attachment Title"]
    assert [paragraph.text for paragraph in attached] == ["各村收入表", "各镇收入表"]


def test_tables_stay_tables(document: Document) -> None:
    assert len(document.tables) == 2
    table = document.tables[0]
    assert table.rows[2].cells[1].text == "13,900"
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
             for row in table.rows]  # fmt: skip
    assert heads == [True, True, False, False, False]


def test_page_numbers_are_fields_right_and_left(document: Document) -> None:
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = foot.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert "PAGE" in paragraph._p.xml
        assert paragraph.paragraph_format.alignment is not None
        indents = paragraph._p.pPr.find(qn("w:ind"))
        assert indents.get(qn(f"w:{side}Chars")) == "100"


def test_the_file_names_nobody_and_says_what_it_is(file: bytes, document: Document) -> None:
    own = document.core_properties
    assert own.title == "关于青石镇2020年低收入村进展情况的通报（演示数据）"
    assert (own.author, own.last_modified_by, own.comments) == ("", "", "")
    assert str(own.created).startswith("2020-12-31")
    with zipfile.ZipFile(BytesIO(file)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        heads = [name for name in package.namelist() if re.search("header", name)]
        marked = [name for name in heads if "演示数据" in package.read(name).decode()]
        assert len(marked) == 2


def test_the_same_document_gives_the_same_bytes(file: bytes) -> None:
    assert written(content_of(*CHAPTERS, watermark="演示数据", marks=("内部",)), OFFICE) == file


def test_another_program_prints_it_in_its_measures(tmp_path: Path, pdftotext: str) -> None:
    content = content_of(
        text_of(28 * 22 * 2), *CHAPTERS[:3], Heading("各村", role="attachment"), village_table(70)
    )
    pages = lines_of(converted(program("soffice"), written(content, OFFICE), tmp_path), pdftotext)
    second = [line for line in pages[1] if set(line.text) == {"汉"}]
    assert [len(line.text) for line in second] == [28] * 22
    assert second[0].left == pytest.approx(28, abs=0.5)
    assert second[-1].right == pytest.approx(184, abs=1)
    odd, even = line_with(pages[0], "—1—"), line_with(pages[1], "—2—")
    assert odd.right == pytest.approx(184 - 14 * 25.4 / 72, abs=0.5)
    assert even.left == pytest.approx(28 + 14 * 25.4 / 72, abs=0.5)
    # The dash stands in the middle of the line's frame.
    assert (even.top + even.bottom) / 2 == pytest.approx(262 + 7, abs=1)
    texts = ["".join(line.text for line in page) for page in pages]
    assert "青石镇人民政府文件" in texts[0]
    assert any("一、总体情况" in text for text in texts)
    with_rows = [text for text in texts if "13,900" in text]
    assert len(with_rows) > 1 and all("上年" in text for text in with_rows)
