"""Folders and files that only their owner may open."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


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
