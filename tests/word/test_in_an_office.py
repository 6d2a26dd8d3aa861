"""Does another program lay the Word file out whole: texts, outline, pictures, no lonely heading?"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from docx.table import Table as WordTable
from pypdf import PdfReader

from conftest import program
from page_running import run_page
from villages.exhibits.blocks import Bullets, Figure, Heading, Table
from villages.exhibits.blocks import Paragraph as ParagraphBlock
from villages.exhibits.page import open_page
from villages.fonts import font_folder
from word.word_files import body_of, cells_of, content_of, opened, style_of, written

#: A machine that has no font but the package's own.
BARE = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class Laid(NamedTuple):
    """A report: its blocks, its Word file, and the PDF that LibreOffice made of that."""

    blocks: list[Any]
    file: bytes
    pdf: Path


@pytest.fixture(scope="module")
def laid(demo_results: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Laid]:
    """A township's report in both languages and a village's, laid out in one run of the program."""
    office = program("soffice", "libreoffice")
    folder = tmp_path_factory.mktemp("office")
    (folder / "fonts.conf").write_text(
        BARE.format(fonts=font_folder(), cache=folder / "cache"), encoding="utf-8"
    )
    village = _village_behind(demo_results)
    cases = {
        "township-zh": ("township", "", "zh"),
        "township-en": ("township", "", "en"),
        "village-zh": ("village", village, "zh"),
    }
    made: dict[str, tuple[list[Any], bytes]] = {}
    for name, (page, place, language) in cases.items():
        shown = run_page(
            page, results=str(demo_results), place=place, language=language, edition="internal"
        )
        blocks = [block for each in shown for block in getattr(each, "blocks", ())]
        made[name] = blocks, written(content_of(sections=shown))
        (folder / f"{name}.docx").write_bytes(made[name][1])
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "pdf", "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in cases)],
        check=True, capture_output=True, timeout=240,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder),
             "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )  # fmt: skip
    return {name: Laid(*each, folder / f"{name}.pdf") for name, each in made.items()}


def _village_behind(results: Path) -> str:
    """A village that has targets due and not met: its report is a long one."""
    page = open_page(str(results), "", 0, "zh", "internal", "city")
    statuses = {
        village.code: sum(
            judgement is not None and judgement.status == "behind"
            for judgement in (page.judgement(aim, village) for aim in page.aims)
        )
        for village in page.plan_villages
    }
    return max(statuses, key=lambda code: statuses[code])


NAMES = ("township-zh", "township-en", "village-zh")


@pytest.fixture(scope="module", params=NAMES)
def one(request: pytest.FixtureRequest, laid: dict[str, Laid]) -> Laid:
    return laid[request.param]


def squeezed(text: str) -> str:
    return "".join(text.split())


def titles(entries: Any) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield squeezed(str(entry.title))


def test_the_file_holds_every_block_of_the_page(one: Laid) -> None:
    document = opened(one.file)
    words = [squeezed(each.text) for each in document.paragraphs]
    for block in one.blocks:
        if isinstance(block, Heading | ParagraphBlock):
            assert squeezed(block.text) in words
        elif isinstance(block, Bullets):
            assert {squeezed(item) for item in block.items} <= set(words)
        elif isinstance(block, Table | Figure):
            assert any(text.endswith(squeezed(block.caption)) for text in words), block.caption
    tables = [cells_of(each) for each in body_of(document) if isinstance(each, WordTable)]
    given = [block for block in one.blocks if isinstance(block, Table)]
    for table, block in zip(tables, given, strict=True):
        assert table[-len(block.rows) :] == [[cell.text for cell in row] for row in block.rows]
    figures = [block.alt for block in one.blocks if isinstance(block, Figure)]
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == figures


def test_every_text_of_every_table_is_laid_out(one: Laid, pdftotext: str) -> None:
    """Read as the program wrote it: a cell's lines follow each other."""
    told = subprocess.run([pdftotext, "-raw", str(one.pdf), "-"], capture_output=True, check=True)
    text = squeezed(told.stdout.decode())
    missing = [
        cell.text
        for block in one.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if squeezed(cell.text) not in text
    ]
    assert missing == []


def test_headings_make_the_outline(one: Laid) -> None:
    headings = [squeezed(block.text) for block in one.blocks if isinstance(block, Heading)]
    assert list(titles(PdfReader(one.pdf).outline)) == headings


def pictures_on(pdf: Path) -> list[int]:
    """The page of each picture that is drawn; the program lets pages share what they hold."""
    told = subprocess.run(
        [program("pdfimages"), "-list", str(pdf)], capture_output=True, check=True, text=True
    ).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    return [int(row[0]) for row in rows if row[2] == "image"]


def test_every_chart_is_a_picture(one: Laid) -> None:
    figures = sum(isinstance(block, Figure) for block in one.blocks)
    assert len(pictures_on(one.pdf)) == figures


def contents_of(one: Laid) -> list[str]:
    """The pages between the front and the first chapter: of a long report more than one."""
    chapter = next(block for block in one.blocks if isinstance(block, Heading) and block.level == 1)
    pages = [page.extract_text() for page in PdfReader(one.pdf).pages]
    for number, text in enumerate(pages[2:], start=2):
        if squeezed(text.split("\n")[0]) == squeezed(chapter.text) or any(
            squeezed(line) == squeezed(chapter.text) for line in text.split("\n")[:4]
        ):
            return pages[1:number]
    return pages[1:2]


def test_the_list_of_contents_is_not_empty(one: Laid) -> None:
    text = squeezed("".join(contents_of(one)))
    for block in one.blocks:
        if isinstance(block, Heading) and block.level == 1:
            assert squeezed(block.text) in text


def test_chinese_shows_on_a_bare_machine(one: Laid) -> None:
    """Every font is the package's, whole texts come out, no sign is missing."""
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(one.pdf).pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[attr-defined]
    }
    assert fonts and all("NotoSansCJKsc" in name for name in fonts), fonts
    first = squeezed(PdfReader(one.pdf).pages[0].extract_text())
    assert squeezed(one.blocks[0].title) in first


def lines_of(pdf: Path, page: int, program_path: str) -> list[tuple[float, str]]:
    """The lines of a page from top to bottom, with their lower edges."""
    told = subprocess.run(
        [program_path, "-bbox-layout", "-f", str(page), "-l", str(page), str(pdf), "-"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    found = []
    for line in re.finditer(r'<line [^>]*yMax="([\d.]+)">(.*?)</line>', told, re.DOTALL):
        words = "".join(re.findall(r"<word[^>]*>(.*?)</word>", line[2]))
        found.append((float(line[1]), words))
    return sorted(found)


def test_no_heading_stands_alone_at_the_end_of_a_page(one: Laid, pdftotext: str) -> None:
    headings = {squeezed(block.text) for block in one.blocks if isinstance(block, Heading)}
    reader = PdfReader(one.pdf)
    height = float(reader.pages[0].mediabox.height)
    foot = height - 25 / 25.4 * 72
    for number in range(2 + len(contents_of(one)), len(reader.pages) + 1):
        lines = [line for line in lines_of(one.pdf, number, pdftotext) if line[0] < foot]
        # The words across the page are no line of the text.
        body = [text for _, text in lines if text and text != "演示数据"]
        # Below a picture stands its caption; so what comes last is always a line.
        assert body and body[-1] not in headings, (number, body[-1])


def test_pages_are_numbered(one: Laid) -> None:
    pages = PdfReader(one.pdf).pages
    for number in (2, len(pages)):
        text = squeezed(pages[number - 1].extract_text())
        assert f"第{number}页/共{len(pages)}页" in text or f"{number}/{len(pages)}" in text


def test_styles_of_the_file_are_words_own_where_word_has_them(one: Laid) -> None:
    used = {style_of(each) for each in opened(one.file).paragraphs}
    assert {
        "Title",
        "Subtitle",
        "TOC Heading",
        "toc 1",
        "Heading 1",
        "Body Text",
        "Caption",
    } <= used
