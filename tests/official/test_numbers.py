"""Are headings numbered as official documents number them, and alike in every format?"""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from official.documents import CHAPTERS, CIRCULAR, PLAIN, TITLE, content_of, lines_of, typeset
from press.sample_pages import Document, executed_notebook
from villages.exhibits.blocks import Cover, Heading, Letter, Paragraph, Section
from villages.press.export.content import Content, read_content
from villages.press.export.html import arrange
from villages.press.export.letter import letter_of, title_lines
from villages.press.export.official import OfficialDOCXExporter, OfficialPDFExporter
from villages.press.export.official_docx import write_document
from villages.press.export.text import VillagesTextExporter

CHINESE = [
    "一、总体情况", "（一）进展", "1.收入", "2.住房", "（1）危房", "（2）修缮",
    "（二）问题", "二、下一步",
]  # fmt: skip
ENGLISH = [
    "1. 总体情况", "1.1 进展", "(a) 收入", "(b) 住房", "(i) 危房", "(ii) 修缮",
    "1.2 问题", "2. 下一步",
]  # fmt: skip


def headings(content: Content) -> list[str]:
    """The headings in Word's own styles, those of attachments left out."""
    document = docx.Document(BytesIO(write_document(content, letter_of(content, PLAIN))))
    return [
        each.text
        for each in document.paragraphs
        if each.style is not None and str(each.style.name).startswith("Heading")
    ]


@pytest.mark.parametrize(("language", "expected"), [("zh", CHINESE), ("en", ENGLISH)])
def test_word_pdf_and_html_number_alike(language: str, expected: list[str], pdftotext: str) -> None:
    content = content_of(*CHAPTERS, language=language)
    assert headings(content) == expected
    lines = [line.text for page in lines_of(typeset(content), pdftotext) for line in page]
    packed = ["".join(text.split()) for text in expected]
    assert [line for line in lines if line in packed] == packed
    entries = [entry.text for entry in arrange(content).contents]
    assert entries[: len(expected)] == expected
    label = "附件1：各村收入表" if language == "zh" else "Attachment 1: 各村收入表"
    assert entries[len(expected)] == label


def test_a_single_attachment_has_no_number(pdftotext: str) -> None:
    content = content_of(Paragraph("正文。"), *CHAPTERS[-2:])
    pages = lines_of(typeset(content), pdftotext)
    assert pages[-1][0].text == "附件"
    assert any(line.text == "附件：各镇收入表" for line in pages[0])


def test_a_report_has_no_numbers() -> None:
    cover = Cover("报告", "", (), (), "zh", "", "", "目录", "2020-12-31")
    content = read_content(executed_notebook([Section((cover, Heading("总体"), Paragraph("甲")))]))
    assert [entry.text for entry in arrange(content).contents] == ["总体"]


@pytest.mark.parametrize("exporter", [OfficialPDFExporter, OfficialDOCXExporter])
def test_what_is_to_be_pasted_is_no_part_of_the_document(
    exporter: type[OfficialPDFExporter], pdftotext: str
) -> None:
    cover = Cover("通报", "", (), (), "zh", "", "", "目录", "2020-12-31")
    front = Section((cover, Letter(("通报",), ""), Paragraph("正文。")))
    made, _ = exporter().from_notebook_node(executed_notebook([front, CIRCULAR]))
    if exporter is OfficialPDFExporter:
        text = "".join(line.text for page in lines_of(made, pdftotext) for line in page)
    else:
        text = "".join(each.text for each in docx.Document(BytesIO(made)).paragraphs)
    assert "正文。" in text and "通报文字" not in text and "三个村达标" not in text


def test_it_stands_in_the_html_without_a_number() -> None:
    cover = Cover("通报", "", (), (), "zh", "", "", "目录", "2020-12-31")
    front = Section((cover, Letter(("通报",), ""), Heading("情况"), Paragraph("正文。")))
    content = read_content(executed_notebook([front, CIRCULAR]))
    sheet = arrange(content)
    assert [entry.text for entry in sheet.contents] == ["一、情况", "通报文字"]
    assert [each for each in Document(str(sheet.body)).all("p") if each["class"] == "circular"]


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (TITLE, 1),
        (("关于青石镇梨塘村", "2020年", "目标进展情况的通报"), 2),
        (("关于双塔回族满族自治乡人民政府", "2020年", "低收入村", "进展情况的通报"), 2),
        (("Circular on progress", " of the low-income villages", " of Qingshi Town", " in 2020"),
         3),
        (("甲" * 25, "乙"), 2),
    ],
)  # fmt: skip
def test_titles_are_broken_between_words_into_a_trapezoid(
    parts: tuple[str, ...], lines: int
) -> None:
    made = title_lines(parts)
    assert len(made) == lines
    assert "".join(made).replace(" ", "") == "".join(parts).replace(" ", "")
    assert all(any(line.startswith(part.strip()) for part in parts) for line in made)
    assert len({len(line) for line in made}) == len(made)


def test_text_comes_with_windows_line_ends_and_a_mark_of_its_encoding() -> None:
    cover = Cover("通报", "", (), (), "zh", "", "", "目录", "2020-12-31")
    front = Section((cover, Letter(("通报",), ""), Heading("情况"), Paragraph("正文。")))
    exporter = VillagesTextExporter()  # type: ignore[no-untyped-call]
    made, resources = exporter.from_notebook_node(executed_notebook([front, CIRCULAR]))
    assert resources["output_extension"] == ".txt"
    assert made == b"\xef\xbb\xbf" + "截至年底，三个村达标。\r\n".encode()
    whole, _ = exporter.from_notebook_node(executed_notebook([front]))
    assert whole.decode("utf-8-sig") == "通报\r\n\r\n一、情况\r\n正文。\r\n"
    assert whole.count(b"\n") == whole.count(b"\r\n")
