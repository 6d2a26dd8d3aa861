"""Do suppositions about the sources of income add up as on paper?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from villages.findings.outlook_scenario import needed_factor, scenario

SOURCES = pd.DataFrame(
    {
        "wages": [6_000.0, 2_000.0, 5_000.0, 0.1],
        "business": [2_000.0, -500.0, np.nan, 0.2],
        "property": [300.0, 100.0, 50.0, 0.0],
        "transfers": [1_000.0, 1_500.0, 900.0, 0.0],
    },
    index=["near", "loss", "unknown", "on the line"],
)
FACTORS = {"wages": 1.1, "business": 1.2, "property": 1.0, "transfers": 1.0}


def test_each_source_grows_by_its_own_factor() -> None:
    # Two years on: 6000 * 1.21 + 2000 * 1.44 + 1300; 2000 * 1.21 - 500 * 1.44 + 1600.
    found = scenario(SOURCES, FACTORS, years=2, line=11_440)
    assert list(found.loc["near"]) == [11_440, 0, "met"]
    assert list(found.loc["loss"]) == [3_300, 8_140, "not_met"]


def test_a_source_unknown_is_never_a_pass() -> None:
    found = scenario(SOURCES, FACTORS, years=2, line=1)
    assert found.loc["unknown", "verdict"] == "no_data"
    assert found.loc["unknown", ["value", "gap"]].isna().all()
    lines = pd.Series({"near": 1.0})
    assert scenario(SOURCES, FACTORS, years=0, line=lines)["verdict"].tolist() == [
        "met", "no_data", "no_data", "no_data",
    ]  # fmt: skip


def test_what_is_on_the_line_meets_it_though_binary_fractions_would_not() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary fractions, and 0.1 * 3 as much.
    same = dict.fromkeys(FACTORS, 1.0)
    assert scenario(SOURCES, same, years=1, line=0.3).loc["on the line", "value"] == 0.3
    assert scenario(SOURCES, same, years=1, line=0.3).loc["on the line", "verdict"] == "met"
    tenth = SOURCES.loc[["on the line"]].assign(wages=0.7, business=0.1)
    assert 0.7 + 0.1 < 0.8
    assert scenario(tenth, same, years=3, line=0.8)["verdict"].tolist() == ["met"]


def test_at_the_factor_needed_the_line_is_reached() -> None:
    found = needed_factor(SOURCES, FACTORS, "wages", years=2, line=14_000)
    # (14000 - 2880 - 1300) / 6000 = 1.63666…, its root.
    assert found["near"] == pytest.approx(1.279323, abs=1e-6)
    reached = scenario(SOURCES, {**FACTORS, "wages": found["near"]}, years=2, line=14_000)
    assert reached.loc["near", "value"] == pytest.approx(14_000)
    assert np.isnan(found["unknown"])
    assert needed_factor(SOURCES, FACTORS, "wages", years=2, line=3_000)["near"] == 0
    assert needed_factor(SOURCES, FACTORS, "business", years=2, line=9_000)["loss"] == np.inf


@pytest.mark.parametrize(
    ("factors", "years"),
    [({"wages": 1.1}, 1), ({**FACTORS, "rent": 1.0}, 1), ({**FACTORS, "wages": -1.0}, 1),
     ({**FACTORS, "wages": np.nan}, 1), (FACTORS, -1)],
)  # fmt: skip
def test_factors_must_be_those_of_the_sources(factors: dict[str, float], years: int) -> None:
    with pytest.raises(ValueError):
        scenario(SOURCES, factors, years=years, line=1)
