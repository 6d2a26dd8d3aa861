"""The columns of a form (the items of a long one), each by the path of labels above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from itertools import chain

from villages.registers.intake.foreign.labels import (
    Path,
    bare_path_key,
    is_blank,
    label_of,
    path_key,
    words_of_path,
)
from villages.registers.intake.grid import Area, CellValue, Sheet


@dataclass(frozen=True)
class FormField:
    """A column of a wide form, or an item of a long one.

    Attributes
    ----------
    index
        The sheet's column; in a long form its row.
    path
        The labels above it, from the top group down.
    unit
        What its header, or the form's column of units, says.
    number
        The number of an item of a long form.
    """

    index: int
    path: Path
    unit: str | None = None
    number: str = ""

    @property
    def label(self) -> str:
        """The path in words."""
        return words_of_path(self.path)


class FormFields:
    """The fields of a form, found by path or by number.

    Parameters
    ----------
    fields
        The fields.
    is_long
        Whether they are lines, so that a group's heading is a field too.
    """

    def __init__(self, fields: Iterable[FormField], is_long: bool = False) -> None:
        self._is_long = is_long
        self.all = tuple(field for field in fields if field.path)
        self._exact: dict[Path, list[FormField]] = defaultdict(list)
        self._bare: dict[Path, list[FormField]] = defaultdict(list)
        self._numbered: dict[str, list[FormField]] = defaultdict(list)
        for field in self.all:
            self._exact[path_key(field.path)].append(field)
            self._bare[bare_path_key(field.path)].append(field)
            if field.number:
                self._numbered[field.number].append(field)

    def find(self, path: Path) -> Sequence[FormField]:
        """Return the fields of that path; the header may add units that the path does not name."""
        wanted = path_key(path)
        return self._exact.get(wanted) or self._bare.get(wanted) or ()

    def numbered(self, number: str) -> Sequence[FormField]:
        """Return the items of that number."""
        return self._numbered.get(number, ())

    def under(self, path: Path) -> Sequence[FormField]:
        """Return the field of that path, or all that stand under it as a group.

        A wide form may have a column and a group of one name: then the column is meant.
        """
        wanted, length = path_key(path), len(path)
        found = () if self._is_long else self.find(path)
        return found or [
            field
            for field in self.all
            if wanted in (path_key(field.path)[:length], bare_path_key(field.path)[:length])
        ]


class MergedAreas:
    """A sheet's merged areas, cut to the cells that it has."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._areas: dict[tuple[int, int], Area] = {}
        height = len(sheet.rows)
        width = len(sheet.rows[0]) if sheet.rows else 0
        for top, left, bottom, right in sheet.merged:
            area = (top, left, min(bottom, height - 1), min(right, width - 1))
            for row in range(area[0], area[2] + 1):
                for column in range(area[1], area[3] + 1):
                    self._areas[row, column] = area

    def area(self, row: int, column: int) -> Area | None:
        """Return the merged area that a cell lies in."""
        return self._areas.get((row, column))

    def is_covered(self, row: int, column: int) -> bool:
        """Return whether a cell shows another cell's value."""
        area = self.area(row, column)
        return area is not None and area[:2] != (row, column)

    def covered(self) -> Iterator[tuple[int, int]]:
        """Return every cell that shows another cell's value."""
        return (at for at, area in self._areas.items() if area[:2] != at)

    def value(self, row: int, column: int) -> CellValue:
        """Return what a reader sees in a cell: a merged area's value stands in all of it."""
        area = self.area(row, column)
        return self._sheet.rows[area[0]][area[1]] if area else self._sheet.rows[row][column]

    def path(self, column: int, first: int, last: int) -> Path:
        """Return the labels of a column in the header's rows.

        A merged area's label counts for all that it covers, once; nothing is inherited from a
        neighbour that is not merged.
        """
        labels: list[str] = []
        before: Area | None = None
        for row in range(first, last + 1):
            area = self.area(row, column)
            if area is None or area != before:
                label = label_of(self.value(row, column))
                if label:
                    labels.append(label)
            before = area
        return tuple(labels)


def blocks_of_columns(sheet: Sheet, merged: MergedAreas, first: int, last: int) -> list[range]:
    """Return the runs of columns, from a header on, that blank columns separate.

    Parameters
    ----------
    sheet, merged
        The sheet.
    first, last
        The header's rows: what is merged there is not blank.
    """
    runs: list[range] = []
    for column in range(len(sheet.rows[0]) if sheet.rows else 0):
        header = (merged.value(row, column) for row in range(first, last + 1))
        below = (row[column] for row in sheet.rows[last + 1 :])
        if all(map(is_blank, chain(header, below))):
            continue
        if runs and runs[-1].stop == column:
            runs[-1] = range(runs[-1].start, column + 1)
        else:
            runs.append(range(column, column + 1))
    return runs


@dataclass(frozen=True)
class Header:
    """Where a form's header stands in a sheet, and its fields.

    Attributes
    ----------
    first, last
        The header's rows.
    fields
        What they head; in a long form the items below them.
    columns
        In a long form, where ``item``, ``value``, ``number`` and ``unit`` stand.
    text_rows
        In a long form, the rows below that are no items.
    """

    first: int
    last: int
    fields: FormFields
    columns: Mapping[str, int] = dataclass_field(default_factory=dict)
    text_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class FormSheet:
    """A sheet that a card may fit, with what is looked up in it again and again."""

    sheet: Sheet

    @cached_property
    def merged(self) -> MergedAreas:
        """The merged areas."""
        return MergedAreas(self.sheet)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.sheet.rows)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.sheet.rows[0]) if self.sheet.rows else 0
