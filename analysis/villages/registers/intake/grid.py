"""What a file holds, cell by cell, before anything is made of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FileKind = Literal["xlsx", "xls", "csv"]

#: First row, first column, last row, last column; counted from 0, the last ones included.
Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class ErrorValue:
    """What a formula left that could not be computed, such as ``#REF!``."""

    text: str


@dataclass(frozen=True)
class UncachedFormula:
    """A formula whose value the file does not hold."""


@dataclass(frozen=True)
class Percent:
    """A number that its cell shows as per cent: ``Percent(0.98)`` is shown as 98 %."""

    fraction: float


#: Blank is None. Numbers of Excel files are floats; every cell of a CSV file is text.
CellValue = (
    str
    | float
    | bool
    | datetime.date
    | datetime.datetime
    | datetime.time
    | datetime.timedelta
    | ErrorValue
    | UncachedFormula
    | Percent
    | None
)


@dataclass(frozen=True)
class Sheet:
    """A sheet from its first cell on.

    Attributes
    ----------
    name
        What the sheet is called; of a CSV file the name of the file.
    rows
        The cells, every row of one length.
    merged
        The merged areas; their value stands in the first cell.
    hidden_rows, hidden_columns
        What the reader of the file does not see.
    is_hidden
        Whether the whole sheet is hidden.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A whole file.

    Attributes
    ----------
    path
        Where it lies.
    kind
        ``xlsx``, ``xls`` or ``csv``.
    sheets
        Its sheets, in order.
    sha256
        The hash of its bytes, as 64 hexadecimal digits.
    has_macros
        Whether macros lie beside the sheets; they were not looked at and are not passed on.
    """

    path: Path
    kind: FileKind
    sheets: tuple[Sheet, ...]
    sha256: str
    has_macros: bool = False


def cell_name(row: int, column: int) -> str:
    """Return what a reader calls a cell.

    Parameters
    ----------
    row, column
        Counted from 0.

    Examples
    --------
    >>> cell_name(0, 0), cell_name(4, 27)
    ('A1', 'AB5')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
