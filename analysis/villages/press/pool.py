"""Where no process can be forked: a few processes that start a kernel for each report."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from villages.press.journal import Record
from villages.press.requests import Request
from villages.press.worker import prepare_worker, stop_workers, work


class Pool:
    """Prints reports in a few processes, each with a kernel for every report.

    Parameters
    ----------
    workers
        How many processes.
    """

    def __init__(self, workers: int):
        self._pool = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), prepare_worker
        )
        self._running: dict[Future[Record], Request] = {}
        self._lost: list[Request] = []

    def submit(self, request: Request, scratch: Path) -> None:
        """Begin a report."""
        try:
            self._running[self._pool.submit(work, request, scratch)] = request
        except BrokenProcessPool:
            self._lost.append(request)

    def finished(self) -> list[tuple[Request, Record | None]]:
        """Wait for a report to be done, and return it with what became of it.

        None is for reports that ran when a process died: one of them is to blame.
        """
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        if self._lost or any(isinstance(each.exception(), BrokenProcessPool) for each in done):
            # The pool is broken as a whole: what still ran has ended with it.
            done, _ = wait(self._running)
        lost, self._lost = self._lost, []
        found: list[tuple[Request, Record | None]] = [(request, None) for request in lost]
        for future in done:
            is_lost = isinstance(future.exception(), BrokenProcessPool)
            found.append((self._running.pop(future), None if is_lost else future.result()))
        return found

    def stop(self) -> None:
        """End what runs, with its kernels."""
        if self._running:
            stop_workers()
        self._pool.shutdown(wait=False, cancel_futures=True)
