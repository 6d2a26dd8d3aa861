"""The problem sheet as the part of an Excel file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from villages.fonts import text_width
from villages.registers.intake.amending.job import Listing
from villages.registers.intake.amending.package import parse
from villages.registers.intake.grid import cell_name

#: The widths of the columns: number, sheet, cell, column, value, problem, remedy, severity.
WIDTHS = (6, 16, 13, 22, 18, 44, 44, 9)
_LINK_COLUMN, _SEVERITY_COLUMN = 2, 7

#: In points. Rows say their height: not every program finds it out by itself.
_TITLE_HEIGHT, _LINE_HEIGHT, _TALLEST_ROW = 26, 14, 400

#: Columns of print that stay free at the end of a line of words.
_FREE = 4

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def readable(text: str) -> str:
    """Return a text as Excel files hold it: what XML cannot say becomes ``_x0000_``."""
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def listing_sheet(listing: Listing, looks: Mapping[str, int], namespace: str) -> Any:
    """Return the problem sheet as the element of a sheet's part.

    Parameters
    ----------
    listing
        What it says.
    looks
        The numbers of its styles.
    namespace
        The namespace of the file's sheets.
    """
    header = listing.header_row
    widths = "".join(
        f'<col min="{index}" max="{index}" width="{width}" customWidth="1"/>'
        for index, width in enumerate(WIDTHS, start=1)
    )
    links = "".join(
        f'<hyperlink ref="{cell_name(row, _LINK_COLUMN)}" location={quoteattr(line.target)}/>'
        for row, line in enumerate(listing.lines, start=header)
        if line.target
    )
    parts = [
        f'<worksheet xmlns="{namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
        f'<pane ySplit="{header}" topLeftCell="A{header + 1}" activePane="bottomLeft"',
        f' state="frozen"/><selection pane="bottomLeft" activeCell="A{header + 1}"',
        f' sqref="A{header + 1}"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>',
        f"<cols>{widths}</cols><sheetData>{''.join(_rows(listing, looks))}</sheetData>",
        f'<autoFilter ref="{listing.area.replace("$", "")}"/>',
        f"<hyperlinks>{links}</hyperlinks>" if links else "",
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
        f"<headerFooter><oddFooter>{escape(readable(listing.footer))}</oddFooter></headerFooter>",
        "</worksheet>",
    ]
    return parse("".join(parts).encode("utf-8"))


def _rows(listing: Listing, looks: Mapping[str, int]) -> Iterator[str]:
    marker = _cell(0, len(WIDTHS) - 1, listing.marker, looks["quiet"])
    title = _cell(0, 0, listing.title, looks["title"])
    yield f'<row r="1" ht="{_TITLE_HEIGHT}" customHeight="1">{title}{marker}</row>'
    for row, text in enumerate(listing.head, start=1):
        yield _row(row, [text], [looks["text"]])
    header = listing.header_row - 1
    yield _row(header, listing.headings, [looks["head"]] * len(WIDTHS))
    for row, line in enumerate(listing.lines, start=header + 1):
        styles = [looks["cell"]] * len(WIDTHS)
        styles[_SEVERITY_COLUMN] = looks[line.severity]
        if line.target:
            styles[_LINK_COLUMN] = looks["link"]
        number = f'<c r="A{row + 1}" s="{looks["number"]}"><v>{row - header}</v></c>'
        yield _row(row, line.cells, styles[1:], first=1, before=number)


def _row(
    row: int, texts: Sequence[str], styles: Sequence[int], first: int = 0, before: str = ""
) -> str:
    cells = "".join(
        _cell(row, column, text, style)
        for column, (text, style) in enumerate(zip(texts, styles, strict=True), start=first)
    )
    lines = max(map(_line_count, texts, WIDTHS[first:])) if len(texts) > 1 else 1
    height = min(lines * _LINE_HEIGHT + 3, _TALLEST_ROW)
    return f'<row r="{row + 1}" ht="{height}" customHeight="1">{before}{cells}</row>'


def _line_count(text: str, width: int) -> int:
    """How many lines a text takes; words that are not broken leave some of each line free."""
    free = 0 if text_width(text) > len(text) else _FREE
    return sum(-(-text_width(line) // (width - free)) or 1 for line in text.split("\n"))


def _cell(row: int, column: int, text: str, style: int) -> str:
    """A typed string, whatever it starts with."""
    said = escape(readable(text))
    name = cell_name(row, column)
    return (
        f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
    )
