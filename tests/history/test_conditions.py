"""Do a plan's conditions count the same in PostgreSQL as in DuckDB?"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from history.returns import later, refused, returned
from small_registers import CODE, OTHER
from villages.plan import Plan
from villages.plan.conditions import Expression
from villages.plan.model import Card
from villages.plan.reading import expressions
from villages.registers.history import (
    Selection,
    count_where,
    open_history,
    transpiled,
)


def test_every_target_adds_up_alike(plan: Plan, demo_store: str, demo_registers: Path) -> None:
    """The demo registers' rows in the store's own database, against DuckDB on the folder."""
    assert len(plan.target_cards) >= 10
    with open_history(plan, demo_store) as history:
        for register_id in plan.registers:
            cards = [card for card in plan.target_cards if card.register_id == register_id]
            halves = [half for card in cards for half in _halves(plan, card)]
            sums = [sql for half in halves for sql in (half.value, half.low, half.high)]
            if not sums:
                continue
            path = demo_registers / f"{register_id}.parquet"
            chosen = ", ".join(f"sum({sql})" for sql in sums)
            with duckdb.connect() as folder:
                [expected] = folder.execute(f"SELECT {chosen} FROM '{path}'").fetchall()
            added = [
                f"sum({transpiled(sql, history.dialect)}) AS s{index}"
                for index, sql in enumerate(sums)
            ]
            rows = history.current(register_id, upto=0)
            schema = pa.schema([(f"s{index}", pa.decimal128(38, 6)) for index in range(len(sums))])
            found = history.select(f"SELECT {', '.join(added)} FROM ({rows}) AS rows", schema)
            assert tuple(found.to_pylist()[0].values()) == expected
            assert all(value is not None for value in expected)


def _halves(plan: Plan, card: Card) -> tuple[Expression, Expression]:
    halves = expressions(plan, card)
    return halves.numerator, halves.denominator


def test_rows_that_fulfil_and_rows_left_open_are_counted(plan: Plan, store: str) -> None:
    safe = "house_grade in ('A', 'B')"
    with open_history(plan, store, is_writing=True) as history:
        counted = count_where(history, "households", safe)
        # A village has a house of grade A and one of unknown grade, in either year.
        assert [(each.code, each.year) for each in counted] == [
            (CODE, 2019), (CODE, 2020), (OTHER, 2019), (OTHER, 2020),
        ]  # fmt: skip
        assert {(each.fulfilling, each.undecided, each.total) for each in counted} == {(1, 1, 2)}
        found = {"code": OTHER, "year": 2020, "household_id": "household_id7"}
        sent = returned(plan, {"households": [found | {"house_grade": "D"}]})
        history.append(sent, later(1))
        last = count_where(history, "households", safe, Selection(codes=[OTHER], years=[2020]))
        assert [(each.fulfilling, each.undecided, each.total) for each in last] == [(1, 0, 2)]
        before = count_where(history, "households", safe, Selection([OTHER], [2020]), upto=0)
        assert [(each.fulfilling, each.undecided) for each in before] == [(1, 1)]
        both = "resident_count * 2 > 2 and not house_grade = 'D'"
        assert [each.undecided for each in count_where(history, "households", both)] == [1, 1, 1, 0]
        [place, _] = count_where(history, "places", "is_low_income")
        assert (place.code, place.year, place.fulfilling, place.undecided) == (CODE, None, 1, 0)


def test_what_is_no_condition_is_refused(plan: Plan, store: str) -> None:
    with open_history(plan, store) as history:
        for condition, key in (
            ("resident_count + 1", "history_no_condition"),
            ("house_grad = 'A'", "expression_column"),
            ("house_grade = null", "expression_null"),
            ("house_grade = 'A'; drop table x", "expression_forbidden"),
            ("house_grade = ", "expression_broken"),
            ("pg_sleep(1) = 1", "expression_forbidden"),
        ):
            with refused(key):
                count_where(history, "households", condition)
