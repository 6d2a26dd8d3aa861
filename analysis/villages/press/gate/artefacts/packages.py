"""Word documents and Excel workbooks: every part, whatever of it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from villages.press.gate.artefacts.archive import comments, parsed, read_parts
from villages.press.gate.artefacts.pictures import read_picture, readings
from villages.press.gate.artefacts.spreadsheets import Formats, read_sheet
from villages.press.gate.artefacts.texts import decoded
from villages.press.gate.hits import CannotCheck, Piece, Place

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WORKBOOK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

#: Elements whose runs make one text, as they are read together.
_PARAGRAPHS = {
    f"{_WORDS}p", f"{_DRAWING}p", f"{_WORKBOOK}si", f"{_WORKBOOK}is", f"{_WORKBOOK}text",
}  # fmt: skip
_SIGNS = {
    f"{_WORDS}tab": "\t", f"{_WORDS}br": "\n", f"{_WORDS}cr": "\n", f"{_DRAWING}br": "\n",
    f"{_WORDS}noBreakHyphen": "-", f"{_WORDS}softHyphen": "", f"{_WORDS}ptab": "\t",
}  # fmt: skip
#: What is not read as part of its paragraph: pronunciation, and another paragraph inside.
_PHONETIC = f"{_WORKBOOK}rPh"

_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_XML = (".xml", ".rels", ".vml")
_PICTURES = (".png", ".jpg", ".jpeg")
_SILENT = (".odttf", ".ttf", ".otf")

#: Attributes that place and size: no text, but long numbers.
_SETTINGS = re.compile(r"(?:rsid\w*|paraId|textId|durableId|x|y|cx|cy|w|h|spans|r|s|ht|uid|sqref)")


def read_document(content: bytes) -> Iterator[Piece]:
    """Yield the texts of a Word document: text, notes, comments, headers, properties, names.

    Raises
    ------
    CannotCheck
        If it is broken, or has a part that nobody knows how to read.
    """
    yield from _package(content, is_workbook=False)


def read_workbook(content: bytes) -> Iterator[Piece]:
    """Yield the texts and numbers of a workbook, also of what is hidden.

    Raises
    ------
    CannotCheck
        If it is broken, or has a part that nobody knows how to read.
    """
    yield from _package(content, is_workbook=True)


def _package(content: bytes, *, is_workbook: bool) -> Iterator[Piece]:
    parts = list(read_parts(content))
    for comment in comments(content):
        for text in readings(comment):
            yield Piece(text, Place("whole"))
    bodies = {name: body for name, body, _ in parts}
    formats = Formats.of(bodies.get("xl/styles.xml"), Place("part", (("part", "xl/styles.xml"),)))
    shared = _shared(bodies.get("xl/sharedStrings.xml", b""))
    for name, body, place in parts:
        lower = name.lower()
        yield Piece(name, place)
        if not body or lower.endswith("/"):
            continue
        if is_workbook and _SHEET.fullmatch(name):
            number = int("".join(re.findall("[0-9]+", name))[:6] or 0)
            yield from read_sheet(parsed(body, place), number, shared, formats)
        elif lower.endswith(_XML):
            yield from _part(parsed(body, place), place)
        elif lower.endswith(_PICTURES):
            yield from read_picture(body, place)
        elif lower.endswith(".svg"):
            yield from _drawing(body, place)
        elif lower.endswith((".xlsx", ".docx")):
            yield from (Piece(each.text, place, each.layout) for each in read_workbook(body))
        elif lower.endswith(".txt"):
            yield Piece(decoded(body, place), place)
        elif not lower.endswith(_SILENT):
            raise CannotCheck(place)


def _drawing(body: bytes, place: Place) -> Iterator[Piece]:
    from villages.press.gate.artefacts.markup import read_xml

    yield from read_xml(body, place)


def _shared(body: bytes) -> list[str]:
    """The texts that cells point to."""
    if not body:
        return []
    root = parsed(body, Place("part", (("part", "xl/sharedStrings.xml"),)))
    return ["".join(_runs(each)) for each in root.iter(f"{_WORKBOOK}si")]


def _part(root: Any, place: Place) -> Iterator[Piece]:
    """Yield the paragraphs, other texts, attributes and comments of a part."""
    numbered = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield Piece(element.text or "", place)
            continue
        if element.tag in _PARAGRAPHS:
            numbered += 1
            text = "".join(_runs(element))
            yield Piece(text, partial(_paragraph, place, numbered))
        elif element.text and not element.text.isspace() and not _is_in_paragraph(element):
            yield Piece(element.text, place)
        for name, value in element.attrib.items():
            if len(value) > 1 and not _SETTINGS.fullmatch(str(name).rpartition("}")[2]):
                yield Piece(str(value), place)


def _runs(paragraph: Any) -> Iterator[str]:
    """Yield the texts of a paragraph in their order, not those of paragraphs inside of it."""
    waiting = [*reversed(paragraph)]
    while waiting:
        element = waiting.pop()
        if element.tag in _PARAGRAPHS or element.tag == _PHONETIC:
            continue
        if element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif isinstance(element.tag, str) and element.text:
            yield element.text
        waiting.extend(reversed(element))


def _is_in_paragraph(element: Any) -> bool:
    return any(each.tag in _PARAGRAPHS for each in element.iterancestors())


def _paragraph(place: Place, number: int) -> Place:
    return Place(f"{place.sentence}_paragraph", (*place.values, ("paragraph", number)))
