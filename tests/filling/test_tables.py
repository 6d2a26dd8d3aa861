"""Does a table with a row for each place get the right values in the right cells, and no others?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import small_registers
from filled_forms import (
    SHEET,
    TOWNSHIP,
    TOWNSHIP_CODE,
    YEAR,
    card_of,
    cells,
    fill_with,
    judged,
    measured,
    register_rows,
    workbook_of,
)
from villages.errors import UserError
from villages.findings.study import run_study
from villages.plan import Plan
from villages.vocabulary import shipped

Fill = Callable[..., Path]

HEADER: list[list[Any]] = [
    ["各村情况统计表"],
    ["序号", "村名", "住房安全", None, None, "人均可支配\n收入（万元）", "备注"],
    [None, None, "农户数（户）", "达标户数（户）", "达标率（％）"],
]
MERGED = ["A1:G1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3"]
CARD = """
rows: {by: 村名, level: village}
columns:
  - {header: [住房安全, 农户数], value: safe_housing.denominator, unit: 户}
  - {header: [住房安全, 达标户数], value: safe_housing.numerator}
  - {header: [住房安全, 达标率], value: safe_housing}
  - {header: 人均可支配收入, value: income}
"""


@pytest.fixture(scope="module")
def villages(demo_results: Path) -> pd.DataFrame:
    """The low-income villages of the township, by code, read by pandas alone."""
    places = pd.read_parquet(demo_results / "places.parquet")
    here = (places.township_code == TOWNSHIP_CODE) & (places.level == "village")
    return places[here & places.is_low_income.astype("boolean")].sort_values("code")


def test_rows_are_found_by_name_and_totals_and_notes_stay(
    fill: Fill, demo_results: Path, villages: pd.DataFrame, tmp_path: Path
) -> None:
    names = list(villages.name_zh)
    spelt = [f"{names[0]}村委会", names[1].removesuffix("村"), f" {names[2][:1]}　{names[2][1:]}"]
    spelt += [f"{TOWNSHIP}{names[3]}", villages.code.iloc[4]]
    body = [[index, name] for index, name in enumerate(spelt, start=1)]
    total = ["合计", None, "=SUM(C4:C8)", "=SUM(D4:D8)", "=D9/C9*100"]
    form = workbook_of(
        tmp_path / "form.xlsx",
        [*HEADER, *body, total, ["注：农户数为年末数。"]],
        [*MERGED, "A9:B9", "A10:G10"],
    )
    filled = fill(form, card=str(card_of(tmp_path / "card.yaml", CARD)))
    found = cells(filled)
    for row, code in enumerate(villages.code, start=4):
        housing = measured(demo_results, "safe_housing", code)
        income = measured(demo_results, "income", code)
        assert found[f"C{row}"] == housing["denominator"]
        assert found[f"D{row}"] == housing["numerator"]
        assert abs(found[f"E{row}"] - float(housing["value"])) < 0.1
        assert abs(found[f"F{row}"] * 10_000 - float(income["value"])) < 1
    assert [found[f"{column}9"] for column in "ACDE"] == total[:1] + total[2:]
    assert found["A10"] == "注：农户数为年末数。" and found["G4"] is None
    merged = openpyxl.load_workbook(filled)[SHEET].merged_cells.ranges
    assert {str(area) for area in merged} == {*MERGED, "A9:B9", "A10:G10"}


def test_a_table_without_rows_gets_every_place_in_order(
    fill: Fill, demo_results: Path, villages: pd.DataFrame, tmp_path: Path
) -> None:
    card = shipped("data") / "plans" / "zhuanghe-2018-2020" / "fills" / "housing_by_village.yaml"
    header = [
        ["村名", "住房安全", None, None, None, "人均可支配收入（元）", "村屯道路里程（公里）"],
        [None, "农户数", "达标户数", "达标率", "是否达标"],
    ]
    merged = ["A1:A2", "B1:E1", "F1:F2", "G1:G2"]
    form = workbook_of(tmp_path / "form.xlsx", header, merged)
    found = cells(fill(form, card=card.stem))
    assert [name for cell, name in found.items() if cell[0] == "A"][2:] == list(villages.name_zh)
    words = {"met": "达标", "not_met": "未达标", "no_data": "数据不足"}
    for row, code in enumerate(villages.code, start=3):
        assert found[f"C{row}"] == measured(demo_results, "safe_housing", code)["numerator"]
        assert found[f"E{row}"] == words[judged(demo_results, "safe_housing", code)]


def test_townships_are_filled_from_registers_too(
    fill: Fill, demo_registers: Path, tmp_path: Path
) -> None:
    rows = register_rows(demo_registers, "village_years")
    counts = rows.groupby("township_code").household_count.sum(min_count=1)
    lacking = rows[rows.household_count.isna()].township_code.unique()
    form = workbook_of(tmp_path / "form.xlsx", [["乡镇代码", "农户总数（户）"]])
    text = """
rows: {by: 乡镇代码, level: township, scope: all}
columns: [{header: 农户总数, value: village_years.household_count}]
"""
    card = card_of(tmp_path / "card.yaml", text)
    filled = fill(form, place="990181000000", card=str(card))
    table = openpyxl.load_workbook(filled)[SHEET]
    found = {table.cell(row, 1).value: table.cell(row, 2) for row in range(2, table.max_row + 1)}
    assert list(found) == sorted(counts.index)
    for code, cell in found.items():
        assert cell.value == counts[str(code)]
        assert ("已知" in cell.number_format) == (code in lacking)


def test_rows_of_a_table_are_of_the_same_villages(
    fill: Fill, demo_results: Path, tmp_path: Path
) -> None:
    """Some townships have no village of the plan: their other villages are not slipped in."""
    places = pd.read_parquet(demo_results / "places.parquet")
    townships = places[places.level == "township"].set_index("code").low_income_villages
    assert (townships == 0).any() and (townships > 0).any()
    header = ["乡镇代码", "饮水安全人数（人）", "是否达标"]
    form = workbook_of(tmp_path / "form.xlsx", [header, *([code] for code in townships.index)])
    text = """
rows: {by: 乡镇代码, level: township%s}
columns:
  - {header: 饮水安全人数, value: safe_water.numerator}
  - {header: 是否达标, value: safe_water.verdict}
"""
    for scope in ("low_income", "all"):
        card = card_of(tmp_path / "card.yaml", text % ("" if scope != "all" else ", scope: all"))
        found = cells(fill(form, place="990181000000", card=str(card)))
        for row, (code, count) in enumerate(townships.items(), start=2):
            is_asked = count > 0 or scope == "all"
            expected: Any = "不适用"
            if is_asked:
                held = measured(demo_results, "safe_water", str(code), YEAR, scope)
                expected = held["numerator"]
            assert found[f"B{row}"] == expected
            assert (found[f"C{row}"] == "不适用") == (count == 0)


def test_the_public_edition_says_which_rows_it_withholds(
    fill: Fill, demo_results: Path, tmp_path: Path
) -> None:
    """Fewer than three villages are treated like one; a table of villages is refused whole."""
    places = pd.read_parquet(demo_results / "places.parquet")
    townships = places[places.level == "township"].set_index("code").low_income_villages
    assert townships.isin([1, 2]).any()
    form = workbook_of(tmp_path / "form.xlsx", [["乡镇代码", "饮水安全率"]])
    text = "rows: {by: 乡镇代码, level: %s}\ncolumns: [{header: 饮水安全率, value: safe_water}]"
    card = card_of(tmp_path / "card.yaml", text % "township")
    found = cells(fill(form, place="990181000000", edition="public", card=str(card)))
    shown = {found[f"A{row}"]: found[f"B{row}"] for row in range(2, 2 + (townships > 0).sum())}
    assert set(shown) == set(townships[townships > 0].index)
    assert {shown[code] for code in townships[townships.isin([1, 2])].index} == {"不公开"}
    numbers = [value for value in shown.values() if value != "不公开"]
    assert numbers and all(float(value * 100).is_integer() for value in numbers)
    card = card_of(tmp_path / "card.yaml", text % "village")
    with pytest.raises(UserError, match=r"B2.*safe_water.*--edition internal"):
        fill(form, edition="public", card=str(card))


def test_names_that_cannot_be_told_are_left_and_named(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two villages of one name in two townships; the column of townships tells them apart."""
    first, second = small_registers.place(), small_registers.place(small_registers.OTHER)
    other = {"township_code": "990181102000", "township_zh": "柳泉镇"}
    second |= {"name_zh": first["name_zh"]} | other
    counts = [
        {"code": place["code"], "year": 2019, "household_count": count}
        for place, count in ((first, 11), (second, 22))
    ]
    someone = [{"code": first["code"], "year": 2019}]
    rows = {
        "places": [first, second], "village_years": counts,
        "households": someone, "persons": someone,
    }  # fmt: skip
    registers = small_registers.write_registers(plan, tmp_path / "registers", rows)
    results = run_study(plan.id, registers, tmp_path / "results")
    options = {
        "--place": "示例市", "--year": "2019", "--edition": "internal", "--results": str(results),
        "--registers": str(registers), "--out": str(tmp_path / "filled"),
    }  # fmt: skip
    name = first["name_zh"]
    body = [
        ["柳泉镇", name, None],
        ["青石镇", name, None],
        [None, "河头村", None],
        [None, "王小明"],
    ]
    form = workbook_of(tmp_path / "form.xlsx", [["乡镇", "村名", "户数（户）"], *body])
    columns = "columns: [{header: 户数, value: village_years.household_count}]\n"
    alone = card_of(tmp_path / "alone.yaml", "rows: {by: 村名, level: village}\n" + columns)
    filled = fill_with(options | {"--card": str(alone)}, form, code=3)
    found = cells(filled)
    assert [found[f"C{row}"] for row in range(2, 6)] == [None] * 4
    said = capfd.readouterr().err
    assert said.count("B2") == 1 and first["code"] in said and second["code"] in said
    assert "河头村" in said and "B4" in said
    assert "B5" in said and "王小明" not in said and "***" not in said
    filled.unlink()
    both = card_of(
        tmp_path / "both.yaml", "rows: {by: 村名, township: 乡镇, level: village}\n" + columns
    )
    found = cells(fill_with(options | {"--card": str(both)}, form, code=3))
    assert [found[f"C{row}"] for row in range(2, 6)] == [22, 11, None, None]


def test_what_stands_in_a_cell_is_not_overwritten(
    fill: Fill, villages: pd.DataFrame, tmp_path: Path
) -> None:
    rows = [*HEADER, [1, villages.name_zh.iloc[0], 0, None, None, None]]
    form = workbook_of(tmp_path / "form.xlsx", rows, MERGED)
    with pytest.raises(UserError, match="C4"):
        fill(form, card=str(card_of(tmp_path / "card.yaml", CARD)))
    assert not list(tmp_path.glob("filled*"))


def test_rows_are_not_written_over_what_stands_below(fill: Fill, tmp_path: Path) -> None:
    rows = [*HEADER, [], [], ["填表人："]]
    form = workbook_of(tmp_path / "form.xlsx", rows, MERGED)
    with pytest.raises(UserError, match=r"B6.*2"):
        fill(form, card=str(card_of(tmp_path / "card.yaml", CARD)))


def test_a_unit_that_is_not_the_headers_is_refused(fill: Fill, tmp_path: Path) -> None:
    form = workbook_of(tmp_path / "form.xlsx", HEADER, MERGED)
    card = card_of(tmp_path / "card.yaml", CARD.replace("value: income", "value: income, unit: 元"))
    with pytest.raises(UserError, match="收入（万元）"):
        fill(form, card=str(card))


def test_the_same_label_under_two_groups_needs_its_path(
    fill: Fill, demo_results: Path, villages: pd.DataFrame, tmp_path: Path
) -> None:
    header = [["村名", "住房", None, "饮水", None], [None, "总数", "达标数", "总数", "达标数"]]
    form = workbook_of(tmp_path / "form.xlsx", header, ["A1:A2", "B1:C1", "D1:E1"])
    text = (
        "rows: {{by: 村名, level: village}}\ncolumns: [{{header: {}, value: safe_water.numerator}}]"
    )
    with pytest.raises(UserError, match="达标数"):
        fill(form, card=str(card_of(tmp_path / "card.yaml", text.format("达标数"))))
    card = card_of(tmp_path / "card.yaml", text.format("[饮水, 达标数]"))
    found = cells(fill(form, card=str(card)))
    code = villages.code.iloc[0]
    assert found["E3"] == measured(demo_results, "safe_water", code)["numerator"]
    assert found["C3"] is None


@pytest.mark.parametrize(
    ("wrong", "right", "line", "near"),
    [
        ("valu: safe_housing.denominator", "value: safe_housing.denominator", 4, "value"),
        ("value: safe_hosing", "value: safe_housing}", 6, "safe_housing"),
        ("level: hamlet", "level: village", 2, "township"),
    ],
)
def test_a_broken_card_names_its_line(
    fill: Fill, tmp_path: Path, wrong: str, right: str, line: int, near: str
) -> None:
    text = CARD.replace(right, wrong + "}" * right.count("}"))
    assert text != CARD
    form = workbook_of(tmp_path / "form.xlsx", HEADER, MERGED)
    with pytest.raises(UserError, match=rf"card.yaml.*\b{line}\b.*{near}"):
        fill(form, card=str(card_of(tmp_path / "card.yaml", text.lstrip())))


def test_a_header_that_is_not_there_is_named_with_the_nearest(fill: Fill, tmp_path: Path) -> None:
    form = workbook_of(tmp_path / "form.xlsx", HEADER, MERGED)
    card = card_of(tmp_path / "card.yaml", CARD.replace("达标户数", "达标户数量"))
    with pytest.raises(UserError, match=r"住房安全：达标户数量.*住房安全：达标户数（户）"):
        fill(form, card=str(card))


def test_money_in_ten_thousands_is_exact(
    fill: Fill, villages: pd.DataFrame, tmp_path: Path
) -> None:
    header = [["村名", "收入（元）", "收入（万元）"]]
    text = """
rows: {by: 村名, level: village}
columns:
  - {header: 收入（元）, value: income.numerator}
  - {header: 收入（万元）, value: income.numerator}
"""
    form = workbook_of(tmp_path / "form.xlsx", header)
    found = cells(fill(form, card=str(card_of(tmp_path / "card.yaml", text))))
    for row in range(2, 2 + len(villages)):
        assert Decimal(str(found[f"C{row}"])) * 10_000 == found[f"B{row}"] > 0
