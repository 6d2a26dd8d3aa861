"""Pseudonyms in the place of identity numbers, and a list of names that nobody can read.

Both are keyed hashes. The key lies in a private folder outside of the data; without it neither the
pseudonyms of a whole county nor its list of names can be found by trying out all numbers or names,
as plain hashes can.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from villages.characters import without_blanks
from villages.errors import UserError
from villages.identifiers import canonical_identity_number, check_identity_number
from villages.keyed_names import (
    KEY_BYTES,
    KEY_FILE,
    NAMES_FILE,
    KnownNames,
    is_open_to_others,
    keyed_hash,
    read_key,
)
from villages.registers.history.files import locked

#: What processes hold while they make the key or add names.
LOCK = ".lock"

_HEXADECIMALS = 16


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
        self._names = KnownNames(folder, key)

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
            with locked(folder / LOCK, folder):
                if is_open_to_others(folder, 0o022):
                    raise UserError("private_folder_shared", folder=folder)
                key = read_key(folder) or _make_key(folder)
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
        return letter + keyed_hash(self._key, "pseudonym", letter, *meant).hex()[:_HEXADECIMALS]

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
        try:
            with locked(self._folder / LOCK, self._folder):
                return self._names.append(names)
        except OSError as error:
            raise UserError("private_folder_unusable", folder=self._folder) from error

    def is_remembered(self, name: str) -> bool:
        """Return whether a name is on the list, also if another process has added it since.

        Parameters
        ----------
        name
            The name, in any of its ways of writing.
        """
        return name in self._names


def _make_key(folder: Path) -> bytes:
    path = folder / KEY_FILE
    if (folder / NAMES_FILE).exists():
        # A new key would break with every pseudonym and name so far.
        raise UserError("pseudonym_key_missing", file=path)
    key = secrets.token_bytes(KEY_BYTES)
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(descriptor)
    draft.replace(path)
    return key
