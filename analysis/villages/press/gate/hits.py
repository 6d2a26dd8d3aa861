"""What the gate finds: which file, where, which kind; never the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from villages.catalogue import say
from villages.vocabulary import Language

Kind = Literal[
    "identity_number", "old_identity_number", "bank_card", "mobile", "landline", "name", "unchecked"
]

#: How a text is laid out: sentences and cells; a line that may hold the numbers of many cells; or
#: coordinates and settings, where blanks part what does not belong together.
Layout = Literal["text", "line", "settings"]

#: Parts of a document or workbook as the programs that write them call them.
_USUAL_PART = re.compile(
    r"(?:(?:word|xl|docProps|customXml|_rels|media|worksheets|drawings|charts|theme|embeddings)/)*"
    r"(?:(?:document|styles|settings|comments|footnotes|endnotes|header|footer|core|app|custom|sheet"
    r"|sharedStrings|workbook|image|drawing|vmlDrawing|chart|item|itemProps|numbering|theme|people"
    r"|table|fontTable|webSettings|thumbnail|picture)[0-9]{0,3})?"
    r"(?:\.[a-z]{2,4}){1,3}|\[Content_Types\]\.xml"
)


@dataclass(frozen=True)
class Place:
    """Where in a file something stands, in no words of the file itself.

    Attributes
    ----------
    sentence
        The sentence in the catalogue: ``gate_at_…``.
    values
        What it names, as pairs: numbers, an element's path, a part of a package.
    """

    sentence: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: Language) -> str:
        """Return the place in words."""
        return say("commands", f"gate_at_{self.sentence}", language, **dict(self.values))


@dataclass(frozen=True)
class Piece:
    """A text of a file, and where it stands.

    Attributes
    ----------
    text
        The text.
    where
        The place, or what tells it: few of many places are ever asked for.
    layout
        How the text is laid out.
    """

    text: str
    where: Place | Callable[[], Place]
    layout: Layout = "text"

    @cached_property
    def place(self) -> Place:
        """Where the text stands."""
        return self.where if isinstance(self.where, Place) else self.where()


class CannotCheck(Exception):
    """A file, or a part of one, that cannot be read to its end.

    Parameters
    ----------
    place
        The part.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True)
class Hit:
    """Something that must not be published.

    Attributes
    ----------
    file
        The file's name; only its ending if the name is what was found.
    place
        Where in it.
    kind
        What it is.
    """

    file: str
    place: Place
    kind: Kind

    def text(self, language: Language) -> str:
        """Return in which kind of file it stands, where, and what it seems to be."""
        return say(
            "commands",
            "gate_hit",
            language,
            file=PurePath(self.file).suffix[1:].upper() or "?",
            place=self.place.text(language),
            kind=say("commands", f"gate_kind_{self.kind}", language),
        )


def part(name: str, number: int) -> Place:
    """Return the place of a part of a package: its name if that is one that programs give.

    Parameters
    ----------
    name
        The part's name, which its author may have chosen.
    number
        Which part it is, from one.

    Examples
    --------
    >>> part("word/media/image1.png", 7).text("en"), part("word/media/Wang Ming.png", 7).text("en")
    ('the part word/media/image1.png', 'part 7')
    """
    if _USUAL_PART.fullmatch(name):
        return Place("part", (("part", name),))
    return Place("part_number", (("number", number),))
