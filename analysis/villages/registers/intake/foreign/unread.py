"""What a sheet holds and the card does not read: each of it is named, so that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.fields import FormSheet, Header
from villages.registers.intake.foreign.findings import Findings, named
from villages.registers.intake.foreign.labels import is_blank, label_of, path_key
from villages.registers.intake.foreign.records import Lines
from villages.registers.intake.foreign.resolving import Resolved
from villages.registers.intake.grid import cell_name


@dataclass(frozen=True)
class Extent:
    """Where a form ends and what lies beside it.

    Attributes
    ----------
    header, lines
        The form's rows.
    columns
        The sheet's columns that belong to it.
    beside
        Runs of columns that blank ones separate from it.
    """

    header: Header
    lines: Lines
    columns: tuple[int, ...]
    beside: tuple[range, ...]


def name_unread(
    form: FormSheet, card: MappingCard, resolved: Resolved, extent: Extent, findings: Findings
) -> None:
    """Name what is not read.

    Parameters
    ----------
    form, card, resolved, extent
        The sheet, and what is read of it.
    findings
        Takes columns and items that hold values and are not the card's, lines that are no records,
        and lists beside the form.
    """
    naming = _Unread(form, card, resolved, extent, findings)
    if extent.header.columns:
        naming.items()
    else:
        naming.columns()
    naming.lines()
    naming.lists()


class _Unread:
    def __init__(
        self,
        form: FormSheet,
        card: MappingCard,
        resolved: Resolved,
        extent: Extent,
        findings: Findings,
    ) -> None:
        self.rows, self.form, self.card = form.sheet.rows, form, card
        self.resolved, self.extent, self.findings = resolved, extent, findings

    def columns(self) -> None:
        """Columns of a wide form."""
        labels = {field.index: field.label for field in self.extent.header.fields.all}
        lines = self.extent.lines
        rows = sorted([*lines.records, *(total.row for total in lines.totals)])
        for column in self.extent.columns:
            if column not in self.resolved.known:
                self._name(labels.get(column, ""), [(row, column) for row in rows])

    def items(self) -> None:
        """Items of a long form, and columns beside its values."""
        header = self.extent.header
        value = header.columns["value"]
        for field in header.fields.all:
            if field.index not in self.resolved.known:
                self._name(field.label, [(field.index, value)])
        left = {path_key(path) for path in (*self.card.not_read, *self.card.dropped)}
        for column in set(self.extent.columns) - set(header.columns.values()):
            label = label_of(self.form.merged.value(header.first, column))
            if path_key((label,)) not in left:
                self._name(label, [(field.index, column) for field in header.fields.all])
        for row in header.text_rows:
            cell = self.rows[row][value]
            if not is_blank(cell) and not isinstance(cell, str):
                self.findings.add("foreign_value_without_item", "error", (row, value))

    def _name(self, label: str, cells: list[tuple[int, int]]) -> None:
        held = [cell for cell in cells if not is_blank(self.rows[cell[0]][cell[1]])]
        if held:
            label = label or cell_name(*held[0]).rstrip("0123456789")
            self.findings.add("foreign_unread", "warning", held[0], label=label, count=len(held))

    def lines(self) -> None:
        """Titles above the header; notes, signatures, numbers and repeated headers below it."""
        above = range(self.extent.header.first)
        rows = sorted([*above, *self.extent.lines.texts, *self.extent.lines.passed])
        held = [
            next(
                (row, column)
                for column in self.extent.columns
                if not is_blank(self.rows[row][column])
            )
            for row in rows
            if any(not is_blank(self.rows[row][column]) for column in self.extent.columns)
        ]
        if held:
            self.findings.add("foreign_lines", "note", held[0], count=len(held), cells=named(held))

    def lists(self) -> None:
        """Lists beside the form."""
        for run in self.extent.beside:
            held = [
                (row, column)
                for row in range(self.form.height)
                for column in run
                if not is_blank(self.rows[row][column]) and not self._is_title(row, column)
            ]
            rows = sorted({row for row, _ in held})
            area = f"{cell_name(rows[0], run.start)}:{cell_name(rows[-1], run.stop - 1)}"
            self.findings.add(
                "foreign_list_beside", "note", (rows[0], run.start), count=len(held), area=area
            )

    def _is_title(self, row: int, column: int) -> bool:
        return row < self.extent.header.first and self.form.merged.area(row, column) is not None
