"""Open a package of parts (Office Open XML) without being harmed by it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from villages.press.gate.hits import CannotCheck, Place, part

#: A report has some hundred parts and some ten million bytes.
MOST_PARTS = 10_000
MOST_BYTES = 300_000_000

#: Text that is packed is seldom a hundred times smaller; a bomb is a thousand times.
MOST_SHRUNK = 400
_SMALL = 1_000_000


def read_parts(content: bytes) -> Iterator[tuple[str, bytes, Place]]:
    """Yield name, content and place of every part.

    Raises
    ------
    CannotCheck
        If the package is broken, locked, too large when unpacked, or has two parts of one name.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise CannotCheck(Place("whole")) from error
    with archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        total = sum(entry.file_size for entry in entries)
        is_bomb = total > MOST_BYTES or (
            total > _SMALL and total > MOST_SHRUNK * max(1, len(content))
        )
        if is_bomb or len(entries) > MOST_PARTS or len(names) < len(entries):
            raise CannotCheck(Place("whole"))
        if _hidden(content, entries):
            raise CannotCheck(Place("whole"))
        for number, entry in enumerate(entries, start=1):
            place = part(entry.filename, number)
            if entry.flag_bits & 1:
                raise CannotCheck(place)
            try:
                with archive.open(entry) as stream:
                    body = stream.read(entry.file_size + 1)
            except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
                raise CannotCheck(place) from error
            if len(body) != entry.file_size:
                raise CannotCheck(place)
            yield entry.filename, body, place


def comments(content: bytes) -> Iterator[bytes]:
    """Yield what a package says beside its parts: its comment and those of the parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment
        for entry in archive.infolist():
            yield entry.comment


def parsed(body: bytes, place: Place) -> Any:
    """Return the root of a part; entities are not followed.

    Raises
    ------
    CannotCheck
        If it is no XML, or declares entities.
    """
    if b"<!ENTITY" in body:
        raise CannotCheck(place)
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise CannotCheck(place) from error


def _hidden(content: bytes, entries: list[zipfile.ZipInfo]) -> bool:
    """Whether something stands before the first part, where no reader of packages looks."""
    return bool(entries) and min(entry.header_offset for entry in entries) > 0
