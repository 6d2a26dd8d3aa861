"""Does what is private stay private: registers, scratch, logs, where this machine's files lie?"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import villages
from browser.test_every_page import SUBJECTS
from page_running import run_page
from press.sample_pages import write_page
from villages.errors import UserError
from villages.findings.results import read_results
from villages.press.pages import find_page, shipped_pages
from villages.press.private import private_folder, replace_private, write_private
from villages.press.report import cause_of
from villages.press.standalone import write_page as write_html
from villages.vocabulary import EDITIONS

#: What stands in a page: it says what others may open of where it runs, and fails at one place.
BODY = """\
import json
from pathlib import Path
from villages.exhibits.blocks import Complete, Cover, Section
here = Path.cwd()
looked = [here, here.parent, here.parent.parent]
Path(mark).write_text(json.dumps([each.stat().st_mode & 0o777 for each in looked]))
if place == failing:
    raise ValueError("210283199001011234")
Section((Cover("a", "", (), (), "zh", "a", "", "a", "2019-12-31"),))
"""

PARAMETERS = """\
place = ""  # 地点 | place
year = 0  # 年度 | year
language = "zh"  # 报告语言 | report language [zh, en]
edition = "public"  # 版本 | edition [public, internal]
results = "results"  # 结果文件夹 | results folder
mark = ""  # 标记 | mark
failing = ""  # 出错的村 | the village that fails
"""


def mode(path: Path) -> int:
    """What others may do with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_door_opens_no_registers() -> None:
    assert not [name for name in villages.__all__ if "register" in name or "store" in name]
    homes = {home for home, names in villages._HOMES.items() if names}
    assert not [home for home in homes if "register" in home]


@pytest.mark.parametrize("edition", EDITIONS)
def test_pages_read_results_only(
    edition: str, hostile_registers: Path, hostile_results: Path, is_full_size: bool
) -> None:
    assert not hostile_registers.exists()
    # Whatever else the tests print is made of results whose registers are gone, too.
    pages = shipped_pages() if is_full_size else ["briefing"]
    for page in map(find_page, pages):
        given = {"edition": edition, "results": str(hostile_results)}
        shown = run_page(page.path.stem, **given, **SUBJECTS.get(page.id, {}))
        assert len(shown) > 1, page.id


@pytest.mark.skipif(os.name != "posix", reason="NOT RUN: other systems have no umask")
def test_private_places_stay_private_whatever_the_umask(tmp_path: Path) -> None:
    earlier = os.umask(0)
    try:
        folder = private_folder(tmp_path / "private" / "logs")
        write_private(folder / "a.log", "a")
        replace_private(folder / "b.json", "b")
        write_html(tmp_path / "reports" / "index.html", "c")
        os.umask(0o022)
        write_html(tmp_path / "reports" / "second.html", "d")
    finally:
        os.umask(earlier)
    assert mode(folder) == mode(folder.parent) == 0o700
    assert mode(folder / "a.log") == mode(folder / "b.json") == 0o600
    assert mode(tmp_path / "reports" / "index.html") == 0o666
    assert mode(tmp_path / "reports" / "second.html") == 0o644


@pytest.mark.skipif(os.name != "posix", reason="NOT RUN: other systems have no umask")
def test_what_a_batch_writes_is_open_only_where_it_is_published(
    hostile_results: Path, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "trial.ipynb", PARAMETERS, "village")
    notebook = json.loads(page.read_text(encoding="utf-8"))
    notebook["cells"][1]["source"], notebook["cells"][2]["source"] = BODY, "Complete()"
    page.write_text(json.dumps(notebook), encoding="utf-8")
    home = tmp_path / "home" / "li"
    home.mkdir(parents=True)
    places = read_results(hostile_results).places
    is_plain = (places["level"] == "village") & ~places["name_zh"].str.contains("[<{]")
    good, bad = places[is_plain]["code"].iloc[:2]
    program = (
        "import os, sys; os.umask(0); from villages.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = [
        "report", str(page), "--results", str(hostile_results), "--to", "html", "--failing", bad,
        "--mark", str(tmp_path / "mark"), "--place",
    ]  # fmt: skip
    environment = os.environ | {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    ended = [
        subprocess.run(
            [sys.executable, "-c", program, *arguments, code],
            cwd=home,
            env=environment,
            capture_output=True,
            check=False,
        )
        for code in (good, bad)
    ]
    assert [each.returncode for each in ended] == [0, 3], ended
    assert json.loads((tmp_path / "mark").read_text(encoding="utf-8")) == [0o700] * 3
    logs = list((home / "private" / "logs").iterdir())
    assert [mode(each) for each in logs] == [0o600]
    assert mode(home / "private") == mode(home / "private" / "logs") == 0o700
    told = logs[0].read_text(encoding="utf-8")
    assert "ValueError" in told and "210283199001011234" not in told
    published = [each for each in (home / "reports").rglob("*") if each.is_file()]
    assert {each.suffix for each in published} >= {".html"}
    assert not [each for each in published if each.suffix == ".ipynb"]
    for each in published:
        assert mode(each) in (0o666, 0o644)
        for secret in (b"210283199001011234", str(home).encode(), b"Traceback", b"ValueError:"):
            assert secret not in each.read_bytes()
    told = (home / "reports" / "journal.jsonl").read_text(encoding="utf-8")
    assert "cell 2 failed at line 8 (ValueError)" in told


def test_a_cause_names_no_place_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "li"))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "home" / "li" / "a.yaml"
    for error in (UserError("file_missing", file=file), OSError(2, "gone", str(file))):
        assert str(tmp_path) not in cause_of(error) and "a.yaml" in cause_of(error)
