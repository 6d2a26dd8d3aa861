"""A store of five townships and their city in 2020; what the board says of it is worked by hand."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from small_registers import write_registers
from villages.plan import Plan
from villages.registers.history import (
    StoredHistory,
    Submission,
    create_history,
    open_history,
)
from villages.registers.intake.problems import Problem
from villages.registers.types import ARROW_TYPES

CHINA = datetime.timezone(datetime.timedelta(hours=8))
BEGUN = datetime.datetime(2021, 1, 1, 8, 0, tzinfo=CHINA)

#: Township → its villages. The name of one would be markup if nobody took care.
TOWNSHIPS = {
    "990181101000": ("青石镇", ["990181101201", "990181101202"]),
    "990181102000": ("白水乡", ["990181102201", "990181102202"]),
    "990181103000": ("石桥镇", ["990181103201"]),
    "990181104000": ("<b>云台乡", ["990181104201"]),
    "990181105000": ("柳溪镇", ["990181105201"]),
}
STONE, WATER, BRIDGE, TERRACE, WILLOW = TOWNSHIPS
CITY = "990181000000"

Rows = Sequence[Mapping[str, Any]]

#: Village → households and persons that it counts, and rows of each that it sends.
_Villages = Mapping[str, tuple[int | None, int | None, int, int]]


def _places() -> list[dict[str, Any]]:
    return [
        {
            "code": code, "name_zh": f"村{code[8]}{code[-1]}", "township_code": township,
            "township_zh": name, "city_code": CITY, "city_zh": "示例市",
            "is_low_income": True, "planned_exit_year": 2020,
        }
        for township, (name, villages) in TOWNSHIPS.items()
        for code in villages
    ]  # fmt: skip


def _year(code: str, households: int | None, persons: int | None) -> dict[str, Any]:
    return {"code": code, "year": 2020, "household_count": households, "person_count": persons}


def _rows(code: str, id_column: str, count: int) -> list[dict[str, Any]]:
    extra = {"household_id": f"H{code}"} if id_column == "person_id" else {}
    return [
        {**extra, "code": code, "year": 2020, id_column: f"{id_column[0]}{code}{number}"}
        for number in range(count)
    ]


def _returned(
    plan: Plan,
    form_id: str,
    villages: _Villages,
    problems: Sequence[Problem] = (),
) -> Submission:
    """A return of some villages, or of the city alone; 白水乡 leaves its own sheet blank."""
    names = ("village_years", "village_work", "households", "persons")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    sender = form_id.split(":")[1] if ":" in form_id else WATER
    if sender != WATER:
        rows["city_years" if sender == CITY else "township_years"] = [
            {"code": sender, "year": 2020}
        ]
    for code, (households, persons, sent_households, sent_persons) in villages.items():
        rows["village_years"].append(_year(code, households, persons))
        rows["village_work"].append({"code": code, "year": 2020})
        rows["households"] += _rows(code, "household_id", sent_households)
        rows["persons"] += _rows(code, "person_id", sent_persons)
    said = repr((form_id, rows, problems))
    return Submission(
        kind="return",
        form_id=form_id,
        content_hash=hashlib.sha256(said.encode()).hexdigest(),
        who="乡镇",
        why="更正",
        source=("报表.xlsx",),
        tables={name: _table(plan, name, given) for name, given in rows.items() if given},
        problems=[dataclasses.asdict(problem) for problem in problems],
    )


def _table(plan: Plan, register_id: str, rows: Rows) -> pa.Table:
    columns = plan.registers[register_id].columns
    named = [name for name in columns if any(name in row for row in rows)]
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], ARROW_TYPES[columns[name].type])
            for name in named
        }
    )


def _problem(severity: str, **given: Any) -> Problem:
    return Problem("报表.xlsx", "表", "C5", "栏", "row_twice", severity, shown="***", **given)  # type: ignore[arg-type]


@contextmanager
def sample_store(plan: Plan, folder: Path) -> Iterator[StoredHistory]:
    """Make the store and open it.

    Townships and the city fill in their own sheets unless it is said that they do not.

    * 青石镇: both villages whole; a first return on 5 January with an error, mended on the 20th.
    * 白水乡, 12 February: its first village whole, with a cell that could not be read; its second
      sent one of two households and none of three persons; the township's own sheet is blank.
    * 石桥镇: nothing for 2020, all of 2019.
    * 云台乡, 3 February: rows, but it did not count its persons.
    * 柳溪镇, 9 January: whole; two errors and three warnings about the file.
    * The city, 30 January: its own row.
    * A form of nobody: an error that belongs nowhere.
    """
    earlier = [{"code": "990181103201", "year": 2019, "household_count": 0, "person_count": 0}]
    registers: dict[str, Rows] = {
        "places": _places(),
        "village_years": earlier,
        "village_work": [{"code": "990181103201", "year": 2019}],
        "township_years": [{"code": BRIDGE, "year": 2019}],
        "households": [{"code": "990181103201", "year": 2019}],
        "persons": [{"code": "990181103201", "year": 2019}],
    }
    write_registers(plan, folder / "registers", registers)
    create_history(plan, folder / "store", folder / "registers", who="县", now=BEGUN)
    first, second = TOWNSHIPS[STONE][1]
    third, fourth = TOWNSHIPS[WATER][1]
    unread = _problem(
        "error", register_id="village_years", column_id="has_broadband", key=(third, "2020")
    )
    whole = {first: (2, 3, 2, 3), second: (1, 1, 1, 1)}
    sent: list[tuple[tuple[int, int], str, _Villages, list[Problem]]] = [
        ((1, 5), STONE, whole, [_problem("error"), _problem("warning")]),
        ((1, 9), WILLOW, {"990181105201": (1, 0, 1, 0)},
         [_problem("error")] * 2 + [_problem("warning")] * 3 + [_problem("note")]),
        ((1, 20), STONE, {second: (1, 2, 1, 2)}, []),
        ((1, 30), CITY, {}, []),
        ((2, 3), TERRACE, {"990181104201": (2, None, 2, 4)}, []),
        ((2, 12), WATER, {third: (1, 1, 1, 1), fourth: (2, 3, 1, 0)}, [unread]),
    ]  # fmt: skip
    with open_history(plan, folder / "store", is_writing=True) as history:
        for (month, day), township, villages, problems in sent:
            form = f"county:{township}:2020"
            now = datetime.datetime(2021, month, day, 16, 30, tzinfo=CHINA)
            assert history.append(_returned(plan, form, villages, problems), now).outcome == "new"
        stray = _returned(plan, "stray", {first: (2, 4, 2, 4)}, [_problem("error")])
        last = datetime.datetime(2021, 2, 13, 9, 5, tzinfo=CHINA)
        assert history.append(stray, last).outcome == "new"
        yield history
