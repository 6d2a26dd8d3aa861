"""A document of others, filled.

Through python-docx everything that a document holds survives; only what is filled changes.
Placeholders are found in paragraphs, tables, text boxes, headers and footers; in footnotes and
endnotes they cannot be filled, and are refused.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.table import Table, _Cell

from villages.errors import UserError
from villages.exhibits.filling.answers import Answers
from villages.exhibits.filling.cards import FillCard
from villages.exhibits.filling.locating import located, where
from villages.exhibits.filling.placeholders import filled, is_asking, sole_placeholder
from villages.exhibits.filling.tables import Unmatched, fill_by_card
from villages.exhibits.filling.values import Value
from villages.registers.intake.grid import Area, Sheet

_PARAGRAPH, _TEXT, _CELL, _ROW, _TABLE = (qn(f"w:{name}") for name in ("p", "t", "tc", "tr", "tbl"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KIND = re.compile("header|footer")
_TAG = re.compile(rb"<[^>]*>")


def fill_document(
    file: Path, content: bytes, answers: Answers, cards: Sequence[FillCard], mark: str
) -> tuple[bytes, list[Unmatched]]:
    """Fill a document's placeholders and the tables that cards are about.

    Parameters
    ----------
    file
        The form, for messages.
    content
        What it holds; it has passed the guard.
    answers
        What fills it.
    cards
        Mapping cards.
    mark
        What stands at the top of every page; empty for nothing.

    Returns
    -------
    The filled document, and the rows that were left unfilled.

    Raises
    ------
    UserError
        If anything cannot be filled: names file and paragraph or table cell.
    """
    document = docx.Document(io.BytesIO(content))
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _fill_part(file, part, answers)
        else:
            _refuse_hidden(file, part)
    grids = {
        str(number): _TableGrid(table, number)
        for number, table in enumerate(document.tables, start=1)
    }
    unmatched = [each for card in cards for each in fill_by_card(grids, card, answers, file)]
    if mark:
        _put_mark(document, mark)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue(), unmatched


def _fill_part(file: Path, part: XmlPart, answers: Answers) -> None:
    root = part.element
    for number, paragraph in enumerate(root.iter(_PARAGRAPH), start=1):
        texts = list(_texts(paragraph))
        pieces = [text.text or "" for text in texts]
        whole = "".join(pieces)
        if not is_asking(whole):
            continue
        with located(file, _where(part, paragraph, number)):
            is_alone = paragraph.getparent().tag == _CELL and sole_placeholder(whole) is not None
            for text, words in zip(texts, _answered(pieces, answers, is_alone), strict=True):
                _write(text, words)


def _answered(pieces: list[str], answers: Answers, is_alone: bool) -> list[str]:
    def words(value: Value) -> str:
        return value.cell_text if is_alone else value.text

    return filled(pieces, lambda asked: words(answers.answer(asked)))


def _texts(paragraph: Any) -> Iterator[Any]:
    """The pieces of a paragraph's own text, without those of text boxes that are anchored in it."""
    for text in paragraph.iter(_TEXT):
        if next(text.iterancestors(_PARAGRAPH)) is paragraph:
            yield text


def _write(text: Any, words: str) -> None:
    if words != (text.text or ""):
        text.text = words
        text.set(_SPACE, "preserve")


def _where(part: XmlPart, paragraph: Any, number: int) -> str:
    cell = next(paragraph.iterancestors(_CELL), None)
    if cell is None:
        here = where("paragraph", number=number)
    else:
        row = next(cell.iterancestors(_ROW))
        table = next(row.iterancestors(_TABLE))
        tables = list(part.element.iter(_TABLE))
        here = where(
            "table_cell",
            table=tables.index(table) + 1,
            row=[each for each in table if each.tag == _ROW].index(row) + 1,
            column=[each for each in row if each.tag == _CELL].index(cell) + 1,
        )
    kind = _KIND.match(part.partname.filename)
    return where(kind[0], where=here) if kind else here


def _refuse_hidden(file: Path, part: Part) -> None:
    """Refuse a placeholder where it would stay: in footnotes, comments and the like."""
    if part.content_type.endswith("+xml") and is_asking(_plain(part.blob)):
        with located(file, where("part", part=part.partname.filename)):
            raise UserError("fill_out_of_reach")


def _plain(blob: bytes) -> str:
    return _TAG.sub(b"", blob).decode("utf-8", "replace")


def _put_mark(document: Document, mark: str) -> None:
    """Let a mark stand in the first line of every page's header."""
    is_uneven = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        headers = [section.header]
        headers += [section.even_page_header] if is_uneven else []
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        for header in headers:
            if number and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            if first.text:
                first = first.insert_paragraph_before()
            first.add_run(mark)


class _TableGrid:
    """A table of a document, open for filling by a card."""

    def __init__(self, table: Table, number: int) -> None:
        self._table, self._number = table, number

    @cached_property
    def _cells(self) -> list[list[_Cell | None]]:
        width = len(self._table.columns)
        rows: list[list[_Cell | None]] = []
        for row in self._table.rows:
            cells = [*[None] * row.grid_cols_before, *row.cells]
            rows.append([*cells, *[None] * (width - len(cells))][:width])
        return rows

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(
            name=where("table", table=self._number),
            rows=tuple(tuple(cell.text if cell else None for cell in row) for row in self._cells),
            merged=tuple(area for area in self._areas.values() if area[:2] != area[2:]),
        )

    @cached_property
    def _areas(self) -> Mapping[Any, Area]:
        areas: dict[Any, Area] = {}
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                if cell is not None:
                    top, left, *_ = areas.get(cell._tc, (row, column, row, column))
                    areas[cell._tc] = (top, left, row, column)
        return areas

    def where(self, row: int, column: int) -> str:
        return where("table_cell", table=self._number, row=row + 1, column=column + 1)

    def put(self, row: int, column: int, value: Value) -> None:
        while row >= len(self._cells):
            self._add_row()
        cell = self._cells[row][column]
        if cell is None:
            raise UserError("fill_cell_covered")
        paragraph = cell.paragraphs[0]
        runs = paragraph.runs
        (runs[0] if runs else paragraph.add_run()).text = value.cell_text

    def _add_row(self) -> None:
        last = self._table.rows[-1]._tr
        added = copy.deepcopy(last)
        for text in added.iter(_TEXT):
            text.text = ""
        last.addnext(added)
        self.__dict__.pop("_cells", None)
