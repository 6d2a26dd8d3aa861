"""Is every page of a printed report whole: no box, nothing clipped, no heading left alone?"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from layout.printed import POINTS_PER_MM, PrintedPage, read_pages
from page_running import drawn_texts, figures_of, run_page
from press.sample_pages import executed_notebook
from villages.exhibits.blocks import Complete, Section
from villages.fonts import font_file
from villages.press.export.typst import VillagesPDFExporter
from villages.vocabulary import LANGUAGES

TOP_MM, FOOT_MM = 24, 272
REPORTS = ("village", "township", "city", "income")


@dataclass(frozen=True)
class Printed:
    """A report as it was run and as it was printed."""

    shown: list[Section | Complete]
    pdf: bytes
    pages: list[PrintedPage]


PrintReport = Callable[[str, str], Printed]


@pytest.fixture(scope="module")
def print_report(
    demo_results: Path, pdftotext: str, tmp_path_factory: pytest.TempPathFactory
) -> PrintReport:
    """Return a function that prints a report in a language."""

    @cache
    def printed(name: str, language: str) -> Printed:
        shown = run_page(name, language=language, edition="internal", results=str(demo_results))
        exporter = VillagesPDFExporter()  # type: ignore[no-untyped-call]
        pdf, _ = exporter.from_notebook_node(executed_notebook(shown))
        pages = read_pages(pdf, pdftotext, tmp_path_factory.mktemp(f"{name}-{language}"))
        return Printed(shown, pdf, pages)

    return printed


each_report = pytest.mark.parametrize("name", REPORTS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
@each_report
def test_nothing_leaves_the_paper_or_lies_on_other_words(
    name: str, language: str, print_report: PrintReport
) -> None:
    pages = print_report(name, language).pages
    assert len(pages) > 3
    for page in pages:
        for word in page.words:
            assert word.left >= 0 and word.right <= page.width, word
            assert word.top >= 0 and word.bottom <= page.height, word
        pairs = list(page.overlaps(0.3))
        assert pairs == [], page.number


@each_language
@each_report
def test_no_heading_stands_alone_at_the_end_of_a_page(
    name: str, language: str, print_report: PrintReport
) -> None:
    printed = print_report(name, language)
    headings = {"".join(title.split()) for title in _titles(PdfReader(BytesIO(printed.pdf)))}
    assert len(headings) > 3
    for page in printed.pages[2:-1]:
        body = [
            line
            for line in page.lines
            if TOP_MM * POINTS_PER_MM < line.top < FOOT_MM * POINTS_PER_MM
        ]
        last = max(body, key=lambda line: line.bottom)
        assert "".join(last.text.split()) not in headings, f"{last.text} on page {page.number}"


def _titles(reader: PdfReader) -> Iterator[str]:
    def walk(entries: Any) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield str(entry.title)

    yield from walk(reader.outline)


@each_language
@each_report
def test_every_chart_stands_whole_on_the_page_of_its_caption(
    name: str, language: str, print_report: PrintReport
) -> None:
    printed = print_report(name, language)
    figures = figures_of(printed.shown)
    assert figures
    texts = [page.text for page in printed.pages]
    for figure in figures:
        caption = "".join(figure.caption.split())
        drawn = ["".join(words.split()) for words in drawn_texts(figure.svg)]
        # The same sentence may stand elsewhere as a finding.
        homes = [text for text in texts if caption[:40] in text]
        assert any(all(words in home for words in drawn) for home in homes), figure.caption


@each_language
@each_report
def test_every_sign_has_a_glyph_and_every_font_is_inside(
    name: str, language: str, print_report: PrintReport, pdffonts: str, tmp_path: Path
) -> None:
    printed = print_report(name, language)
    with TTFont(font_file("Regular")) as font:
        known = set(font.getBestCmap())
    text = "".join(page.text for page in printed.pages)
    # Joiners (Cf) have no glyph on purpose: Typst sets one before each page number of the contents.
    used = {sign for sign in text if unicodedata.category(sign) != "Cf"}
    assert not {sign for sign in used if ord(sign) not in known}
    path = tmp_path / "report.pdf"
    path.write_bytes(printed.pdf)
    listed = subprocess.run([pdffonts, str(path)], check=True, capture_output=True, text=True)
    rows = [line.split() for line in listed.stdout.splitlines()[2:]]
    # The columns from the right: object id (two words), unicode, subset, embedded.
    assert rows and all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)
