"""Print many reports at once; one that fails, or kills its process, never stops the others."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from villages.catalogue import say, user_language
from villages.press.journal import Record, append_record
from villages.press.private import private_folder
from villages.press.requests import Request
from villages.press.worker import prepare_worker, stop_workers, work

SCRATCH = ".scratch"

Watch = Callable[[Request, Record], None]


def default_workers() -> int:
    """Return how many reports are printed at once: one for each processor that may be used."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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

    Attributes
    ----------
    records
        What became of each report so far, in the order of finishing.
    """

    def __init__(self, out: Path, workers: int, watch: Watch) -> None:
        self._out = out.resolve()
        self._workers = workers
        self._watch = watch
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
        except KeyboardInterrupt:
            stop_workers()
            raise
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
            # Another batch in the same folder may still use it.
            with suppress(OSError):
                (self._out / SCRATCH).rmdir()
        return self.records

    def _work_off(self, waiting: deque[Request], workers: int) -> list[Request]:
        """Work off the queue; if a process dies, return the reports that were being printed."""
        running: dict[Future[Record], Request] = {}
        suspects: list[Request] = []
        pool = ProcessPoolExecutor(
            min(workers, len(waiting)), multiprocessing.get_context("spawn"), prepare_worker
        )
        try:
            while (waiting or running) and not suspects:
                # No more than the processes can take: whoever runs when one dies is a suspect.
                while waiting and len(running) < workers:
                    running[pool.submit(work, waiting[0], self._scratch)] = waiting[0]
                    waiting.popleft()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                suspects = self._collect({future: running.pop(future) for future in done})
            # The pool is broken as a whole: what still ran has ended with it.
            wait(running)
            suspects += self._collect(running)
        except BrokenProcessPool:
            suspects += self._collect(running)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return suspects

    def _collect(self, done: Mapping[Future[Record], Request]) -> list[Request]:
        """Finish what is done and return the reports whose process died."""
        lost = []
        for future, request in done.items():
            if isinstance(future.exception(), BrokenProcessPool):
                lost.append(request)
            else:
                self._finish(request, future.result())
        return lost

    def _try_alone(self, suspect: Request) -> None:
        """Find out whether a report was the cause that a process died while it was printed."""
        if self._work_off(deque([suspect]), workers=1):
            cause = say("commands", "cause_worker", user_language())
            self._finish(suspect, suspect.record(cause=cause))

    def _finish(self, request: Request, record: Record) -> None:
        append_record(self._out, record)
        self.records.append(record)
        self._watch(request, record)
