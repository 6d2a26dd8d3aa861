"""Does every page open in a real browser, offline, on any width, without barriers?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from page_running import run_page
from press.sample_pages import executed_notebook
from villages.press.formats import exporter_of, formats_of
from villages.press.pages import shipped_pages
from villages.vocabulary import LANGUAGES

WIDTHS = (360, 768, 1440)

#: Pages of one kind differ only in their theme; the others of it are opened at full size.
ONE_OF_A_KIND = ("village", "township", "city", "income", "briefing", "meeting")
PAGES = [page.id for page in shipped_pages().values() if "html" in formats_of(page.template)]
OPENED = PAGES if os.environ.get("VILLAGES_SIZE") == "full" else ONE_OF_A_KIND

#: What a page about more than a place is asked.
SUBJECTS = {
    "theme": {"theme": "industry"},
    "department": {"body": "water"},
    "department_assessment": {"body": "water"},
}

MakeHtml = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def make_html(demo_results: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeHtml:
    """Return a function that prints a page in a language as HTML."""
    folder = tmp_path_factory.mktemp("pages")

    def make(name: str, language: str) -> Path:
        path = folder / f"{name}.{language}.html"
        if not path.exists():
            given = {"language": language, "edition": "internal", "results": str(demo_results)}
            shown = run_page(name, **given, **SUBJECTS.get(name, {}))
            exporter = exporter_of(shipped_pages()[name].template, "html")
            html, _ = exporter.from_notebook_node(executed_notebook(shown))
            path.write_bytes(html.encode("utf-8") if isinstance(html, str) else html)
        return path

    return make


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page of a browser without a network."""
    context = browser.new_context(offline=True)
    return context.new_page()


def test_the_pages_of_every_kind_are_there() -> None:
    assert set(ONE_OF_A_KIND) <= set(PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPENED)
def test_it_opens_offline_at_any_width_without_barriers(
    name: str, language: str, make_html: MakeHtml, page: Page
) -> None:
    path = make_html(name, language)
    said: list[str] = []
    asked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh" else "en")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px of content at {width} px"
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert said == []
    page.context.close()
