"""The text that a PDF draws, as a reader sees it: what stands close together belongs together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from villages.press.gate.artefacts.glyphs import STRING, Font, UnknownFont

#: Strings, and the operators that place or draw text. Everything else is passed over.
_TOKEN = re.compile(
    STRING + rb"|<[0-9A-Fa-f\s]+>(?!>)"
    rb"|(?<![A-Za-z0-9/*])(?:BT|ET|TJ|Tj|T\*|TD|Td|TL|Tm|Tf|Do|cm|BI|q|Q|'|\")(?![A-Za-z0-9*])",
    re.DOTALL,
)
_NUMBERS = re.compile(rb"[-+]?[0-9]*\.?[0-9]+")
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s*$")
_FONT = re.compile(rb"/([^\s/<>\[\]()]+)\s+([-+.0-9]+)\s*$")
_KERNS = re.compile(STRING + rb"|<[0-9A-Fa-f\s]*>|[-+]?[0-9]*\.?[0-9]+", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SIGNS = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"",
    b"\r\n": b"",
}  # fmt: skip

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)

#: Parts of the size: nearer than this, texts are one; up to this, a blank is between them.
_TOUCHING = 0.22
_NEAR = 0.6

#: Drawings inside of drawings inside of …: no page goes deeper.
_DEEPEST = 12


class Drawn:
    """Reads the text of a page and of the drawings in it.

    Parameters
    ----------
    font_of
        Returns a font of the resources' own; fonts are shared by pages and read once.
    """

    def __init__(self, font_of: Callable[[Any], Font]) -> None:
        self._font_of = font_of
        self._lines: list[str] = []
        self._end: tuple[float, float] | None = None

    def read(self, content: bytes, resources: Any, matrix: Matrix = _UNMOVED) -> Iterator[str]:
        """Yield the texts that are drawn, each as far as it stands together.

        Parameters
        ----------
        content
            What is drawn.
        resources
            Its fonts and drawings.
        matrix
            How it is placed.

        Raises
        ------
        UnknownFont
            If that cannot be told in this simple way.
        """
        self._lines, self._end = [], None
        self._draw(content, resources, matrix, 0)
        yield from self._lines

    def _draw(self, content: bytes, resources: Any, matrix: Matrix, depth: int) -> None:
        if depth > _DEEPEST:
            raise UnknownFont
        saved: list[tuple[Matrix, Font | None, float]] = []
        font: Font | None = None
        size = leading = 0.0
        line = text = _UNMOVED
        since = 0
        for found in _TOKEN.finditer(content):
            token = found[0]
            if token[:1] in b"(<":
                continue
            before = content[max(since, found.start() - 200) : found.start()]
            if token == b"q":
                saved.append((matrix, font, size))
            elif token == b"Q" and saved:
                matrix, font, size = saved.pop()
            elif token == b"cm":
                matrix = _times(_six(before), matrix)
            elif token == b"BT":
                line = text = _UNMOVED
            elif token == b"Tf":
                font, size = self._font(before, resources)
            elif token == b"Tm":
                line = text = _six(before)
            elif token == b"TL":
                leading = _last(before, 1)[0]
            elif token in (b"Td", b"TD"):
                x, y = _last(before, 2)
                line = text = _times((1, 0, 0, 1, x, y), line)
                leading = -y if token == b"TD" else leading
            elif token == b"Do":
                self._inner(before, resources, matrix, depth)
            elif token == b"BI":
                raise UnknownFont
            elif token != b"ET":
                if token in (b"T*", b"'", b'"'):
                    line = text = _times((1, 0, 0, 1, 0, -leading), line)
                if token != b"T*":
                    text = self._show(content[since : found.start()], font, size, text, matrix)
            since = found.end()

    def _font(self, before: bytes, resources: Any) -> tuple[Font, float]:
        named = _FONT.search(before)
        if named is None:
            raise UnknownFont
        held = resources["/Font"].get_object()
        return self._font_of(held.raw_get("/" + named[1].decode("ascii"))), float(named[2])

    def _inner(self, before: bytes, resources: Any, matrix: Matrix, depth: int) -> None:
        named = _NAMED.search(before)
        if named is None:
            raise UnknownFont
        inner = resources["/XObject"].get_object()["/" + named[1].decode("ascii")].get_object()
        if inner.get("/Subtype") != "/Form":
            return
        placed: Matrix = _matrix([float(each) for each in inner.get("/Matrix", _UNMOVED)])
        own = inner["/Resources"].get_object() if "/Resources" in inner else resources
        self._draw(inner.get_data(), own, _times(placed, matrix), depth + 1)

    def _show(
        self, operands: bytes, font: Font | None, size: float, text: Matrix, matrix: Matrix
    ) -> Matrix:
        """Add what is drawn to the texts; return where the next would begin."""
        if font is None:
            raise UnknownFont
        if b"(" not in operands and b"<" not in operands:
            raise UnknownFont
        shown: list[str] = []
        width = 0.0
        for each in _KERNS.findall(operands):
            if each[:1] in b"(<":
                read, wide = font.read(_bytes(each))
                shown.append(read)
                width += wide
            else:
                width -= float(each)
        after = _times((1, 0, 0, 1, width * size / 1000, 0), text)
        start, end = _times(text, matrix), _times(after, matrix)
        self._add("".join(shown), start, (end[4], end[5]), size)
        return after

    def _add(self, text: str, start: Matrix, end: tuple[float, float], size: float) -> None:
        tall = abs(size) * ((start[2] ** 2 + start[3] ** 2) ** 0.5) or 1.0
        if self._end is None:
            self._lines.append(text)
        else:
            gap = ((start[4] - self._end[0]) ** 2 + (start[5] - self._end[1]) ** 2) ** 0.5 / tall
            if gap < _TOUCHING:
                self._lines[-1] += text
            elif gap < _NEAR:
                self._lines[-1] += " " + text
            else:
                self._lines.append(text)
        self._end = end


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _last(before: bytes, count: int) -> list[float]:
    numbers = [float(each) for each in _NUMBERS.findall(before)[-count:]]
    if len(numbers) < count:
        raise UnknownFont
    return numbers


def _six(before: bytes) -> Matrix:
    return _matrix(_last(before, 6))


def _matrix(numbers: list[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _bytes(string: bytes) -> bytes:
    if string[:1] == b"<":
        digits = b"".join(string[1:-1].split()).decode("ascii")
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    inner = string[1:-1]
    return _ESCAPED.sub(_unescaped, inner) if b"\\" in inner else inner


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit() and sign[:1] < b"8":
        return bytes([int(sign, 8) & 255])
    return _SIGNS.get(sign, sign)
