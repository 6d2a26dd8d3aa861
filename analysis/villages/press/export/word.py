"""What any Word file is built of: fonts that hold for Chinese, fields, tables, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from villages.press.export.content import Block

#: The date of every part of the file: a file of the same content has the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


def element(name: str, **attributes: object) -> Any:
    """Return a new element of Word's own namespace with attributes of it."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


#: The order in which Word wants what a paragraph or a run says of itself; the rest follows.
_SEQUENCE = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd",
    "tabs", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind",
    "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip
_RUN_SEQUENCE = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "kern", "sz", "szCs", "lang",
)  # fmt: skip


def insert_ordered(properties: Any, made: Any) -> None:
    """Put an element among the properties of a paragraph or a run where Word expects it."""
    sequence = _RUN_SEQUENCE if properties.tag == qn("w:rPr") else _SEQUENCE
    own = sequence.index(made.tag.partition("}")[2])
    later = [qn(f"w:{name}") for name in sequence[own + 1 :]]
    following = next((child for child in properties if child.tag in later), None)
    if following is None:
        properties.append(made)
    else:
        following.addprevious(made)


def new_document(title: str, date: str, language: str) -> Document:
    """Return an empty document that names no person and no program.

    Parameters
    ----------
    title
        What the file's properties call it.
    date
        The date of the data (ISO), for the properties; empty for none.
    language
        The language as HTML names it.
    """
    document = docx.Document()
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[name]
    own = document.core_properties
    own.title, own.author, own.comments, own.language = title, "", "", language
    own.created = own.modified = datetime.fromisoformat(date or "1980-01-01")
    own.revision = 1
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), language)
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    return document


def set_font(target: ParagraphStyle | Run, eastern: str, latin: str = "") -> None:
    """Name the font of Chinese and of Latin signs; no font of the theme stays behind."""
    properties = target.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), latin or eastern)
    fonts.set(qn("w:eastAsia"), eastern)


def indent(paragraph: Paragraph | ParagraphStyle, size: Length, **signs: float) -> None:
    """Indent by whole signs, as Chinese readers count; programs without signs get the length.

    Parameters
    ----------
    paragraph
        A paragraph or a style.
    size
        How wide a sign is.
    **signs
        ``firstLine``, ``left``, ``right`` or ``hanging``: how many signs.
    """
    found = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_ind()
    for side, count in signs.items():
        found.set(qn(f"w:{side}Chars"), str(round(100 * count)))
        found.set(qn(f"w:{side}"), str(round(20 * size.pt * count)))


def add_field(paragraph: Paragraph, code: str) -> None:
    """Add a field that the program fills in, such as PAGE."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == "":
            made = element("instrText")
            made.text = f" {code} "
            run._r.append(made)
        elif kind == "1":
            run.text = kind
        else:
            run._r.append(element("fldChar", fldCharType=kind))


def add_table(document: Document, block: Block, width: Length, *, bold: Sequence[str]) -> Table:
    """Add a table that stays a table: its heads are repeated on every page, its rows kept whole.

    Parameters
    ----------
    document
        Where it goes.
    block
        The table's content.
    width
        Its whole width, shared as the columns say.
    bold
        The tones that are set in bold.
    """
    columns = block["columns"]
    heads = 2 if any(column["group"] for column in columns) else 1
    table: Table = document.add_table(heads + len(block["rows"]), len(columns))
    table.style, table.autofit = document.styles["Table Grid"], False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    shares = [column["share"] for column in columns]
    widths = [Length(int(width * share / sum(shares))) for share in shares]
    rows = list(table.rows)
    for row in rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, each in zip(row.cells, widths, strict=True):
            cell.width = each
    for row, given in zip(rows[heads:], block["rows"], strict=True):
        for cell, each, column in zip(row.cells, given, columns, strict=True):
            fill_cell(cell, each["text"], column["align"], is_bold=each["tone"] in bold)
    _fill_heads(rows[:heads], columns)
    return table


def _fill_heads(rows: Sequence[_Row], columns: Sequence[Block]) -> None:
    """Write one row of heads, or two where neighbouring columns share a head above theirs."""
    for row in rows:
        row._tr.get_or_add_trPr().append(element("tblHeader"))
    for index, column in enumerate(columns):
        fill_cell(rows[-1].cells[index], column["label"], column["align"], is_bold=True)
    if len(rows) == 1:
        return
    start = 0
    while start < len(columns):
        group, end = columns[start]["group"], start + 1
        while group and end < len(columns) and columns[end]["group"] == group:
            end += 1
        upper, lower = rows[0].cells[start], rows[1].cells[start]
        if group:
            merged = upper.merge(rows[0].cells[end - 1]) if end - start > 1 else upper
            fill_cell(merged, group, "center", is_bold=True)
        else:
            fill_cell(lower, "", "left")
            merged = upper.merge(lower)
            column = columns[start]
            fill_cell(merged, column["label"], column["align"], is_bold=True)
        start = end


def fill_cell(cell: _Cell, text: str, align: str, *, is_bold: bool = False) -> None:
    """Write a cell's one paragraph."""
    for other in cell.paragraphs[1:]:
        other._p.getparent().remove(other._p)
    paragraph = cell.paragraphs[0]
    paragraph.text = ""
    paragraph.style = "Table Text"
    paragraph.alignment = ALIGNMENTS[align]
    paragraph.add_run(text).bold = is_bold or None


def pack(document: Document) -> bytes:
    """Return the file; the same document gives the same bytes."""
    made = io.BytesIO()
    document.save(made)
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, source.read(name))
    return packed.getvalue()
