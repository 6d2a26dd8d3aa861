"""Pieces of Word's own XML for which python-docx has no name: fields, fonts, indents, borders."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

#: The order in which Word wants what a paragraph or a run says of itself; the rest follows.
_SEQUENCE = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd",
    "tabs", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind",
    "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip
_RUN_SEQUENCE = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "kern", "sz", "szCs", "bdr",
    "lang",
)  # fmt: skip


def element(tag: str, /, *children: Any, **attributes: object) -> Any:
    """Return a new element of Word's own namespace with attributes of it."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


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


def colour(value: str) -> str:
    """Return a colour of the look as Word writes it.

    Examples
    --------
    >>> colour("#1f4e79")
    '1F4E79'
    """
    return value.strip("#").upper()


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


def border(side: str, points: float, shade: str, space: int = 0) -> Any:
    """Return a line at a side of a paragraph, table or cell; Word counts in eighths of a point."""
    return element(side, val="single", sz=round(8 * points), space=space, color=colour(shade))


def ground(shade: str) -> Any:
    """Return the shading of a paragraph or cell."""
    return element("shd", val="clear", color="auto", fill=colour(shade))


def text_run(text: str, *properties: Any) -> Any:
    """Return a run of text; spaces at its ends stay."""
    words = element("t")
    words.text = text
    words.set(_SPACE, "preserve")
    return _run(words, properties)


def _run(inner: Any, properties: Sequence[Any]) -> Any:
    # An element has one parent: what several runs share is copied.
    how = [element("rPr", *(copy.copy(each) for each in properties))] if properties else []
    return element("r", *how, inner)


def field_runs(code: str, result: str = "1", properties: Sequence[Any] = ()) -> Iterator[Any]:
    """Return the runs of a field that the program fills in, such as PAGE.

    Parameters
    ----------
    code
        What Word calls the field.
    result
        What it shows until it is filled in.
    properties
        How it is written.
    """
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(_SPACE, "preserve")
    yield _run(element("fldChar", fldCharType="begin"), properties)
    yield _run(instruction, properties)
    yield _run(element("fldChar", fldCharType="separate"), properties)
    if result:
        yield text_run(result, *properties)
    yield _run(element("fldChar", fldCharType="end"), properties)


def add_field(paragraph: Paragraph, code: str, result: str = "1") -> None:
    """Add a field that the program fills in, such as PAGE."""
    paragraph._p.extend(field_runs(code, result))
