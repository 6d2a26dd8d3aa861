"""Do clean reports pass, of the demonstration and of a thousand tables of numbers?"""

from __future__ import annotations

import csv
import html
import io
import os
import random
import time
from pathlib import Path

import pytest
import xlsxwriter

from gate.clean import path_data, table
from gate.hiding import page
from page_running import run_page
from press.sample_pages import executed_notebook
from villages.press.formats import Template, exporter_of, formats_of
from villages.press.gate import Names, inspect, open_names
from villages.press.pages import shipped_pages
from villages.registers.pseudonyms import Pseudonyms

#: A page of each template; the internal edition holds more, and needs no secondary protection.
REPORTS = [
    ("housing", "en", "internal"), ("briefing", "zh", "internal"), ("meeting", "en", "internal"),
    ("wallchart", "zh", "internal"),
]  # fmt: skip
if os.environ.get("VILLAGES_SIZE") == "full":
    REPORTS += [(name, "zh", "public") for name in ("township", "village", "briefing", "wallchart")]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    """A list of names that nobody on a page bears."""
    keys = tmp_path_factory.mktemp("private") / "keys"
    Pseudonyms.open(keys).remember_names(["慕容翠莲", "欧阳福贵"])
    found = open_names(keys)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "language", "edition"), REPORTS)
def test_reports_of_the_demonstration_pass(
    name: str, language: str, edition: str, demo_results: Path, names: Names
) -> None:
    found = shipped_pages()[name]
    place = {"place": "990181101201"} if name == "village" else {}
    shown = run_page(
        found.path.stem, language=language, edition=edition, results=str(demo_results), **place
    )
    notebook = executed_notebook(shown)
    template: Template = found.template
    files = {}
    for ending in formats_of(template):
        exported, _ = exporter_of(template, ending).from_notebook_node(notebook)
        files[f"{name}.{ending}"] = exported.encode() if isinstance(exported, str) else exported
    begun = time.perf_counter()
    hits = inspect(files, names)
    seconds = time.perf_counter() - begun
    size = sum(map(len, files.values())) / 1e6
    print(f"gate: {name} {language}, {len(files)} files, {size:.1f} MB, {seconds:.2f} s")
    assert hits == ()


def test_clean_tables_pass(names: Names, is_full_size: bool) -> None:
    """Of hundreds of clean pages none is stopped."""
    chance = random.Random(21)
    for number in range(4000 if is_full_size else 300):
        rows = table(chance, rows=6)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        drawing = f'<svg><path d="{path_data(chance)}" id="{chance.randrange(10**9)}"/></svg>'
        files = page(f"<table>{body}</table>{drawing}")
        if number % 10 == 0:
            target = io.StringIO()
            csv.writer(target).writerows(rows)
            files |= {"a.csv": target.getvalue().encode(), "a.xlsx": workbook_of(chance)}
        assert inspect(files, names) == ()


def workbook_of(chance: random.Random) -> bytes:
    """Sums and shares as numbers, codes as text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    formats = [book.add_format({"num_format": each}) for each in ("#,##0", "#,##0.00", "0.0%")]
    for row, cells in enumerate(table(chance, rows=4)):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
        sheet.write_number(row, 7, chance.randrange(10**12), formats[0])
        sheet.write_number(row, 8, chance.random() * 10**11, formats[1])
        sheet.write_number(row, 9, chance.random(), formats[2])
    book.close()
    return target.getvalue()
