"""Does the Word file hold the page: everything in order, to be edited, and nothing else?"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree  # type: ignore[import-untyped]

from villages.exhibits.blocks import Cell, Column, Heading, Paragraph, Section, Table
from villages.look import look
from villages.press.export.html import arrange
from word.word_files import (
    COVER,
    GROUPED,
    LETTER,
    PLAIN,
    body_of,
    cells_of,
    content_of,
    in_order,
    opened,
    parts,
    picture_size,
    style_of,
    written,
)


@pytest.fixture(scope="module")
def file() -> bytes:
    return written(content_of())


@pytest.fixture(scope="module")
def document(file: bytes) -> Document:
    return opened(file)


def paragraphs(document: Document, *styles: str) -> list[str]:
    return [each.text for each in document.paragraphs if style_of(each) in styles]


def test_every_block_is_there_in_order(document: Document) -> None:
    found = [
        (style_of(each), each.text) if isinstance(each, WordParagraph) else ("table", "")
        for each in body_of(document)
    ]
    assert found == [
        ("Heading 1", "总体"),
        ("Finding", "已完成。"),
        ("List Bullet", "甲"),
        ("List Bullet", "乙"),
        ("Circular", "可粘贴。"),
        ("Large", "14,000"),
        ("Heading 2", "收入"),
        ("Body Text", "下表逐村列出。"),
        ("Caption", "表1  各村收入"),
        ("table", ""),
        ("Note", "注：合并计算。"),
        ("Figure", ""),
        ("Figure Caption", "图1  收入走势"),
        ("Source", "资料来源：登记表。"),
        ("Caption", "表2  一览"),
        ("table", ""),
        ("Note", ""),
        ("Heading 1", "幻灯片标题"),
        ("Figure", ""),
        ("Figure Caption", "图2  另一图"),
        ("List Bullet", "丙"),
        ("Note", "讲稿"),
        ("Heading 2", "挂图"),
        ("Caption", "挂图"),
        ("table", ""),
        ("Note", "● 达标  已达到目标。\n挂图的注。"),
        ("Note", "末"),
    ]


def test_numbers_and_headings_are_those_of_the_html(document: Document) -> None:
    """The contents list and the captions that :mod:`html` makes of the same content."""
    sheet = arrange(content_of())
    headings = [
        (int(style_of(each)[-1]), each.text)
        for each in document.paragraphs
        if style_of(each).startswith("Heading")
    ]
    assert headings == [(entry.level, entry.text) for entry in sheet.contents]
    captions = re.findall(r'<(?:fig)?caption><span class="label">(.*?)</span> ([^<]*)', sheet.body)
    ours = [text.split("  ") for text in paragraphs(document, "Caption", "Figure Caption")]
    assert [tuple(each) for each in ours if len(each) == 2] == [
        (label, words) for label, words in captions if "挂图" not in words
    ]


def test_the_list_of_contents_is_filled_and_leads_to_the_headings(document: Document) -> None:
    listed = [each for each in document.paragraphs if style_of(each).startswith("toc ")]
    assert [(style_of(each), each.text) for each in listed] == [
        ("toc 1", "总体"), ("toc 2", "收入"), ("toc 1", "幻灯片标题"), ("toc 2", "挂图"),
    ]  # fmt: skip
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    assert len(links) == 4 and set(links) <= marks
    kinds = [each.get(qn("w:fldCharType")) for each in document.element.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0
    codes = [each.text for each in document.element.iter(qn("w:instrText"))]
    assert codes[0] == ' TOC \\o "1-2" \\h \\z \\u '
    # Word would ask each reader whether other files may be read.
    assert document.settings.element.find(qn("w:updateFields")) is None


def tables(document: Document) -> list[WordTable]:
    return [each for each in body_of(document) if isinstance(each, WordTable)]


def test_tables_hold_the_content_cell_by_cell(document: Document) -> None:
    grouped, plain, wall = (cells_of(table) for table in tables(document))
    assert grouped[0] == ["村", "人口", "结论"]
    assert grouped[1] == ["", "人数", "户数", ""]
    assert grouped[2:] == [[cell.text for cell in row] for row in GROUPED.rows]
    assert plain == [["村", "值"], ["甲村", "=1+1"]]
    assert wall[1] == ["青石镇", "甲村", "2019", "● 达标 16,000元", "1/1"]
    assert wall[2] == ["达标村数/村数", "", "", "1/1", "1/1"]


def test_heads_span_and_are_repeated_and_rows_stay_whole(document: Document) -> None:
    table = tables(document)[0]
    rows = table._tbl.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows[:3]] == [
        True, True, False,
    ]  # fmt: skip
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    above = rows[0].findall(qn("w:tc"))
    assert [cell.grid_span for cell in above] == [1, 2, 1]
    assert [cell.vMerge for cell in above] == ["restart", None, "restart"]
    assert [cell.vMerge for cell in rows[1].findall(qn("w:tc"))] == [
        "continue", None, None, "continue",
    ]  # fmt: skip
    # python-docx, which does not know how they were written, finds the same spans.
    assert [cell.text for cell in table.rows[0].cells] == ["村", "人口", "人口", "结论"]
    assert [cell.text for cell in table.rows[1].cells] == ["村", "人数", "户数", "结论"]


def test_columns_are_as_wide_as_their_shares_and_fill_the_page(document: Document) -> None:
    table = tables(document)[0]
    widths = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid]
    shares = [column.share for column in GROUPED.columns]
    assert sum(widths) == pytest.approx(160 / 25.4 * 1440, abs=len(widths))
    for width, share in zip(widths, shares, strict=True):
        assert width == pytest.approx(sum(widths) * share / sum(shares), abs=1)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    assert layout is not None and layout.get(qn("w:type")) == "fixed"
    for row in table._tbl.findall(qn("w:tr")):
        told = [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.findall(qn("w:tc"))]
        assert sum(told) == sum(widths)


#: Widths of words in Helvetica Bold, which Arial Bold shares: its metrics file, in thousandths.
WORDS = {"Township": 4667, "Environment": 6112, "Organised": 4946, "Dibao": 2945, "Income": 3556}


def test_no_word_is_broken_where_many_columns_have_long_words() -> None:
    heads = ["Township", "Environment", *["Organised"] * 5, *["Dibao"] * 3, *["Income"] * 2]
    rows = (tuple(Cell("met") for _ in heads),)
    table = Table("Verdicts", tuple(Column(word) for word in heads), rows)
    (made,) = tables(opened(written(content_of(sections=(Section((COVER, table)),)))))
    widths = [int(each.get(qn("w:w"))) for each in made._tbl.tblGrid]
    margins = made._tbl.tblPr.find(qn("w:tblCellMar"))
    assert margins is not None
    around = 2 * int(margins.find(qn("w:left")).get(qn("w:w")))
    run = made._tbl.find(f".//{qn('w:r')}")
    size = run.find(f".//{qn('w:sz')}")
    points = int(size.get(qn("w:val"))) / 2 if size is not None else look().type["table"]
    assert points >= 6.5
    for word, width in zip(heads, widths, strict=True):
        assert (width - around) / 20 >= WORDS[word] / 1000 * points, word
    assert sum(widths) == pytest.approx(160 / 25.4 * 1440, abs=len(widths))


def test_cells_are_aligned_and_shaded_as_the_look_says(document: Document) -> None:
    table = tables(document)[0]
    for row, given in zip(table._tbl.findall(qn("w:tr"))[2:], GROUPED.rows, strict=True):
        cells = row.findall(qn("w:tc"))
        sides = [cell.find(f".//{qn('w:jc')}").get(qn("w:val")) for cell in cells]
        assert sides == [column.align for column in GROUPED.columns]
        tone = look().tones.get(given[-1].tone)
        shade = cells[-1].find(f".//{qn('w:shd')}")
        if tone is None or tone.ground == "#ffffff":
            assert shade is None or shade.get(qn("w:fill")) == look().colours["faint"][1:].upper()
        else:
            assert shade is not None and shade.get(qn("w:fill")) == tone.ground[1:].upper()
        is_bold = cells[-1].find(f".//{qn('w:b')}") is not None
        assert is_bold == (tone is not None and tone.weight == "bold")


def test_pictures_have_words_and_points_enough_for_print(file: bytes, document: Document) -> None:
    shapes = document.inline_shapes
    told = [shape._inline.docPr for shape in shapes]
    assert [each.get("descr") for each in told] == ["折线图：逐年上升", "柱图"]
    assert [each.get("name") for each in told] == ["图1", "图2"]
    assert len({each.get("id") for each in told}) == 2
    drawings = [content for name, content in parts(file).items() if "media/" in name]
    for shape in shapes:
        assert shape.width.mm == pytest.approx(160, abs=0.1)
    for drawing in drawings:
        width, height = picture_size(drawing)
        assert width / (160 / 25.4) >= 200
        assert width / height == pytest.approx(200 / 60, rel=0.01)


def test_headings_and_captions_stay_with_what_follows(document: Document) -> None:
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "Figure"):
        assert document.styles[name].paragraph_format.keep_with_next, name
    for level in (1, 2, 3):
        outline = document.styles[f"Heading {level}"].element.find(f".//{qn('w:outlineLvl')}")
        assert outline.get(qn("w:val")) == str(level - 1)
    (introduction,) = [each for each in document.paragraphs if each.text == "下表逐村列出。"]
    assert introduction.paragraph_format.keep_with_next
    heads = tables(document)[0]._tbl.findall(qn("w:tr"))[:3]
    assert all(row.find(f".//{qn('w:keepNext')}") is not None for row in heads)


def test_tables_never_follow_each_other_without_a_paragraph(document: Document) -> None:
    """Word would join them."""
    every = list(in_order(document))
    assert not [
        pair for pair in pairwise(every) if all(isinstance(each, WordTable) for each in pair)
    ]


def header_text(document: Document) -> str:
    return "".join(each.text for each in document.sections[0].header.paragraphs)


def test_heads_and_feet(document: Document) -> None:
    section = document.sections[0]
    assert header_text(document) == "青石镇报告（内部）\t演示数据"
    foot = section.footer.paragraphs[0]
    assert foot.text == "第 1 页 / 共 1 页"
    codes = [each.text.strip() for each in foot._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert section.different_first_page_header_footer
    assert "".join(each.text for each in section.first_page_footer.paragraphs) == ""
    # The words across the page, also on the cover.
    for head in (section.header, section.first_page_header):
        assert 'string="演示数据"' in etree.tostring(head._element, encoding="unicode")


def test_what_is_no_demonstration_bears_no_mark() -> None:
    content = content_of()
    real = type(content)({**content.cover, "watermark": ""}, content.pieces)
    document = opened(written(real))
    assert header_text(document) == "青石镇报告（内部）"
    assert "textpath" not in etree.tostring(document.sections[0].header._element).decode()


def test_properties_name_the_report_and_no_person(document: Document, file: bytes) -> None:
    own = document.core_properties
    assert own.title == "青石镇报告（演示数据）"
    assert (own.author, own.last_modified_by, own.comments) == ("", "", "")
    assert own.language == "zh-CN"
    assert str(own.created)[:10] == str(own.modified)[:10] == "2019-12-31"
    assert b"python-docx" not in b"".join(parts(file).values())
    assert not any("thumbnail" in name for name in parts(file))


def test_the_same_page_gives_the_same_bytes(file: bytes) -> None:
    assert written(content_of()) == file
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_leads_out_of_the_file(file: bytes) -> None:
    for name, content in parts(file).items():
        assert b'TargetMode="External"' not in content, name
        assert b"INCLUDE" not in content and b"vbaProject" not in content, name


def test_every_font_is_named_for_both_scripts(file: bytes, document: Document) -> None:
    used = {style_of(each) for each in document.paragraphs} | {"Normal", "Table Text"}
    for name in used:
        fonts = document.styles[name].element.find(f".//{qn('w:rFonts')}")
        assert dict(fonts.attrib) == {
            qn("w:ascii"): "Arial",
            qn("w:hAnsi"): "Arial",
            qn("w:cs"): "Arial",
            qn("w:eastAsia"): "微软雅黑",
        }, name
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}")
    assert defaults.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"
    assert "Symbol" not in [
        fonts.get(qn("w:ascii"))
        for level in document.part.numbering_part.element.iter(qn("w:lvl"))
        if (named := level.find(qn("w:pStyle"))) is not None
        and named.get(qn("w:val")) == "ListBullet"
        for fonts in level.iter(qn("w:rFonts"))
    ]


#: ECMA-376-1, 17.3 and 17.4: what a property holds comes in this order, or Word calls it damaged.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
           "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
           "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
           "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
           "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
           "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u "
           "effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
            "tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
             "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
             "tblDescription",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "pBdr": "top left bottom right between bar",
    "settings": "zoom removePersonalInformation proofState defaultTabStop "
                "characterSpacingControl savePreviewPicture updateFields compat rsids mathPr "
                "themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults "
                "decimalSymbol listSeparator docId defaultImageDpi",
}  # fmt: skip


def test_elements_stand_in_the_order_of_the_standard(file: bytes) -> None:
    checked = 0
    for name, content in parts(file).items():
        if not name.startswith("word/") or not name.endswith(".xml") or "WithEffects" in name:
            continue
        for each in etree.fromstring(content).iter():
            order = ORDERS.get(etree.QName(each).localname, "").split()
            own = [etree.QName(child).localname for child in each]
            if order and etree.QName(each).namespace.endswith("wordprocessingml/2006/main"):
                places = [order.index(child) for child in own]
                assert places == sorted(places), (name, each.tag, own)
                checked += 1
    assert checked > 100


def test_a_researchers_own_output_is_text(document: Document) -> None:
    png: dict[str, Any] = {"image/png": _ONE_POINT}
    source = (
        "# 标题\n\n正文 <b>粗</b>\n\n- 甲\n\n| a | b |\n|---|---|\n| 1 | =2 |\n\n```\nx = 1\n```"
    )
    file = written(content_of({"text/markdown": source}, png, {"text/plain": "a\x08b\x1b[0m\tc"}))
    found = opened(file)
    words = [each.text for each in found.paragraphs]
    assert {"正文 <b>粗</b>", "x = 1", "a[U+0008]b\tc"} <= set(words)
    assert cells_of(tables(found)[-1]) == [["a", "b"], ["1", "=2"]]
    assert len(found.inline_shapes) == len(document.inline_shapes) + 1


def test_a_letter_stands_around_the_text_and_numbers_it() -> None:
    sections = (Section((COVER, LETTER, Heading("总体"), Paragraph("正文。"))),)
    words = [each.text for each in opened(written(content_of(sections=sections))).paragraphs]
    assert words[-5:] == ["市政府：", "一、总体", "正文。", "扶贫办", "2019年12月31日"]


def test_a_page_without_headings_or_cover_is_a_file_too() -> None:
    document = opened(written(content_of({"text/plain": "只有一行"}, sections=())))
    assert "只有一行" in [each.text for each in document.paragraphs]
    assert not [each for each in document.paragraphs if style_of(each).startswith("toc")]


def test_what_a_spreadsheet_would_take_for_a_formula_is_text_here(document: Document) -> None:
    assert PLAIN.rows[0][1].text == "=1+1"
    assert not [each for each in document.element.iter(qn("w:instrText")) if "=1+1" in each.text]


_ONE_POINT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
