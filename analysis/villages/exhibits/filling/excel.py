"""A workbook of others, filled.

Through openpyxl formulas, styles, merged cells, names, checks, protection, comments, pictures,
charts and print set-up survive. Text boxes and shapes, form controls, embedded objects, threaded
comments and what newer versions of Excel add to sheets (checks and formats that refer to other
sheets, slicers) do not: :func:`~villages.exhibits.filling.packing.lost_kinds` names them. Values of
formulas are left out: programs reckon them anew when they open the file.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from villages.errors import UserError
from villages.exhibits.filling.answers import Answers
from villages.exhibits.filling.cards import FillCard
from villages.exhibits.filling.locating import located, where
from villages.exhibits.filling.placeholders import Asked, filled, is_asking, sole_placeholder
from villages.exhibits.filling.tables import Unmatched, fill_by_card
from villages.exhibits.filling.values import Value
from villages.fonts import text_width
from villages.neutral import write_text
from villages.registers.intake.grid import Sheet, cell_name

_MARGINS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
_SIDES = ("left", "center", "right")

#: In characters: a column without a width of its own, and the blank beside a cell's content.
_COLUMN_WIDTH, _SIDES_WIDTH = 8, 1


def fill_workbook(
    file: Path, content: bytes, answers: Answers, cards: Sequence[FillCard], mark: str
) -> tuple[bytes, list[Unmatched]]:
    """Fill a workbook's placeholders and the tables that cards are about.

    Parameters
    ----------
    file
        The form, for messages.
    content
        What it holds; it has passed the guard.
    answers
        What fills it.
    cards
        Mapping cards.
    mark
        What is printed at the top of every page; empty for nothing.

    Returns
    -------
    The filled workbook, and the rows that were left unfilled.

    Raises
    ------
    UserError
        If anything cannot be filled: names file, sheet and cell.
    """
    with warnings.catch_warnings():
        # What openpyxl drops is counted and told when the form is filled.
        warnings.simplefilter("ignore", UserWarning)
        workbook = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    for sheet in workbook.worksheets:
        _fill_cells(file, sheet, answers)
        with located(file, where("sheet_margin", sheet=sheet.title)):
            _fill_margins(sheet, answers)
    grids = {sheet.title: _SheetGrid(sheet) for sheet in workbook.worksheets}
    unmatched = [each for card in cards for each in fill_by_card(grids, card, answers, file)]
    for sheet in workbook.worksheets:
        _print_mark(sheet, mark)
    workbook.calculation.fullCalcOnLoad = True
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue(), unmatched


def _fill_cells(file: Path, sheet: Worksheet, answers: Answers) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            text = _text(cell)
            if not is_asking(text):
                continue
            with located(file, where("cell", sheet=sheet.title, cell=cell.coordinate)):
                _fill_cell(cell, text, answers.answer)


def _fill_cell(cell: Any, text: str, answer: Callable[[Asked], Value]) -> None:
    if cell.data_type == "f":
        raise UserError("fill_in_formula")
    asked = sole_placeholder(text)
    if asked is not None:
        _put(cell, answer(asked))
    elif isinstance(cell.value, CellRichText):
        pieces = filled([str(piece) for piece in cell.value], lambda each: answer(each).text)
        cell.value = CellRichText(*map(_piece, cell.value, pieces))
    else:
        write_text(cell, filled([text], lambda each: answer(each).text)[0])


def _text(cell: Any) -> str:
    """What a cell holds in words; of an array formula the formula."""
    value = getattr(cell.value, "text", cell.value)
    return str(value) if isinstance(value, str | CellRichText) else ""


def _piece(old: str | TextBlock, text: str) -> str | TextBlock:
    return TextBlock(old.font, text) if isinstance(old, TextBlock) else text


def _put(cell: Any, value: Value) -> None:
    number = value.cell_number
    if number is None:
        write_text(cell, value.cell_text)
    else:
        cell.value = number
        cell.number_format = value.number_format
        if text_width(value.cell_text) + _SIDES_WIDTH > _width(cell):
            # Excel shows a number that is wider than its cell as ####, unless it may shrink.
            alignment = copy(cell.alignment)
            alignment.shrink_to_fit, alignment.wrap_text = True, False
            cell.alignment = alignment


def _width(cell: Any) -> float:
    """How many characters a cell is wide, with the cells that are merged with it."""
    sheet = cell.parent
    areas = (area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    area = next(areas, None)
    columns = range(area.min_col, area.max_col + 1) if area else (cell.column,)
    given = [each for each in sheet.column_dimensions.values() if each.width]
    default = sheet.sheet_format.defaultColWidth or sheet.sheet_format.baseColWidth or _COLUMN_WIDTH
    return sum(
        next((each.width for each in given if each.min <= column <= each.max), default)
        for column in columns
    )


def _margins(sheet: Worksheet) -> Iterator[Any]:
    for name in _MARGINS:
        for side in _SIDES:
            yield getattr(getattr(sheet, name), side)


def _fill_margins(sheet: Worksheet, answers: Answers) -> None:
    for margin in _margins(sheet):
        if margin.text and is_asking(margin.text):
            texts = filled([margin.text], lambda each: _escaped(answers.answer(each).text))
            margin.text = texts[0]


def _escaped(text: str) -> str:
    """A text as headers and footers have it, where ``&`` leads a code."""
    return text.replace("&", "&&")


def _print_mark(sheet: Worksheet, mark: str) -> None:
    if not mark:
        return
    settings = sheet.HeaderFooter
    headers: list[Any] = [sheet.oddHeader]
    headers += [sheet.evenHeader] if settings.differentOddEven else []
    headers += [sheet.firstHeader] if settings.differentFirst else []
    for header in headers:
        header.right.text = f"{header.right.text or ''} {_escaped(mark)}".strip()


class _SheetGrid:
    """A sheet, open for filling by a card."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet

    @cached_property
    def sheet(self) -> Sheet:
        rows = tuple(tuple(self._held(cell) for cell in row) for row in self._sheet.iter_rows())
        return Sheet(
            name=self._sheet.title,
            rows=rows,
            merged=tuple(
                (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
                for area in self._sheet.merged_cells.ranges
            ),
        )

    def where(self, row: int, column: int) -> str:
        return where("cell", sheet=self._sheet.title, cell=cell_name(row, column))

    def put(self, row: int, column: int, value: Value) -> None:
        cell: Any = self._sheet.cell(row + 1, column + 1)
        if row >= len(self.sheet.rows) and not cell.has_style:
            above = self._sheet.cell(row, column + 1)
            cell.border, cell.alignment = copy(above.border), copy(above.alignment)
        _put(cell, value)

    @staticmethod
    def _held(cell: Cell | MergedCell) -> Any:
        value = cell.value
        if isinstance(value, CellRichText):
            return str(value)
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
