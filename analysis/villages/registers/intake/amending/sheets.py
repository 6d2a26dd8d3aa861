"""A sheet's cells, marked: filled with a colour and, where they are wrong, open for edits."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from villages.registers.intake.amending.job import Colour
from villages.registers.intake.amending.package import child, local
from villages.registers.intake.amending.styles import Styles
from villages.registers.intake.grid import cell_name

_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


#: How many columns a sheet can have.
_MOST_COLUMNS = 16_384


def place_of(name: str) -> tuple[int, int] | None:
    """Return row and column of a cell's name, counted from 0; None if it is none.

    Examples
    --------
    >>> place_of("AB5"), place_of("")
    ((4, 27), None)
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def unselect(sheet: Any) -> None:
    """Let a sheet be not selected: with two selected, what is typed would land in both."""
    for view in sheet.iter("{*}sheetView"):
        view.attrib.pop("tabSelected", None)


def mark_cells(sheet: Any, colours: Mapping[tuple[int, int], Colour], styles: Styles) -> None:
    """Fill cells with their colours and take marks of an earlier round off the others.

    Parameters
    ----------
    sheet
        The element of a sheet; it is changed.
    colours
        Row and column, counted from 0 → the mark. These cells can be edited even if the sheet is
        protected.
    styles
        The workbook's styles.
    """
    data = child(sheet, "sheetData")
    if data is None:
        return
    protection = child(sheet, "sheetProtection")
    is_protected = protection is not None and protection.get("sheet") in ("1", "true")
    if styles.marked:
        _unmark(data, styles)
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(colours):
        by_row.setdefault(row, []).append(column)
    rows = _rows(data, sorted(by_row))
    column_styles = _column_styles(sheet)
    is_added = False
    for row, columns in by_row.items():
        element = rows[row]
        cells = _cells(element, row)
        for column in columns:
            if column not in cells:
                is_added = True
                cells[column] = _add_cell(element, row, column, sorted(cells))
                given = element.get("s") if _is_true(element.get("customFormat")) else None
                cells[column].set("s", given or column_styles.get(column, "0"))
            style = int(cells[column].get("s") or 0)
            is_unlocked = is_protected and styles.is_locked(style)
            marked = styles.with_mark(style, colours[row, column], is_unlocked=is_unlocked)
            cells[column].set("s", str(marked))
    dimension = child(sheet, "dimension")
    if is_added and dimension is not None:
        sheet.remove(dimension)


def _unmark(data: Any, styles: Styles) -> None:
    for cell in data.iter("{*}c"):
        style = int(cell.get("s") or 0)
        if style in styles.marked:
            cell.set("s", str(styles.with_mark(style, None, is_unlocked=False)))


def _rows(data: Any, wanted: list[int]) -> dict[int, Any]:
    """The elements of rows by number; wanted ones that are not there are added in their order."""
    numbers: list[int] = []
    elements: list[Any] = []
    for element in data:
        if local(element) == "row":
            earlier = numbers[-1] if numbers else -1
            numbers.append(int(element.get("r") or earlier + 2) - 1)
            elements.append(element)
            element.set("r", str(numbers[-1] + 1))
    for row in wanted:
        position = bisect(numbers, row)
        if position and numbers[position - 1] == row:
            continue
        element = etree.Element(f"{{{etree.QName(data).namespace}}}row", r=str(row + 1))
        if position < len(elements):
            elements[position].addprevious(element)
        else:
            data.append(element)
        numbers.insert(position, row)
        elements.insert(position, element)
    return dict(zip(numbers, elements, strict=True))


def _cells(row: Any, number: int) -> dict[int, Any]:
    """A row's cells by column; each says its name from now on."""
    cells: dict[int, Any] = {}
    column = -1
    for cell in row:
        if local(cell) != "c":
            continue
        place = place_of(cell.get("r") or "")
        column = column + 1 if place is None else place[1]
        cell.set("r", cell_name(number, column))
        cells[column] = cell
    return cells


def _add_cell(row: Any, number: int, column: int, columns: list[int]) -> Any:
    cell = etree.Element(f"{{{etree.QName(row).namespace}}}c", r=cell_name(number, column))
    row.insert(bisect(columns, column), cell)
    row.attrib.pop("spans", None)
    return cell


def _column_styles(sheet: Any) -> Mapping[int, str]:
    listed = child(sheet, "cols")
    return {
        column: str(each.get("style"))
        for each in ([] if listed is None else listed)
        if local(each) == "col" and each.get("style") is not None
        for column in range(int(each.get("min")) - 1, min(int(each.get("max")), _MOST_COLUMNS))
    }


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")
