"""A report with every kind of block, and a Word file read without python-docx's help."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from press.sample_pages import SVG, executed_notebook
from villages.exhibits.blocks import (
    Bullets,
    Cell,
    Column,
    Complete,
    Cover,
    Criterion,
    Figure,
    Heading,
    Letter,
    Mark,
    Paragraph,
    Section,
    Slide,
    Step,
    Table,
    VillageRow,
    WallChart,
)
from villages.press.export.content import Content, read_content
from villages.press.export.docx import VillagesDOCXExporter
from villages.vocabulary import Language

COVER = Cover(
    title="青石镇报告",
    subtitle="2019年",
    marks=("内部", "演示数据"),
    facts=(("地点", "青石镇 <b>&"), ("年度", "2019年")),
    language="zh",
    running_head="青石镇报告（内部）",
    watermark="演示数据",
    contents_title="目录",
    date="2019-12-31",
    headline="八个村中五个达标。",
)

GROUPED = Table(
    "各村收入",
    (
        Column("村", share=2),
        Column("人数", "right", group="人口"),
        Column("户数", "right", group="人口"),
        Column("结论", "center", 1.5),
    ),
    tuple(
        (Cell(f"第{number}村"), Cell("1,200"), Cell("380"), Cell("○ 滞后", tone))
        for number, tone in enumerate(("met", "behind", "out_of_reach", "no_data", ""))
    ),
    "注：合并计算。",
)

PLAIN = Table("一览", (Column("村"), Column("值", "right")), ((Cell("甲村"), Cell("=1+1")),))

CHART = WallChart(
    title="挂图",
    criteria=(Criterion("收入", "≥1.4万元", "2020年底前", "一（二）", "1/1"),),
    rows=(VillageRow("青石镇", "甲村", "2019", (Mark("met", "●", "达标", "16,000元"),), "1/1"),),
    met="1/1",
    steps=(Step("2019", "1", "1", "达标"),),
    legend=(("●", "达标", "已达到目标。"),),
    words={"township": "责任乡镇", "village": "村", "due": "计划退出", "met": "达标项",
           "foot": "达标村数/村数"},
    notes=("挂图的注。",),
)  # fmt: skip

LETTER = Letter(("关于", "进展的报告"), "2019年12月31日", "", "", "市政府：", "扶贫办")

EVERY_KIND: tuple[Section | Complete, ...] = (
    Section((COVER,)),
    Section((Heading("总体"), Paragraph("已完成。", "finding"), Bullets(("甲", "乙")))),
    Section((Paragraph("可粘贴。", "circular"), Paragraph("14,000", "large"))),
    Section((Heading("收入", 3), Paragraph("下表逐村列出。"), GROUPED)),
    Section((Figure(SVG, "折线图：逐年上升", "收入走势", "资料来源：登记表。"), PLAIN)),
    Section((Slide("幻灯片标题", (Figure(SVG, "柱图", "另一图"), Bullets(("丙",))), ("讲稿",)),)),
    Section((Heading("挂图", 2), CHART, Paragraph("末", "note"))),
    Complete(),
)


def content_of(*others: dict[str, object], sections: Any = EVERY_KIND) -> Content:
    return read_content(executed_notebook(sections, *others))


def written(content: Content) -> bytes:
    return VillagesDOCXExporter().make(content)  # type: ignore[no-untyped-call]


def opened(file: bytes) -> Document:
    return docx.Document(BytesIO(file))


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def in_order(document: Document) -> Iterator[WordParagraph | WordTable]:
    """Paragraphs and tables as they follow each other."""
    yield from document.iter_inner_content()


def body_of(document: Document) -> list[WordParagraph | WordTable]:
    """What follows the list of contents."""
    every = list(in_order(document))
    first = next(
        index for index, each in enumerate(every)
        if isinstance(each, WordParagraph) and each.paragraph_format.page_break_before
        and style_of(each) != "TOC Heading"
    )  # fmt: skip
    return every[first:]


def style_of(paragraph: WordParagraph) -> str:
    assert paragraph.style is not None
    return str(paragraph.style.name)


def cells_of(table: WordTable) -> list[list[str]]:
    """The texts of every row as they are written, a spanned cell once."""
    rows = []
    for row in table._tbl.findall(qn("w:tr")):
        cells = row.findall(qn("w:tc"))
        rows.append(["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in cells])
    return rows


def picture_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in points, as its head says."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def language_of(document: Document) -> Language:
    return "zh" if document.core_properties.language == "zh-CN" else "en"
