"""Do the slides of a meeting each say one thing, in few words, and nothing that is not so?"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from page_running import blocks, cover_of, run_page, texts
from slides.conftest import as_html, as_pdf
from villages.exhibits.blocks import Bullets, Complete, Figure, Paragraph, Section, Slide, Table
from villages.findings.results import Results
from villages.findings.study import run_study
from villages.plan import read_plan
from villages.registers.demo import write_demo_registers

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
BROKEN = re.compile(r"nan|None(?! of)|Decimal|[{}]|。。|，。|：。|：$|（）|\.\.|\( | ,|  ")
EVERY = [
    ("city", "zh", "internal"),
    ("city", "en", "public"),
    ("township", "zh", "public"),
    ("township", "en", "internal"),
    ("village", "zh", "internal"),
    ("village", "en", "public"),
]
Shown = tuple[Section | Complete, ...]
Run = Callable[[str, str, str], Shown]


@pytest.fixture(scope="module")
def run(demo_results: Path, results: Results) -> Run:
    """Run the page for the first place of a level that bears the plan's targets."""
    places = results.places[results.places["low_income_villages"] > 0]

    @cache
    def of(level: str, language: str, edition: str) -> Shown:
        code = str(places[places["level"] == level]["code"].iloc[0])
        return tuple(
            run_page(
                "meeting",
                place=code,
                language=language,
                edition=edition,
                results=str(demo_results),
            )
        )

    return of


def slides(shown: Shown) -> list[Slide]:
    return [block for block in blocks(list(shown)) if isinstance(block, Slide)]


@pytest.mark.parametrize(("level", "language", "edition"), EVERY)
def test_each_slide_says_one_thing(level: str, language: str, edition: str, run: Run) -> None:
    deck = slides(run(level, language, edition))
    assert (4 if (level, edition) == ("village", "public") else 8) <= len(deck) <= 16
    titles = [slide.title for slide in deck]
    assert len(set(titles)) == len(titles)
    for slide in deck:
        assert not slide.title.endswith(("。", "."))
        exhibits = [each for each in slide.blocks if isinstance(each, Table | Figure)]
        assert len(exhibits) <= 1 and slide.blocks
        for each in slide.blocks:
            if isinstance(each, Table):
                assert 1 <= len(each.rows) <= 8
            if isinstance(each, Bullets):
                assert 1 <= len(each.items) <= 5
            if isinstance(each, Figure):
                assert each.alt and each.caption and each.source
        assert 1 <= len(slide.notes) <= 5


@pytest.mark.parametrize(("level", "language", "edition"), EVERY)
def test_every_word_is_of_the_pages_language_and_no_sentence_broken(
    level: str, language: str, edition: str, run: Run
) -> None:
    other = LATIN if language == "zh" else HAN
    for slide in slides(run(level, language, edition)):
        for text in texts(slide):
            assert not other.search(text), text
            assert not BROKEN.search(text), text


def test_the_large_number_is_that_of_the_results(run: Run, results: Results) -> None:
    shown = run("city", "zh", "internal")
    city = results.places[results.places["level"] == "city"]["code"].iloc[0]
    found = results.milestones[results.milestones["code"] == city]
    last = found[found["year"] == found["year"].max()].iloc[0]
    met, count = int(last["villages_met_all"]), int(last["villages"])
    standing = slides(shown)[0]
    large = [b.text for b in standing.blocks if isinstance(b, Paragraph) and b.style == "large"]
    assert large == [f"{met}/{count}"]
    assert f"{count}个低收入村中{met}个" in standing.title


def test_the_public_edition_tells_no_values_of_a_village(run: Run) -> None:
    values = re.compile(r"\d%|\d,\d{3} yuan|percentage points|\d (household|person)s?\b")
    for slide in slides(run("village", "en", "public")):
        shown = [cell.text for b in slide.blocks if isinstance(b, Table) for row in b.rows
                 for cell in (row[1], row[-1])]  # fmt: skip
        assert not [text for text in shown if values.search(text)]
        assert not [note for note in slide.notes if re.search(r"\d,\d{3} yuan|points", note)]


def test_a_plan_without_targets_gives_a_short_deck(tmp_path: Path) -> None:
    plan = read_plan("vietnam-1997")
    registers = write_demo_registers(plan, tmp_path / "registers" / plan.id)
    found = str(run_study(plan.id, registers, tmp_path / "results" / plan.id))
    for language in ("zh", "en"):
        shown = run_page("meeting", results=found, language=language, edition="internal")
        deck = slides(tuple(shown))
        assert 2 <= len(deck) <= 6
        assert cover_of(shown).watermark == ""
        whole = "\n".join(text for block in blocks(shown) for text in texts(block))
        assert not re.search("低收入|乡镇|达标|village|township", whole)
        assert as_html(tuple(shown)) and as_pdf(tuple(shown))


def test_the_deck_of_a_city_is_small_enough_to_send(run: Run) -> None:
    assert len(as_html(run("city", "zh", "internal")).encode("utf-8")) < 900_000
