"""Does a page report on a theme or a body as on a place: found, checked, printed, listed?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from press.sample_pages import PARAMETERS, Document, write_page
from villages.cli import main
from villages.errors import UserError
from villages.gazetteer import Gazetteer, read_gazetteer
from villages.press.journal import read_journal
from villages.press.pages import Page, find_page, read_page
from villages.press.requests import (
    Request,
    check_values,
    choose_places,
    choose_subjects,
    request_reports,
)

#: Income and health are ids of pages too; only the theme has its page.
SUBJECTS = {
    "theme": [
        {"id": "income", "zh": "收入", "en": "Income"},
        {"id": "industry", "zh": "产业", "en": "Industry"},
        {"id": "safety_net", "zh": "社会保障", "en": "Safety net"},
    ],
    "body": [
        {"id": "water", "zh": "市水务局", "en": "Water bureau"},
        {"id": "health", "zh": "市卫生健康局", "en": "Health bureau"},
    ],
}
BODY = 'body = ""  # 责任单位 | body\n'
OUT = Path("reports")

SayIn = Callable[[str], None]


@pytest.fixture
def say_in(monkeypatch: pytest.MonkeyPatch) -> SayIn:
    """Say in which language the user is spoken to."""
    names = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
    return lambda language: monkeypatch.setenv("LC_ALL", names[language])


def results_with(subjects: object, county: Path, folder: Path) -> Path:
    """Copy a county's results; those of an earlier version know no subjects."""
    copied = Path(shutil.copytree(county, folder / "results"))
    card = json.loads((copied / "results.json").read_text(encoding="utf-8"))
    if subjects is not None:
        card["subjects"] = subjects
    (copied / "results.json").write_text(json.dumps(card), encoding="utf-8")
    return copied


@pytest.fixture
def results(county: Path, tmp_path: Path) -> Path:
    return results_with(SUBJECTS, county, tmp_path)


@pytest.fixture
def gazetteer(results: Path) -> Gazetteer:
    return read_gazetteer(results)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page about a body, of the city."""
    folder = tmp_path_factory.mktemp("page")
    return read_page(write_page(folder / "trial.ipynb", PARAMETERS + BODY, level="city"))


def refusal(
    page: Page, gazetteer: Gazetteer, given: dict[str, str], *, is_all: bool = False
) -> UserError:
    with pytest.raises(UserError) as caught:
        choose_subjects(page, gazetteer, given, is_all=is_all)
    return caught.value


def requested(
    page: Page, gazetteer: Gazetteer, given: dict[str, str], *, is_all: bool = False
) -> list[Request]:
    """The reports that a command asks for."""
    places = choose_places(page, gazetteer, "", None, "low_income", is_all)
    return [
        request
        for each in choose_subjects(page, gazetteer, given, is_all=is_all)
        for request in request_reports(
            page, gazetteer, places, check_values(page, gazetteer, each), out=OUT, logs=OUT
        )
    ]


@pytest.mark.parametrize(
    "wanted", ["water", "WATER", " 市水务局", "Water bureau", "water Bureau", "ｗａｔｅｒ"]
)
def test_a_subject_is_found_by_its_id_or_name(
    wanted: str, page: Page, gazetteer: Gazetteer
) -> None:
    (given,) = choose_subjects(page, gazetteer, {"body": wanted, "mode": "good"}, is_all=False)
    assert given == {"body": "water", "mode": "good"}


@pytest.mark.parametrize(
    ("language", "wanted", "said", "unsaid"),
    [
        ("zh", "水务", "water 市水务局", "health"),
        ("en", "watre", "water Water bureau", "市水务局"),
        ("en", "卫生局", "health Health bureau", "市卫生健康局"),
    ],
)
def test_an_unknown_subject_is_answered_with_the_nearest(
    language: str, wanted: str, said: str, unsaid: str,
    page: Page, gazetteer: Gazetteer, say_in: SayIn,
) -> None:  # fmt: skip
    say_in(language)
    error = refusal(page, gazetteer, {"body": wanted})
    assert error.key == "subject_unknown"
    for text in (error.text("zh"), error.text("en")):
        assert wanted in text and "--body" in text
        assert said in text and unsaid not in text


@pytest.mark.parametrize("given", [{}, {"body": ""}, {"body": " "}])
def test_without_a_subject_all_are_named(
    given: dict[str, str], page: Page, gazetteer: Gazetteer, say_in: SayIn
) -> None:
    say_in("zh")
    error = refusal(page, gazetteer, given)
    assert error.key == "subject_needed"
    assert "water 市水务局, health 市卫生健康局" in error.text("zh") and "--all" in error.text("zh")


def test_all_bodies_are_those_called_like_a_page_too(page: Page, gazetteer: Gazetteer) -> None:
    assert find_page("health").id == "health"
    chosen = choose_subjects(page, gazetteer, {}, is_all=True)
    assert [each["body"] for each in chosen] == ["water", "health"]


def test_all_themes_are_those_without_a_page_of_their_own(gazetteer: Gazetteer) -> None:
    theme = find_page("theme")
    chosen = choose_subjects(theme, gazetteer, {"year": "2018"}, is_all=True)
    assert chosen == [
        {"theme": "industry", "year": "2018"},
        {"theme": "safety_net", "year": "2018"},
    ]
    # Who asks for one gets it.
    assert choose_subjects(theme, gazetteer, {"theme": "收入"}, is_all=True) == [
        {"theme": "income"}
    ]
    townships = choose_places(theme, gazetteer, "", "township", "low_income", True)
    assert [place.name_zh for place in townships if place] == ["青石镇", "白水乡"]


def test_nothing_to_report_on_is_said(page: Page, county: Path, tmp_path: Path) -> None:
    only = {"theme": SUBJECTS["theme"][:1], "body": []}
    gazetteer = read_gazetteer(results_with(only, county, tmp_path))
    assert refusal(page, gazetteer, {}, is_all=True).key == "subject_none"
    assert refusal(page, gazetteer, {"body": "water"}).key == "subject_none"
    error = refusal(find_page("theme"), gazetteer, {}, is_all=True)
    assert error.key == "subject_own_pages" and "income" in error.text("zh")


def test_a_page_may_have_a_subject_of_its_own(gazetteer: Gazetteer, tmp_path: Path) -> None:
    usual = BODY.replace('""', '"市水务局"')
    own = read_page(write_page(tmp_path / "own.ipynb", PARAMETERS + usual, level="city"))
    assert choose_subjects(own, gazetteer, {}, is_all=False) == [{"body": "water"}]
    assert len(choose_subjects(own, gazetteer, {}, is_all=True)) == 2


def test_results_of_an_earlier_version_know_no_subjects(
    page: Page, county: Path, tmp_path: Path
) -> None:
    gazetteer = read_gazetteer(results_with(None, county, tmp_path))
    (request,) = requested(page, gazetteer, {"body": "water"})
    assert request.subject is None and request.parameters["body"] == "water"


def test_files_bear_the_id_and_titles_the_name(
    page: Page, gazetteer: Gazetteer, say_in: SayIn
) -> None:
    say_in("zh")
    (chinese,) = requested(page, gazetteer, {"body": "市水务局"})
    (english,) = requested(page, gazetteer, {"body": "Water bureau", "language": "en"})
    stem = "990000000000_示例市_2019_trial_good_water_zh_public_演示数据"
    assert chinese.id == f"trial/{stem}"
    assert english.id.startswith("trial/990000000000_Example_City_2019_trial_good_water_en_public")
    assert chinese.name == "示例市 2019 试验页：市水务局"
    say_in("en")
    assert chinese.name == "Example City 2019 Trial page: Water bureau"
    # Whoever makes requests without the command is bound by the same names.
    values = check_values(page, gazetteer, {"body": "市水务局"})
    (made,) = request_reports(page, gazetteer, gazetteer.select("city"), values, out=OUT, logs=OUT)
    assert (made.id, made.parameters["body"]) == (chinese.id, "water")


def test_the_longest_name_makes_a_file_name_that_every_system_takes(gazetteer: Gazetteer) -> None:
    city = replace(gazetteer.select("city")[0], name_zh="示" * 60)
    theme = find_page("theme")
    values = check_values(theme, gazetteer, {"theme": "safety_net"})
    (request,) = request_reports(theme, gazetteer, [city], values, out=OUT, logs=OUT)
    name = request.id.rpartition("/")[2]
    assert "_theme_safety_net_zh_" in name and len(name.encode("utf-8")) < 240


def test_every_body_is_printed_and_the_index_lists_them_under_their_page(
    page: Page, results: Path, tmp_path: Path, say_in: SayIn,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    say_in("zh")
    monkeypatch.chdir(tmp_path)
    command = ["report", str(page.path), "--results", str(results), "--to", "html"]
    assert main([*command, "--body", "water bureua"]) == 1
    assert "water" in capfd.readouterr().err and not (tmp_path / OUT).exists()
    assert main([*command, "--all"]) == 0, capfd.readouterr().err
    records = list(read_journal(tmp_path / OUT).values())
    assert {record.subject["zh"] for record in records} == {"市水务局", "市卫生健康局"}
    assert {record.page_title["zh"] for record in records} == {"试验页"}
    assert main([*command, "--body", "health", "--mode", "error"]) == 3
    assert "trial Health bureau" not in (said := capfd.readouterr().err)
    assert "trial 市卫生健康局" in said
    text = (tmp_path / OUT / "index.html").read_text("utf-8")
    assert '<option value="trial">试验页</option>' in text and text.count('value="trial"') == 1
    shown = Document(text).text
    assert "试验页：市水务局 2019" in shown and "试验页：市卫生健康局 2019" in shown
    assert "Water bureau" in text, "it is found by its other name too"
