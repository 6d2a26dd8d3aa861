"""Is the money of a year held against the days that have passed, and no further than is known?"""

from __future__ import annotations

import datetime
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from villages.exhibits.fund_answers import funds_answer
from villages.exhibits.page import open_page
from villages.findings.funds import pace, year_passed


@pytest.mark.parametrize(
    ("year", "day", "passed"),
    [
        (2020, "2019-12-31", Fraction(0)),
        (2020, "2020-01-01", Fraction(1, 366)),
        # January has 31 days, February 29 in a leap year and 28 in another.
        (2020, "2020-02-29", Fraction(60, 366)),
        (2019, "2019-03-01", Fraction(60, 365)),
        (2019, "2019-06-30", Fraction(181, 365)),
        (2020, "2020-12-30", Fraction(365, 366)),
        (2020, "2020-12-31", Fraction(1)),
        (2020, "2023-05-01", Fraction(1)),
    ],
)
def test_the_share_of_the_year(year: int, day: str, passed: Fraction) -> None:
    assert year_passed(year, datetime.date.fromisoformat(day)) == passed


@pytest.mark.parametrize(
    ("low", "high", "passed", "word"),
    [
        (50, 50, 50, "on_pace"),
        (49, 49, 50, "behind"),
        (49, 50, 50, "unknown"),
        (50, 70, 50, "on_pace"),
        (0, 100, 1, "unknown"),
        (0, 0, 0, "on_pace"),
        (0, 0, 100, "over"),
        (100, 100, 100, "over"),
    ],
)
def test_what_is_not_known_is_never_on_pace(low: int, high: int, passed: int, word: str) -> None:
    assert pace(*(Fraction(each, 100) for each in (low, high, passed))) == word


@pytest.mark.parametrize(
    ("day", "passed", "word"),
    [
        ("2020-07-01", 183 / 366, "on_pace"),
        ("2020-11-30", 335 / 366, "behind"),
        ("2021-01-31", 1.0, "over"),
        ("", None, "unknown"),
    ],
)
def test_an_answer_knows_the_day_of_its_data(
    demo_results: Path, tmp_path: Path, day: str, passed: float | None, word: str
) -> None:
    # In the demo between six and eight tenths of the money of 2020 are spent.
    folder = tmp_path / demo_results.name
    shutil.copytree(demo_results, folder)
    card = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    (folder / "results.json").write_text(json.dumps({**card, "as_of": day}), encoding="utf-8")
    page = open_page(folder, "", 2020, "zh", "internal", "city")
    *_, last = funds_answer(page).data["years"]
    assert 60 < last["spent_percent"]["low"] < last["spent_percent"]["high"] < 80
    assert last["pace"] == word
    expected = None if passed is None else pytest.approx(100 * passed)
    assert last["year_passed_percent"] == expected
