"""Forms as other offices make them, for tests that fill them, and the results read without us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl import Workbook

from villages.commands.filling import fill_command

TOWNSHIP, TOWNSHIP_CODE, YEAR = "青石镇", "990181101000", 2019
SHEET = "附表1"


def fill_with(options: Mapping[str, str], form: Path, code: int = 0) -> Path:
    """Fill a form by the command and return the filled file."""
    out = Path(options["--out"])
    before = set(out.iterdir()) if out.exists() else set()
    arguments = [str(form), *(word for pair in options.items() for word in pair)]
    assert (fill_command().main(arguments, standalone_mode=False) or 0) == code
    (made,) = set(out.iterdir()) - before
    return made


def workbook_of(
    path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), sheet: str = SHEET
) -> Path:
    """Make a workbook of one sheet."""
    workbook = Workbook()
    active = workbook.active
    assert active is not None
    active.title = sheet
    for row in rows:
        active.append(list(row))
    for area in merged:
        active.merge_cells(area)
    workbook.save(path)
    return path


def card_of(path: Path, text: str) -> Path:
    """Write a mapping card."""
    path.write_text("label: {zh: 附表, en: a table}\n" + text, encoding="utf-8")
    return path


def cells(path: Path, sheet: str = SHEET) -> dict[str, Any]:
    """Cell → what it holds."""
    read = openpyxl.load_workbook(path)[sheet]
    return {cell.coordinate: cell.value for row in read.iter_rows() for cell in row}


@cache
def _table(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def measured(
    results: Path, card: str, code: str, year: int = YEAR, scope: str = "low_income"
) -> Mapping[str, Any]:
    """A row of the results, read by pandas alone."""
    rows = _table(results / "indicators.parquet")
    is_it = (rows.card == card) & (rows.code == code) & (rows.year == year) & (rows.scope == scope)
    ((_, row),) = rows[is_it].iterrows()
    return dict(row)


def judged(results: Path, card: str, code: str, year: int = YEAR) -> str:
    """A verdict, read by pandas alone."""
    rows = _table(results / "verdicts.parquet")
    found = rows[(rows.card == card) & (rows.code == code) & (rows.year == year)].verdict
    (verdict,) = found
    return str(verdict)


def register_rows(registers: Path, name: str, year: int = YEAR) -> pd.DataFrame:
    """A register's rows of a year with the place that each village lies in."""
    places = pd.read_parquet(registers / "places.parquet")
    rows = pd.read_parquet(registers / f"{name}.parquet")
    return rows[rows.year == year].merge(places, on="code")


def number(text: str) -> Decimal:
    """The number that a text begins with."""
    digits = "".join(sign for sign in text if sign in "0123456789.")
    return Decimal(digits)
