"""Cells of a workbook: numbers as they are held, and as their format shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from villages.press.gate.artefacts.archive import parsed
from villages.press.gate.hits import Piece, Place

_WORKBOOK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

#: Formats that come with every workbook: with marks of thousands, decimals or percent, dates.
_USUAL_SUMS = frozenset({2, 3, 4, 9, 10, *range(14, 23), *range(37, 41), 44, 45, 46, 47})

#: A format that shows sums, shares or dates, and no number of anybody's.
_SUM = re.compile(r"[#0],|0\.0|%|[ymdhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')

#: More digits than any sum here has: such a number is looked at as it is held.
_LONG = 10**14


@dataclass(frozen=True)
class Formats:
    """How the styles of a workbook show numbers.

    Attributes
    ----------
    are_sums
        For each style of cells whether it shows a sum, a share or a date.
    """

    are_sums: Sequence[bool] = ()

    @classmethod
    def of(cls, body: bytes | None, place: Place) -> Formats:
        """Read the part of a workbook that holds its styles."""
        if not body:
            return cls()
        root = parsed(body, place)
        own = {
            each.get("numFmtId"): _QUOTED.sub("", each.get("formatCode", ""))
            for each in root.iter(f"{_WORKBOOK}numFmt")
        }
        cells = root.find(f"{_WORKBOOK}cellXfs")
        styles = () if cells is None else tuple(cells)
        return cls([_is_sum(each.get("numFmtId", "0"), own) for each in styles])

    def is_sum(self, style: str) -> bool:
        """Return whether a style shows a sum, a share or a date."""
        number = int(style or 0)
        return number < len(self.are_sums) and self.are_sums[number]


def read_sheet(root: Any, number: int, shared: Sequence[str], formats: Formats) -> Iterator[Piece]:
    """Yield the cells of a sheet, then what stands around them.

    Parameters
    ----------
    root
        The sheet.
    number
        Which of the workbook's sheets it is.
    shared
        The texts that cells point to.
    formats
        How numbers are shown.
    """
    for cell in root.iter(f"{_WORKBOOK}c"):
        where = partial(_cell, number, cell.get("r", ""))
        value = cell.findtext(f"{_WORKBOOK}v") or ""
        kind = cell.get("t", "n")
        if kind == "s" and value.isdigit() and int(value) < len(shared):
            yield Piece(shared[int(value)], where)
        elif kind == "n" and value:
            yield from _number(value, where, formats.is_sum(cell.get("s", "0")))
        elif value:
            yield Piece(value, where)
        formula = cell.findtext(f"{_WORKBOOK}f")
        if formula:
            yield Piece(formula, where)
        for inline in cell.iter(f"{_WORKBOOK}is"):
            yield Piece("".join(each.text or "" for each in inline.iter(f"{_WORKBOOK}t")), where)
    sheet = Place("sheet", (("sheet", number),))
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield Piece(element.text or "", sheet)
        elif element.tag not in _CELLS:
            if element.text:
                yield Piece(element.text, sheet)
            for value in element.attrib.values():
                yield Piece(str(value), sheet)


#: Elements that were read as cells, or hold no text.
_CELLS = frozenset(f"{_WORKBOOK}{name}" for name in ("c", "v", "f", "is", "t", "r", "row", "rPr"))


def _number(value: str, where: partial[Place], is_sum: bool) -> Iterator[Piece]:
    try:
        amount = float(value)
    except ValueError:
        yield Piece(value, where)
        return
    if not is_sum or abs(amount) >= _LONG:
        yield Piece(value, where)
        if amount.is_integer() and abs(amount) < 1e19:
            yield Piece(str(int(amount)), where)


def _is_sum(identifier: str, own: dict[str | None, str]) -> bool:
    if identifier in own:
        return _SUM.search(own[identifier]) is not None
    return identifier.isdigit() and int(identifier) in _USUAL_SUMS


def _cell(sheet: int, cell: str) -> Place:
    address = cell if re.fullmatch("[A-Z]{1,3}[0-9]{1,7}", cell) else "?"
    return Place("cell", (("sheet", sheet), ("cell", address)))
