"""Is a document filled wherever a placeholder stands, and left as it is everywhere else?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.enum.section import WD_SECTION
from docx.shared import RGBColor

from filled_forms import TOWNSHIP, TOWNSHIP_CODE, YEAR, card_of, measured
from villages.errors import UserError
from villages.exhibits.page import open_page
from villages.plan import Plan

Fill = Callable[..., Path]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A document with placeholders in the text, in a table, in a header and in a footer."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "关于{{place}}{{year}}年工作的情况"
    document.sections[0].footer.paragraphs[0].text = "数据截止{{as_of}}"
    split = document.add_paragraph("全镇")
    bold = split.add_run("{{safe_")
    bold.bold = True
    bold.font.color.rgb = RGBColor(0xC0, 0, 0)
    split.add_run("water").italic = True
    split.add_run(" }}的人口饮水安全")
    split.add_run("（{{safe_water.verdict}}、{{income|万元}}）").underline = True
    table = document.add_table(2, 2)
    table.style = "Table Grid"
    table.cell(0, 0).text = "人均收入（万元）"
    table.cell(0, 1).text = "{{income|万元}}"
    inner = table.cell(1, 1).add_table(1, 1)
    inner.cell(0, 0).text = "{{safe_water.numerator}}"
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "{{place.code}}"
    path = tmp_path / "form.docx"
    document.save(str(path))
    return path


def test_every_placeholder_is_filled_and_keeps_its_format(
    form: Path, fill: Fill, plan: Plan, demo_results: Path
) -> None:
    before = form.read_bytes()
    document = docx.Document(str(fill(form)))
    page = open_page(demo_results, TOWNSHIP, YEAR, "zh", "internal")
    value, income = page.value(plan.cards["safe_water"]), page.value(plan.cards["income"])
    tens = f"{int(income.replace(',', '').removesuffix('元')) / 10_000:.4f}".rstrip("0")
    (paragraph,) = [each for each in document.paragraphs if each.text]
    shown = re.sub("（已知部分）", "", paragraph.text)
    assert re.fullmatch(f"全镇{value}的人口饮水安全（(未)?达标、{tens}万元）", shown)
    runs = {run.text: run for run in paragraph.runs}
    filled = next(run for text, run in runs.items() if value in text)
    assert filled.bold and filled.font.color.rgb == RGBColor(0xC0, 0, 0) and not filled.italic
    assert paragraph.runs[-1].underline and paragraph.runs[0].bold is None
    table = document.tables[0]
    assert table.cell(0, 1).text.startswith(tens) and "元" not in table.cell(0, 1).text
    held = measured(demo_results, "safe_water", TOWNSHIP_CODE)["numerator"]
    inner = table.cell(1, 1).tables[0].cell(0, 0).text
    assert re.sub(r"[^0-9]", "", inner) == str(int(held))
    first, second = document.sections
    assert [p.text for p in first.header.paragraphs] == [
        "演示数据 · 内部", f"关于{TOWNSHIP}{YEAR}年工作的情况",
    ]  # fmt: skip
    assert second.header.paragraphs[-1].text == TOWNSHIP_CODE
    assert first.footer.paragraphs[0].text == "数据截止2021年1月31日"
    assert form.read_bytes() == before


def test_a_table_of_villages_is_filled_and_grows(
    fill: Fill, demo_results: Path, tmp_path: Path
) -> None:
    places = pd.read_parquet(demo_results / "places.parquet")
    here = (places.township_code == TOWNSHIP_CODE) & (places.level == "village")
    villages = places[here & places.is_low_income.astype("boolean")].sort_values("code")
    document = docx.Document()
    table = document.add_table(3, 3)
    for column, label in enumerate(("村名", "饮水安全", None)):
        if label:
            table.cell(0, column).text = label
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 1).text, table.cell(1, 2).text = "人数（人）", "达标人数（人）"
    document.save(str(tmp_path / "form.docx"))
    card = card_of(
        tmp_path / "card.yaml",
        """
sheet: 1
rows: {by: 村名, level: village}
columns:
  - {header: [饮水安全, 人数], value: safe_water.denominator}
  - {header: [饮水安全, 达标人数], value: safe_water.numerator}
""",
    )
    filled = docx.Document(str(fill(tmp_path / "form.docx", card=str(card)))).tables[0]
    rows = [[cell.text.replace(",", "") for cell in row.cells] for row in filled.rows][2:]
    assert [row[0] for row in rows] == list(villages.name_zh)
    for row, code in zip(rows, villages.code, strict=True):
        held = measured(demo_results, "safe_water", code)
        assert [re.sub("（.*", "", cell) for cell in row[1:]] == [
            str(int(held["denominator"])), str(int(held["numerator"])),
        ]  # fmt: skip


def test_an_unknown_placeholder_names_table_row_and_cell(fill: Fill, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(2, 2).cell(1, 0).text = "{{safe_hous.verdict}}"
    document.save(str(tmp_path / "form.docx"))
    wanted = r"form\.docx.*1.*2.*1.*safe_hous\.verdict.*safe_housing\.verdict"
    with pytest.raises(UserError, match=wanted):
        fill(tmp_path / "form.docx")
    assert not list(tmp_path.glob("filled*"))


def with_part(form: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Write the form anew with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(form) as source, zipfile.ZipFile(target, "w") as archive:
        for part in source.namelist():
            content = source.read(part)
            archive.writestr(part, change(content) if part == name else content)
    form.write_bytes(target.getvalue())
    return form


def test_the_template_on_the_writers_disk_is_no_reason_to_refuse(form: Path, fill: Fill) -> None:
    link = b'<Relationship Id="r9" Type="http://x/attachedTemplate" TargetMode="External"'
    link += b' Target="file:///C:/Users/a/Normal.dotm"/>'
    end = b"</Relationships>"
    name = "word/_rels/document.xml.rels"
    assert fill(with_part(form, name, lambda part: part.replace(end, link + end)))


def test_a_placeholder_in_a_footnote_is_not_left_there(form: Path, fill: Fill) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    notes = b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    notes += b"<w:t>{{pla</w:t><w:t>ce}}</w:t></w:footnotes>"
    with zipfile.ZipFile(form, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    override = b'<Override PartName="/word/footnotes.xml" ContentType="' + kind + b'"/>'
    with_part(form, "[Content_Types].xml", lambda x: x.replace(b"</Types>", override + b"</Types>"))
    link = b'<Relationship Id="r8" Target="footnotes.xml" Type="http://schemas.openxmlformats.org'
    link += b'/officeDocument/2006/relationships/footnotes"/></Relationships>'
    name = "word/_rels/document.xml.rels"
    with_part(form, name, lambda part: part.replace(b"</Relationships>", link))
    with pytest.raises(UserError, match=r"footnotes\.xml"):
        fill(form)


def test_entities_macros_and_linked_templates_are_refused(
    form: Path, fill: Fill, tmp_path: Path
) -> None:
    clean = form.read_bytes()
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>'
    end = b"</Relationships>"
    link = b'<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://x/t.dotm"'
    link += b' TargetMode="External"/>'
    with_part(form, "word/document.xml", lambda part: part.replace(b"<w:doc", bomb + b"<w:doc", 1))
    with pytest.raises(UserError) as entities:
        fill(form)
    form.write_bytes(clean)
    with_part(form, "word/_rels/document.xml.rels", lambda part: part.replace(end, link + end))
    with pytest.raises(UserError) as links:
        fill(form)
    form.write_bytes(clean)
    with zipfile.ZipFile(form, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    with pytest.raises(UserError) as macros:
        fill(form)
    form.write_bytes(b"PK not a document")
    with pytest.raises(UserError) as broken:
        fill(form)
    keys = [error.value.key for error in (entities, links, macros, broken)]
    assert keys == ["guard_doctype", "fill_links", "fill_macros", "fill_broken"]
    assert not list(tmp_path.glob("filled*"))
