"""Does the circular say what the results say, at every level, and no more than an edition may?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from page_running import blocks, cover_of, run_page, texts
from villages.exhibits.blocks import Complete, Cover, Heading, Letter, Paragraph, Section, Table
from villages.exhibits.briefing import briefing_next_steps, briefing_problems
from villages.exhibits.circular import circular, circular_text
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import gather, read_places
from villages.exhibits.page import Page, open_page
from villages.findings.results import Results
from villages.findings.study import run_study
from villages.plan import Plan, read_plan
from villages.registers.demo import write_demo_registers
from villages.vocabulary import Edition, Language, shipped

SURVEY = "vietnam-1997"
YEARS = (2015, 2016, 2017, 2018, 2019, 2020)
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
BROKEN = re.compile(r"nan|None(?! of)|Decimal|[{}]|。。|，。|：。|：$|（）|\.\.|\( | ,|  |；。")
CHAPTERS = ["总体情况", "主要进展", "存在的问题", "下一步工作"]


@pytest.fixture(scope="module")
def pages(results: Results, plan: Plan, is_full_size: bool) -> list[Page]:
    """Internal pages of the city and of places that bear the plan's targets: some, or all."""
    bearing = [place for place in read_places(results).values() if place.count("low_income")]
    chosen = bearing if is_full_size else bearing[:7] + bearing[13::6]
    return [
        Page(
            plan, place, 2020, "zh", "internal", True, "2021-01-31", "", YEARS,
            gather(results, plan, place, 2020),
        )
        for place in chosen
    ]  # fmt: skip


def shown(results: Path, **parameters: str | int) -> list[Section | Complete]:
    return run_page("briefing", results=str(results), **parameters)


def text_of(sections: Sequence[Section | Complete]) -> str:
    return "\n".join(text for block in blocks(list(sections)) for text in texts(block))


def under(sections: list[Section | Complete], heading: str) -> str:
    """All paragraphs of a chapter."""
    found, is_here = [], False
    for block in blocks(sections):
        if isinstance(block, Heading) and block.level == 1:
            is_here = block.text == heading
        elif is_here and isinstance(block, Paragraph):
            found.append(block.text)
    return "\n".join(found)


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize("level", ["city", "township", "village"])
def test_every_level_has_four_chapters_and_at_most_two_tables(
    level: str, edition: str, demo_results: Path, results: Results
) -> None:
    places = results.places
    code = places[(places["level"] == level) & (places["low_income_villages"] > 0)]["code"].iloc[0]
    sections = shown(demo_results, place=code, edition=edition)
    headings = [block for block in blocks(sections) if isinstance(block, Heading)]
    chapters = [each.text for each in headings if each.level == 1 and each.role == "chapter"]
    assert chapters == CHAPTERS
    attached = [each for each in headings if each.role == "attachment"]
    tables = [block for block in blocks(sections) if isinstance(block, Table)]
    assert 1 <= len(attached) == len(tables) <= 2
    (letter,) = [block for block in blocks(sections) if isinstance(block, Letter)]
    assert "".join(letter.title_parts) == cover_of(sections).title
    assert not (letter.head or letter.number)
    assert not LATIN.search(text_of(sections))
    for text in text_of(sections).splitlines():
        assert not BROKEN.search(text), text
    for section in sections:
        if isinstance(section, Section) and section.blocks:
            assert not isinstance(section.blocks[-1], Heading)


@pytest.mark.parametrize("edition", ["internal", "public"])
def test_english_circulars_are_english(edition: str, demo_results: Path) -> None:
    for place in ("", "梨塘村"):
        sections = shown(demo_results, place=place, language="en", edition=edition)
        assert not HAN.search(text_of(sections))
        assert not [line for line in text_of(sections).splitlines() if BROKEN.search(line)]


def test_the_counts_are_those_of_the_results(demo_results: Path, results: Results) -> None:
    stones = results.milestones[results.milestones["year"] == 2020]
    city = results.places[results.places["level"] == "city"]["code"].iloc[0]
    row = stones[stones["code"] == city].iloc[0]
    before = results.milestones[
        (results.milestones["year"] == 2019) & (results.milestones["code"] == city)
    ].iloc[0]
    sections = shown(demo_results, place=city, edition="internal", year=2020)
    overview, progress = under(sections, CHAPTERS[0]), under(sections, CHAPTERS[1])
    assert f"{row['villages']}个低收入村中，{row['villages_met_all']}个全部目标达标" in overview
    assert f"应有{row['villages_due']}个" in overview
    told = f"2019年为{before['villages_met_all']}个，2020年为{row['villages_met_all']}个"
    assert told in progress


def test_every_village_that_is_behind_is_named(demo_results: Path, results: Results) -> None:
    verdicts, places = results.verdicts, results.places
    late = verdicts[
        (verdicts["year"] == 2020) & verdicts["status"].isin(["behind", "out_of_reach"])
    ]["code"].unique()
    behind = places[(places["level"] == "village") & places["code"].isin(late)]
    city = places[places["level"] == "city"]["code"].iloc[0]
    problems = under(shown(demo_results, place=city, year=2020), CHAPTERS[2])
    assert len(behind) > 10
    assert not [name for name in behind["name_zh"] if name not in problems]


def test_next_steps_follow_the_plans_order_in_natural_units(demo_results: Path, plan: Plan) -> None:
    sections = shown(demo_results, place="青石镇", edition="internal", year=2020)
    headings = [b for b in blocks(sections) if isinstance(b, Heading)]
    start = next(i for i, each in enumerate(headings) if each.text == CHAPTERS[3])
    named = [each.text for each in headings[start + 1 :] if each.level == 2]
    order = [card.short.zh for card in plan.target_cards]
    assert named and named == [name for name in order if name in named]
    steps = under(sections, CHAPTERS[3])
    assert re.search("[0-9]户", steps) and re.search("[0-9]公里", steps) and "万元" in steps


def test_the_public_edition_counts_nothing_of_a_village(demo_results: Path) -> None:
    text = text_of(shown(demo_results, place="槐坝村", edition="public", year=2020))
    text = re.sub(
        r"[0-9]项|第?[0-9]+年|[0-9]+月[0-9]+日|[≥≤]?[0-9.]+万元|[≥≤]?[0-9.]+%|[0-9]个村", "", text
    )
    assert not re.search("[0-9]户|[0-9]人|公里|元", text)


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize(("language", "least", "most"), [("zh", 150, 300), ("en", 300, 900)])
def test_a_paragraph_to_paste_is_as_long_as_such_paragraphs_are(
    language: Language, least: int, most: int, edition: Edition, pages: list[Page]
) -> None:
    assert {page.place.level for page in pages} == {"city", "township", "village"}
    for page in pages:
        evidence = disclosed(page.evidence, page.plan, edition)
        told = replace(page, language=language, edition=edition, evidence=evidence)
        text = circular_text(told)
        assert least <= len(text) <= most, (len(text), text)
        assert not BROKEN.search(text), text
        assert ("演示数据" if language == "zh" else "Demonstration") in text


def test_it_says_place_year_counts_milestone_shortage_and_what_comes_next(
    demo_results: Path,
) -> None:
    page = open_page(demo_results, "青石镇", 2020, "zh", "internal")
    text = circular_text(page)
    count = page.milestone(2020)
    assert count is not None
    for words in (
        "青石镇", "2020年底", f"{count.villages}个低收入村",
        f"{count.villages_met_all}个全部目标达标", f"应有{count.villages_due}个",
        "未达标", "下一步",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("name", ["city", "township", "village", "briefing"])
def test_the_reports_show_it_too(name: str) -> None:
    notebook = json.loads((shipped("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert ["circular(page)"] in [cell["source"] for cell in notebook["cells"]]


def test_it_stands_under_a_heading_that_says_what_it_is_for(pages: list[Page]) -> None:
    heading, note, paragraph = circular(pages[0]).blocks
    assert isinstance(heading, Heading) and heading.role == "aside"
    assert isinstance(note, Paragraph) and "粘贴" in note.text
    assert isinstance(paragraph, Paragraph) and paragraph.style == "circular"


def test_no_sentence_accuses(pages: list[Page]) -> None:
    accusing = re.compile("不力|失职|批评|责令|问责|落后|拖|懈怠|必须|严肃")
    for page in pages:
        sections = [briefing_problems(page), briefing_next_steps(page), circular(page)]
        text = text_of(sections)
        assert len(text) > 100
        assert not accusing.search(text), accusing.search(text)


@pytest.fixture(scope="module")
def survey_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = read_plan(SURVEY)
    registers = write_demo_registers(plan, tmp_path_factory.mktemp("registers") / SURVEY)
    return run_study(plan.id, registers, tmp_path_factory.mktemp("results") / SURVEY)


def every_paragraph(sections: list[Section | Complete]) -> Iterator[str]:
    for block in blocks(sections):
        if isinstance(block, Paragraph):
            yield block.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("edition", ["internal", "public"])
def test_a_plan_without_targets_gives_its_values(
    language: str, edition: str, survey_results: Path
) -> None:
    sections = shown(survey_results, language=language, edition=edition)
    (cover,) = [block for block in blocks(sections) if isinstance(block, Cover)]
    assert cover.watermark == "" and "1997" in cover.title
    whole = "\n".join(every_paragraph(sections))
    assert re.search("[0-9]{3}", whole)
    assert not re.search("达标|低收入|[0-9]个村|乡镇|low-income|village|township|演示", whole)
    chapters = [b.text for b in blocks(sections) if isinstance(b, Heading) and b.level == 1]
    assert len([each for each in chapters if each]) >= 3


def test_a_township_without_plan_villages_gives_its_values(
    demo_results: Path, results: Results
) -> None:
    places = results.places
    empty = places[(places["level"] == "township") & (places["low_income_villages"] == 0)]
    sections = shown(demo_results, place=empty["code"].iloc[0], edition="internal")
    text = "\n".join(every_paragraph(sections))
    assert "没有低收入村" in text and "元" in text
    assert "存在的问题" not in [b.text for b in blocks(sections) if isinstance(b, Heading)]
