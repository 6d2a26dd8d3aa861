"""Does what commands write as JSON and as a workbook pass the gate, whatever places are called?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hostile.looking import is_shown, look_at_xlsx
from hostile.payloads import ALL, PAYLOADS
from villages.cli import main
from villages.press.gate import inspect

#: Each is one value of a JSON file.
NO_MARKUP = (
    "<svg", "<svg onload=alert()", "<", "<>", "<王", "<svg><a></svg>", "<?xml <svg", "<!--",
    "<svg xmlns=\x00>", "<![CDATA[", "</svg>", "<a\ud800>",
    '<img src="data:image/png;base64,AAAA">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:a/b;base64,AAAA"/></svg>',
)  # fmt: skip
NUMBER = "11010519491231002X"


@pytest.mark.parametrize("text", [*NO_MARKUP, *(each.text for each in ALL)])
def test_a_text_that_begins_like_markup_can_be_checked(text: str) -> None:
    assert inspect({"a.json": json.dumps({"name": text}).encode()}) == ()


@pytest.mark.parametrize("text", NO_MARKUP)
@pytest.mark.parametrize("between", ["", " ", "\n", ">", '"'])
def test_a_number_behind_it_is_found(text: str, between: str) -> None:
    body = json.dumps({"name": f"{text}{between}{NUMBER}"}).encode()
    kinds = [hit.kind for hit in inspect({"a.json": body})]
    assert "identity_number" in kinds or kinds == ["unchecked"]
    lines = [hit.kind for hit in inspect({"a.jsonl": body})]
    assert lines == kinds


@pytest.mark.parametrize(
    "text",
    [
        f"<{NUMBER}>", f"<svg {NUMBER}='1'/>", f"<svg xmlns:a='b'><a:b{NUMBER}/></svg>",
        f'<svg xmlns="http://www.w3.org/2000/svg"><text>{NUMBER[:9]}<tspan>{NUMBER[9:]}</tspan>'
        "</text></svg>",
    ],
)  # fmt: skip
def test_a_number_in_a_name_or_across_elements_is_found(text: str) -> None:
    kinds = {hit.kind for hit in inspect({"a.json": json.dumps([text]).encode()})}
    assert kinds == {"identity_number"}


@pytest.mark.parametrize(
    "text", ["QUFB" * 300, f'<img src="data:application/zip;base64,{"QUFB" * 300}">']
)
def test_a_file_that_nobody_knows_is_not_published(text: str) -> None:
    assert [hit.kind for hit in inspect({"a.json": json.dumps([text]).encode()})] == ["unchecked"]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("edition", ["public", "internal"])
@pytest.mark.parametrize("command", ["exit", "milestones", "duties", "funds", "support"])
def test_answers_are_written_with_hostile_names(
    command: str,
    edition: str,
    hostile_plan: Path,
    hostile_results: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    made, book = tmp_path / "a.json", tmp_path / "a.xlsx"
    arguments = [command, "--results", str(hostile_results), "--plan", str(hostile_plan)]
    arguments += ["--edition", edition, "--json", str(made), "--xlsx", str(book)]
    code = main(arguments)
    assert code == 0, capsys.readouterr().err
    assert made.stat().st_mode & 0o777 == 0o600
    texts = list(strings(json.loads(made.read_text(encoding="utf-8"))))
    in_json = [each.text for each in PAYLOADS if any(each.text in text for text in texts)]
    in_book = [
        each.text for each in PAYLOADS if is_shown(each.text, look_at_xlsx(book.read_bytes()))
    ]
    assert len(in_json) + len(in_book) > 3
