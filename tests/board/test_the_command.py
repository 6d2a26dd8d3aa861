"""Does the terminal show the whole board, however narrow, and the command write what it is told?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from villages.commands.board import board_command, print_board
from villages.errors import UserError
from villages.exhibits.board import Board, read_board
from villages.plan import Plan
from villages.registers.history import StoredHistory
from villages.vocabulary import Language

DUE = datetime.date(2021, 1, 31)


@pytest.fixture(scope="module")
def board(store: StoredHistory, plan: Plan) -> Board:
    return read_board(store, plan, datetime.date(2021, 2, 14), (2020,), DUE)


def printed(board: Board, language: Language, width: int) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        print_board(board, language, console)
    return capture.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["报送进度", "演示数据", "2021-02-13 09:05", "2021-01-31", "● 齐全", "▲ 有错待改",
                "◐ 未报齐", "○ 未报", "逾期未报", "青石镇", "<b>云台乡", "1/4行",
                "4行，应报行数不详",                 "错误共4处", "1处无法归入"]),
        ("en", ["Progress of returns", "● complete", "▲ to be mended", "overdue", "4 errors"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [240, 160, 80, 50])
def test_all_is_said_and_no_line_hangs_over(
    board: Board, language: Language, words: list[str], width: int
) -> None:
    text = printed(board, language, width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    joined = "".join(text.split())
    assert all("".join(word.split()) in joined for word in words)
    assert "H9901" not in joined


def test_the_command_writes_the_page_and_the_data(
    store: StoredHistory, plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["--store", store.where, "--plan", plan.id, "--year", "2020", "--due", "2021-01-31"]
    page, data = tmp_path / "board.html", tmp_path / "board.json"
    typed += ["--page", str(page), "--json", str(data), "--language", "zh"]
    assert board_command().main(typed, standalone_mode=False) == 0
    assert str(page) in capsys.readouterr().out
    said = json.loads(data.read_text("utf-8"))
    assert len(said["entries"]) == 6 and said["errors"] == 4
    assert "白水乡" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("typed", "key"),
    [(["--due", "soon"], "day_wrong"), (["--year", "1066"], "form_year_unknown")],
)
def test_a_mistake_is_said(typed: list[str], key: str, store: StoredHistory, plan: Plan) -> None:
    given = ["--store", store.where, "--plan", plan.id, *typed]
    with pytest.raises(UserError) as caught:
        board_command().main(given, standalone_mode=False)
    assert caught.value.key == key
