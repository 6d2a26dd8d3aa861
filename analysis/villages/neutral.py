"""Text that leaves for other people's programs and must not act there: the one place for it."""

from __future__ import annotations

import re
from typing import Any

#: What a spreadsheet takes for the start of a formula, half and full width, and what it skips.
_ACTING = re.compile("[ \u00a0\u3000\u200b\ufeff]*[=+\\-@＝＋－＠\t\r\n\0]")

#: A number stays one, whatever its sign and marks.
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?([eE][+-]?[0-9]+)?%?")

#: What XlsxWriter is told: a text is written as a typed string, whatever it starts with, and
#: nothing passes through a temporary file.
XLSX_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def is_acting(text: str) -> bool:
    """Return whether a spreadsheet could take a text for a formula; a number is none.

    Examples
    --------
    >>> is_acting("=1+1"), is_acting("＠SUM(A1)"), is_acting("-5.5"), is_acting("上河村")
    (True, True, False, False)
    """
    return _ACTING.match(text) is not None and _NUMBER.fullmatch(text) is None


def neutral(text: str) -> str:
    """Return a text for CSV and other untyped exports: an apostrophe leads what could act.

    In Excel files the apostrophe is not needed. There a text is written as a typed string: by
    XlsxWriter with :data:`XLSX_OPTIONS` and ``write_string``, by openpyxl with
    :func:`write_text`.

    Examples
    --------
    >>> neutral("=HYPERLINK(1)"), neutral("-12.5"), neutral("上河村")
    ("'=HYPERLINK(1)", '-12.5', '上河村')
    """
    return f"'{text}" if is_acting(text) else text


def write_text(cell: Any, text: str) -> None:
    """Put a text into a cell of openpyxl as a typed string.

    Parameters
    ----------
    cell
        An openpyxl cell. A text that could act keeps being text when somebody edits the cell.
    text
        Any text.
    """
    cell.value = text
    cell.data_type = "s"
    if is_acting(text):
        cell.quotePrefix = True
