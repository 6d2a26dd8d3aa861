"""The nursery: one process has loaded all that pages need, and forks a child for each report.

The child runs the page and makes all its files; its memory is its own, and it ends with its report.
The nursery itself never runs a page: it must stay of one thread, or its children would hang.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from villages.catalogue import say, user_language
from villages.press.journal import Record
from villages.press.requests import Request
from villages.press.running import KERNEL_ENVIRONMENT
from villages.press.system import end_group, lead_group

#: How long one report may take, whatever hinders it.
REPORT_SECONDS = 900.0

#: How long the nursery may take to end its children when it is told to.
STOP_SECONDS = 10.0


class Nursery:
    """Prints reports, each in a child forked for it alone.

    Parameters
    ----------
    pages
        The notebooks that will be printed: what they import is loaded before the first report.
    seconds
        How long one report may take.
    """

    def __init__(self, pages: Collection[Path], seconds: float = REPORT_SECONDS):
        self._line, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=keep, args=(theirs, sorted(map(str, pages)), seconds)
        )
        with _environment(KERNEL_ENVIRONMENT):
            self._process.start()
        theirs.close()
        self._running: dict[str, Request] = {}

    @property
    def process(self) -> int:
        """The number of the process that forks."""
        return self._process.pid or 0

    def submit(self, request: Request, scratch: Path) -> None:
        """Begin a report."""
        self._running[request.id] = request
        with suppress(OSError):
            self._line.send((request, scratch))

    def finished(self) -> list[tuple[Request, Record | None]]:
        """Wait for a report to be done, and return it with what became of it.

        None is for reports that ran when the nursery itself ended: one of them is to blame.
        """
        try:
            name, record = self._line.recv()
        except (EOFError, OSError):
            lost, self._running = list(self._running.values()), {}
            return [(request, None) for request in lost]
        return [(self._running.pop(name), record)]

    def stop(self) -> None:
        """End what runs, with all that it has started."""
        self._line.close()
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    """Let what is started meanwhile find these settings from its first import on."""
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True)
class _Child:
    process: int
    request: Request
    until: float


def keep(owner: Connection, pages: list[str], seconds: float) -> None:
    """Fork children for the requests that come along the line, until it ends.

    Parameters
    ----------
    owner
        Gets requests, sends what became of them.
    pages
        The notebooks whose imports are loaded first.
    seconds
        How long one report may take.
    """
    # What the user's keyboard stops is the owner's to hear.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lead_group()
    _load(pages)
    gc.collect()
    gc.freeze()
    children: dict[Connection, _Child] = {}
    try:
        while True:
            nearest = min((child.until for child in children.values()), default=None)
            left = None if nearest is None else max(0.0, nearest - time.monotonic())
            for ready in wait([owner, *children], left):
                assert isinstance(ready, Connection)
                if ready is owner:
                    request, scratch = owner.recv()
                    line, child = _fork(request, scratch, seconds, [owner, *children])
                    children[line] = child
                else:
                    child = children.pop(ready)
                    owner.send((child.request.id, _outcome(ready, child)))
            for line in [
                line for line, child in children.items() if child.until < time.monotonic()
            ]:
                child = children.pop(line)
                _end(line, child)
                owner.send((child.request.id, _failed(child, "cause_slow", seconds=int(seconds))))
    except (EOFError, OSError):
        # The owner has gone, or has heard enough.
        for line, child in children.items():
            _end(line, child)
    finally:
        # Else libraries report at the end what is still held.
        gc.unfreeze()


def _load(pages: list[str]) -> None:
    """Load the press, and all that the pages import; nothing of a page is run."""
    importlib.import_module("villages.press.report")
    importlib.import_module("villages.press.engine")
    for page in pages:
        for line in _imports(Path(page)):
            # What cannot be loaded says so when the page is run.
            with suppress(Exception):
                if isinstance(line, ast.ImportFrom):
                    module = importlib.import_module(line.module or "")
                    for each in line.names:
                        getattr(module, each.name)
                else:
                    for each in line.names:
                        importlib.import_module(each.name)


def _imports(page: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        with suppress(SyntaxError):
            for line in ast.parse("".join(cell["source"])).body:
                if isinstance(line, ast.Import | ast.ImportFrom):
                    yield line


def _fork(
    request: Request, scratch: Path, seconds: float, others: list[Connection]
) -> tuple[Connection, _Child]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = os.fork()
    if process == 0:
        status = 1
        try:
            lead_group()
            for line in (ours, *others):
                line.close()
            theirs.send(_printed(request, scratch))
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    return ours, _Child(process, request, time.monotonic() + seconds)


def _printed(request: Request, scratch: Path) -> Record:
    from villages.press.report import print_report

    return print_report(request, scratch, is_forked=True)


def _outcome(line: Connection, child: _Child) -> Record:
    """What a child says of its report; of one that says nothing, that it ended too early."""
    try:
        record: Record = line.recv()
    except (EOFError, OSError):
        record = _failed(child, "cause_kernel")
    _end(line, child)
    return record


def _failed(child: _Child, cause: str, **values: object) -> Record:
    return child.request.record(cause=say("commands", cause, user_language(), **values))


def _end(line: Connection, child: _Child) -> None:
    """End a child with all that it has started; what it sent has been read."""
    end_group(child.process)
    with suppress(ChildProcessError):
        os.waitpid(child.process, 0)
    line.close()
