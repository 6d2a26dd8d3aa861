"""Does every damaged file end as a workbook or a refusal, within the limits?"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlwt

from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.forms import write_form
from villages.registers.guard import read_file

TOWNSHIP_CODE = "990181101000"

#: What is put into the XML of a part, somewhere.
SPLICES = [
    b'<c r="XFD1048576"><v>1</v></c>', b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    b"<c><v>1</v></c>", b'<c r="B2" t="e"><v>#REF!</v></c>', b"<v>", b"</c>", b"<f>RTD(1)</f>",
    b"<f>1+1</f>", b'<row r="0">', b' t="s"', b' s="99999999999"', b' r="A0"', b' r="AAAA1"',
    b"<!DOCTYPE x>", b"&a;", b"&#0;", b"<![CDATA[x]]>", b"<!-- -->", b"\xff", b"\0", b"1e999",
    b"-1", b"99999999999999999999", b"<sheetData/>", b'<mergeCell ref="A1:XFD1048576"/>',
    b'<col min="1" max="16384" hidden="1"/>', b' TargetMode="External"', b"</row><row>",
]  # fmt: skip


def flipped(data: bytes, choosing: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(choosing.choice([1, 3, 20])):
        changed[choosing.randrange(len(changed))] ^= 1 << choosing.randrange(8)
    return bytes(changed)


def truncated(data: bytes, choosing: random.Random) -> bytes:
    return data[: choosing.randrange(len(data))]


def cut_and_sewn(data: bytes, choosing: random.Random) -> bytes:
    first, last = sorted(choosing.randrange(len(data)) for _ in range(2))
    middle = data[first : min(last, first + 5_000)]
    return data[:first] + choosing.choice([b"", middle * 2, bytes(len(middle))]) + data[last:]


def with_another_part(data: bytes, choosing: random.Random) -> bytes:
    """One part spliced, cut or left out; the zip itself stays sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = choosing.choice([name for name in members if name.endswith((".xml", ".rels"))])
    content = members[name]
    match choosing.randrange(5):
        case 0:
            del members[name]
        case 1:
            members[name] = cut_and_sewn(content, choosing)
        case 2:
            numbers = list(re.finditer(rb"\d+", content))
            found = choosing.choice(numbers)
            other = choosing.choice([b"0", b"-1", b"1048577", b"99999999999", b"x", b""])
            members[name] = content[: found.start()] + other + content[found.end() :]
        case _:
            place = choosing.choice([m.start() for m in re.finditer(rb"[<>]", content)])
            splice = choosing.choice(SPLICES)
            members[name] = content[:place] + splice + content[place:]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in members.items():
            archive.writestr(part, content)
    return stream.getvalue()


def with_another_directory(data: bytes, choosing: random.Random) -> bytes:
    """A field of an entry of the zip's directory, or of its end, holds something else."""
    changed = bytearray(data)
    if choosing.random() < 0.3:
        place = data.rindex(b"PK\x05\x06") + choosing.choice([4, 6, 8, 10, 12, 16, 20])
    else:
        entries = [found.start() for found in re.finditer(b"PK\x01\x02", data)]
        field = choosing.choice([6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 42, 46])
        place = choosing.choice(entries) + field
    struct.pack_into("<H", changed, place, choosing.choice([0, 1, 9, 99, 0xFFFF]))
    return bytes(changed)


def an_xls() -> bytes:
    book = xlwt.Workbook()
    for number in range(3):
        sheet = book.add_sheet(f"表{number}")
        for row in range(60):
            for column in range(8):
                sheet.write(row, column, f"村{row}" if column % 3 == 0 else row * column / 4)
            sheet.write(row, 8, xlwt.Formula(f"SUM(B{row + 1}:H{row + 1})"))
        sheet.write_merge(70, 72, 0, 3, "标题")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_csv() -> bytes:
    rows = [f'99018110100{n % 10},"青石村，{n}组",{n * 3},{n / 7:.2f}' for n in range(300)]
    return "\r\n".join(["编号,村名,户数,比例", *rows]).encode("gb18030")


@pytest.fixture(scope="module")
def sound_files(
    plan: Plan, demo_registers: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("forms") / "a.xlsx"
    with open_registers(plan, demo_registers) as session:
        write_form(plan, session, TOWNSHIP_CODE, 2019, path)
    return {".xlsx": path.read_bytes(), ".xls": an_xls(), ".csv": a_csv()}


def test_the_sound_files_are_read(sound_files: dict[str, bytes], tmp_path: Path) -> None:
    for suffix, data in sound_files.items():
        path = tmp_path / f"a{suffix}"
        path.write_bytes(data)
        workbook = read_file(path)
        assert workbook.kind == suffix[1:] and all(sheet.rows for sheet in workbook.sheets)


@pytest.mark.timeout(3_600)
def test_damaged_files_end_as_workbooks_or_refusals(
    sound_files: dict[str, bytes], tmp_path: Path, is_full_size: bool
) -> None:
    damaged, temporary = tmp_path / "damaged", tmp_path / "temporary"
    damaged.mkdir()
    temporary.mkdir()
    choosing = random.Random(20190630)
    in_any = [flipped, truncated, cut_and_sewn]
    in_zip = [with_another_part] * 4 + [with_another_directory] * 2
    number = 2_000 if is_full_size else 60
    for index in range(number):
        suffix = choosing.choice([".xlsx", ".xlsx", ".xlsx", ".xls", ".csv"])
        harm = choosing.choice(in_any + in_zip if suffix == ".xlsx" else in_any)
        data = harm(sound_files[suffix], choosing)
        (damaged / f"{index:04d}-{harm.__name__}{suffix}").write_bytes(data)
    script = Path(__file__).with_name("reading_in_limits.py")
    done = subprocess.run(
        [sys.executable, str(script), str(damaged)],
        env=os.environ | {"TMPDIR": str(temporary)},
        capture_output=True,
        check=True,
    )
    told = json.loads(done.stdout)
    outcomes = told["outcomes"]
    assert len(outcomes) == number
    counted = Counter(outcomes.values())
    # A reader that breaks off unforeseen would be a refusal too, but one that nobody understands.
    unforeseen = {
        name: found
        for name, found in outcomes.items()
        if found == "guard_crashed" or not (found == "read" or found.startswith("guard_"))
    }
    assert not unforeseen
    assert counted["read"] >= number // 20 and len(counted) >= 8, counted
    assert told["megabytes"] < 1_500
    assert not list(temporary.iterdir())
    shutil.rmtree(damaged)
