"""A report as a Word file: real headings, tables to go on working with, pictures with words."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from villages.catalogue import say
from villages.look import look
from villages.press.export.assembly import LANGUAGE_TAGS
from villages.press.export.base import ContentExporter
from villages.press.export.content import Content
from villages.press.export.order import order_of
from villages.press.export.word.blocks import BlockWriter, flat
from villages.press.export.word.document import new_document, pack
from villages.press.export.word.elements import (
    add_field,
    border,
    colour,
    element,
    field_runs,
    insert_ordered,
    text_run,
)
from villages.press.export.word.styles import EASTERN, define_styles, text_width
from villages.press.export.word.watermark import add_watermark

#: How deep the list of contents goes.
_DEPTH = 2


class VillagesDOCXExporter(ContentExporter):
    """``jupyter nbconvert --to villages-docx``: the published parts of a page, to be edited."""

    export_from_notebook = "Villages DOCX"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ending = ".docx"

    def make(self, content: Content) -> bytes:
        """Return the Word file of a page's content; the same content gives the same bytes."""
        language = LANGUAGE_TAGS[content.language]
        date = str(content.cover["date"])
        document = new_document(content.document_title, date, language)
        _set_page(document)
        define_styles(document, content.language)
        _add_furniture(document, content)
        _Report(document, content).write()
        return pack(document)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(27), Mm(25)
    section.header_distance, section.footer_distance = Mm(14), Mm(12)
    # The cover has no head and no foot.
    section.different_first_page_header_footer = True
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _add_furniture(document: Document, content: Content) -> None:
    """The running head with the watermark's words, the page numbers, the words across the page."""
    section, mark = document.sections[0], str(content.cover["watermark"])
    head = section.header.paragraphs[0]
    head.style = "Header"
    head.add_run(str(content.cover["running_head"]))
    if mark:
        head.add_run("\t" + mark)
        first = section.first_page_header.paragraphs[0]
        # On the cover nothing but the words across the page.
        first.style = "Normal"
        add_watermark(first, mark, EASTERN, 1)
        add_watermark(head, mark, EASTERN, 2)
    foot = section.footer.paragraphs[0]
    foot.style = "Footer"
    said = say(
        "commands", "report_page_number", content.language, page="|PAGE|", pages="|NUMPAGES|"
    )
    for number, part in enumerate(said.split("|")):
        if number % 2:
            add_field(foot, part)
        elif part:
            foot.add_run(part)


class _Report:
    """Writes cover, contents and blocks, in order."""

    def __init__(self, document: Document, content: Content) -> None:
        self._document = document
        self._content = content
        self._width = text_width(document)
        self._blocks = flat([block for piece in content.pieces for block in piece.blocks])
        self._writer = BlockWriter(document, order_of(content), self._width)

    def write(self) -> None:
        self._write_cover()
        self._writer.break_page()
        body = [block for block in self._blocks if block["kind"] != "cover"]
        headings = [block for block in body if block["kind"] == "heading"]
        if headings:
            end = self._write_contents()
        self._writer.write(body)
        if headings:
            self._fill_contents(end)

    def _write_cover(self) -> None:
        cover, add = self._content.cover, self._writer.add
        marks = add("", "Cover Mark")
        for number, mark in enumerate(cover["marks"]):
            if number:
                marks.add_run("  ")
            run = marks.add_run(f" {mark} ")
            edge = border("bdr", 1, look().colours["accent"])
            insert_ordered(run._r.get_or_add_rPr(), edge)
        add(str(cover["title"]), "Title")
        add(str(cover["subtitle"]), "Subtitle")
        if cover["headline"]:
            add(str(cover["headline"]), "Cover Headline")
        if cover["facts"]:
            self._document.element.body.insert_element_before(self._facts(), "w:sectPr")

    def _facts(self) -> Any:
        """What the report is of: two columns over hairlines."""
        shades = look().colours
        left, right = Mm(32).twips, self._width.twips - Mm(32).twips
        lines = (border(side, 0.5, shades["hairline"]) for side in ("bottom", "insideH"))
        high = Pt(4).twips
        made = element(
            "tbl",
            element(
                "tblPr",
                element("tblW", w=left + right, type="dxa"),
                element("tblBorders", *lines),
                element("tblLayout", type="fixed"),
                element(
                    "tblCellMar",
                    element("top", w=high, type="dxa"),
                    element("left", w=0, type="dxa"),
                    element("bottom", w=high, type="dxa"),
                ),
                element("tblLook", val="0080", firstRow=0, firstColumn=1),
            ),
            element("tblGrid", element("gridCol", w=left), element("gridCol", w=right)),
        )
        quiet = element("color", val=colour(shades["quiet"]))
        for name, value in self._content.cover["facts"]:
            cells = ((name, left, (quiet,)), (value, right, ()))
            made.append(element("tr", *(_fact(*cell) for cell in cells)))
        return made

    def _write_contents(self) -> Paragraph:
        self._writer.add(str(self._content.cover["contents_title"]), "TOC Heading")
        end = self._writer.add("", "Normal")
        self._writer.break_page()
        return end

    def _fill_contents(self, end: Paragraph) -> None:
        """Write the list of contents into its field: it is there before any program fills it.

        Only the program that lays the pages out knows their numbers. Until it has filled the field
        in, a list without numbers stands here, and no wrong one.
        """
        listed = [each for each in self._writer.headings if each[0] <= _DEPTH]
        for number, (level, name, text) in enumerate(listed):
            line = end.insert_paragraph_before("", style=self._document.styles[f"toc {level}"])
            if number == 0:
                line._p.extend(list(field_runs(f'TOC \\o "1-{_DEPTH}" \\h \\z \\u', ""))[:-1])
            line._p.append(element("hyperlink", text_run(text), anchor=name))
        end._p.append(element("r", element("fldChar", fldCharType="end")))


def _fact(text: str, width: int, how: tuple[Any, ...]) -> Any:
    paragraph = element("p", element("pPr", element("pStyle", val="Normal")), text_run(text, *how))
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), paragraph)
