"""Does each row fall into the group that it says, worked out by hand and again in pandas?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from small_registers import CODE, place, write_registers
from villages.indicators import breakdown
from villages.plan import Plan
from villages.registers import RegisterSession, open_registers

YEAR = 2020

#: Four households; the third does not say what it is.
HOUSEHOLDS: list[dict[str, Any]] = [
    {"household_category": "general", "house_grade": "A"},
    {"household_category": "dibao", "house_grade": "C"},
    {"household_category": None, "house_grade": "B"},
    {"household_category": "dibao", "house_grade": None},
]

#: The household of each person, age, sex, safe water, certified disability.
PERSONS = [
    ("household_id0", 5, "female", True, False),
    ("household_id0", 6, "male", True, False),
    ("household_id1", 15, "female", False, True),
    ("household_id1", 16, "female", True, None),
    ("household_id2", 59, "male", True, False),
    ("household_id9", 60, "male", False, True),
    (None, None, None, True, False),
    ("household_id3", 0, "female", None, False),
]


@pytest.fixture(scope="module")
def session(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterSession]:
    names = ("household_id", "age", "sex", "has_safe_water", "is_disabled")
    stamp: dict[str, Any] = {"code": CODE, "year": YEAR}
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [place()],
        # Two households and four persons more than the registers hold.
        "village_years": [{**stamp, "household_count": 6, "person_count": 12}],
        "households": [{**stamp, **each} for each in HOUSEHOLDS],
        "persons": [{**stamp, **dict(zip(names, each, strict=True))} for each in PERSONS],
    }
    folder = write_registers(plan, tmp_path_factory.mktemp("hand"), rows)
    with open_registers(plan, folder) as opened:
        yield opened


def found(session: RegisterSession, by: str, card: str) -> dict[str, tuple[int, int, int]]:
    """Group → numerator, denominator of the known rows, and the most that the numerator can be."""
    frame = breakdown(session, by, [card])
    chosen = frame[(frame["level"] == "city") & (frame["scope"] == "all")]
    assert set(frame["card"]) == {card}
    names = ("group", "numerator", "denominator", "numerator_high")
    return {
        str(group): (int(numerator), int(denominator), int(most))
        for group, numerator, denominator, most in zip(
            *(chosen[name] for name in names), strict=True
        )
    }


# The four persons that are not registered are in no group: they raise no bound.
@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("age", {"0-5": (1, 1, 2), "6-15": (1, 2, 1), "16-59": (2, 2, 2), "60+": (0, 1, 0),
                 "unknown": (1, 1, 1)}),
        ("sex", {"female": (2, 3, 3), "male": (2, 3, 2), "unknown": (1, 1, 1)}),
        ("disability", {"yes": (0, 2, 0), "no": (4, 4, 5), "unknown": (1, 1, 1)}),
        # The household is blank of one, not registered of another, and does not say of a third.
        ("household_category", {"general": (2, 2, 2), "dibao": (1, 2, 2), "unknown": (2, 3, 2)}),
    ],
)  # fmt: skip
def test_persons_fall_where_they_say(
    by: str, groups: dict[str, tuple[int, int, int]], session: RegisterSession
) -> None:
    assert found(session, by, "safe_water") == groups


def test_households_fall_where_they_say(session: RegisterSession) -> None:
    groups = {"general": (1, 1, 1), "dibao": (0, 1, 1), "unknown": (1, 1, 1)}
    assert found(session, "household_category", "safe_housing") == groups


def test_a_register_that_says_nothing_of_it_is_not_split(session: RegisterSession) -> None:
    assert breakdown(session, "sex", ["safe_housing", "paved_links", "income_gini"]).empty


def test_the_value_is_that_of_the_rows_known(session: RegisterSession) -> None:
    frame = breakdown(session, "sex", ["safe_water"])
    chosen = frame[(frame["level"] == "village") & (frame["scope"] == "low_income")]
    row = chosen[chosen["group"] == "female"].iloc[0]
    assert row["value"] == pytest.approx(200 / 3) and row["rows_known"] == 3
    assert row["denominator_low"] == row["denominator_high"] == Decimal(4)


def test_two_indicators_recomputed_in_pandas(plan: Plan, demo_registers: Path) -> None:
    houses = pd.read_parquet(demo_registers / "households.parquet")
    persons = pd.read_parquet(demo_registers / "persons.parquet")
    key = ["code", "year", "household_id"]
    of_house = persons.merge(houses[[*key, "household_category"]], on=key, how="left")
    of_house["category"] = of_house["household_category"].fillna("unknown")
    # In no group's rate is a person whose insurance is not known.
    insured = of_house[of_house["is_insured"].notna()].groupby(["code", "year", "category"])
    by_hand = insured["is_insured"].agg(numerator="sum", denominator="count")

    edges = [-1, 5, 15, 59, 200]
    bands = pd.cut(persons["age"].astype("Float64"), edges, labels=["0-5", "6-15", "16-59", "60+"])
    aged = persons.assign(band=bands.astype("object").fillna("unknown"))
    water = aged[aged["has_safe_water"].notna()].groupby(["year", "band"])
    of_all = water["has_safe_water"].agg(numerator="sum", denominator="count")

    with open_registers(plan, demo_registers) as session:
        category = breakdown(session, "household_category", ["health_insurance"])
        age = breakdown(session, "age", ["safe_water"])
    villages = category[(category["level"] == "village") & (category["scope"] == "all")]
    assert len(villages) > 2000
    compared(villages[villages["denominator"] > 0], by_hand, ["code", "year", "group"])
    compared(age[(age["level"] == "city") & (age["scope"] == "all")], of_all, ["year", "group"])


def compared(frame: pd.DataFrame, by_hand: Any, keys: list[str]) -> None:
    ours = frame.set_index(keys)[["numerator", "denominator"]].astype("int64").sort_index()
    theirs = by_hand.astype("int64").rename_axis(keys).sort_index()
    assert ours.to_dict("index") == theirs.to_dict("index")
