"""Can a screen reader follow every PDF: tagged, named, headings in order, charts in words?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from page_running import run_page
from press.sample_pages import executed_notebook
from villages.press.formats import exporter_of
from villages.press.pages import shipped_pages
from villages.vocabulary import LANGUAGES

#: A page of each template.
OF_A_TEMPLATE = ("township", "briefing", "meeting", "wallchart")


@dataclass(frozen=True)
class Part:
    """A part of a PDF's structure: its tag, its alternative text, its parts."""

    tag: str
    alternative: str
    parts: tuple[Part, ...]

    def every(self, *tags: str) -> Iterator[Part]:
        """All parts below with one of the tags, in the order of reading."""
        for part in self.parts:
            if part.tag in tags:
                yield part
            yield from part.every(*tags)


def _part(element: pikepdf.Object) -> Part:
    below = element.get("/K", pikepdf.Array())
    entries = list(below) if isinstance(below, pikepdf.Array) else [below]
    parts = tuple(
        _part(entry) for entry in entries if isinstance(entry, pikepdf.Dictionary) and "/S" in entry
    )
    return Part(str(element.get("/S", "")).lstrip("/"), str(element.get("/Alt", "")), parts)


PrintPdf = Callable[[str, str], pikepdf.Pdf]


@pytest.fixture(scope="module")
def print_pdf(demo_results: Path) -> PrintPdf:
    """Return a function that prints a page in a language as PDF."""

    @cache
    def printed(name: str, language: str) -> pikepdf.Pdf:
        shown = run_page(name, language=language, edition="internal", results=str(demo_results))
        exporter = exporter_of(shipped_pages()[name].template, "pdf")
        pdf, _ = exporter.from_notebook_node(executed_notebook(shown))
        return pikepdf.open(BytesIO(pdf))

    return printed


each_page = pytest.mark.parametrize("name", OF_A_TEMPLATE)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_each_template_has_its_page() -> None:
    templates = {shipped_pages()[name].template for name in OF_A_TEMPLATE}
    assert templates == {page.template for page in shipped_pages().values()}


@each_language
@each_page
def test_the_file_says_what_it_is(name: str, language: str, print_pdf: PrintPdf) -> None:
    pdf = print_pdf(name, language)
    assert str(pdf.Root.Lang) == ("zh-CN" if language == "zh" else "en")
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        title = str(metadata["dc:title"])
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    assert "演示数据" in title or "emonstration" in title


@each_language
@each_page
def test_headings_come_in_order_and_charts_in_words(
    name: str, language: str, print_pdf: PrintPdf
) -> None:
    root = print_pdf(name, language).Root.StructTreeRoot
    document = _part(root)
    levels = [int(part.tag[1]) for part in document.every("H1", "H2", "H3", "H4")]
    assert levels and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(figure.alternative for figure in document.every("Figure"))
    for table in document.every("Table"):
        assert any(table.every("TH"))


@each_language
@each_page
def test_bookmarks_lead_to_the_headings(name: str, language: str, print_pdf: PrintPdf) -> None:
    pdf = print_pdf(name, language)
    if name == "wallchart":
        assert len(pdf.pages) == 1
        return
    with pdf.open_outline() as outline:
        titles = [str(entry.title) for entry in outline.root]
    assert titles and all(titles)
