"""Walk through a worksheet's XML: where cells stand, and what a reader of values would lose."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

from villages.registers.guard.child.formulas import reach
from villages.registers.guard.child.package import Package, SheetPart
from villages.registers.guard.child.refusing import Refused
from villages.registers.guard.child.xml_reading import local, read_xml
from villages.registers.guard.limits import Limits
from villages.registers.intake.grid import (
    CellValue,
    ErrorValue,
    Percent,
    UncachedFormula,
    cell_name,
)

#: A cell's place is one number: its row times this, plus its column.
ROW_STRIDE = 1 << 14

_LAST_ROW = 1 << 20
_LETTERS = re.compile("[A-Z]{1,3}")
_ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
_DIGITS = "0123456789"
_NUMBERS = ("n", "b", "d")
_TEXTS = ("s", "str", "inlineStr")
_IN_TEXT = ("t", "r", "rPh")
_FORMULAS = ("f", "formula", "formula1", "formula2")

#: A day that never was: 29 February 1900, which Excel counts.
_NO_DAY = 60


@dataclass
class Scan:
    """What a worksheet's XML says.

    Attributes
    ----------
    numbers, texts
        The places of cells that hold a number (or date, or truth value) or a text.
    replaced
        Place → what a reader of values loses: error cells, formulas without a value, per cent,
        numbers that are no date though shown as one.
    height, width
        Where the last cell that holds anything stands, plus one.
    hidden_rows, hidden_columns
        What is hidden; rows below the last cell too.
    """

    numbers: array[int] = field(default_factory=lambda: array("I"))
    texts: array[int] = field(default_factory=lambda: array("I"))
    replaced: dict[int, CellValue] = field(default_factory=dict)
    height: int = 0
    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def scan_worksheet(content: bytes, sheet: SheetPart, package: Package, limits: Limits) -> Scan:
    """Walk through a worksheet.

    Raises
    ------
    Refused
        If a cell stands too far out, cells stand twice or out of order, a formula reaches outside
        the workbook, or the XML is broken.
    """
    walk = _Walk(sheet, package, limits)
    read_xml(content, sheet.name, walk.on_start, walk.pieces.append, is_plain=True)
    walk.end_cell()
    return walk.scan


class _Walk:
    """The state of the walk. What is called for every cell is long and flat: it has to be fast."""

    __slots__ = (
        "_column", "_has_formula", "_has_value", "_is_in_cell", "_is_in_formula", "_letters",
        "_limits", "_package", "_row", "_row_text", "_sheet", "_shown_otherwise", "_style", "_type",
        "pieces", "scan",
    )  # fmt: skip

    def __init__(self, sheet: SheetPart, package: Package, limits: Limits) -> None:
        self.scan = Scan()
        self.pieces: list[str] = []
        self._sheet, self._package, self._limits = sheet, package, limits
        self._shown_otherwise = package.percent_styles | package.date_styles
        self._letters = [cell_name(0, column)[:-1] for column in range(limits.columns + 1)]
        self._row, self._row_text, self._column = -1, "", -1
        self._type, self._style = "", ""
        self._is_in_cell = self._has_value = self._has_formula = self._is_in_formula = False

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if ":" in name:
            name = local(name)
        if self._is_in_formula:
            self._end_formula()
        if name == "v" or name == "is":
            if self._has_value:
                raise self._broken()
            self.pieces.clear()
            self._has_value = True
        elif name == "c":
            if self._is_in_cell:
                self.end_cell()
            column = self._column + 1
            reference = attributes.get("r")
            if reference is not None and (
                column >= len(self._letters) or reference != self._letters[column] + self._row_text
            ):
                column = self._column_of(reference)
            self._column = column
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._is_in_cell, self._has_value, self._has_formula = True, False, False
            self.pieces.clear()
        elif name == "row":
            if self._is_in_cell:
                self.end_cell()
            self._start_row(attributes)
        elif name in _FORMULAS:
            self._is_in_formula = True
            self._has_formula = self._has_formula or name == "f"
            self.pieces.clear()
        elif name == "col":
            self._note_columns(attributes)
        elif self._is_in_cell and name not in _IN_TEXT:
            self.end_cell()

    def end_cell(self) -> None:
        """Note what the cell that was begun last holds."""
        if self._is_in_formula:
            self._end_formula()
            self.pieces.clear()
        if not self._is_in_cell:
            return
        self._is_in_cell = False
        if not self._has_value and not self._has_formula:
            return
        scan, kind = self.scan, self._type
        is_text = kind in _TEXTS and self._has_value
        text = "" if is_text else "".join(self.pieces).strip()
        if not is_text and not text and not self._has_formula:
            return
        if self._row >= scan.height or self._column >= scan.width or self._row < 0:
            self._reach_cell()
        place = self._row * ROW_STRIDE + self._column
        if is_text:
            scan.texts.append(place)
        elif not text or not self._has_value:
            scan.replaced[place] = UncachedFormula()
        elif kind in _NUMBERS:
            scan.numbers.append(place)
            if kind == "n" and self._style in self._shown_otherwise:
                self._note_shown(place, text)
        elif kind == "e":
            scan.replaced[place] = ErrorValue(text)
        else:
            raise self._broken()

    def _reach_cell(self) -> None:
        """Let the sheet reach to the cell, if it may."""
        cell = cell_name(max(self._row, 0), self._column)
        if self._row < 0:
            raise self._broken()
        if self._row >= self._limits.rows:
            limit = self._limits.rows
            raise Refused("guard_far_row", sheet=self._sheet.name, cell=cell, limit=limit)
        if self._column >= self._limits.columns:
            limit = self._limits.columns
            raise Refused("guard_far_column", sheet=self._sheet.name, cell=cell, limit=limit)
        self.scan.height = max(self.scan.height, self._row + 1)
        self.scan.width = max(self.scan.width, self._column + 1)

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", str(self._row + 2))
        if not _ROW_NUMBER.fullmatch(given):
            raise self._broken()
        row = int(given) - 1
        if not self._row < row < _LAST_ROW:
            raise self._broken()
        self._row, self._row_text, self._column = row, given, -1
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.add(row)

    def _column_of(self, reference: str) -> int:
        """Return the column of a cell that does not follow the last one."""
        letters = reference.rstrip(_DIGITS)
        if not _LETTERS.fullmatch(letters) or letters + self._row_text != reference:
            raise self._broken()
        column = -1
        for letter in letters:
            column = (column + 1) * 26 + ord(letter) - ord("A")
        if not self._column < column < ROW_STRIDE:
            raise self._broken()
        return column

    def _note_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in ("1", "true"):
            return
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (_ROW_NUMBER.fullmatch(first) and _ROW_NUMBER.fullmatch(last)):
            raise self._broken()
        end = min(int(last), self._limits.columns)
        self.scan.hidden_columns.update(range(int(first) - 1, end))

    def _end_formula(self) -> None:
        self._is_in_formula = False
        formula = "".join(self.pieces)
        if formula and (found := reach(formula)):
            cell = cell_name(self._row, self._column) if self._is_in_cell else ""
            raise Refused("guard_formula", sheet=self._sheet.name, cell=cell, found=found)

    def _note_shown(self, place: int, text: str) -> None:
        """Keep a number that its cell shows as per cent, or that is no date though shown as one."""
        try:
            number = float(text)
        except ValueError as error:
            raise self._broken() from error
        if self._style in self._package.percent_styles:
            self.scan.replaced[place] = Percent(number)
        elif number < 0 or (not self._package.is_1904 and _NO_DAY <= number < _NO_DAY + 1):
            self.scan.replaced[place] = number

    def _broken(self) -> Refused:
        return Refused("guard_sheet_broken", sheet=self._sheet.name, row=self._row + 1)
