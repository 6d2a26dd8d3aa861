"""Hand an incoming file to a child process, and take back what it read or why it refused."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from villages.catalogue import sentences
from villages.errors import UserError
from villages.registers.guard.limits import MEBIBYTE, Limits
from villages.registers.guard.wire import Refusal, decode
from villages.registers.intake.grid import Workbook

_CHILD = Path(__file__).with_name("child") / "start.py"


def read_file(path: Path, limits: Limits | None = None) -> Workbook:
    """Read an .xlsx, .xls or .csv file of which nothing is trusted.

    The file is read once; a child process with limits on memory and time parses these bytes, and
    they are what ``sha256`` is the hash of.

    Parameters
    ----------
    path
        The file.
    limits
        What it may take; by default :class:`Limits`.

    Raises
    ------
    UserError
        If the file is no workbook, may do harm, exceeds a limit, or cannot be read whole.
    """
    limits = limits or Limits()
    data = _bytes(path, limits)
    answer = _ask_child(path, data, limits)
    try:
        said = decode(answer)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise UserError("guard_crashed", file=path) from error
    if isinstance(said, Refusal):
        is_known = said.key.startswith("guard_") and said.key in sentences("commands")
        values = {**said.values, "file": path}
        raise UserError(said.key if is_known else "guard_crashed", **values)
    return Workbook(path, said.kind, said.sheets, hashlib.sha256(data).hexdigest(), said.has_macros)


def _bytes(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a regular file; a pipe or a device is not waited for."""
    # Neither flag exists on every system.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError as error:
        raise UserError("file_missing", file=path) from error
    except OSError as error:
        raise UserError("guard_not_opened", file=path) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UserError("guard_not_a_file", file=path)
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise UserError("guard_not_opened", file=path) from error
    finally:
        os.close(handle)
    if len(data) > limits.file_bytes:
        found = max(status.st_size, len(data)) / MEBIBYTE
        limit = limits.file_bytes / MEBIBYTE
        raise UserError("guard_file_size", file=path, found=f"{found:.1f}", limit=f"{limit:g}")
    if not data:
        raise UserError("guard_empty", file=path)
    return data


def _ask_child(path: Path, data: bytes, limits: Limits) -> bytes:
    """Return the child's answer; through pipes, so that nothing lies on the disk."""
    request = json.dumps({"name": path.name, "limits": asdict(limits)}).encode() + b"\n" + data
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may show what the cells hold
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UserError("guard_time", file=path, limit=limits.wall_seconds) from error
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        raise UserError("guard_time", file=path, limit=limits.processor_seconds)
    if done.returncode in (-getattr(signal, "SIGKILL", 0), -signal.SIGABRT):
        # Killed for its memory, or gave up because it was given no more.
        raise UserError("guard_memory", file=path, limit=limits.memory_bytes // MEBIBYTE)
    if done.returncode != 0:
        raise UserError("guard_crashed", file=path)
    return done.stdout
