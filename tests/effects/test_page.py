"""Do the page and the command say the same, in both languages, and the public edition nothing?"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from page_checks import check_blocks, check_language, check_sentences, every_text
from page_running import blocks, cover_of, figures_of, run_page
from villages.cli import main
from villages.exhibits.blocks import Bullets, Complete, Figure, Section, Table
from villages.exhibits.effects import REFERENCES, effect_answer, effect_estimates, effect_study
from villages.exhibits.page import open_page
from villages.findings.results import Results

Shown = list[Section | Complete]


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shown(language: str, demo_results: Path) -> Shown:
    return run_page("effect", results=str(demo_results), language=language, edition="internal")


def test_a_page_shows_tables_and_charts_in_one_language(language: str, shown: Shown) -> None:
    assert isinstance(shown[-1], Complete)
    check_blocks(shown)
    check_sentences(shown)
    # The works that are cited keep their titles.
    cited = Bullets(REFERENCES)
    parts = [
        Section(tuple(block for block in each.blocks if block != cited))
        for each in shown
        if isinstance(each, Section)
    ]
    assert sum(block == cited for block in blocks(shown)) == 1
    check_language(parts, language)
    assert sum(isinstance(block, Table) for block in blocks(shown)) == 2
    assert len(figures_of(shown)) == 2


def test_the_page_counts_what_it_rests_on_and_doubts_its_errors(
    language: str, shown: Shown, results: Results
) -> None:
    villages = results.places[results.places["level"] == "village"]
    treated = int(villages["is_low_income"].sum())
    whole = "\n".join(every_text(shown))
    counted = {
        "zh": f"受益村{treated}个，对照村{len(villages) - treated}个",
        "en": f"{treated} treated and {len(villages) - treated} compared",
    }
    few = {"zh": "乡镇少（26个，有受益村的12个）", "en": "Townships are few (26, 12 of them"}
    assert counted[language] in whole and few[language] in whole
    fiction = {"zh": "演示数据是虚构的", "en": "Demonstration data are fiction"}
    assert fiction[language] in whole
    # The demonstration's villages were catching up before 2018: nothing may be called an effect.
    front = cover_of(shown).headline
    assert {"zh": "不能当作方案的效果", "en": "cannot be read as the programme's effect"}[
        language
    ] in front
    assert not re.search(r"证明了|\bproves\b", whole)


def test_no_village_is_named(shown: Shown, results: Results) -> None:
    villages = results.places[results.places["level"] == "village"]
    whole = "\n".join(every_text(shown))
    names = {*villages["name_zh"], *villages["name_en"]}
    assert not [name for name in names if str(name) in whole]


def test_leads_are_hollow_and_the_reference_year_is_marked(language: str, shown: Shown) -> None:
    figure = figures_of(shown)[0]
    assert figure.data is not None
    years = [row[0].number for row in figure.data.rows]
    assert years == [-3, -2, 0, 1, 2]
    hollow = re.findall(r"fill: #ffffff; stroke: #595959", figure.svg)
    filled = re.findall(r"fill: #1f4e79; stroke: #1f4e79", figure.svg)
    assert hollow and filled
    words = {"zh": ("参照年", "受益开始"), "en": ("reference year", "treatment begins")}
    assert all(word in figure.svg for word in words[language])


def test_the_public_edition_says_that_it_shows_nothing(language: str, demo_results: Path) -> None:
    public = run_page("effect", results=str(demo_results), language=language, edition="public")
    said = {"zh": "只在内部版列示", "en": "in the internal edition only"}
    assert said[language] in "\n".join(every_text(public))
    assert not [each for each in blocks(public) if isinstance(each, Table | Figure)]
    check_language(public, language)
    check_sentences(public)


def test_the_command_says_the_same_as_data_and_in_the_workbook(
    demo_results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    data, book = tmp_path / "effect.json", tmp_path / "effect.xlsx"
    given = ["--outcome", "dibao_coverage", "--edition", "internal", "--results", str(demo_results)]
    assert main(["effect", *given, "--json", str(data), "--xlsx", str(book)]) == 0
    said = capsys.readouterr().out
    read = json.loads(data.read_text(encoding="utf-8"))
    assert read["outcome"] == "dibao_coverage"
    by_plan, by_money = read["comparisons"]
    assert not by_plan["is_staggered"] and by_money["is_staggered"]
    assert by_plan["missing"] > 0 and f"其中{by_plan['missing']}个村年缺报" in said
    low, high = by_plan["bounds"]
    assert low < by_plan["estimates"]["average"]["value"] < high
    assert {"interaction", "two_stage"} <= set(by_money["estimates"])
    numbers = [
        cell.value
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    assert round(by_plan["estimates"]["average"]["value"], 1) in numbers


def test_the_command_withholds_in_public_and_tells_a_slip(
    demo_results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    page = open_page(demo_results, "", 0, "en", "public", "city")
    assert effect_answer(page, demo_results).data["comparisons"] == []
    usual = ["effect", "--edition", "internal", "--results", str(demo_results)]
    assert main([*usual, "--outcome", "incomes"]) == 1
    assert "Nearest: income" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "pyfixest", None)
    assert main(usual) == 1
    assert 'pip install "villages[effects]"' in capsys.readouterr().err


def test_a_year_before_the_programme_has_no_effect(demo_results: Path) -> None:
    early = run_page("effect", results=str(demo_results), edition="internal", year=2017)
    assert "到这一年没有受益村" in cover_of(early).headline
    assert figures_of(early) == []
    check_blocks(early)
    check_sentences(early)


def test_a_plan_without_comparisons_says_so(demo_results: Path, language: str) -> None:
    page = open_page(demo_results, "", 0, language, "internal", "city")
    without = replace(page, plan=page.plan.model_copy(update={"effects": None}))
    study = effect_study(without, demo_results)
    said = {"zh": "没有写明拿谁与谁比较", "en": "does not say who is to be compared"}
    assert study.card is None and said[language] in study.nothing
    assert effect_estimates(without, study).blocks == ()
