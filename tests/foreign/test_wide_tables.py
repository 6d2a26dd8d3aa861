"""Does every line and column of a wide table become what it is, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from foreign.making import HEADER, MERGED, book, funds_card, read_cards, sheet
from villages.plan import Plan
from villages.registers.guard import read_file
from villages.registers.intake.draft import DraftTable
from villages.registers.intake.foreign import ForeignDraft, MappingCard, draft_foreign
from villages.registers.intake.foreign.examples import example_workbook
from villages.registers.intake.grid import Sheet

Draft = Callable[..., ForeignDraft]

EAST = [1, "青石镇", "东山村", 6, 12.5, 10, 4.25, 4.25, 16.75, "是"]
WEST = [2, "青石镇", "西沟村", 4, 8, 8, 3, 1.5, 11, "否"]


def only(draft: ForeignDraft) -> DraftTable:
    [table] = draft.tables
    return table


def values(table: DraftTable, column_id: str) -> list[Any]:
    [column] = [each for each in table.columns if each.column_id == column_id]
    return [table.cell(row, column) for row in table.rows]


def villages(draft: ForeignDraft) -> list[tuple[str, str]]:
    table = only(draft)
    return [(table.places[row].township, table.places[row].village) for row in table.rows]


def found(draft: ForeignDraft, rule: str) -> list[str]:
    return [each.cell for each in draft.problems if each.rule == rule]


def test_the_shipped_example_is_what_its_words_say(
    plan: Plan, cards: Mapping[str, MappingCard]
) -> None:
    example = cards["village_roads"].example
    assert example is not None
    draft = draft_foreign(example_workbook(example), cards, plan)
    assert villages(draft) == [("青石镇", "东山村"), ("青石镇", "西沟村")]
    assert values(only(draft), "village_links_km") == [12.5, 8.0]
    assert values(only(draft), "hamlet_links_km") == [4.25, 3.0]
    assert only(draft).constants == {"year": 2019}
    assert {each.severity for each in draft.problems} == {"note"}


def test_a_real_file_comes_in_through_the_guard(
    plan: Plan, cards: Mapping[str, MappingCard], tmp_path: Path
) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    lines: list[list[Any]] = [EAST, [2, None, *WEST[2:]], ["合 计", None, None, 10]]
    lines = [["二〇一九年村屯道路情况统计表"], *HEADER, *lines]
    for row in lines:
        page.append(row)
    for area in [*MERGED, "B4:B5"]:
        page.merge_cells(area)
    page.row_dimensions[5].hidden = True
    page.column_dimensions["D"].hidden = True
    workbook.save(tmp_path / "道路.xlsx")
    draft = draft_foreign(read_file(tmp_path / "道路.xlsx"), cards, plan)
    assert villages(draft) == [("青石镇", "东山村"), ("青石镇", "西沟村")]
    assert values(only(draft), "hamlet_count") == [6.0, 4.0]
    assert only(draft).constants == {"year": 2019}
    assert found(draft, "rows_hidden") == ["A5"]
    assert found(draft, "foreign_columns_hidden") == ["D3"]
    assert {each.file for each in draft.problems} == {"道路.xlsx"}


def test_one_label_under_two_groups_goes_to_two_columns(roads: Draft) -> None:
    table = only(roads([EAST]))
    labels = {column.column_id: column.label for column in table.columns}
    assert labels["village_links_paved_km"] == "村屯道路（公里）：其中：已铺油路"
    assert labels["hamlet_links_paved_km"] == "屯屯道路（公里）：其中：已铺油路"
    assert values(table, "village_links_paved_km") == [10.0]
    assert values(table, "hamlet_links_paved_km") == [4.25]
    assert {column.unit for column in table.columns if column.column_id.endswith("km")} == {"公里"}


@pytest.mark.parametrize(
    "spelling",
    [
        "村屯道路(公里) ",
        "村屯\u3000\u3000道路（公里）",
        "村屯道路\n（公里）",
        "村\u200b屯道路 （ 公里 ）",
        "村屯道路（㎞）",
        "村屯道路",
    ],
)
def test_spellings_of_a_header(plan: Plan, cards: Mapping[str, MappingCard], spelling: str) -> None:
    header = [[spelling if cell == "村屯道路（公里）" else cell for cell in row] for row in HEADER]
    lines = [["2019年村屯道路情况统计表"], *header, EAST]
    draft = draft_foreign(book(sheet(lines, MERGED)), cards, plan)
    if spelling in ("村屯道路（㎞）", "村屯道路"):
        # The card names the unit: a header in another one, or in none, is another form.
        [near] = draft.problems
        assert not draft.tables and near.rule == "foreign_near"
        assert "村屯道路（公里）：里程" in near.text("zh")
    else:
        assert values(only(draft), "village_links_km") == [12.5]


def test_quotes_of_either_width_are_one_label(tmp_path: Path) -> None:
    card = funds_card(
        fits=[["村名"], ["“两委”班子", "收入"]], columns={"funds_yuan": ["“两委”班子", "收入"]}
    )
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [["村名", '"两委"班子 ', None], [None, "收入(万元) ", "人数"], ["东山村", 2.5, 3]]
    draft = draft_foreign(book(sheet(rows, ["B1:C1", "A1:A2"])), cards, plan)
    [column] = only(draft).columns
    assert column.unit == "万元"
    assert values(only(draft), "funds_yuan") == [2.5]
    assert found(draft, "foreign_unread") == ["C3"]


def test_a_blank_above_an_unmerged_label_inherits_nothing(tmp_path: Path) -> None:
    card = funds_card(fits=[["村名"], ["今年收入"]], columns={"funds_yuan": ["今年收入"]})
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [["村名", "上年收入", None], [None, None, "今年收入"], ["东山村", 1, 2]]
    draft = draft_foreign(book(sheet(rows, ["A1:A2"])), cards, plan)
    assert values(only(draft), "funds_yuan") == [2.0]


def test_four_lines_of_headers_below_titles(tmp_path: Path) -> None:
    path = ["一、收入", "（一）集体", "当年", "合计（元）"]
    card = funds_card(fits=[["村名"], path], columns={"funds_yuan": path})
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [
        ["村级资金统计表"], [], ["单位（盖章）："],
        ["村名", "一、收入", None, None],
        [None, "（一）集体", None, "（二）其他"],
        [None, "上年", "当年", None],
        [None, "合计（元）", "合计（元）", "合计（元）"],
        ["东山村", 1, 2, 3],
    ]  # fmt: skip
    merged = ["A1:D1", "A4:A7", "B4:D4", "B5:C5", "D5:D6"]
    draft = draft_foreign(book(sheet(rows, merged)), cards, plan)
    assert values(only(draft), "funds_yuan") == [2.0]
    assert only(draft).rows == (7,)


@pytest.mark.parametrize(
    ("title", "unit", "rule"),
    [
        ("村级资金统计表 单位：万元", "万元", ["foreign_unit_of_title"]),
        ("村级资金统计表 单位：户、元", "元", ["foreign_unit_of_title"]),
        ("填报单位：青石镇", "万元", []),
        # Two that could be meant: neither is.
        ("单位：亿元、元", "万元", []),
    ],
)
def test_a_unit_above_the_table_counts_where_the_header_gives_none(
    tmp_path: Path, title: str, unit: str, rule: list[str]
) -> None:
    columns = {"funds_yuan": {"path": ["集体收入"], "unit": "万元"}}
    card = funds_card(fits=[["村名"], ["集体收入"]], columns=columns)
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    draft = draft_foreign(book(sheet([[title], ["村名", "集体收入"], ["东山村", 3]])), cards, plan)
    assert [column.unit for column in only(draft).columns] == [unit]
    named = [each.rule for each in draft.problems if each.rule.startswith("foreign_unit")]
    assert named == (["foreign_unit"] if unit == "元" else rule)


def test_a_header_in_another_unit_than_the_card_expects_is_named(tmp_path: Path) -> None:
    columns = {"funds_yuan": {"path": ["集体收入"], "unit": "元"}}
    card = funds_card(fits=[["村名"], ["集体收入"]], columns=columns)
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    draft = draft_foreign(book(sheet([["村名", "集体收入（万元）"], ["东山村", 3]])), cards, plan)
    assert [column.unit for column in only(draft).columns] == ["万元"]
    [problem] = draft.problems
    assert (problem.rule, problem.severity) == ("foreign_unit", "warning")


def test_a_township_that_is_merged_over_rows_holds_for_each(roads: Draft) -> None:
    draft = roads([EAST, [2, None, *WEST[2:]]], ["B4:B5"])
    assert villages(draft) == [("青石镇", "东山村"), ("青石镇", "西沟村")]


def test_a_township_that_is_only_left_blank_is_not_guessed(roads: Draft) -> None:
    draft = roads([EAST, [2, None, *WEST[2:]]])
    assert villages(draft) == [("青石镇", "东山村")]
    assert found(draft, "foreign_row_without_place") == ["B5"]


def test_merged_data_is_the_first_rows_and_an_error_for_the_others(roads: Draft) -> None:
    draft = roads([EAST, [*WEST[:4], None, *WEST[5:]]], ["E4:E5"])
    assert values(only(draft), "village_links_km") == [12.5, None]
    assert found(draft, "foreign_merged") == ["E5"]
    assert [each.severity for each in draft.problems if each.rule == "foreign_merged"] == ["error"]


def test_figures_without_a_village_are_an_error(roads: Draft) -> None:
    draft = roads([EAST, [None, None, None, 3, 4]])
    assert villages(draft) == [("青石镇", "东山村")]
    assert found(draft, "foreign_row_without_village") == ["D5"]


def test_notes_numbers_and_repeated_headers_are_no_villages(roads: Draft) -> None:
    numbers = ["甲", "乙", "丙", *range(1, 11)]
    notes = [["注：本表一式两份。"], ["填表人：李四", None, None, "审核人：王五"], ["填表说明"]]
    draft = roads([numbers, EAST, *HEADER, WEST, *notes])
    assert villages(draft) == [("青石镇", "东山村"), ("青石镇", "西沟村")]
    [note] = [each for each in draft.problems if each.rule == "foreign_lines"]
    # The title, the numbers, the header's two lines and the three notes.
    assert note.count == 7
    assert note.text("zh").endswith("（A1、A4、A6、E7、A9、A10、A11）。")


def test_a_line_that_is_merged_across_the_form_is_no_village(roads: Draft) -> None:
    draft = roads([["第一片区"], EAST], ["A4:M4"])
    assert villages(draft) == [("青石镇", "东山村")]
    assert found(draft, "foreign_lines") == ["A1"]


def test_figures_without_a_village_do_not_number_the_columns(roads: Draft) -> None:
    draft = roads([[None, None, None, 3, 9], EAST])
    assert found(draft, "foreign_row_without_village") == ["D4"]


def test_a_column_and_a_group_of_one_name_are_two_things(tmp_path: Path) -> None:
    plan, cards = read_cards(tmp_path / "plan", funds=funds_card(not_read=[["支出"]]))
    rows = [["村名", "集体收入（元）", "支出", "支出", None], [None, None, None, "道路", "路灯"]]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:E1"]
    draft = draft_foreign(book(sheet([*rows, ["东山村", 5, 1, 2, 3]], merged)), cards, plan)
    assert found(draft, "foreign_unread") == ["D3", "E3"]


def test_brackets_that_hold_no_unit_belong_to_the_label(tmp_path: Path) -> None:
    card = funds_card(columns={"funds_yuan": ["集体收入（元）"], "fields_mu": ["农田"]})
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [["村名", "集体收入（元）", "农田（含鱼塘）"], ["东山村", 5, 6]]
    draft = draft_foreign(book(sheet(rows)), cards, plan)
    assert [column.column_id for column in only(draft).columns] == ["funds_yuan"]
    assert found(draft, "foreign_unread") == ["C2"]


def test_a_list_beside_the_form_is_not_read(roads: Draft) -> None:
    rows = [[*EAST, None, None, None, None, "青石镇", "东山村"], [*[None] * 14, "青石镇", "北岭村"]]
    draft = roads(rows)
    assert villages(draft) == [("青石镇", "东山村")]
    [note] = [each for each in draft.problems if each.rule == "foreign_list_beside"]
    assert (note.cell, note.count) == ("O4", 4)
    assert "O4:P5" in note.text("zh")


def test_columns_that_the_card_does_not_know_are_named(tmp_path: Path) -> None:
    plan, cards = read_cards(tmp_path / "plan", funds=funds_card())
    rows = [
        ["村名", "集体收入（元）", "负责人", "空列", None, None],
        ["东山村", 5, "张三", None, "x", None, "y"],
        ["西沟村", 5, "李四"],
    ]
    draft = draft_foreign(book(sheet(rows)), cards, plan)
    unread = [each for each in draft.problems if each.rule == "foreign_unread"]
    named = [(each.cell, each.column, each.count) for each in unread]
    assert named == [("C2", "负责人", 2), ("E2", "E", 1)]
    # Its own content might be anything, a person's name too: it is never shown.
    assert not any("张三" in each.text("zh") for each in draft.problems)
    assert found(draft, "foreign_list_beside") == ["G2"]


def test_names_are_handed_over_and_phones_dropped(roads: Draft) -> None:
    named = [*EAST, "张三、李四", 13812345678]
    draft = roads([named, ["填表人：王五 填报日期：2020年1月10日"]], ["A5:M5"])
    assert draft.names == ("张三", "李四", "王五")
    assert only(draft).constants == {"year": 2019}
    shown = repr(draft.problems) + repr(replace(draft, tables=()))
    for problem in draft.problems:
        shown += problem.text("zh") + problem.text("en") + problem.remedy("en")
    assert not any(secret in shown for secret in ("张三", "李四", "王五", "13812345678"))


@pytest.mark.parametrize(
    ("title", "year", "rule"),
    [
        ("2019年村屯道路情况统计表", 2019, None),
        ("２０１９年 村屯道路情况统计表", 2019, None),
        ("2018—2020年行动方案 2019年村屯道路统计表", 2019, None),
        ("村屯道路情况统计表", None, "foreign_no_year"),
    ],
)
def test_the_year_of_the_title(
    roads: Draft, title: str, year: int | None, rule: str | None
) -> None:
    draft = roads([EAST], title=title)
    assert only(draft).constants.get("year") == year
    assert [each.rule for each in draft.problems if "year" in each.rule] == ([rule] if rule else [])


def test_two_years_are_not_chosen_from(roads: Draft) -> None:
    draft = roads([EAST, ["注：2018年村屯道路另报"]], ["A5:M5"])
    assert not draft.tables
    assert [each.rule for each in draft.problems if each.severity == "error"] == [
        "foreign_several_years"
    ]


def test_a_year_that_is_a_column_stands_in_each_row(tmp_path: Path) -> None:
    plan, cards = read_cards(tmp_path / "plan", funds=funds_card(year=["年份"]))
    rows = [["村名", "年份", "集体收入（元）"], ["东山村", 2018, 5], ["西沟村", None, 6]]
    draft = draft_foreign(book(sheet(rows, ["B2:B3"])), cards, plan)
    assert values(only(draft), "year") == [2018.0, 2018.0]
    assert only(draft).constants == {}


def test_codes_need_no_names(tmp_path: Path) -> None:
    place = {"code": ["村代码"], "village": ["村名"]}
    card = funds_card(place=place, fits=[["村代码"], ["集体收入（元）"]])
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [["村代码", "村名", "集体收入（元）"], ["990181101201", "东山", 5], [None, "合计", 5]]
    table = only(draft_foreign(book(sheet(rows)), cards, plan))
    assert values(table, "code") == ["990181101201"]
    assert table.places == {}


@pytest.mark.parametrize(
    "rows", [[], [["序号"]], [[1, "青石镇", "东山村"], [2, "青石镇", "西沟村"]]]
)
def test_a_blank_form_is_a_note(roads: Draft, rows: list[list[Any]]) -> None:
    draft = roads(rows)
    assert draft.is_known and not draft.tables
    assert found(draft, "foreign_nothing_filled") == [""]
    assert not [each for each in draft.problems if each.severity == "error"]


def test_a_missing_column_is_named_and_the_others_come_in(tmp_path: Path) -> None:
    card = funds_card(columns={"funds_yuan": ["集体收入（元）"], "fields_mu": ["农田（亩）"]})
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    draft = draft_foreign(book(sheet([["村名", "集体收入（元）"], ["东山村", 5]])), cards, plan)
    assert values(only(draft), "funds_yuan") == [5.0]
    [problem] = draft.problems
    assert (problem.rule, problem.severity, problem.column) == (
        "foreign_header_missing",
        "error",
        "农田（亩）",
    )


def test_a_header_that_stands_twice_is_not_chosen_from(tmp_path: Path) -> None:
    card = funds_card(
        fits=[["村名"]], columns={"funds_yuan": ["收入"], "fields_mu": ["农田（亩）"]}
    )
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [["村名", "收入", "收入", "农田（亩）"], ["东山村", 5, 6, 7]]
    draft = draft_foreign(book(sheet(rows)), cards, plan)
    assert [column.column_id for column in only(draft).columns] == ["fields_mu"]
    [problem] = draft.problems
    assert (problem.rule, problem.count) == ("foreign_header_twice", 2)


def other_sheets() -> list[Sheet]:
    return [
        sheet([["东山村"], ["西沟村"]], name="清单"),
        sheet([], name="空"),
        sheet([[None, " "]], name="白"),
    ]


def test_sheets_that_no_card_fits_are_named(plan: Plan, cards: Mapping[str, MappingCard]) -> None:
    form = sheet([["2019年村屯道路"], *HEADER, EAST], MERGED, is_hidden=True)
    draft = draft_foreign(book(form, *other_sheets()), cards, plan)
    named = [(each.sheet, each.rule, each.severity) for each in draft.problems]
    assert ("清单", "sheet_foreign", "warning") in named
    assert ("表一", "foreign_sheet_hidden", "note") in named
    assert not {"空", "白"} & {name for name, *_ in named}


def test_a_file_that_no_card_fits_is_not_known(
    plan: Plan, cards: Mapping[str, MappingCard]
) -> None:
    draft = draft_foreign(book(*other_sheets()), cards, plan)
    assert not draft.is_known and not draft.problems


def test_two_cards_for_one_sheet_are_named(tmp_path: Path) -> None:
    plan, cards = read_cards(tmp_path / "plan", a=funds_card(), b=funds_card())
    rows = [["村名", "集体收入（元）", "农田（亩）"], ["东山村", 5, 6]]
    draft = draft_foreign(book(sheet(rows)), cards, plan)
    [problem] = draft.problems
    assert not draft.is_known and "a、b" in problem.text("zh")
    # The card that asks for more of the sheet's headers knows it better.
    longer = cards["b"].model_copy(update={"fits": (*cards["b"].fits, ("农田（亩）",))})
    draft = draft_foreign(book(sheet(rows)), {"a": cards["a"], "b": longer}, plan)
    assert only(draft).card_id == "b"
