"""The list of names that nobody can read, and the key that it and the pseudonyms are made with.

Both lie in a private folder outside of the data. The registers add names; the gate of the press
asks whether a name is on the list. Without the key the names of a whole county cannot be found by
trying out all that there are, as plain hashes can.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from villages.characters import without_blanks
from villages.errors import UserError

KEY_FILE = "pseudonym.key"
NAMES_FILE = "names.hmac"
KEY_BYTES = 32

#: Not every system has links that a file could hide behind.
NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)

_NAME_BYTES = 16

#: Length of a line of the list of names: hexadecimal digits and the line's end.
_LINE = 2 * _NAME_BYTES + 1
_NAME_LINE = re.compile(rb"[0-9a-f]{32}\n")

#: Dots that stand between the parts of a name, as in 阿卜杜拉·买买提.
_DOTS = re.compile("[.·•‧∙⋅・･᛫]")

#: A single character is no name; as one it would be found on every page.
_SHORTEST_NAME = 2


def canonical_name(name: str) -> str:
    """Return a name in the one form in which it is hashed.

    Parameters
    ----------
    name
        The name as it was written: blanks, width, capitals and the kind of middle dot do not
        count.

    Examples
    --------
    >>> canonical_name(" 王　明"), canonical_name("阿卜杜拉•买买提")
    ('王明', '阿卜杜拉·买买提')
    """
    folded = unicodedata.normalize("NFKC", without_blanks(name)).casefold()
    return _DOTS.sub("·", without_blanks(folded))


def keyed_hash(key: bytes, *parts: str) -> bytes:
    """Hash parts with a key (HMAC-SHA256) so that no two lists of parts have one text."""
    text = "".join(f"{len(part)}:{part}" for part in ("villages", *parts))
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


class KnownNames:
    """The list of names of one private folder; it grows, and its file is read as it does.

    Parameters
    ----------
    folder
        Where the list lies.
    key
        The key that lies beside it.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self.path = folder / NAMES_FILE
        self._key = key
        self._hashes: set[bytes] = set()
        self._bytes_read = 0
        self._file_number = 0

    def __repr__(self) -> str:
        return f"KnownNames({str(self.path)!r})"

    def __contains__(self, name: str) -> bool:
        """Return whether a name is on the list, also if another process has added it since."""
        hashed = self._hash(name)
        if hashed is None:
            return False
        if hashed not in self._hashes:
            self.read()
        return hashed in self._hashes

    def has_canonical(self, name: str) -> bool:
        """Return whether a name in canonical form is on the list as it was last read."""
        return keyed_hash(self._key, "name", name)[:_NAME_BYTES] in self._hashes

    def read(self) -> None:
        """Read the lines that were added since.

        Raises
        ------
        UserError
            If the list is not whole.
        """
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return
        if found.st_ino != self._file_number:
            # Another file has taken its place: names were removed.
            self._hashes.clear()
            self._file_number, self._bytes_read = found.st_ino, 0
        if found.st_size <= self._bytes_read:
            return
        with self.path.open("rb") as stream:
            stream.seek(self._bytes_read)
            added = stream.read()
        whole = len(added) - len(added) % _LINE
        for start in range(0, whole, _LINE):
            line = added[start : start + _LINE]
            if not _NAME_LINE.fullmatch(line):
                raise UserError("names_file_broken", file=self.path)
            self._hashes.add(bytes.fromhex(line.decode("ascii")))
        self._bytes_read += whole

    def append(self, names: Iterable[str]) -> int:
        """Add names and return how many were not on the list; the caller holds the folder's lock.

        Parameters
        ----------
        names
            The names; blank ones and single characters are left out.
        """
        hashes = {hashed for name in names if (hashed := self._hash(name)) is not None}
        self.read()
        new = sorted(hashes - self._hashes)
        if not new:
            return 0
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | NOT_THROUGH_LINKS
        descriptor = os.open(self.path, flags, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            # A writer that was killed may have left part of a line.
            os.ftruncate(descriptor, self._bytes_read)
            stream.write(b"".join(each.hex().encode() + b"\n" for each in new))
            stream.flush()
            os.fsync(descriptor)
        self.read()
        return len(new)

    def remove(self, names: Iterable[str]) -> int:
        """Remove names and return how many were on the list; the caller holds the folder's lock.

        Parameters
        ----------
        names
            The names.
        """
        self.read()
        gone = {hashed for name in names if (hashed := self._hash(name)) is not None}
        gone &= self._hashes
        if not gone:
            return 0
        draft = self.path.with_name(f".{NAMES_FILE}.draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            kept = sorted(self._hashes - gone)
            stream.write(b"".join(each.hex().encode() + b"\n" for each in kept))
            stream.flush()
            os.fsync(descriptor)
        draft.replace(self.path)
        self.read()
        return len(gone)

    def _hash(self, name: str) -> bytes | None:
        canonical = canonical_name(name)
        if len(canonical) < _SHORTEST_NAME:
            return None
        return keyed_hash(self._key, "name", canonical)[:_NAME_BYTES]


def read_key(folder: Path) -> bytes | None:
    """Return the key of a private folder; None if there is none.

    Raises
    ------
    UserError
        If others may read it or it is not whole.
    """
    path = folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_RDONLY | NOT_THROUGH_LINKS)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        if is_open_to_others(descriptor, 0o077):
            raise UserError("pseudonym_key_shared", file=path)
        key = stream.read(KEY_BYTES + 1)
    if len(key) != KEY_BYTES:
        raise UserError("pseudonym_key_broken", file=path)
    return key


def is_open_to_others(what: Path | int, mode: int) -> bool:
    """Return whether others may do what the bits of a mode say; not every system keeps modes."""
    return os.name == "posix" and bool(stat.S_IMODE(os.stat(what).st_mode) & mode)
