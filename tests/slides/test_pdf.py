"""Is the PDF deck whole: a page of 16 to 9 for each slide, nothing cut, nothing lost?"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from layout.printed import read_pages
from press.sample_pages import sample_sections
from slides.conftest import as_pdf
from slides.sample_deck import COUNT, HOSTILE, deck
from villages.vocabulary import LANGUAGES, Language


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return as_pdf(deck())


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(page: Any) -> str:
    return "".join(page.extract_text().split())


def titles(reader: PdfReader) -> list[str]:
    return [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]


def test_there_is_a_page_of_16_to_9_for_each_slide(reader: PdfReader) -> None:
    assert len(reader.pages) == COUNT
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(720, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(405, abs=0.1)


def test_titles_are_bookmarks_and_every_page_says_what_it_is(reader: PdfReader) -> None:
    assert titles(reader) == ["五个村中三个达标", "逐年上升的收入", "各村收入", HOSTILE]
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "青石镇进展情况（演示数据）"
    for number, page in enumerate(reader.pages, 1):
        text = text_of(page)
        assert f"第{number}页，共{COUNT}页" in text and "演示数据" in text
        assert "讲解词" not in text


def test_hostile_words_stay_words(reader: PdfReader) -> None:
    assert text_of(reader.pages[-1]).count("".join(HOSTILE.split())) == 2


def structure(node: Any) -> Iterator[DictionaryObject]:
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        yield node
        yield from structure(node.get("/K", ArrayObject()))
    elif isinstance(node, ArrayObject):
        for each in node:
            yield from structure(each)


def test_a_screen_reader_finds_titles_tables_and_the_words_of_a_chart(reader: PdfReader) -> None:
    elements = list(structure(reader.root_object["/StructTreeRoot"]))
    kinds = {str(each.get("/S")) for each in elements}
    assert {"/H1", "/Table", "/TH", "/Figure", "/L"} <= kinds
    assert [str(each["/Alt"]) for each in elements if "/Alt" in each] == ["逐年上升的收入"]


def test_fonts_are_inside(pdf: bytes, pdffonts: str, tmp_path: Path) -> None:
    path = tmp_path / "deck.pdf"
    path.write_bytes(pdf)
    listed = subprocess.run([pdffonts, path], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert fonts and all(line[-5] == "yes" for line in fonts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", [8, 60])
def test_no_word_leaves_its_page_or_lies_on_another(
    language: Language, rows: int, pdftotext: str, tmp_path: Path
) -> None:
    for page in read_pages(as_pdf(deck(language, rows)), pdftotext, tmp_path):
        for word in page.words:
            assert word.left >= 0 and word.right <= page.width, word.text
            assert word.top >= 0 and word.bottom <= page.height, word.text
        assert not list(page.overlaps(0.3))


def test_a_table_that_is_too_long_goes_on_under_its_title_and_heads() -> None:
    reader = PdfReader(BytesIO(as_pdf(deck(rows=60))))
    assert len(reader.pages) > COUNT
    assert titles(reader).count("各村收入") == 1
    found = [text for page in reader.pages if "00" in (text := text_of(page)) and "村" in text]
    going_on = [text for text in found if "各村收入（续）" in text]
    assert len(going_on) == len(reader.pages) - COUNT
    assert all("2021" in text for text in going_on)
    whole = "".join(found)
    assert all(f"第{number}村" in whole for number in range(1, 61))


def test_a_page_without_slides_becomes_a_deck() -> None:
    sections = sample_sections(rows=3)
    reader = PdfReader(BytesIO(as_pdf(sections)))
    assert titles(reader) == ["总体", "收入", "收入（续）"]
    whole = "".join(map(text_of, reader.pages))
    for words in (
        "八个村中五个达标",
        "已完成",
        "甲",
        "第2村",
        "图中文字",
        "收入走势",
        "来源",
        "末",
    ):
        assert words in whole, words


def test_the_same_page_gives_the_same_bytes(pdf: bytes) -> None:
    assert as_pdf(deck()) == pdf
