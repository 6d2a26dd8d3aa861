"""JSON, lines of it, and notebooks: every text and number, and the files inside."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from villages.press.gate.artefacts.markup import read_html, read_xml
from villages.press.gate.artefacts.pictures import read_picture
from villages.press.gate.artefacts.texts import decoded
from villages.press.gate.hits import CannotCheck, Piece, Place

#: What is this long and looks like it is a file in base 64.
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]{40,}={0,2}[\r\n]*")
#: What is shorter and no picture is read as text.
_SMALLEST_FILE = 1000
_KNOWN_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff")
#: Fonts: OpenType, TrueType, WOFF.
_SILENT_BEGINNINGS = (b"OTTO", b"\0\1\0\0", b"wOFF", b"wOF2", b"true")


class _Pairs(list[tuple[str, Any]]):
    """An object with every key, one that stands twice too."""


def read_json(content: bytes) -> Iterator[Piece]:
    """Yield every key, text and number of a JSON file; of a notebook also what outputs hold.

    Raises
    ------
    CannotCheck
        If it is no JSON.
    """
    yield from _values(_loaded(decoded(content)), [0], None)


def read_json_lines(content: bytes) -> Iterator[Piece]:
    """Yield the same of each line; a line that is no JSON is read as text."""
    for number, line in enumerate(decoded(content).split("\n"), start=1):
        place = Place("line", (("number", number),))
        try:
            loaded = _loaded(line)
        except ValueError:
            yield Piece(line, place)
        else:
            yield from _values(loaded, [0], place)


def _loaded(text: str) -> Any:
    """Numbers stay as they are written."""
    return json.loads(
        text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str
    )


def _values(value: Any, count: list[int], place: Place | None) -> Iterator[Piece]:
    if isinstance(value, _Pairs):
        for key, inner in value:
            yield from _values(key, count, place)
            yield from _values(inner, count, place)
    elif isinstance(value, list):
        # Notebooks write a text as its lines.
        if len(value) > 1 and all(str(each).endswith("\n") for each in value[:-1]):
            yield from _values("".join(map(str, value)), count, place)
        for inner in value:
            yield from _values(inner, count, place)
    elif isinstance(value, str):
        count[0] += 1
        yield from _text(value, place or Place("value", (("number", count[0]),)))


def _text(text: str, place: Place) -> Iterator[Piece]:
    if _BASE64.fullmatch(text):
        yield from _file(text, place)
        return
    beginning = text.lstrip()[:200].lower()
    is_drawing = beginning.startswith("<svg") or (beginning.startswith("<?xml") and "<svg" in text)
    drawn = _as_drawing(text, place) if is_drawing else None
    # What stands in no element and no attribute, such as an element's own name, is in the lines.
    for line in text.splitlines():
        yield Piece(line, place, "text" if drawn is None else "line")
    if drawn is not None:
        yield from drawn
    elif beginning.startswith("<"):
        yield from _as_page(text, place)


def _as_drawing(text: str, place: Place) -> list[Piece] | None:
    """Return the texts of a drawing; None if it is none, but a text that begins like one."""
    try:
        return list(read_xml(text.encode("utf-8"), place))
    except CannotCheck:
        if _holds_file(text):
            raise
    except (etree.XMLSyntaxError, ValueError):
        pass
    return None


def _as_page(text: str, place: Place) -> list[Piece]:
    """Return the texts of a piece of a page, or nothing if it only begins like one."""
    try:
        read = list(read_html(text.encode("utf-8", "replace")))
    except CannotCheck as error:
        if _holds_file(text):
            raise CannotCheck(place) from error
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        pass
    else:
        return [Piece(each.text, place, each.layout) for each in read]
    return []


def _holds_file(text: str) -> bool:
    """Whether so much is in base 64 that it is a file, and no name that looks like one."""
    return any(len(found[0]) > _SMALLEST_FILE for found in _BASE64.finditer(text))


def _file(text: str, place: Place) -> Iterator[Piece]:
    try:
        body = b64decode(text)
    except (Base64Error, ValueError):
        body = b""
    if body.startswith(_KNOWN_BEGINNINGS):
        yield from read_picture(body, place)
    elif not body.startswith(_SILENT_BEGINNINGS):
        if len(text) > _SMALLEST_FILE:
            raise CannotCheck(place)
        yield Piece(text, place)
