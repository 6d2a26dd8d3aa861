"""What does a user see: help, mistakes, exit codes, and what happens on Ctrl-C?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from press.sample_pages import PARAMETERS, write_page
from villages.cli import main

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Villages = Callable[..., Answer]


@pytest.fixture
def villages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Villages:
    """The command, typed in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, language: str = "zh") -> Answer:
        monkeypatch.setenv("LC_ALL", LOCALES[language])
        code = main([str(argument) for argument in arguments])
        return Answer(code, *capfd.readouterr())

    return run


@pytest.mark.parametrize("command", [[], ["demo"], ["report"], ["plan"], ["study"], ["demo-data"]])
def test_help_is_in_the_users_language(command: list[str], villages: Villages) -> None:
    chinese = villages(*command, "--help")
    english = villages(*command, "--help", language="en")
    assert chinese.code == english.code == 0
    assert "用法：villages" in chinese.out and "选项：" in chinese.out
    assert not {"Usage:", "Options:", "Show", "message"} & set(chinese.out.split())
    assert "Usage: villages" in english.out and "Options:" in english.out
    assert english.out.replace("…", "").isascii()


def test_the_options_of_a_page_are_those_of_its_parameter_cell(
    page_file: Path, villages: Villages
) -> None:
    shown = villages("report", page_file, "--help").out
    for words in ("试验页", "--year", "年度", "zh|en", "public|internal", "--workers"):
        assert words in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["reprot"], 2, "report"),
        (["demo", "--quik"], 2, "--quick"),
        (["study", "--plan"], 2, "--plan"),
        (["study", "one", "two"], 2, "villages study --help"),
        (["plan", "chekc"], 2, "check"),
        (["plan", "check", "zhuanghe-2018-2021"], 1, "zhuanghe-2018-2020"),
        (["report", "townshp"], 2, "township"),
        (["report", "absent.ipynb"], 1, "absent.ipynb"),
        (["study", "--registers", "nowhere"], 1, "nowhere"),
        (["demo", "--workers", "many"], 1, "--workers"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mistake_is_one_line_that_names_the_remedy(
    arguments: list[str], code: int, said: str, language: str, villages: Villages
) -> None:
    answer = villages(*arguments, language=language)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--yaer", "2019"], 2, "--year"),
        (["--year", "abc"], 1, "--year"),
        (["--year", "1997"], 1, "2018, 2019"),
        (["--edition", "secret"], 1, "public, internal"),
        (["--to", "txt"], 1, "html, pdf, docx, xlsx"),
        (["--place", "上河"], 1, "990000002001"),
        (["--place", "东令村"], 1, "东岭村"),
        (["--place", "青石镇"], 1, "乡镇"),
        ([], 1, "--all"),
        (["--all", "--level", "township"], 1, "village"),
        (["--all", "--level", "hamlet"], 1, "township"),
        (["--all", "--scope", "some"], 1, "low_income"),
        (["--place", "东岭村", "--workers", "many"], 1, "--workers"),
    ],
)
def test_an_option_is_checked_before_any_kernel_starts(
    options: list[str],
    code: int,
    said: str,
    page_file: Path,
    county: Path,
    villages: Villages,
    tmp_path: Path,
) -> None:
    answer = villages("report", page_file, "--results", county, *options)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err and answer.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_results_that_are_not_there_name_the_remedy(page_file: Path, villages: Villages) -> None:
    answer = villages("report", page_file, "--place", "东岭村")
    assert answer.code == 1 and "villages study" in answer.err


def test_all_places_are_printed_and_failures_make_the_exit_code(
    page_file: Path, county: Path, villages: Villages, tmp_path: Path
) -> None:
    command = ["report", page_file, "--results", county, "--all", "--to", "html"]
    good = villages(*command)
    assert good.code == 0, good.err
    names = sorted(path.name for path in (tmp_path / "reports" / "trial").glob("*.html"))
    assert [name[:12] for name in names] == ["990000001001", "990000002002"]
    assert "index.html" in good.out and good.out.count("\n") == 1
    # The first report, and that there is no list of names to look for.
    assert "990000001001" in good.err and good.err.count("\n") == 2
    assert "names.hmac" in good.err
    bad = villages(*command, "--mode", "error")
    assert bad.code == 3
    assert bad.err.count("ValueError") == 2 and "Traceback" not in bad.err


def test_a_mistake_of_ours_is_logged_and_not_shown(
    villages: Villages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(plan: object) -> None:
        raise RuntimeError("210283199001011234")

    monkeypatch.setattr("villages.plan.read_plan", broken)
    answer = villages("plan", "check")
    assert answer.code == 70
    assert "RuntimeError" in answer.err and "210283199001011234" not in answer.err
    logs = list((tmp_path / "private" / "logs").iterdir())
    text = logs[0].read_text("utf-8")
    assert len(logs) == 1 and "RuntimeError" in text and "read_plan" in text
    assert "210283199001011234" not in text


def begin_slowly(county: Path, folder: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """Begin two reports that take long; return the command and its kernels."""
    mark = folder / "running"
    page = write_page(folder / "slow.ipynb", PARAMETERS + f'mark = "{mark}"\n', is_slow=True)
    command = [sys.executable, "-m", "villages", "report", str(page), "--results", str(county)]
    begun = subprocess.Popen(
        [*command, "--all", "--workers", "2"], cwd=folder,
        env=os.environ | {"LC_ALL": LOCALES["en"]}, start_new_session=True,
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        # A test run in the background is deaf to Ctrl-C, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert eventually(lambda: mark.is_file() and len(mark.read_text("utf-8").split()) == 2)
    kernels = [int(line) for line in mark.read_text("utf-8").split()]
    assert all(map(is_alive, kernels))
    return begun, kernels


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


@pytest.mark.parametrize("is_group", [True, False])
def test_ctrl_c_stops_everything_and_says_so(is_group: bool, county: Path, tmp_path: Path) -> None:
    begun, kernels = begin_slowly(county, tmp_path)
    (os.killpg if is_group else os.kill)(begun.pid, signal.SIGINT)
    _, said = begun.communicate(timeout=30)
    assert begun.returncode == 130, said
    assert "0 of 2" in said and "Traceback" not in said
    assert eventually(lambda: not any(map(is_alive, kernels)))
    assert not (tmp_path / "reports" / ".scratch").exists()


def test_nothing_goes_on_when_the_command_is_killed(county: Path, tmp_path: Path) -> None:
    begun, kernels = begin_slowly(county, tmp_path)
    begun.kill()
    begun.communicate(timeout=30)
    assert eventually(lambda: not any(map(is_alive, kernels)), seconds=20)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
