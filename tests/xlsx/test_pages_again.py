"""Are the numbers of every exhibit in the workbook, the very ones that the page shows?"""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from conftest import program
from page_running import run_page
from villages.exhibits.blocks import Cell
from villages.exhibits.figures import frame
from xlsx.workbooks import (
    Shown,
    exhibits_of,
    in_full,
    opened,
    sheet_of,
    workbook_of,
    written,
)

#: The first row of data stands below the frozen heads.
PAGES = [
    ("village", "zh", "internal"), ("village", "en", "public"),
    ("township", "zh", "public"), ("township", "en", "internal"),
    ("city", "zh", "internal"), ("city", "en", "public"),
    ("income", "zh", "public"), ("income", "en", "internal"), ("meeting", "zh", "internal"),
]  # fmt: skip


@pytest.fixture(scope="module", params=PAGES, ids="-".join)
def made(request: pytest.FixtureRequest, demo_results: Path) -> tuple[str, Shown, bytes]:
    name, language, edition = request.param
    with pytest.MonkeyPatch.context() as patch:
        # What is asked here stands beside the drawings.
        patch.setattr(frame, "svg", lambda figure: "<svg/>")
        shown = run_page(name, language=language, edition=edition, results=str(demo_results))
    return language, shown, workbook_of(shown)


def test_every_table_and_chart_has_its_sheet_by_its_number(
    made: tuple[str, Shown, bytes],
) -> None:
    language, shown, content = made
    exhibits = exhibits_of(shown, language)
    book = opened(content)
    assert book.sheetnames == ["目录" if language == "zh" else "Contents", *exhibits]
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}
    front = book.worksheets[0]
    rows = {str(row[0].value): row for row in front.iter_rows() if row[0].value}
    for name, (caption, _) in exhibits.items():
        assert rows[name][1].value == caption and rows[name][2].value
        assert rows[name][0].hyperlink.location == f"'{name}'!A1"
        title = str(book[name].cell(1, 1).value)
        assert title.startswith(name) and title.endswith(caption)


def test_every_number_is_the_page_s_and_every_word_a_word(
    made: tuple[str, Shown, bytes],
) -> None:
    language, shown, content = made
    book = opened(content)
    typed = 0
    for name, (_, table) in exhibits_of(shown, language).items():
        sheet = book[name]
        first = int(str(sheet.freeze_panes)[1:])
        assert str(sheet.freeze_panes).startswith("B")
        for number, row in enumerate(table.rows, first):
            for column, cell in enumerate(row, 1):
                here = sheet.cell(number, column)
                if cell.number is None:
                    assert (here.value or "") == cell.text and here.data_type in "sn"
                    continue
                typed += 1
                assert here.data_type == "n" and float(here.value) == cell.number
                assert written(float(here.value), here.number_format) == in_full(cell.text), name
    assert typed > 10


def test_no_figure_of_a_table_is_left_a_text(made: tuple[str, Shown, bytes]) -> None:
    """A plain value, such as 97.9% or 14,000元, is a number; heads of rows may be years."""
    language, shown, _ = made
    plain = [
        cell.text
        for _, table in exhibits_of(shown, language).values()
        for row in table.rows
        for cell in row[1:]
        if cell.number is None and _is_value(cell)
    ]
    assert not plain


def _is_value(cell: Cell) -> bool:
    bare = cell.text.removesuffix("%").removesuffix("元").removesuffix(" yuan")
    return bare.replace(",", "").replace(".", "", 1).replace("−", "").isdigit()


def test_the_same_page_gives_the_same_bytes(made: tuple[str, Shown, bytes]) -> None:
    _, shown, content = made
    assert workbook_of(shown) == content


def test_another_program_shows_the_page_s_words(demo_results: Path, tmp_path: Path) -> None:
    shown = run_page("village", edition="internal", results=str(demo_results))
    (tmp_path / "book.xlsx").write_bytes(workbook_of(shown))
    command = [
        program("soffice", "libreoffice"),
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
        "--convert-to",
        # Comma, quotation mark, UTF-8, cells as they are shown, every sheet.
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "book.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    exhibits = exhibits_of(shown, "zh")
    first = {
        name: int(str(sheet_of(workbook_of(shown), name).freeze_panes)[1:]) for name in exhibits
    }
    for name, (_, table) in exhibits.items():
        with (tmp_path / f"book-{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        for line, row in zip(lines[first[name] - 1 :], table.rows, strict=False):
            wanted = [in_full(cell.text) if cell.number is not None else cell.text for cell in row]
            assert line[: len(row)] == wanted
