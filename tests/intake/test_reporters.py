"""Do townships and the city report for themselves, each what is its own and nothing else?"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import small_registers
from filling_in import put
from villages.cli import main
from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.forms import write_form
from villages.registers.guard import read_file
from villages.registers.history import Selection, create_history, open_history
from villages.registers.intake.door import Door, Sender, Taken, take_in
from villages.registers.intake.foreign import MappingCard
from villages.registers.intake.problems import Problem
from villages.registers.pseudonyms import Pseudonyms

TOWNSHIP, CITY, YEAR = "990181101000", "990181000000", 2019
OTHER_TOWNSHIP, OTHER_VILLAGE = "990181102000", "990181102201"
OWN, WORK, OF_CITY = "乡镇年度表", "村帮扶工作年度表", "市年度表"
NOW = datetime.datetime(2020, 1, 10, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def office(plan: Plan, tmp_path: Path) -> Path:
    """A store of two townships and their city, and blank forms of one and of the city."""
    other = small_registers.place(OTHER_VILLAGE) | {
        "township_code": OTHER_TOWNSHIP, "township_zh": "柳泉镇"
    }  # fmt: skip
    before = {"year": YEAR - 1, "township_cadre_count": 3}
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [small_registers.place(), other],
        "village_years": [{"code": small_registers.CODE, "year": YEAR - 1}],
        "households": [{"code": small_registers.CODE, "year": YEAR - 1}],
        "persons": [{"code": small_registers.CODE, "year": YEAR - 1}],
        "township_years": [{"code": TOWNSHIP, **before}, {"code": OTHER_TOWNSHIP, **before}],
    }
    registers = small_registers.write_registers(plan, tmp_path / "registers", rows)
    create_history(plan, tmp_path / "store", registers, who="office", now=NOW)
    with open_registers(plan, registers) as session:
        write_form(plan, session, TOWNSHIP, YEAR, tmp_path / "township.xlsx")
        write_form(plan, session, CITY, YEAR, tmp_path / "city.xlsx")
    return tmp_path


def take(
    plan: Plan, office: Path, file: Workbook | Path, cards: dict[str, MappingCard] | None = None
) -> Taken:
    path = file if isinstance(file, Path) else office / "back.xlsx"
    if isinstance(file, Workbook):
        file.save(path)
    door = Door(plan, cards or {}, {}, Pseudonyms.open(office / "keys"))
    with open_history(plan, office / "store", is_writing=True) as history:
        return take_in(door, history, read_file(path), Sender("office"), NOW)


def held(plan: Plan, office: Path, register: str, column: str) -> dict[str, Any]:
    with open_history(plan, office / "store") as history:
        rows = history.rows(register, Selection(years=[YEAR])).to_pylist()
    return {row["code"]: row[column] for row in rows}


def test_a_township_reports_its_villages_and_itself(plan: Plan, office: Path) -> None:
    workbook = load_workbook(office / "township.xlsx")
    put(workbook, OWN, 4, "township_cadre_count", 4)
    put(workbook, WORK, 4, "cooperative_count", 2)
    taken = take(plan, office, workbook)
    assert taken.error_count == 0 and taken.form_id == f"county:{TOWNSHIP}:{YEAR}"
    assert held(plan, office, "township_years", "township_cadre_count") == {TOWNSHIP: 4}
    assert held(plan, office, "village_work", "cooperative_count") == {small_registers.CODE: 2}


def test_the_city_reports_itself(plan: Plan, office: Path) -> None:
    workbook = load_workbook(office / "city.xlsx")
    put(workbook, OF_CITY, 4, "city_funds_yuan", "1200万")
    taken = take(plan, office, workbook)
    assert taken.error_count == 0 and taken.form_id == f"county:{CITY}:{YEAR}"
    assert held(plan, office, "city_years", "city_funds_yuan") == {CITY: 12_000_000}


@pytest.mark.parametrize("code", [OTHER_TOWNSHIP, small_registers.CODE, CITY])
def test_nobody_reports_for_another(code: str, plan: Plan, office: Path) -> None:
    workbook = load_workbook(office / "township.xlsx")
    put(workbook, OWN, 4, "code", code)
    put(workbook, OWN, 4, "township_cadre_count", 4)
    problem = only_error(take(plan, office, workbook))
    assert (problem.rule, problem.sheet, problem.cell) == ("place_not_own", OWN, "A4")
    assert held(plan, office, "township_years", "code") == {}
    assert "本乡镇的代码" in problem.text("zh") and "each township" in problem.text("en")
    assert all(TOWNSHIP in problem.remedy(language) for language in ("zh", "en"))


def test_a_sheet_of_the_city_in_a_townships_form_is_not_taken_in(plan: Plan, office: Path) -> None:
    workbook, city = load_workbook(office / "township.xlsx"), load_workbook(office / "city.xlsx")
    put(city, OF_CITY, 4, "city_funds_yuan", 5)
    sheet = workbook.create_sheet(OF_CITY)
    for row in city[OF_CITY].iter_rows(values_only=True):
        sheet.append(list(row))
    problem = only_error(take(plan, office, workbook))
    assert (problem.rule, problem.sheet, problem.cell) == ("register_elsewhere", OF_CITY, "A4")
    assert "由市填报" in problem.text("zh") and "by the city" in problem.text("en")
    assert held(plan, office, "city_years", "code") == {}


def only_error(taken: Taken) -> Problem:
    (found,) = [each for each in taken.problems if each.severity == "error"]
    return found


@pytest.mark.parametrize(
    ("form", "sheet", "column", "code"),
    [
        ("township", OWN, "township_cadre_count", TOWNSHIP),
        ("city", OF_CITY, "fund_stream_count", CITY),
    ],
)
def test_a_sheet_as_csv_shows_by_its_codes_whose_it_is(
    form: str, sheet: str, column: str, code: str, plan: Plan, office: Path
) -> None:
    workbook = load_workbook(office / f"{form}.xlsx")
    put(workbook, sheet, 4, column, 7)
    path = office / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(workbook[sheet].iter_rows(values_only=True))
    taken = take(plan, office, path)
    register = "city_years" if form == "city" else "township_years"
    assert taken.error_count == 0 and taken.form_id == f"county:{code}:{YEAR}"
    assert held(plan, office, register, column) == {code: 7}


def test_a_form_that_was_made_before_there_were_such_sheets_still_comes_in(
    plan: Plan, office: Path
) -> None:
    workbook = load_workbook(office / "township.xlsx")
    del workbook[OWN], workbook[WORK]
    for row in workbook["填报说明"].iter_rows():
        for cell in row:
            if cell.value == "指标列校验码":
                workbook["填报说明"].cell(cell.row, cell.column + 1).value = "0" * 64
    put(workbook, "村年度表", 4, "hamlet_count", 6)
    taken = take(plan, office, workbook)
    assert [each.rule for each in taken.problems if each.severity != "note"] == [
        "form_other_columns"
    ]
    assert held(plan, office, "village_years", "hamlet_count") == {small_registers.CODE: 6}


def table_card(register: str, column: str, place: dict[str, Any]) -> dict[str, MappingCard]:
    """A card for an office's own table, one line of headers."""
    card = MappingCard.model_validate({
        "id": "own", "label": {"zh": "情况统计表", "en": "a table"}, "register": register,
        "layout": "wide", "fits": [["单位"], ["数量"]], "place": place, "year": YEAR,
        "columns": {column: ["数量"]},
    })  # fmt: skip
    return {"own": card}


def table_of(*rows: list[Any]) -> Workbook:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["情况统计表"], ["单位", "数量"], *rows):
        sheet.append(row)
    return workbook


def test_a_table_of_another_office_names_townships(plan: Plan, office: Path) -> None:
    cards = table_card("township_years", "township_cadre_count", {"township": ["单位"]})
    rows: list[list[Any]] = [["青石镇", 4], ["柳泉乡", 5], ["无此镇", 6], [None, 7], ["合计", 22]]
    taken = take(plan, office, table_of(*rows), cards)
    found = [(each.rule, each.cell) for each in taken.problems if each.severity == "error"]
    assert sorted(found) == [("foreign_row_without_township", "B6"), ("place_unknown", "A5")]
    (unknown,) = [each for each in taken.problems if each.rule == "place_unknown"]
    assert unknown.shown == "无此镇" and "青石镇" in unknown.text("zh") + unknown.remedy("zh")
    expected = {TOWNSHIP: 4, OTHER_TOWNSHIP: 5}
    assert held(plan, office, "township_years", "township_cadre_count") == expected


def test_a_table_of_another_office_names_the_city(plan: Plan, office: Path) -> None:
    cards = table_card("city_years", "fund_stream_count", {"county": ["单位"]})
    taken = take(plan, office, table_of(["示例市", 9]), cards)
    assert taken.error_count == 0
    assert held(plan, office, "city_years", "fund_stream_count") == {CITY: 9}


def test_rows_are_shown_and_taken_back_by_the_commands(
    plan: Plan, office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    workbook = load_workbook(office / "city.xlsx")
    put(workbook, OF_CITY, 4, "fund_stream_count", 9)
    take(plan, office, workbook)
    store = ["--store", str(office / "store"), "--plan", plan.id]
    assert main(["registers", "diff", *store]) == 0
    assert CITY in capsys.readouterr().out
    for place, expected in (("示例市", 1), ("青石镇", 0)):
        typed = ["--register", "city_years", "--place", place, "--csv", str(office / "a.csv")]
        assert main(["registers", "show", *typed, *store]) == 0
        assert len((office / "a.csv").read_text("utf-8").splitlines()) == 1 + expected
    typed = ["--register", "city_years", "--code", CITY, "--year", str(YEAR), "--why", "误报"]
    assert main(["registers", "withdraw", *typed, *store]) == 0
    assert held(plan, office, "city_years", "code") == {}
