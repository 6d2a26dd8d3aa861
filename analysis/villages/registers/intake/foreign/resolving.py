"""Which field of a sheet is what: the card's paths looked up in the sheet's header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from villages.characters import matching_form
from villages.plan.model import Column
from villages.registers.intake.draft import DraftColumn
from villages.registers.intake.foreign.card import Check, MappedColumn, MappingCard
from villages.registers.intake.foreign.fields import FormField, FormFields, FormSheet, Header
from villages.registers.intake.foreign.findings import Findings
from villages.registers.intake.foreign.labels import Path, label_of, words_of_path
from villages.registers.intake.problems import Severity
from villages.registers.intake.units import conversion

_TITLE_UNIT = re.compile(r"单位[:：]\s*([^\s()（）:：]+)")


@dataclass(frozen=True)
class CheckedColumns:
    """A check and the columns that it compares."""

    check: Check
    whole: DraftColumn
    others: tuple[DraftColumn, ...]


@dataclass(frozen=True)
class Resolved:
    """What the fields of a sheet are.

    Attributes
    ----------
    columns
        The register's columns.
    places
        ``county``, ``township``, ``village`` and ``year`` → the field, where it is one.
    checks
        What must hold.
    names
        Fields of persons' names.
    known
        The index of every field that the card accounts for.
    """

    columns: tuple[DraftColumn, ...]
    places: Mapping[str, DraftColumn]
    checks: tuple[CheckedColumns, ...]
    names: tuple[DraftColumn, ...]
    known: frozenset[int]

    @property
    def compared(self) -> tuple[DraftColumn, ...]:
        """The columns whose figures are looked at: stored or compared, each once."""
        stored = {each.index: each for each in self.columns if each.column_id != "code"}
        for each in self.checks:
            for column in (each.whole, *each.others):
                stored.setdefault(column.index, column)
        return tuple(stored.values())


def resolve(form: FormSheet, card: MappingCard, header: Header, findings: Findings) -> Resolved:
    """Look up what the card names, and say what is missing or stands twice.

    Parameters
    ----------
    form, header
        The sheet.
    card
        The card that fits it.
    findings
        Takes what is missing.
    """
    look = _LookUp(header.fields, findings)
    titles = list(_title_units(form, header))
    columns: list[DraftColumn] = []
    for name, mapped in card.columns.items():
        field = look.mapped(mapped)
        if field:
            columns.append(_column(name, mapped, field, titles, findings))
    places: dict[str, DraftColumn] = {}
    sources = [*card.place.sources(), *([("year", card.year)] if card.year else [])]
    for name, source in sources:
        field = look.one(source.path, "error") if source.path else None
        if field and name in ("code", "year"):
            columns.append(DraftColumn(name, field.label, field.index))
        if field:
            places[name] = DraftColumn("", field.label, field.index)
    by_index = {column.index: column for column in columns}
    checks = tuple(_checks(card, look, by_index))
    names = [look.anywhere(source.path) for source in card.names if source.path]
    left = [look.anywhere(path) for path in (*card.not_read, *card.dropped)]
    return Resolved(
        tuple(columns),
        places,
        checks,
        tuple(_plain(field) for found in names for field in found),
        frozenset(look.seen | {field.index for found in [*names, *left] for field in found}),
    )


class _LookUp:
    """Finds fields and remembers which were asked for."""

    def __init__(self, fields: FormFields, findings: Findings) -> None:
        self.fields, self.findings = fields, findings
        self.seen: set[int] = set()

    def mapped(self, mapped: MappedColumn) -> FormField | None:
        if mapped.path is None:
            found = self.fields.numbered(mapped.number or "")
        elif mapped.number is None:
            found = self.fields.find(mapped.path)
        else:
            found = [
                field for field in self.fields.find(mapped.path) if field.number == mapped.number
            ]
        path = [*mapped.path] if mapped.path else []
        words = words_of_path((*([mapped.number] if mapped.number else []), *path))
        return self._only(found, words, "error")

    def one(self, path: Path, severity: Severity) -> FormField | None:
        return self._only(self.fields.find(path), words_of_path(path), severity)

    def anywhere(self, path: Path) -> Sequence[FormField]:
        return self.fields.under(path)

    def _only(self, found: Sequence[FormField], words: str, severity: Severity) -> FormField | None:
        self.seen |= {field.index for field in found}
        if len(found) == 1:
            return found[0]
        rule = "foreign_header_twice" if found else "foreign_header_missing"
        self.findings.add(rule, severity, label=words, count=len(found))
        return None


def _plain(field: FormField) -> DraftColumn:
    return DraftColumn("", field.label, field.index, field.unit)


def _checks(
    card: MappingCard, look: _LookUp, stored: Mapping[int, DraftColumn]
) -> Iterator[CheckedColumns]:
    for check in card.checks:
        found = [look.one(path, "warning") for path in (check.whole, *check.others)]
        columns = [stored.get(field.index, _plain(field)) for field in found if field]
        if len(columns) == len(found):
            yield CheckedColumns(check, columns[0], tuple(columns[1:]))


def _title_units(form: FormSheet, header: Header) -> Iterator[str]:
    """The units that a text above the header gives for the whole table."""
    for row in form.sheet.rows[: header.first]:
        for cell in row:
            for found in _TITLE_UNIT.findall(label_of(cell) if isinstance(cell, str) else ""):
                yield from re.split("[、，,]", found)


def _column(
    name: str, mapped: MappedColumn, field: FormField, titles: Sequence[str], findings: Findings
) -> DraftColumn:
    """The register's column with the unit that the form gives: the header's, else the title's."""
    held: Column = findings.register.columns[name]
    if held.unit is None:
        return DraftColumn(name, field.label, field.index)
    fitting = [unit for unit in titles if conversion(unit, held) is not None]
    title = fitting[0] if len(set(fitting)) == 1 else None
    unit = field.unit or title or mapped.unit
    column = DraftColumn(name, field.label, field.index, unit)
    wanted = mapped.unit
    if unit and wanted and matching_form(unit) != matching_form(wanted):
        findings.add("foreign_unit", "warning", column=column, unit=unit, wanted=wanted)
    elif title and not field.unit:
        findings.add("foreign_unit_of_title", "note", column=column, unit=title)
    return column
