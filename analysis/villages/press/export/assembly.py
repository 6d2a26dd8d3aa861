"""The pieces of a report joined into one HTML body: headings, numbers and names made consistent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import cast

from villages.press.export.order import Order, Role
from villages.vocabulary import Language

#: Languages as HTML names them.
LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}

_HEADING = re.compile(r'<h([2-5])(?: class="(attachment|aside)")?>(.*?)</h\1>', re.DOTALL)
_CAPTION = re.compile(r"<(caption|figcaption)>(?=[^<])")
_TABLE = re.compile(r'<div class="table"><table><caption>(.*?)</caption>', re.DOTALL)
_PICTURE = re.compile(r'<div role="img"')
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>", re.DOTALL)
_SVG_NAME = re.compile(r'(\sid="|url\(#|href="#)')
_END_OF_COVER = "</header>"


@dataclass(frozen=True)
class Entry:
    """A line of the contents list: how deep, where to, and the heading's words."""

    level: int
    anchor: str
    text: str


class Assembly:
    """Join pieces of HTML in order.

    Parameters
    ----------
    order
        What counts headings, tables and figures.

    Attributes
    ----------
    entries
        The headings that were passed, for the contents list.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._drawings = 0
        self.entries: list[Entry] = []

    def assemble(self, pieces: list[str]) -> tuple[str, str]:
        """Return the cover and all that follows; without a cover the first is empty."""
        whole = "\n".join(self._finished(piece) for piece in pieces)
        cover, end, rest = whole.partition(_END_OF_COVER)
        return (cover + end, rest) if end else ("", whole)

    def _finished(self, html: str) -> str:
        html = _SVG.sub(self._own_names, _PROLOGUE.sub("", html))
        html = _HEADING.sub(self._heading, html)
        html = _TABLE.sub(self._table, html)
        html = _CAPTION.sub(self._caption, html)
        return _PICTURE.sub('<div class="picture" tabindex="0" role="img"', html)

    def _own_names(self, drawing: re.Match[str]) -> str:
        """Every chart names its parts alike; on one page each name must be unique."""
        self._drawings += 1
        return _SVG_NAME.sub(rf"\g<1>d{self._drawings}-", drawing[0])

    def _heading(self, found: re.Match[str]) -> str:
        level = self._order.level(int(found[1]) - 1)
        words = self._order.titled(found[3], level, cast(Role, found[2] or "chapter"))
        anchor = f"s{len(self.entries) + 1}"
        self.entries.append(Entry(level, anchor, unescape(re.sub("<[^>]*>", "", words))))
        return f'<h{level + 1} id="{anchor}">{words}</h{level + 1}>'

    def _table(self, found: re.Match[str]) -> str:
        frame = f'<div class="table" role="group" tabindex="0" aria-label="{found[1]}">'
        return f"{frame}<table><caption>{found[1]}</caption>"

    def _caption(self, found: re.Match[str]) -> str:
        label = self._order.label("table" if found[1] == "caption" else "figure")
        return f'<{found[1]}><span class="label">{escape(label)}</span> '
