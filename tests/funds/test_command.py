"""Does the command answer in both languages, for people, programs and spreadsheets?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from villages.cli import main
from villages.exhibits.blocks import Paragraph, Table
from villages.exhibits.fund_answers import funds_answer
from villages.exhibits.page import open_page
from villages.findings.results import Results
from villages.plan import read_plan


def asked(
    results: Path, folder: Path, place: str = "", edition: str = "internal"
) -> dict[str, Any]:
    data = folder / "funds.json"
    words = ["funds", "--results", str(results), "--edition", edition, "--json", str(data)]
    assert main([*words, *(["--place", place] if place else [])]) == 0
    told: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN.UTF-8", ("专项资金", "支出率", "年度已结束", "资金使用成效", "错误：")),
        ("en_US.UTF-8", ("Special funds", "Share spent", "year is over", "Effect", "error: ")),
    ],
)
def test_the_city_s_answer(
    language: str, words: tuple[str, ...], demo_results: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv("COLUMNS", "200")
    book = tmp_path / "funds.xlsx"
    command = ["funds", "--results", str(demo_results), "--edition", "internal"]
    assert main([*command, "--xlsx", str(book)]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in words)
    sheets = load_workbook(book).worksheets
    cells = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert any(words[4] in str(cell) for cell in cells)
    # Points and shares are numbers in a spreadsheet, not texts.
    assert sum(isinstance(cell, int | float) for cell in cells) > 100


def test_data_for_programs_are_the_results(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    told = asked(demo_results, tmp_path)
    city = results.funds.query("level == 'city' and year == 2020")
    assert told["is_demo"] is True and told["funds"]["projects"] == city["projects"].sum()
    for key, name in (("planned_yuan", "planned"), ("allotted_yuan", "allotted"),
                      ("spent_yuan", "spent")):  # fmt: skip
        ends = {end: city[f"{name}_{end}"].sum() for end in ("low", "high")}
        assert told["funds"][key] == ends
        for lines in ("sources", "sectors", "places"):
            assert sum(each[key]["low"] for each in told[lines]) == ends["low"]
    named = results.fund_problems.query("year == 2020")
    assert {(each["code"], each["project"], each["kind"]) for each in told["problems"]} == {
        tuple(row) for row in named[["code", "project_id", "kind"]].itertuples(index=False)
    }
    assert {each["severity"] for each in told["problems"] if each["kind"] == "over_uplift"} == {
        "error"
    }
    scores = results.scores.query("scorecard == 'special_funds' and year == 2020")
    low = dict(zip(scores["item"], scores["points_low"], strict=True))
    assert {each["item"]: each["low"] for each in told["evaluation"]} == low


def test_the_public_edition_names_no_project_and_shows_no_village(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    assert asked(demo_results, tmp_path, edition="public")["problems"] == []
    code = results.fund_problems["code"].iloc[0]
    assert asked(demo_results, tmp_path, code, "public")["funds"] is None
    assert asked(demo_results, tmp_path, code)["funds"] is not None


def test_the_public_edition_shows_sums_of_a_small_township_and_no_counts(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    places = results.places
    few = places[(places["level"] == "township") & places["low_income_villages"].isin([1, 2])]
    told = asked(demo_results, tmp_path, few["code"].iloc[0], "public")["funds"]
    assert told["spent_yuan"]["high"] > 0
    assert [told[name] for name in ("complete", "over_uplift", "without_output")] == [None] * 3


def test_points_add_up_as_they_are_shown(demo_results: Path) -> None:
    page = open_page(demo_results, "", 2020, "en", "internal", "city")
    tables = [block for block in funds_answer(page).section.blocks if isinstance(block, Table)]
    (table,) = (each for each in tables if each.columns[0].label == "Part")
    rows = [[cell.text for cell in row] for row in table.rows]
    ends = {(row[0], row[1]): [float(end) for end in row[3].split("–")] for row in rows}
    for end in (0, -1):
        items = [(key[0], found[end]) for key, found in ends.items()
                 if key[1] not in ("subtotal", "")]  # fmt: skip
        assert ends["Together", ""][end] == pytest.approx(sum(points for _, points in items))
        for (part, label), found in ends.items():
            if label == "subtotal":
                own = sum(points for of, points in items if of == part)
                assert found[end] == pytest.approx(own)


def test_a_plan_that_does_not_follow_its_funds_says_so(demo_results: Path) -> None:
    assert read_plan("vietnam-1997").funds is None
    page = open_page(demo_results, "", 2020, "en", "internal", "city")
    other = replace(page, plan=page.plan.model_copy(update={"funds": None}))
    given = funds_answer(other)
    assert given.data["funds"] is None
    (said,) = (each for each in given.section.blocks if isinstance(each, Paragraph))
    assert "no register of projects" in said.text
