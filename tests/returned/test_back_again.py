"""Does a return that was marked, corrected by its sender and sent again come in whole?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from small_registers import CODE, OTHER, place, write_registers
from villages.cli import main
from villages.plan import Plan
from villages.registers.history import Selection, open_history, open_problems

YEAR = 2020
SHEET = "村年度表"


@pytest.fixture
def form(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A form of two villages whose sender wrote three cells that cannot be taken in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    rows: dict[str, Any] = {
        "places": [place(), place(OTHER)],
        "village_years": [{"code": code, "year": YEAR - 1} for code in (CODE, OTHER)],
        "households": [{"code": CODE, "year": YEAR - 1}],
        "persons": [{"code": CODE, "year": YEAR - 1}],
    }
    registers = write_registers(plan, tmp_path / "private" / "registers" / plan.id, rows)
    asked = ["forms", "--place", "青石镇", "--year", str(YEAR), "--registers", str(registers)]
    assert main([*asked, "--out", "forms"]) == 0
    (path,) = (tmp_path / "forms").iterdir()
    filled(path, {(CODE, "household_count"): "约30", (OTHER, "household_count"): 41,
                  (CODE, "hamlet_count"): "7(28)", (CODE, "village_links_km"): 3.5,
                  (OTHER, "code"): "990181101999"})  # fmt: skip
    return path


def filled(path: Path, cells: dict[tuple[str, str], str | float]) -> None:
    """Type values into the cells of villages and columns, as a person would."""
    book = load_workbook(path)
    sheet = book[SHEET]
    ids = {sheet.cell(3, index).value: index for index in range(1, sheet.max_column + 1)}
    rows = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    for (code, column), value in cells.items():
        sheet.cell(rows[code], ids[column]).value = value
    book.save(path)


def taken_in(path: Path, plan: Plan) -> list[dict[str, Any]]:
    """Hand a file in; return what is wrong with it."""
    typed = ["intake", str(path), "--who", "青石镇", "--why", "更正", "--json", "problems.json"]
    main([*typed, "--plan", plan.id, "--out", "returned"])
    found: list[dict[str, Any]] = json.loads(Path("problems.json").read_text("utf-8"))
    return found


def test_what_the_sender_corrects_is_taken_in(form: Path, plan: Plan, tmp_path: Path) -> None:
    first = taken_in(form, plan)
    wrong = {each["cell"] for each in first if each["severity"] == "error"}
    (back,) = (tmp_path / "returned").iterdir()
    sheet = load_workbook(back)[SHEET]
    red = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == "FFFFC7C9"
    }
    assert red == wrong and len(wrong) == 3
    # A prefilled code is locked on the form; where it is wrong it can be mended.
    assert all(sheet[cell].protection.locked is False for cell in red)
    filled(back, {(CODE, "household_count"): 30, (CODE, "hamlet_count"): 7,
                  ("990181101999", "code"): OTHER})  # fmt: skip
    second = taken_in(back, plan)
    assert not [each for each in second if each["severity"] == "error"]
    assert not [each for each in second if each["sheet"] == "问题清单"]
    with open_history(plan, tmp_path / "private" / "store" / plan.id) as history:
        rows = history.rows("village_years", Selection(years=[YEAR])).to_pylist()
        assert open_problems(history, plan) == []
        assert len([each for each in history.log() if each.kind == "return"]) == 2
    held = {row["code"]: (row["household_count"], row["hamlet_count"]) for row in rows}
    assert held == {CODE: (30, 7), OTHER: (41, None)}
