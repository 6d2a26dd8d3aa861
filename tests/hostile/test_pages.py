"""Do hostile names and labels stand as text in every page and file, and does nothing act?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from browser.test_every_page import SUBJECTS
from hostile.conftest import Look
from hostile.looking import is_shown, shown, squeezed
from hostile.payloads import ALL, PAYLOADS
from page_running import blocks, run_page
from press.sample_pages import executed_notebook
from villages.exhibits.blocks import Block, Bullets, Cover, Heading, Paragraph, Slide, Table
from villages.press.formats import exporter_of, formats_of
from villages.press.pages import shipped_pages
from villages.vocabulary import LANGUAGES

IS_FULL = os.environ.get("VILLAGES_SIZE") == "full"

#: A page of each template, and one with charts; all are printed at full size.
FEW = ("income", "exit_file", "briefing", "meeting", "wallchart")
PRINTED = [
    (page.id, language)
    for page in shipped_pages().values()
    for language in LANGUAGES
    if IS_FULL or (page.id in FEW and (language == "zh" or page.id == "income"))
]
#: Pages whose tables name no place.
NAMELESS = {"effect"}


def test_there_are_a_hundred_payloads_and_a_few_of_every_attack() -> None:
    assert len(ALL) == len({each.text for each in ALL}) == 100
    assert len({each.attack for each in ALL}) == len({each.attack for each in PAYLOADS}) == 20
    assert len(PAYLOADS) == (100 if IS_FULL else 20)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "language"), PRINTED)
def test_every_file_shows_the_payloads_as_text(
    name: str, language: str, hostile_results: Path, look: Look
) -> None:
    given = {"language": language, "edition": "internal", "results": str(hostile_results)}
    page = shipped_pages()[name]
    content = run_page(page.path.stem, **given, **SUBJECTS.get(name, {}))
    found = blocks(content)
    everything = squeezed(shown("".join(_said(found, has_words=True))))
    tables = squeezed(shown("".join(_said(found, has_words=False))))
    notebook = executed_notebook(content)
    is_wallchart = page.template == "wallchart"
    for ending in formats_of(page.template):
        made, _ = exporter_of(page.template, ending).from_notebook_node(notebook)
        text = look(made, ending)
        # A text is what is to be pasted; a chart of the wall shows the names of villages only.
        if ending == "txt" or is_wallchart:
            assert any(is_shown(each.text, text) for each in PAYLOADS)
            continue
        expected = tables if ending == "xlsx" else everything
        told = {each.text for each in PAYLOADS if is_shown(each.text, expected)}
        assert told or (ending == "xlsx" and (not tables or name in NAMELESS))
        missing = {each for each in told if not is_shown(each, text)}
        if ending == "pdf":
            missing = {each for each in missing if not is_cut_by_a_page(each, made)}
        assert missing == set(), ending


def is_cut_by_a_page(payload: str, pdf: bytes) -> bool:
    """Whether a text begins on one page and goes on on the next, neither part a trifle."""
    whole = shown(payload)
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]
    return any(
        whole[:cut] in page and whole[cut:] in following
        for page, following in pairwise(pages)
        for cut in range(8, len(whole) - 7)
    )


def _said(found: list[Block], *, has_words: bool) -> Iterator[str]:
    """What readers read: of the tables, and with words also of all else but charts."""
    for block in found:
        if isinstance(block, Table):
            yield from (cell.text + "\n" for row in block.rows for cell in row)
        elif isinstance(block, Slide):
            yield block.title if has_words else ""
            yield from _said(list(block.blocks), has_words=has_words)
        elif isinstance(block, Heading | Paragraph) and has_words:
            yield block.text
        elif isinstance(block, Bullets) and has_words:
            yield from block.items
        elif isinstance(block, Cover) and has_words:
            yield block.title
            yield from (value for _, value in block.facts)
