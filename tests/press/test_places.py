"""Is the place that a user names found, and what is said if it is not?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from villages.errors import UserError
from villages.gazetteer import Gazetteer, read_gazetteer


@pytest.fixture
def gazetteer(county: Path) -> Gazetteer:
    return read_gazetteer(county)


def refusal(gazetteer: Gazetteer, wanted: str, level: str) -> UserError:
    with pytest.raises(UserError) as caught:
        gazetteer.find(wanted, level)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("wanted", "level", "code"),
    [
        ("青石镇", "township", "990000001000"),
        ("990000002001", "village", "990000002001"),
        ("Qingshi Town", "township", "990000001000"),
        ("qingshi town", "township", "990000001000"),
        ("青石", "township", "990000001000"),
        ("青石", "village", "990000001002"),
        ("白水", "township", "990000002000"),
        ("东岭", "any", "990000002002"),
        (" 示例市 ", "city", "990000000000"),
    ],
)
def test_a_place_is_found(gazetteer: Gazetteer, wanted: str, level: str, code: str) -> None:
    assert gazetteer.find(wanted, level).code == code  # type: ignore[arg-type]


def test_an_unknown_name_is_answered_with_the_nearest(gazetteer: Gazetteer) -> None:
    error = refusal(gazetteer, "青右镇", "township")
    assert error.key == "place_unknown"
    assert "青石镇" in error.text("zh") or "Qingshi Town" in error.text("zh")
    assert "示例市" not in error.text("zh")


@pytest.mark.parametrize("wanted", ["上河村", "上河", "Shanghe Village"])
def test_a_name_of_two_villages_is_answered_with_their_codes(
    gazetteer: Gazetteer, wanted: str
) -> None:
    error = refusal(gazetteer, wanted, "village")
    assert error.key == "place_ambiguous"
    assert "990000001001" in error.text("zh") and "990000002001" in error.text("zh")


def test_a_short_name_that_fits_two_levels_is_not_guessed(gazetteer: Gazetteer) -> None:
    assert refusal(gazetteer, "青石", "any").key == "place_ambiguous"


def test_a_village_is_no_township(gazetteer: Gazetteer) -> None:
    assert refusal(gazetteer, "东岭村", "township").key == "place_other_level"


def test_all_villages_are_the_low_income_ones(gazetteer: Gazetteer) -> None:
    low_income = [place.code for place in gazetteer.select("village")]
    assert low_income == ["990000001001", "990000002002"]
    assert len(gazetteer.select("village", "all")) == 4
    assert len(gazetteer.select("township")) == 2


def test_a_folder_without_results_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_gazetteer(tmp_path)
    assert "villages study" in caught.value.text("en")


def test_a_folder_of_something_else_is_refused(county: Path, tmp_path: Path) -> None:
    (tmp_path / "places.parquet").write_bytes((county / "places.parquet").read_bytes())
    (tmp_path / "results.json").write_text(json.dumps({"years": "none"}), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_gazetteer(tmp_path)
    assert caught.value.key == "results_foreign"
