"""Is each fault that real tables of this kind have shown named, and none read as a number?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foreign.making import book, funds_card, read_cards, sheet
from villages.registers.intake.foreign import ForeignDraft, draft_foreign
from villages.registers.intake.foreign.records import total_of
from villages.registers.intake.grid import ErrorValue, Percent, UncachedFormula
from villages.registers.intake.problems import Problem

POOR, FUNDS = ["贫困户", "总户数（户）"], ["集体收入（元）"]
ABLE, UNABLE = ["贫困户", "有劳动能力", "户数（户）"], ["贫困户", "无劳动能力", "户数（户）"]

#: Village, poor households, of these able and unable to work, dangerous houses, registered
#: households, income, share: the same label stands under two groups.
TOP = [
    "村名",
    "贫困户",
    None,
    None,
    "危房户(户) ",
    "建档户数（户）",
    "集体\u3000收入(元)",
    "脱贫率（%）",
]
GROUPS = [None, "总户数（户）", "有劳动能力", "无劳动能力"]
LEAVES = [None, None, "户数（户）", "户数（户）"]
AREAS = ["B1:D1", "A1:A3", "B2:B3", "E1:E3", "F1:F3", "G1:G3", "H1:H3"]

CARD = funds_card(
    fits=[["村名"], ABLE, UNABLE],
    columns={"poor_households": POOR, "dangerous_houses": ["危房户（户）"], "funds_yuan": FUNDS},
    checks=[
        {"whole": POOR, "parts": [ABLE, UNABLE]},
        {"whole": POOR, "within": [["危房户（户）"]]},
        {"whole": POOR, "same": [["建档户数（户）"]]},
    ],
    not_read=[["脱贫率（%）"]],
)


def draft(folder: Path, *rows: list[Any], card: dict[str, Any] = CARD) -> ForeignDraft:
    plan, cards = read_cards(folder / "plan", funds=card)
    return draft_foreign(book(sheet([TOP, GROUPS, LEAVES, *rows], AREAS)), cards, plan)


def named(found: ForeignDraft, rule: str) -> list[Problem]:
    return [each for each in found.problems if each.rule == rule]


def test_whole_rows_have_no_fault(tmp_path: Path) -> None:
    rows = [["东山村", 9, 4, 5, 2, 9, 12000, 50], ["西沟村", 3, 2, 1, 3, 3, 9000, 40]]
    found = draft(tmp_path, *rows, ["合计", 12, 6, 6, 5, 12, 21000, 45])
    assert [each.rule for each in found.problems] == ["foreign_total_row"]


def test_an_error_in_the_total_row_is_named_and_is_no_number(tmp_path: Path) -> None:
    rows = [["东山村", 9, 4, 5, 2, 9, 12000], ["合 计", 9, 4, ErrorValue("#REF!"), 2, 9, 12000]]
    found = draft(tmp_path, *rows)
    [problem] = named(found, "foreign_total_error")
    assert (problem.cell, problem.shown, problem.severity) == ("D5", "#REF!", "warning")
    assert (
        problem.text("zh")
        == "“合计”行“贫困户：无劳动能力：户数（户）”是公式的错误值（#REF!），没有与各行核对。"
    )
    assert found.tables[0].rows == (3,)
    assert not named(found, "foreign_total")


def test_groups_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    found = draft(tmp_path, ["东山村", 21, 9, 10], ["西沟村", 46, 20, 26], ["北岭村", 46, 20, 27])
    parts = named(found, "foreign_parts")
    assert [(each.cell, each.shown) for each in parts] == [("B4", "21"), ("B6", "46")]
    assert parts[0].text("en").endswith("add up to 19.")
    assert parts[1].text("en").endswith("add up to 47.")


def test_a_blank_part_is_unknown_and_not_zero(tmp_path: Path) -> None:
    found = draft(
        tmp_path, ["东山村", 21, 9, None], ["西沟村", 21, 22, None], ["北岭村", None, 1, 2]
    )
    # Nine and a blank may be 21; 22 and a blank cannot.
    assert [each.cell for each in named(found, "foreign_parts")] == ["B5"]


def test_more_dangerous_houses_than_poor_households(tmp_path: Path) -> None:
    found = draft(tmp_path, ["东山村", 47, None, None, 120], ["西沟村", 41, None, None, 41])
    [problem] = named(found, "foreign_exceeds")
    assert (problem.cell, problem.column, problem.column_id) == (
        "E4",
        "危房户(户)",
        "dangerous_houses",
    )
    assert problem.shown == "120"
    assert problem.text("zh") == "“危房户(户)”为120，超过“贫困户：总户数（户）”（47）。"


def test_registered_and_reported_households_that_differ(tmp_path: Path) -> None:
    rows = [
        ["东山村", 47, *[None] * 3, 25],
        ["西沟村", 41, *[None] * 3, 41],
        ["北岭村", 7, *[None] * 3, 8],
    ]
    found = draft(tmp_path, *rows)
    assert [each.cell for each in named(found, "foreign_differs")] == ["B4", "B6"]
    assert {each.severity for each in named(found, "foreign_differs")} == {"warning"}


def test_income_sources_that_do_not_add_up_within_the_tolerance(tmp_path: Path) -> None:
    sources = [["工资性"], ["经营"], ["财产"], ["转移"]]
    columns = {"funds_yuan": ["合计（元）"]}
    check = {"whole": ["合计（元）"], "parts": sources, "tolerance": 0.5}
    card = funds_card(fits=[["村名"], *sources], columns=columns, checks=[check])
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [
        ["村名", "工资性", "经营", "财产", "转移", "合计（元）"],
        ["东山村", 100.25, 200, 0.25, 10, 311],
        ["西沟村", 100.2, 200, 0.2, 10, 311],
        ["北岭村", "1,000", -200, 0, 10, 810],
        ["南沟村", "约100", 200, 0, 10, 310],
        ["中沟村", UncachedFormula(), 200, 0, 10, 310],
    ]
    found = draft_foreign(book(sheet(rows)), cards, plan)
    assert [each.cell for each in named(found, "foreign_parts")] == ["F3"]
    # Nobody else reads a column that is only compared: what is no number there is named here.
    assert [each.cell for each in named(found, "foreign_no_number")] == ["B5"]
    assert [each.cell for each in named(found, "foreign_formula")] == ["B6"]


def test_parts_in_another_unit_are_converted_before_they_are_added(tmp_path: Path) -> None:
    check = {"whole": ["收入（元）"], "parts": [["其中：补助（万元）"], ["其中：自筹（元）"]]}
    columns = {"funds_yuan": ["收入（元）"]}
    card = funds_card(fits=[["村名"], ["收入（元）"]], columns=columns, checks=[check])
    plan, cards = read_cards(tmp_path / "plan", funds=card)
    rows = [
        ["村名", "收入（元）", "其中：补助（万元）", "其中：自筹（元）"],
        ["东山村", 25000, 2, 5000],
    ]
    found = draft_foreign(book(sheet(rows)), cards, plan)
    assert not found.problems


def test_a_yuan_column_that_also_holds_ten_thousands(tmp_path: Path) -> None:
    incomes = [12000, 2.18, 15000, 6.3, 9000, 0.01, 20000, 1, 18000, 8000000, 14000, 0, None, 13000]
    rows = [[f"第{index}村", *[None] * 5, income] for index, income in enumerate(incomes)]
    [problem] = named(draft(tmp_path, *rows), "foreign_mixed_units")
    assert problem.count == 5
    # Rows 4, 6, 8 … of column G: the second, fourth, sixth, eighth and tenth of the list.
    assert "G5、G7、G9、G11、G13。" in problem.text("zh")
    assert problem.severity == "warning" and problem.column_id == "funds_yuan"
    assert "12,500" in problem.text("en")


@pytest.mark.parametrize("incomes", [(150, 9000, 12000, 900000), (50, 9000, 10000, 100000)])
def test_figures_that_merely_differ_are_not_suspected(
    tmp_path: Path, incomes: tuple[int, ...]
) -> None:
    rows = [[f"第{index}村", *[None] * 5, income] for index, income in enumerate(incomes)]
    assert not named(draft(tmp_path, *rows), "foreign_mixed_units")


def test_blanks_and_zeros_that_may_both_mean_none(tmp_path: Path) -> None:
    found = draft(
        tmp_path, ["东山村", 5, 0, 5, None], ["西沟村", 0, None, None, None], ["北岭村", 1, 1, 0, 2]
    )
    [note] = named(found, "foreign_blanks")
    # Two columns of a group hold both: two blanks, two zeros. Others hold only one of them.
    assert note.severity == "note" and note.count == 2
    assert "空格（共2格）又有0（共2格）" in note.text("zh")
    assert found.tables[0].rows == (3, 4, 5)


@pytest.mark.parametrize("text", ["null", " ", "7(28)", "约30"])
def test_text_in_a_column_of_numbers_is_handed_on_as_it_is(tmp_path: Path, text: str) -> None:
    found = draft(tmp_path, ["东山村", 9, 4, 5, text, 9, 12000], ["合计", 9, 4, 5, 0, 9, 12000])
    [table] = found.tables
    [column] = [each for each in table.columns if each.column_id == "dangerous_houses"]
    assert table.cell(3, column) == text
    assert {each.severity for each in found.problems} == {"note"}


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "合 计",
        "合\u3000计",
        "小计",
        "总计：",
        "全镇合计",
        "青石镇小计",
        "合计（12个村）",
        "共计",
        "其中：低收入村",
        "平均",
    ],
)
def test_a_total_is_never_a_village(tmp_path: Path, text: str) -> None:
    assert total_of(text) is not None
    found = draft(tmp_path, ["东山村", 9, 4, 5], [text, 9, 4, 5])
    assert found.tables[0].rows == (3,)
    assert [each.cell for each in named(found, "foreign_total_row")] == ["A5"]


@pytest.mark.parametrize("name", ["合计村", "总计划村", "小计屯", "平均庄", "其中村"])
def test_a_village_is_never_a_total(name: str) -> None:
    assert total_of(name) is None


def test_totals_are_compared_with_the_rows_that_they_sum(tmp_path: Path) -> None:
    found = draft(
        tmp_path,
        ["东山村", 1, 1, 0], ["西沟村", 2, 2, 0], ["小计", 3, 3, 1],
        ["北岭村", 4, 4, 0], ["小计", 4, 7, 0],
        ["合计", 8, 7, 0], ["总计", 7, 7, 0, 0.1],
    )  # fmt: skip
    wrong = [(each.cell, each.shown, each.values["sum"]) for each in named(found, "foreign_total")]
    # D6 claims one where there is none; C8 sums all instead of its own group; B9 is one too many;
    # E10 has a figure over blanks.
    assert wrong == [("D6", "1", "0"), ("C8", "7", "4"), ("B9", "8", "7"), ("E10", "0.1", "0")]
    assert named(found, "foreign_total")[2].text("en") == (
        "The row '合计' gives 8 for '贫困户：总户数（户）'; its rows add up to 7."
    )


def test_totals_that_stand_above_their_rows(tmp_path: Path) -> None:
    found = draft(
        tmp_path, ["合计", 7], ["小计", 3], ["东山村", 1], ["西沟村", 2], ["小计", 5], ["北岭村", 4]
    )
    wrong = [(each.cell, each.values["sum"]) for each in named(found, "foreign_total")]
    assert wrong == [("B8", "4")]


def test_a_total_of_totals_sums_all_rows(tmp_path: Path) -> None:
    found = draft(tmp_path, ["东山村", 1], ["合计", 1], ["西沟村", 2], ["合计", 2], ["全县合计", 3])
    assert not named(found, "foreign_total")


def test_shares_and_means_are_no_sums(tmp_path: Path) -> None:
    columns = {"poor_households": POOR, "fields_mu": ["脱贫率（%）"]}
    found = draft(
        tmp_path,
        ["东山村", 1, *[None] * 5, Percent(0.5)], ["西沟村", 2, *[None] * 5, 40],
        ["合计", 3, *[None] * 5, 45], ["平均", 1.5],
        card=CARD | {"columns": columns},
    )  # fmt: skip
    assert not named(found, "foreign_total")


def test_rounding_by_excel_is_no_difference(tmp_path: Path) -> None:
    rows = [["东山村", *[None] * 5, 0.1], ["西沟村", *[None] * 5, 0.2]]
    found = draft(tmp_path, *rows, ["合计", *[None] * 5, 0.1 + 0.2])
    assert not named(found, "foreign_total")


def test_figures_of_persons_are_masked(tmp_path: Path) -> None:
    card = {
        "label": {"zh": "农户收入表", "en": "incomes of households"},
        "register": "households",
        "layout": "wide",
        "fits": [["村名"], ["户编号"]],
        "place": {"village": ["村名"]},
        "columns": {"household_id": ["户编号"], "medical_cost_yuan": ["医疗费（元）"]},
        "checks": [{"whole": ["医疗费（元）"], "parts": [["自付（元）"], ["报销（元）"]]}],
    }
    plan, cards = read_cards(tmp_path / "plan", incomes=card)
    rows = [
        ["村名", "户编号", "医疗费（元）", "自付（元）", "报销（元）"],
        ["东山村", "0017", 98765, 43210, 1],
    ]
    found = draft_foreign(book(sheet(rows)), cards, plan)
    [problem] = named(found, "foreign_parts")
    assert problem.shown == "***"
    assert not any(figure in problem.text("zh") for figure in ("98,765", "43,21"))
    assert problem.text("zh").count("***") == 2
