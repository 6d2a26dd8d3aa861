"""Does a workbook that another program saved, in either format, come in with the same cells?"""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from conftest import program
from villages.registers.guard import read_file
from villages.registers.intake.grid import ErrorValue, Percent, UncachedFormula

DAY = datetime.date(2018, 12, 31)
ROWS = [
    ("村名", "户数", "达标率", "核查日", "时刻", "合计"),
    ("青石村", 120, 0.98, DAY, datetime.datetime(2018, 12, 31, 18, 30), "=B2+1"),
    ("白露村", 14000.25, 1, DAY, datetime.datetime(2019, 1, 1, 6, 0), "=B3/0"),
    (" ", None, 0, None, None, '=IF(B2>1,"是","")'),
    (True, -1, -0.5, DAY, None, '=IF(B2<1,"是","")'),
]


def written(path: Path, is_1904: bool) -> Path:
    """What openpyxl writes: no formula has a value."""
    book = Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.title = "村表"
    for row in ROWS:
        sheet.append(list(row))
    for row_number in range(2, 6):
        sheet.cell(row_number, 3).number_format = "0.0%"
        sheet.cell(row_number, 4).number_format = 'yyyy"年"m"月"d"日"'
        sheet.cell(row_number, 5).number_format = "yyyy-mm-dd hh:mm"
    sheet.merge_cells("A7:C8")
    sheet["A7"] = "备注"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["Z900"].fill = PatternFill("solid", fgColor="FFFF00")
    book.create_sheet("选项").sheet_state = "hidden"
    book.save(path)
    return path


def expected(*formulas: object) -> tuple[tuple[object, ...], ...]:
    last = iter(formulas)
    return (
        ROWS[0],
        ("青石村", 120.0, Percent(0.98), DAY, datetime.datetime(2018, 12, 31, 18, 30), next(last)),
        ("白露村", 14000.25, Percent(1), DAY, datetime.datetime(2019, 1, 1, 6, 0), next(last)),
        (" ", None, Percent(0), None, None, next(last)),
        (True, -1.0, Percent(-0.5), DAY, None, next(last)),
        (None,) * 6,
        ("备注", *(None,) * 5),
    )


def test_openpyxl_and_libreoffice_say_the_same(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{epoch}.xlsx", epoch == 1904) for epoch in (1900, 1904)]
    for path in files:
        first, choices = read_file(path).sheets
        assert first.rows == expected(*[UncachedFormula()] * 4)
        assert choices.is_hidden and not choices.rows

    out = tmp_path / "out"
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    for kind in ("xls", "xlsx"):
        command = [program("soffice", "libreoffice"), "--headless", home, "--convert-to", kind]
        subprocess.run([*command, "--outdir", out, *files], check=True, capture_output=True)
        for path in files:
            workbook = read_file(out / f"{path.stem}.{kind}")
            assert workbook.kind == kind
            sheet, choices = workbook.sheets
            assert sheet.rows == expected(121.0, ErrorValue("#DIV/0!"), "是", None)
            assert (sheet.name, sheet.is_hidden, choices.is_hidden) == ("村表", False, True)
            assert set(sheet.hidden_rows) == {2} and set(sheet.hidden_columns) == {1}
            assert sheet.merged == ((6, 0, 6, 2),)
