"""Is nothing wrong taken in, nothing good lost, and each refused cell named where it stands?"""

from __future__ import annotations

import datetime
import random
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import small_registers
from dirty_forms import NAME, VILLAGES, YEAR, SheetTruth, draw_sheet, write_form
from villages.catalogue import say
from villages.plan import Plan
from villages.registers.guard import read_file
from villages.registers.history import Selection, create_history, open_history
from villages.registers.intake.door import Door, Sender, take_in
from villages.registers.pseudonyms import Pseudonyms

#: At full size each part holds more than a thousand sheets.
pytestmark = pytest.mark.timeout(1800)

NOW = datetime.datetime(2019, 12, 31, 9, 0, tzinfo=datetime.UTC)
TOWNSHIP = "990181101000"

#: Sheets of a small and of a full run; a workbook has three.
SMALL, FULL, PER_BOOK = 1_000, 10_000, 3

#: So many runs share the work, so that several processors can.
PARTS = 8


@pytest.fixture(scope="module")
def begun(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the year before: two villages with some households and persons."""
    villages = [small_registers.place(code) for code in VILLAGES]
    households = [{"code": code, "year": YEAR - 1} for code in VILLAGES for _ in range(3)]
    persons = [
        {"code": code, "year": YEAR - 1, "household_id": f"household_id{index // 2}"}
        for index, code in enumerate(code for code in VILLAGES for _ in range(6))
    ]
    counted = [{"code": code, "year": YEAR - 1} for code in VILLAGES]
    rows = {
        "places": villages, "village_years": counted, "households": households, "persons": persons,
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("begun")
    registers = small_registers.write_registers(plan, folder / "registers", rows)
    create_history(plan, folder / "store", registers, who="office", now=NOW)
    return folder / "store"


def drawn(plan: Plan, chance: random.Random) -> dict[str, SheetTruth]:
    households = [
        (code, f"household_id{3 * v + h}") for v, code in enumerate(VILLAGES) for h in range(3)
    ]
    persons = [
        (
            code,
            {"person_id": f"person_id{6 * v + p}", "household_id": f"household_id{3 * v + p // 2}"},
        )
        for v, code in enumerate(VILLAGES)
        for p in range(6)
    ]
    known: dict[str, list[tuple[str, dict[str, str]]]] = {
        "village_years": [(code, {}) for code in VILLAGES],
        "households": [(code, {"household_id": own}) for code, own in households],
        "persons": persons,
    }
    return {name: draw_sheet(chance, plan, name, rows) for name, rows in known.items()}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell_becomes_what_it_must(
    part: int, plan: Plan, begun: Path, tmp_path: Path, is_full_size: bool
) -> None:
    door = Door(plan, {}, {}, Pseudonyms.open(tmp_path / "keys"))
    books = -(-(FULL if is_full_size else SMALL) // PER_BOOK // PARTS)
    seen: defaultdict[str, int] = defaultdict(int)
    for number in range(books):
        chance = random.Random(f"{part}-{number}")
        sheets = drawn(plan, chance)
        path = tmp_path / f"form-{number}.xlsx"
        write_form(plan, path, TOWNSHIP, sheets)
        store = shutil.copytree(begun, tmp_path / f"store-{number}")
        with open_history(plan, store, is_writing=True) as history:
            taken = take_in(door, history, read_file(path), Sender("office"), NOW)
            named: defaultdict[str, set[str]] = defaultdict(set)
            for problem in taken.problems:
                for language in ("zh", "en"):
                    said = problem.text(language) + problem.remedy(language) + problem.shown
                    assert NAME not in said and "{" not in said
                if problem.severity == "error":
                    named[problem.register_id].add(problem.cell)
            for name, truth in sheets.items():
                where = f"{path.name} {name}"
                assert named[name] == truth.refused, where
                held = history.rows(name, Selection(years=[YEAR])).to_pylist()
                key = plan.registers[name].key
                found = {tuple(row[part] for part in key): row for row in held}
                assert found == expected(plan, name, truth), where
                seen["sheets"] += 1
                seen["refused"] += len(truth.refused)
                seen["kept"] += sum(len(row) for row in truth.kept.values())
    assert seen["sheets"] >= books * PER_BOOK
    assert seen["refused"] > books and seen["kept"] > 100 * books


def expected(plan: Plan, name: str, truth: SheetTruth) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows that must stand in the store, every column of the register with them."""
    columns = plan.registers[name].columns
    return {key: {column: row.get(column) for column in columns} for key, row in truth.kept.items()}


def test_the_labels_of_the_test_are_those_of_the_forms() -> None:
    """The forms of this test are written by hand; they must look like real ones."""
    assert say("forms", "machine_id", "zh") == "报表编号"
    assert say("forms", "machine_version", "zh") == "版式版本"
