"""Do the same pages serve a plan without targets, milestones or demonstration places?"""

from __future__ import annotations

import re

import pytest

from page_running import blocks, cover_of, figures_of, run_page, texts
from villages.errors import UserError
from villages.exhibits.blocks import Heading, Table
from villages.findings.study import run_study
from villages.plan import read_plan
from villages.registers.demo import write_demo_registers

SURVEY = "vietnam-1997"


@pytest.fixture(scope="module")
def survey_results(tmp_path_factory: pytest.TempPathFactory) -> str:
    plan = read_plan(SURVEY)
    registers = write_demo_registers(plan, tmp_path_factory.mktemp("registers") / SURVEY)
    return str(run_study(plan.id, registers, tmp_path_factory.mktemp("results") / SURVEY))


@pytest.mark.parametrize(
    "name", ["village", "township", "city", "income", "health", "education", "programme"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_use_the_plans_own_words(name: str, language: str, survey_results: str) -> None:
    shown = run_page(name, results=survey_results, language=language, edition="internal")
    whole = "\n".join(text for block in blocks(shown) for text in texts(block))
    assert not re.search("低收入|[0-9]个村|乡镇|low-income|village|township|演示", whole)
    assert cover_of(shown).watermark == ""
    labels = {c.label for b in blocks(shown) if isinstance(b, Table) for c in b.columns}
    assert not labels & {"判定", "状态", "Verdict", "Status"}


def test_sections_about_targets_are_left_out(survey_results: str) -> None:
    shown = run_page("city", results=survey_results, language="en", edition="internal")
    headings = [block.text for block in blocks(shown) if isinstance(block, Heading)]
    assert "Main findings" in headings and "The themes" in headings
    assert not {"The targets", "The milestones", "What is still to do"} & set(headings)
    assert figures_of(shown)


def test_a_theme_that_a_plan_lacks_is_named(survey_results: str) -> None:
    with pytest.raises(UserError) as caught:
        run_page("housing", results=survey_results)
    assert caught.value.key == "page_theme_unknown"
    assert "income" in caught.value.text("en")
