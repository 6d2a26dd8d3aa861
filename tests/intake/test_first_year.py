"""Can a county begin that has nothing but its list of villages?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

import small_registers
from filling_in import put
from villages.cli import main
from villages.plan import Plan

YEAR = 2019


@pytest.fixture
def office(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the places alone, as a county's office would write them down."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    folder = tmp_path / "frame"
    folder.mkdir()
    places = [small_registers.place(), small_registers.place(small_registers.OTHER)]
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(plan.registers["places"].columns))
        writer.writeheader()
        writer.writerows(places)
    return tmp_path


def test_forms_go_out_and_come_back_before_there_is_anything_else(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["registers", "begin", "--from", "frame", "--who", "统计站"]) == 0
    assert main(["forms", "--all", "--year", str(YEAR)]) == 0
    city, form = sorted((office / "forms").iterdir())
    assert "示例市" in city.name and "青石镇" in form.name
    workbook = load_workbook(form)
    villages = workbook["村年度表"]
    assert [villages.cell(row, 1).value for row in (4, 5)] == [
        small_registers.CODE,
        small_registers.OTHER,
    ]
    put(workbook, "村年度表", 4, "hamlet_count", 6)
    for row, number in ((4, "东-1"), (5, "东-2")):
        put(workbook, "农户登记表", row, "code", small_registers.CODE)
        put(workbook, "农户登记表", row, "household_id", number)
        put(workbook, "农户登记表", row, "resident_count", 3)
    workbook.save(form)
    assert main(["intake", str(form), "--who", "青石镇"]) == 0
    capsys.readouterr()
    assert (
        main(["registers", "show", "--register", "households", "--where", "resident_count = 3"])
        == 0
    )
    shown = capsys.readouterr().out.split()
    assert small_registers.CODE in shown and shown[-3:] == ["2", "0", "2"]
    assert "东" not in "".join(shown)


def test_what_was_not_returned_yet_is_said(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["registers", "begin", "--from", "frame"]) == 0
    capsys.readouterr()
    assert main(["study"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "village_years" in line and "空" in line
