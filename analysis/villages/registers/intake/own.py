"""Our own forms come back: which form it is, and where each register's cells stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from villages.catalogue import say
from villages.plan.model import Plan, Register
from villages.registers.forms import FORM_VERSION
from villages.registers.forms.content import columns_hash
from villages.registers.intake.draft import DraftColumn, DraftTable
from villages.registers.intake.grid import CellValue, Sheet, Workbook, cell_name
from villages.registers.intake.problems import Problem, Severity
from villages.registers.intake.shown import shown_label
from villages.registers.types import PLACES
from villages.vocabulary import LANGUAGES, LEVELS

#: The ids of the columns stand in one of so many first rows.
_DEEPEST_HEADER = 10

_FORM_ID = re.compile(r"(?P<owner>[^:\s]+):(?P<place>\d{12}):(?P<year>\d{4})")


@dataclass(frozen=True)
class FormId:
    """Which form: who asks whom about which year."""

    owner: str
    place_code: str
    year: int

    def __str__(self) -> str:
        return f"{self.owner}:{self.place_code}:{self.year}"


@dataclass(frozen=True)
class OwnReturn:
    """A workbook that is one of our forms, or a sheet of one.

    Attributes
    ----------
    form_id
        Which form; None where the file does not say, as a CSV file of one sheet.
    tables
        The registers' rows.
    problems
        What is wrong with the form itself.
    """

    form_id: FormId | None
    tables: tuple[DraftTable, ...]
    problems: tuple[Problem, ...]


def draft_own(workbook: Workbook, plan: Plan) -> OwnReturn | None:
    """Return the registers' rows of a form of ours; None if the file is no form of ours.

    A sheet is known by the ids of the register's columns, which stand below the labels: a form
    may have been saved by another program, as .xls, or a sheet of it as CSV.

    Parameters
    ----------
    workbook
        The file.
    plan
        The plan, whose registers the sheets are of.
    """
    problems: list[Problem] = []
    tables, others = [], []
    for sheet in workbook.sheets:
        found = _header(sheet, plan)
        if found is None:
            others.append(sheet)
            continue
        register_id, header = found
        reader = _SheetReader(workbook.path.name, sheet, register_id, plan.registers[register_id])
        table = reader.draft(header)
        problems += reader.problems
        if table is not None:
            tables.append(table)
    front = [sheet for sheet in others if any(_beside(sheet, "machine_id"))]
    if not tables and not problems and not front:
        return None
    problems += _check_version(workbook.path.name, front, plan)
    if any(each.rule == "form_newer" for each in problems):
        tables = []
    else:
        strange = [sheet for sheet in others if sheet not in front]
        problems += _name_others(workbook.path.name, strange, plan)
    return OwnReturn(_form_id(front), tuple(tables), tuple(problems))


def _name_others(file: str, sheets: Sequence[Sheet], plan: Plan) -> Iterator[Problem]:
    """Name sheets that hold something and are not read."""
    known = {say("forms", "lists", language) for language in LANGUAGES}
    labels = {
        label: name
        for name, register in plan.registers.items()
        for label in (register.label.zh, register.label.en, name)
    }
    for sheet in sheets:
        if sheet.name in labels:
            register_id = labels[sheet.name]
            yield Problem(
                file, sheet.name, "", "", "form_ids_missing", "error", register_id=register_id
            )
        elif sheet.name not in known and any(any(map(_is_filled, row)) for row in sheet.rows):
            yield Problem(file, sheet.name, "", "", "sheet_foreign", "warning")


def _is_filled(cell: CellValue) -> bool:
    return cell is not None


def _header(sheet: Sheet, plan: Plan) -> tuple[str, int] | None:
    """The register of a sheet and the row of its columns' ids."""
    for row, cells in enumerate(sheet.rows[:_DEEPEST_HEADER]):
        names = {cell.strip() for cell in cells if isinstance(cell, str)}
        fitting = [
            name
            for name, register in plan.registers.items()
            if name != PLACES and set(register.key) <= names
        ]
        # The ids of persons hold those of households: the register with the longer key is meant.
        if fitting:
            return max(fitting, key=lambda name: _likeness(plan.registers[name], names)), row
    return None


def _likeness(register: Register, names: set[str]) -> tuple[int, int]:
    shared = names & set(register.columns)
    return len(shared), -len(register.columns)


class _SheetReader:
    """Finds the columns and records of one sheet, and names what it does not read."""

    def __init__(self, file: str, sheet: Sheet, register_id: str, register: Register) -> None:
        self.file, self.sheet = file, sheet
        self.register_id, self.register = register_id, register
        self.problems: list[Problem] = []

    def draft(self, header: int) -> DraftTable | None:
        columns: dict[str, DraftColumn] = {}
        ids, labels = self.sheet.rows[header], self._labels(header)
        for index, cell in enumerate(ids):
            name = cell.strip() if isinstance(cell, str) else ""
            if name in columns:
                self._complain("form_column_twice", header, index, name)
                return None
            if name in self.register.columns:
                columns[name] = DraftColumn(name, labels[index] or name, index)
            elif not _is_shown_only(labels[index]) and self._holds_anything(header, index):
                told = shown_label(labels[index] or name)
                self._complain("form_column_unknown", header, index, told)
        missing = [
            column.label
            for name, column in self.register.columns.items()
            if name not in columns and not column.optional
        ]
        for label in missing:
            said = {"label": {"zh": label.zh, "en": label.en}}
            self.problems.append(
                Problem(
                    self.file, self.sheet.name, "", "", "form_column_missing", "warning",
                    values=said, register_id=self.register_id,
                )
            )  # fmt: skip
        asking = [column.index for name, column in columns.items() if name != "year"]
        rows = tuple(
            row
            for row in range(header + 1, len(self.sheet.rows))
            if any(self.sheet.rows[row][index] is not None for index in asking)
        )
        self._note_hidden(rows)
        return DraftTable(self.register_id, self.sheet, tuple(columns.values()), rows)

    def _labels(self, header: int) -> list[str]:
        above: Sequence[CellValue] = self.sheet.rows[header - 1] if header else ()
        texts = [cell.strip() if isinstance(cell, str) else "" for cell in above]
        return texts + [""] * (len(self.sheet.rows[header]) - len(texts))

    def _holds_anything(self, header: int, index: int) -> bool:
        return any(row[index] is not None for row in self.sheet.rows[header:])

    def _note_hidden(self, rows: Sequence[int]) -> None:
        hidden = sorted(self.sheet.hidden_rows & set(rows))
        if hidden:
            self.problems.append(
                Problem(
                    self.file, self.sheet.name, cell_name(hidden[0], 0), "", "rows_hidden", "note",
                    register_id=self.register_id, count=len(hidden),
                )
            )  # fmt: skip

    def _complain(self, rule: str, row: int, index: int, name: str) -> None:
        severity: Severity = "warning" if rule == "form_column_unknown" else "error"
        cell = cell_name(row, index)
        self.problems.append(
            Problem(
                self.file, self.sheet.name, cell, name, rule, severity,
                register_id=self.register_id,
            )
        )  # fmt: skip


def _is_shown_only(label: str) -> bool:
    """Whether a column only shows what is known: the place's name, last year's value."""
    for language in LANGUAGES:
        before = say("forms", "year_before", language, year="0000")
        pattern = re.escape(before).replace("0000", r"\d{4}")
        names = {say("forms", f"{level}_name", language) for level in LEVELS}
        if label in names or re.fullmatch(pattern, label):
            return True
    return False


def _beside(sheet: Sheet, key: str) -> Iterator[CellValue]:
    """What stands right of a label of the form's first sheet, in whichever language."""
    labels = {say("forms", key, language) for language in LANGUAGES}
    for row in sheet.rows:
        for label, value in pairwise(row):
            if label in labels:
                yield value


def _form_id(front: Sequence[Sheet]) -> FormId | None:
    for sheet in front:
        for value in _beside(sheet, "machine_id"):
            found = _FORM_ID.fullmatch(value.strip()) if isinstance(value, str) else None
            if found:
                return FormId(found["owner"], found["place"], int(found["year"]))
    return None


def _check_version(file: str, front: Sequence[Sheet], plan: Plan) -> Iterator[Problem]:
    for sheet in front:
        for value in _beside(sheet, "machine_version"):
            is_number = isinstance(value, float) or (isinstance(value, str) and value.isdigit())
            if is_number and float(str(value)) > FORM_VERSION:
                values = {"version": int(float(str(value))), "known": FORM_VERSION}
                yield Problem(file, sheet.name, "", "", "form_newer", "error", values=values)
        for value in _beside(sheet, "machine_hash"):
            if value != columns_hash(plan):
                yield Problem(file, sheet.name, "", "", "form_other_columns", "warning")
