"""What only POSIX systems can do, asked for in one place; elsewhere the press does without."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def can_fork() -> bool:
    """Return whether a process may fork children that share what it has loaded.

    macOS can, but its own libraries do not survive it.
    """
    return sys.platform.startswith("linux") and hasattr(os, "fork")


def lead_group() -> None:
    """Make this process the first of a group of its own, which ends when its owner does."""
    os.setsid()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end_group(leader: int) -> None:
    """End a process with all that it has started, at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(leader, signal.SIGKILL)


def send_output_to(path: Path) -> None:
    """Let all that this process writes past Python go to a file, from now on."""
    sys.stdout.flush()
    sys.stderr.flush()
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
