"""Amend a file in a child process with limits: what others made is not parsed in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from villages.registers.guard import Limits
from villages.registers.intake.amending.job import Job, encode

_CHILD = Path(__file__).with_name("start.py")


class Unamendable(Exception):
    """A file that is not put together as Excel files are, or takes too much."""


def amend_apart(job: Job, data: bytes, limits: Limits | None = None) -> bytes:
    """Return the amended file.

    Parameters
    ----------
    job
        What is to be done.
    data
        The file.
    limits
        What the child process may take; by default what reading a file may.

    Raises
    ------
    Unamendable
        If the child process did not come to its end.
    """
    limits = limits or Limits()
    head = json.dumps(asdict(limits)).encode("ascii") + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=head + encode(job) + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may show what the cells hold
            timeout=limits.wall_seconds,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Unamendable from error
    return done.stdout
