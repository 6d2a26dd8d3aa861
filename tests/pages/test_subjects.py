"""Do the results know every theme and body of the plan, and do the commands reach them all?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pages.test_pages_run import PAGES, THEMES
from villages.commands.demo import demo_requests
from villages.gazetteer import Gazetteer, read_gazetteer
from villages.press.pages import find_page
from villages.press.requests import (
    check_values,
    choose_places,
    choose_subjects,
    request_reports,
)
from villages.vocabulary import RESULTS_CARD, shipped


@pytest.fixture(scope="module")
def gazetteer(demo_results: Path) -> Gazetteer:
    return read_gazetteer(demo_results)


def test_the_results_name_the_themes_of_the_plan(demo_results: Path) -> None:
    card = json.loads((demo_results / RESULTS_CARD).read_text(encoding="utf-8"))
    themes = card["subjects"]["theme"]
    own = [name for name in PAGES if name in ("income", "housing", "health", "education")]
    assert {each["id"] for each in themes} == {*THEMES, *own}
    assert {"id": "safety_net", "zh": "社会保障", "en": "Safety net"} in themes


def test_the_results_name_the_bodies_that_answer_for_a_measure(gazetteer: Gazetteer) -> None:
    file = shipped("data") / "plans" / "zhuanghe-2018-2020" / "measures.yaml"
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    answering = {
        charge["body"]
        for measure in written["measures"]
        for charge in (measure["lead"], *measure.get("supporting", []))
    }
    bodies = gazetteer.subjects["body"]
    assert {each.id for each in bodies} == answering and len(bodies) == len(answering)
    assert gazetteer.find_subject("body", "市水务局").id == "water"


def test_all_themes_and_bodies_are_reached(gazetteer: Gazetteer) -> None:
    themes = choose_subjects(find_page("theme"), gazetteer, {}, is_all=True)
    assert sorted(each["theme"] for each in themes) == sorted(THEMES)
    department = find_page("department")
    bodies = choose_subjects(department, gazetteer, {}, is_all=True)
    assert [each["body"] for each in bodies] == [each.id for each in gazetteer.subjects["body"]]
    (city,) = choose_places(department, gazetteer, "", None, "low_income", True)
    assert city is not None and city.level == "city"


def test_the_demonstration_prints_the_pages_of_places_and_meetings(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    requests = list(demo_requests(gazetteer, {}, tmp_path, is_quick=False))
    pages = [request.page.id for request in requests]
    places = {"village", "township", "city"}
    assert set(pages) == {*places, "programme", "briefing", "meeting", "wallchart"}
    (programme,) = [request for request in requests if request.page.id == "programme"]
    assert programme.place == gazetteer.select("city")[0]
    assert programme.formats == ("html", "pdf")
    assert pages.count("village") == len(gazetteer.select("village"))
    # One of them in both editions.
    assert pages.count("township") == len(gazetteer.select("township")) + 1
    quick = list(demo_requests(gazetteer, {}, tmp_path, is_quick=True))
    assert [request.page.id for request in quick] == ["township", "township"]


@pytest.mark.parametrize(("given", "told"), [({}, ""), ({"budget": "4000000"}, "_4000000")])
def test_a_sum_of_money_tells_a_report_apart_only_if_it_was_given(
    given: dict[str, str], told: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    page = find_page("programme")
    values = check_values(page, gazetteer, {**given, "year": "2019"})
    cities = gazetteer.select("city")
    (request,) = request_reports(page, gazetteer, cities, values, out=tmp_path, logs=tmp_path)
    assert f"_2019_programme{told}_zh_public" in request.id
