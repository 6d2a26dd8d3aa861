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


def sums_of(card: Card, plan: Plan, engine: sqlite3.Connection, scope: str) -> pd.DataFrame:
    """Numerator and denominator of the rows whose both halves are known, by place and year."""
    assert card.register_id and card.numerator and card.denominator
    register = plan.registers[card.register_id]
    own = CODES[register.level]
    chosen = "WHERE is_low_income" if scope == "low_income" else ""
    rows = f"""
        SELECT place.*, year, n, d FROM (
            SELECT code AS own_code, year, ({card.numerator.sum}) AS n,
                   ({card.denominator.sum}) AS d
            FROM "{card.register_id}") AS known
        JOIN (SELECT DISTINCT {", ".join([f"{own} AS own_code", *_above(own)])} FROM places {chosen})
            AS place ON place.own_code = known.own_code
        WHERE n IS NOT NULL AND d IS NOT NULL"""
    parts = []
    for level, code in CODES.items():
        if list(CODES).index(level) < list(CODES).index(register.level):
            continue
        column = "own_code" if code == own else code
        query = f"SELECT {column} AS code, year, sum(n) AS n, sum(d) AS d, count(*) AS rows"
        found = pd.read_sql(f"{query} FROM ({rows}) GROUP BY {column}, year", engine)
        parts.append(found.assign(level=level))
    return pd.concat(parts)


def _above(own: str) -> list[str]:
    codes = list(CODES.values())
    return codes[codes.index(own) + 1 :]


@pytest.mark.parametrize("scope", ["all", "low_income"])
def test_every_card_gives_the_same_sums(
    plan: Plan, results: Results, engine: sqlite3.Connection, scope: str
) -> None:
    cards = [card for card in plan.cards.values() if card.register_id]
    assert len(cards) > 100
    keys = ["level", "code", "year"]
    for card in cards:
        expected = sums_of(card, plan, engine, scope)
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
