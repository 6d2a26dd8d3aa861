"""Does a filled form say what the results, the registers and the pages say, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from filled_forms import (
    TOWNSHIP,
    TOWNSHIP_CODE,
    YEAR,
    cells,
    judged,
    measured,
    number,
    register_rows,
    workbook_of,
)
from villages.exhibits.page import open_page
from villages.findings.results import Results
from villages.plan import Plan

Fill = Callable[..., Path]
OTHER = "990181107000"
WORDS = {"met": "达标", "not_met": "未达标", "no_data": "数据不足"}
LINES = {"safe_housing": 98, "safe_water": 98, "health_insurance": 99, "income": 14000}


def test_a_number_is_that_of_the_results_and_stands_on_its_verdicts_side(
    fill: Fill, demo_results: Path, tmp_path: Path
) -> None:
    places = pd.read_parquet(demo_results / "places.parquet")
    has_any = (places.level == "township") & (places.low_income_villages > 0)
    asked = [(card, code) for card in LINES for code in places[has_any].code]
    rows = [[f"{{{{{card}[{code}]}}}}", f"{{{{{card}.verdict[{code}]}}}}"] for card, code in asked]
    found = cells(fill(workbook_of(tmp_path / "form.xlsx", rows)))
    verdicts = set()
    for row, (card, code) in enumerate(asked, start=1):
        held, verdict = measured(demo_results, card, code), judged(demo_results, card, code)
        shown = found[f"A{row}"] * (1 if card == "income" else 100)
        assert abs(shown - float(held["value"])) < (1 if card == "income" else 0.1)
        assert found[f"B{row}"] == WORDS[verdict]
        if verdict != "no_data":
            assert (round(shown, 9) >= LINES[card]) == (verdict == "met")
        verdicts.add(verdict)
    assert verdicts == set(WORDS)


def test_sums_are_exact(fill: Fill, demo_results: Path, tmp_path: Path) -> None:
    asked = [["{{safe_water.numerator}}", "{{safe_water.denominator}}", "{{income.numerator}}"]]
    found = cells(fill(workbook_of(tmp_path / "form.xlsx", asked)))
    water = measured(demo_results, "safe_water", TOWNSHIP_CODE)
    income = measured(demo_results, "income", TOWNSHIP_CODE)
    assert [found["A1"], found["B1"], found["C1"]] == [
        water["numerator"], water["denominator"], income["numerator"],
    ]  # fmt: skip


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_is_written_as_the_page_writes_it(
    fill: Fill, demo_results: Path, plan: Plan, tmp_path: Path, language: str, edition: str
) -> None:
    city = "990181000000"
    page = open_page(demo_results, city, YEAR, language, edition)
    cards = [card for card in plan.cards.values() if page.shown(card) is not None]
    assert len(cards) > 12
    asked = [[f"{card.id}：{{{{{card.id}}}}}。"] for card in cards]
    form = workbook_of(tmp_path / "form.xlsx", asked)
    found = cells(fill(form, place=city, edition=edition, language=language))
    for index, card in enumerate(cards, start=1):
        note = {"zh": "（已知部分）", "en": " (of the known)"}[language]
        assert found[f"A{index}"].replace(note, "") == f"{card.id}：{page.value(card)}。"


def test_another_year_another_place_another_scope(
    fill: Fill, demo_results: Path, tmp_path: Path
) -> None:
    form = workbook_of(
        tmp_path / "form.xlsx",
        [
            ["{{safe_water.numerator@2017}}", f"｛｛ safe_water.numerator ［{OTHER}］ ｝｝"],
            ["{{safe_water.numerator:all}}", f"{{{{ safe_water.numerator [{OTHER}] @ 2018 }}}}"],
        ],
    )
    found = cells(fill(form))
    expected = {
        "A1": measured(demo_results, "safe_water", TOWNSHIP_CODE, 2017),
        "B1": measured(demo_results, "safe_water", OTHER),
        "A2": measured(demo_results, "safe_water", TOWNSHIP_CODE, YEAR, "all"),
        "B2": measured(demo_results, "safe_water", OTHER, 2018),
    }
    assert found == {cell: row["numerator"] for cell, row in expected.items()}


def test_a_cell_of_its_own_holds_a_number_and_text_holds_words(fill: Fill, tmp_path: Path) -> None:
    asked = ["{{income}}", "{{income|万元}}", "人均{{income|万元}}。", "{{safe_water}}", "{{year}}"]
    asked += ["{{safe_water|%}}", "{{safe_water.target}}", "{{place}}{{year}}年", "{{place.code}}"]
    filled = fill(workbook_of(tmp_path / "form.xlsx", [asked]))
    row = list(openpyxl.load_workbook(filled)["附表1"][1])
    yuan, tens, text, share, year, percent, line, title, code = (cell.value for cell in row)
    assert isinstance(yuan, int) and isinstance(tens, float)
    assert Decimal(str(tens)) == Decimal(yuan) / 10_000
    assert text == f"人均{tens}万元。"
    assert isinstance(share, float) and 0 < share < 1
    assert Decimal(str(percent)) == Decimal(str(share)) * 100
    assert (year, line, title) == (YEAR, 0.98, f"{TOWNSHIP}{YEAR}年")
    assert code == TOWNSHIP_CODE
    formats = [cell.number_format for cell in row]
    assert formats[0] == '#,##0"元"' and "元" not in formats[1]
    assert formats[3] == "0.0%" and formats[5] == "0.0"
    assert formats[4] == "0" and formats[6] == '"≥"0%'


def test_columns_of_registers_are_added_up_over_villages(
    fill: Fill, demo_registers: Path, tmp_path: Path
) -> None:
    asked = ["household_count", "household_count:low_income", "village_links_km", "has_broadband"]
    form = workbook_of(
        tmp_path / "form.xlsx", [[f"{{{{village_years.{name}}}}}" for name in asked]]
    )
    found = cells(fill(form))
    rows = register_rows(demo_registers, "village_years")
    here = rows[rows.township_zh == TOWNSHIP]
    assert len(here) > here.is_low_income.sum() > 2
    assert found["A1"] == here.household_count.sum()
    assert found["B1"] == here[here.is_low_income].household_count.sum()
    assert Decimal(str(found["C1"])) == here.village_links_km.sum()
    assert found["D1"] == here.has_broadband.sum()


def test_a_village_has_its_own_cells(fill: Fill, demo_registers: Path, tmp_path: Path) -> None:
    rows = register_rows(demo_registers, "village_years")
    village = rows[(rows.township_zh == TOWNSHIP) & rows.has_bus_service.notna()].iloc[0]
    asked = ["village_years.person_count", "village_years.has_bus_service", "township"]
    cells_asked = [f"{{{{{name}[{village.code}]}}}}" for name in asked]
    found = cells(fill(workbook_of(tmp_path / "form.xlsx", [cells_asked])))
    assert found["A1"] == village.person_count
    assert found["B1"] == ("是" if village.has_bus_service else "否")
    assert found["C1"] == TOWNSHIP


def test_rows_missing_are_told(fill: Fill, results: Results, tmp_path: Path) -> None:
    rows = results.indicators
    is_low = (rows.scope == "low_income") & (rows.year == YEAR) & (rows.level == "township")
    here = rows[is_low & (rows.card == "safe_housing")]
    part = here[here.rows_known < here.rows_expected].iloc[0].code
    whole = here[here.rows_known == here.rows_expected].iloc[0].code
    asked = [f"{{{{safe_housing.denominator[{code}]}}}}" for code in (part, whole)]
    form = workbook_of(tmp_path / "form.xlsx", [asked, [f"共{each}" for each in asked]])
    known = openpyxl.load_workbook(fill(form))["附表1"]
    note = "（已知部分）"
    assert note in known["A1"].number_format and known["A2"].value.endswith(note)
    assert "已知" not in known["B1"].number_format and known["B2"].value.endswith("户")
    assert number(known["A2"].value) == known["A1"].value
