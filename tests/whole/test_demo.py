"""Does the one command of the README make whole reports, without noise, a second time too?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

#: At full size every report of the county is printed, in every format.
pytestmark = pytest.mark.timeout(1800)

TOWNSHIPS, VILLAGES = 26, 55
REPORTS = ("city", "township", "village")
#: What is made for meetings, beside the reports, and in which formats.
FOR_MEETINGS = {
    "briefing": {".html", ".pdf", ".docx", ".txt"},
    "meeting": {".html", ".pdf", ".xlsx"},
    "wallchart": {".pdf", ".xlsx"},
}


class Run(NamedTuple):
    folder: Path
    answer: str
    said: str


def run(folder: Path, *arguments: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "villages", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "zh_CN.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return Run(folder, done.stdout, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, is_full_size: bool) -> Run:
    """The demo: one township, or every place at full size."""
    arguments = ["demo"] if is_full_size else ["demo", "--quick"]
    return run(tmp_path_factory.mktemp("demo"), *arguments)


@pytest.fixture(scope="module")
def pdfs(demo: Run) -> list[Path]:
    return _reports(demo, "pdf")


@pytest.fixture(scope="module")
def pages(demo: Run) -> list[Path]:
    return _reports(demo, "html")


def _reports(demo: Run, ending: str) -> list[Path]:
    folders = (demo.folder / "reports" / name for name in REPORTS)
    return sorted(path for folder in folders for path in folder.glob(f"*.{ending}"))


def test_the_reports_are_there(
    demo: Run, pdfs: list[Path], pages: list[Path], is_full_size: bool
) -> None:
    assert [p.with_suffix("") for p in pdfs] == [p.with_suffix("") for p in pages]
    counts = {
        kind: sum(p.parent.name == kind for p in pdfs) for kind in ("township", "village", "city")
    }
    if is_full_size:
        assert counts == {"township": TOWNSHIPS + 1, "village": VILLAGES, "city": 1}
    else:
        assert counts == {"township": 2, "village": 0, "city": 0}
    assert (demo.folder / "reports" / "index.html").is_file()
    assert all("演示数据" in path.name for path in pdfs)
    assert sum("public" in path.name for path in pdfs) == 1


def test_every_report_comes_in_every_format(demo: Run, pdfs: list[Path]) -> None:
    for ending in ("html", "docx", "xlsx"):
        assert [path.with_suffix(f".{ending}") for path in pdfs] == _reports(demo, ending)


def test_the_whole_demonstration_ends_with_what_meetings_need(
    demo: Run, is_full_size: bool
) -> None:
    made = {
        name: {path.suffix for path in (demo.folder / "reports" / name).glob("*.*")}
        for name in FOR_MEETINGS
    }
    assert made == (FOR_MEETINGS if is_full_size else {name: set() for name in FOR_MEETINGS})


def test_it_speaks_little_and_says_where_to_look(demo: Run) -> None:
    lines = [line for line in demo.said.splitlines() if line.strip()]
    assert len(lines) < 12, demo.said
    assert "index.html" in demo.answer.splitlines()[-1]
    assert not re.search(r"(?i)warning|traceback|error", demo.said)
    assert re.search(r"（\d+秒）", demo.said), "the first report is announced"


def test_private_things_are_private(demo: Run) -> None:
    assert (demo.folder / "private").stat().st_mode & 0o777 == 0o700


def test_each_pdf_reads_whole(pdfs: list[Path]) -> None:
    for path in pdfs:
        pdf = PdfReader(path)
        texts = [page.extract_text() for page in pdf.pages]
        text = "".join(texts)
        compact = re.sub(r"\s", "", text)
        assert "主要结论" in compact and "目录" in compact, path
        assert f"第{len(pdf.pages)}页/共{len(pdf.pages)}页" in compact, path
        assert "\ufffd" not in text
        assert len(pdf.outline) >= 5, path
        assert pdf.metadata is not None and "演示数据" in (pdf.metadata.title or ""), path
        assert str(pdf.root_object["/Lang"]).lower().startswith("zh")
        for of_page in texts:
            assert "演示数据" in re.sub(r"\s", "", of_page), path


def test_chinese_in_a_pdf_is_selectable_by_another_program(
    pdfs: list[Path], pdftotext: str, pdffonts: str
) -> None:
    for path in pdfs[:3]:
        text = subprocess.run([pdftotext, str(path), "-"], check=True, capture_output=True).stdout
        assert "主要结论" in text.decode()
        listed = subprocess.run([pdffonts, str(path)], check=True, capture_output=True).stdout
        rows = listed.decode().splitlines()[2:]
        assert rows
        for row in rows:
            # Every font is embedded, cut to the page, and maps back to characters.
            assert re.search(r"NotoSansCJK", row), row
            assert row.split()[-5:-2] == ["yes", "yes", "yes"], row


class Seen(HTMLParser):
    """What a page asks of its reader's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.lang, self.outside, self.scopeless, self.nameless = "", [""][:0], 0, 0
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.lang = named.get("lang") or ""
        for name in ("src", "href", "data", "action"):
            value = named.get(name) or ""
            if value and not value.startswith(("#", "data:")):
                self.outside.append(value)
        self.scopeless += tag == "th" and named.get("scope") not in {"row", "col", "colgroup"}
        is_picture = tag == "img" or named.get("role") == "img"
        self.nameless += is_picture and not (named.get("alt") or named.get("aria-label"))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


def test_each_page_stands_alone(pages: list[Path]) -> None:
    for path in pages:
        text = path.read_text(encoding="utf-8")
        seen = Seen()
        seen.feed(text)
        assert seen.lang == "zh-CN"
        assert not seen.outside, path
        assert "url(http" not in text and "@import" not in text
        assert seen.scopeless == seen.nameless == 0, path
        assert seen.headings[0] == 1 and seen.headings.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(seen.headings, seen.headings[1:], strict=False)), path
        assert "演示数据" in text


def test_a_browser_asks_nothing_of_any_network(
    browser: Browser, pages: list[Path], demo: Run
) -> None:
    folder = demo.folder / "reports"
    for path in [folder / "index.html", *pages[:4]]:
        asked, complaints = visited(browser, path)
        foreign = [url for url in asked if not url.startswith(("data:", folder.as_uri() + "/"))]
        assert path.as_uri() in asked and not foreign
        assert not complaints, path


def visited(browser: Browser, path: Path) -> tuple[list[str], list[str]]:
    """What a page asks for, and what it says on the browser's console."""
    asked: list[str] = []
    complaints: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    page.close()
    return asked, complaints


def test_a_second_run_works_too(demo: Run, pdfs: list[Path]) -> None:
    before = {path: path.read_bytes() for path in pdfs}
    run(demo.folder, "demo", "--quick")
    first = [path for path in pdfs if path.parent.name == "township" and "青石镇" in path.name]
    assert len(first) == 2
    assert all(path.read_bytes() == before[path] for path in first), "same inputs, same bytes"


def test_the_survey_of_1997(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "vietnam-1997", "--quick", "--language", "en")
    [page] = (tmp_path / "reports").rglob("*internal.html")
    assert 'lang="en"' in page.read_text(encoding="utf-8")
    assert "index.html" in done.answer
