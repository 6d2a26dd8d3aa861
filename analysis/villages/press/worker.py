"""A process that prints reports: it stops with its owner, and stops its kernel before it stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from villages.press.journal import Record
from villages.press.requests import Request

#: How long a process may take to stop its kernel when it is told to.
STOP_SECONDS = 5.0

_is_stopping = threading.Event()


def prepare_worker() -> None:
    """Set up a fresh process: called once in it, before its first report."""
    signal.signal(signal.SIGINT, _stop)
    threading.Thread(target=_follow_owner, daemon=True).start()


def work(request: Request, scratch: Path) -> Record:
    """Print one report; told to stop meanwhile, tidy up and end the process."""
    # Only the processes that print need papermill and the exporters.
    from villages.press.report import print_report

    try:
        return print_report(request, scratch)
    except SystemExit:
        os._exit(1)


def stop_workers() -> None:
    """Stop the processes of this one, each with its kernel, and wait until they are gone."""
    workers = multiprocessing.active_children()
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker.ident or 0, signal.SIGINT)
    deadline = time.monotonic() + 2 * STOP_SECONDS
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))


def _stop(number: int, frame: FrameType | None) -> None:
    """The first time end what runs, which takes its kernel along; further times only wait."""
    if not _is_stopping.is_set():
        _is_stopping.set()
        threading.Thread(target=_end_at_last, daemon=True).start()
        raise SystemExit(1)


def _end_at_last() -> None:
    time.sleep(STOP_SECONDS)
    os._exit(1)


def _follow_owner() -> None:
    owner = multiprocessing.parent_process()
    assert owner is not None
    owner.join()
    os.kill(os.getpid(), signal.SIGINT)
