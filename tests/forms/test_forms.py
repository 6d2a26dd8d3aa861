"""Do the forms ask for what the plan needs, refuse what it refuses, and name nobody?"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from code_words import words_of
from villages.cli import main
from villages.plan import Plan, known_plans, read_plan
from villages.registers import open_registers
from villages.registers.forms import write_form

ROOT = Path(__file__).parents[2]
TOWNSHIP, TOWNSHIP_CODE, YEAR = "青石镇", "990181101000", 2019
CITY, CITY_CODE = "示例市", "990181000000"
FIRST_ROW = 4  # below the title, the labels and the ids

#: What columns.yaml says, read without the program.
ASKED: dict[str, Any] = yaml.safe_load(
    (ROOT / "data/plans/zhuanghe-2018-2020/columns.yaml").read_text("utf-8")
)
REPORTED = [name for name in ASKED if name != "places"]
OF_CITY = [name for name in REPORTED if ASKED[name].get("level") == "city"]
OF_TOWNSHIP = [name for name in REPORTED if name not in OF_CITY]
KEYS = {"code", "year", "household_id", "person_id", "project_id", "partner_id"}
KEYS |= {"target", "measure", "body", "consequence"}
#: The village's own words: nothing could be wrong with them.
OWN_WORDS = {"project_id", "partner_id", "decided_by"}
COLUMNS = [(name, each) for name in REPORTED for each in ASKED[name]["columns"] if each != "year"]


def form_of(place: str, registers: Path, out: Path) -> Path:
    typed = ["forms", "--place", place, "--year", str(YEAR)]
    assert main([*typed, "--registers", str(registers), "--out", str(out)]) == 0
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def path(demo_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return form_of(TOWNSHIP, demo_registers, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def workbook(path: Path) -> Workbook:
    return load_workbook(path)


@pytest.fixture(scope="module")
def city_workbook(demo_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return load_workbook(form_of(CITY, demo_registers, tmp_path_factory.mktemp("city")))


@pytest.fixture(scope="module")
def books(workbook: Workbook, city_workbook: Workbook) -> dict[str, Workbook]:
    """Register → the form that asks for it."""
    return dict.fromkeys(OF_TOWNSHIP, workbook) | dict.fromkeys(OF_CITY, city_workbook)


def sheet_of(workbook: Workbook, register: str) -> Worksheet:
    sheet = workbook[ASKED[register]["label"]["zh"]]
    assert isinstance(sheet, Worksheet)
    return sheet


def index_of(sheet: Worksheet, column: str) -> int:
    """The position of a column by its id in the third row."""
    (found,) = [cell.column for cell in sheet[FIRST_ROW - 1] if cell.value == column]
    assert isinstance(found, int)
    return found


def cells_of(sheet: Worksheet, column: str) -> list[Cell]:
    index = index_of(sheet, column)
    cells = [sheet.cell(row, index) for row in range(FIRST_ROW, sheet.max_row + 1)]
    return [cell for cell in cells if isinstance(cell, Cell)]


def check_of(sheet: Worksheet, column: str) -> DataValidation:
    """The one check of a column, which holds for every row."""
    cells = cells_of(sheet, column)
    checks: list[DataValidation] = sheet.data_validations.dataValidation
    (found,) = [check for check in checks if cells[0].coordinate in check.sqref]
    first, last = cells[0].coordinate, cells[-1].coordinate
    assert str(found.sqref) == (first if first == last else f"{first}:{last}")
    return found


def rows_of(registers: Path, name: str, year: int) -> list[dict[str, Any]]:
    """A register's rows of a year in the township, read without the program."""
    places = parquet.read_table(registers / "places.parquet").to_pylist()
    codes = {row["code"] for row in places if row["township_zh"] == TOWNSHIP}
    rows = parquet.read_table(registers / f"{name}.parquet").to_pylist()
    return [row for row in rows if row["code"] in codes and row["year"] == year]


@pytest.mark.parametrize("register", REPORTED)
def test_every_column_is_asked_for_with_label_unit_and_id(
    books: dict[str, Workbook], register: str
) -> None:
    sheet = sheet_of(books[register], register)
    labels = {
        sheet.cell(FIRST_ROW - 1, index).value: sheet.cell(FIRST_ROW - 2, index).value
        for index in range(1, sheet.max_column + 1)
    }
    expected = {
        name: column["label"]["zh"] + (f"（{column['unit']['zh']}）" if "unit" in column else "")
        for name, column in ASKED[register]["columns"].items()
    }
    assert {name: label for name, label in labels.items() if name} == expected


def test_every_village_has_its_row_with_its_name(workbook: Workbook, demo_registers: Path) -> None:
    sheet = sheet_of(workbook, "village_years")
    places = parquet.read_table(demo_registers / "places.parquet").to_pylist()
    expected = [(p["code"], p["name_zh"]) for p in places if p["township_zh"] == TOWNSHIP]
    name = index_of(sheet, "code") + 1
    found = [(c.value, sheet.cell(c.row, name).value) for c in cells_of(sheet, "code")]
    assert len(expected) > 3 and found == sorted(expected)
    assert {cell.value for cell in cells_of(sheet, "year")} == {YEAR}


@pytest.mark.parametrize(
    ("register", "own"), [("households", "household_id"), ("persons", "person_id")]
)
def test_ids_of_the_year_before_are_prefilled(
    workbook: Workbook, demo_registers: Path, register: str, own: str
) -> None:
    sheet = sheet_of(workbook, register)
    keys = [each for each in ASKED[register]["columns"] if each in KEYS - {"year"}]
    found = list(zip(*([c.value for c in cells_of(sheet, key)] for key in keys), strict=True))
    earlier = rows_of(demo_registers, register, YEAR - 1)
    filled = [row for row in found if row[keys.index(own)] is not None]
    assert len(filled) > 100
    assert sorted(filled) == sorted(tuple(row[key] for key in keys) for row in earlier)
    assert len(found) - len(filled) >= 40 and not any(any(row) for row in found[len(filled) :])


def test_last_years_values_stand_beside_for_comparison(
    workbook: Workbook, demo_registers: Path
) -> None:
    sheet = sheet_of(workbook, "village_years")
    earlier = {row["code"]: row for row in rows_of(demo_registers, "village_years", YEAR - 1)}
    codes = [cell.value for cell in cells_of(sheet, "code")]
    seen = 0
    for column, held in ASKED["village_years"]["columns"].items():
        if column in KEYS:
            continue
        index = index_of(sheet, column) + 1
        assert "2018" in str(sheet.cell(FIRST_ROW - 2, index).value)
        for row, code in enumerate(codes, start=FIRST_ROW):
            expected = earlier[str(code)][column]
            if held["type"] == "boolean":
                expected = {True: "是", False: "否", None: None}[expected]
            shown = sheet.cell(row, index)
            is_number = held["type"] == "decimal" and expected is not None
            assert shown.value == (float(expected) if is_number else expected)
            assert shown.protection.locked
            seen += expected is not None
    assert seen > 50


@pytest.mark.parametrize(
    ("register", "code", "name", "label"),
    [
        ("township_years", TOWNSHIP_CODE, TOWNSHIP, "乡镇名"),
        ("city_years", CITY_CODE, CITY, "市名"),
    ],
)
def test_townships_and_the_city_answer_for_themselves_in_one_row(
    books: dict[str, Workbook],
    demo_registers: Path,
    register: str,
    code: str,
    name: str,
    label: str,
) -> None:
    sheet = sheet_of(books[register], register)
    shown = index_of(sheet, "code") + 1
    assert sheet.max_row == FIRST_ROW
    assert [cell.value for cell in cells_of(sheet, "code")] == [code]
    assert sheet.cell(FIRST_ROW - 2, shown).value == label
    assert sheet.cell(FIRST_ROW, shown).value == name
    rows = parquet.read_table(demo_registers / f"{register}.parquet").to_pylist()
    (earlier,) = [row for row in rows if (row["code"], row["year"]) == (code, YEAR - 1)]
    counts = [key for key, held in ASKED[register]["columns"].items() if held["type"] == "integer"]
    for column in set(counts) - {"year"}:
        assert sheet.cell(FIRST_ROW, index_of(sheet, column) + 1).value == earlier[column]


def test_each_is_asked_for_nothing_that_another_reports(
    workbook: Workbook, city_workbook: Workbook
) -> None:
    labels = {name: ASKED[name]["label"]["zh"] for name in REPORTED}
    assert workbook.sheetnames == ["填报说明", *(labels[name] for name in OF_TOWNSHIP), "选项"]
    assert city_workbook.sheetnames == ["填报说明", *(labels[name] for name in OF_CITY), "选项"]
    front = [str(cell.value) for row in city_workbook.worksheets[0].iter_rows() for cell in row]
    assert {"市代码", CITY_CODE, "单位负责人"} <= set(front)
    # No villages, no newcomers and no pseudonyms are asked for: nothing is said of them.
    assert not any(word in cell for cell in front for word in ("各村", "乡镇", "化名", "新增"))


def bounds_of(reference: str) -> tuple[int, int, int, int]:
    """First row, last row, first column, last column of a reference such as ``$A$2:$A$5``."""
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    assert first_column and first_row and last_column and last_row
    return first_row, last_row, first_column, last_column


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_checks_are_those_of_the_plan(
    books: dict[str, Workbook], register: str, column: str
) -> None:
    workbook = books[register]
    sheet, held = sheet_of(workbook, register), ASKED[register]["columns"][column]
    if column in OWN_WORDS:
        asked = {str(each.sqref) for each in sheet.data_validations.dataValidation}
        assert not any(cells_of(sheet, column)[0].coordinate in area for area in asked)
        return
    check = check_of(sheet, column)
    if column == "code" or held["type"] == "boolean" or {"values", "values_of"} & set(held):
        assert check.type == "list" and check.errorStyle in (None, "stop")
        found = re.fullmatch(r"'(.+)'!(\S+)", str(check.formula1))
        assert found
        lists = workbook[found[1]]
        assert isinstance(lists, Worksheet) and lists.sheet_state == "hidden"
        offered = [row[0] for row in lists.iter_rows(*bounds_of(found[2]), values_only=True)]
        if column == "code" and "level" in ASKED[register]:
            assert offered == [{"township": TOWNSHIP_CODE}.get(ASKED[register]["level"], CITY_CODE)]
        elif column == "code":
            codes = [cell.value for cell in cells_of(sheet_of(workbook, "village_years"), "code")]
            assert offered == codes
        elif held["type"] == "boolean":
            assert offered == ["是", "否"]
        else:
            words = held["values"] if "values" in held else words_of(held["values_of"], "village")
            assert [str(item).split(" ")[0] for item in offered] == list(words)
            labels = [value["zh"] for value in words.values()]
            assert [str(item).split(" ")[1] for item in offered] == labels
    elif "admissible" in held:
        low, high = held["admissible"]
        assert check.type == ("whole" if held["type"] == "integer" else "decimal")
        assert check.operator in (None, "between")
        assert (float(str(check.formula1)), float(str(check.formula2))) == (low, high)
        assert f"{low:,}至{high:,}" in str(check.error)
        assert held.get("unit", {"zh": ""})["zh"] in str(check.error)
    elif held["type"] == "date":
        assert check.type == "date" and "日期" in str(check.error)
    else:
        assert held["personal"] and "姓名" in str(check.prompt)
    assert check.allow_blank


@pytest.mark.parametrize("register", REPORTED)
def test_only_what_is_to_be_filled_in_is_open(books: dict[str, Workbook], register: str) -> None:
    sheet = sheet_of(books[register], register)
    assert sheet.protection.sheet and not sheet.protection.password
    for row in range(1, FIRST_ROW):
        assert all(cell.protection.locked for cell in sheet[row])
    for column in ASKED[register]["columns"]:
        cells = cells_of(sheet, column)
        if column in KEYS:
            assert all(cell.protection.locked for cell in cells if cell.value is not None)
        else:
            assert not any(cell.protection.locked or cell.value is not None for cell in cells)
        if column in KEYS - {"year"}:
            assert not any(cell.protection.locked for cell in cells if cell.value is None)


@pytest.mark.parametrize("register", REPORTED)
def test_the_form_prints_and_scrolls(books: dict[str, Workbook], register: str) -> None:
    sheet = sheet_of(books[register], register)
    first = sheet[str(sheet.freeze_panes)]
    assert isinstance(first, Cell) and first.row == FIRST_ROW
    leading = [cell.value for cell in sheet[FIRST_ROW - 1][: first.column - 1] if cell.value]
    assert set(leading) == KEYS & set(ASKED[register]["columns"])
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None and fit.fitToPage
    assert sheet.print_title_rows == "$1:$3"
    # A wide sheet is printed on pages side by side, each beginning with what its rows are about.
    assert sheet.print_title_cols == f"$A:${get_column_letter(first.column - 1)}"
    groups = sheet.column_dimensions.values()
    width = sum(each.width * len(range(each.min or 1, (each.max or 1) + 1)) for each in groups)
    assert width / (sheet.page_setup.fitToWidth or 1) < 330


def test_demonstration_is_named_on_every_sheet_and_not_on_real_forms(
    plan: Plan, books: dict[str, Workbook], demo_registers: Path, tmp_path: Path
) -> None:
    sheets = [sheet_of(book, register) for register, book in books.items()]
    for sheet in [*(book.worksheets[0] for book in books.values()), *sheets]:
        assert sheet.oddHeader is not None and sheet.oddHeader.right.text == "演示数据"
        assert any("演示数据" in str(cell.value) for row in sheet["A1:A5"] for cell in row)
    real = shutil.copytree(demo_registers, tmp_path / "real")
    (real / "registers.json").write_text(json.dumps({"is_demo": False, "as_of": None}), "utf-8")
    with open_registers(plan, real) as session:
        made = write_form(plan, session, TOWNSHIP_CODE, YEAR, tmp_path / "form.xlsx")
    assert "演示" not in "".join(texts(made))


def texts(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode("utf-8")


def named(workbook: Workbook, name: str) -> object:
    ((sheet, cell),) = workbook.defined_names[name].destinations
    found = workbook[sheet]
    assert isinstance(found, Worksheet)
    return found[cell].value


def test_a_program_can_tell_which_form_it_is(
    workbook: Workbook, books: dict[str, Workbook]
) -> None:
    assert named(workbook, "form_id") == f"county:{TOWNSHIP_CODE}:{YEAR}"
    assert named(workbook, "form_version") == 1
    assert named(books["city_years"], "form_id") == f"county:{CITY_CODE}:{YEAR}"
    assert named(books["city_years"], "form_columns_hash") == named(workbook, "form_columns_hash")
    for register, book in books.items():
        sheet = sheet_of(book, register)
        ((_, cell),) = sheet.defined_names["form_register"].destinations
        assert sheet[cell].value == register


def test_a_demonstration_form_names_no_real_place(path: Path) -> None:
    for part in texts(path):
        assert "庄河" not in part
        assert "zhuanghe" not in part.lower()


def test_the_hash_follows_what_the_columns_say(
    workbook: Workbook, demo_registers: Path, tmp_path: Path
) -> None:
    def hash_with(old: str, new: str) -> object:
        folder = tmp_path / "plan"
        shutil.copytree(known_plans()["zhuanghe-2018-2020"], folder, dirs_exist_ok=True)
        text = (ROOT / "data/plans/zhuanghe-2018-2020/columns.yaml").read_text("utf-8")
        assert old in text
        (folder / "columns.yaml").write_text(text.replace(old, new, 1), "utf-8")
        plan = read_plan(str(folder))
        with open_registers(plan, demo_registers) as session:
            made = write_form(plan, session, TOWNSHIP_CODE, YEAR, tmp_path / "form.xlsx")
        return named(load_workbook(made), "form_columns_hash")

    before = named(workbook, "form_columns_hash")
    assert re.fullmatch("[0-9a-f]{64}", str(before))
    assert hash_with("# What", "# Just what") == before
    assert hash_with("admissible: [1, 30]", "admissible: [1, 31]") != before


def test_the_same_registers_give_the_same_bytes(
    plan: Plan, path: Path, workbook: Workbook, demo_registers: Path, tmp_path: Path
) -> None:
    # The date of the registers, not the clock's: two runs within a second would share that.
    as_of = json.loads((demo_registers / "registers.json").read_text("utf-8"))["as_of"]
    for date in (workbook.properties.created, workbook.properties.modified):
        assert isinstance(date, datetime.datetime) and date.date().isoformat() == as_of
    with open_registers(plan, demo_registers) as session:
        again = write_form(plan, session, TOWNSHIP_CODE, YEAR, tmp_path / "again.xlsx")
    assert again.read_bytes() == path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["again.xlsx"]


def test_a_year_without_a_year_before_leaves_room(
    plan: Plan, demo_registers: Path, tmp_path: Path
) -> None:
    with open_registers(plan, demo_registers) as session:
        made = write_form(plan, session, TOWNSHIP_CODE, 2015, tmp_path / "form.xlsx", "en")
    sheet = load_workbook(made)["Households"]
    assert isinstance(sheet, Worksheet)
    cells = cells_of(sheet, "household_id")
    assert len(cells) > len(rows_of(demo_registers, "households", 2015))
    assert all(cell.value is None and not cell.protection.locked for cell in cells)
