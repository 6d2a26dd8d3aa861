"""Official documents to measure, and what other programs see of them."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from press.sample_pages import executed_notebook
from villages.exhibits.blocks import (
    Block,
    Cell,
    Column,
    Complete,
    Cover,
    Heading,
    Letter,
    Paragraph,
    Section,
    Table,
)
from villages.press.export.content import Content, read_content
from villages.press.export.letter import letter_of
from villages.press.export.letterhead import Letterhead
from villages.press.export.official import typeset_official
from villages.press.export.official_fonts import OfficialFonts, choose_fonts

POINTS_PER_MM = 72 / 25.4
#: A pixel is an eighth of a millimetre.
DPI = 203.2

PLAIN = Letterhead()
OFFICE = Letterhead("青石镇人民政府文件", "青政发〔2020〕5号", "各村民委员会", "青石镇人民政府")
TITLE = ("关于青石镇", "2020年", "低收入村", "进展情况的通报")

#: What a machine has that has nothing.
BARE = choose_fonts([])


def content_of(
    *blocks: Block, language: str = "zh", watermark: str = "", marks: tuple[str, ...] = ()
) -> Content:
    """A page of the official template with these blocks."""
    cover = Cover(
        title="".join(TITLE),
        subtitle="",
        marks=marks,
        facts=(),
        language="en" if language == "en" else "zh",
        running_head="页眉",
        watermark=watermark,
        contents_title="目录",
        date="2020-12-31",
        headline="结论",
    )
    letter = Letter(TITLE, "2020年12月31日")
    return read_content(executed_notebook([Section((cover, letter)), Section(blocks), Complete()]))


def text_of(count: int) -> Paragraph:
    """A paragraph of so many Chinese characters, and no other sign."""
    return Paragraph("汉" * count)


def village_table(rows: int) -> Table:
    columns = (Column("村"), Column("收入", "right", 1, "上年"), Column("收入", "right", 1, "本年"))
    body = tuple((Cell(f"第{n}村"), Cell("13,900"), Cell("14,000", "behind")) for n in range(rows))
    return Table("各村收入", columns, body, "注")


CHAPTERS: tuple[Block, ...] = (
    Heading("总体情况"),
    Paragraph("正文一。"),
    Heading("进展", 2),
    Heading("收入", 3),
    Paragraph("正文二。"),
    Heading("住房", 3),
    Paragraph("正文三。"),
    Heading("危房", 4),
    Paragraph("正文三之一。"),
    Heading("修缮", 4),
    Paragraph("正文三之二。"),
    Heading("问题", 2),
    Paragraph("正文四。"),
    Heading("下一步"),
    Paragraph("正文五。"),
    Heading("各村收入表", role="attachment"),
    village_table(3),
    Heading("各镇收入表", role="attachment"),
    village_table(2),
)

CIRCULAR = Section(
    (
        Heading("通报文字", role="aside"),
        Paragraph("可以粘贴。", "note"),
        Paragraph("截至年底，三个村达标。", "circular"),
    )
)


def typeset(content: Content, letterhead: Letterhead = PLAIN, fonts: OfficialFonts = BARE) -> bytes:
    return typeset_official(content, letter_of(content, letterhead), fonts)


class Line(NamedTuple):
    """A line of a page: its frame in millimetres from the page's upper left corner, its text."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


_LINE = re.compile(
    r'<line xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</line>', re.DOTALL
)
_PAGE = re.compile(r"<page .*?</page>", re.DOTALL)


def lines_of(pdf: bytes, pdftotext: str) -> list[list[Line]]:
    """The lines of each page, as Poppler finds them, from top to bottom."""
    command = [pdftotext, "-bbox-layout", "-", "-"]
    found = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    pages = []
    for page in _PAGE.findall(found):
        lines = [
            Line(
                left=float(left) / POINTS_PER_MM,
                top=float(top) / POINTS_PER_MM,
                right=float(right) / POINTS_PER_MM,
                bottom=float(bottom) / POINTS_PER_MM,
                text="".join(re.findall(r"<word [^>]*>(.*?)</word>", words)),
            )
            for left, top, right, bottom, words in _LINE.findall(page)
        ]
        pages.append(sorted(lines, key=lambda line: line.top))
    return pages


def line_with(page: list[Line], words: str) -> Line:
    (found,) = [line for line in page if words in line.text]
    return found


def ink_of(pdf: bytes, pdftoppm: str, number: int = 1) -> NDArray[np.int64]:
    """A page as red, green and blue, pixel by pixel."""
    command = [pdftoppm, "-r", str(DPI), "-f", str(number), "-l", str(number), "-png", "-"]
    made = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return np.asarray(Image.open(BytesIO(made)).convert("RGB")).astype(np.int64)


def millimetres(pixels: float) -> float:
    return pixels * 25.4 / DPI


def pixel(length: float) -> int:
    return int(length * DPI / 25.4)


def runs_of(marks: Any) -> list[tuple[float, float]]:
    """Where a row or column of marks begins and ends, in millimetres, run by run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    return [(millimetres(start), millimetres(end)) for start, end in edges.reshape(-1, 2)]


def converted(soffice: str, document: bytes, folder: Path) -> bytes:
    """A Word file as LibreOffice prints it."""
    (folder / "document.docx").write_bytes(document)
    home = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "document.docx")], check=True, capture_output=True, timeout=120
    )
    return (folder / "document.pdf").read_bytes()
