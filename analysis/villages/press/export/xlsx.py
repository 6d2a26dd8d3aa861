"""A report's numbers as an Excel workbook: a sheet for each table and each figure's numbers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from villages.catalogue import say
from villages.fonts import text_width
from villages.look import look
from villages.neutral import XLSX_OPTIONS, is_acting
from villages.press.export.base import ContentExporter
from villages.press.export.content import Block, Content
from villages.press.export.sheets import Sheet, read_sheets
from villages.vocabulary import Language

#: Fonts that every Excel and WPS has.
FONTS: Mapping[Language, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}

#: Excel's own limits, counted as UTF-16 does.
_LONGEST_TEXT, _LONGEST_MARGIN_TEXT = 32_767, 255

#: Widths in characters: of a column, and of a whole sheet for its title and notes.
_NARROWEST, _WIDEST, _LEAST_SHEET = 8, 44, 60

_INDENT = 1

#: A line's height in sizes of its font, and Excel's highest row in points.
_LINE_HEIGHT, _HIGHEST = 1.45, 409

#: Papers as Excel numbers them; sheets wider than so many characters are printed on A3.
_A4, _A3, _WIDEST_ON_A4 = 9, 8, 220
#: Rows: what the table is, which report it is of, the way back, and the first row of heads.
_TITLE, _REPORT, _BACK, _HEAD = range(4)

#: What a page without a date of its data was created.
_NO_DATE = datetime.datetime(1980, 1, 1)


class VillagesXLSXExporter(ContentExporter):
    """``jupyter nbconvert --to villages-xlsx``: the numbers of every exhibit of a page."""

    export_from_notebook = "Villages XLSX"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ending = ".xlsx"

    def make(self, content: Content) -> bytes:
        """Return the workbook of a page's content; the same content gives the same bytes."""
        target = BytesIO()
        fonts = {"font_name": FONTS[content.language], "font_size": look().type["body"]}
        options = XLSX_OPTIONS | {"default_format_properties": fonts}
        with xlsxwriter.Workbook(target, options) as book:
            date = str(content.cover["date"])
            created = datetime.datetime.fromisoformat(date) if date else _NO_DATE
            book.set_properties({"title": content.document_title, "created": created})
            _Writing(book, content).write(read_sheets(content))
        return target.getvalue()


class _Writing:
    """The workbook while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, content: Content) -> None:
        self._book = book
        self._content = content
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self, sheets: tuple[Sheet, ...]) -> None:
        front = self._book.add_worksheet(self._words("contents"))
        with_numbers = [sheet for sheet in sheets if sheet.columns is not None]
        pages = {sheet.label: self._book.add_worksheet(sheet.label) for sheet in with_numbers}
        self._write_front(front, sheets)
        for sheet in with_numbers:
            self._write_sheet(pages[sheet.label], sheet)

    def _words(self, key: str, **values: object) -> str:
        return say("commands", f"sheet_{key}", self._content.language, **values)

    def _format(self, **properties: Any) -> Format:
        """One format for the same properties: a workbook may hold only so many."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            fonts = {"font_name": FONTS[self._content.language]}
            sized = {"font_size": look().type["body"], "valign": "top"}
            self._formats[key] = self._book.add_format(fonts | sized | properties)
        return self._formats[key]

    def _text(self, page: Worksheet, row: int, column: int, text: str, **properties: Any) -> None:
        """Write a text that stays text, also when somebody edits it."""
        if is_acting(text):
            properties["quote_prefix"] = True
        page.write_string(row, column, _fitting(text), self._format(**properties))

    def _across(
        self, page: Worksheet, row: int, last: int, width: int, text: str, **properties: Any
    ) -> None:
        """Write a text over all columns, its row as high as its lines need."""
        size = properties.get("font_size", look().type["body"])
        if last > 0:
            page.merge_range(row, 0, row, last, "", self._format(text_wrap=True, **properties))
        self._text(page, row, 0, text, text_wrap=True, **properties)
        room = int(width * look().type["body"] / size)
        page.set_row(row, _height(_lines(text, room), size))

    def _write_front(self, page: Worksheet, sheets: tuple[Sheet, ...]) -> None:
        """The first sheet: what the workbook is of, and what stands on which sheet."""
        cover, colours, sizes = self._content.cover, look().colours, look().type
        widths = (14, 72, 40)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        everything = sum(widths)
        title = {"bold": True, "font_size": sizes["heading_1"], "font_color": colours["accent"]}
        self._across(page, 0, 2, everything, str(cover["title"]), **title)
        row = 1
        if cover["subtitle"]:
            quiet = {"font_color": colours["quiet"]}
            self._across(page, row, 2, everything, str(cover["subtitle"]), **quiet)
            row += 1
        marks = [str(mark) for mark in cover["marks"]]
        facts = [(str(name), str(value)) for name, value in cover["facts"]]
        if marks:
            facts.insert(0, (self._words("marks"), self._words("comma").join(marks)))
        for name, value in facts:
            self._text(page, row, 0, name, font_color=colours["quiet"])
            self._text(page, row, 1, value, bold=name == self._words("marks"))
            row += 1
        row += 1
        for column, key in enumerate(("number", "title", "source")):
            self._text(page, row, column, self._words(key), **self._head_look("left"))
        page.freeze_panes(row + 1, 0)
        if sheets:
            page.autofilter(row, 0, row + len(sheets), 2)
        page.repeat_rows(row)
        line = {"text_wrap": True, **self._line_look()}
        for sheet in sheets:
            row += 1
            if sheet.columns is None:
                self._text(page, row, 0, sheet.label, **line)
            else:
                link = self._format(font_color=colours["accent"], underline=1, **self._line_look())
                page.write_url(row, 0, f"internal:'{sheet.label}'!A1", link, sheet.label)
            told = sheet.title
            if sheet.columns is None:
                told = self._words("no_numbers", title=sheet.title)
            self._text(page, row, 1, told, **line)
            self._text(page, row, 2, sheet.source, **line)
            _set_height(page, row, (sheet.label, told, sheet.source), widths)
        self._set_up(page, everything)

    def _write_sheet(self, page: Worksheet, sheet: Sheet) -> None:
        assert sheet.columns is not None
        colours, sizes = look().colours, look().type
        last = len(sheet.columns) - 1
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        everything = sum(widths)
        bold = {"bold": True, "font_size": sizes["heading_2"], "font_color": colours["accent"]}
        self._across(page, _TITLE, last, everything, f"{sheet.label}  {sheet.title}", **bold)
        self._write_way_back(page, last, everything)
        first = self._write_heads(page, sheet.columns, widths)
        for number, cells in enumerate(sheet.rows, first):
            for column, (cell, head) in enumerate(zip(cells, sheet.columns, strict=True)):
                self._write_cell(page, number, column, cell, head["align"])
            _set_height(page, number, [cell["text"] for cell in cells], widths)
        page.freeze_panes(first, 1)
        if sheet.rows:
            page.autofilter(first - 1, 0, first + len(sheet.rows) - 1, last)
        page.repeat_rows(_HEAD, first - 1)
        below = first + len(sheet.rows) + 1
        for text in filter(None, (sheet.note, sheet.source)):
            quiet = {"font_size": sizes["note"], "font_color": colours["quiet"]}
            self._across(page, below, last, everything, text, **quiet)
            below += 1
        self._set_up(page, everything)

    def _write_way_back(self, page: Worksheet, last: int, width: int) -> None:
        """Say of which report the sheet is a part, and lead back to the first sheet."""
        cover, colours = self._content.cover, look().colours
        parts = (str(cover["running_head"]), str(cover["watermark"]))
        text = self._words("comma").join(filter(None, parts))
        self._across(page, _REPORT, last, width, text, font_color=colours["quiet"])
        link = self._format(font_color=colours["accent"], underline=1)
        address = f"internal:'{self._words('contents')}'!A1"
        page.write_url(_BACK, 0, address, link, self._words("back"))

    def _write_heads(self, page: Worksheet, columns: Sequence[Block], widths: Sequence[int]) -> int:
        """Write the heads, in two rows where columns share one; return the first row below."""
        has_groups = any(column["group"] for column in columns)
        lowest = _HEAD + has_groups
        lines = dict.fromkeys(range(_HEAD, lowest + 1), 1)
        column = 0
        for group, found in groupby(columns, lambda each: each["group"]):
            heads = tuple(found)
            after = column + len(heads)
            if group:
                self._span(page, (_HEAD, column, _HEAD, after - 1), group, "center")
                lines[_HEAD] = max(lines[_HEAD], _lines(group, sum(widths[column:after])))
            for index, head in enumerate(heads, column):
                top = lowest if group else _HEAD
                self._span(page, (top, index, lowest, index), head["label"], head["align"])
                lines[lowest] = max(lines[lowest], _lines(head["label"], widths[index] - 4))
            column = after
        for row, count in lines.items():
            page.set_row(row, _height(count, look().type["body"]))
        return lowest + 1

    def _span(
        self, page: Worksheet, area: tuple[int, int, int, int], text: str, align: str
    ) -> None:
        properties = self._head_look(align)
        # The button of the filter stands at the right end.
        properties |= {"left": {"indent": _INDENT}, "right": {"indent": 2 * _INDENT}}.get(align, {})
        top, left, bottom, right = area
        if (top, left) != (bottom, right):
            page.merge_range(*area, "", self._format(**properties))
        self._text(page, top, left, text, **properties)

    def _write_cell(self, page: Worksheet, row: int, column: int, cell: Block, align: str) -> None:
        properties = {"align": align, **self._line_look(), **_tone_look(cell["tone"])}
        properties |= {"indent": _INDENT} if align != "center" else {}
        number = cell["number"]
        if number is None:
            self._text(page, row, column, cell["text"], text_wrap=True, **properties)
            return
        pattern = cell["pattern"] or "General"
        if number < 0 and ";" not in pattern:
            pattern = f'{pattern};"−"{pattern}'
        page.write_number(row, column, number, self._format(num_format=pattern, **properties))

    def _head_look(self, align: str) -> dict[str, Any]:
        colours = look().colours
        return {
            "bold": True, "text_wrap": True, "align": align, "valign": "bottom",
            "bg_color": colours["faint"], "top": 2, "top_color": colours["accent"],
            "bottom": 1, "bottom_color": colours["accent"],
        }  # fmt: skip

    def _line_look(self) -> dict[str, Any]:
        return {"bottom": 1, "bottom_color": look().colours["hairline"]}

    def _set_up(self, page: Worksheet, width: int) -> None:
        """How the sheet is printed, and that its lines are its own."""
        cover = self._content.cover
        page.hide_gridlines(2)
        page.set_paper(_A4 if width <= _WIDEST_ON_A4 else _A3)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        mark = str(cover["watermark"])
        if mark:
            page.set_header("&R" + _margin_text(mark))
        room = _LONGEST_MARGIN_TEXT - len(self._words("page")) - 4
        page.set_footer("&L" + _margin_text(str(cover["running_head"]), room)
                        + "&R" + self._words("page"))  # fmt: skip


def _margin_text(text: str, longest: int = _LONGEST_MARGIN_TEXT - 2) -> str:
    """A text for a sheet's margin, where an ampersand is a command unless it is doubled."""
    while len(text.replace("&", "&&")) > longest:
        text = text[:-1]
    return text.replace("&", "&&")


def _tone_look(tone: str) -> dict[str, Any]:
    """The ground, the ink and the weight of a status or verdict."""
    found = look().tones.get(tone)
    if found is None:
        return {}
    ground = {} if found.ground == look().statuses["no_data"].ground else {"bg_color": found.ground}
    return {"font_color": found.text, "bold": found.weight == "bold", **ground}


def _set_height(page: Worksheet, row: int, texts: Iterable[str], widths: Sequence[int]) -> None:
    """Make a row as high as its longest cell: not every program does it by itself."""
    lines = max(_lines(text, width - 2) for text, width in zip(texts, widths, strict=True))
    page.set_row(row, _height(lines, look().type["body"]))


def _lines(text: str, room: int) -> int:
    """How many lines a text takes; words that do not fit a line's end leave it free."""
    free = 0 if text_width(text) > len(text) else room // 12
    return sum(-(-text_width(line) // (room - free)) or 1 for line in text.split("\n"))


def _height(lines: int, size: float) -> float:
    return min(lines * size * _LINE_HEIGHT + 4, _HIGHEST)


def _fitting(text: str) -> str:
    """A text that a cell can hold: whole signs, and no more than Excel takes."""
    units = text.encode("utf-16-le", "replace")[: 2 * _LONGEST_TEXT]
    return units.decode("utf-16-le", "ignore")


def _widths(sheet: Sheet) -> list[int]:
    """Columns as wide as their texts, within limits; narrow tables get room for their title."""
    assert sheet.columns is not None
    widths = []
    for index, column in enumerate(sheet.columns):
        cells = (text_width(row[index]["text"]) for row in sheet.rows)
        head = _head_width(column["label"]) + 5
        widths.append(min(max([_NARROWEST, head, *(each + 4 for each in cells)]), _WIDEST))
    if sum(widths) < _LEAST_SHEET:
        share = _LEAST_SHEET / sum(widths)
        widths = [round(width * share) for width in widths]
    return widths


def _head_width(label: str) -> int:
    """The width of a head in two lines; only Chinese breaks anywhere."""
    half = -(-text_width(label) // 2)
    if text_width(label) > len(label):
        return half
    return max([half, *map(len, label.split())])
