"""One sheet by its card: its records, their places and year, and the persons that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from villages.registers.intake.draft import PLACE_WORDS, DraftColumn, DraftTable, PlaceText
from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.comparing import (
    compare_columns,
    name_unreadable,
    note_blanks_beside_zeros,
    warn_of_mixed_units,
)
from villages.registers.intake.foreign.fields import FormSheet, Header, blocks_of_columns
from villages.registers.intake.foreign.findings import Findings
from villages.registers.intake.foreign.labels import is_blank, label_of
from villages.registers.intake.foreign.records import Lines, read_lines
from villages.registers.intake.foreign.resolving import Resolved, resolve
from villages.registers.intake.foreign.spots import Spot, spots, year_spots
from villages.registers.intake.foreign.totals import check_totals
from villages.registers.intake.foreign.unread import Extent, name_unread

_BETWEEN_NAMES = re.compile(r"[、，,;；/\s]+")
_LEADING = ("code", "year")


def read_sheet(
    form: FormSheet, card: MappingCard, header: Header, findings: Findings
) -> tuple[DraftTable | None, list[str]]:
    """Read a sheet that a card fits.

    Parameters
    ----------
    form, header
        The sheet.
    card
        The card.
    findings
        Takes what is found on the way.

    Returns
    -------
    The draft, None if nothing is filled in or nothing can be read; and the persons' names that the
    sheet holds.
    """
    return _SheetReader(form, card, header, findings).read()


class _SheetReader:
    def __init__(
        self, form: FormSheet, card: MappingCard, header: Header, findings: Findings
    ) -> None:
        self.form, self.card, self.header, self.findings = form, card, header, findings
        self.resolved: Resolved = resolve(form, card, header, findings)
        self.own = PLACE_WORDS[findings.register.level]
        self.is_long = card.layout == "long"
        runs = blocks_of_columns(form.sheet, form.merged, header.first, header.last)
        own = set(header.columns.values()) if self.is_long else set(self.resolved.known)
        self.columns = tuple(column for run in runs if own & set(run) for column in run)
        self.beside = tuple(run for run in runs if not own & set(run))

    def read(self) -> tuple[DraftTable | None, list[str]]:
        if not self._is_placed():
            return None, []
        lines = self._lines()
        extent = Extent(self.header, lines, self.columns, self.beside)
        name_unread(self.form, self.card, self.resolved, extent, self.findings)
        names = list(self._names(lines))
        table = self._table(lines)
        figures = [each for each in self.resolved.compared if each.column_id not in _LEADING]
        if not any(not is_blank(table.cell(row, each)) for row in table.rows for each in figures):
            self.findings.add("foreign_nothing_filled", "note")
            return None, names
        placed = self._with_places(table, lines)
        if placed is None:
            return None, names
        self._look_at(placed, figures, lines)
        return placed, names

    def _look_at(self, table: DraftTable, figures: list[DraftColumn], lines: Lines) -> None:
        """Say what the figures say against each other, and how some of them stand."""
        self._note_hidden(table)
        self._refuse_merged(table, figures)
        compare_columns(table, self.resolved.checks, self.findings)
        only_compared = [each for each in figures if not each.column_id]
        name_unreadable(table, only_compared, self.findings)
        held = self.findings.register.columns
        counted = [
            each
            for each in figures
            if not each.column_id or held[each.column_id].type in ("integer", "decimal", "real")
        ]
        if not self.is_long:
            check_totals(table, lines.totals, counted, self.findings)
            warn_of_mixed_units(table, counted, self.findings)
            note_blanks_beside_zeros(table, counted, self.findings)

    def _is_placed(self) -> bool:
        """Whether every column of the place was found; what is missing has been said."""
        return all(
            name in self.resolved.places
            for name, source in self.card.place.sources()
            if source.path is not None
        )

    def _lines(self) -> Lines:
        if not self.is_long:
            return read_lines(self.form, self.header, self.resolved, self.columns, self.findings)
        value = self.header.columns["value"]
        said = {
            name: label_of(self.form.sheet.rows[column.index][value])
            for name, column in self.resolved.places.items()
        }
        return Lines([value], texts=list(self.header.text_rows), places={value: said})

    def _table(self, lines: Lines) -> DraftTable:
        """The draft without its places; keys that are merged over rows stand in each of them."""
        sheet = self.form.sheet
        merged = [
            (row, column.index)
            for column in self.resolved.columns
            if column.column_id in _LEADING and not self.is_long
            for row in lines.records
            if self.form.merged.is_covered(row, column.index)
        ]
        if merged:
            rows = [list(row) for row in sheet.rows]
            for row, column in merged:
                rows[row][column] = self.form.merged.value(row, column)
            sheet = replace(sheet, rows=tuple(map(tuple, rows)))
        return DraftTable(
            self.card.register_id,
            sheet,
            self.resolved.columns,
            tuple(lines.records),
            is_transposed=self.is_long,
            card_id=self.card.id,
        )

    def _with_places(self, table: DraftTable, lines: Lines) -> DraftTable | None:
        """Add what the texts outside of the rows say of place and year."""
        outside = [*range(self.header.first), *lines.texts]
        constants: dict[str, object] = {}
        spoken: dict[str, Spot] = {}
        for name, source in self.card.place.sources():
            if source.path is None:
                found = {spot.text: spot for spot in spots(self.form.sheet, source, outside)}
                if not self._is_one(name, len(found)):
                    return None
                if found:
                    spoken[name] = next(iter(found.values()))
        if self.card.year and self.card.year.constant is not None:
            constants["year"] = self.card.year.constant
        elif self.card.year and self.card.year.path is None:
            years = year_spots(self.form.sheet, self.card.year, outside)
            if not self._is_one("year", len(years)):
                return None
            if years:
                constants["year"] = next(iter(years))
        if "code" in spoken:
            constants["code"] = spoken["code"].text
        places = {
            row: self._place(row, lines.places[row], spoken)
            for row in table.rows
            if self.card.place.code is None
        }
        return replace(table, constants=constants, places=places)

    def _is_one(self, name: str, count: int) -> bool:
        """Whether a text was found once. Year and township may be named with the command.

        There is one county: it is meant also where nothing names it.
        """
        if name == "county":
            return True
        is_needed = name in ("village", "code")
        word = "village" if is_needed and self.own == "village" else name
        if count == 0:
            self.findings.add(f"foreign_no_{word}", "error" if is_needed else "warning")
        elif count > 1:
            self.findings.add(f"foreign_several_{word}s", "error", count=count)
        return count == 1 or (count == 0 and not is_needed)

    def _place(self, row: int, said: Mapping[str, str], spoken: Mapping[str, Spot]) -> PlaceText:
        words = {name: spot.text for name, spot in spoken.items()} | dict(said)
        own = self.own
        if own in spoken:
            at = spoken[own].row, spoken[own].column
        elif own in self.resolved.places:
            index = self.resolved.places[own].index
            at = (index, row) if self.is_long else (row, index)
        else:
            at = self.header.first, 0
        return PlaceText(
            words.get("county", ""), words.get("township", ""), words.get("village", ""), *at
        )

    def _names(self, lines: Lines) -> Iterator[str]:
        """Persons' names in columns, items and texts."""
        rows = self.form.sheet.rows
        below = [row for row in range(self.header.last + 1, len(rows)) if row not in lines.passed]
        for column in self.resolved.names:
            if self.is_long:
                cells = [rows[column.index][self.header.columns["value"]]]
            else:
                cells = [rows[row][column.index] for row in below]
            for cell in cells:
                yield from _split(cell if isinstance(cell, str) else "")
        outside = [*range(self.header.first), *lines.texts]
        for source in self.card.names:
            if source.path is None:
                for spot in spots(self.form.sheet, source, outside):
                    yield from _split(spot.text)

    def _note_hidden(self, table: DraftTable) -> None:
        fields = {column.index for column in self.resolved.compared}
        used_rows, used_columns = (
            (fields, set(table.rows)) if self.is_long else (set(table.rows), fields)
        )
        hidden_rows = sorted(self.form.sheet.hidden_rows & used_rows)
        hidden_columns = sorted(self.form.sheet.hidden_columns & used_columns)
        if self.form.sheet.is_hidden:
            self.findings.add("foreign_sheet_hidden", "note")
        if hidden_rows:
            at = (hidden_rows[0], 0)
            self.findings.add("rows_hidden", "note", at, count=len(hidden_rows))
        if hidden_columns:
            at = (self.header.last, hidden_columns[0])
            self.findings.add("foreign_columns_hidden", "note", at, count=len(hidden_columns))

    def _refuse_merged(self, table: DraftTable, figures: list[DraftColumn]) -> None:
        """A value that is merged over several cells is the first one's; the others are unknown."""
        by_index = {column.index: column for column in figures}
        rows = set(table.rows)
        for at in self.form.merged.covered():
            record, index = reversed(at) if self.is_long else at
            if record in rows and index in by_index:
                self.findings.add("foreign_merged", "error", at, by_index[index])


def _split(text: str) -> list[str]:
    return [name for name in _BETWEEN_NAMES.split(text) if not is_blank(name)]
