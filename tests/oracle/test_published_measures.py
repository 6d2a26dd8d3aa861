"""Do the measures give what books and other programs give?"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from villages.methods import fgt, gini

DATA = Path(__file__).parent / "data"
EXPECTED: dict[str, Any] = yaml.safe_load((DATA / "expected.yaml").read_text(encoding="utf-8"))
SURVEYS = EXPECTED["synthetic_surveys"]
HANDBOOK = EXPECTED["handbook_chapter_4"]


def survey(name: str) -> tuple[list[float], list[float]]:
    """Welfare and weights of a synthetic survey; only rows that its own tests keep."""
    with (DATA / name).open(encoding="utf-8") as stream:
        rows = [(row["welfare"], row["weight"]) for row in csv.DictReader(stream)]
    kept = [(float(y), float(w)) for y, w in rows if "NA" not in (y, w)]
    kept = [(y, w) for y, w in kept if w > 0 and y >= 0]
    return [y for y, _ in kept], [w for _, w in kept]


@pytest.mark.parametrize("alpha", SURVEYS["poverty"]["by_alpha"])
def test_poverty_of_the_synthetic_survey(alpha: float) -> None:
    welfare, weights = survey(SURVEYS["poverty"]["file"])
    line = sum(welfare) / len(welfare)
    expected = SURVEYS["poverty"]["by_alpha"][alpha]
    tolerance = SURVEYS["poverty"]["tolerance"]
    assert fgt(welfare, line, alpha, weights) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("name", SURVEYS["gini"])
def test_gini_of_the_synthetic_surveys(name: str) -> None:
    assert gini(*survey(name)) == pytest.approx(SURVEYS["gini"][name], abs=1e-14)


@pytest.mark.parametrize(
    ("country", "alpha"),
    [(name, alpha) for name, one in HANDBOOK["countries"].items() for alpha in one["by_alpha"]],
)
def test_poverty_in_the_handbook(country: str, alpha: float) -> None:
    one = HANDBOOK["countries"][country]
    expected = one["by_alpha"][alpha]
    # The half powers are published with seven decimals or fewer, the others exactly.
    tolerance = 5e-8 if alpha % 1 == 0.5 else 1e-15
    if (country, alpha) == ("C", 1.5):
        tolerance = 5e-7
    assert fgt(one["income"], HANDBOOK["line"], alpha) == pytest.approx(expected, abs=tolerance)


def test_gini_in_the_handbook() -> None:
    one = EXPECTED["handbook_chapter_6"]
    assert gini(one["income"]) == pytest.approx(one["gini"], abs=1e-14)
