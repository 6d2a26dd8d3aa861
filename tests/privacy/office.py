"""An office whose one township reports persons that there are not, and commands run in it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from filling_in import FIRST_ROW, typed
from privacy.canaries import Canary, Searched, persons
from villages.cli import main
from villages.plan import Plan

TOWNSHIP, OTHER, YEAR = "青石镇", "竹溪乡", 2020
#: Where numbers become pseudonyms, and what is the official's own: it is searched by nobody.
PRIVATE = ("private/registers", "private/store", "private/keys", "private/returned", "incoming")

Rows = list[dict[str, Any]]


@dataclass
class Office:
    """A folder of work.

    Attributes
    ----------
    folder
        Where it lies; the folder of temporary files and the home lie below.
    plan
        The plan.
    searched
        Who is looked for.
    codes
        Command → its exit code.
    """

    folder: Path
    plan: Plan
    searched: Searched
    codes: dict[str, int] = field(default_factory=dict)

    @property
    def said(self) -> Path:
        """All that commands and their children said."""
        return self.folder / "said.txt"

    def run(self, *arguments: str) -> int:
        """Run a command; what it and its children say goes to a file."""
        with self.said.open("a", encoding="utf-8") as file, _spoken_to(file):
            code = main(arguments)
        self.codes[" ".join(arguments)] = code
        return code

    def files(self) -> Iterator[Path]:
        """Every file that must name nobody."""
        private = [self.folder / each for each in PRIVATE]
        for path in sorted(self.folder.rglob("*")):
            is_private = any(each in (path, *path.parents) for each in private)
            if path.is_file() and not path.is_symlink() and not is_private:
                yield path

    def found(self) -> dict[str, dict[str, set[str]]]:
        """File → part of it → which persons it names."""
        all_found = {
            str(path.relative_to(self.folder)): self.searched.found_in_file(path)
            for path in self.files()
        }
        return {name: found for name, found in all_found.items() if found}


@contextmanager
def _spoken_to(file: Any) -> Iterator[None]:
    """What is said goes to a file, also what a child says."""
    kept = os.dup(1), os.dup(2)
    sys.stdout.flush()
    try:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        with redirect_stdout(file), redirect_stderr(file):
            yield
            file.flush()
    finally:
        for number, descriptor in enumerate(kept, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)


@contextmanager
def opened(folder: Path, plan: Plan, demo: Path, count: int) -> Iterator[Office]:
    """Open an office: registers of some villages, without the year that its township reports."""
    folder.mkdir()
    people = persons(count)
    office = Office(folder, plan, Searched(people))
    registers = folder / "private" / "registers" / plan.id
    for name in ("temporary", "home", "incoming"):
        (folder / name).mkdir()
    for name in ("private", "private/registers"):
        (folder / name).mkdir(mode=0o700)
    reported = _cut(plan, demo, registers, count)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("TMPDIR", "TEMP", "TMP"):
            patch.setenv(name, str(folder / "temporary"))
        for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR"):
            patch.setenv(name, str(folder / "home"))
        patch.setenv("LC_ALL", "zh_CN.UTF-8")
        patch.setenv("COLUMNS", "300")
        patch.setattr(tempfile, "tempdir", None)
        _take_in(office, people, reported)
        yield office


def _cut(plan: Plan, demo: Path, registers: Path, count: int) -> dict[str, Rows]:
    """Write the registers without the persons of one township and year; return these."""
    shutil.copytree(demo, registers)
    registers.chmod(0o700)
    places = pd.read_parquet(registers / "places.parquet")
    here = set(places[places.township_zh == TOWNSHIP].code)
    # A county of two townships: what the others have is nobody's here.
    near = places[places.township_zh.isin((TOWNSHIP, OTHER))]
    codes = {*near.code, *near.township_code, *near.city_code}
    for path in registers.glob("*.parquet"):
        table = pq.read_table(path)
        own = [code in codes for code in table["code"].to_pylist()]
        pq.write_table(table.filter(pa.array(own)), path)
    reported: dict[str, Rows] = {}
    for name in ("households", "persons", "projects", "pairings", "duty_records", "reviews"):
        table = pq.read_table(registers / f"{name}.parquet")
        rows = table.to_pylist()
        own = [row["code"] in here and row["year"] == YEAR for row in rows]
        reported[name] = [row for row, is_own in zip(rows, own, strict=True) if is_own]
        kept = table.filter(pa.array([not is_own for is_own in own]))
        pq.write_table(kept, registers / f"{name}.parquet")
    # As many persons as there are numbers, whole households only.
    taken: set[str] = set()
    chosen: Rows = []
    by_household: dict[str, Rows] = {}
    for row in reported["persons"]:
        by_household.setdefault(row["household_id"], []).append(row)
    for household, members in by_household.items():
        if len(chosen) + len(members) <= count:
            taken.add(household)
            chosen += members
    reported["persons"] = chosen
    reported["households"] = [r for r in reported["households"] if r["household_id"] in taken]
    return reported


def _take_in(office: Office, people: Sequence[Canary], reported: Mapping[str, Rows]) -> None:
    """Send out the form, fill it in as officials do, and take it in."""
    assert office.run("registers", "begin") == 0
    assert office.run("forms", "--place", TOWNSHIP, "--year", str(YEAR)) == 0
    (form,) = (office.folder / "forms").glob("*.xlsx")
    back = office.folder / "incoming" / "back.xlsx"
    _fill(office.plan, form, back, people, reported)
    # Some cells are broken on purpose: 3 says that not all was taken in.
    assert office.run("intake", "incoming/back.xlsx", "--json", "private/problems.json") == 3
    roads = office.folder / "incoming" / "roads.xlsx"
    _write_roads(roads, people)
    office.run("intake", str(roads), "--why", "复核")
    with open(office.folder / "private" / "problems.json", encoding="utf-8") as file:
        assert len(file.read()) > 100
    from villages.registers.history import open_history

    with open_history(office.plan, office.folder / "private" / "store" / office.plan.id) as history:
        rows = history.rows("persons").to_pylist()
        held = [row for row in rows if len(row["person_id"]) == 17]
    office.searched.pseudonyms |= {row["person_id"] for row in held}
    office.searched.pseudonyms |= {row["household_id"] for row in held if row["household_id"]}
    assert len(held) > len(people) // 2


def _fill(
    plan: Plan, form: Path, out: Path, people: Sequence[Canary], reported: Mapping[str, Rows]
) -> None:
    """Write rows over the form's own: numbers and names in every column that may hold them."""
    workbook = load_workbook(form)
    named = iter(_again(people))
    numbers = {
        row["person_id"]: each for row, each in zip(reported["persons"], people, strict=False)
    }
    heads: dict[str, str] = {}
    for row in reported["persons"]:
        heads.setdefault(row["household_id"], numbers[row["person_id"]].number)
    for name, rows in reported.items():
        sheet = workbook[plan.registers[name].label.zh]
        assert isinstance(sheet, Worksheet)
        columns = {str(cell.value): int(cell.column or 0) for cell in sheet[FIRST_ROW - 1]}
        for line in sheet.iter_rows(min_row=FIRST_ROW):
            for cell in line:
                cell.value = None
        for at, row in enumerate(rows, start=FIRST_ROW):
            for column_id, column in plan.registers[name].columns.items():
                if column_id not in columns:
                    continue
                value = row[column_id]
                if column_id == "person_id":
                    value = numbers[value].number
                elif column_id == "household_id":
                    value = heads.get(value, value)
                elif column_id in ("project_id", "partner_id"):
                    person = next(named)
                    value = f"{value} {person.name} {person.spelled}"
                elif column_id == "decided_by":
                    value = next(named).name
                if value is not None:
                    sheet.cell(at, columns[column_id]).value = typed(value, column)
            _spoil(sheet, at, columns, next(named))
        person = next(named)
        beside = sheet.max_column + 2
        sheet.cell(FIRST_ROW - 1, beside).value = f"备注（{person.name}）"
        sheet.cell(FIRST_ROW, beside).value = f"{person.name}，电话{person.spelled}"
        sheet.cell(1, beside).value = f"填表人：{person.name}"
        sheet.cell(FIRST_ROW, 2).comment = Comment(person.spelled, person.name)
    workbook.properties.creator = people[0].name
    workbook.properties.description = people[0].spelled
    workbook.save(out)


def _spoil(sheet: Worksheet, at: int, columns: Mapping[str, int], person: Canary) -> None:
    """In a few rows put a name, a number or a telephone into a cell that wants another thing."""
    said = (person.name, person.number, person.spelled, f"{person.name}（{person.spelled}）")
    last = list(columns.values())[-1 - at % 4]
    if at % 7 == 0:
        sheet.cell(at, last).value = said[at // 7 % 4]


def _again(people: Sequence[Canary]) -> Iterator[Canary]:
    while True:
        yield from people


def _write_roads(path: Path, people: Sequence[Canary]) -> None:
    """The transport bureau's own table, with the names and telephones of those in charge."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    first, second, third = people[:3]
    for line in (
        ["2020年村屯道路情况统计表"],
        ["序号", "乡镇", "村名", "自然屯数（个）", "村屯道路（公里）", None, "屯屯道路（公里）",
         None, "道路总里程（公里）", "是否通客车", "养护负责人", None, "备注"],
        [None, None, None, None, "里程", "其中：已铺油路", "里程", "其中：已铺油路", None, None,
         "姓名", "联系电话"],
        [1, TOWNSHIP, first.name, 6, first.spelled, 10, 4.25, 4.25, 16.75, second.name,
         first.name, first.spelled, second.number],
        [2, None, third.spelled, third.name, 8, 8, 3, 1.5, 11, "否", second.name, second.phone],
        [f"填表人：{third.name} 填报日期：2021年1月10日"],
    ):  # fmt: skip
        sheet.append(line)
    for area in ("A1:M1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2", "I2:I3", "J2:J3",
                 "K2:L2", "M2:M3", "B4:B5", "A6:M6"):  # fmt: skip
        sheet.merge_cells(area)
    workbook.save(path)
