"""Cells of text and code columns: words and numbers that name something and count nothing.

A whole number in a text column is read as its digits. With more than 15 digits Excel has already
put zeros in the place of the last ones, and of 1.10 it keeps 1.1: both are refused, and so is what
Excel made a date or an answer of.
"""

from __future__ import annotations

import datetime
import math
import re

from villages.characters import (
    half_width,
    is_readable,
    one_blank,
    plain_text,
    without_blanks,
)
from villages.registers.intake.grid import CellValue, Percent
from villages.registers.intake.reading import Read, refused

#: From here on a number of a file does not hold every digit.
_DIGITS_LOST = 10**15

#: A long number as Excel writes it into a CSV file once its cell is narrow.
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")

_CODE = re.compile(r"([0-9]{12})(?:\.0+)?")
_LONGEST = 200


class TextReader:
    """Reads the cells of a text column without code words."""

    def read(self, cell: CellValue) -> Read:
        """Return what a number of the file means as a text."""
        if isinstance(cell, bool):
            return refused("cell_answer_in_text")
        if isinstance(cell, int | float):
            if not math.isfinite(cell):
                return refused("cell_not_finite")
            if abs(cell) >= _DIGITS_LOST:
                return refused("cell_digits_lost")
            if cell != int(cell):
                return refused("cell_number_in_text")
            return Read(str(int(cell)), note="cell_number_as_text")
        if isinstance(cell, Percent):
            return refused("cell_number_in_text")
        if isinstance(cell, datetime.date):
            return refused("cell_date_in_text")
        raise TypeError(type(cell))

    def read_text(self, text: str, note: str) -> Read:
        """Return what a text means; ``note`` says what was taken off around it."""
        if text.isascii() and text.isalnum() and len(text) <= _LONGEST:
            return Read(text, note)
        line = one_blank(text)
        folded = plain_text(line)
        if not is_readable(folded):
            return refused("cell_characters_lost")
        if len(folded) > _LONGEST:
            return refused("cell_text_long", most=_LONGEST)
        if _SCIENTIFIC.fullmatch(folded):
            return refused("cell_digits_lost")
        if folded != line:
            return Read(folded, "cell_width")
        return Read(folded, note if line == text else "cell_trimmed")


class CodeReader:
    """Reads the cells of a code column: the 12 digits of a place."""

    def read(self, cell: CellValue) -> Read:
        """Return what a number of the file means as a code."""
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return refused("cell_code_wrong")
        is_whole = 0 <= cell < _DIGITS_LOST and cell == int(cell)
        return self.read_text(str(int(cell)), "") if is_whole else refused("cell_code_wrong")

    def read_text(self, text: str, note: str) -> Read:
        """Return what a text means; ``note`` says what was taken off around it."""
        folded = half_width(text)
        joined = without_blanks(folded)
        if _SCIENTIFIC.fullmatch(joined):
            return refused("cell_digits_lost")
        found = _CODE.fullmatch(joined)
        if found is None:
            return refused("cell_code_wrong")
        if folded != text:
            return Read(found[1], "cell_width")
        return Read(found[1], note if joined == text else "cell_trimmed")
