"""What a number format shows: a date, per cent, or a number."""

from __future__ import annotations

import re
from typing import Literal

FormatKind = Literal["date", "duration", "percent", "number"]

#: Formats that files name by number only; 27 to 36 and 50 to 58 are the dates of Chinese Excel.
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
_DURATIONS = frozenset({"46"})
_PERCENTS = frozenset({"9", "10"})

#: Texts in quotes, escaped letters, blanks as wide as a letter, fillings.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\]]*\]")
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)


def kind_of_number(number: str) -> FormatKind:
    """Return what a built-in format shows, by its number."""
    if number in _PERCENTS:
        return "percent"
    if number in _DURATIONS:
        return "duration"
    return "date" if number in _DATES else "number"


def kind_of_code(code: str) -> FormatKind:
    r"""Return what a format shows, by its code.

    Examples
    --------
    >>> kind_of_code("0.0%"), kind_of_code('0"%"'), kind_of_code('yyyy"年"m"月"')
    ('percent', 'number', 'date')
    >>> kind_of_code("[h]:mm"), kind_of_code("[Red]0.00"), kind_of_code("General")
    ('duration', 'number', 'number')
    """
    shown = _LITERAL.sub("", code)
    if "%" in shown:
        return "percent"
    if _DURATION.search(shown):
        return "duration"
    shown = _BRACKETED.sub("", shown)
    if "general" in shown.lower():
        return "number"
    return "date" if _DATE_LETTER.search(shown) else "number"
