"""Does the child process keep its limits, and does the parent say so when it does not?"""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import xlsxwriter

from handmade_workbooks import SHEET, packed, parts, worksheet
from villages.errors import UserError
from villages.registers.guard import Limits, read_file, reading
from villages.registers.guard.limits import MEBIBYTE
from villages.registers.intake.grid import Percent

CHILD = Path(reading.__file__).with_name("child") / "start.py"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refusal(path: Path, limits: Limits) -> UserError:
    with pytest.raises(UserError) as caught:
        read_file(path, limits)
    return caught.value


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A workbook of a million cells, which takes seconds to read."""
    row = "<row>" + "<c><v>12345.678</v></c>" * 100 + "</row>"
    path = tmp_path / "large.xlsx"
    path.write_bytes(packed(parts(worksheet(row * 10_000))))
    return path


def test_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((b"x" * 10_000 + b",y\n") * 1_500)  # 15 MB, and 60 MB to go through
    found = refusal(path, Limits(memory_bytes=90 * MEBIBYTE))
    assert (found.key, found.values["limit"]) == ("guard_memory", 90)
    assert len(read_file(path).sheets[0].rows) == 1_500


def test_the_processor_s_time_is_limited(large: Path) -> None:
    found = refusal(large, Limits(unpacked_ratio=10_000, processor_seconds=1))
    assert (found.key, found.values["limit"]) == ("guard_time", 1)


def test_the_clock_is_watched(large: Path) -> None:
    found = refusal(large, Limits(unpacked_ratio=10_000, wall_seconds=1))
    assert (found.key, found.values["limit"]) == ("guard_time", 1)


def test_a_child_cannot_leave_its_memory_behind() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(CHILD.parent)!r}); import resource, start\n"
        "start.limit_self({'memory_bytes': 1 << 30, 'processor_seconds': 7})\n"
        "print(*map(resource.getrlimit, "
        "(resource.RLIMIT_CORE, resource.RLIMIT_AS, resource.RLIMIT_CPU)))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.stdout == f"(0, 0) ({1 << 30}, {1 << 30}) (7, 8)\n"


@pytest.mark.parametrize(
    ("script", "key"),
    [
        ("import os; os.abort()", "guard_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "guard_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "guard_crashed"),
        ("raise RuntimeError", "guard_crashed"),
        ("pass", "guard_crashed"),
        ("print('[]')", "guard_crashed"),
        ("print('[' * 100000)", "guard_crashed"),
        ('print(\'{"kind": "csv"}\')', "guard_crashed"),
        ('print(\'{"key": "usage", "values": {}}\')', "guard_crashed"),
        ('print(\'{"key": "guard_empty", "values": {"file": "x"}}\')', "guard_empty"),
        ("import sys; sys.stdin.close(); print('x' * 10)", "guard_crashed"),
    ],
)
def test_a_child_that_breaks_off_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, key: str
) -> None:
    child, path = tmp_path / "child.py", tmp_path / "a.csv"
    child.write_text(script, encoding="utf-8")
    path.write_bytes(b"a,b\n" * 100_000)
    monkeypatch.setattr(reading, "_CHILD", child)
    found = refusal(path, Limits())
    assert found.key == key and str(path) in found.text("zh")


def test_the_child_loads_neither_the_database_nor_the_plan(tmp_path: Path) -> None:
    request = b'{"name": "a.csv", "limits": {"memory_bytes": 1258291200, "processor_seconds": 9}}\n'
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", str(CHILD)],
        input=request + b"a,b\n1,2\n",
        capture_output=True,
    )
    assert b'"rows":[["a","b"],["1","2"]]' in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "villages.registers.guard.child.text_table" in loaded
    assert not loaded & {"duckdb", "numpy", "pydantic", "yaml", "pandas", "pyarrow", "openpyxl"}


def test_the_parent_loads_no_reader() -> None:
    code = (
        "import sys; from villages.registers.guard import read_file;"
        "print(sorted({'python_calamine', 'xlrd', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_is_parsed_is_what_the_hash_is_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    run = subprocess.run

    def exchange(*arguments: object, **options: object) -> object:
        path.write_bytes(b"a,b\n3,4\n")  # someone saves while it is read
        return run(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", exchange)
    workbook = read_file(path)
    assert workbook.sheets[0].rows[1] == ("1", "2")
    assert workbook.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()


def test_files_are_read_at_the_same_time(tmp_path: Path) -> None:
    found: dict[int, object] = {}

    def read(number: int) -> None:
        path = tmp_path / f"{number}.xlsx"
        row = f'<row r="1"><c r="A1"><v>{number}</v></c></row>'
        path.write_bytes(packed(parts(ROW) | {SHEET: worksheet(row).encode()}))
        found[number] = read_file(path).sheets[0].rows

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: ((float(number),),) for number in range(6)}


def test_a_whole_township_comes_in(tmp_path: Path, is_full_size: bool) -> None:
    sizes = {"人口": (25_000, 16), "农户": (8_000, 15)} if is_full_size else {"人口": (900, 16)}
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    day, share = (
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "0%"}),
    )
    for name, (height, width) in sizes.items():
        sheet = book.add_worksheet(name)
        for row in range(height):
            for column in range(width - 2):
                text, number = f"{row:032x}", row * width + column / 4
                sheet.write(row, column, text if column % 3 == 0 else number)
            sheet.write_datetime(row, width - 2, datetime.datetime(2019, 1, 1), day)
            sheet.write_number(row, width - 1, row / height, share)
    book.close()
    workbook = read_file(path)
    for sheet, (height, width) in zip(workbook.sheets, sizes.values(), strict=True):
        assert (len(sheet.rows), len(sheet.rows[0])) == (height, width)
        row = height - 1
        expected = [
            f"{row:032x}" if column % 3 == 0 else row * width + column / 4
            for column in range(width - 2)
        ]
        assert list(sheet.rows[row][: width - 2]) == expected
        assert sheet.rows[row][width - 2 :] == (datetime.date(2019, 1, 1), Percent(row / height))
