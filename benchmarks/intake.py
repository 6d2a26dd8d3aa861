"""How long a township's full return takes at the door: reading, checking and storing it.

    python benchmarks/intake.py [--township CODE] [--runs N]

Makes the invented county in full size, a store without one township's last year, and that
township's filled form (several thousand households, about three times as many persons). Then takes
the form in, each run in a process and a store of its own, and prints what each step took and the
most memory that the process and its children used.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as parquet
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from villages.plan import Plan, read_plan
from villages.plan.reading import plan_folder
from villages.registers import open_registers
from villages.registers.demo import write_demo_registers
from villages.registers.forms import write_form
from villages.registers.forms.content import choices
from villages.registers.history import create_history, open_history
from villages.vocabulary import default_plan

STEPS = ("read", "check", "store")


def main() -> None:
    """Prepare once, take in several times, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--township", default="990181105000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--take", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        prepare(read_plan(default_plan()), options.prepare, options.township)
        return
    if options.take:
        print(json.dumps(take(read_plan(default_plan()), options.take)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A process of its own: what it used would count as memory of those started after it.
        command = [sys.executable, __file__, "--prepare", name, "--township", options.township]
        subprocess.run(command, check=True)
        taken = [run(folder) for _ in range(options.runs)]
    rows = taken[0]["rows"]
    print(f"rows taken in: {', '.join(f'{count:,} {name}' for name, count in rows.items())}")
    for key in (*STEPS, "whole"):
        seconds = [each[key] for each in taken]
        print(f"{key}: {min(seconds):.1f}-{max(seconds):.1f} s, median {median(seconds):.1f} s")
    print(f"most memory of the process: {max(each['own_mb'] for each in taken):,.0f} MB")
    print(f"most memory of a child: {max(each['child_mb'] for each in taken):,.0f} MB")


def prepare(plan: Plan, folder: Path, township: str) -> None:
    """Make the store without the township's last year, and the form that reports it."""
    registers = write_demo_registers(plan, folder / "registers", is_full_size=True)
    year = plan.years[-1]
    places = parquet.read_table(registers / "places.parquet")
    own = pc.equal(places["township_code"], township)
    codes = places.filter(own)["code"]
    reported: dict[str, list[dict[str, Any]]] = {}
    known: dict[str, set[str]] = {}
    for name in plan.registers:
        path = registers / f"{name}.parquet"
        table = parquet.read_table(path)
        if "year" not in table.column_names:
            continue
        is_own = pc.is_in(table["code"], codes)
        is_last = pc.equal(table["year"], year)
        reported[name] = table.filter(pc.and_(is_own, is_last)).to_pylist()
        before = pc.and_(is_own, pc.equal(table["year"], year - 1))
        for key in set(plan.registers[name].key) - {"code", "year"}:
            known[key] = set(table.filter(before)[key].to_pylist())
        parquet.write_table(table.filter(pc.invert(pc.and_(is_own, is_last))), path)
    store, form = folder / "store", folder / "form.xlsx"
    now = datetime.datetime.now().astimezone()
    create_history(plan, store, registers, who="benchmark", now=now)
    with open_registers(plan, registers) as session:
        write_form(plan, session, township, year, form)
    workbook = load_workbook(form)
    for name, rows in reported.items():
        sheet = workbook[plan.registers[name].label.zh]
        assert isinstance(sheet, Worksheet)
        fill(plan, name, sheet, rows, known)
    workbook.save(form)


def fill(
    plan: Plan,
    name: str,
    sheet: Worksheet,
    rows: Sequence[dict[str, Any]],
    known: dict[str, set[str]],
) -> None:
    """Fill in what is reported of those whom the form knows; newcomers are left out."""
    register = plan.registers[name]
    places = {str(cell.value): int(cell.column) for cell in sheet[3] if cell.value}
    keys = [key for key in register.key if key != "year"]
    at = {
        tuple(sheet.cell(row, places[key]).value for key in keys): row
        for row in range(4, sheet.max_row + 1)
    }
    for record in rows:
        row = at.get(tuple(record[key] for key in keys))
        if row is None:
            continue
        for column_id, column in register.columns.items():
            value = record[column_id]
            if value is None or column_id in keys or column_id == "year" or column_id in known:
                continue
            if column.type == "boolean" or column.values:
                value = choices(column, "zh")[value]
            sheet.cell(row, places[column_id]).value = (
                float(value) if isinstance(value, Decimal) else value
            )


def run(folder: Path) -> dict[str, Any]:
    """Take the form in, in a process of its own and into a copy of the store."""
    copy = shutil.copytree(folder / "store", folder / "store-of-run")
    command = [sys.executable, __file__, "--take", str(folder)]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    taken: dict[str, Any] = json.loads(done.stdout)
    taken["whole"] = time.perf_counter() - begun
    shutil.rmtree(copy)
    return taken


def take(plan: Plan, folder: Path) -> dict[str, Any]:
    """Take the form in and return the seconds of each step and the megabytes."""
    from villages.registers.guard import read_file
    from villages.registers.history.stored import StoredHistory
    from villages.registers.intake.door import Door, Sender, take_in
    from villages.registers.intake.foreign import read_mapping_cards
    from villages.registers.pseudonyms import Pseudonyms
    from villages.registers.rules import read_rules

    cards = read_mapping_cards(plan_folder(plan.id), plan)
    rules = read_rules(plan_folder(plan.id), plan)
    door = Door(plan, cards, rules, Pseudonyms.open(folder / "keys"))
    begun = time.perf_counter()
    workbook = read_file(folder / "form.xlsx")
    read = time.perf_counter() - begun
    stored = 0.0
    append = StoredHistory.append

    def timed(*arguments: Any) -> Any:
        nonlocal stored
        start = time.perf_counter()
        receipt = append(*arguments)
        stored = time.perf_counter() - start
        return receipt

    StoredHistory.append = timed  # type: ignore[assignment, method-assign]
    begun = time.perf_counter()
    now = datetime.datetime.now().astimezone()
    with open_history(plan, folder / "store-of-run", is_writing=True) as history:
        taken = take_in(door, history, workbook, Sender("benchmark"), now)
    checked = time.perf_counter() - begun - stored
    assert taken.receipt is not None and taken.receipt.outcome == "new"
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "rows": dict(taken.accepted_rows),
        "read": read,
        "check": checked,
        "store": stored,
        "own_mb": own,
        "child_mb": children,
    }


if __name__ == "__main__":
    main()
