"""An official document for Word and WPS: 22 lines of 28 characters, to go on working with."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from villages.catalogue import say
from villages.look import look
from villages.press.export.assembly import LANGUAGE_TAGS
from villages.press.export.content import Block, Content
from villages.press.export.letter import OfficialLetter, sign_width
from villages.press.export.order import order_of
from villages.press.export.word.document import new_document, pack
from villages.press.export.word.elements import (
    add_field,
    element,
    indent,
    insert_ordered,
    set_font,
)
from villages.press.export.word.pictures import read_pictures
from villages.press.export.word.tables import add_table
from villages.press.export.word.watermark import add_watermark

#: As Word and WPS name them; whoever has none sees the program's own choice.
FONTS: Mapping[str, str] = {
    "title": "方正小标宋简体",
    "body": "仿宋_GB2312",
    "black": "黑体",
    "kai": "楷体_GB2312",
    "song": "宋体",
}
LATIN = "Times New Roman"

WIDTH = Mm(156)
#: A 22nd of 225 mm, in whole twentieths of a point as Word counts.
LINE = Pt(28.95)
#: A 28th of 156 mm is 15.79 pt, too little for 三号, which Word has at 16 pt. The grid's places are
#: 15.75 pt wide, and each sign gives up a hair more than it must: so 28 fit in every program.
SIGN_PT = 15.75
TAKEN_PT = -0.3
GRID_UNITS_PER_PT = 4096

#: The foot's lower edge, such that its dash stands 7 mm below the block.
FOOT = Mm(25.4)

TITLE_LINE = Pt(34)


def write_document(content: Content, letter: OfficialLetter) -> bytes:
    """Write an official document; the same content gives the same bytes.

    Parameters
    ----------
    content
        The text.
    letter
        What stands around it.
    """
    language = LANGUAGE_TAGS[content.language]
    document = new_document(content.document_title, str(content.cover["date"]), language)
    latin = "" if content.language == "zh" else LATIN
    _define_styles(document, latin)
    _set_page(document, content, latin)
    _Writer(document, content, letter).write()
    return pack(document)


def _size(name: str) -> Length:
    return Pt(look().type[f"official_{name}"])


def _define_styles(document: Document, latin: str) -> None:
    body = _size("word_body")
    normal = _style(document, "Normal", "body", body, latin)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    text = _style(document, "Body Text", "body", body, latin)
    indent(text, body, firstLine=2)
    for level, font in enumerate(("black", "kai", "body", "body"), start=1):
        style = _style(document, f"Heading {level}", font, body, latin)
        style.paragraph_format.keep_with_next = True
        indent(style, body, firstLine=2)
    title = _style(document, "Title", "title", _size("title"), latin, TITLE_LINE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head = document.styles.add_style("Attachment Title", title.type)
    head.base_style = document.styles["Heading 1"]
    _shape(head, "title", _size("title"), latin, TITLE_LINE)
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.space_after = LINE
    indent(head, body, firstLine=0)
    small = Pt(look().type["table"])
    for name in ("Table Text", "Caption"):
        if name not in [style.name for style in document.styles]:
            document.styles.add_style(name, title.type)
        style = _style(document, name, "body", small, latin)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(document, "Footer", "song", _size("folio"), latin, _size("folio"))


def _style(
    document: Document, name: str, font: str, size: Length, latin: str, line: Length = LINE
) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    _shape(style, font, size, latin, line)
    return style


def _shape(style: ParagraphStyle, font: str, size: Length, latin: str, line: Length) -> None:
    """Set a style's type and spacing; nothing of the program's own look stays."""
    set_font(style, FONTS[font], latin)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    is_body = size == _size("word_body")
    _space_signs(style, TAKEN_PT if is_body else 0)
    properties = style.element.get_or_add_pPr()
    for name in ("pBdr", "overflowPunct", "snapToGrid", "autoSpaceDE", "autoSpaceDN"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    # The grid tells Word and WPS what a page holds; the signs themselves keep to it everywhere,
    # also in programs that would let a sign of 16 pt take two places of the grid.
    for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        insert_ordered(properties, element(name, val=0))
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing, shape.line_spacing_rule = line, WD_LINE_SPACING.EXACTLY
    shape.widow_control = False


def _space_signs(style: ParagraphStyle, points: float) -> None:
    properties = style.element.get_or_add_rPr()
    for name in ("spacing", "kern"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    if points:
        insert_ordered(properties, element("spacing", val=round(20 * points)))


def _set_page(document: Document, content: Content, latin: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance, section.header_distance = FOOT, Mm(15)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = element(
        "docGrid",
        type="linesAndChars",
        linePitch=round(LINE.pt * 20),
        charSpace=round((SIGN_PT - _size("word_body").pt) * GRID_UNITS_PER_PT),
    )
    properties.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _add_folio(section.footer.paragraphs[0], content, is_odd=True)
    _add_folio(section.even_page_footer.paragraphs[0], content, is_odd=False)
    mark = str(content.cover["watermark"])
    if mark:
        _add_watermarks(section, mark)


def _add_watermarks(section: Section, words: str) -> None:
    for number, head in enumerate((section.header, section.even_page_header), start=1):
        add_watermark(head.paragraphs[0], words, FONTS["black"], number)


def _add_folio(foot: Paragraph, content: Content, *, is_odd: bool) -> None:
    """The page number: one sign from the right on odd pages, from the left on even ones."""
    before, after = say("commands", "official_page", content.language, page="|").split("|")
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_odd else WD_ALIGN_PARAGRAPH.LEFT
    side = "right" if is_odd else "left"
    indent(foot, _size("folio"), **{side: 1.0})
    foot.add_run(before)
    add_field(foot, "PAGE")
    foot.add_run(after)


class _Writer:
    """Writes head, text, sign-off and attachments, in order."""

    def __init__(self, document: Document, content: Content, letter: OfficialLetter) -> None:
        self._document = document
        self._letter = letter
        self._order = order_of(content)
        self._blocks = [block for piece in content.pieces for block in piece.blocks]
        figures = [block for block in self._blocks if block["kind"] == "figure"]
        self._pictures = iter(read_pictures(figures))

    def write(self) -> None:
        self._write_head()
        is_signed = False
        for block in self._blocks:
            if block.get("role") == "attachment" and not is_signed:
                self._sign()
                is_signed = True
            self._write_block(block)
        if not is_signed:
            self._sign()

    def _add(self, text: str, style: str = "Body Text") -> Paragraph:
        return self._document.add_paragraph(text, style=style)

    def _write_head(self) -> None:
        letter = self._letter
        marks = self._add("  ".join(letter.marks), "Normal")
        set_font(marks.runs[0] if marks.runs else marks.add_run(), FONTS["black"])
        if letter.note:
            self._add(letter.note, "Table Text")
        if letter.head or letter.number:
            self._write_red_head()
        title = self._add("", "Title")
        for number, line in enumerate(letter.title_lines):
            run = title.add_run(line)
            if number < len(letter.title_lines) - 1:
                run.add_break()
        is_below_rule = bool(letter.head or letter.number)
        title.paragraph_format.space_before = Length(LINE * 2) if is_below_rule else LINE
        title.paragraph_format.space_after = LINE
        if letter.addressee:
            self._add(letter.addressee, "Normal")

    def _write_red_head(self) -> None:
        letter, red = self._letter, RGBColor.from_string(look().colours["red"].strip("#").upper())
        last = self._document.paragraphs[-1]
        if letter.head:
            size = min(_size("head").pt, WIDTH.pt / max(1.0, sign_width(letter.head)))
            last = self._add("", "Title")
            run = last.add_run(letter.head)
            run.font.size, run.font.color.rgb = Pt(round(2 * size) / 2), red
            # A line has been taken by the marks; the mark's ink begins a little below its line.
            last.paragraph_format.space_before = Length(Mm(35) - LINE - Pt(size * 0.1))
            last.paragraph_format.line_spacing = Pt(size * 1.2)
        if letter.number:
            last = self._add(letter.number, "Normal")
            last.alignment = WD_ALIGN_PARAGRAPH.CENTER
            last.paragraph_format.space_before = Length(LINE * 2)
        edge = element("bottom", val="single", sz=16, space=8, color=look().colours["red"][1:])
        borders = element("pBdr")
        borders.append(edge)
        insert_ordered(last._p.get_or_add_pPr(), borders)

    def _sign(self) -> None:
        """What is announced and signed below the text."""
        letter, size = self._letter, _size("word_body")
        # Nobody signs a page without text on it.
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        label, wide = letter.attachments_label, sign_width(letter.attachments_label)
        for number, title in enumerate(letter.attachments):
            made = self._add(title if number else label + title, "Normal")
            made.alignment = WD_ALIGN_PARAGRAPH.LEFT
            indent(made, size, left=2 + wide, hanging=0 if number else wide)
            made.paragraph_format.space_before = Pt(0) if number else LINE
            made.paragraph_format.keep_with_next = True
        signed = [text for text in (letter.sender, letter.date) if text]
        date, sender = sign_width(letter.date), sign_width(letter.sender)
        from_right = max(4.0, (sender - date) / 2) if letter.date else 4.0
        for number, text in enumerate(signed):
            made = self._add(text, "Normal")
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            middle = from_right + date / 2 if letter.date else from_right + sender / 2
            right = from_right if text == letter.date else middle - sender / 2
            indent(made, size, right=max(0.0, right))
            if number == 0:
                made.paragraph_format.space_before = Length(LINE * 2)
            made.paragraph_format.keep_with_next = text != signed[-1]

    def _write_block(self, block: Block) -> None:
        match block["kind"]:
            case "heading":
                self._write_heading(block)
            case "paragraph":
                self._add(block["text"])
            case "bullets":
                for words in block["items"]:
                    self._add(words)
            case "text":
                self._add(block["text"], "Normal")
            case "table":
                self._write_table(block)
            case "figure":
                self._write_figure(block)

    def _write_heading(self, block: Block) -> None:
        level = self._order.level(block["level"])
        if block["role"] != "attachment":
            text = self._order.titled(block["text"], level, block["role"])
            self._add(text, f"Heading {level}")
            return
        label = self._add(self._order.number(level, "attachment"), "Normal")
        set_font(label.runs[0], FONTS["black"])
        label.paragraph_format.page_break_before = True
        label.paragraph_format.space_after = LINE
        label.paragraph_format.keep_with_next = True
        self._add(block["text"], "Attachment Title")

    def _write_table(self, block: Block) -> None:
        if block["caption"]:
            self._add(self._labelled(block, "table"), "Caption")
        add_table(self._document, block, WIDTH, is_shaded=False)
        self._add(block["note"], "Table Text")

    def _write_figure(self, block: Block) -> None:
        picture = self._document.add_picture(BytesIO(next(self._pictures)), width=WIDTH)
        picture._inline.docPr.set("descr", block["alt"])
        holder = self._document.paragraphs[-1]
        holder.style = self._document.styles["Table Text"]
        holder.paragraph_format.keep_with_next = bool(block["caption"])
        if block["caption"]:
            self._add(
                self._labelled(block, "figure"), "Caption"
            ).paragraph_format.keep_with_next = False

    def _labelled(self, block: Block, kind: str) -> str:
        label = self._order.label("table" if kind == "table" else "figure")
        return f"{label}  {block['caption']}"
