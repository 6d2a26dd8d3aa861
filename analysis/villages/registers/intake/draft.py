"""The registers' rows as a file gives them: where each cell stands, not yet what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from villages.registers.intake.grid import CellValue, Sheet
from villages.vocabulary import Level

#: What forms that others designed, and mapping cards, call a place of each level.
PLACE_WORDS: Mapping[Level, str] = {"village": "village", "township": "township", "city": "county"}


@dataclass(frozen=True)
class DraftColumn:
    """A register's column in a sheet.

    Attributes
    ----------
    column_id
        The register's column.
    label
        What the form calls it: the label with its groups, for messages.
    index
        The sheet's column, counted from 0 (its row where the table is transposed).
    unit
        The unit that the form's header gives, such as ``万元``; None if it gives none.
    """

    column_id: str
    label: str
    index: int
    unit: str | None = None


@dataclass(frozen=True)
class PlaceText:
    """What a form that others designed calls a record's place; empty what it does not say.

    Attributes
    ----------
    county, township, village
        As they are written, without what cannot be seen.
    row, column
        The cell of the name of the record's own place: of its village, or of the township or
        county where the register is theirs.
    """

    county: str
    township: str
    village: str
    row: int
    column: int

    def named(self, level: Level) -> str:
        """Return what the form calls the place of a level."""
        return str(getattr(self, PLACE_WORDS[level]))


@dataclass(frozen=True)
class DraftTable:
    """Rows of one register in one sheet.

    Attributes
    ----------
    register_id
        The register.
    sheet
        The sheet.
    columns
        The register's columns that the sheet holds.
    rows
        The sheet's rows that are records, counted from 0 (its columns where transposed).
    constants
        Columns whose value the form gives once for all rows, such as the year: typed values.
    is_transposed
        Whether records stand in the sheet's columns, as in a long form.
    places
        Record → what the form calls its place, where it bears no code.
    card_id
        The mapping card that the form was read by; empty for our own forms.
    """

    register_id: str
    sheet: Sheet
    columns: tuple[DraftColumn, ...]
    rows: tuple[int, ...]
    constants: Mapping[str, object] = field(default_factory=dict)
    is_transposed: bool = False
    places: Mapping[int, PlaceText] = field(default_factory=dict)
    card_id: str = ""

    def at(self, row: int, column: DraftColumn) -> tuple[int, int]:
        """Return the sheet's row and column of a record's cell."""
        return (column.index, row) if self.is_transposed else (row, column.index)

    def cell(self, row: int, column: DraftColumn) -> CellValue:
        """Return what a record's cell holds."""
        first, second = self.at(row, column)
        return self.sheet.rows[first][second]
