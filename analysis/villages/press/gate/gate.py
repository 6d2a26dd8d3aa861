"""Inspect files before they are published; what is found stops them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path, PurePath

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.press.gate.artefacts import read_pieces
from villages.press.gate.digits import plain_digits
from villages.press.gate.hits import CannotCheck, Hit, Kind, Piece, Place
from villages.press.gate.identifiers import find_in_plain
from villages.press.gate.names import Names
from villages.vocabulary import Language

#: What stands between the texts of a file while they are looked through at once.
_BORDER = "\x1f"

#: How many places a message names.
MOST_NAMED = 3


class GateClosed(UserError):
    """Something that would be published holds what must not be.

    Parameters
    ----------
    hits
        What was found, at least one.
    """

    def __init__(self, hits: Sequence[Hit]) -> None:
        super().__init__("gate_closed", hits=tuple(hits))
        self.hits = tuple(hits)

    def __reduce__(self) -> tuple[type[GateClosed], tuple[tuple[Hit, ...]]]:
        return GateClosed, (self.hits,)

    def text(self, language: Language | None = None) -> str:
        """Return where what was found, and the remedy; never what it is."""
        spoken = language or user_language()
        named = [hit.text(spoken) for hit in self.hits[:MOST_NAMED]]
        told = say("commands", "gate_list_comma", spoken).join(named)
        if len(self.hits) > MOST_NAMED:
            told = say("commands", "gate_more", spoken, named=told, count=len(self.hits))
        return say("commands", self.key, spoken, hits=told)


def inspect(files: Mapping[str, bytes | Path], names: Names | None = None) -> tuple[Hit, ...]:
    """Return everything in files that must not be published.

    Parameters
    ----------
    files
        File name, as readers will see it → content, or the file that holds it.
    names
        The names that are looked for; None looks for numbers alone.
    """
    hits: list[Hit] = []
    for name, held in files.items():
        content = held.read_bytes() if isinstance(held, Path) else held
        hits += _inspect_one(name, content, names)
    return tuple(dict.fromkeys(hits))


def refuse(files: Mapping[str, bytes | Path], names: Names | None = None) -> None:
    """Let files pass, or raise.

    Raises
    ------
    GateClosed
        If any of them holds what must not be published.
    """
    hits = inspect(files, names)
    if hits:
        raise GateClosed(hits)


def _inspect_one(name: str, content: bytes, names: Names | None) -> Iterator[Hit]:
    shown = PurePath(name).name
    place = Place("file_name")
    stem = Piece(name.replace("/", _BORDER).replace("\\", _BORDER).replace("_", _BORDER), place)
    whole = Piece(name, place)
    kinds = [kind for _, kind in _found([stem, whole], names)]
    if kinds:
        shown = "*" + PurePath(name).suffix if PurePath(name).suffix.isascii() else "*"
        shown = shown[:8]
        yield from (Hit(shown, place, kind) for kind in kinds)
    try:
        pieces = read_pieces(name, content)
    except CannotCheck as error:
        yield Hit(shown, error.place, "unchecked")
        return
    for piece, kind in _found(pieces, names):
        yield Hit(shown, piece.place, kind)


def _found(pieces: Sequence[Piece], names: Names | None) -> Iterator[tuple[Piece, Kind]]:
    ordered = sorted(pieces, key=lambda piece: piece.layout)
    for layout, alike in groupby(ordered, key=lambda piece: piece.layout):
        group = list(alike)
        text = plain_digits(_BORDER.join(each.text.replace(_BORDER, "\n") for each in group))
        found = list(find_in_plain(text, layout))
        if found:
            borders = [each.start() for each in re.finditer(_BORDER, text)]
            for at, kind in found:
                yield group[bisect(borders, at)], kind
    if names is not None:
        looked_at: dict[str, bool] = {}
        for piece in pieces:
            if piece.layout == "settings":
                continue
            if piece.text not in looked_at:
                looked_at[piece.text] = names.find(piece.text)
            if looked_at[piece.text]:
                yield piece, "name"
