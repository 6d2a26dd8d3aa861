"""Does the list in front say every problem, lead to its cell, print well, and come back unread?"""

from __future__ import annotations

import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from conftest import program
from returned.senders import COVER, LISTS, SHEET, make_form, problem, read
from villages.registers.intake import returned
from villages.registers.intake.grid import Sheet
from villages.registers.intake.problems import Problem
from villages.registers.intake.returned import is_problem_sheet, write_returned
from villages.vocabulary import Language

HEADER = 5


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return make_form(tmp_path / "青石镇.xlsx")


@pytest.fixture
def found(form: Path) -> list[Problem]:
    return [
        problem(form, "D6", "note", column="比例", count=3),
        problem(form, "C4", "warning"),
        problem(form, "C5", shown="＝cmd"),
        problem(form, "A1", sheet=LISTS),
        problem(form, "B2", sheet=COVER, column="", shown=""),
        problem(form, "", sheet=COVER, column="", shown="", rule="sheet_foreign"),
        problem(form, "", "warning", sheet="", column="", shown="", rule="form_other_columns"),
    ]


def front(path: Path) -> Worksheet:
    sheet = load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def lines(sheet: Worksheet) -> list[list[str]]:
    rows = sheet.iter_rows(min_row=HEADER + 1, values_only=True)
    return [["" if value is None else str(value) for value in row] for row in rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_is_a_line_errors_first(
    form: Path, found: list[Problem], language: Language, tmp_path: Path
) -> None:
    sheet = front(write_returned(read(form), found, tmp_path, language))
    hidden = {"zh": "选项（隐藏）", "en": "选项 (hidden)"}[language]
    whole = {"zh": "整表", "en": "whole sheet"}[language]
    error, warning, note = {
        "zh": ("错误", "警告", "说明"), "en": ("error", "warning", "note")
    }[language]  # fmt: skip
    more = {"zh": "D6等3处", "en": "D6; 3 in all"}[language]
    order = [found[2], found[3], found[4], found[5], found[1], found[6], found[0]]
    expected = [
        [SHEET, "C5", "收入", "＝cmd", error],
        [hidden, "A1", "收入", "1.4万", error],
        [COVER, "B2", "", "", error],
        [COVER, whole, "", "", error],
        [SHEET, "C4", "收入", "1.4万", warning],
        ["", "", "", "", warning],
        [SHEET, more, "比例", "1.4万", note],
    ]
    listed = lines(sheet)
    assert [line[0] for line in listed] == [str(number) for number in range(1, 8)]
    assert [[*line[1:5], line[7]] for line in listed] == expected
    said = [[each.text(language), each.remedy(language)] for each in order]
    assert [line[5:7] for line in listed] == said


@pytest.mark.parametrize(
    ("language", "title", "counts"),
    [
        ("zh", "问题清单", ["错误4个", "警告2个", "说明1个"]),
        ("en", "Problems", ["Errors: 4", "warnings: 2", "notes: 1"]),
    ],
)
def test_its_head_names_the_file_and_counts(
    form: Path,
    found: list[Problem],
    language: Language,
    title: str,
    counts: list[str],
    tmp_path: Path,
) -> None:
    sheet = front(write_returned(read(form), found, tmp_path, language))
    assert sheet.title == title and sheet["A1"].value == title
    assert "青石镇.xlsx" in str(sheet["A2"].value)
    assert all(part in str(sheet["A3"].value) for part in counts)
    assert len(str(sheet["A4"].value)) > 20


def test_lines_lead_to_their_cells(form: Path, found: list[Problem], tmp_path: Path) -> None:
    sheet = front(write_returned(read(form), found, tmp_path, "zh"))
    links = [sheet.cell(HEADER + number, 3).hyperlink for number in range(1, 8)]
    assert [link.location if link else "" for link in links] == [
        f"'{SHEET}'!C5", "", "'封''面'!B2", "'封''面'!A1", f"'{SHEET}'!C4", "", f"'{SHEET}'!D6",
    ]  # fmt: skip


def test_it_is_the_one_sheet_in_view_and_prints_on_a4(
    form: Path, found: list[Problem], tmp_path: Path
) -> None:
    book = load_workbook(write_returned(read(form), found, tmp_path, "zh"))
    sheet = front(tmp_path / "青石镇-问题.xlsx")
    assert book.active is book.worksheets[0]
    # With two sheets selected, what is typed into one would land in both.
    selected = [each.title for each in book.worksheets if each.sheet_view.tabSelected]
    assert selected == ["问题清单"]
    assert sheet.freeze_panes == f"A{HEADER + 1}"
    assert sheet.auto_filter.ref == f"A{HEADER}:H{HEADER + 7}"
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(sheet.cell(HEADER + 1, column).alignment.wrap_text for column in (4, 6, 7))


def test_the_intake_knows_it_again_and_no_other(
    form: Path, found: list[Problem], tmp_path: Path
) -> None:
    made = read(write_returned(read(form), found, tmp_path, "en"))
    assert [is_problem_sheet(sheet) for sheet in made.sheets] == [True, False, False, False]
    assert not is_problem_sheet(Sheet("问题清单", (("问题清单", None),)))


def test_a_senders_sheet_of_the_same_name_keeps_it(form: Path, tmp_path: Path) -> None:
    book = load_workbook(form)
    book[LISTS].title = "问题清单"
    book.save(form)
    made = write_returned(read(form), [problem(form, "C4")], tmp_path, "zh")
    assert load_workbook(made).sheetnames == ["问题清单 2", COVER, SHEET, "问题清单"]


def test_more_problems_than_excel_can_link_are_counted(
    form: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(returned, "LISTED_PROBLEMS", 2)
    monkeypatch.setattr(returned, "COMMENTED_CELLS", 3)
    found = [problem(form, f"C{row}") for row in range(10, 16)]
    made = write_returned(read(form), found, tmp_path, "zh")
    sheet = front(made)
    assert "4个" in str(sheet["A5"].value) and sheet.max_row == 8
    marked = [load_workbook(made)[SHEET][f"C{row}"] for row in range(10, 16)]
    assert [cell.comment is not None for cell in marked] == [True] * 3 + [False] * 3
    assert all(cell.fill.fill_type == "solid" for cell in marked)


def test_a_value_with_signs_that_excel_cannot_hold_is_shown(form: Path, tmp_path: Path) -> None:
    shown = "a\x00b\ud800_x0041_"
    made = write_returned(read(form), [problem(form, "C4", shown=shown)], tmp_path, "zh")
    with zipfile.ZipFile(made) as archive:
        sheet = archive.read("xl/worksheets/sheet4.xml").decode()
    # What ECMA-376 (18.4.12, ST_Xstring) says for signs that XML cannot hold, and for its own.
    assert '<t xml:space="preserve">a_x0000_b_xD800__x005F_x0041_</t>' in sheet


def test_libreoffice_opens_and_prints_it(form: Path, found: list[Problem], tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice")
    made = write_returned(read(form), found, tmp_path, "zh")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [soffice, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(made)], check=True, capture_output=True, timeout=120)
    page = PdfReader(made.with_suffix(".pdf")).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    text = page.extract_text()
    assert "问题清单" in text and found[2].remedy("zh")[:10] in text.replace("\n", "")


def test_problems_of_others_are_left_out(form: Path, found: list[Problem], tmp_path: Path) -> None:
    foreign = [replace(each, file="白水乡.xlsx") for each in found]
    sheet = front(write_returned(read(form), [*foreign, found[2]], tmp_path, "zh"))
    assert len(lines(sheet)) == 1
