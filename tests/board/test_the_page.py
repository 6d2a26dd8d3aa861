"""Is the page one file that runs nothing foreign, fits any screen and finds a township?"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from press.sample_pages import Document
from villages.exhibits.board import read_board
from villages.plan import Plan
from villages.press.board import write_board
from villages.registers.history import StoredHistory
from villages.vocabulary import Language

DUE = datetime.date(2021, 1, 31)


@pytest.fixture(scope="module")
def data(store: StoredHistory, plan: Plan) -> dict[str, Any]:
    return read_board(store, plan, datetime.date(2021, 2, 14), due=DUE).data()


@pytest.fixture(scope="module")
def pages(data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("pages")
    languages: tuple[Language, ...] = ("zh", "en")
    return {each: write_board(data, out / "deep" / f"{each}.html", each) for each in languages}


def opened(browser: Browser, path: Path, width: int, complaints: list[str]) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_hangs_over_and_nothing_else_is_asked_for(
    pages: dict[str, Path], language: str, width: int, browser: Browser
) -> None:
    complaints: list[str] = []
    page = opened(browser, pages[language], width, complaints)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    inside = "Math.max(...[...document.querySelectorAll('.table')].map(e => e.scrollWidth))"
    assert page.evaluate(inside) <= width
    asked = [line for line in complaints if not line.startswith("data:font/woff")]
    assert asked == [pages[language].as_uri()]
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1440])
def test_there_are_no_barriers(
    pages: dict[str, Path], language: str, width: int, browser: Browser
) -> None:
    page = opened(browser, pages[language], width, [])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def test_townships_are_found_by_name_state_and_year(
    pages: dict[str, Path], browser: Browser
) -> None:
    page = opened(browser, pages["zh"], 900, [])

    def shown() -> list[str]:
        heads = page.query_selector_all("tbody tr")
        return [
            f"{head.get_attribute('data-name').split()[0]} {head.get_attribute('data-year')}"  # type: ignore[union-attr]
            for head in heads
            if head.is_visible()
        ]

    assert len(shown()) == 12
    page.select_option("#year", "2020")
    assert len(shown()) == 6
    page.select_option("#state", "in_part")
    assert shown() == ["白水乡 2020", "<b>云台乡 2020"]
    assert page.inner_text("#shown") == "显示2项，共12项。"
    page.fill("#find", "白水")
    assert shown() == ["白水乡 2020"]
    page.select_option("#state", "")
    page.select_option("#year", "")
    page.fill("#find", "990181103")
    assert shown() == ["石桥镇 2019", "石桥镇 2020"]
    page.close()


@pytest.mark.parametrize(
    ("language", "tag", "mark", "words"),
    [
        (
            "zh",
            "zh-CN",
            "演示数据",
            ["报送进度", "◐ 未报齐", "4行，应报行数不详", "建库时已有", "未报1村", "逾期未报"],
        ),
        ("en", "en", "demonstration data", ["Progress of returns", "◐ in part", "1 of 2 villages"]),
    ],
)
def test_it_says_all_in_words_and_in_its_language(
    pages: dict[str, Path], language: str, tag: str, mark: str, words: list[str]
) -> None:
    text = pages[language].read_text("utf-8")
    document = Document(text)
    assert f'<html lang="{tag}">' in text and mark in document.text
    said = re.sub(r"\s+", " ", document.text)
    assert all(word in said for word in words)
    assert "2021-02-12 16:30" in said and "H9901" not in text


def test_headings_and_tables_are_in_order(pages: dict[str, Path]) -> None:
    document = Document(pages["zh"].read_text("utf-8"))
    assert len(document.all("h1")) == 1 and len(document.all("h2")) == 2
    assert {each.get("scope") for each in document.all("th")} == {"col", "row"}
    labelled = {each["for"] for each in document.all("label")}
    controls = [*document.all("input"), *document.all("select")]
    assert {each["id"] for each in controls} == labelled == {"find", "state", "year"}


def test_a_name_is_text_and_only_its_own_script_may_run(pages: dict[str, Path]) -> None:
    text = pages["zh"].read_text("utf-8")
    assert "&lt;b&gt;云台乡" in text and "<b>云台乡" not in text
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode("utf-8")).digest()).decode("ascii")
    policy = str(Document(text).all("meta")[1]["content"])
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert "http" not in re.sub(r"http-equiv", "", text.partition("<style>")[0] + scripts[0])


def test_an_empty_store_and_a_real_one_have_a_page_too(
    data: dict[str, Any], tmp_path: Path
) -> None:
    bare = data | {"entries": [], "years": [], "as_of": None, "due": None, "is_demo": False}
    document = Document(write_board(bare, tmp_path / "a.html", "zh").read_text("utf-8"))
    assert "登记库还没有数据" in document.text and "演示数据" not in document.text


def test_the_same_board_gives_the_same_bytes(
    data: dict[str, Any], pages: dict[str, Path], tmp_path: Path
) -> None:
    again = write_board(data, tmp_path / "again.html", "zh")
    assert again.read_bytes() == pages["zh"].read_bytes()
