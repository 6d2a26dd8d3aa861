"""Do the terminal and the JSON say every problem, readably, and nothing that is personal?"""

from __future__ import annotations

import json
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from returned.senders import problem
from villages.commands.problem_table import SHOWN_PROBLEMS, print_problems, problems_json
from villages.registers.intake.problems import Problem
from villages.vocabulary import Language

FOUND = [
    problem("白水乡.csv", "C9", "note", shown="14.5", count=7),
    problem("青石镇.xlsx", "G6", "warning", shown="1.4万"),
    problem("青石镇.xlsx", "B12", shown="***", column="身份证号", rule="id_unknown"),
    problem("青石镇.xlsx", "", sheet="附表", column="", shown="", rule="sheet_foreign"),
]


def printed(problems: list[Problem], language: Language, width: int) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        print_problems(problems, language, console)
    return capture.get()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [160, 100, 60, 40])
def test_every_part_is_there_and_no_line_hangs_over(language: Language, width: int) -> None:
    text = printed(FOUND, language, width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    joined = re.sub(r"\s", "", text)
    for each in FOUND:
        parts = [each.file, each.cell, each.shown]
        if width < 100:  # in a table, the lines of a folded cell lie apart
            parts += [each.sheet, each.column, each.text(language), each.remedy(language)]
        assert all(re.sub(r"\s", "", part) in joined for part in parts)


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("zh", ["错误0个", "警告0个", "说明1个", "错误2个", "警告1个", "说明0个"]),
        ("en", ["Errors: 0", "warnings: 0", "notes: 1", "Errors: 2", "warnings: 1", "notes: 0"]),
    ],
)
def test_each_file_is_counted_and_its_errors_come_first(
    language: Language, counts: list[str]
) -> None:
    text = printed(FOUND, language, 160)
    assert [re.findall(re.escape(count), text) for count in counts] == [[c] for c in counts]
    assert text.index("B12") < text.index("G6")
    shapes = {line.strip()[0] for line in text.splitlines() if line.strip()}
    assert {"✗", "!", "·"} <= shapes


@pytest.mark.parametrize("width", [160, 60])
def test_a_long_list_is_cut_and_says_where_the_rest_is(width: int) -> None:
    found = [problem("a.xlsx", f"C{row}") for row in range(1, SHOWN_PROBLEMS + 6)]
    text = printed(found, "zh", width)
    assert f"C{SHOWN_PROBLEMS} " in text and f"C{SHOWN_PROBLEMS + 1} " not in text
    assert "另有5个问题" in text and "问题清单" in text


@pytest.mark.parametrize("width", [160, 60])
def test_nothing_in_a_file_steers_the_terminal(width: int) -> None:
    hostile = "[red]\x1b]0;owned\x07\x1b[31m\u202e\r[/]"
    found = [problem("a[b]\x1b.xlsx", "C4", shown=hostile, sheet=hostile, column=hostile)]
    text = printed(found, "en", width)
    assert not set("\x1b\x07\r\u202e") & set(text)
    assert "[red]" in re.sub(r"\s", "", text)


def test_the_json_keeps_its_shape() -> None:
    given = problem(
        "a.xlsx", "B12", shown="***", column="身份证号", rule="id_unknown",
        register_id="persons", column_id="person_id", count=2,
        key=("990181101201", "2019", "P77aa"),
    )  # fmt: skip
    said = json.loads(json.dumps(problems_json([given], "en"), ensure_ascii=False))
    assert said == [
        {
            "rule": "id_unknown",
            "severity": "error",
            "file": "a.xlsx",
            "sheet": "农户 登记表",
            "cell": "B12",
            "column": "身份证号",
            "register": "persons",
            "register_column": "person_id",
            "value": "***",
            "problem": given.text("en"),
            "remedy": given.remedy("en"),
            "count": 2,
        }
    ]
    assert "P77aa" not in json.dumps(said)
