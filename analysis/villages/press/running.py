"""Run a page with its parameters in a kernel of its own, and take nothing for whole that is not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.execute import execute_notebook
from papermill.translators import PythonTranslator, papermill_translators
from traitlets import Unicode
from traitlets.config import Config

from villages.errors import UserError
from villages.press.options import Value
from villages.press.system import send_output_to
from villages.vocabulary import COMPLETION_MIME_TYPE

START_SECONDS = 120
CELL_SECONDS = 600

#: A socket's path may have 107 bytes, its own name among them.
LONGEST_SOCKET_FOLDER = 90

#: What a kernel wrote past its page, in the scratch folder.
KERNEL_LOG = "kernel.log"

#: What keeps a kernel to one thread, apart from the user's own settings, and quiet. Arrow's
#: allocator would have a thread of its own, which no forked child may inherit.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
}


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    """Writes parameters as Python does, so that Chinese stays readable in the notebook."""

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """Return a text as a Python literal."""
        return repr(str(str_val))


class QuietKernelManager(AsyncKernelManager):
    """Keeps what a kernel writes past its page off the user's screen."""

    log_file = Unicode(os.devnull).tag(config=True)

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the kernel, its own output going to a file."""
        with open(self.log_file, "a", encoding="utf-8") as log:
            await super().start_kernel(**options | {"stdout": log, "stderr": log})


papermill_translators.register("python", ReadableTranslator)


def run_page(
    path: Path, parameters: Mapping[str, Value], scratch: Path, *, is_forked: bool = False
) -> NotebookNode:
    """Run a notebook with parameters and return it with its outputs; nothing is written.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Plain values for variables that its parameter cell knows.
    scratch
        An empty folder, the kernel's working folder and its private home.
    is_forked
        Whether this process was forked for this page alone: then it needs no kernel.

    Raises
    ------
    papermill.exceptions.PapermillExecutionError
        If a cell fails.
    UserError
        If the page stopped before its end.
    """
    os.environ.update(KERNEL_ENVIRONMENT | {"IPYTHONDIR": str(scratch / "ipython")})
    notebook = _read(path)
    usual: dict[str, Any] = {
        "parameters": dict(parameters),
        "kernel_name": notebook.metadata.get("kernelspec", {}).get("name", "python3"),
        "language": "python",
        "cwd": str(scratch),
        "progress_bar": False,
        "request_save_on_cell_execute": False,
    }
    run = _run_here if is_forked else _run_in_kernel
    finished = run(notebook, usual, scratch)
    if not _is_complete(finished):
        raise UserError("page_incomplete")
    return finished


def _run_here(notebook: NotebookNode, usual: dict[str, Any], scratch: Path) -> NotebookNode:
    from villages.press.engine import IN_PROCESS

    send_output_to(scratch / KERNEL_LOG)
    finished: NotebookNode = execute_notebook(notebook, None, engine_name=IN_PROCESS, **usual)
    return finished


def _run_in_kernel(notebook: NotebookNode, usual: dict[str, Any], scratch: Path) -> NotebookNode:
    # Not below scratch: a socket's path must be short.
    sockets = Path(mkdtemp(prefix="villages-"))
    os.environ["JUPYTER_RUNTIME_DIR"] = str(sockets)
    try:
        finished: NotebookNode = execute_notebook(
            notebook,
            None,
            **usual,
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
            kernel_manager_class=QuietKernelManager,
            config=_kernel_settings(sockets, scratch / KERNEL_LOG),
        )
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    return finished


def _read(path: Path) -> NotebookNode:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if (content["nbformat"], content["nbformat_minor"]) >= (4, 5):
        for number, cell in enumerate(content["cells"]):
            cell.setdefault("id", f"cell-{number}")
    notebook: NotebookNode = nbformat.reads(json.dumps(content), as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def _kernel_settings(sockets: Path, log: Path) -> Config:
    """Sockets that only this user can reach, where the system can have them; else local TCP."""
    settings = {"log_file": str(log)}
    if os.name == "posix" and len(os.fsencode(sockets)) < LONGEST_SOCKET_FOLDER:
        settings |= {"transport": "ipc", "ip": str(sockets / "kernel")}
    return Config({QuietKernelManager.__name__: settings})


def _is_complete(notebook: NotebookNode) -> bool:
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = code_cells[-1].outputs if code_cells else []
    return any(COMPLETION_MIME_TYPE in output.get("data", {}) for output in outputs)
