"""Pseudonyms in the place of identity numbers, and a list of names that nobody can read.

Both are keyed hashes. The key lies in a private folder outside of the data; without it neither the
pseudonyms of a whole county nor its list of names can be found by trying out all numbers or names,
as plain hashes can.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from villages.characters import without_blanks
from villages.errors import UserError
from villages.identifiers import canonical_identity_number, check_identity_number
from villages.registers.history.files import locked

KEY_FILE = "pseudonym.key"
NAMES_FILE = "names.hmac"

#: What processes hold while they make the key or add names.
_LOCK = ".lock"

#: Not every system has links that a file could hide behind.
_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)

_KEY_BYTES = 32
_HEXADECIMALS = 16
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


def canonical_local_number(number: str) -> str:
    """Return a village's own number in the one form in which it is hashed.

    Excel drops the zeros in front of a number, so that ``0012`` and ``12`` are the same.

    Parameters
    ----------
    number
        The number as it was written.

    Examples
    --------
    >>> canonical_local_number("００12 "), canonical_local_number("东-01a")
    ('12', '东-01A')
    """
    folded = without_blanks(unicodedata.normalize("NFKC", without_blanks(number))).upper()
    is_plain = folded.isascii() and folded.isdigit()
    return (folded.lstrip("0") or "0") if is_plain else folded


class Pseudonyms:
    """Makes pseudonyms and remembers names, with the key of one folder.

    Parameters
    ----------
    folder
        Where the key lies.
    key
        Its 32 bytes.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._names: set[bytes] = set()
        self._bytes_read = 0

    def __repr__(self) -> str:
        return f"Pseudonyms({str(self._folder)!r})"

    @classmethod
    def open(cls, folder: Path) -> Pseudonyms:
        """Open a private folder; the first to do so makes its key.

        Parameters
        ----------
        folder
            The folder. It is made if there is none, for its owner only (0700).

        Raises
        ------
        UserError
            If others may read the key or write into the folder, the key is not whole, or it is
            gone while the list of names that belongs to it is still there.
        """
        folder = Path(folder)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(folder / _LOCK, folder):
                if _is_open_to_others(folder, 0o022):
                    raise UserError("private_folder_shared", folder=folder)
                key = _read_key(folder) or _make_key(folder)
        except OSError as error:
            raise UserError("private_folder_unusable", folder=folder) from error
        return cls(folder, key)

    def pseudonym(self, letter: str, identifier: str, code: str = "") -> str:
        """Return what stands for a household or person.

        Parameters
        ----------
        letter
            What is meant, such as ``H`` or ``P``: one number has another pseudonym as each.
        identifier
            An identity number, or the village's own number.
        code
            The village. An identity number is keyed without it, so that one person in two
            villages is found; a village's own number means nothing without it.

        Returns
        -------
        str
            The letter and 16 hexadecimal digits.
        """
        if check_identity_number(identifier) == "":
            meant = ["identity", canonical_identity_number(identifier)]
        else:
            meant = ["local", code, canonical_local_number(identifier)]
        return letter + self._hash("pseudonym", letter, *meant).hex()[:_HEXADECIMALS]

    def remember_names(self, names: Iterable[str]) -> int:
        """Add names to the list, as keyed hashes; return how many were not on it.

        Parameters
        ----------
        names
            The names; blank ones and single characters are left out.

        Raises
        ------
        UserError
            If the list cannot be written or is not whole.
        """
        hashes = {self._hash_of_name(name) for name in names} - {None}
        try:
            with locked(self._folder / _LOCK, self._folder):
                return self._append(sorted(each for each in hashes if each is not None))
        except OSError as error:
            raise UserError("private_folder_unusable", folder=self._folder) from error

    def is_remembered(self, name: str) -> bool:
        """Return whether a name is on the list, also if another process has added it since.

        Parameters
        ----------
        name
            The name, in any of its ways of writing.
        """
        hashed = self._hash_of_name(name)
        if hashed is None:
            return False
        if hashed not in self._names:
            self._read_names()
        return hashed in self._names

    def _hash(self, *parts: str) -> bytes:
        """Hash parts so that no two lists of parts have one text."""
        text = "".join(f"{len(part)}:{part}" for part in ("villages", *parts))
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")

    def _hash_of_name(self, name: str) -> bytes | None:
        canonical = canonical_name(name)
        if len(canonical) < _SHORTEST_NAME:
            return None
        return self._hash("name", canonical)[:_NAME_BYTES]

    def _append(self, hashes: list[bytes]) -> int:
        self._read_names()
        new = [each for each in hashes if each not in self._names]
        if not new:
            return 0
        path = self._folder / NAMES_FILE
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NOT_THROUGH_LINKS, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            # A writer that was killed may have left part of a line.
            os.ftruncate(descriptor, self._bytes_read)
            stream.write(b"".join(each.hex().encode() + b"\n" for each in new))
            stream.flush()
            os.fsync(descriptor)
        self._read_names()
        return len(new)

    def _read_names(self) -> None:
        """Read the lines that were added since; the list only grows."""
        path = self._folder / NAMES_FILE
        try:
            if path.stat().st_size <= self._bytes_read:
                return
        except FileNotFoundError:
            return
        with path.open("rb") as stream:
            stream.seek(self._bytes_read)
            added = stream.read()
        whole = len(added) - len(added) % _LINE
        for start in range(0, whole, _LINE):
            line = added[start : start + _LINE]
            if not _NAME_LINE.fullmatch(line):
                raise UserError("names_file_broken", file=path)
            self._names.add(bytes.fromhex(line.decode("ascii")))
        self._bytes_read += whole


def _is_open_to_others(what: Path | int, mode: int) -> bool:
    """Return whether others may do what the bits of a mode say; not every system keeps modes."""
    return os.name == "posix" and bool(stat.S_IMODE(os.stat(what).st_mode) & mode)


def _read_key(folder: Path) -> bytes | None:
    path = folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_RDONLY | _NOT_THROUGH_LINKS)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        if _is_open_to_others(descriptor, 0o077):
            raise UserError("pseudonym_key_shared", file=path)
        key = stream.read(_KEY_BYTES + 1)
    if len(key) != _KEY_BYTES:
        raise UserError("pseudonym_key_broken", file=path)
    return key


def _make_key(folder: Path) -> bytes:
    path = folder / KEY_FILE
    if (folder / NAMES_FILE).exists():
        # A new key would break with every pseudonym and name so far.
        raise UserError("pseudonym_key_missing", file=path)
    key = secrets.token_bytes(_KEY_BYTES)
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(descriptor)
    draft.replace(path)
    return key
