"""Does a letterhead do what the office wrote, is a wrong one told, and no demonstration headed?"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from official.documents import OFFICE, content_of, lines_of, text_of, typeset
from press.sample_pages import executed_notebook, sample_sections
from villages.cli import main
from villages.errors import UserError
from villages.exhibits.blocks import Paragraph
from villages.press.export.letter import letter_of
from villages.press.export.letterhead import Letterhead, read_letterhead
from villages.press.export.official import OfficialPDFExporter
from villages.press.export.official_docx import write_document

GOOD = """\
head: 青石镇人民政府文件
number: 青政发〔2020〕5号
addressee: 各村民委员会：
sender: 青石镇人民政府
"""

BROKEN = {
    "an unknown key": ("hed: 青石镇人民政府文件\n", "letterhead_key", ["hed", "head"]),
    "a number": ("sender: 12\n", "letterhead_text", ["sender"]),
    "a list": ("sender: [甲, 乙]\n", "letterhead_text", ["sender"]),
    "two lines": ("sender: |\n  甲\n  乙\n", "letterhead_text", ["sender"]),
    "a date": ("number: 2020-01-05\n", "letterhead_text", ["number"]),
    "too long": (f"head: {'文' * 31}\n", "letterhead_long", ["head", "31", "30"]),
    "square brackets": ("number: 青政发[2020]5号\n", "letterhead_number", ["青政发[2020]5号"]),
    "a leading zero": ("number: 青政发〔2020〕05号\n", "letterhead_number", ["〔2020〕05号"]),
    "a 第": ("number: 青政发〔2020〕第5号\n", "letterhead_number", ["第5号"]),
    "a short year": ("number: 青政发〔20〕5号\n", "letterhead_number", ["〔20〕5号"]),
    "twice": ("head: 甲\nhead: 乙\n", "yaml_duplicate", ["2", "head"]),
    "no YAML": ("head: [\n", "yaml_broken", []),
    "a bare word": ("青石镇\n", "yaml_not_mapping", []),
    "nothing": ("", "yaml_empty", []),
}


def test_it_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "letterhead.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_letterhead(path) == OFFICE


def test_nothing_need_be_there(tmp_path: Path) -> None:
    assert read_letterhead(tmp_path / "letterhead.yaml") == Letterhead()
    with pytest.raises(UserError) as caught:
        read_letterhead(tmp_path / "ours.yaml")
    assert caught.value.key == "file_missing"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_told_in_both_languages(name: str, tmp_path: Path) -> None:
    text, key, parts = BROKEN[name]
    path = tmp_path / "letterhead.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_letterhead(path)
    assert caught.value.key == key
    for line in (caught.value.text("zh"), caught.value.text("en")):
        assert "letterhead.yaml" in line and "\n" not in line
        assert all(part in line for part in parts), line


@pytest.mark.parametrize(
    ("locale", "word"), [("zh_CN.UTF-8", "信头"), ("en_US.UTF-8", "letterhead")]
)
def test_the_command_tells_it_before_any_page_runs(
    locale: str,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def start_no_kernel(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("villages.press.batch.Batch.run", start_no_kernel)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", locale)
    (tmp_path / "ours.yaml").write_text("hed: x\n", encoding="utf-8")
    command = ["report", "briefing", "--place", "青石镇"]
    assert main([*command, "--letterhead", "ours.yaml"]) != 0
    assert word in capfd.readouterr().err
    assert main([*command, "--letterhead", "nowhere.yaml"]) != 0
    assert "nowhere.yaml" in capfd.readouterr().err


def test_the_exporter_finds_it_in_the_folder_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pdftotext: str
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = executed_notebook(sample_sections(watermark=""))
    exporter = OfficialPDFExporter()  # type: ignore[no-untyped-call]
    before, _ = exporter.from_notebook_node(notebook)
    (tmp_path / "letterhead.yaml").write_text(GOOD, encoding="utf-8")
    after, _ = exporter.from_notebook_node(notebook)
    texts = [
        "".join(line.text for page in lines_of(pdf, pdftotext) for line in page)
        for pdf in (before, after)
    ]
    assert "青石镇人民政府文件" not in texts[0] and "青石镇人民政府文件" in texts[1]


def test_demonstration_data_get_neither_head_nor_number(pdftotext: str) -> None:
    content = content_of(text_of(40), watermark="演示数据", marks=("内部", "演示数据"))
    letter = letter_of(content, OFFICE)
    assert (letter.head, letter.number) == ("", "") and letter.note
    pages = lines_of(typeset(content, OFFICE), pdftotext)
    text = "".join(line.text for page in pages for line in page)
    assert "青石镇人民政府文件" not in text and "青政发" not in text
    assert "各村民委员会" in text and "未印发文机关标志和发文字号" in text
    words = [
        each.text for each in docx.Document(BytesIO(write_document(content, letter))).paragraphs
    ]
    assert not [line for line in words if "人民政府文件" in line or "青政发" in line]
    assert any("未印发文机关标志" in line for line in words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_head_there_is_nothing_to_refuse(language: str) -> None:
    demo = content_of(Paragraph("甲"), language=language, watermark="演示数据")
    assert letter_of(demo, Letterhead(sender="甲")).note == ""
    assert letter_of(content_of(Paragraph("甲"), language=language), OFFICE).note == ""
