"""Is a report found, sorted and printed from the folder alone, with any browser, by anyone?"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from index.records import RECORDS, report, standing, write_folder
from press.test_journal import RECORD
from villages.press.index import write_index
from villages.press.journal import JOURNAL
from villages.vocabulary import Language

WIDE = 1440


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, copied elsewhere: a name with a space, signs and Chinese."""
    out = write_folder(tmp_path_factory.mktemp("out"), [*RECORDS, replace(RECORD, id="trial/b")])
    write_index(out, "zh")
    return Path(shutil.copytree(out, tmp_path_factory.mktemp("copied") / "U盘 #1 & 报告"))


class Opened:
    """The index in a browser that may load nothing but the pictures of its own folder."""

    def __init__(self, browser: Browser, folder: Path, width: int = WIDE) -> None:
        self.complaints: list[str] = []
        self.pictures: list[str] = []
        self.folder = folder
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.goto((folder / "index.html").as_uri())

    def _note(self, address: str) -> None:
        if address.startswith("data:font/woff"):
            return
        path = Path(unquote(urlparse(address).path))
        is_own = address.startswith("file:") and self.folder in path.parents
        if is_own and path.parent.name == "thumbnails":
            self.pictures.append(path.name)
        elif not (is_own and path.name == "index.html"):
            self.complaints.append(address)

    def places(self) -> list[str]:
        """The places of the rows that are shown, in order; a page without places has none."""
        names = self.page.eval_on_selector_all(
            ".reports tbody tr:not([hidden])", "rows => rows.map(row => row.dataset.foundBy)"
        )
        return [name.split()[1] if name else "" for name in names]

    def status(self) -> str:
        return self.page.inner_text("#shown")


@pytest.fixture
def index(browser: Browser, folder: Path) -> Iterator[Opened]:
    opened = Opened(browser, folder)
    yield opened
    opened.page.close()
    assert not opened.complaints


ALL = ["", "示例市", "白水乡", "青石镇", "甲村", "乙村", "丙村", "丁村", "丁村", "戊村"]


def test_every_report_is_listed_the_city_s_first(index: Opened) -> None:
    assert sorted(index.places()) == sorted(ALL)
    assert index.places()[:2] == ["", "示例市"]
    assert index.status() == "显示10份，共10份。"


FOUND: list[tuple[dict[str, str], list[str]]] = [
    ({"search": "丙"}, ["丙村"]),
    ({"search": "EN-白水乡"}, ["白水乡", "丙村", "丁村", "丁村", "戊村"]),
    ({"search": "990000002002 英文"}, ["丁村"]),
    ({"search": "没有这个"}, []),
    ({"township": "青石镇"}, ["青石镇", "甲村", "乙村"]),
    ({"status": "behind", "township": "白水乡"}, ["白水乡", "丁村", "丁村", "戊村"]),
    ({"page": "city"}, ["示例市"]),
    ({"page": "village", "status": "no_data", "search": "住房"}, ["乙村"]),
]


def test_reports_are_found(index: Opened) -> None:
    for choices, found in FOUND:
        index.page.fill("#search", choices.get("search", ""))
        for box in ("township", "status", "page"):
            index.page.select_option(f"#{box}", choices.get(box, ""))
        assert sorted(index.places()) == sorted(found)
        assert index.status() == f"显示{len(found)}份，共10份。"


@pytest.mark.parametrize(
    ("key", "up"),
    [
        ("place", [*ALL[:2], "青石镇", "甲村", "乙村", "白水乡", "丙村", "丁村", "丁村", "戊村"]),
        (
            "rank",
            ["丙村", "甲村", "白水乡", "丁村", "丁村", "戊村", "乙村", "示例市", "青石镇", ""],
        ),
        ("met", ["戊村", "白水乡", "丙村", "示例市", "乙村", "甲村", "丁村", "丁村", "青石镇", ""]),
        (
            "change",
            ["乙村", "白水乡", "丁村", "丁村", "丙村", "青石镇", "甲村", "示例市", "", "戊村"],
        ),
    ],
)
def test_the_heads_sort_by_keyboard_too(index: Opened, key: str, up: list[str]) -> None:
    button = index.page.locator(f"thead button[data-key={key}]")
    head = index.page.locator(f"thead th:has(button[data-key={key}])")
    button.focus()
    index.page.keyboard.press("Enter")
    assert index.places() == up and head.get_attribute("aria-sort") == "ascending"
    index.page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    down = index.places()
    if key == "met":
        assert down == [
            "青石镇",
            "丁村",
            "丁村",
            "甲村",
            "乙村",
            "示例市",
            "丙村",
            "白水乡",
            "戊村",
            "",
        ]
    if key == "change":
        # What is not known stays last.
        assert down[0] == "示例市" and set(down[-2:]) == {"", "戊村"}
    assert index.page.locator("th[aria-sort]").count() == 1


def test_who_is_behind_and_worse_stands_on_top_once(index: Opened) -> None:
    rows = index.page.locator(".worse tbody tr")
    assert [text.split()[0] for text in rows.locator("th").all_inner_texts()] == [
        "丁村", "白水乡", "丙村",
    ]  # fmt: skip
    cells = [text.split() for text in rows.locator("td.met, td.change, td.cause").all_inner_texts()]
    assert cells == [
        ["8/10项"], ["−1"], ["参合"], ["1/4个村"], ["−1"], ["—"], ["4/10项"], ["0"], ["收入"],
    ]  # fmt: skip


def test_pictures_come_from_the_folder_and_only_when_they_are_looked_at(index: Opened) -> None:
    page = index.page
    assert page.locator("img").count() == len(RECORDS)
    assert set(page.eval_on_selector_all("img", "all => all.map(each => each.loading)")) == {"lazy"}
    for picture in page.locator(".front img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(each => each.naturalWidth === 1)")
    assert len(index.pictures) == len(RECORDS)


def test_every_link_leads_to_a_file_of_the_folder(index: Opened, folder: Path) -> None:
    addresses = index.page.eval_on_selector_all("a", "all => all.map(each => each.href)")
    assert len(addresses) == 2 * (len(RECORDS) + 3)
    files = {Path(unquote(urlparse(address).path)) for address in addresses}
    assert all(folder in file.parents and file.is_file() for file in files)
    raw = index.page.eval_on_selector_all(
        "a, img", "all => all.map(e => e.getAttribute('href') ?? e.getAttribute('src'))"
    )
    assert not [address for address in raw if ":" in address or address.startswith(("/", "."))]


@pytest.mark.parametrize("width", [360, 768, WIDE])
def test_no_screen_is_too_narrow(browser: Browser, folder: Path, width: int) -> None:
    opened = Opened(browser, folder, width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    inside = "Math.max(...[...document.querySelectorAll('.cards')].map(e => e.scrollWidth))"
    assert opened.page.evaluate(inside) <= width
    # All that sorts and finds can be seen and touched.
    for control in opened.page.locator("input, select, button").all():
        assert control.is_visible()
    opened.page.close()


def test_what_is_chosen_is_printed_as_a_checklist(
    index: Opened, pdftotext: str, tmp_path: Path
) -> None:
    index.page.select_option("#status", "behind")
    index.page.pdf(path=tmp_path / "list.pdf", prefer_css_page_size=True)
    made = subprocess.run(
        [pdftotext, "-layout", tmp_path / "list.pdf", "-"], check=True, capture_output=True
    )
    text = made.stdout.decode("utf-8")
    assert all(
        name in text for name in ("核对", "甲村", "丁村", "白水乡", "戊村", "8/10项", "演示数据")
    )
    assert not [
        name for name in ("丙村", "青石镇 990000001000", "结论", "查找", "PDF") if name in text
    ]
    index.page.emulate_media(media="print")
    boxes = [box for box in index.page.locator("td.box span").all() if box.is_visible()]
    assert len(boxes) == 5
    assert index.page.locator(".failures, .worse, .filters, .front img").first.is_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, WIDE])
def test_nobody_is_shut_out(
    browser: Browser, language: Language, width: int, tmp_path: Path
) -> None:
    out = write_folder(tmp_path, [*RECORDS, replace(RECORD, id="trial/b")])
    write_index(out, language)
    opened = Opened(browser, out, width)
    results = Axe().run(opened.page)
    assert results.violations_count == 0, results.generate_report()
    assert opened.page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[language]
    other = opened.page.locator(f"[lang={'en' if language == 'zh' else 'zh-CN'}]")
    assert other.count() > 0
    opened.page.close()


def test_a_thousand_reports_are_searched_and_sorted(browser: Browser, tmp_path: Path) -> None:
    records = [
        report(
            f"99{number:010}", f"第{number}村", standing("behind", number % 11, 10, 5),
            township=f"第{number % 26}乡",
        )
        for number in range(1000)
    ]  # fmt: skip
    lines = (json.dumps(asdict(each)) + "\n" for each in records)
    (tmp_path / JOURNAL).write_text("".join(lines), encoding="utf-8")
    write_index(tmp_path, "zh")
    opened = Opened(browser, tmp_path)
    opened.page.select_option("#township", "第3乡")
    assert len(opened.places()) == 39
    opened.page.fill("#search", "第3村")
    assert opened.places() == ["第3村"]
    opened.page.fill("#search", "")
    opened.page.select_option("#township", "")
    opened.page.click("thead button[data-key=met]")
    assert opened.status() == "显示1000份，共1000份。"
    assert opened.places()[:2] == ["第0村", "第11村"]
    opened.page.close()
