"""Are figures of townships and of the city their own, added up once, and asked of no village?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from filled_forms import SHEET, TOWNSHIP, TOWNSHIP_CODE, YEAR, cells, workbook_of
from villages.errors import UserError

Fill = Callable[..., Path]
CITY, VILLAGE = "示例市", "990181101201"
SUMS = ("township_funds_yuan", "township_cadre_count")


@pytest.fixture(scope="module")
def townships(demo_registers: Path) -> pd.DataFrame:
    """The townships' rows of the year, and whether any low-income village lies in them."""
    rows = pd.read_parquet(demo_registers / "township_years.parquet")
    places = pd.read_parquet(demo_registers / "places.parquet")
    has_any = places.groupby("township_code").is_low_income.any()
    rows = rows[rows.year == YEAR]
    return rows.assign(has_low_income=rows.code.map(has_any).astype(bool))


def filled(fill: Fill, folder: Path, names: list[str], place: str) -> list[object]:
    asked = [f"{{{{{name}}}}}" for name in names]
    return list(cells(fill(workbook_of(folder / "form.xlsx", [asked]), place=place)).values())


def test_a_township_has_its_own_row(fill: Fill, townships: pd.DataFrame, tmp_path: Path) -> None:
    (own,) = townships[townships.code == TOWNSHIP_CODE].itertuples()
    names = [*SUMS, f"{SUMS[0]}:low_income", "has_leading_group"]
    found = filled(fill, tmp_path, [f"township_years.{name}" for name in names], TOWNSHIP)
    assert [own.township_funds_yuan, own.township_cadre_count] == found[:2]
    # The township has low-income villages: it is in their scope, whole.
    assert found[2:] == [own.township_funds_yuan, "是" if own.has_leading_group else "否"]


def test_over_the_city_each_township_counts_once(
    fill: Fill, townships: pd.DataFrame, tmp_path: Path
) -> None:
    names = [f"township_years.{name}{scope}" for name in SUMS for scope in ("", ":low_income")]
    low = townships[townships.has_low_income]
    assert 0 < len(low) < len(townships)
    expected = [rows[name].sum() for name in SUMS for rows in (townships, low)]
    assert filled(fill, tmp_path, names, CITY) == expected


def test_the_city_has_its_own_row(fill: Fill, demo_registers: Path, tmp_path: Path) -> None:
    rows = pd.read_parquet(demo_registers / "city_years.parquet")
    (own,) = rows[rows.year == YEAR].itertuples()
    (found,) = filled(fill, tmp_path, ["city_years.city_funds_yuan"], CITY)
    assert found == own.city_funds_yuan


@pytest.mark.parametrize(
    ("name", "place", "level"),
    [
        ("township_years.township_cadre_count", VILLAGE, "township"),
        ("city_years.city_funds_yuan", TOWNSHIP, "city"),
    ],
)
def test_it_is_asked_of_nothing_below(
    name: str,
    place: str,
    level: str,
    fill: Fill,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    form = workbook_of(tmp_path / "form.xlsx", [[f"{{{{{name}}}}}"]])
    with pytest.raises(UserError) as caught:
        fill(form, place=place)
    said = caught.value.text("en")
    assert SHEET in said and name in said and f"a {level} reports of itself" in said
