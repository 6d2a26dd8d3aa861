"""Does the deck turn in a real browser, without a network, for speaker, audience and printer?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from pypdf import PdfReader

from slides.sample_deck import COUNT, HOSTILE, WORDS
from villages.vocabulary import LANGUAGES, Language

Decks = Callable[[Language], Path]
READY = "window.Reveal && Reveal.isReady()"


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def opened(offline: BrowserContext, html_deck: Decks, complaints: list[str]) -> Page:
    return open_deck(offline, html_deck("zh"), complaints)


def open_deck(context: BrowserContext, path: Path, complaints: list[str], query: str = "") -> Page:
    """A deck that has started; whatever it complains of or asks for is noted."""

    def watch(page: Page) -> None:
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: complaints.append(request.url))

    context.on("page", watch)
    page = context.new_page()
    page.goto(path.as_uri() + query)
    page.wait_for_function(READY)
    return page


def slide(page: Page) -> int:
    return int(page.evaluate("Reveal.getIndices().h"))


def test_nothing_but_the_file_is_asked_for(
    opened: Page, html_deck: Decks, complaints: list[str]
) -> None:
    opened.keyboard.press("End")
    asked = [each for each in complaints if not each.startswith("data:")]
    assert asked == [html_deck("zh").as_uri()]


def test_keys_turn_the_slides(opened: Page) -> None:
    found = [slide(opened)]
    for key in ("ArrowRight", "Space", "ArrowLeft", "End", "Home"):
        opened.keyboard.press(key)
        found.append(slide(opened))
    assert found == [0, 1, 2, 1, COUNT - 1, 0]
    assert opened.evaluate("Reveal.getTotalSlides()") == COUNT


def test_buttons_turn_the_slides_and_show_where_the_focus_is(opened: Page) -> None:
    opened.get_by_role("button", name="下一页").click()
    assert slide(opened) == 1
    opened.keyboard.press("Shift+Tab")
    focused = "getComputedStyle(document.activeElement)"
    assert opened.evaluate("document.activeElement.id") == "previous"
    assert opened.evaluate(f"{focused}.outlineStyle") == "solid"
    opened.keyboard.press("Enter")
    assert slide(opened) == 0


def test_a_key_shows_the_notes_under_the_slide(opened: Page) -> None:
    opened.keyboard.press("ArrowRight")
    notes = opened.locator(".speaker-notes")
    assert not notes.is_visible()
    opened.keyboard.press("n")
    assert notes.is_visible() and "讲解词 1" in notes.inner_text()
    below = notes.bounding_box()
    shown = opened.locator("section.present .stage").bounding_box()
    assert below is not None and shown is not None
    assert shown["y"] >= 0 and shown["y"] + shown["height"] <= below["y"] + 1
    opened.keyboard.press("n")
    assert not notes.is_visible()


def test_escape_shows_all_slides_at_once(opened: Page) -> None:
    opened.keyboard.press("Escape")
    assert opened.evaluate("Reveal.isOverview()")
    opened.keyboard.press("Escape")
    assert not opened.evaluate("Reveal.isOverview()")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_speakers_window_shows_notes_and_the_next_slide(
    language: Language, offline: BrowserContext, html_deck: Decks, complaints: list[str]
) -> None:
    page = open_deck(offline, html_deck(language), complaints)
    page.keyboard.press("ArrowRight")
    with offline.expect_page() as found:
        page.keyboard.press("s")
    window = found.value
    notes = window.locator(".speaker-controls-notes .value")
    spoken = WORDS[language][5]
    notes.get_by_text(f"{spoken} 1").wait_for()
    next_title = window.frame_locator("#upcoming-slide iframe").locator("section.present h2")
    next_title.get_by_text(WORDS[language][4]).wait_for()
    if language == "zh":
        assert not re.search("[A-Za-z]{3}", window.locator("body").inner_text())
    page.keyboard.press("ArrowRight")
    notes.get_by_text(f"{spoken} 2").wait_for()
    own = html_deck(language).as_uri()
    assert {each.partition("?")[0] for each in complaints if not each.startswith("data:")} == {own}


@pytest.mark.parametrize("query", ["", "?print-pdf"], ids=["plain", "print-pdf"])
def test_each_slide_is_printed_on_a_page_of_its_own(
    query: str, offline: BrowserContext, html_deck: Decks
) -> None:
    page = open_deck(offline, html_deck("zh"), [], query)
    page.wait_for_timeout(100)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = PdfReader(BytesIO(printed)).pages
    assert len(pages) == COUNT
    for each in pages:
        assert float(each.mediabox.width) / float(each.mediabox.height) == pytest.approx(
            16 / 9, 0.01
        )
    texts = ["".join(each.extract_text().split()) for each in pages]
    titles = ("青石镇进展情况", "五个村中三个达标", "逐年上升的收入", "各村收入", "</script>")
    for text, title, number in zip(texts, titles, range(1, COUNT + 1), strict=True):
        assert title in text and f"第{number}页，共{COUNT}页" in text
        assert "演示数据" in text and "讲解词" not in text and "翻页" not in text


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_hangs_over_at_any_width(width: int, browser: Browser, html_deck: Decks) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(html_deck("en").as_uri())
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("heading", level=1).is_visible()
    page.close()


def test_a_telephone_and_a_browser_without_scripts_read_the_deck_as_text(
    browser: Browser, html_deck: Decks
) -> None:
    telephone = browser.new_context(viewport={"width": 360, "height": 700})
    scriptless = browser.new_context(java_script_enabled=False)
    for context in (telephone, scriptless):
        page = context.new_page()
        page.goto(html_deck("zh").as_uri())
        for text in ("五个村中三个达标", "第4村", "讲解词 3"):
            assert page.get_by_text(text).first.is_visible()
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_no_barriers(
    language: Language, offline: BrowserContext, html_deck: Decks
) -> None:
    page = open_deck(offline, html_deck(language), [])
    for number in (0, 2, 3):
        page.evaluate(f"Reveal.slide({number})")
        report = Axe().run(page)
        assert report.violations_count == 0, report.generate_report()
    page.keyboard.press("n")
    assert Axe().run(page).violations_count == 0
    telephone = page.context.browser.new_page(viewport={"width": 360, "height": 700})  # type: ignore[union-attr]
    telephone.goto(html_deck(language).as_uri())
    report = Axe().run(telephone)
    assert report.violations_count == 0, report.generate_report()
    telephone.close()


def test_hostile_words_stay_words(opened: Page, complaints: list[str]) -> None:
    opened.keyboard.press("End")
    assert opened.locator("section.present h2").text_content() == HOSTILE
    assert opened.locator("section.present li").text_content() == HOSTILE
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("script").count() == 3
    opened.keyboard.press("n")
    assert opened.locator(".speaker-notes").text_content() == HOSTILE
    assert not [each for each in complaints if "hacked" in each]


def test_a_script_from_elsewhere_is_not_run(opened: Page, complaints: list[str]) -> None:
    script = "Object.assign(document.createElement('script'), {text: 'window.hacked = 1'})"
    opened.evaluate(f"document.body.append({script})")
    assert opened.evaluate("window.hacked") is None
    assert [each for each in complaints if "Content Security Policy" in each]


def test_nothing_moves_for_those_who_asked_for_that(browser: Browser, html_deck: Decks) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = open_deck(context, html_deck("zh"), [])
    assert page.evaluate("Reveal.getConfig().transition") == "none"
    moving = "e => getComputedStyle(e).transitionDuration !== '0s'"
    assert not page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).length")
    context.close()
