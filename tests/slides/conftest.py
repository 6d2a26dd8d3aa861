"""Decks as files, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from press.sample_pages import executed_notebook
from slides.sample_deck import deck
from villages.exhibits.blocks import Complete, Section
from villages.press.export.slides import SlidesHTMLExporter, SlidesPDFExporter
from villages.vocabulary import LANGUAGES, Language


def as_html(shown: tuple[Section | Complete, ...]) -> str:
    """A page as an HTML deck."""
    exporter = SlidesHTMLExporter()  # type: ignore[no-untyped-call]
    text, resources = exporter.from_notebook_node(executed_notebook(shown))
    assert resources["output_extension"] == ".html"
    return str(text)


def as_pdf(shown: tuple[Section | Complete, ...]) -> bytes:
    """A page as a PDF deck."""
    exporter = SlidesPDFExporter()  # type: ignore[no-untyped-call]
    return bytes(exporter.from_notebook_node(executed_notebook(shown))[0])


@pytest.fixture(scope="session")
def html_deck(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Language], Path]:
    """Return where the small deck of a language lies."""
    folder = tmp_path_factory.mktemp("decks")
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(as_html(deck(language)), encoding="utf-8")
    return lambda language: folder / f"{language}.html"
