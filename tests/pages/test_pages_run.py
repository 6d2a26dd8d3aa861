"""Do all pages run, in both languages and editions, and say only what they should?"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from page_checks import check_blocks, check_language, check_sentences, every_text
from page_running import blocks, cover_of, run_page, texts
from villages.errors import UserError
from villages.exhibits.blocks import Complete, Figure, Heading, Section, Table
from villages.findings.results import Results
from villages.plan import Plan
from villages.vocabulary import shipped

#: The themes without a page of their own.
THEMES = [
    "safety_net", "infrastructure", "public_services", "environment", "industry", "organisation",
    "money", "people",
]  # fmt: skip
PAGES = [
    "township", "village", "city", "income", "housing", "health", "education",
    *(f"theme {theme}" for theme in THEMES), "dossier", "exit_file",
    "programme",
    "department agriculture",
]  # fmt: skip


@pytest.fixture(scope="module", params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def asked(name: str) -> dict[str, str]:
    """What a page about a subject is asked: the theme or body, of the whole city."""
    page, _, subject = name.partition(" ")
    parameter = {"theme": "theme", "department": "body"}.get(page, "")
    return {parameter: subject, "place": "示例市"} if subject else {}


@pytest.fixture(scope="module")
def chinese(name: str, asked: dict[str, str], demo_results: Path) -> list[Section | Complete]:
    page = name.split()[0]
    return run_page(page, results=str(demo_results), edition="internal", year=2019, **asked)


@pytest.fixture(scope="module")
def english(name: str, asked: dict[str, str], demo_results: Path) -> list[Section | Complete]:
    subject = {key: value for key, value in asked.items() if key != "place"}
    return run_page(name.split()[0], results=str(demo_results), language="en", **subject)


def test_a_page_comes_to_its_end(
    chinese: list[Section | Complete], english: list[Section | Complete]
) -> None:
    for shown in (chinese, english):
        assert isinstance(shown[-1], Complete)
        assert sum(isinstance(each, Complete) for each in shown) == 1


def test_a_page_shows_tables_and_charts_and_names_its_theme(
    name: str,
    asked: dict[str, str],
    chinese: list[Section | Complete],
    english: list[Section | Complete],
    plan: Plan,
) -> None:
    labels = {("theme", theme.id): theme.label for theme in plan.themes}
    labels |= {("body", each): body.label for each, body in plan.programme.bodies.items()}
    # The public edition draws nothing of a village's figures, an exit file none where none lacks.
    assert name == "exit_file" or any(isinstance(block, Figure) for block in blocks(chinese))
    for shown, language in ((chinese, "zh"), (english, "en")):
        assert any(isinstance(block, Table) for block in blocks(shown))
        if asked:
            subject = next(pair for pair in asked.items() if pair[0] != "place")
            assert getattr(labels[subject], language) in cover_of(shown).title


def test_the_page_of_a_theme_shows_its_measures(
    name: str, plan: Plan, chinese: list[Section | Complete]
) -> None:
    said = set(every_text(chinese))
    measures = plan.programme.measures_of(name.split()[-1])
    assert [each.id for each in measures if each.label.zh not in said] == []


def test_a_page_holds_one_language(
    chinese: list[Section | Complete], english: list[Section | Complete]
) -> None:
    check_language(chinese, "zh")
    check_language(english, "en")


def test_demonstration_pages_name_no_real_place(chinese: list[Section | Complete]) -> None:
    with (shipped("data") / "plans" / "zhuanghe-2018-2020" / "places.csv").open(
        encoding="utf-8"
    ) as file:
        real = {row["township_zh"] for row in csv.DictReader(file)} | {"庄河", "庄委"}
    whole = "\n".join(every_text(chinese))
    invented = {"青石镇"}
    assert not [place for place in real - invented if place in whole]
    assert "演示" in cover_of(chinese).watermark and "演示数据" in cover_of(chinese).marks


def test_no_heading_stands_empty_and_no_table_or_chart_is(
    chinese: list[Section | Complete], english: list[Section | Complete]
) -> None:
    check_blocks(chinese)
    check_blocks(english)


def test_no_sentence_is_broken(
    chinese: list[Section | Complete], english: list[Section | Complete]
) -> None:
    check_sentences(chinese)
    check_sentences(english)


def test_the_year_of_a_report_bounds_what_it_knows(demo_results: Path) -> None:
    shown = run_page("township", results=str(demo_results), edition="internal", year=2018)
    drawn = [t for b in blocks(shown) if isinstance(b, Figure) for t in texts(b)]
    assert not [text for text in drawn if re.search(r"2019年[0-9]|2019年全部达标", text)]


def test_a_township_without_plan_villages_says_so(demo_results: Path, results: Results) -> None:
    places = results.places
    empty = places[(places["level"] == "township") & (places["low_income_villages"] == 0)]
    shown = run_page("township", results=str(demo_results), place=empty["code"].iloc[0])
    assert "没有低收入村" in cover_of(shown).headline
    headings = [block.text for block in blocks(shown) if isinstance(block, Heading)]
    assert "目标完成情况" not in headings and "各村完成情况" not in headings
    columns = [c.label for b in blocks(shown) if isinstance(b, Table) for c in b.columns]
    assert "判定" not in columns


def test_a_village_outside_the_plan_is_not_judged(
    demo_results: Path, results: Results, plan: Plan
) -> None:
    places = results.places
    other = places[(places["level"] == "village") & (places["is_low_income"] == False)]  # noqa: E712
    code = other["code"].iloc[0]
    shown = run_page("village", results=str(demo_results), place=code, edition="internal")
    assert "不属于低收入村" in cover_of(shown).headline
    # An indicator may be called a rate of what meets a standard; that is no verdict.
    names = {text.zh for card in plan.cards.values() for text in (card.label, card.short)}
    called = re.compile("|".join(sorted((name for name in names if "达标" in name), key=len)[::-1]))
    before_annex = [called.sub("", text) for text in every_text(shown[:-2])]
    assert not [text for text in before_annex if re.search("达标|目标[0-9]", text)]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"place": "没有这个镇"}, "place_unknown"),
        ({"year": 1999}, "year_unknown"),
        ({"language": "fr"}, "option_choice"),
        ({"edition": "secret"}, "option_choice"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    wrong: dict[str, str | int], key: str, demo_results: Path
) -> None:
    with pytest.raises(UserError) as caught:
        run_page("township", results=str(demo_results), **wrong)
    assert caught.value.key == key
    assert "\n" not in caught.value.text("zh")


def test_namesakes_are_told_apart(demo_results: Path, results: Results) -> None:
    villages = results.places[results.places["level"] == "village"]
    names = villages["name_zh"].value_counts()
    twins = names[names > 1].index
    assert len(twins)
    with pytest.raises(UserError) as caught:
        run_page("village", results=str(demo_results), place=twins[0])
    assert caught.value.key == "place_ambiguous"
