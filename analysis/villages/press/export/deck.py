"""A page as a deck: its own slides, or what it shows cut into slides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from villages.catalogue import say
from villages.press.export.order import Order
from villages.vocabulary import Language

Part = TypeVar("Part")
Kind = Literal["cover", "slide", "heading", "exhibit", "note", "text"]


class DeckOrder(Order):
    """Count through a deck: its tables and figures bear no numbers."""

    def label(self, kind: Literal["table", "figure"]) -> str:
        """Return no number."""
        return ""


@dataclass(frozen=True)
class Item(Generic[Part]):
    """A part of a page: what kind it is, and of a heading its words."""

    kind: Kind
    part: Part
    words: str = ""


@dataclass(frozen=True)
class Frame(Generic[Part]):
    """A slide that is cut from a page; a ``slide`` of the page's own comes as its only part."""

    title: str
    parts: tuple[Part, ...]
    is_own: bool = False


@dataclass
class _Cutting(Generic[Part]):
    language: Language
    title: str
    parts: list[Part] = field(default_factory=list)
    has_exhibit: bool = False
    has_title_been_shown: bool = True

    def ready(self) -> Iterator[Frame[Part]]:
        """The slide so far; a heading below which nothing stands is a slide, too."""
        if self.parts or not self.has_title_been_shown:
            yield Frame(self.title, tuple(self.parts))
            if not self.title.endswith(self._continued("")):
                self.title = self._continued(self.title)
        self.parts, self.has_exhibit, self.has_title_been_shown = [], False, True

    def _continued(self, title: str) -> str:
        return say("slides", "continued", self.language, title=title)


def frames(items: Iterable[Item[Part]], language: Language, title: str) -> Iterator[Frame[Part]]:
    """Cut what a page shows into slides.

    A heading, a chart or a table opens a slide; a single paragraph before a chart or table
    introduces it and stays with it, and so does the note below.

    Parameters
    ----------
    items
        The parts of the page in order.
    language
        The language of the page.
    title
        What stands above parts before the first heading.

    Examples
    --------
    >>> items = [Item("heading", "h", "Income"), Item("exhibit", "a"), Item("exhibit", "b")]
    >>> [(each.title, each.parts) for each in frames(items, "en", "Report")]
    [('Income', ('a',)), ('Income (continued)', ('b',))]
    """
    cutting: _Cutting[Part] = _Cutting(language, title)
    for item in items:
        if item.kind == "cover":
            continue
        if item.kind == "slide":
            yield from cutting.ready()
            yield Frame("", (item.part,), is_own=True)
            continue
        if item.kind == "heading":
            yield from cutting.ready()
            cutting.title, cutting.has_title_been_shown = item.words, False
            continue
        is_exhibit = item.kind == "exhibit"
        is_full = cutting.has_exhibit if item.kind != "note" else False
        if is_full or (is_exhibit and len(cutting.parts) > 1):
            yield from cutting.ready()
        cutting.parts.append(item.part)
        cutting.has_exhibit = cutting.has_exhibit or is_exhibit
    yield from cutting.ready()
