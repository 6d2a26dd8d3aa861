"""Files that last: written beside, flushed to the disk, moved into place; and a lock on a store."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from villages.errors import UserError

#: Seconds that a writer waits for another one.
WAIT_SECONDS = 60.0

_PAUSE_SECONDS = 0.05


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may open; what is above it is made as usual."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_text(path: Path, text: str) -> None:
    """Write a file that only its owner may read, durably."""
    path.touch(0o600)
    path.write_text(text, encoding="utf-8", newline="\n")
    _settle_file(path)


def write_rows(path: Path, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Write rows as Parquet that only its owner may read, durably."""
    path.touch(0o600)
    with pq.ParquetWriter(path, rows.schema, compression="zstd", version="2.6") as writer:
        if isinstance(rows, pa.Table):
            writer.write_table(rows)
        else:
            for batch in rows:
                writer.write_batch(batch)
    _settle_file(path)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file to one that only its owner may read, durably."""
    target.touch(0o600)
    shutil.copyfile(source, target)
    _settle_file(target)


def publish(beside: Path, target: Path) -> None:
    """Move a written file or folder to where it is looked for: all of it at once, durably."""
    if beside.is_dir():
        settle_folder(beside)
    os.replace(beside, target)
    settle_folder(target.parent)


def settle_folder(folder: Path) -> None:
    """Flush to the disk which files a folder holds; Windows does so by itself."""
    if sys.platform != "win32":
        _settle(folder, os.O_RDONLY)


def _settle_file(path: Path) -> None:
    _settle(path, os.O_RDWR)


def _settle(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, store: object) -> Iterator[None]:
    """Hold the lock of a store; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    UserError
        If another writer holds it for longer than ``WAIT_SECONDS``.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + WAIT_SECONDS
        while not _is_taken(descriptor):
            if time.monotonic() >= until:
                raise UserError("history_busy", store=store, seconds=round(WAIT_SECONDS))
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int) -> bool:
    """Try to take the lock; the systems say in their own ways that another holds it."""
    with suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
