"""From drafts to clean rows: every cell read, every key resolved, no record twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from villages.plan.model import Column, Plan, Register
from villages.registers.intake.cells import Reader
from villages.registers.intake.complaints import Complaints
from villages.registers.intake.draft import DraftColumn, DraftTable, PlaceText
from villages.registers.intake.problems import Problem
from villages.registers.intake.reading import Read
from villages.registers.intake.units import conversion
from villages.registers.reporters import reporting_level
from villages.registers.types import arrow_schema
from villages.vocabulary import Level

#: ``(column id, identifiers as they were written, village codes)`` → for each the pseudonym, or the
#: rule that refuses it.
Resolve = Callable[[str, Sequence[str | None], Sequence[str | None]], "Sequence[Resolved]"]


@dataclass(frozen=True)
class Resolved:
    """What became of an identifier.

    Attributes
    ----------
    pseudonym
        What stands for it; None if there was none or it is refused.
    is_known
        Whether the registers know the pseudonym.
    problem
        The rule that refuses the identifier; empty if none does.
    """

    pseudonym: str | None
    is_known: bool = True
    problem: str = ""


@dataclass(frozen=True)
class Scope:
    """What a return may speak of.

    Attributes
    ----------
    year
        The year of the form.
    places
        Level of a register → the codes that its rows may be of.
    resolve
        How identifiers become pseudonyms.
    locate
        How a place's name becomes a code of a level.
    """

    year: int
    places: Mapping[Level, Collection[str]]
    resolve: Resolve
    locate: Callable[[PlaceText, Level], Read]


@dataclass
class Checked:
    """The rows of a register that can be taken in.

    Attributes
    ----------
    register_id
        The register.
    rows
        Where each accepted row stands: its draft, and the record in it.
    cells
        Column → the accepted values; None where missing or refused.
    problems
        What is wrong or was read with a note.
    read_count
        How many records hold anything.
    """

    register_id: str
    rows: list[tuple[DraftTable, int]]
    cells: dict[str, list[Any]]
    problems: list[Problem] = field(default_factory=list)
    read_count: int = 0

    def drop(self, positions: Set[int]) -> None:
        """Leave out the rows at these positions."""
        kept = [index for index in range(len(self.rows)) if index not in positions]
        self.rows = [self.rows[index] for index in kept]
        self.cells = {
            name: [values[index] for index in kept] for name, values in self.cells.items()
        }

    def table(self, register: Register) -> pa.Table:
        """Return the rows with all columns of the register, as the store takes them."""
        schema = arrow_schema(register)
        blank = [None] * len(self.rows)
        columns = [pa.array(self.cells.get(field.name, blank), field.type) for field in schema]
        return pa.Table.from_arrays(columns, schema=schema)


def identifying_columns(plan: Plan) -> frozenset[str]:
    """Return the columns whose texts stand for a household or person."""
    return frozenset(
        key
        for register in plan.registers.values()
        for key in register.key
        if register.columns[key].personal and register.columns[key].type == "text"
    )


def leading_columns(plan: Plan) -> frozenset[str]:
    """Return the columns that say what a row is about, and ask for nothing."""
    return frozenset(key for register in plan.registers.values() for key in register.key)


def check_draft(plan: Plan, draft: DraftTable, scope: Scope, file: str) -> Checked:
    """Read every cell of a draft and return the rows that can be taken in.

    A cell that cannot be read is named and left missing; its row is taken in without it. A row
    whose key is not in order is named and not taken in.

    Parameters
    ----------
    plan
        The plan.
    draft
        The rows.
    scope
        What the return may speak of.
    file
        The file's name, for messages.
    """
    register = plan.registers[draft.register_id]
    complaints = Complaints(file, draft, register)
    return _DraftCheck(plan, draft, scope, register, complaints).run()


class _DraftCheck:
    def __init__(
        self,
        plan: Plan,
        draft: DraftTable,
        scope: Scope,
        register: Register,
        complaints: Complaints,
    ) -> None:
        self.plan, self.draft, self.scope, self.register = plan, draft, scope, register
        self.complaints = complaints
        self.identifying = identifying_columns(plan)
        self.leading = leading_columns(plan)
        self.by_id = {column.column_id: column for column in draft.columns}

    def run(self) -> Checked:
        draft = self.draft
        values = {
            column.column_id: self._read(column, self.register.columns[column.column_id])
            for column in draft.columns
        }
        for name, value in draft.constants.items():
            values[name] = [value] * len(draft.rows)
        if draft.places:
            values["code"] = self._located()
        values.setdefault("year", [self.scope.year] * len(draft.rows))
        known = self._resolve(values)
        filled = self._filled()
        chosen = [
            index
            for index, row in enumerate(draft.rows)
            if self._is_wanted(row, filled[index], known[index])
            and self._has_key(index, row, values)
        ]
        keys = {index: tuple(values[name][index] for name in self.register.key) for index in chosen}
        chosen = list(self._once(chosen, keys, values))
        named = {draft.rows[index]: tuple(map(str, key)) for index, key in keys.items()}
        return Checked(
            draft.register_id,
            [(draft, draft.rows[index]) for index in chosen],
            {name: [cells[index] for index in chosen] for name, cells in values.items()},
            list(self.complaints.named(named)),
            sum(filled),
        )

    def _read(self, column: DraftColumn, held: Column) -> list[Any]:
        """The typed values of a column; what cannot be read is named and missing."""
        rows, complaints = self.draft.rows, self.complaints
        if column.unit is not None and held.unit is not None:
            factor = conversion(column.unit, held)
            if factor is None:
                said = {"unit": column.unit, "wanted": {"zh": held.unit.zh, "en": held.unit.en}}
                complaints.about_column(column, "unit_other", "error", said)
                return [None] * len(rows)
        reader = Reader(held, column.unit)
        values: list[Any] = []
        for row in rows:
            read = reader.read(self.draft.cell(row, column))
            values.append(read.value)
            if read.problem:
                complaints.about_cell(row, column, read.problem, values=read.values)
            elif read.note:
                complaints.note(row, column, read.note, read.values)
        return values

    def _located(self) -> list[Any]:
        """The places' codes where a form that others designed has their names."""
        codes: list[Any] = []
        for row in self.draft.rows:
            place = self.draft.places[row]
            read = self.scope.locate(place, self.register.level)
            codes.append(read.value)
            if read.problem:
                self.complaints.about_place(row, place, read.problem, "error", read.values)
            elif read.note:
                self.complaints.about_place(row, place, read.note, "note", read.values)
        return codes

    def _resolve(self, values: dict[str, list[Any]]) -> list[bool]:
        """Put pseudonyms in the place of identifiers; say which records are known by them."""
        known = [True] * len(self.draft.rows)
        codes = values.get("code", [None] * len(known))
        for name in sorted(self.identifying & set(self.by_id)):
            resolved = self.scope.resolve(name, values[name], codes)
            for index, each in enumerate(resolved):
                if each.problem:
                    row = self.draft.rows[index]
                    self.complaints.about_cell(row, self.by_id[name], each.problem)
                if name in self.register.key:
                    known[index] = known[index] and each.is_known
            values[name] = [each.pseudonym for each in resolved]
        return known

    def _filled(self) -> list[bool]:
        """Whether a record answers anything beside saying what it is about."""
        asking = [each for each in self.draft.columns if each.column_id not in self.leading]
        return [
            any(self.draft.cell(row, column) is not None for column in asking)
            for row in self.draft.rows
        ]

    def _is_wanted(self, row: int, is_filled: bool, is_known: bool) -> bool:
        if is_filled:
            return True
        if is_known:
            self.complaints.count("rows_left_blank", row)
            return False
        self.complaints.about_row(row, "row_without_values", "warning")
        return True

    def _has_key(self, index: int, row: int, values: Mapping[str, Sequence[Any]]) -> bool:
        complaints = self.complaints
        for name in self.register.key:
            value, column = values[name][index], self.by_id.get(name)
            if value is None and column is None and name == "code":
                return False  # the place's name is named already
            if value is None and (column is None or self.draft.cell(row, column) is not None):
                complaints.about_row(row, "key_refused")
                return False
            if value is None and column is not None:
                complaints.about_cell(row, column, "key_blank")
                return False
            if column is not None and name == "code" and value not in self._own_places():
                self._refuse_place(row, column, str(value))
                return False
            if column is not None and name == "year" and value != self.scope.year:
                complaints.about_cell(row, column, "year_differs", values={"year": self.scope.year})
                return False
        return True

    def _own_places(self) -> Collection[str]:
        return self.scope.places.get(self.register.level, ())

    def _refuse_place(self, row: int, column: DraftColumn, code: str) -> None:
        """Name a code that the sender does not answer for, and say who does."""
        level, own = self.register.level, self._own_places()
        if level == "village" and own:
            self.complaints.about_cell(row, column, "place_elsewhere")
            return
        labels = self.plan.labels.levels[reporting_level(level)], self.register.label
        said = [{"zh": label.zh, "en": label.en} for label in labels]
        near = ", ".join(get_close_matches(code, sorted(own), n=3, cutoff=0))
        values = {"level": said[0], "register": said[1], "near": near}
        rule = "place_not_own" if own else "register_elsewhere"
        self.complaints.about_cell(row, column, rule, values=values)

    def _once(
        self,
        chosen: Sequence[int],
        keys: Mapping[int, tuple[Any, ...]],
        values: Mapping[str, Sequence[Any]],
    ) -> Iterator[int]:
        """Records with a key of their own; of equal ones the first, of differing ones none."""
        alike: dict[tuple[Any, ...], list[int]] = {}
        for index in chosen:
            alike.setdefault(keys[index], []).append(index)
        for index in chosen:
            twins = alike[keys[index]]
            if len(twins) == 1:
                yield index
                continue
            contents = {tuple(cells[twin] for cells in values.values()) for twin in twins}
            if len(contents) > 1:
                self.complaints.about_row(self.draft.rows[index], "row_twice")
            elif index == twins[0]:
                yield index
            else:
                self.complaints.count("row_repeated", self.draft.rows[index])
