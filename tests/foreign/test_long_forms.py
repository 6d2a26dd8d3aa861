"""Is a form of one village, a line for each item, read by the items' numbers and paths?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foreign.making import book, read_cards, sheet
from villages.registers.intake.draft import DraftTable
from villages.registers.intake.foreign import ForeignDraft, draft_foreign

ROADS, LAMPS = ["二、建设", "（一）道路"], ["二、建设", "（二）路灯"]
OWN = "2.自筹资金"

CARD: dict[str, Any] = {
    "label": {"zh": "村情调查表", "en": "survey of a village"},
    "register": "village_years",
    "layout": "long",
    "headers": {"item": "填表项目", "number": "编号", "unit": "单位", "value": "数量"},
    "fits": [["一、村情", "（一）自然屯个数"], [*ROADS, "1.里程"]],
    "place": {"township": {"after": "乡镇（盖章）", "before": "村名"}, "village": {"cell": "C2"}},
    "year": {"cell": "A1", "before": "年度"},
    "columns": {
        "hamlet_count": {"path": ["一、村情", "（一）自然屯个数"], "number": "101"},
        "village_links_km": [*ROADS, "1.里程"],
        "village_links_paved_km": [*ROADS, "1.里程", "其中：铺油路"],
        "has_bus_service": {"number": "106"},
    },
    "checks": [{"whole": [*ROADS, "1.里程"], "within": [[*ROADS, "1.里程", "其中：铺油路"]]}],
    "not_read": [LAMPS, ["备注"]],
    "names": [{"after": "填表人", "before": "填报日期"}],
}

#: Number, item, unit, value, remark; the same label stands under roads and under lamps.
LINES: list[list[Any]] = [
    ["2019年度村情调查表"],
    ["乡镇（盖章）：青石镇    村名：", None, "东山村"],
    [],
    ["编号", "填表项目", "单位", "数量", "备注"],
    [None, "一、村情"],
    [101, "（一）自然屯个数", "个", 6],
    [None, "二、建设"],
    [None, "（一）道路"],
    [102, "1.里程", "米", 12500],
    [103, "  其中：铺油路", "公里", 10],
    [104, OWN, "元", None],
    [None, "（二）路灯"],
    [105, OWN, "元", 3000],
    [106, "三、是否通客车：1.是2.否", "代码", 1],
    ["填表人：李四    填报日期：2020年1月5日"],
    ["1.本表由村委会填写。"],
]
MERGED = ["A1:E1", "A15:E15", "A16:E16"]


def draft(folder: Path, lines: list[list[Any]], card: dict[str, Any] = CARD) -> ForeignDraft:
    plan, cards = read_cards(folder / "plan", survey=card)
    return draft_foreign(book(sheet(lines, MERGED)), cards, plan)


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    lines = [[*line, *[None] * (5 - len(line))] for line in LINES]
    lines[row][column] = value
    return lines


def held(table: DraftTable) -> dict[str, Any]:
    [record] = table.rows
    return {column.column_id: table.cell(record, column) for column in table.columns}


def named(found: ForeignDraft) -> list[tuple[str, str]]:
    return [(each.rule, each.cell) for each in found.problems if each.severity != "note"]


def test_each_item_goes_to_its_column(tmp_path: Path) -> None:
    found = draft(tmp_path, LINES)
    [table] = found.tables
    assert table.is_transposed and table.rows == (3,)
    assert held(table) == {
        "hamlet_count": 6.0,
        "village_links_km": 12500.0,
        "village_links_paved_km": 10.0,
        "has_bus_service": 1.0,
    }
    units = {column.column_id: column.unit for column in table.columns}
    assert units["village_links_km"] == "米" and units["village_links_paved_km"] == "公里"
    # 代码 is no unit of an answer.
    assert units["has_bus_service"] is None
    assert table.constants == {"year": 2019}
    place = table.places[3]
    assert (place.township, place.village, place.row, place.column) == ("青石镇", "东山村", 1, 2)
    assert found.names == ("李四",)
    assert named(found) == []


def test_kilometres_and_metres_are_compared_in_one_unit(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(9, 3, 13))
    assert named(found) == [("foreign_exceeds", "D10")]


def test_the_same_item_under_another_group_is_another_item(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(10, 3, 500))
    # Own funds of the roads are not the card's; those of the lamps it knows and leaves.
    [problem] = [each for each in found.problems if each.rule == "foreign_unread"]
    assert (problem.cell, problem.column) == ("D11", "二、建设：（一）道路：2.自筹资金")


def test_a_remark_column_is_left_and_another_is_named(tmp_path: Path) -> None:
    assert named(draft(tmp_path, changed(5, 4, "含新建"))) == []
    lines = changed(3, 4, "上年数")
    lines[5][4] = 5.0
    assert named(draft(tmp_path / "again", lines)) == [("foreign_unread", "E6")]


def test_an_item_with_another_number_is_not_taken(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(5, 0, 111))
    assert named(found) == [("foreign_header_missing", ""), ("foreign_unread", "D6")]
    assert "hamlet_count" not in held(found.tables[0])


@pytest.mark.parametrize("label", ["（一） 自然屯\u3000个数 ", "(一)自然屯个数"])
def test_spellings_of_an_item(tmp_path: Path, label: str) -> None:
    assert held(draft(tmp_path, changed(5, 1, label)).tables[0])["hamlet_count"] == 6.0


def test_an_item_that_is_gone_makes_another_form(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(5, 1, "（一）自然村个数"))
    assert not found.is_known and not found.tables
    [problem] = found.problems
    assert problem.rule == "foreign_near" and "一、村情：（一）自然屯个数" in problem.text("zh")


def test_a_figure_without_an_item_is_an_error(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(15, 3, 4))
    assert named(found) == [("foreign_value_without_item", "D16")]


def test_a_form_without_its_village_is_not_taken(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(1, 2, " "))
    assert not found.tables
    assert named(found) == [("foreign_no_village", "")]


def test_a_form_without_its_township_is_taken_with_a_warning(tmp_path: Path) -> None:
    found = draft(tmp_path, changed(1, 0, "乡镇（盖章）：        村名："))
    assert found.tables[0].places[3].township == ""
    assert named(found) == [("foreign_no_township", "")]


def test_a_blank_form_with_a_list_beside_it(tmp_path: Path) -> None:
    lines = [[*line, *[None] * (5 - len(line))] for line in LINES]
    for line in lines[4:14]:
        line[3] = None
    lines[1][2] = None
    beside = [[*line, None, "青石镇", f"第{row}村"] for row, line in enumerate(lines)]
    found = draft(tmp_path, [*beside, [*[None] * 6, "青石镇", "末村"]])
    assert found.is_known and not found.tables
    notes = {each.rule: each for each in found.problems}
    assert set(notes) == {"foreign_nothing_filled", "foreign_list_beside", "foreign_lines"}
    assert notes["foreign_list_beside"].values["area"] == "G1:H17"
    assert notes["foreign_list_beside"].count == 34


def test_a_village_may_be_an_item(tmp_path: Path) -> None:
    card = CARD | {"place": {"village": ["一、村情", "（一）自然屯个数"]}}
    del (columns := dict(card["columns"]))["hamlet_count"]
    found = draft(tmp_path, changed(5, 3, "东山村"), card | {"columns": columns})
    place = found.tables[0].places[3]
    assert (place.village, place.row, place.column) == ("东山村", 5, 3)
