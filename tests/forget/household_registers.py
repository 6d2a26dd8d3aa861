"""Registers of two villages in two years whose every household and person is known by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from small_registers import CODE, OTHER, place
from villages.plan import Plan
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.types import ARROW_TYPES

#: Identity numbers with their check digits worked out by hand (GB 11643-1999).
HEAD, CHILD, LONE = "11010519491231002X", "440524198001010013", "210283197505054424"

NAME = "欧阳志远"


class People:
    """The pseudonyms of the three persons and the two households."""

    def __init__(self, keys: Path) -> None:
        made = Pseudonyms.open(keys)
        self.head, self.child, self.lone = (made.pseudonym("P", n) for n in (HEAD, CHILD, LONE))
        self.family, self.single = (made.pseudonym("H", n) for n in (HEAD, LONE))


def write(plan: Plan, folder: Path, people: People, *, as_csv: bool = False) -> Path:
    """Write the registers: a head with a child, and a woman alone; OTHER has two strangers."""
    years = [{"code": CODE, "year": year} for year in (2019, 2020)]
    elsewhere = {"code": OTHER, "year": 2020}
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [place(), place(OTHER)],
        "village_years": [
            *({**each, "household_count": 2, "person_count": 3} for each in years),
            {**elsewhere, "household_count": 1, "person_count": 1},
        ],
        "households": [
            row
            for each in years
            for row in (
                {**each, "household_id": people.family, "resident_count": 2, "house_grade": "C"},
                {**each, "household_id": people.single, "resident_count": 1, "house_grade": "A"},
            )
        ]
        + [{**elsewhere, "household_id": "H00000000ff", "resident_count": 1}],
        "persons": [
            row
            for each in years
            for row in (
                {**each, "person_id": people.head, "household_id": people.family, "age": 70},
                {**each, "person_id": people.child, "household_id": people.family, "age": 9},
                {**each, "person_id": people.lone, "household_id": people.single, "age": 45},
            )
        ]
        + [{**elsewhere, "person_id": "P00000000ff", "household_id": "H00000000ff"}],
        "reviews": [
            {**years[1], "household_id": people.family, "review_group": "exited"},
            {**years[1], "household_id": people.single, "review_group": "exited"},
        ],
        "duty_records": [
            {**years[1], "measure": "safe_water", "body": "water", "consequence": "talk",
             "decided_by": NAME},
            {**years[1], "measure": "safe_water", "body": "water", "consequence": "remind",
             "decided_by": "欧阳志"},
        ],
    }  # fmt: skip
    folder.mkdir(parents=True)
    for name, register in plan.registers.items():
        given = rows.get(name, [])
        if as_csv:
            _write_csv(folder / f"{name}.csv", list(register.columns), given)
            continue
        columns = {
            each: pa.array([row.get(each) for row in given], ARROW_TYPES[column.type])
            for each, column in register.columns.items()
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def _write_csv(path: Path, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([[row.get(name) for name in names] for row in rows])


def everything_in(folder: Path) -> str:
    """All texts of all files of a folder: raw, and the cells of Parquet files."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        parts += [path.name, path.read_bytes().decode("utf-8", "replace")]
        if path.suffix == ".parquet":
            parts.append(str(pq.read_table(path).to_pylist()))
    return "\n".join(parts)
