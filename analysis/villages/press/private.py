"""Folders and files that only their owner may open."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Stands for what no log says.
MASK = "***"

_NOT_LATIN = re.compile(r"[^\x00-\x7f]+")
_LONG_NUMBER = re.compile(r"(?<![0-9a-fx])[0-9](?:[-. ()]{0,2}[0-9]){6,}[Xx]?(?![0-9a-f])")


def private_folder(path: Path) -> Path:
    """Return a folder that only its owner may open, made with its parents if it is not there."""
    earlier = os.umask(0o077)
    try:
        path.mkdir(parents=True, exist_ok=True)
    finally:
        os.umask(earlier)
    path.chmod(0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read; a file of that name is not followed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def write_log(path: Path, text: str) -> None:
    """Write a new log that only its owner may read, without what can be data of persons."""
    write_private(path, without_data(text))


def without_data(text: str) -> str:
    """Return what went wrong, without values: Chinese words and long numbers are masked.

    Where a program failed is told in Latin letters; a name or a telephone that it was reading is
    no part of that.

    Examples
    --------
    >>> without_data("KeyError: 'house_grade'")
    "KeyError: 'house_grade'"
    >>> without_data("ValueError: 王小明 138-1234-5678")
    'ValueError: *** ***'
    """
    return _LONG_NUMBER.sub(MASK, _NOT_LATIN.sub(MASK, text))


@contextmanager
def log_in_memory(path: Path) -> Iterator[None]:
    """Let a file be written and read under a path that is never on a disk, where the system can.

    What a page prints may hold data; whoever is killed leaves none of it behind.

    Parameters
    ----------
    path
        Where the file is opened; elsewhere than on Linux it is a plain file.
    """
    if not hasattr(os, "memfd_create"):
        yield
        return
    descriptor = os.memfd_create(path.name)
    try:
        path.symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
        yield
    finally:
        os.close(descriptor)


def replace_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all, in the place of an older."""
    descriptor, beside = tempfile.mkstemp(prefix=".private.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def open_to_others(path: Path) -> list[Path]:
    """Return the folders and files at and below a folder that others than its owner may open.

    What lies in a folder that nobody else may open is out of their reach, whatever its own mode.

    Parameters
    ----------
    path
        The folder; there need be none. Where modes mean nothing, as on Windows, none is named.
    """
    if os.name != "posix" or path.is_symlink() or not path.exists():
        return []
    if not path.stat().st_mode & 0o077:
        return []
    below = sorted(path.iterdir()) if path.is_dir() else []
    return [path, *(each for inside in below for each in open_to_others(inside))]
