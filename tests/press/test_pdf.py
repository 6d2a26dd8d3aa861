"""Is the PDF report complete, searchable, the same each time, and set without help from outside?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from press.sample_pages import executed_notebook, sample_sections
from villages.errors import UserError
from villages.press.export.content import read_content
from villages.press.export.typst import VillagesPDFExporter, typeset
from villages.vocabulary import shipped


def export(*others: dict[str, object], language: str = "zh", rows: int = 3) -> bytes:
    notebook = executed_notebook(sample_sections(language, rows=rows), *others)
    exporter = VillagesPDFExporter()  # type: ignore[no-untyped-call]
    pdf, resources = exporter.from_notebook_node(notebook)
    assert resources["output_extension"] == ".pdf"
    return bytes(pdf)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return export()


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def test_everything_is_there_and_can_be_searched(reader: PdfReader) -> None:
    text = text_of(reader)
    for words in ("青石镇报告", "八个村中五个达标", "目录", "总体", "已完成", "表1各村收入",
                  "第2村", "图1收入走势", "图中文字", "来源", "第2页/共3页"):  # fmt: skip
        assert words in text, words
    assert "secret_source" not in text


def test_the_file_says_what_it_is(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "青石镇报告（演示数据）"
    assert reader.metadata.author is None
    assert str(reader.root_object["/Lang"]) == "zh-CN"


def titles(entries: Any) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield str(entry.title)


def test_the_outline_has_the_headings(reader: PdfReader) -> None:
    assert [title for title in titles(reader.outline) if title != "目录"] == ["总体", "收入"]


def structure(node: Any) -> Iterator[DictionaryObject]:
    """The elements of the tree that a screen reader walks."""
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        yield node
        yield from structure(node.get("/K", ArrayObject()))
    elif isinstance(node, ArrayObject):
        for each in node:
            yield from structure(each)


def test_a_screen_reader_finds_tables_heads_and_the_words_of_a_chart(reader: PdfReader) -> None:
    elements = list(structure(reader.root_object["/StructTreeRoot"]))
    kinds = {str(each.get("/S")) for each in elements}
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/Caption", "/Figure", "/L"} <= kinds
    assert [str(each["/Alt"]) for each in elements if "/Alt" in each] == ["折线图：逐年上升"]


def test_every_page_of_a_demonstration_says_so() -> None:
    reader = PdfReader(BytesIO(export(rows=90)))
    assert len(reader.pages) > 4
    for page in reader.pages:
        assert set("演示数据") <= set(page.extract_text())


def test_a_long_table_repeats_its_head() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(export(rows=90))).pages]
    with_rows = [text for text in pages if "14000" in text]
    assert len(with_rows) > 1
    assert all("结论" in text for text in with_rows)


def test_the_same_page_gives_the_same_bytes(pdf: bytes) -> None:
    assert export() == pdf
    assert export(rows=4) != pdf


def test_english_pages_are_english() -> None:
    reader = PdfReader(BytesIO(export(language="en")))
    assert str(reader.root_object["/Lang"]) == "en"
    assert "2/3" in text_of(reader) and "Table1" in text_of(reader)


def test_a_researchers_own_output_is_set_as_text_not_as_markup() -> None:
    source = '# 标题\n\n#read("/etc/hostname") *不是* `code`\n\n- 甲\n- 乙'
    reader = PdfReader(BytesIO(export({"text/markdown": source}, {"text/plain": "#let x = 1"})))
    text = text_of(reader)
    assert '#read("/etc/hostname")' in text and "#letx=1" in text


def test_a_font_that_is_not_there_is_an_error_not_a_surprise(tmp_path: Path) -> None:
    template = tmp_path / "report"
    shutil.copytree(shipped("templates") / "report", template)
    main = template / "report.typ"
    changed = main.read_text("utf-8").replace("(data.font,)", '("No Such Font", data.font)')
    assert "No Such Font" in changed
    main.write_text(changed, encoding="utf-8")
    content = read_content(executed_notebook(sample_sections()))
    with pytest.raises(UserError) as caught:
        typeset(content, template)
    assert caught.value.key == "report_font_unknown"
    assert "no such font" in caught.value.text("en").lower()
