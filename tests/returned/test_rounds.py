"""Does a second round show what is still wrong and nothing of the first, whatever saved it?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import program
from returned.senders import COVER, LISTS, SHEET, make_form, problem, read
from villages.registers.intake.returned import is_problem_sheet, write_returned

RED = "FFFFC7C9"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """What the first round sent back; C5 bears a comment of the sender's own too."""
    form = make_form(tmp_path / "青石镇.xlsx")
    found = [problem(form, cell) for cell in ("C4", "C5", "C6", "B6")]
    return write_returned(read(form), found, tmp_path, "zh")


def corrected_by_openpyxl(first: Path, tmp_path: Path) -> Path:
    book = load_workbook(first)
    book[SHEET]["C4"] = 14000
    book.save(tmp_path / "again.xlsx")
    return tmp_path / "again.xlsx"


def corrected_by_libreoffice(first: Path, tmp_path: Path) -> Path:
    soffice = program("soffice", "libreoffice")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    (tmp_path / "saved").mkdir()
    command = [soffice, "--headless", home, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(tmp_path / "saved"), str(first)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return tmp_path / "saved" / first.name


def as_it_was(first: Path, tmp_path: Path) -> Path:
    return first


@pytest.mark.parametrize("save", [as_it_was, corrected_by_openpyxl, corrected_by_libreoffice])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_marks_follow_what_is_still_wrong(
    save: object, language: str, first: Path, tmp_path: Path
) -> None:
    sent = save(first, tmp_path)  # type: ignore[operator]
    workbook = read(sent)
    assert sum(map(is_problem_sheet, workbook.sheets)) == 1
    (tmp_path / "second").mkdir()
    still = [problem(sent, "C6"), problem(sent, "D4")]
    second = write_returned(workbook, still, tmp_path / "second", language)  # type: ignore[arg-type]
    book = load_workbook(second)
    title = {"zh": "问题清单", "en": "Problems"}[language]
    assert book.sheetnames == [title, COVER, SHEET, LISTS]
    assert [row[2] for row in book[title].iter_rows(min_row=6, values_only=True)] == ["C6", "D4"]
    sheet = book[SHEET]
    marked = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == RED
    }
    assert marked == {"C6", "D4"}
    comments = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {"C5", "C6", "D4", "D5"}
    own, new = sheet["C5"].comment, sheet["C6"].comment
    assert own is not None and own.text.strip().endswith("请核实")
    assert new is not None and new.text.count(still[0].remedy(language)) == 1  # type: ignore[arg-type]
    names = {name: str(each.value) for name, each in book[title].defined_names.items()}
    assert all(title in area for area in names.values())


def test_the_name_of_the_file_does_not_grow(first: Path, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    second = write_returned(read(first), [problem(first, "C6")], tmp_path / "second", "zh")
    assert second.name == first.name == "青石镇-问题.xlsx"
