"""The outermost elements of a piece of HTML, as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source"})


@dataclass(frozen=True)
class Element:
    """An element: its tag, its classes, all of it as written, and what stands inside."""

    tag: str
    classes: frozenset[str]
    html: str
    inner: str


def elements(html: str) -> list[Element]:
    """Return the outermost elements of a piece of HTML, untouched.

    Examples
    --------
    >>> [(each.tag, each.inner) for each in elements('<p class="a">b<i>c</i></p> <hr> <p>d</p>')]
    [('p', 'b<i>c</i>'), ('hr', ''), ('p', 'd')]
    """
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._depth, self._begin, self._inside = 0, 0, 0
        self._tag, self._classes = "", frozenset[str]()
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._begin = self._here()
            self._inside = self._begin + len(self.get_starttag_text() or "")
            self._tag = tag
            self._classes = frozenset((dict(attrs).get("class") or "").split())
        if tag not in _VOID:
            self._depth += 1
        elif self._depth == 0:
            self._close(self._inside, self._inside)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What ends where it begins opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or self._depth == 0:
            return
        self._depth -= 1
        if self._depth == 0:
            here = self._here()
            self._close(here, self._html.index(">", here) + 1)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _close(self, inner_end: int, end: int) -> None:
        whole, inner = self._html[self._begin : end], self._html[self._inside : inner_end]
        self.found.append(Element(self._tag, self._classes, whole, inner))
