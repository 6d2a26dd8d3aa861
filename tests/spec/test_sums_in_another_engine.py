"""Do the results equal what SQLite, another engine, makes of the same cards and registers?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from villages.findings.results import Results
from villages.plan import Plan
from villages.plan.model import Card

CODES = {"village": "code", "township": "township_code", "city": "city_code"}
ORDER = [*CODES]


@pytest.fixture(scope="module")
def engine(plan: Plan, demo_registers: Path) -> Iterator[sqlite3.Connection]:
    """The demo registers in SQLite: yes and no as 1 and 0, numbers as they are."""
    connection = sqlite3.connect(":memory:")
    for name, register in plan.registers.items():
        frame = pd.read_parquet(demo_registers / f"{name}.parquet")
        for column in frame:
            if register.columns[str(column)].type == "boolean":
                frame[column] = frame[column].astype("Int64")
            elif register.columns[str(column)].type == "decimal":
                frame[column] = frame[column].astype(float)
        frame.to_sql(name, connection, index=False)
    yield connection
    connection.close()


def sums_of(card: Card, plan: Plan, engine: sqlite3.Connection) -> pd.DataFrame:
    """Numerator and denominator of the rows whose both halves are known, by own place and year."""
    assert card.register_id and card.numerator and card.denominator
    return pd.read_sql(
        f"""SELECT code AS own_code, year, sum(n) AS n, sum(d) AS d, count(*) AS rows FROM (
                SELECT code, year, ({card.numerator.sum}) AS n, ({card.denominator.sum}) AS d
                FROM "{card.register_id}")
            WHERE n IS NOT NULL AND d IS NOT NULL GROUP BY code, year""",
        engine,
    )


def places_of(level: str, places: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Every place of a level in a scope, with those above it that its sums belong to."""
    own = CODES[level]
    chosen = places[places["is_low_income"].eq(True)] if scope == "low_income" else places
    above = [code for other, code in CODES.items() if ORDER.index(other) > ORDER.index(level)]
    return chosen[[own, *above]].drop_duplicates().assign(own_code=chosen[own])


@pytest.mark.parametrize("scope", ["all", "low_income"])
def test_every_card_gives_the_same_sums(
    plan: Plan, results: Results, engine: sqlite3.Connection, scope: str
) -> None:
    cards = [card for card in plan.cards.values() if card.register_id]
    assert len(cards) > 100
    every = pd.read_sql("SELECT * FROM places", engine)
    keys = ["level", "code", "year"]
    for card in cards:
        own = plan.registers[str(card.register_id)].level
        sums = places_of(own, every, scope).merge(sums_of(card, plan, engine), on="own_code")
        parts = [
            sums.groupby([CODES[level], "year"])[["n", "d", "rows"]]
            .sum()
            .rename_axis(["code", "year"])
            .reset_index()
            .assign(level=level)
            for level in ORDER[ORDER.index(own) :]
        ]
        expected = pd.concat(parts)
        found = results.indicators
        found = found[(found["card"] == card.id) & (found["scope"] == scope)]
        both = found.merge(expected, on=keys, how="left")
        assert len(both) == len(found), card.id
        assert len(found.merge(expected, on=keys)) == len(expected), card.id
        for ours, theirs in (("numerator", "n"), ("denominator", "d"), ("rows_known", "rows")):
            np.testing.assert_allclose(
                both[ours].astype(float),
                both[theirs].fillna(0).astype(float),
                rtol=1e-12,
                atol=1e-6,
                err_msg=f"{card.id} {ours}",
            )
