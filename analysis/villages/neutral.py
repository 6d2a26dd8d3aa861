"""Text that leaves for other people's programs and must not act there: the one place for it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

#: What a spreadsheet takes for the start of a formula, half and full width, and what it skips.
_ACTING = re.compile("[ \u00a0\u3000\u200b\ufeff]*[=+\\-@＝＋－＠\t\r\n\0]")

#: A number stays one, whatever its sign and marks.
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?([eE][+-]?[0-9]+)?%?")

#: What shows nothing itself and changes how others are shown: codes that steer a terminal, marks
#: that turn the direction of writing, signs without width, halves of signs, ends of lines that only
#: some programs know, and what XML cannot hold. A tab and the end of a line are none.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

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


def visible(text: str) -> str:
    r"""Return a text in which what cannot be seen is named, so that it steers and turns nothing.

    Ends of lines become those of Unix.

    Examples
    --------
    >>> visible("".join(map(chr, (0x5CB3, 0x202E, 0x1B)))), visible(f"a{chr(13)}{chr(10)}b")
    ('岳[U+202E][U+001B]', 'a\nb')
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text.replace("\r\n", "\n"))


def visible_values(value: Any) -> Any:
    """Return plain data, as JSON holds it, with every text of it made visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible_values(name): visible_values(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(visible_values(each) for each in value)
    return value


def json_text(value: Any, **options: Any) -> str:
    r"""Return data as JSON that may be shown on a terminal: what cannot be seen is escaped.

    Nothing is lost: whoever reads the JSON has the very texts.

    Examples
    --------
    >>> print(json_text({"村": "a" + chr(0x202E)}))
    {"村": "a\u202e"}
    """
    text = json.dumps(value, ensure_ascii=False, **options)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def terminal_text(text: str, style: str = "") -> Text:
    """Return a text for a table or a line on the terminal: it is no markup and steers nothing."""
    from rich.text import Text

    return Text(visible(text), style=style)


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
