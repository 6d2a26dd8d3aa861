"""Cells of date columns: real dates, and texts that say year, month and day in this order.

A bare number may be Excel's count of days from 1900 or, in workbooks of old Macs, from 1904: 1,462
days apart. It is refused, as are 31/12/2018 and years of two digits.
"""

from __future__ import annotations

import datetime
import math
import re

from villages.characters import half_width, without_blanks
from villages.registers.intake.grid import CellValue
from villages.registers.intake.reading import Read, refused

_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<sign>[-./])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})" + _TIME
    + r"|年(?P<month2>[0-9]{1,2})月(?P<day2>[0-9]{1,2})[日号]?"
    r"|(?P<month3>[0-9]{2})(?P<day3>[0-9]{2}))"
)  # fmt: skip
_OTHER_ORDER = re.compile(r"[0-9]{1,2}[-./年][0-9]{1,2}[-./月][0-9]{2,4}日?.*", re.DOTALL)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")

#: A date before is a small number that its cell shows as a date.
_FIRST, _LAST = datetime.date(1901, 1, 1), datetime.date(2099, 12, 31)


class DateReader:
    """Reads the cells of a date column."""

    def read(self, cell: CellValue) -> Read:
        """Return what a date or a number of the file means."""
        if isinstance(cell, datetime.datetime):
            note = "" if cell.time() == datetime.time() else "cell_time_dropped"
            return _within(cell.date(), note)
        if isinstance(cell, datetime.date):
            return _within(cell, "")
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return refused("cell_date_unreadable")
        if not math.isfinite(cell):
            return refused("cell_not_finite")
        return self.read_text(repr(int(cell)) if cell == int(cell) else repr(cell), "")

    def read_text(self, text: str, note: str) -> Read:
        """Return what a text means; ``note`` says what was taken off around it."""
        folded = half_width(text)
        found = _DATE.fullmatch(folded) or _DATE.fullmatch(without_blanks(folded))
        if found is None:
            if _SERIAL.fullmatch(folded):
                return refused("cell_date_serial")
            is_turned = _OTHER_ORDER.fullmatch(folded)
            return refused("cell_date_ambiguous" if is_turned else "cell_date_unreadable")
        month = found["month"] or found["month2"] or found["month3"]
        day = found["day"] or found["day2"] or found["day3"]
        try:
            date = datetime.date(int(found["year"]), int(month), int(day))
        except ValueError:
            return refused("cell_date_impossible")
        return _within(date, note if _ISO.fullmatch(text) else "cell_date_written")


def _within(date: datetime.date, note: str) -> Read:
    if not _FIRST <= date <= _LAST:
        return refused("cell_date_impossible")
    return Read(date, note)
