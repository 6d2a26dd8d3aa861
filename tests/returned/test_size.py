"""Is a whole township's return marked in little memory?"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from returned.senders import SHEET, problem
from villages.errors import UserError
from villages.registers.guard import Limits, read_file
from villages.registers.intake import returned
from villages.registers.intake.amending import amend_apart
from villages.registers.intake.grid import Sheet, Workbook

#: Persons and households of a township, and the columns of their sheets.
WHOLE, SMALL = ((25_000, 16), (8_000, 15)), ((1_500, 16), (500, 15))

MEMORY_BYTES = 1_500 << 20

SCRIPT = """
import json, resource, sys
from pathlib import Path
from villages.registers.guard import read_file
from villages.registers.intake.problems import Problem
from villages.registers.intake.returned import write_returned

path, sheet = Path(sys.argv[1]), sys.argv[2]
workbook = read_file(path)
rows = range(4, len(workbook.sheets[0].rows), 5)
found = [Problem(path.name, sheet, f"F{row}", "收入", "row_twice", "error") for row in rows]
write_returned(workbook, found, path.parent, "zh")
# What this process used itself: the counter of getrusage begins with the one that started it.
lines = Path("/proc/self/status").read_text().splitlines() if sys.platform == "linux" else []
own = sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"kibibytes": [own, child], "marked": len(found)}))
"""


def test_a_township_is_marked_within_the_limits(is_full_size: bool, tmp_path: Path) -> None:
    path = tmp_path / "township.xlsx"
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        for (rows, columns), name in zip(
            WHOLE if is_full_size else SMALL, (SHEET, "二"), strict=True
        ):
            sheet = book.add_worksheet(name)
            sheet.protect()
            for row in range(rows):
                for column in range(columns):
                    if column < 4:
                        sheet.write_string(row, column, f"{column}-{row:06d}")
                    else:
                        sheet.write_number(row, column, row * column)
    command = [sys.executable, "-c", SCRIPT, str(path), SHEET]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    assert said["marked"] > 200
    # The process and its child at the same time; Linux counts kibibytes.
    assert sys.platform != "linux" or sum(said["kibibytes"]) << 10 < MEMORY_BYTES


def test_what_takes_more_than_the_limits_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tight = Limits(memory_bytes=resource.getpagesize() * 1_000)
    monkeypatch.setattr(returned, "amend_apart", lambda job, data: amend_apart(job, data, tight))
    workbook = Workbook(tmp_path / "a.csv", "csv", (Sheet(SHEET, (("x",),)),), "0" * 64)
    with pytest.raises(UserError) as caught:
        returned.write_returned(workbook, [problem("a.csv", "A1")], tmp_path, "zh")
    assert caught.value.key == "returned_too_large" and "a.csv" in caught.value.text("en")
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_changed_meanwhile_is_not_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet(SHEET).write_string("A1", "looked at")
    workbook = read_file(path)
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet(SHEET).write_string("A1", "not looked at")
    made = read_file(returned.write_returned(workbook, [problem(path, "A1")], tmp_path, "en"))
    assert [sheet.rows[0][0] for sheet in made.sheets] == ["Problems", "looked at"]
