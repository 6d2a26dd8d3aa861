"""What a user sees while reports are printed: a bar with the time left, or plain lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from villages.catalogue import say, user_language
from villages.neutral import terminal_text, visible
from villages.press.journal import Record
from villages.press.requests import Request


class ProgressBar:
    """Show how far a batch has come, on the error stream.

    The report that was asked for first is named as soon as it is there, so that somebody can begin
    to read it. Without a terminal there is that line only.

    Parameters
    ----------
    requests
        The reports that will be printed.
    out
        The folder that they go to.
    """

    def __init__(self, requests: Sequence[Request], out: Path) -> None:
        self._out = out
        self._awaited = requests[0].id if len(requests) > 1 else ""
        self._console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task(_say("progress_begin"), total=len(requests))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, request: Request, record: Record) -> None:
        """Show that a report is finished or has failed."""
        self._progress.update(self._task, advance=1, description=visible(request.name))
        if record.id == self._awaited and record.state == "finished":
            file = self._out / (record.file(".pdf") or record.file(".html"))
            said = _say("progress_first", file=file, seconds=round(record.seconds))
            self._console.print(terminal_text(said))


def _say(key: str, **values: object) -> str:
    return say("commands", key, user_language(), **values)
