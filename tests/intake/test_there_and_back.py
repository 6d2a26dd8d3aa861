"""Forms go out, are filled in and come back: is nothing lost on the way to the results?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

from filling_in import fill_in, local_number
from villages.findings.study import run_study
from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.forms import write_form
from villages.registers.guard import read_file
from villages.registers.history import Selection, create_history, open_history
from villages.registers.intake.door import Door, Sender, take_in
from villages.registers.pseudonyms import Pseudonyms

YEAR = 2020
NOW = datetime.datetime(2021, 1, 20, 9, 0, tzinfo=datetime.UTC)
TOWNSHIPS = ["990181101000", "990181201000", "990181206000"]
KEYS = {"households": "household_id", "persons": "person_id"}
REGISTERS = ("village_years", "village_work", "households", "persons", "township_years")


@pytest.fixture(scope="module")
def townships(demo_registers: Path, is_full_size: bool) -> list[str]:
    places = parquet.read_table(demo_registers / "places.parquet")
    every = sorted(set(places["township_code"].to_pylist()))
    assert len(every) == 26 and set(TOWNSHIPS) <= set(every)
    return every if is_full_size else TOWNSHIPS


@pytest.fixture(scope="module")
def store(
    plan: Plan, demo_registers: Path, townships: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A store without the townships' last year, into which their forms then came back."""
    folder = tmp_path_factory.mktemp("there")
    earlier = folder / "earlier"
    earlier.mkdir()
    places = parquet.read_table(demo_registers / "places.parquet")
    own = places.filter(pc.is_in(places["township_code"], pc.cast(townships, "string")))
    codes = pa.array([*own["code"].to_pylist(), *townships])
    for path in demo_registers.iterdir():
        target = earlier / path.name
        if path.stem in REGISTERS:
            table = parquet.read_table(path)
            is_last = pc.and_(pc.equal(table["year"], YEAR), pc.is_in(table["code"], codes))
            parquet.write_table(table.filter(pc.invert(is_last)), target)
        else:
            target.write_bytes(path.read_bytes())
    store = folder / "store"
    create_history(plan, store, earlier, who="office", now=NOW)
    door = Door(plan, {}, {}, Pseudonyms.open(folder / "keys"))
    for township in townships:
        form, filled = folder / f"{township}.xlsx", folder / f"{township}-filled.xlsx"
        with open_registers(plan, store) as session:
            write_form(plan, session, township, YEAR, form)
        fill_in(plan, form, filled, reported(demo_registers, township), known(earlier))
        with open_history(plan, store, is_writing=True) as history:
            taken = take_in(door, history, read_file(filled), Sender("office"), NOW)
        assert [p for p in taken.problems if p.severity != "note"] == []
        assert taken.receipt is not None and taken.receipt.outcome == "new"
        assert taken.form_id == f"county:{township}:{YEAR}"
    return store


def known(registers: Path) -> set[str]:
    """The ids that were given before the last year."""
    found: set[str] = set()
    for name, key in KEYS.items():
        table = parquet.read_table(registers / f"{name}.parquet", columns=[key, "year"])
        found |= set(table.filter(pc.less(table["year"], YEAR))[key].to_pylist())
    return found


def reported(registers: Path, township: str) -> dict[str, list[dict[str, Any]]]:
    """The last year's rows of a township, read without the program."""
    places = parquet.read_table(registers / "places.parquet").to_pylist()
    codes = {township} | {row["code"] for row in places if row["township_code"] == township}
    found = {}
    for name in REGISTERS:
        table = parquet.read_table(registers / f"{name}.parquet")
        rows = table.filter(pc.equal(table["year"], YEAR)).to_pylist()
        found[name] = [row for row in rows if row["code"] in codes]
    return found


@pytest.mark.parametrize("name", REGISTERS)
def test_nothing_is_lost(
    name: str, plan: Plan, store: Path, demo_registers: Path, townships: list[str]
) -> None:
    pseudonyms = Pseudonyms.open(store.parent / "keys")
    before = known(store.parent / "earlier")

    def renamed(row: dict[str, Any]) -> dict[str, Any]:
        """A newcomer's number has become a pseudonym."""
        new = {
            key: pseudonyms.pseudonym(key[0].upper(), local_number(row[key]), row["code"])
            for key in KEYS.values()
            if row.get(key) is not None and row[key] not in before
        }
        return row | new

    given = [row for each in townships for row in reported(demo_registers, each)[name]]
    # A row of which nothing is reported cannot be told from one that was left blank.
    asked = set(plan.registers[name].columns) - {"code", "year", *KEYS.values()}
    said = [row for row in given if any(row[column] is not None for column in asked)]
    assert len(said) >= 0.99 * len(given) and len(said) >= len(townships)
    key = plan.registers[name].key
    expected = {tuple(row[part] for part in key): row for row in map(renamed, said)}
    codes = sorted({row["code"] for row in given})
    with open_history(plan, store) as history:
        rows = history.rows(name, Selection(codes=codes, years=[YEAR])).to_pylist()
    assert {tuple(row[part] for part in key): row for row in rows} == expected


def test_the_results_are_the_same(
    plan: Plan, store: Path, demo_results: Path, townships: list[str], tmp_path: Path
) -> None:
    made = run_study(plan.id, store, tmp_path / "results")
    keys = ["card", "level", "code", "year", "scope"]
    places = pd.read_parquet(demo_results / "places.parquet")
    codes = set(places[places["township_code"].isin(townships)]["code"])
    frames = []
    for folder in (demo_results, made):
        frame = pd.read_parquet(folder / "indicators.parquet")
        frame = frame[(frame["year"] == YEAR) & frame["code"].isin(codes)]
        frames.append(frame.sort_values(keys).reset_index(drop=True))
    expected, found = frames
    assert len(expected) > 100
    pd.testing.assert_frame_equal(found, expected)
