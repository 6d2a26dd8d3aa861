"""Are our own forms known again, whatever became of them on the way, and is nothing left unsaid?"""

from __future__ import annotations

import csv
import datetime
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import small_registers
from conftest import program
from filling_in import put
from villages.errors import UserError
from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.forms import write_form
from villages.registers.guard import read_file
from villages.registers.history import Selection, create_history, open_history
from villages.registers.intake.door import Door, Sender, Taken, take_in
from villages.registers.pseudonyms import Pseudonyms

TOWNSHIP, YEAR = "990181101000", 2019
NOW = datetime.datetime(2020, 1, 10, 9, 0, tzinfo=datetime.UTC)
HOMES = [f"household_id{number}" for number in range(4)]


@pytest.fixture
def office(plan: Plan, tmp_path: Path) -> Path:
    """A store of two villages with four households, and the township's form, filled in."""
    codes = [small_registers.CODE, small_registers.OTHER]
    rows = {
        "places": [small_registers.place(code) for code in codes],
        "village_years": [{"code": code, "year": YEAR - 1} for code in codes],
        "households": [{"code": code, "year": YEAR - 1} for code in codes for _ in range(2)],
        "persons": [{"code": code, "year": YEAR - 1} for code in codes],
    }
    registers = small_registers.write_registers(plan, tmp_path / "registers", rows)
    create_history(plan, tmp_path / "store", registers, who="office", now=NOW)
    with open_registers(plan, registers) as session:
        write_form(plan, session, TOWNSHIP, YEAR, tmp_path / "form.xlsx")
    workbook = load_workbook(tmp_path / "form.xlsx")
    for row in range(4, 8):
        put(workbook, "农户登记表", row, "resident_count", row)
        put(workbook, "农户登记表", row, "house_grade", "B B级（基本安全）")
    workbook.save(tmp_path / "form.xlsx")
    return tmp_path


def take(plan: Plan, office: Path, path: Path, **sender: Any) -> Taken:
    door = Door(plan, {}, {}, Pseudonyms.open(office / "keys"))
    with open_history(plan, office / "store", is_writing=True) as history:
        return take_in(door, history, read_file(path), Sender("office", **sender), NOW)


def homes(plan: Plan, office: Path) -> dict[str, tuple[int | None, str | None]]:
    """The households of the year in the store: id → residents and grade."""
    with open_history(plan, office / "store") as history:
        rows = history.rows("households", Selection(years=[YEAR])).to_pylist()
    return {row["household_id"]: (row["resident_count"], row["house_grade"]) for row in rows}


WHOLE = {home: (number, "B") for number, home in enumerate(HOMES, start=4)}


def said(taken: Taken) -> list[tuple[str, str, str]]:
    return [(each.rule, each.severity, each.cell) for each in taken.problems]


def test_a_form_as_it_was_sent_out_comes_in_whole(plan: Plan, office: Path) -> None:
    taken = take(plan, office, office / "form.xlsx")
    assert homes(plan, office) == WHOLE
    assert {rule for rule, severity, _ in said(taken)} == {"rows_left_blank"}
    others = (
        "village_years", "village_work", "persons", "projects", "township_years", "acceptances",
        "reviews", "duty_records", "pairings",
    )  # fmt: skip
    assert taken.accepted_rows == {**dict.fromkeys(others, 0), "households": 4}


@pytest.mark.parametrize("kind", ["xls", "xlsx", "ods-and-back"])
def test_another_program_may_have_saved_it(kind: str, plan: Plan, office: Path) -> None:
    home = f"-env:UserInstallation={(office / 'home').as_uri()}"
    convert = [program("soffice", "libreoffice"), "--headless", home, "--convert-to"]
    source = office / "form.xlsx"
    if kind == "ods-and-back":
        subprocess.run([*convert, "ods", "--outdir", office, source], check=True, timeout=120)
        source, kind = office / "form.ods", "xlsx"
    out = office / "out"
    subprocess.run([*convert, kind, "--outdir", out, source], check=True, timeout=120)
    taken = take(plan, office, out / f"form.{kind}")
    assert homes(plan, office) == WHOLE
    assert taken.form_id == f"county:{TOWNSHIP}:{YEAR}" and taken.error_count == 0
    if kind == "xlsx":
        # Its drop-downs and its protection have come through.
        before, after = (load_workbook(path) for path in (office / "form.xlsx", out / "form.xlsx"))
        for name in ("村年度表", "农户登记表", "人口登记表"):
            kinds = [
                sorted(str(each.type) for each in book[name].data_validations.dataValidation)
                for book in (before, after)
            ]
            assert kinds[0].count("list") == kinds[1].count("list") > 0
            assert after[name].protection.sheet


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_a_sheet_may_come_as_csv(encoding: str, plan: Plan, office: Path) -> None:
    rows = load_workbook(office / "form.xlsx")["农户登记表"].iter_rows(values_only=True)
    path = office / "农户.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in rows)
    taken = take(plan, office, path)
    assert homes(plan, office) == WHOLE
    assert taken.form_id == f"county:{TOWNSHIP}:{YEAR}"


def changed(office: Path, change: Callable[[Workbook], None]) -> Path:
    workbook = load_workbook(office / "form.xlsx")
    change(workbook)
    workbook.save(office / "changed.xlsx")
    return office / "changed.xlsx"


def test_columns_and_sheets_may_have_moved(plan: Plan, office: Path) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["农户登记表"]
        sheet.title = "表2"
        sheet.insert_rows(1)
        sheet.insert_cols(1)
        workbook.move_sheet(sheet, 3)

    taken = take(plan, office, changed(office, change))
    assert homes(plan, office) == WHOLE
    assert taken.error_count == 0


def test_whatever_is_not_read_is_named(plan: Plan, office: Path) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["农户登记表"]
        sheet.cell(2, sheet.max_column + 1).value = "备注"
        sheet.cell(5, sheet.max_column).value = "已核"
        sheet.row_dimensions[5].hidden = True
        workbook.create_sheet("另附").cell(1, 1).value = "说明"

    taken = take(plan, office, changed(office, change))
    assert homes(plan, office) == WHOLE
    found = {(rule, severity) for rule, severity, _ in said(taken)}
    assert {
        ("form_column_unknown", "warning"),
        ("rows_hidden", "note"),
        ("sheet_foreign", "warning"),
    } <= found


def drop_ids(workbook: Workbook) -> None:
    workbook["农户登记表"].delete_rows(3)


def double_an_id(workbook: Workbook) -> None:
    put(workbook, "农户登记表", 3, "house_grade", "resident_count")


def drop_a_column(workbook: Workbook) -> None:
    sheet = workbook["农户登记表"]
    (index,) = [cell.column for cell in sheet[3] if cell.value == "house_grade"]
    sheet.delete_cols(int(index))


def make_newer(workbook: Workbook) -> None:
    write_front(workbook, "版式版本", 99)


def change_owner(workbook: Workbook) -> None:
    write_front(workbook, "报表编号", f"another-plan:{TOWNSHIP}:{YEAR}")


def change_hash(workbook: Workbook) -> None:
    write_front(workbook, "指标列校验码", "0" * 64)


def write_front(workbook: Workbook, label: str, value: Any) -> None:
    for row in workbook["填报说明"].iter_rows():
        for cell in row:
            if cell.value == label:
                workbook["填报说明"].cell(cell.row, cell.column + 1).value = value
                return
    raise AssertionError(label)


BARE: dict[str, tuple[int | None, str | None]] = {}
WITHOUT_GRADE = {home: (residents, None) for home, (residents, _) in WHOLE.items()}
CHANGES = {
    "form_ids_missing": (drop_ids, "error", BARE),
    "form_column_twice": (double_an_id, "error", BARE),
    "form_column_missing": (drop_a_column, "warning", WITHOUT_GRADE),
    "form_newer": (make_newer, "error", BARE),
    "form_other_owner": (change_owner, "error", BARE),
    "form_other_columns": (change_hash, "warning", WHOLE),
}


@pytest.mark.parametrize("rule", CHANGES)
def test_what_was_done_to_the_form_is_named(rule: str, plan: Plan, office: Path) -> None:
    change, severity, kept = CHANGES[rule]
    taken = take(plan, office, changed(office, change))
    assert (rule, severity) in {(name, how) for name, how, _ in said(taken)}
    assert homes(plan, office) == kept
    for problem in taken.problems:
        for language in ("zh", "en"):
            assert problem.text(language) and problem.remedy(language)


def test_an_empty_form_is_said_to_be_empty(plan: Plan, office: Path) -> None:
    with open_registers(plan, office / "registers") as session:
        write_form(plan, session, TOWNSHIP, YEAR, office / "blank.xlsx")
    taken = take(plan, office, office / "blank.xlsx")
    assert ("rows_left_blank", "note", "A4") in said(taken)
    assert homes(plan, office) == {} and taken.error_count == 0


def test_something_else_is_no_form(plan: Plan, office: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["姓名", "电话"])
    workbook.save(office / "other.xlsx")
    taken = take(plan, office, office / "other.xlsx")
    assert said(taken) == [("file_foreign", "error", "")] and taken.receipt is None


def test_a_newcomers_identity_number_becomes_a_pseudonym(plan: Plan, office: Path) -> None:
    def change(workbook: Workbook) -> None:
        put(workbook, "农户登记表", 8, "code", small_registers.CODE)
        put(workbook, "农户登记表", 8, "household_id", "11010519491231002x")
        put(workbook, "农户登记表", 8, "resident_count", 2)
        put(workbook, "农户登记表", 9, "code", small_registers.CODE)
        put(workbook, "农户登记表", 9, "household_id", 110105194912310021)
        put(workbook, "农户登记表", 9, "resident_count", 2)
        put(workbook, "农户登记表", 10, "code", small_registers.CODE)
        put(workbook, "农户登记表", 10, "household_id", "110105194912310021")
        put(workbook, "农户登记表", 10, "resident_count", 2)

    taken = take(plan, office, changed(office, change))
    (new,) = set(homes(plan, office)) - set(HOMES)
    assert new.startswith("H") and "1101" not in new and len(new) == 17
    rules = {(rule, cell) for rule, severity, cell in said(taken) if severity == "error"}
    assert {("cell_digits_lost", "D9"), ("identity_check_digit", "D10")} <= rules
    assert "110105" not in repr(taken.problems)


def test_a_correction_without_a_reason_changes_nothing(plan: Plan, office: Path) -> None:
    take(plan, office, office / "form.xlsx")
    path = changed(office, lambda book: put(book, "农户登记表", 4, "resident_count", 9))
    with pytest.raises(UserError) as caught:
        take(plan, office, path)
    assert caught.value.key == "history_why_needed" and homes(plan, office) == WHOLE
    take(plan, office, path, why="村里复核")
    assert homes(plan, office) == WHOLE | {HOMES[0]: (9, "B")}
    # The old file, sent again by mistake, takes nothing back.
    again = take(plan, office, office / "form.xlsx")
    assert again.receipt is not None and again.receipt.outcome == "held"
    assert homes(plan, office) == WHOLE | {HOMES[0]: (9, "B")}
