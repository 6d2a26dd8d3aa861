"""HTML, SVG and XML: texts as a reader sees them, attributes, comments, pictures inside."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree  # type: ignore[import-untyped]

from villages.press.gate.artefacts.pictures import read_picture
from villages.press.gate.artefacts.texts import decoded
from villages.press.gate.hits import CannotCheck, Layout, Piece, Place

#: Elements that stand within a line: their texts belong to one another.
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tspan", "textpath", "tt", "u", "var", "wbr",
})  # fmt: skip

#: Attributes of coordinates, styles and names for programs.
_SETTINGS = frozenset({
    "d", "points", "transform", "viewbox", "style", "class", "id", "x", "y", "x1", "x2", "y1",
    "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "values", "keytimes",
    "gradienttransform", "offset", "stroke-dasharray", "integrity", "nonce", "for",
    "aria-labelledby", "aria-describedby", "headers", "clip-path", "fill", "marker-end",
})  # fmt: skip

_DATA = re.compile(
    r"data:(?P<type>[\w.+-]+/[\w.+-]+|(?<=[\"'(]data:)|(?=;base64))"
    r"(?P<options>(?:;[\w=.+-]+)*),(?P<data>[^\"'()<>\s\\]*)",
    re.IGNORECASE,
)
#: Fonts and programs' own data hold drawings and tables, no words.
_SILENT_TYPES = ("font/", "application/font", "application/x-font", "application/vnd.ms-fontobject")

_ESCAPED = re.compile(
    r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})|\\([0-9a-fA-F]{4,6}) ?"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_html(content: bytes) -> Iterator[Piece]:
    """Yield the texts of a page.

    Raises
    ------
    CannotCheck
        If it cannot be read, or holds a picture or file that cannot be read.
    """
    text = decoded(content)
    yield from _embedded(text)
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8")
    tree = etree.fromstring(_DATA.sub("data:", text).encode("utf-8"), parser)
    if tree is not None:
        yield from _walk(tree)
    for outside in _outside(tree):
        yield Piece(outside, Place("comment"))


def read_xml(content: bytes, place: Place | None = None) -> Iterator[Piece]:
    """Yield the texts of an XML file or a drawing; entities are not followed.

    Parameters
    ----------
    content
        The file.
    place
        Where it stands in another file; by default its elements are named.
    """
    encoded = content
    if b"data:" in content:
        text = decoded(content)
        yield from _embedded(text)
        encoded = _DATA.sub("data:", text).encode("utf-8")
        encoded = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", encoded)
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    tree = etree.fromstring(encoded, parser)
    for each in (*_walk(tree), *(Piece(each, Place("comment")) for each in _outside(tree))):
        yield each if place is None else Piece(each.text, place, each.layout)


def _outside(tree: Any) -> Iterator[str]:
    """Comments before and behind the root."""
    if tree is None:
        return
    for each in (*tree.itersiblings(preceding=True), *tree.itersiblings()):
        yield each.text or ""
    yield tree.getroottree().docinfo.doctype or ""


def _embedded(text: str) -> Iterator[Piece]:
    """Yield what files inside of addresses say."""
    place = Place("embedded")
    for found in _DATA.finditer(text):
        kind = found["type"].lower()
        if kind.startswith(_SILENT_TYPES) or not found["data"]:
            continue
        if ";base64" in found["options"].lower():
            try:
                body = b64decode(unquote(found["data"]), validate=True)
            except (Base64Error, ValueError) as error:
                raise CannotCheck(place) from error
        else:
            body = unquote_to_bytes(found["data"])
        if "svg" in kind or kind.endswith("xml"):
            yield from read_xml(body, place)
        elif kind.startswith("image/"):
            yield from read_picture(body, place)
        elif kind in ("", "text/plain", "text/css", "application/json", "text/javascript"):
            yield Piece(decoded(body, place), place)
        elif kind.startswith("text/html"):
            yield from (Piece(each.text, place, each.layout) for each in read_html(body))
        else:
            raise CannotCheck(place)


def _walk(tree: Any) -> Iterator[Piece]:
    """Yield texts by block: what stands in one line or cell together."""
    block: list[str] = []
    owner = tree

    def finished() -> Iterator[Piece]:
        text = _BLANKS.sub(" ", "".join(block)).strip()
        block.clear()
        if text:
            yield Piece(text, partial(_element, owner))

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield Piece(element.text or "", partial(_element, element))
            block.append(element.tail or "")
            continue
        name = _name(element)
        is_inline = name in _INLINE and not (name == "tspan" and element.get("x") is not None)
        if event == "start":
            yield from _attributes(element)
            if not is_inline:
                yield from finished()
                owner = element
            if name in ("script", "style"):
                yield from _code(element)
            else:
                block.append(element.text or "")
        else:
            if not is_inline:
                yield from finished()
                owner = element.getparent() if element.getparent() is not None else tree
            if element is not tree:
                block.append(element.tail or "")
    yield from finished()


def _attributes(element: Any) -> Iterator[Piece]:
    for name, value in element.items():
        if len(value) < 2:
            continue
        layout: Layout = "settings" if str(name).rpartition("}")[2].lower() in _SETTINGS else "text"
        where = partial(_element, element)
        yield Piece(value, where, layout)
        if "%" in value and layout == "text":
            yield Piece(unquote(value), where)


def _code(element: Any) -> Iterator[Piece]:
    text = element.text or ""
    where = partial(_element, element)
    yield Piece(text, where, "settings")
    yield Piece(unescaped(text), where, "settings")


def unescaped(text: str) -> str:
    r"""Return a text with signs that are written by number, as in ``\u0031``, as themselves."""

    def sign(found: re.Match[str]) -> str:
        code = int(next(filter(None, found.groups())), 16)
        return chr(code) if code < 0x110000 else found[0]

    return _ESCAPED.sub(sign, text) if "\\" in text else text


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _element(element: Any) -> Place:
    """Return an element's place: which child of which, by kind alone."""
    steps = []
    while element is not None:
        if isinstance(element.tag, str) and re.fullmatch("[a-z]+[1-6]?", _name(element)):
            before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
            steps.append(_name(element) + (f"[{before + 1}]" if before else ""))
        element = element.getparent()
    return Place("element", (("path", "/".join(reversed(steps)) or "."),))
