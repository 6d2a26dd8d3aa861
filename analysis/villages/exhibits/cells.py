"""What a spreadsheet reads of a table: beside its words, a cell holds the number that they show."""

from __future__ import annotations

import re
from decimal import Decimal

from villages.exhibits.blocks import Cell

#: A number as it is written here, in Chinese also in ten thousands.
_NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")
_TEN_THOUSAND = "万"

#: A spreadsheet takes no longer pattern; words that do not fit make the cell a text.
LONGEST_PATTERN = 250


def typed(text: str, tone: str = "", *, is_part: bool = False) -> Cell:
    """Return a text as a cell; where it shows one number the cell is that number.

    Parameters
    ----------
    text
        A value in words, such as ``≥98%``. Ten thousands (1.4万元) are written out: in a column of
        yuan a spreadsheet compares 14,000 with 16,652.
    tone
        A status or verdict.
    is_part
        The text tells a part of its whole, such as ``46/55``: the cell is the part, so that it can
        be sorted and added up.

    Examples
    --------
    >>> typed("≥98%").number, typed("≥98%").pattern
    (98.0, '"≥"#,##0"%"')
    >>> typed("1.4万元").number, typed("1.4万元").pattern
    (14000.0, '#,##0"元"')
    >>> typed("46/55", is_part=True).pattern, typed("46/55").number
    ('#,##0"/55"', None)
    """
    found = list(_NUMBER.finditer(text))
    if not found or (len(found) > 1 and not is_part):
        return Cell(text, tone)
    written = found[0].group()
    before, after = text[: found[0].start()], text[found[0].end() :]
    number = Decimal(written.replace(",", "").replace("−", "-"))
    digits = len(written.partition(".")[2])
    if after.startswith(_TEN_THOUSAND):
        number, digits, after = number * 10_000, 0, after.removeprefix(_TEN_THOUSAND)
    pattern = _quoted(before) + "#,##0" + ("." + "0" * digits if digits else "") + _quoted(after)
    if len(pattern) > LONGEST_PATTERN or number != round(number, digits):
        return Cell(text, tone)
    return Cell(text, tone, float(number), pattern)


def typed_year(year: int, tone: str = "") -> Cell:
    """Return a year as a cell: a number without thousands.

    Examples
    --------
    >>> typed_year(2019).pattern
    '0'
    """
    return Cell(str(year), tone, float(year), "0")


def _quoted(words: str) -> str:
    r"""Words within a pattern; a quotation mark would end them.

    Examples
    --------
    >>> print(_quoted('5" wide'))
    "5"\"" wide"
    """
    return '\\"'.join(f'"{part}"' if part else "" for part in words.split('"'))
