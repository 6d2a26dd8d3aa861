"""Print one report: run, check, export, look through, put into place.

An earlier report stays until all is ready and the gate has let it pass.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import traceback
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.neutral import visible
from villages.press.export.content import read_content
from villages.press.export.thumbnail import thumbnail
from villages.press.formats import exporter_of
from villages.press.gate import inspect, known_words, open_names, refuse
from villages.press.journal import JOURNAL, Record
from villages.press.names import slug
from villages.press.private import log_in_memory, private_folder, write_log
from villages.press.requests import Request
from villages.press.running import CELL_SECONDS, KERNEL_LOG, run_page
from villages.vocabulary import Language

#: The folder of the pictures, beside the reports.
THUMBNAILS = "thumbnails"

#: What a report's files are called in scratch.
_REPORT = "report"

#: How a traceback names a line of a cell, once its colours are taken off.
_COLOUR, _LINE = re.compile(r"\x1b\[[0-9;]*m"), re.compile(r"In\[[0-9 ]*\], line ([0-9]+)")


def print_report(request: Request, scratch: Path, *, is_forked: bool = False) -> Record:
    """Print one report and say what became of it; a failure is a record, not an exception.

    Parameters
    ----------
    request
        What is wanted.
    scratch
        A folder on the same disk as the reports, so that putting them into place is one step.
    is_forked
        Whether this process was forked for this report alone.
    """
    begun = time.monotonic()
    folder = Path(mkdtemp(dir=scratch))
    kept = ExitStack()
    try:
        kept.enter_context(log_in_memory(folder / KERNEL_LOG))
        notebook = run_page(request.page.path, request.parameters, folder, is_forked=is_forked)
        content = read_content(notebook, request.page.title[request.language])
        picture = thumbnail(content, request.page.template)
        made = _export(notebook, picture, request, folder)
        names = open_names(request.keys, partial(known_words, _results(request)))
        record = request.record(
            cover=content.cover,
            files={name: _hash(path) for name, path in made.items() if path.stem == _REPORT},
            thumbnail=_thumbnail_name(request),
            seconds=time.monotonic() - begun,
            are_names_checked=names is not None,
        )
        refuse({**made, **_as_file(record)}, names)
        for name, source in made.items():
            _put_into_place(source, request.out / name)
        return record
    except Exception as error:
        _write_log(request, error, folder / KERNEL_LOG)
        failed = request.record(cause=cause_of(error), seconds=time.monotonic() - begun)
        if inspect(_as_file(failed)):
            # Whoever wrote the page put a value into what it says of a mistake.
            cause = say("commands", "cause_other", user_language(), error=type(error).__name__)
            failed = replace(failed, cause=cause)
        return failed
    finally:
        kept.close()
        shutil.rmtree(folder, ignore_errors=True)


def _export(
    notebook: NotebookNode, picture: bytes, request: Request, scratch: Path
) -> dict[str, Path]:
    """Write every file to scratch and return them by the name that readers will see."""
    made: dict[str, Path] = {_thumbnail_name(request): scratch / "thumbnail.png"}
    made[_thumbnail_name(request)].write_bytes(picture)
    for ending in request.formats:
        exported, _ = exporter_of(
            request.page.template, ending, request.settings
        ).from_notebook_node(notebook)
        content = exported.encode("utf-8") if isinstance(exported, str) else exported
        if not content:
            raise UserError("report_empty", format=ending)
        name = f"{request.id}.{ending}"
        made[name] = scratch / f"{_REPORT}.{ending}"
        with made[name].open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return made


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _as_file(record: Record) -> dict[str, bytes]:
    """What the journal will say, for the gate."""
    return {JOURNAL: json.dumps(asdict(record), ensure_ascii=False).encode("utf-8")}


def _results(request: Request) -> Path:
    return Path(str(request.parameters.get("results", "")))


def _thumbnail_name(request: Request) -> str:
    folder, _, stem = request.id.rpartition("/")
    return f"{folder}/{THUMBNAILS}/{stem}.png"


def _put_into_place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def cause_of(error: Exception, injected_cells: int = 1) -> str:
    """Return why a report failed, in one line without data: what a page raised may hold persons.

    Journal and list of reports show it: where the files of this machine lie is no part of it.

    Parameters
    ----------
    error
        What was raised.
    injected_cells
        How many cells stand in the run notebook that the page itself does not have.
    """
    cause = _cause(error, injected_cells, user_language())
    for folder, short in ((Path.cwd(), "."), (Path.home(), "~")):
        if folder != Path(folder.anchor):
            cause = cause.replace(str(folder), short)
    return cause


def _cause(error: Exception, injected_cells: int, language: Language) -> str:
    match error:
        case UserError():
            return error.text(language)
        case PapermillExecutionError(ename="UserError", evalue=text):
            return visible(str(text))
        case PapermillExecutionError():
            cell = error.cell_index + 1 - injected_cells
            found = _LINE.search(_COLOUR.sub("", "\n".join(error.traceback)))
            where = {"cell": cell, "line": found[1] if found else "–"}
            return say("commands", "cause_cell", language, error=error.ename, **where)
        case CellTimeoutError():
            return say("commands", "cause_slow", language, seconds=CELL_SECONDS)
        case DeadKernelError():
            return say("commands", "cause_kernel", language)
        case OSError(filename=str(file), strerror=str(problem)):
            return say("commands", "cause_file", language, file=file, problem=problem)
        case _:
            return say("commands", "cause_other", language, error=type(error).__name__)


def _write_log(request: Request, error: Exception, kernel_log: Path) -> None:
    """Keep where it failed where only the owner looks, without the data that it was reading."""
    folder = private_folder(request.logs)
    now = datetime.now().strftime("%Y%m%d-%H%M%S")
    text = "".join(traceback.format_exception(error))
    if kernel_log.is_file():
        text += kernel_log.read_text(encoding="utf-8", errors="replace")
    write_log(folder / f"{now}-{os.getpid()}-{slug(request.id)}.log", f"{request.id}\n{text}")
