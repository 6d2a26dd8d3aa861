"""Does a report come out of a forked child as it comes out of a kernel, and does nothing remain?"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from press.sample_pages import PARAMETERS, write_page
from villages.gazetteer import read_gazetteer
from villages.press.batch import Batch
from villages.press.journal import Record
from villages.press.nursery import Nursery
from villages.press.pages import read_page
from villages.press.requests import Request, check_values, request_reports
from villages.press.system import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system has no nursery")

#: A cell of everything that a cell can send.
SENT = """\
import sys
from IPython.display import HTML, Markdown, display
print("一"); print("二", end=""); sys.stderr.write("三\\n"); print("四")
display(HTML("<b>五</b>"), metadata={"text/html": {"isolated": True}})
class Rich:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "六", "application/json": {"a": (1, 2.5, None)}}, {"x": {"y": 1}}
    def _repr_png_(self):
        return b"\\x89PNG\\r\\n\\x1a\\n"
Rich()
"""


def requests(page: Path, county: Path, folder: Path, **given: str) -> list[Request]:
    gazetteer, read = read_gazetteer(county), read_page(page)
    places = [gazetteer.find("990000001001", "village")]
    values = check_values(read, gazetteer, given)
    return request_reports(
        read, gazetteer, places, values, out=folder / "reports", logs=folder / "logs"
    )


def run_in_child(page: Path, folder: Path, *, is_forked: bool) -> dict[str, Any]:
    """Run a page in a fresh process, with a kernel or without; return what the process says."""
    folder.mkdir()
    said = folder.parent / f"{folder.name}.json"
    names = [str(page), str(folder), str(said), str(is_forked)]
    subprocess.run([sys.executable, "-c", RUN, *names], check=True, timeout=100)
    found: dict[str, Any] = json.loads(said.read_text("utf-8"))
    return found


RUN = """
import json, sys
from pathlib import Path
from papermill.exceptions import PapermillExecutionError
from villages.press.running import run_page
page, folder, said, is_forked = sys.argv[1:]
try:
    found = run_page(
        Path(page), {"place": "甲'乙"}, Path(folder), is_forked=is_forked == "True"
    )
except PapermillExecutionError as error:
    found = {"error": [error.ename, error.evalue, error.cell_index, len(error.traceback)]}
Path(said).write_text(json.dumps(found), encoding="utf-8")
"""


def told(notebook: dict[str, Any]) -> list[Any]:
    """What every cell sent, with its number."""
    names = ("source", "execution_count", "outputs")
    return [[cell[name] for name in names] for cell in notebook["cells"]]


def test_outputs_are_those_of_a_kernel(tmp_path: Path) -> None:
    page = write_page(tmp_path / "sent.ipynb", PARAMETERS, body=SENT)
    forked = run_in_child(page, tmp_path / "forked", is_forked=True)
    kernel = run_in_child(page, tmp_path / "kernel", is_forked=False)
    assert told(forked) == told(kernel)
    kinds = [output["output_type"] for output in forked["cells"][2]["outputs"]]
    assert kinds == ["stream", "stream", "display_data", "execute_result"]


@pytest.mark.parametrize("body", ["1 / 0", "def f(:\n", "raise KeyError('甲')"])
def test_errors_are_those_of_a_kernel(body: str, tmp_path: Path) -> None:
    page = write_page(tmp_path / "wrong.ipynb", PARAMETERS, body=body)
    here, there = (
        str(run_in_child(page, tmp_path / str(is_forked), is_forked=is_forked)["error"])
        for is_forked in (True, False)
    )
    # A kernel names the file of a cell by another number.
    assert re.sub(r"\(\S+, line", "(", here) == re.sub(r"\(\S+, line", "(", there)


def test_files_are_the_same_on_both_ways(page_file: Path, county: Path, tmp_path: Path) -> None:
    made: list[dict[str, str]] = []
    for is_forking in (True, False):
        folder = tmp_path / str(is_forking)
        (record,) = Batch(folder / "reports", 1, _watch, is_forking=is_forking).run(
            requests(page_file, county, folder)
        )
        assert record.state == "finished"
        made.append(dict(record.files))
        for name, digest in record.files.items():
            assert hashlib.sha256((folder / "reports" / name).read_bytes()).hexdigest() == digest
    assert made[0] == made[1] and len(made[0]) >= 4


def _watch(request: Request, record: Record) -> None:
    """Nobody watches."""


LONG = """\
import subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
with open({mark!r}, "w") as begun:
    begun.write(f"{{helper.pid}}\\n")
{wait}
"""
#: Asleep, deaf, stopped, and busy where Python cannot be reached.
WAITS = {
    "asleep": "time.sleep(100)",
    "deaf": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); input()",
    "stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "busy": "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
}


#: How long a report may take here.
SECONDS = 6


@dataclass(frozen=True)
class Overdue:
    """What became of a page that waits, and a process that it had started."""

    record: Record
    helper: int


@pytest.fixture(scope="module")
def overdue(county: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Overdue]:
    """All of them at once, in one nursery."""
    folder = tmp_path_factory.mktemp("overdue")
    asked: dict[str, str] = {}
    nursery = Nursery([], SECONDS)
    try:
        for name, wait in WAITS.items():
            body = LONG.format(mark=str(folder / name), wait=wait)
            page = write_page(folder / f"{name}.ipynb", PARAMETERS, body=body)
            (request,) = requests(page, county, folder / f"of_{name}")
            request = replace(request, id=name)
            asked[request.id] = name
            nursery.submit(request, folder)
        found: dict[str, Record] = {}
        while len(found) < len(WAITS):
            for request, record in nursery.finished():
                assert record is not None
                found[asked[request.id]] = record
    finally:
        nursery.stop()
    return {name: Overdue(found[name], int((folder / name).read_text())) for name in WAITS}


@pytest.mark.parametrize("name", WAITS)
def test_what_takes_too_long_is_ended_with_all_that_it_started(
    name: str, overdue: dict[str, Overdue]
) -> None:
    found = overdue[name]
    assert found.record.state == "failed"
    if name != "deaf":
        # Who asks is told at once that nobody answers.
        assert str(SECONDS) in found.record.cause
    assert _eventually(lambda: not _is_alive(found.helper))


CRASHES = {
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "broken": "import ctypes; ctypes.string_at(0)",
    "left": "import os; os._exit(0)",
    "greedy": "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**28, 2**28)); x = [0] * 2**30",
}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """A nursery for several tests: what one of them does to its child is nothing to the next."""
    real = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
    kept = Nursery(real)
    yield kept
    kept.stop()


def printed(nursery: Nursery, request: Request, scratch: Path) -> Record:
    nursery.submit(request, scratch)
    ((_, record),) = nursery.finished()
    assert record is not None
    return record


@pytest.mark.parametrize("name", CRASHES)
def test_a_child_that_dies_is_named_and_the_next_report_is_printed(
    name: str, nursery: Nursery, page_file: Path, county: Path, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "crash.ipynb", PARAMETERS, body=CRASHES[name])
    (bad,), (good,) = requests(page, county, tmp_path), requests(page_file, county, tmp_path)
    failed = printed(nursery, bad, tmp_path)
    assert failed.state == "failed" and failed.cause
    assert printed(nursery, replace(good, formats=("html",)), tmp_path).state == "finished"


def test_the_nursery_has_one_thread_when_it_forks(
    nursery: Nursery, county: Path, tmp_path: Path
) -> None:
    """The child of a process of several threads may hang: the page counts its parent's."""
    body = """\
import os
with open(f"/proc/{os.getppid()}/status") as status:
    (line,) = [line for line in status if line.startswith("Threads:")]
assert line.split() == ["Threads:", "1"], line
import sys
assert "matplotlib" in sys.modules
"""
    page = write_page(tmp_path / "threads.ipynb", PARAMETERS, body=body)
    (request,) = requests(page, county, tmp_path)
    record = printed(nursery, request, tmp_path)
    # A page of no blocks is not whole, and says so: its assertions held.
    assert "AssertionError" not in record.cause, record


def test_children_end_with_a_nursery_that_is_killed(county: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    body = LONG.format(mark=str(mark), wait=WAITS["asleep"])
    page = write_page(tmp_path / "long.ipynb", PARAMETERS, body=body)
    (request,) = requests(page, county, tmp_path)
    nursery = Nursery([page])
    try:
        nursery.submit(request, tmp_path)
        assert _eventually(mark.is_file)
        child = int(
            subprocess.run(
                ["ps", "-o", "ppid=", "-p", mark.read_text().strip()],
                capture_output=True, check=True, text=True,
            ).stdout
        )  # fmt: skip
        os.kill(nursery.process, signal.SIGKILL)
        assert nursery.finished() == [(request, None)]
        assert _eventually(lambda: not _is_alive(child))
    finally:
        nursery.stop()


def _eventually(is_so: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
