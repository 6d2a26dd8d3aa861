"""PDF: texts by page, and every text, stream and file beside the pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from villages.press.gate.artefacts.drawn import Drawn
from villages.press.gate.artefacts.glyphs import STRING, Font, UnknownFont, read_font
from villages.press.gate.artefacts.pictures import read_picture, readings
from villages.press.gate.hits import CannotCheck, Piece, Place

#: Words beside what is drawn, as streams of drawings hold them: what a picture shows, what a sign
#: stands for.
_MARKED = re.compile(
    rb"/(?:Alt|ActualText|E|Contents|T|TU)\s*(?:<([0-9A-Fa-f\s]*)>|(" + STRING + rb"))", re.DOTALL
)
#: No number that names a person has fewer digits.
_SHORTEST_NUMBER = 10

_OCTAL = re.compile(rb"\\([0-7]{1,3})|\\(.)", re.DOTALL)

#: Streams of fonts and colours, and tables of programs: no words.
_SILENT = frozenset({"/XRef", "/ObjStm", "/Pattern"})


def read_pdf(content: bytes) -> Iterator[Piece]:
    """Yield the texts of a PDF.

    Raises
    ------
    CannotCheck
        If it is broken or locked, or a file attached to it cannot be read.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise CannotCheck(Place("whole"))
        fonts = _Fonts()
        for number, page in enumerate(reader.pages, start=1):
            yield from _page(page, Place("page", (("number", number),)), fonts)
        yield from _beside(reader)
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise CannotCheck(Place("whole")) from error


class _Fonts:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        self._read: dict[int, Font] = {}

    def __call__(self, held: Any) -> Font:
        number = held.idnum if isinstance(held, IndirectObject) else 0
        if number and number in self._read:
            return self._read[number]
        font = read_font(held.get_object())
        if number:
            self._read[number] = font
        return font


def _page(page: PageObject, place: Place, fonts: _Fonts) -> Iterator[Piece]:
    """Yield what stands together on a page; if its fonts are of a rare kind, the slow way."""
    held = page.get("/Contents")
    if held is None:
        return
    parts = held if isinstance(held, ArrayObject) else [held]
    content = b"\n".join(each.get_object().get_data() for each in parts)
    try:
        texts = list(Drawn(fonts).read(content, page["/Resources"].get_object()))
    except (UnknownFont, KeyError, IndexError, ValueError, TypeError, AttributeError):
        drawn: list[str] = []
        text = page.extract_text(visitor_text=lambda text, *_: drawn.append(text))
        for line in text.splitlines():
            yield Piece(line, place, "line")
        texts = drawn
    for each in texts:
        if not each.isspace():
            yield Piece(each.strip(), place)


def _beside(reader: PdfReader) -> Iterator[Piece]:
    """Yield the texts of every object: properties, bookmarks, notes, forms, other words."""
    numbers = {number for each in reader.xref.values() for number in each}
    place = Place("properties")
    for number in sorted(numbers | set(reader.xref_objStm)):
        held = reader.get_object(IndirectObject(number, 0, reader))
        yield from _held(held, place)


def _held(held: Any, place: Place) -> Iterator[Piece]:
    if isinstance(held, TextStringObject):
        yield Piece(str(held), place)
    elif isinstance(held, ByteStringObject):
        for text in readings(bytes(held)):
            yield Piece(text, place)
    elif isinstance(held, ArrayObject):
        for each in held:
            yield from _held(each, place)
    elif isinstance(held, DictionaryObject):
        for key, value in held.items():
            yield from _held(key, place)
            yield from _held(value, place)
        if isinstance(held, StreamObject):
            yield from _stream(held, place)
    elif isinstance(held, NameObject) and len(held) > _SHORTEST_NUMBER:
        yield Piece(str(held), place, "settings")


def _stream(held: StreamObject, place: Place) -> Iterator[Piece]:
    kind = held.get("/Type")
    if kind == "/Metadata":
        for text in readings(held.get_data()):
            yield Piece(text, place)
    elif kind == "/EmbeddedFile":
        yield from _attached(held.get_data())
    elif held.get("/Filter") == "/DCTDecode":
        yield from read_picture(held._data, place)
    elif kind not in _SILENT and "/Length1" not in held and held.get("/Subtype") != "/Image":
        yield from _marked(held.get_data(), place)


def _marked(drawing: bytes, place: Place) -> Iterator[Piece]:
    """Yield the words that a drawing has for whoever does not see it."""
    for found in _MARKED.finditer(drawing):
        if found[1] is not None:
            body = bytes.fromhex(re.sub(r"\s", "", found[1].decode("ascii")))
        else:
            body = _OCTAL.sub(_byte, found[2][1:-1])
        if body.startswith((b"\xfe\xff", b"\xff\xfe")):
            yield Piece(body.decode("utf-16", "replace"), place)
        else:
            yield Piece(body.decode("utf-8", "replace"), place)


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8) & 255]) if found[1] else found[2]


def _attached(body: bytes) -> Iterator[Piece]:
    """Yield the texts of a file that is attached, whatever it is called."""
    from villages.press.gate.artefacts.reading import read_pieces

    place = Place("attached")
    for ending in _endings(body):
        try:
            pieces = read_pieces(f"attached{ending}", body)
        except CannotCheck:
            continue
        yield from (Piece(each.text, place, each.layout) for each in pieces)
        return
    raise CannotCheck(place)


def _endings(body: bytes) -> tuple[str, ...]:
    if body.startswith(b"PK"):
        return (".docx",)
    for beginning, ending in ((b"%PDF-", ".pdf"), (b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg")):
        if body.startswith(beginning):
            return (ending,)
    is_markup = body.lstrip()[:1] == b"<"
    return (".xml", ".html") if is_markup else (".json", ".txt")
