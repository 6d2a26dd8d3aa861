"""What a cell means in its column: normalised where that is certain, else refused by a named rule.

Decided for every column:

- A blank cell is missing, never zero. Words such as ``—``, ``暂无`` or ``null`` say that a value is
  missing and are noted. ``无`` is refused: it may mean that there is none, or that nothing is
  known.
- Blanks around a value and invisible characters anywhere in it are taken off and noted. A text
  with the mark that turns writing around (U+202E) is refused: its sender saw other digits.
- An error of a formula, and a formula whose value the file does not hold, have no value.

The rest is said where it is decided: ``number_cells``, ``choice_cells``, ``date_cells`` and
``text_cells``.
"""

from __future__ import annotations

import datetime
import re

from villages.characters import REVERSING, half_width, without_invisible
from villages.plan.model import Column
from villages.registers.intake.choice_cells import AnswerReader, ChoiceReader
from villages.registers.intake.date_cells import DateReader
from villages.registers.intake.grid import CellValue, ErrorValue, UncachedFormula
from villages.registers.intake.number_cells import NumberReader
from villages.registers.intake.reading import MISSING, Read, refused
from villages.registers.intake.text_cells import CodeReader, TextReader

__all__ = ["ERRORS", "MISSING_WORDS", "NONE_WORDS", "Read", "Reader", "read_cell"]

#: In half width and without capitals: what says that a value is missing.
# fmt: off
MISSING_WORDS = frozenset((
    "-", "--", "---", "—", "——", "–", "―", "─", "/", "\\", "null", "n/a", "na", "nan", "none",
    "暂无", "暂缺", "未上报", "未报", "未填", "未填报", "缺报", "不详", "未知", "不清楚",
))
# fmt: on

#: There is none, or nothing is known of it.
NONE_WORDS = frozenset(("无", "没有", "没"))

#: How a text file holds the errors of Excel's and WPS's formulas.
# fmt: off
ERRORS = frozenset((
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA",
))
# fmt: on

_NARROW = re.compile("#{2,}")

#: So many cells are kept in mind; a column of repeated values is read once for each.
_MOST_KEPT = 10_000


class Reader:
    """Reads the cells of one column.

    Parameters
    ----------
    column
        The column.
    unit
        The unit that the form's header gives; None stands for the column's own. Only numbers
        heed it.

    Examples
    --------
    >>> from villages.plan.words import Text
    >>> unit = Text(zh="元", en="yuan")
    >>> reader = Reader(Column(type="integer", label=unit, unit=unit))
    >>> reader.read("１.4万").value, reader.read("约30").problem, reader.read("暂无").value
    (14000, 'cell_rough', None)
    """

    def __init__(self, column: Column, unit: str | None = None) -> None:
        self._reader = _reader_of(column, unit)
        self._kept: dict[tuple[type, CellValue], Read] = {}

    def read(self, cell: CellValue) -> Read:
        """Return what a cell means.

        Parameters
        ----------
        cell
            What the file holds.
        """
        if cell is None:
            return MISSING
        # 1, 1.0 and True are equal and mean different things: the type is part of the key.
        key = (cell.__class__, cell)
        read = self._kept.get(key)
        if read is None:
            if isinstance(cell, float):
                read = self._reader.read(cell)
            else:
                read = self._text(cell) if isinstance(cell, str) else self._other(cell)
            if len(self._kept) < _MOST_KEPT:
                self._kept[key] = read
        return read

    def _other(self, cell: CellValue) -> Read:
        if isinstance(cell, ErrorValue):
            return refused("cell_error")
        if isinstance(cell, UncachedFormula):
            return refused("cell_formula")
        if isinstance(cell, datetime.time | datetime.timedelta):
            return refused("cell_time")
        return self._reader.read(cell)

    def _text(self, cell: str) -> Read:
        is_plain = cell.isascii() and cell.isalnum()
        text = cell if is_plain else without_invisible(cell)
        note = "" if text == cell else "cell_trimmed"
        if not text:
            return Read(None, note="cell_only_blanks" if cell else "")
        if REVERSING in text:
            return refused("cell_reversed")
        if isinstance(self._reader, AnswerReader | ChoiceReader):
            found = self._reader.find(text)
            if found is not None and found.note and text.casefold() in MISSING_WORDS:
                # ``None`` where ``none`` is one of the choices.
                return refused("cell_choice_ambiguous")
            if found is not None:
                return Read(found.value, found.note or note)
        without_value = _without_value(half_width(text))
        if without_value is not None:
            return without_value
        if text[0] == "'" and text[1:2].isalnum():
            # The mark by which Excel takes what follows for text.
            text, note = text[1:], "cell_trimmed"
        return self._reader.read_text(text, note)


def _reader_of(
    column: Column, unit: str | None
) -> AnswerReader | ChoiceReader | NumberReader | TextReader | CodeReader | DateReader:
    if column.type == "boolean":
        return AnswerReader(column)
    if column.values:
        return ChoiceReader(column)
    if column.type == "text":
        return TextReader()
    if column.type == "code":
        return CodeReader()
    return DateReader() if column.type == "date" else NumberReader(column, unit)


def _without_value(text: str) -> Read | None:
    """What a text says that is no value in any column."""
    if text.casefold() in MISSING_WORDS:
        return Read(None, note="cell_missing_stated")
    if text in NONE_WORDS:
        return refused("cell_none_ambiguous")
    if text[0] == "=":
        return refused("cell_formula")
    if text[0] != "#":
        return None
    if text.upper() in ERRORS:
        return refused("cell_error")
    return refused("cell_narrow") if _NARROW.fullmatch(text) else None


def read_cell(cell: CellValue, column: Column, unit: str | None = None) -> Read:
    """Return what a single cell means; whole columns are read by one :class:`Reader`.

    Parameters
    ----------
    cell
        What the file holds.
    column
        The column that it stands in.
    unit
        The unit that the form's header gives; None stands for the column's own.

    Examples
    --------
    >>> from villages.plan.words import Text
    >>> column = Column(type="boolean", label=Text(zh="是否通客车", en="has a bus service"))
    >>> read_cell("√", column)
    Read(value=True, note='cell_answer_word', problem='', values={})
    """
    return Reader(column, unit).read(cell)
