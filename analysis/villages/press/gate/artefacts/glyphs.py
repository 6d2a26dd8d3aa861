"""Fonts of a PDF: which text a string of glyphs stands for, and how wide it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])"
)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]*)>")

#: A string of a PDF: brackets in it may stand in pairs, five deep.
STRING = rb"\((?:[^\\()]++|\\.)*+\)"
for _ in range(5):
    STRING = rb"\((?:[^\\()]++|\\.|" + STRING + rb")*+\)"

#: Glyphs of a range that is longer are not listed: it is a mistake, or a trap.
_LONGEST_RANGE = 70_000

#: What a glyph stands for that the font does not explain.
_UNKNOWN = "\ufffd"


class UnknownFont(Exception):
    """A font that does not say which text its glyphs stand for."""


@dataclass(frozen=True)
class Font:
    """What a font says of its glyphs.

    Attributes
    ----------
    texts
        Glyph → text.
    widths
        Glyph → width in thousandths of the size.
    usual_width
        The width of every other glyph.
    bytes_each
        How many bytes name a glyph.
    """

    texts: dict[int, str]
    widths: dict[int, float] = field(default_factory=dict)
    usual_width: float = 1000.0
    bytes_each: int = 2

    def read(self, codes: bytes) -> tuple[str, float]:
        """Return the text of a string of glyphs, and its width in thousandths of the size."""
        if self.bytes_each == 2:
            glyphs = [codes[at] << 8 | codes[at + 1] for at in range(0, len(codes) - 1, 2)]
        else:
            glyphs = list(codes)
        texts, widths = self.texts, self.widths
        text = "".join([texts.get(glyph, _UNKNOWN) for glyph in glyphs])
        return text, sum([widths.get(glyph, self.usual_width) for glyph in glyphs])


def read_font(font: Any) -> Font:
    """Read a font of a PDF.

    Raises
    ------
    UnknownFont
        If it does not say which text its glyphs stand for.
    """
    if "/ToUnicode" not in font:
        raise UnknownFont
    texts = _texts(font["/ToUnicode"].get_object().get_data())
    if font.get("/Subtype") == "/Type0":
        if font.get("/Encoding") != "/Identity-H":
            raise UnknownFont
        inner = font["/DescendantFonts"][0].get_object()
        return Font(texts, _widths(inner.get("/W", ())), float(inner.get("/DW", 1000)))
    first = int(font.get("/FirstChar", 0))
    scale = 1.0
    if font.get("/Subtype") == "/Type3":
        scale = 1000 * float(font["/FontMatrix"][0])
    listed = [float(each) * scale for each in font.get("/Widths", ())]
    return Font(texts, dict(enumerate(listed, start=first)), 500.0, 1)


def _texts(table: bytes) -> dict[int, str]:
    texts: dict[int, str] = {}
    for block in _CHARACTERS.findall(table):
        for code, text in _PAIR.findall(block):
            texts[_number(code)] = _text(text)
    for block in _RANGES.findall(table):
        for first, last, text, listed in _RANGE.findall(block):
            start, end = _number(first), _number(last)
            if end - start > _LONGEST_RANGE:
                raise UnknownFont
            if listed:
                for code, each in enumerate(_HEXADECIMAL.findall(listed), start=start):
                    texts[code] = _text(each)
            elif text:
                begins = _text(text)
                for code in range(start, end + 1):
                    texts[code] = begins[:-1] + chr(ord(begins[-1]) + code - start)
    return texts


def _number(hexadecimal: bytes) -> int:
    return int(b"".join(hexadecimal.split()), 16)


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode("ascii")).decode("utf-16-be", "replace")


def _widths(listed: Any) -> dict[int, float]:
    """Read the two ways in which widths are listed: each, or one for a range."""
    widths: dict[int, float] = {}
    held = [each.get_object() if hasattr(each, "get_object") else each for each in listed]
    at = 0
    while at + 1 < len(held):
        first = int(held[at])
        if isinstance(held[at + 1], list):
            widths |= dict(enumerate(map(float, held[at + 1]), start=first))
            at += 2
        else:
            last = min(int(held[at + 1]), first + _LONGEST_RANGE)
            widths |= dict.fromkeys(range(first, last + 1), float(held[at + 2]))
            at += 3
    return widths
