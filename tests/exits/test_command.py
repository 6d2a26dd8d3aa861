"""Does the command answer in both languages, for people, programs and spreadsheets?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from villages.cli import main
from villages.findings.results import Results

VILLAGES = 55


@pytest.mark.parametrize(
    ("language", "word"), [("zh_CN.UTF-8", "已退出"), ("en_US.UTF-8", "exited")]
)
def test_the_city_s_villages_are_listed_with_their_states(
    language: str, word: str, demo_results: Path, results: Results, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv("COLUMNS", "200")
    data, book = tmp_path / "exits.json", tmp_path / "exits.xlsx"
    asked = ["exit", "--results", str(demo_results), "--edition", "internal"]
    assert main([*asked, "--json", str(data), "--xlsx", str(book)]) == 0
    said = capsys.readouterr().out
    assert said.count(word) >= 30
    told = json.loads(data.read_text(encoding="utf-8"))
    assert told["is_demo"] is True and told["edition"] == "internal"
    last = results.exits.query("year == 2020").set_index("code")["state"]
    assert {each["code"]: each["state"] for each in told["villages"]} == last.to_dict()
    assert len(told["villages"]) == VILLAGES
    sheets = load_workbook(book).worksheets
    cells = {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert any(word in cell for cell in cells)


def test_the_public_edition_shows_no_figure_of_a_village(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    code = results.exits["code"].iloc[0]
    data = tmp_path / "exit.json"
    assert main(["exit", "--results", str(demo_results), "--place", code, "--json", str(data)]) == 0
    (village,) = json.loads(data.read_text(encoding="utf-8"))["villages"]
    assert [each["numerator"] for each in village["targets"]] == [None] * len(village["targets"])
    assert {each["verdict"] for each in village["targets"]} <= {"met", "not_met", "no_data"}


def test_a_village_outside_the_plan_has_no_exit(
    demo_results: Path, results: Results, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    places = results.places
    other = places[(places["level"] == "village") & places["is_low_income"].eq(False)]["code"]
    assert main(["exit", "--results", str(demo_results), "--place", other.iloc[0]]) == 0
    assert "no exit to show" in capsys.readouterr().out
