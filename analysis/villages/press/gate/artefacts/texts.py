"""Plain text: by line, in the encodings that are written here."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from villages.press.gate.hits import CannotCheck, Piece, Place

_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(content: bytes, place: Place | None = None) -> str:
    """Return a text as it was encoded.

    Raises
    ------
    CannotCheck
        If it is in no encoding that is known.
    """
    marked = _MARKED.get(content[:2])
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotCheck(place or Place("whole"))


def read_text(content: bytes) -> Iterator[Piece]:
    """Yield the lines of a text; what a table's delimiter parts is read apart."""
    for number, line in enumerate(decoded(content).splitlines(), start=1):
        place = Place("line", (("number", number),))
        for cell in line.replace(";", "\t").replace('","', "\t").split("\t"):
            yield Piece(cell, place)
        for cell in line.split(",") if "," in line else ():
            yield Piece(cell.strip('"'), place)
