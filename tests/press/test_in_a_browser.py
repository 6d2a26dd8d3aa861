"""Does a browser show the pages whole on a narrow screen, run nothing foreign, and find reports?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from press.sample_pages import executed_notebook, sample_sections
from press.test_journal import RECORD
from villages.press.export.html import VillagesHTMLExporter
from villages.press.index import write_index
from villages.press.journal import append_record


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notebook = executed_notebook(sample_sections(rows=30))
    exporter = VillagesHTMLExporter()  # type: ignore[no-untyped-call]
    path = tmp_path_factory.mktemp("browser") / "report.html"
    path.write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("index")
    for code, name, township in (("1", "上河村", "青石镇"), ("2", "下河村", "白水乡")):
        record = replace(
            RECORD,
            id=code,
            code=code,
            state="finished",
            place={"zh": name, "en": name},
            township={"zh": township, "en": township},
            files={f"{name}.html": "0" * 64},
        )
        append_record(out, record)
    return write_index(out, "zh")


def opened(browser: Browser, path: Path, width: int, complaints: list[str]) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("which", ["report", "index"])
def test_nothing_hangs_over_and_nothing_else_is_asked_for(
    which: str, width: int, browser: Browser, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(which)
    complaints: list[str] = []
    page = opened(browser, path, width, complaints)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    asked = [line for line in complaints if not line.startswith("data:font/woff")]
    assert asked == [path.as_uri()]


def test_the_fonts_inside_are_used(browser: Browser, report: Path) -> None:
    page = opened(browser, report, 800, [])
    page.evaluate("document.fonts.ready")
    states = page.evaluate("[...document.fonts].map(font => font.status)")
    assert states == ["loaded", "loaded"]


def test_the_watermark_stays_on_the_screen(browser: Browser, report: Path) -> None:
    page = opened(browser, report, 800, [])
    page.mouse.wheel(0, 3000)
    boxes = [mark.bounding_box() for mark in page.query_selector_all(".watermark span")]
    assert boxes and all(box is not None and 0 <= box["y"] < 800 for box in boxes)
