"""A table with a row for each place, filled as a mapping card says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from villages.errors import UserError
from villages.exhibits.evidence import Place
from villages.exhibits.filling.answers import Answers
from villages.exhibits.filling.cards import FillCard, FillColumn
from villages.exhibits.filling.columns import ColumnName
from villages.exhibits.filling.headers import FoundHeader, find_header, missing_header
from villages.exhibits.filling.indicators import Withheld
from villages.exhibits.filling.locating import located
from villages.exhibits.filling.matching import PlaceNames, Reason
from villages.exhibits.filling.placeholders import Asked, read_asked
from villages.exhibits.filling.values import Value, in_unit
from villages.plan.words import Text
from villages.registers.intake.foreign.labels import is_blank, label_key, label_of, words_of_path
from villages.registers.intake.foreign.lines import is_note, is_numbering
from villages.registers.intake.foreign.records import total_of
from villages.registers.intake.grid import Sheet
from villages.registers.intake.units import conversion, is_unit
from villages.vocabulary import Scope

_CODE_LABELS = ("代码", "编码", "code")


class Grid(Protocol):
    """A sheet, or a table of a document, open for filling."""

    @property
    def sheet(self) -> Sheet:
        """What it held before it was filled, cell by cell."""

    def where(self, row: int, column: int) -> str:
        """Return what a reader calls a cell."""

    def put(self, row: int, column: int, value: Value) -> None:
        """Put a value into a cell; rows beyond the last one are added."""


@dataclass(frozen=True)
class Unmatched:
    """A row that was left unfilled.

    Attributes
    ----------
    where
        Its cell.
    name
        The place's name or code as the form has it; empty where it may be a person's.
    reason
        ``unmatched``: nothing bears the name. ``ambiguous``: several places do. ``masked``: it is
        no place's and is not shown. ``again``: an earlier row is about that place.
    near
        What it may be: codes of places, or the nearest names.
    """

    where: str
    name: str
    reason: Reason
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    index: int
    asked: Asked
    unit: str
    is_register: bool


class TableFilling:
    """The filling of one table.

    Parameters
    ----------
    grid
        The table.
    header
        Where the card's columns stand in it.
    card
        The mapping card.
    answers
        What fills it.
    file
        The form, for messages.
    """

    def __init__(
        self, grid: Grid, header: FoundHeader, card: FillCard, answers: Answers, file: Path
    ) -> None:
        self._grid, self._header, self._rows = grid, header, card.rows
        self._sheet, self._merged = grid.sheet, header.merged
        self._answers, self._file = answers, file
        self._by = header.fields[card.rows.by]
        self._columns = [self._column(each) for each in card.columns]

    def run(self) -> list[Unmatched]:
        """Fill the rows, or write them where there are none; all or nothing.

        Returns
        -------
        list of Unmatched
            The rows whose place cannot be told; they are left as they are.

        Raises
        ------
        UserError
            If a cell to be filled is not empty, there is no room for rows, a unit does not fit, or
            the edition may show nothing in any of the rows.
        """
        named, unmatched = self._named_rows()
        cells: list[tuple[int, int, Value]] = []
        if not named and not unmatched:
            named = self._new_rows()
            cells = [each for row, place in named for each in self._names(row, place)]
        withheld: list[tuple[int, int, Withheld]] = []
        for row, place in named:
            for column in self._columns:
                value = self._value(row, column, place)
                if isinstance(value, Withheld):
                    withheld.append((row, column.index, value))
                    value = Value(self._answers.page.say("withheld"))
                cells.append((row, column.index, value))
        if withheld and len(withheld) == len(named) * len(self._columns):
            row, index, error = withheld[0]
            with self._located(row, index):
                raise error
        for row, index, _ in cells:
            self._check_empty(row, index)
        for cell in cells:
            self._grid.put(*cell)
        return unmatched

    def _column(self, column: FillColumn) -> _Column:
        field = self._header.fields[column.header]
        with self._located(self._header.last, field.index):
            asked = read_asked(column.value)
            own = field.unit if field.unit and is_unit(field.unit) else ""
            given = column.unit or asked.unit
            if own and given and conversion(own, Text(zh=given, en=given)) != 1:
                raise UserError("fill_unit_header", unit=given, header=words_of_path(field.path))
        is_register = isinstance(self._answers.names.meaning(asked.name), ColumnName)
        return _Column(field.index, asked, given or own, is_register)

    def _value(self, row: int, column: _Column, place: Place) -> Value | Withheld:
        with self._located(row, column.index):
            try:
                value = self._answers.answer(column.asked, place, self._scope(column))
            except Withheld as error:
                return error
            return (
                in_unit(value, column.unit, self._answers.page.language) if column.unit else value
            )

    def _scope(self, column: _Column) -> Scope | None:
        """Which villages count, the same in every row: rows of a table are compared and added."""
        if self._rows.scope is not None or self._rows.level == "village":
            return self._rows.scope
        return None if column.is_register else self._answers.page.scope

    def _named_rows(self) -> tuple[list[tuple[int, Place]], list[Unmatched]]:
        subjects = self._answers.subjects
        level = self._rows.level
        townships = [each for each in subjects.places.values() if each.level == "township"]
        names = PlaceNames(level, subjects.below(level), townships)
        named: dict[Place, int] = {}
        unmatched: list[Unmatched] = []
        for row, name in self._written_names():
            match = names.find(name, self._township(row))
            place, reason, near = match.place, match.reason, match.near
            if place is not None and place not in named:
                named[place] = row
                continue
            if place is not None:
                reason, near = "again", (place.code,)
            shown = "" if reason == "masked" else name
            here = self._grid.where(row, self._by.index)
            unmatched.append(Unmatched(here, shown, reason, near))
        return [(row, place) for place, row in named.items()], unmatched

    def _written_names(self) -> Iterator[tuple[int, str]]:
        labels = {label_key(field.path[-1]) for field in self._header.fields.values()}
        for row in range(self._header.last + 1, len(self._sheet.rows)):
            name = label_of(self._merged.value(row, self._by.index))
            is_record = bool(name) and not self._merged.is_covered(row, self._by.index)
            if is_record and not self._is_other_line(row, name) and label_key(name) not in labels:
                yield row, name

    def _is_other_line(self, row: int, name: str) -> bool:
        """Whether a row is a total, a note or the numbers of the columns."""
        return self._is_end(name) or is_numbering(self._sheet.rows[row])

    @staticmethod
    def _is_end(label: str) -> bool:
        return total_of(label) is not None or is_note(label)

    def _township(self, row: int) -> str:
        if self._rows.township is None:
            return ""
        return label_of(self._merged.value(row, self._header.fields[self._rows.township].index))

    def _new_rows(self) -> list[tuple[int, Place]]:
        subjects = self._answers.subjects
        scope = self._rows.scope or self._answers.page.scope
        places = [each for each in subjects.below(self._rows.level) if each.count(scope)]
        first = self._header.last + 1
        while first < len(self._sheet.rows) and is_numbering(self._sheet.rows[first]):
            first += 1
        for row in range(first, min(first + len(places), len(self._sheet.rows))):
            if any(self._is_end(label_of(cell)) for cell in self._sheet.rows[row]):
                with self._located(row, self._by.index):
                    raise UserError("fill_no_room", count=len(places), rows=row - first)
        return list(enumerate(places, start=first))

    def _names(self, row: int, place: Place) -> Iterator[tuple[int, int, Value]]:
        page, label = self._answers.page, label_key(self._by.path[-1])
        is_code = any(word in label for word in _CODE_LABELS)
        yield row, self._by.index, Value(place.code if is_code else self._name(place))
        if self._rows.township is not None:
            township = self._answers.subjects.places[place.township_code]
            column = self._header.fields[self._rows.township].index
            yield row, column, Value(page.name(township))

    def _name(self, place: Place) -> str:
        return place.name_zh if self._answers.page.language == "zh" else place.name_en

    def _check_empty(self, row: int, index: int) -> None:
        if row >= len(self._sheet.rows):
            return
        with self._located(row, index):
            if self._merged.is_covered(row, index):
                raise UserError("fill_cell_covered")
            if not is_blank(self._sheet.rows[row][index]):
                raise UserError("fill_cell_taken")

    def _located(self, row: int, index: int) -> AbstractContextManager[None]:
        return located(self._file, self._grid.where(row, index))


def fill_by_card(
    grids: Mapping[str, Grid], card: FillCard, answers: Answers, file: Path
) -> list[Unmatched]:
    """Fill the table of a form that a mapping card is about.

    Parameters
    ----------
    grids
        The form's sheets by name, or its tables by number.
    card
        The mapping card.
    answers
        What fills it.
    file
        The form, for messages.

    Returns
    -------
    list of Unmatched
        The rows whose place cannot be told; they are left as they are.

    Raises
    ------
    UserError
        If no table, or more than one, holds the card's labels, or as
        :meth:`TableFilling.run`.
    """
    wanted = None if card.sheet is None else str(card.sheet)
    if wanted is not None and wanted not in grids:
        near = ", ".join(grids) or "-"
        raise UserError("fill_sheet_unknown", file=file, value=wanted, near=near)
    chosen = grids if wanted is None else {wanted: grids[wanted]}
    found: list[tuple[Grid, FoundHeader]] = []
    for name, grid in chosen.items():
        with located(file, name):
            header = find_header(grid.sheet, card)
        if header is not None:
            found.append((grid, header))
    if not found:
        with located(file, ", ".join(chosen) or "-"):
            raise missing_header([grid.sheet for grid in chosen.values()], card)
    if len(found) > 1:
        near = ", ".join(grid.sheet.name for grid, _ in found)
        raise UserError("fill_sheet_several", file=file, near=near)
    ((grid, header),) = found
    return TableFilling(grid, header, card, answers, file).run()
