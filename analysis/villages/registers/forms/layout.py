"""How a form looks: its cell formats, and columns as wide as Chinese needs them."""

from __future__ import annotations

from collections.abc import Iterable

import xlsxwriter
from xlsxwriter.format import Format

from villages.fonts import text_width

_NARROWEST, _WIDEST = 9, 26

#: A label is broken into this many lines at most.
_LABEL_LINES = 3

_GREY, _PALE, _INK, _RED = "#EDEDED", "#F7F7F7", "#7F7F7F", "#C00000"


def formats(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    """Add the cell formats of a form to a workbook and return them by name.

    Those whose name starts with ``open`` are unlocked; every other cell is protected.
    """
    box = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    filled = {**box, "locked": False}
    looks = {
        "title": {"bold": True, "font_size": 14},
        "demo": {"bold": True, "font_color": _RED},
        "heading": {"bold": True, "font_size": 12},
        "text": {"text_wrap": True, "valign": "top"},
        "label": {**box, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDEBF7"},
        "muted": {**box, "font_color": _INK, "text_wrap": True, "align": "center",
                  "bg_color": _PALE},
        "id": {"font_size": 7, "font_color": _INK, "num_format": "@"},
        "locked": {**box, "bg_color": _GREY, "num_format": "@"},
        "locked_number": {**box, "bg_color": _GREY},
        "reference": {**box, "bg_color": _PALE, "font_color": _INK, "italic": True},
        "open": filled,
        "open_integer": {**filled, "num_format": "#,##0"},
        "open_date": {**filled, "num_format": "yyyy-mm-dd"},
        "open_text": {**filled, "num_format": "@"},
    }  # fmt: skip
    return {name: workbook.add_format(look) for name, look in looks.items()}


def column_width(label: str, cells: Iterable[object]) -> int:
    """Return a column's width in characters: its cells, and its label broken into lines."""
    longest = max((text_width(str(cell)) for cell in cells if cell is not None), default=0)
    words = max(map(text_width, label.split())) if label.isascii() else 0
    wanted = max(longest, words, -(-text_width(label) // _LABEL_LINES) + 1)
    return min(max(wanted + 2, _NARROWEST), _WIDEST)
