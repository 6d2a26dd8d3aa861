"""Does the exhibit show the sums that are there, no more to the public, and nothing untrue?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pytest

from page_running import drawn_texts
from villages.exhibits.blocks import Figure, Paragraph, Section, Table
from villages.exhibits.figures.flow import funds_flow
from villages.exhibits.flows import FlowRow, Money
from villages.exhibits.funds import share_text, sum_text, unit_of
from villages.exhibits.money import money
from villages.exhibits.page import Page, open_page
from villages.vocabulary import Edition, Language, PageLevel

Kind = TypeVar("Kind")

TOWNSHIP, VILLAGE = "青石镇", "松坡村"


def opened(
    results: Path,
    level: PageLevel,
    place: str,
    language: Language = "zh",
    edition: Edition = "internal",
) -> Page:
    return open_page(results, place, 2020, language, edition, level)


def of_kind(section: Section, kind: type[Kind]) -> list[Kind]:
    return [block for block in section.blocks if isinstance(block, kind)]


@pytest.fixture(scope="module")
def rows(demo_results: Path) -> pd.DataFrame:
    found = pd.read_parquet(demo_results / "flows.parquet")
    return found[found["year"] == 2020]


@pytest.fixture(scope="module")
def city(demo_results: Path) -> Page:
    return opened(demo_results, "city", "示例市")


@pytest.fixture(scope="module")
def chart(city: Page) -> Figure:
    (figure,) = of_kind(money(city), Figure)
    return figure


def ten_thousands(yuan: float) -> str:
    return f"{yuan / 10_000:,.1f}万元"


def test_the_title_says_what_the_rows_add_up_to(chart: Figure, rows: pd.DataFrame) -> None:
    whole = rows[rows["level"] == "city"].sum(numeric_only=True)
    spent = [ten_thousands(whole[f"spent_{end}"]) for end in ("low", "high")]
    assert spent[0] != spent[1]
    shares = [round(100 * whole[f"spent_{end}"] / whole["allotted_low"]) for end in ("low", "high")]
    assert (
        f"到位{ten_thousands(whole['allotted_low'])}，支出{spent[0]}至{spent[1]}" in chart.caption
    )
    assert f"（支出率{shares[0]}%～{shares[1]}%）" in chart.caption


def test_every_band_is_named_with_its_sum_and_no_side_is_crowded(
    chart: Figure, rows: pd.DataFrame, city: Page
) -> None:
    drawn = list(drawn_texts(chart.svg))
    townships = rows[rows["level"] == "township"].groupby("code")["allotted_low"].sum()
    assert len(townships) == 12
    for code, amount in townships.items():
        assert city.name(city.evidence.places[str(code)]) in drawn
        assert [text for text in drawn if text.startswith(ten_thousands(amount) + "，支出")]
    names = ("source", "department")
    sizes = {
        name: rows[rows["level"] == "city"].groupby(name)["allotted_low"].sum() for name in names
    }
    assert chart.data is not None
    pairs = [(row[0].text, row[1].text) for row in chart.data.rows]
    first = [pair for pair in pairs if pair[1] != "合计" and pair[0] != "合计"]
    assert len(set(first)) == len(first) <= 12
    for start, sums in zip((0, 1), sizes.values(), strict=True):
        named = {pair[start] for pair in first}
        others = [text for text in named if text.startswith("其余")]
        count = int(re.findall(r"\d+", others[0])[0])
        assert len(named) - 1 + count == len(sums)
        together = sums.sort_values().iloc[:count].sum()
        assert [text for text in drawn if text.startswith(ten_thousands(together))]


def test_the_numbers_behind_the_chart_add_up_on_every_side(
    chart: Figure, rows: pd.DataFrame
) -> None:
    assert chart.data is not None
    whole = rows[rows["level"] == "city"]["allotted_low"].sum()
    sides: dict[str, float] = {"first": 0, "to": 0, "from": 0}
    for start, end, cell in chart.data.rows:
        assert cell.number is not None and cell.number > 0
        side = "to" if end.text == "合计" else "from" if start.text == "合计" else "first"
        sides[side] += cell.number
    # Each is rounded to a thousand yuan.
    assert all(abs(each - whole) <= 500 * len(chart.data.rows) for each in sides.values())


def test_the_tables_are_typed_and_add_up(city: Page, rows: pd.DataFrame) -> None:
    tables = of_kind(money(city), Table)
    assert [len(table.rows) for table in tables] == [10 + 1, 12 + 1]
    whole = rows[rows["level"] == "city"]
    for table in tables:
        *lines, together = table.rows
        assert together[1].number == whole["rows"].sum() == sum(row[1].number or 0 for row in lines)
        assert together[6].number == whole["rows_missing"].sum()
        allotted = whole["allotted_low"].sum() / 10_000
        assert together[2].number == pytest.approx(allotted, abs=0.05)
        assert sum(row[2].number or 0 for row in lines) == pytest.approx(allotted, abs=0.05 * 12)
        # What is not known is two numbers, and no number to a spreadsheet.
        for row in table.rows:
            is_range = "至" in row[3].text
            assert (row[3].number is None) == is_range == ("至" in row[5].text)


def test_a_place_said_to_have_spent_less_has_certainly_spent_less(
    city: Page, rows: pd.DataFrame
) -> None:
    said = of_kind(money(city), Paragraph)[0].text
    sums = rows.groupby(["level", "code"]).sum(numeric_only=True)
    low = sums["spent_low"] / (sums["spent_low"] + sums["unspent_high"])
    high = sums["spent_high"] / (sums["spent_high"] + sums["unspent_low"])
    (whole,) = low["city"]
    lagging = {str(code) for code, share in high["township"].items() if share < whole}
    assert lagging
    for code in high["township"].index:
        name = city.name(city.evidence.places[str(code)])
        assert (name in said) == (code in lagging)
    shares = [float(each) for each in re.findall(r"（(?:[\d.]+%～)?([\d.]+)%", said)]
    assert len(shares) == len(lagging)
    together = float(re.findall(r"支出率为([\d.]+)%", said)[0])
    assert all(share < together for share in shares)


def test_a_townships_money_goes_to_its_villages(demo_results: Path) -> None:
    page = opened(demo_results, "township", TOWNSHIP)
    villages = of_kind(money(page), Table)[1]
    names = [page.name(village) for village in page.plan_villages]
    assert [row[0].text for row in villages.rows] == [*names, "合计"]
    (figure,) = of_kind(money(page), Figure)
    assert set(names) <= set(drawn_texts(figure.svg))


def test_a_villages_money_is_spent_or_not(demo_results: Path) -> None:
    section = money(opened(demo_results, "village", VILLAGE))
    (figure,) = of_kind(section, Figure)
    assert "已支出" in figure.alt and "的流向图" in figure.alt
    assert len(of_kind(section, Table)) == 1


def test_the_public_sees_townships_and_no_village(demo_results: Path) -> None:
    assert money(opened(demo_results, "village", VILLAGE, edition="public")).blocks == ()
    page = opened(demo_results, "township", TOWNSHIP, edition="public")
    section = money(page)
    assert len(of_kind(section, Table)) == 1
    (figure,) = of_kind(section, Figure)
    drawn = {*drawn_texts(figure.svg), *re.split("[、；：]", figure.alt)}
    internal = opened(demo_results, "township", TOWNSHIP)
    for village in internal.plan_villages:
        assert not [text for text in drawn if village.name_zh in text]
        assert ("funds", village.code, 2020) not in page.evidence.flows
    # What the public sees of the township is what everybody sees.
    assert page.evidence.flows == {
        key: found
        for key, found in internal.evidence.flows.items()
        if internal.evidence.places[key[1]].level != "village"
    }


@pytest.mark.parametrize("level", ["city", "township", "village"])
def test_english_pages_are_english(demo_results: Path, level: PageLevel) -> None:
    place = {"city": "示例市", "township": TOWNSHIP, "village": VILLAGE}[level]
    section = money(opened(demo_results, level, place, "en"))
    (figure,) = of_kind(section, Figure)
    said = [figure.alt, figure.caption, figure.source, *drawn_texts(figure.svg)]
    said += [block.text for block in of_kind(section, Paragraph)]
    for table in of_kind(section, Table):
        said += [table.caption, table.note, *(cell.text for row in table.rows for cell in row)]
    assert not [text for text in said if re.search(r"[\u3400-\u9fff]", text)]
    assert "yuan" in figure.caption and "2020" in figure.caption


def with_rows(page: Page, *given: FlowRow) -> Page:
    flows = {("funds", page.place.code, page.year): given}
    return replace(page, evidence=replace(page.evidence, flows=flows))


def known(allotted: int, spent: int) -> Money:
    left = allotted - spent
    return Money(allotted, allotted, spent, spent, left, left, rows=1)


def test_nothing_and_less_than_nothing_is_not_drawn(demo_results: Path) -> None:
    page = opened(demo_results, "village", VILLAGE)
    (flow,) = page.plan.flows
    empty = with_rows(page, FlowRow("county", "water", known(0, 0)))
    assert funds_flow(empty, flow) is None and money(empty).blocks == ()
    overspent = with_rows(
        page,
        FlowRow("county", "water", known(100_000, 130_000)),
        FlowRow("central", "health", known(0, 0)),
        FlowRow("", "", known(40_000, 10_000)),
    )
    figure = funds_flow(overspent, flow)
    assert figure is not None and figure.data is not None
    sums = {(row[0].text, row[1].text): row[2].number for row in figure.data.rows}
    assert sums == {
        ("县级财政", "水务局"): 100_000, ("未注明", "未注明"): 40_000,
        ("水务局", "已支出"): 100_000, ("未注明", "已支出"): 10_000, ("未注明", "未支出"): 30_000,
    }  # fmt: skip
    # The words tell the sums as they stand: 140,000 of 140,000, 30,000 beyond and 30,000 left.
    assert "到位14.0万元，支出14.0万元（支出率100%），未支出0万元" in figure.caption


@pytest.mark.parametrize(
    ("money_of", "said"),
    [
        (known(1_000_000, 999_600), ("100.0万元", "99.9%")),
        (known(1_000_000, 1_000_000), ("100.0万元", "100%")),
        (known(1_000_000, 300), ("100.0万元", "0.1%")),
        (known(300, 0), ("0.03万元", "0%")),
        (Money(100, 100, 0, 100, 0, 100, 1, 1), ("0.01万元", "未报")),
        (Money(0, 2_000_000, 0, 2_000_000, 0, 2_000_000, 1, 1), ("0万元至200.0万元", "未报")),
        (Money(200, 200, 50, 150, 50, 150, 2, 1), ("0.02万元", "25%～75%")),
    ],
)
def test_a_sum_is_never_shown_as_what_it_is_not(
    city: Page, money_of: Money, said: tuple[str, str]
) -> None:
    (flow,) = city.plan.flows
    unit = unit_of(city, flow, money_of)
    assert unit.worth == Decimal(10_000)
    assert (sum_text(city, unit, money_of.allotted), share_text(city, money_of)) == said
