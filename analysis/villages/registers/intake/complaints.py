"""Collects the problems of one sheet: every refused cell, and how others were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from villages.plan.model import Register
from villages.registers.intake.draft import DraftColumn, DraftTable, PlaceText
from villages.registers.intake.grid import cell_name
from villages.registers.intake.problems import Problem, Severity
from villages.registers.intake.shown import shown, shown_place


@dataclass
class Complaints:
    """The problems of the records of one draft.

    Attributes
    ----------
    file
        The file's name.
    draft
        The rows that are looked at.
    register
        What their columns must hold.
    """

    file: str
    draft: DraftTable
    register: Register
    _found: list[tuple[int | None, Problem]] = field(default_factory=list)
    _notes: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def about_cell(
        self,
        row: int,
        column: DraftColumn,
        rule: str,
        severity: Severity = "error",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Name one cell of a record."""
        held = self.register.columns[column.column_id]
        problem = Problem(
            self.file,
            self.draft.sheet.name,
            cell_name(*self.draft.at(row, column)),
            column.label,
            rule,
            severity,
            shown=shown(self.draft.cell(row, column), held),
            values=values or {},
            register_id=self.draft.register_id,
            column_id=column.column_id,
        )
        self._found.append((row, problem))

    def about_place(
        self, row: int, place: PlaceText, rule: str, severity: Severity, values: Mapping[str, Any]
    ) -> None:
        """Name the cell with a place's name, which is shown if it can be no person's."""
        cell = cell_name(place.row, place.column)
        name = place.named(self.register.level)
        problem = Problem(
            self.file, self.draft.sheet.name, cell, "", rule, severity, shown=shown_place(name),
            values=values, register_id=self.draft.register_id, column_id="code",
        )  # fmt: skip
        self._found.append((row, problem))

    def about_row(self, row: int, rule: str, severity: Severity = "error") -> None:
        """Name a whole record."""
        self._found.append((row, self._row(row, rule, severity)))

    def count(self, rule: str, row: int) -> None:
        """Count records of which the first alone is named."""
        key = ("", rule)
        known = self._notes.get(key)
        self._notes[key] = (
            replace(known, count=known.count + 1) if known else self._row(row, rule, "note")
        )

    def _row(self, row: int, rule: str, severity: Severity) -> Problem:
        cell = cell_name(*self.draft.at(row, self.draft.columns[0]))
        return Problem(
            self.file, self.draft.sheet.name, cell, "", rule, severity,
            register_id=self.draft.register_id,
        )  # fmt: skip

    def about_column(
        self, column: DraftColumn, rule: str, severity: Severity, values: Mapping[str, Any]
    ) -> None:
        """Name a whole column."""
        first = self.draft.rows[0] if self.draft.rows else 0
        problem = Problem(
            self.file, self.draft.sheet.name, cell_name(*self.draft.at(first, column)),
            column.label, rule, severity, values=values, register_id=self.draft.register_id,
            column_id=column.column_id, count=len(self.draft.rows),
        )  # fmt: skip
        self._found.append((None, problem))

    def note(self, row: int, column: DraftColumn, rule: str, values: Mapping[str, Any]) -> None:
        """Say once for a column how cells were read that were not written as asked."""
        key = (column.column_id, rule)
        if key in self._notes:
            known = self._notes[key]
            self._notes[key] = replace(known, count=known.count + 1)
            return
        held = self.register.columns[column.column_id]
        self._notes[key] = Problem(
            self.file, self.draft.sheet.name, cell_name(*self.draft.at(row, column)),
            column.label, rule, "note", shown=shown(self.draft.cell(row, column), held),
            values=values, register_id=self.draft.register_id, column_id=column.column_id,
        )  # fmt: skip

    def named(self, keys: Mapping[int, tuple[str, ...]]) -> Iterator[Problem]:
        """Return every problem; those about a record whose key is known bear it.

        Parameters
        ----------
        keys
            The record → its key in the register.
        """
        for row, problem in self._found:
            yield replace(problem, key=keys[row]) if row is not None and row in keys else problem
        yield from self._notes.values()
