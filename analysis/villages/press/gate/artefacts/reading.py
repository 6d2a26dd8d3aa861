"""Choose the reader of a file by its name and its first bytes, which must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from villages.press.gate.artefacts.markup import read_html, read_xml
from villages.press.gate.artefacts.notation import read_json, read_json_lines
from villages.press.gate.artefacts.packages import read_document, read_workbook
from villages.press.gate.artefacts.pictures import read_picture
from villages.press.gate.artefacts.portable import read_pdf
from villages.press.gate.artefacts.texts import read_text
from villages.press.gate.hits import CannotCheck, Piece, Place

Reader = Callable[[bytes], Iterator[Piece]]

_ZIP = (b"PK\x03\x04",)
_PICTURE = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

#: Ending → how a file of it may begin, and its reader.
_READERS: dict[str, tuple[tuple[bytes, ...], Reader]] = {
    ".html": ((b"",), read_html),
    ".htm": ((b"",), read_html),
    ".svg": ((b"",), read_xml),
    ".xml": ((b"",), read_xml),
    ".pdf": ((b"%PDF-",), read_pdf),
    ".xlsx": (_ZIP, read_workbook),
    ".docx": (_ZIP, read_document),
    ".png": (_PICTURE, read_picture),
    ".jpg": (_PICTURE, read_picture),
    ".jpeg": (_PICTURE, read_picture),
    ".json": ((b"",), read_json),
    ".ipynb": ((b"",), read_json),
    ".jsonl": ((b"",), read_json_lines),
    ".txt": ((b"",), read_text),
    ".csv": ((b"",), read_text),
    ".log": ((b"",), read_text),
    ".md": ((b"",), read_text),
}


def read_pieces(name: str, content: bytes) -> list[Piece]:
    """Return every text of a file.

    Parameters
    ----------
    name
        The file's name: its ending says what it is.
    content
        The file.

    Raises
    ------
    CannotCheck
        If nobody knows how to read the file, or a part of it, to its end.
    """
    beginnings, reader = _READERS.get(PurePath(name).suffix.lower(), ((), None))
    if reader is None or not content.startswith(beginnings):
        raise CannotCheck(Place("whole"))
    try:
        return list(reader(content))
    except CannotCheck:
        raise
    except Exception as error:
        # Whatever a library makes of a broken file: what cannot be read is not published.
        raise CannotCheck(Place("whole")) from error
