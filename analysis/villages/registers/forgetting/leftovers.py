"""What lies about: files that still name a person, and the list of names."""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from villages.characters import without_blanks
from villages.errors import UserError
from villages.keyed_names import NAMES_FILE, KnownNames, read_key
from villages.registers.history.files import locked, settle_folder
from villages.registers.pseudonyms import LOCK

_TAGS = re.compile(r"<[^<>]*>")

#: How a text may lie in a file; a file of an old Excel holds UTF-16 at any byte.
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def files_that_name(
    folder: Path, needles: Collection[str], without: Collection[Path] = ()
) -> list[Path]:
    """Return the files of a folder and those below it in which any of some texts stands.

    Spreadsheets and documents are looked into; blanks, width and capitals do not count.

    Parameters
    ----------
    folder
        The folder; there need be none.
    needles
        The texts.
    without
        Folders and files that are left alone.
    """
    wanted = {_folded(each) for each in needles if each}
    left_alone = {path.resolve() for path in without}
    found = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        real = path.resolve()
        if not path.is_file() or path.is_symlink() or left_alone & {real, *real.parents}:
            continue
        texts = [path.name, *_texts(path)]
        if any(needle in folded for text in texts for folded in _ways(text) for needle in wanted):
            found.append(path)
    return found


def _texts(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    yield from _decoded(content)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                try:
                    yield from _decoded(archive.read(name))
                except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
                    continue


def _decoded(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            yield content[start:].decode(encoding, "replace")


def _ways(text: str) -> Iterator[str]:
    yield _folded(text)
    if "<" in text or "&" in text:
        # Excel cuts a cell's text into runs.
        yield _folded(html.unescape(_TAGS.sub("", text)))


def _folded(text: str) -> str:
    return without_blanks(unicodedata.normalize("NFKC", text)).casefold().replace("-", "")


def forget_names(folder: Path, names: Collection[str]) -> int:
    """Take names off the private folder's list; return how many stood there.

    Another person of the same name comes back on it with the next return that names her.

    Parameters
    ----------
    folder
        The folder of the key.
    names
        The names.
    """
    if not names or not (folder / NAMES_FILE).is_file():
        return 0
    try:
        with locked(folder / LOCK, folder):
            key = read_key(folder)
            if key is None:
                raise UserError("pseudonym_key_missing", file=folder)
            count = KnownNames(folder, key).remove(names)
            settle_folder(folder)
    except OSError as error:
        raise UserError("private_folder_unusable", folder=folder) from error
    return count


def remove_file(path: Path) -> None:
    """Delete a file, durably; one that is gone already is no matter."""
    path.unlink(missing_ok=True)
    settle_folder(path.parent)
