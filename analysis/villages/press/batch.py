"""Print many reports at once; one that fails, or kills its process, never stops the others."""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from villages.catalogue import say, user_language
from villages.press.journal import Record, append_record
from villages.press.nursery import Nursery
from villages.press.pool import Pool
from villages.press.private import private_folder
from villages.press.requests import Request
from villages.press.system import can_fork

SCRATCH = ".scratch"

Watch = Callable[[Request, Record], None]


def default_workers() -> int:
    """Return how many reports are printed at once: one for each processor that may be used."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Executor(Protocol):
    """What prints reports side by side."""

    def submit(self, request: Request, scratch: Path) -> None:
        """Begin a report."""

    def finished(self) -> list[tuple[Request, Record | None]]:
        """Wait for reports to be done; None where a process died and it is not known whose."""

    def stop(self) -> None:
        """End all that runs."""


class Batch:
    """Reports that are printed by several processes, first come first served.

    Parameters
    ----------
    out
        The folder that gets files and journal.
    workers
        How many processes.
    watch
        Called with each report as it is finished or failed, after the journal has it.
    is_forking
        Whether each report is printed in a forked child; by default where the system can.

    Attributes
    ----------
    records
        What became of each report so far, in the order of finishing.
    """

    def __init__(
        self, out: Path, workers: int, watch: Watch, *, is_forking: bool | None = None
    ) -> None:
        self._out = out.resolve()
        self._workers = workers
        self._watch = watch
        self._is_forking = can_fork() if is_forking is None else is_forking
        self._scratch = out
        self.records: list[Record] = []

    def run(self, requests: Sequence[Request]) -> list[Record]:
        """Print every report once and return the records.

        Raises
        ------
        KeyboardInterrupt
            If the user stops it: all that was begun is stopped, what is finished stays.
        """
        self._out.mkdir(parents=True, exist_ok=True)
        self._scratch = Path(mkdtemp(dir=private_folder(self._out / SCRATCH)))
        waiting = deque({request.id: request for request in requests}.values())
        try:
            while waiting:
                for suspect in self._work_off(waiting, self._workers):
                    self._try_alone(suspect)
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
            # Another batch in the same folder may still use it.
            with suppress(OSError):
                (self._out / SCRATCH).rmdir()
        return self.records

    def _work_off(self, waiting: deque[Request], workers: int) -> list[Request]:
        """Work off the queue; if a process dies, return the reports that were being printed."""
        running = 0
        suspects: list[Request] = []
        executor = self._executor(waiting, min(workers, len(waiting)))
        try:
            while (waiting or running) and not suspects:
                # No more than can be printed at once: whoever runs when one dies is a suspect.
                while waiting and running < workers:
                    executor.submit(waiting.popleft(), self._scratch)
                    running += 1
                for request, record in executor.finished():
                    running -= 1
                    if record is None:
                        suspects.append(request)
                    else:
                        self._finish(request, record)
        finally:
            executor.stop()
        return suspects

    def _executor(self, waiting: Sequence[Request], workers: int) -> Executor:
        if self._is_forking:
            return Nursery({request.page.path for request in waiting})
        return Pool(workers)

    def _try_alone(self, suspect: Request) -> None:
        """Find out whether a report was the cause that a process died while it was printed."""
        if self._work_off(deque([suspect]), workers=1):
            cause = say("commands", "cause_worker", user_language())
            self._finish(suspect, suspect.record(cause=cause))

    def _finish(self, request: Request, record: Record) -> None:
        append_record(self._out, record)
        self.records.append(record)
        self._watch(request, record)
