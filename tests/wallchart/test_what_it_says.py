"""Does the wall chart say what the page's numbers and judgements say, and nothing else?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from page_running import cover_of, run_page, texts
from press.sample_pages import executed_notebook
from villages.exhibits.blocks import Paragraph, Section, WallChart
from villages.exhibits.page import Page, open_page
from villages.findings.study import run_study
from villages.plan import read_plan
from villages.press.export.content import read_content
from villages.press.export.wallchart import WallchartPDFExporter
from villages.press.formats import exporter_of
from villages.press.pages import find_page
from villages.registers.demo import write_demo_registers
from villages.vocabulary import shipped


def chart_of(results: object, place: str = "", **options: str) -> WallChart:
    section, _ = run_page("wallchart", results=str(results), place=place, **options)
    assert isinstance(section, Section)
    _, chart = section.blocks
    assert isinstance(chart, WallChart)
    return chart


@pytest.fixture(scope="module")
def city(demo_results: object) -> tuple[Page, WallChart]:
    page = open_page(str(demo_results), "示例市", 0, "zh", "internal")
    return page, chart_of(demo_results, "示例市", edition="internal")


def test_each_cell_is_the_judgement_and_the_value_of_its_village(
    city: tuple[Page, WallChart],
) -> None:
    page, chart = city
    assert len(chart.rows) == len(page.plan_villages) == 55
    assert len(chart.criteria) == len(page.aims)
    for row, village in zip(chart.rows, page.plan_villages, strict=True):
        assert row.village == village.name_zh
        assert row.township == page.evidence.places[village.township_code].name_zh
        assert row.due == str(village.planned_exit_year)
        verdicts = []
        for mark, aim in zip(row.marks, page.aims, strict=True):
            judgement = page.judgement(aim, village)
            assert judgement is not None
            verdicts.append(judgement.verdict)
            assert mark.status == judgement.status
            assert mark.word.endswith("*") == judgement.is_late
            value = page.value(aim.card, village)
            assert mark.text == value or (mark.text == "" and value == mark.word == "缺报")
        assert row.met == f"{verdicts.count('met')}/{len(verdicts)}"


def test_the_foot_counts_what_stands_above_it(city: tuple[Page, WallChart]) -> None:
    page, chart = city
    for index, (criterion, aim) in enumerate(zip(chart.criteria, page.aims, strict=True)):
        judgement = page.judgement(aim)
        assert judgement is not None
        assert criterion.met == f"{judgement.villages_met}/55"
        above = sum(row.marks[index].status in ("met", "doubtful") for row in chart.rows)
        assert criterion.met == f"{above}/55"
    whole = sum(len(set(row.met.split("/"))) == 1 for row in chart.rows)
    count = page.milestone(page.year)
    assert count is not None and count.villages_met_all == whole
    assert chart.met == f"{whole}/55"


def test_the_stairs_are_the_plans_milestones(city: tuple[Page, WallChart]) -> None:
    """20, 70 and 100 per cent of 55, rounded up."""
    assert [(step.year, step.due) for step in city[1].steps] == [
        ("2018", "11"), ("2019", "39"), ("2020", "55"),
    ]  # fmt: skip


def test_years_to_come_have_no_count(demo_results: object) -> None:
    page = open_page(str(demo_results), "示例市", 2019, "zh", "internal")
    section, _ = run_page("wallchart", results=str(demo_results), place="示例市", year=2019)
    assert isinstance(section, Section)
    chart = section.blocks[1]
    assert isinstance(chart, WallChart)
    count = page.milestone(2019)
    assert count is not None
    assert [step.reached for step in chart.steps][1:] == [str(count.villages_met_all), ""]
    # What is not due by then is on time, not behind.
    assert any(mark.status == "on_time" for row in chart.rows for mark in row.marks)


def test_townships_stand_together(city: tuple[Page, WallChart]) -> None:
    names = [row.township for row in city[1].rows]
    changes = sum(one != other for one, other in pairwise(names))
    assert changes == len(set(names)) - 1


def test_the_public_chart_shows_words_and_no_value_of_a_village(demo_results: object) -> None:
    chart = chart_of(demo_results, "示例市")
    marks = [mark for row in chart.rows for mark in row.marks]
    assert {mark.text for mark in marks} <= {"", "接近", "不足"}
    assert all(mark.number is None for mark in marks)
    internal = chart_of(demo_results, "示例市", edition="internal")
    assert [mark.status for mark in marks] == [m.status for row in internal.rows for m in row.marks]


def test_a_village_has_a_chart_of_one_row(demo_results: object) -> None:
    page = open_page(str(demo_results), "", 0, "zh", "internal", "village")
    chart = chart_of(demo_results, page.place.code, edition="internal")
    assert [row.village for row in chart.rows] == [page.place.name_zh]


HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2,}")


def shown_texts(chart: WallChart) -> Iterator[str]:
    yield from texts(chart)
    yield from chart.words.values()


@pytest.mark.parametrize(("language", "foreign"), [("zh", LATIN), ("en", HAN)])
def test_each_language_is_by_itself(
    language: str, foreign: re.Pattern[str], demo_results: object
) -> None:
    chart = chart_of(demo_results, "示例市", language=language, edition="internal")
    status_words = {mark.status for row in chart.rows for mark in row.marks}
    said = [text for text in shown_texts(chart) if text not in status_words and "#" not in text]
    assert [text for text in said if foreign.search(text)] == []


def test_demonstration_sheets_say_so_and_the_page_names_its_exporter(demo_results: object) -> None:
    shown = run_page("wallchart", results=str(demo_results))
    assert cover_of(shown).watermark == "演示数据"
    content = read_content(executed_notebook(shown))
    pdf = WallchartPDFExporter().make(content)  # type: ignore[no-untyped-call]
    (page,) = PdfReader(BytesIO(pdf)).pages
    text = "".join(page.extract_text().split())
    assert text.count("演示数据") >= 1 and "公开" in text and "2021年1月31日" in text
    found = find_page("wallchart")
    assert isinstance(exporter_of(found.template, "pdf"), WallchartPDFExporter)
    assert (shipped("templates") / found.template / "wallchart.typ").is_file()


def test_where_the_plan_asks_nothing_a_sentence_says_so(
    demo_results: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = read_plan("vietnam-1997")
    registers = write_demo_registers(plan, tmp_path_factory.mktemp("registers") / plan.id)
    survey = run_study(plan.id, registers, tmp_path_factory.mktemp("results") / plan.id)
    for results, place in ((survey, ""), (demo_results, "990181001000")):
        for language in ("zh", "en"):
            section, _ = run_page("wallchart", results=str(results), place=place, language=language)
            assert isinstance(section, Section)
            _, sentence = section.blocks
            assert isinstance(sentence, Paragraph) and len(sentence.text) > 10
            assert sentence.text == cover_of([section]).headline
