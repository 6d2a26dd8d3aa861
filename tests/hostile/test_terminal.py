"""Does what commands print and write for programs stay text, whatever names and labels hold?"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from rich.console import Console

from hostile.looking import is_shown, squeezed
from hostile.payloads import PAYLOADS
from press.sample_pages import sample_sections
from villages.cli import main
from villages.commands.answering import print_answer
from villages.commands.registers import _csv_text
from villages.errors import UserError
from villages.exhibits.answers import Answer
from villages.exhibits.blocks import Bullets, Cell, Column, Heading, Paragraph, Section, Table
from villages.neutral import json_text, visible

TEXTS = [each.text for each in PAYLOADS]

#: The colours and weights that our own tables are printed in.
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def check_printed(text: str) -> str:
    """Refuse every sign that steers a terminal; return the text without blanks."""
    rest = STYLE.sub("", text)
    steering = {sign for sign in rest if unicodedata.category(sign) in ("Cc", "Cf", "Cs")}
    assert steering <= {"\n", "\t"}
    return squeezed(rest)


def hostile_section() -> Section:
    """Every payload in every block that a terminal shows."""
    columns = tuple(Column(text, group=text) for text in TEXTS[:2])
    rows = tuple((Cell(text), Cell("1")) for text in TEXTS)
    return Section(
        (
            *(Heading(text) for text in TEXTS),
            *(Paragraph(text) for text in TEXTS),
            Bullets(tuple(TEXTS)),
            Table(TEXTS[0], columns, rows, TEXTS[1]),
        )
    )


@pytest.mark.parametrize("is_terminal", [True, False])
def test_an_answer_on_the_terminal_is_text(is_terminal: bool) -> None:
    written = io.StringIO()
    console = Console(file=written, width=9999, force_terminal=is_terminal, highlight=False)
    print_answer(Answer(hostile_section(), {}), console)
    text = check_printed(written.getvalue())
    for payload in TEXTS:
        assert is_shown(payload, text)
        assert len(payload) > 100 or text.count(squeezed(visible(payload))) >= 4


@pytest.mark.parametrize("command", [["milestones"], ["exit"], ["plan", "show"], ["duties"]])
def test_a_command_prints_hostile_names_as_text(
    command: list[str],
    hostile_plan: Path,
    hostile_results: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(tmp_path)
    if command == ["plan", "show"]:
        arguments = [*command, str(hostile_plan)]
    else:
        arguments = [*command, "--results", str(hostile_results), "--plan", str(hostile_plan)]
        arguments += ["--edition", "internal"]
    code = main(arguments)
    printed = capsys.readouterr()
    assert code == 0, printed.err
    text = check_printed(printed.out + printed.err)
    assert sum(is_shown(payload, text) for payload in TEXTS) > 3


def test_an_unknown_name_is_repeated_as_text(
    hostile_results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for payload in TEXTS:
        if "\x00" in payload:
            continue
        place = f"x{payload}"
        assert main(["milestones", "--results", str(hostile_results), "--place", place]) == 1
        printed = capsys.readouterr()
        assert squeezed(visible(payload)) in check_printed(printed.out + printed.err)


@pytest.mark.parametrize("payload", TEXTS)
def test_json_and_csv_hold_the_very_text_and_nothing_that_acts(payload: str) -> None:
    text = json_text({payload: [payload]}, indent=2)
    check_printed(text)
    assert json.loads(text) == {payload: [payload]}
    written = _csv_text(["a", payload], [["1", payload], ["-5.5", payload]])
    check_printed(written.removeprefix("\ufeff").replace("\r\n", "\n"))
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert {row[1].removeprefix("'") for row in rows} == {visible(payload)}
    assert rows[2][0] == "-5.5"
    for cell in {row[1] for row in rows}:
        assert not re.match(r"\s*[=+\-@＝＋－＠\t\r]", cell)


@pytest.mark.parametrize("payload", TEXTS)
def test_an_error_names_a_file_without_steering(payload: str) -> None:
    assert squeezed(visible(payload)) in check_printed(
        UserError("file_missing", file=f"{payload}.yaml").text("zh")
    )


def test_a_sample_of_blocks_is_printed_at_all() -> None:
    written = io.StringIO()
    for section in sample_sections()[:-1]:
        assert isinstance(section, Section)
        print_answer(Answer(section, {}), Console(file=written, width=100))
    assert "青石镇" in written.getvalue()
