"""Does ``villages support`` show what registers say, and of villages no amounts to the public?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from villages.cli import main
from villages.exhibits.blocks import Paragraph, Table
from villages.exhibits.page import Page, open_page
from villages.exhibits.support import support_answer

VILLAGE, TOWNSHIP, SMALL_TOWNSHIP = "松坡村", "青石镇", "霜叶乡"


@pytest.fixture(scope="module")
def low_income(demo_registers: Path) -> pd.DataFrame:
    rows = pd.read_parquet(demo_registers / "places.parquet")
    return rows[rows["is_low_income"] == True]  # noqa: E712


def told(page: Page) -> str:
    parts = []
    for block in support_answer(page).section.blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row]
    return "\n".join(parts)


def test_the_city_is_what_a_recount_of_the_registers_gives(
    demo_registers: Path, demo_results: Path, low_income: pd.DataFrame
) -> None:
    found = pd.read_parquet(demo_results / "support.parquet")
    city = found[found["level"] == "city"].set_index("year")
    work = pd.read_parquet(demo_registers / "village_work.parquet")
    work = work[work["code"].isin(low_income["code"])]
    pairs = pd.read_parquet(demo_registers / "pairings.parquet")
    assert set(pairs["code"]) <= set(low_income["code"])
    for year, row in city.iterrows():
        own = work[work["year"] == year]
        for kind, column in (
            ("secretary", "has_first_secretary"),
            ("unit", "has_support_unit"),
            ("firm", "has_partner_firm"),
        ):
            said = own[column].dropna().astype(bool)
            counts = (said.sum(), (~said).sum(), len(low_income) - len(said))
            assert tuple(row[f"{kind}_{word}"] for word in ("yes", "no", "unknown")) == counts
        assert row["given_yuan"] == own["partner_yuan"].sum()
        known = own[own["cadre_count"].notna() & own["trained_cadre_count"].notna()]
        assert row["village_cadres"] == known["cadre_count"].sum()
        assert row["trained_village_cadres"] == known["trained_cadre_count"].sum()
        paired = pairs[pairs["year"] == year]
        assert row["promised_yuan"] == paired["promised_yuan"].sum()
        assert row["delivered_yuan"] == paired["delivered_yuan"].sum()
    assert (city["secretary_no"] > 0).any() and (city["firm_no"] > 0).any()
    assert (city["promised_yuan"] > city["delivered_yuan"]).all()


@pytest.mark.parametrize(
    ("locale", "title"), [("zh_CN.UTF-8", "帮扶力量"), ("en_US.UTF-8", "who supports the villages")]
)
def test_the_command_speaks_and_writes(
    locale: str,
    title: str,
    demo_results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", locale)
    monkeypatch.setenv("COLUMNS", "200")
    data, book = tmp_path / "support.json", tmp_path / "support.xlsx"
    arguments = ["support", "--year", "2019", "--results", str(demo_results)]
    assert main([*arguments, "--json", str(data), "--xlsx", str(book)]) == 0
    assert title in capsys.readouterr().out
    read = json.loads(data.read_text(encoding="utf-8"))
    assert read["support"]["villages"] == 55
    assert sum(place["villages"] for place in read["places"]) == 55
    numbers = [
        cell.value
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    assert read["support"]["promised_yuan"] in numbers


def test_the_public_reads_words_of_a_village_and_no_amounts(demo_results: Path) -> None:
    inside = open_page(demo_results, VILLAGE, 2020, "zh", "internal", "village")
    outside = open_page(demo_results, VILLAGE, 2020, "zh", "public", "village")
    key = (inside.place.code, 2020)
    row = inside.evidence.support[key]
    assert row.given_yuan and row.secretary_months
    for text, is_shown in ((told(inside), True), (told(outside), False)):
        assert (f"{row.given_yuan:,}" in text) == is_shown
        assert "有第一书记" in text
    shown = outside.evidence.support[key]
    for name in ("given_yuan", "secretary_months", "village_cadres", "promised_yuan", "over_term"):
        assert getattr(shown, name) is None


def test_a_township_of_two_villages_is_held_back_as_they_are(demo_results: Path) -> None:
    page = open_page(demo_results, SMALL_TOWNSHIP, 2020, "zh", "public", "township")
    row = page.evidence.support[page.place.code, 2020]
    assert row.villages == 2
    assert row.promised_yuan is None and row.over_term is None
    assert row.township_cadres is not None
    larger = open_page(demo_results, TOWNSHIP, 2020, "zh", "public", "township")
    assert larger.evidence.support[larger.place.code, 2020].promised_yuan is not None


def test_a_long_term_is_named_inside_as_a_note(demo_results: Path) -> None:
    page = open_page(demo_results, TOWNSHIP, 2020, "zh", "internal", "township")
    village = page.plan_villages[0]
    name = page.name(village)
    key = (village.code, 2020)
    for months, is_over in ((36, 0), (37, 1)):
        row = replace(page.evidence.support[key], secretary_months=months, over_term=is_over)
        support = {**page.evidence.support, key: row}
        told_now = told(replace(page, evidence=replace(page.evidence, support=support)))
        assert (f"第一书记任职超过三年（提示）：{name}" in told_now) == bool(is_over)


def test_a_plan_without_the_registers_says_so(demo_results: Path) -> None:
    page = open_page(demo_results, "", 2020, "en", "public", "city")
    empty = replace(page, evidence=replace(page.evidence, support={}, duties=()))
    assert told(empty) == "There are no data on support."
