"""A papermill engine that runs a notebook's cells in this very process, without a kernel.

A forked child has loaded all that a page needs; starting a kernel would load it again. What comes
out is what a kernel would have sent (a test compares them). One run per process: IPython's shell is
one of a kind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import TextIOBase
from itertools import takewhile
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.jsonutil import json_default
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

#: What the engine is called, in papermill's options too.
IN_PROCESS = "villages"

_Send = Callable[..., None]


def _sendable(bundle: dict[str, Any]) -> Any:
    """What arrives when a bundle is sent as JSON."""
    return json.loads(json.dumps(bundle, default=json_default))


class _Hook(DisplayHook):
    """Sends what a cell's last line is worth."""

    send = AnyTrait()

    def start_displayhook(self) -> None:
        """Nothing is written before a result."""

    def write_output_prompt(self) -> None:
        """A result has its number beside it."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Send a result in all its representations."""
        self.send(
            "execute_result",
            data=_sendable(format_dict),
            metadata=_sendable(md_dict or {}),
            execution_count=self.prompt_count,
        )

    def finish_displayhook(self) -> None:
        """Nothing is written after a result."""


class _Publisher(DisplayPublisher):
    """Sends what a cell displays."""

    send = AnyTrait()

    def publish(  # type: ignore[override]
        self, data: dict[str, Any], metadata: Any = None, **others: Any
    ) -> None:
        """Send what is displayed in all its representations."""
        self.send("display_data", data=_sendable(data), metadata=_sendable(metadata or {}))


class _Stream(TextIOBase):
    """Sends what a cell writes."""

    def __init__(self, name: str, send: _Send):
        self._name, self._send = name, send

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, text: str) -> int:
        """Send a text."""
        if text:
            self._send("stream", name=self._name, text=text)
        return len(text)


class _Shell(InteractiveShell):
    """A shell whose results, displays and errors are outputs of the cell that runs."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    send = AnyTrait()

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = etype.__name__ if isinstance(etype, type) else str(etype)
        self.send("error", ename=name, evalue=str(evalue), traceback=list(stb))


class InProcessEngine(Engine):  # type: ignore[misc]
    """Runs the cells one after the other until one fails."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        """Run the notebook that is managed; its outputs are in it afterwards."""
        outputs: list[NotebookNode] = []

        def send(kind: str, **values: Any) -> None:
            # What is written goes on where it was last written, as a kernel gathers it.
            written = takewhile(lambda each: each.output_type == "stream", reversed(outputs))
            same = (each for each in written if kind == "stream" and each.name == values["name"])
            if (stream := next(same, None)) is not None:
                stream.text += values["text"]
            else:
                outputs.append(nbformat.v4.new_output(kind, **values))  # type: ignore[no-untyped-call]

        shell = _shell(send)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", send), _Stream("stderr", send)
        try:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                if cell.cell_type == "code":
                    outputs = cell.outputs = []
                    result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
                    cell.execution_count = result.execution_count
                    if not result.success:
                        nb_man.cell_exception(cell, index)
                        nb_man.cell_complete(cell, index)
                        break
                nb_man.cell_complete(cell, index)
        finally:
            sys.stdout, sys.stderr = streams


def _shell(send: _Send) -> _Shell:
    # History would be a database and a thread.
    shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.send = send
    assert isinstance(shell.displayhook, _Hook) and isinstance(shell.display_pub, _Publisher)
    shell.displayhook.send = shell.display_pub.send = send
    return shell


papermill_engines.register(IN_PROCESS, InProcessEngine)
