"""The styles of a report in Word: the look's sizes and colours under Word's own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.styles.style import ParagraphStyle

from villages.look import look
from villages.press.export.word.elements import (
    border,
    colour,
    element,
    ground,
    insert_ordered,
    set_font,
)
from villages.vocabulary import Language

#: Windows, WPS and Word for macOS all have it, and it has a bold face of its own: 宋体 has none, so
#: that programs would smear it where the report sets what asks for work in bold.
EASTERN = "微软雅黑"

#: Latin words and figures; without it the program would take a Chinese font's wide figures.
LATIN = "Arial"

#: Lines are at least so far apart, in sizes of their type: 微软雅黑 is taller than Arial.
_LINE: Mapping[Language, float] = {"zh": 1.7, "en": 1.45}
_CLOSE_LINE: Mapping[Language, float] = {"zh": 1.4, "en": 1.25}


@dataclass(frozen=True)
class _Style:
    """A style in points and names of the look.

    ``edges`` are lines around it, from the top counter-clockwise: side, points, colour, distance.
    ``leader`` fills the way to a tab at the right edge.
    """

    name: str
    size: str
    before: float = 0
    after: float = 0
    shade: str = "ink"
    is_bold: bool = False
    is_close: bool = False
    is_kept_on: bool = False
    is_together: bool = False
    align: str = "left"
    outline: int | None = None
    edges: tuple[tuple[str, float, str, int], ...] = ()
    fill: str = ""
    left_indent: float = 0
    first_indent: float = 0
    right_indent: float = 0
    following: str = "Body Text"
    numbering: int | None = None
    leader: str = ""


def _box(shade: str, space: int) -> tuple[tuple[str, float, str, int], ...]:
    return tuple((side, 0.5, shade, space) for side in ("top", "left", "bottom", "right"))


_BOLD_ON: Mapping[str, Any] = {"is_bold": True, "is_kept_on": True}

STYLES = (
    _Style("Normal", "body"),
    _Style("Body Text", "body", after=7, align="both"),
    _Style("Heading 1", "heading_1", 24, 12, "accent", outline=0,
           edges=(("bottom", 0.75, "accent", 3),), **_BOLD_ON),
    _Style("Heading 2", "heading_2", 18, 8, outline=1, **_BOLD_ON),
    _Style("Heading 3", "heading_3", 14, 6, outline=2, **_BOLD_ON),
    _Style("Heading 4", "heading_4", 12, 4, outline=3, **_BOLD_ON),
    _Style("TOC Heading", "heading_1", 0, 14, "accent", **_BOLD_ON),
    _Style("toc 1", "body", before=6, is_bold=True, leader="dot"),
    _Style("toc 2", "body", left_indent=14, leader="dot"),
    _Style("Title", "title", 150, 8, "accent", is_bold=True, is_close=True),
    _Style("Subtitle", "subtitle", after=10, shade="quiet", is_close=True,
           edges=(("bottom", 2, "accent", 12),)),
    _Style("Cover Mark", "lead", shade="accent", is_bold=True),
    _Style("Cover Headline", "lead", 18, 110, is_bold=True,
           edges=(("left", 3, "accent", 8),), left_indent=11),
    _Style("List Bullet", "body", after=4, left_indent=15, first_indent=-15, numbering=1),
    _Style("Finding", "body", 4, 10, is_bold=True, is_together=True, fill="faint",
           edges=(("top", 4, "faint", 2), ("left", 2.5, "accent", 8), ("bottom", 4, "faint", 2)),
           left_indent=10, right_indent=2),
    _Style("Large", "title", 4, 8, "accent", is_bold=True, is_close=True),
    _Style("Circular", "body", 6, 10, is_together=True, align="both", edges=_box("hairline", 8),
           left_indent=9, right_indent=9, first_indent=21),
    _Style("Note", "note", 4, 12, "quiet", is_close=True),
    _Style("Caption", "table", 12, 5, is_bold=True, is_close=True, is_kept_on=True),
    # Below its picture.
    _Style("Figure Caption", "table", 4, 0, is_bold=True, is_close=True, is_kept_on=True),
    _Style("Source", "note", 2, 14, "quiet", is_close=True),
    _Style("Figure", "body", 12, 0, is_kept_on=True),
    _Style("Table Text", "table", is_close=True, following="Table Text"),
    _Style("Text Output", "note", 6, 10, is_close=True, fill="faint", edges=_box("faint", 6),
           left_indent=7, right_indent=7),
    _Style("Letter", "body", after=8),
    _Style("Header", "note", shade="quiet", edges=(("bottom", 0.5, "hairline", 3),),
           is_close=True, following="Header", leader="none"),
    _Style("Footer", "note", shade="quiet", align="center", is_close=True, following="Footer"),
)  # fmt: skip


def define_styles(document: Document, language: Language) -> None:
    """Give a document the styles of a report; nothing of the program's own look stays.

    Parameters
    ----------
    document
        A new document whose page is set.
    language
        Its language: Chinese lines stand further apart.
    """
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    fonts = defaults.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), EASTERN)
    known = {style.name for style in document.styles}
    for each in STYLES:
        if each.name in known:
            made = document.styles[each.name]
        else:
            is_own_of_word = each.name.startswith("toc ")
            made = document.styles.add_style(
                each.name, WD_STYLE_TYPE.PARAGRAPH, builtin=is_own_of_word
            )
        assert isinstance(made, ParagraphStyle)
        _shape(made, each, language)
        if each.leader:
            stop = element("tab", val="right", leader=each.leader, pos=text_width(document).twips)
            insert_ordered(made.element.get_or_add_pPr(), element("tabs", stop))
    for each in STYLES:
        style = document.styles[each.name]
        assert isinstance(style, ParagraphStyle)
        style.next_paragraph_style = document.styles[each.following]
        if each.name != "Normal":
            style.base_style = document.styles["Normal"]
    _shape_bullets(document)


def _shape(style: ParagraphStyle, given: _Style, language: Language) -> None:
    shades, size = look().colours, look().type[given.size]
    for name in ("w:pPr", "w:rPr"):
        for found in style.element.findall(qn(name)):
            style.element.remove(found)
    for name in ("semiHidden", "unhideWhenUsed", "link"):
        for found in style.element.findall(qn(f"w:{name}")):
            style.element.remove(found)
    style.quick_style = True
    set_font(style, EASTERN, LATIN)
    style.font.size, style.font.bold = Pt(size), given.is_bold
    properties = style.element.get_or_add_rPr()
    insert_ordered(properties, element("color", val=colour(shades[given.shade])))
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(given.before), Pt(given.after)
    shape.line_spacing = Pt(round(size * (_CLOSE_LINE if given.is_close else _LINE)[language], 1))
    # Never less, but a picture or a taller font gets what it needs.
    shape.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    shape.keep_with_next = given.is_kept_on
    shape.keep_together = given.is_kept_on or given.is_together
    shape.widow_control = True
    for side in ("left", "right", "first_line"):
        value = given.first_indent if side == "first_line" else getattr(given, f"{side}_indent")
        if value:
            setattr(shape, f"{side}_indent", Pt(value))
    own = style.element.get_or_add_pPr()
    if given.edges:
        lines = (border(side, width, shades[shade], gap) for side, width, shade, gap in given.edges)
        insert_ordered(own, element("pBdr", *lines))
    if given.fill:
        insert_ordered(own, ground(shades[given.fill]))
    insert_ordered(own, element("jc", val=given.align))
    if given.outline is not None:
        insert_ordered(own, element("outlineLvl", val=given.outline))
    if given.numbering is not None:
        insert_ordered(own, element("numPr", element("numId", val=given.numbering)))


def _shape_bullets(document: Document) -> None:
    """A point that every font has: Word's own one is of a font that other systems lack."""
    numbering = document.part.numbering_part.element
    for level in numbering.iter(qn("w:lvl")):
        named = level.find(qn("w:pStyle"))
        if named is None or named.get(qn("w:val")) != "ListBullet":
            continue
        level.find(qn("w:lvlText")).set(qn("w:val"), "•")
        for old in (*level.findall(qn("w:rPr")), *level.findall(qn("w:pPr"))):
            level.remove(old)
        fonts = element("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=EASTERN, cs=LATIN)
        shade = element("color", val=colour(look().colours["accent"]))
        level.append(element("pPr", element("ind", left=Pt(15).twips, hanging=Pt(15).twips)))
        level.append(element("rPr", fonts, shade))


def text_width(document: Document) -> Length:
    """Return how wide the text of a document's pages is."""
    section = document.sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None and section.right_margin is not None
    return Length(section.page_width - section.left_margin - section.right_margin)
