"""Returns as the tests write them by hand."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from small_registers import CODE, OTHER, place, write_registers
from villages.errors import UserError
from villages.plan import Plan
from villages.registers.history import Selection, StoredHistory, Submission, Withdrawal
from villages.registers.types import ARROW_TYPES

CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime(2021, 3, 1, 9, 30, 0, 123456, tzinfo=CHINA)

Rows = Sequence[Mapping[str, Any]]


def later(days: int) -> datetime.datetime:
    """So many days after the store was made."""
    return NOW + datetime.timedelta(days=days)


def begin_with(plan: Plan, folder: Path) -> Path:
    """Write the registers of two villages in 2019 and 2020: two households, three persons each."""
    years = [{"code": code, "year": year} for code in (CODE, OTHER) for year in (2019, 2020)]
    rows: dict[str, Rows] = {
        "places": [place(), place(OTHER)],
        "village_years": [each | {"household_count": 2, "person_count": 3} for each in years],
        "households": [
            each | {"resident_count": size, "house_grade": grade}
            for each in years
            for size, grade in ((1, "A"), (2, None))
        ],
        "persons": [
            each | {"age": age, "sex": "female"} for each in years for age in (40, 8, None)
        ],
    }
    return write_registers(plan, folder, rows)


def table(plan: Plan, register_id: str, rows: Rows) -> pa.Table:
    """The rows with the key and the columns that any of them names."""
    key, columns = plan.registers[register_id].key, plan.registers[register_id].columns
    named = [name for name in columns if name in key or any(name in row for row in rows)]
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], ARROW_TYPES[columns[name].type])
            for name in named
        }
    )


def returned(
    plan: Plan,
    rows: Mapping[str, Rows],
    *,
    form_id: str = "county:990181101000:2020",
    why: str = "",
    problems: Sequence[Mapping[str, Any]] = (),
) -> Submission:
    """A return with these rows; the same rows and problems have the same hash."""
    said = repr((sorted(rows.items()), list(problems)))
    return Submission(
        kind="return",
        form_id=form_id,
        content_hash=hashlib.sha256(said.encode()).hexdigest(),
        who="青石镇",
        why=why,
        source=("青石镇 2020.xlsx",),
        tables={name: table(plan, name, given) for name, given in rows.items()},
        problems=problems,
    )


def taken_back(
    plan: Plan,
    register_id: str,
    keys: Rows,
    *,
    columns: tuple[str, ...] = (),
    why: str = "重复登记",
    rows: Mapping[str, Rows] | None = None,
) -> Submission:
    """A withdrawal of rows or cells by hand."""
    return Submission(
        kind="withdrawal",
        form_id="withdrawal",
        content_hash="by hand",
        who="县扶贫办",
        why=why,
        source=(),
        tables={name: table(plan, name, given) for name, given in (rows or {}).items()},
        withdrawals=[Withdrawal(register_id, table(plan, register_id, keys), columns)],
    )


@contextmanager
def refused(key: str) -> Iterator[None]:
    """What is done must be refused with this sentence."""
    with pytest.raises(UserError) as caught:
        yield
    assert caught.value.key == key


@contextmanager
def unless(key: str) -> Iterator[None]:
    """What is done may be refused with this sentence, and with no other."""
    try:
        yield
    except UserError as error:
        if error.key != key:
            raise


def village_year(history: StoredHistory, code: str, year: int) -> dict[str, Any] | None:
    """A village's row of a year as it stands; None if there is none."""
    found = history.rows("village_years", Selection(codes=[code], years=[year])).to_pylist()
    assert len(found) <= 1
    return dict(found[0]) if found else None
