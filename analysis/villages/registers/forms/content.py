"""What a form asks: its sheets, columns and prefilled rows, from the plan and the registers."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from villages.catalogue import say
from villages.plan.model import Column, Plan, Register
from villages.registers.reporters import FRAME_COLUMNS, Reporter, read_reporters
from villages.registers.store import RegisterSession
from villages.registers.types import NAME_COLUMNS, PLACES
from villages.vocabulary import Language, Level

#: Counts up when the layout changes in a way that whoever reads forms back must know.
FORM_VERSION = 1

#: Blank rows for newcomers below the prefilled ones: a tenth of these, and at least so many.
NEWCOMER_ROWS = 40

#: Blank rows where the year before left nothing to prefill.
FIRST_YEAR_ROWS = 2000

#: Blank rows for each place of a register whose rows nobody counts, such as projects.
UNCOUNTED_ROWS_PER_PLACE = 20

Cell = str | int | float | None
Role = Literal["key", "shown", "reference", "input"]


@dataclass(frozen=True)
class FormColumn:
    """A column of a sheet.

    Attributes
    ----------
    id
        The register's column; empty for what is only shown.
    label
        Its label with its unit, or what is shown.
    column
        The register's column that the cells hold values of.
    role
        ``key`` is prefilled and filled in for newcomers only, ``shown`` and ``reference`` (last
        year's values) are never filled in, ``input`` is what the form asks for.
    """

    id: str
    label: str
    column: Column
    role: Role


@dataclass(frozen=True)
class FormSheet:
    """A register as a sheet: its columns, the prefilled rows and how many blank ones follow.

    ``places`` are code and name of those whose rows it holds.
    """

    register_id: str
    label: str
    places: tuple[tuple[str, str], ...]
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    blank_rows: int


@dataclass(frozen=True)
class Form:
    """All that a workbook says.

    Attributes
    ----------
    id
        ``<plan>:<code of the place>:<year>``.
    columns_hash
        What :func:`columns_hash` returns for the plan that the form was made from.
    level, place_code, place_name
        Whom the form asks: a township, or the city.
    plan_label, year, language, is_demo
        About what, in which language, and whether the registers are invented.
    villages
        Code and name of every village of the township, by code; the city's form names none.
    as_of
        The date of the registers; the last day of the year if they bear none.
    sheets
        One for each register that the place reports.
    """

    id: str
    columns_hash: str
    plan_label: str
    level: Level
    place_code: str
    place_name: str
    year: int
    language: Language
    is_demo: bool
    villages: tuple[tuple[str, str], ...]
    as_of: datetime.date
    sheets: tuple[FormSheet, ...]


def columns_hash(plan: Plan) -> str:
    """Return the SHA-256 of what ``columns.yaml`` says, as 64 hexadecimal digits.

    Comments and layout of the file do not count; any word or bound of it does.
    """
    said = {name: register.model_dump(mode="json") for name, register in plan.registers.items()}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8")).hexdigest()


def choices(column: Column, language: Language) -> dict[str | bool, str]:
    """Return what a drop-down offers: the value → what stands in the cell.

    A code word stands before its label, so that the cell can be read back in any language.
    """
    if column.type == "boolean":
        return {
            True: say("forms", "answer_yes", language),
            False: say("forms", "answer_no", language),
        }
    return {
        word: f"{word} {label.of(language)}" if label.of(language) != word else word
        for word, label in (column.values or {}).items()
    }


def read_form(
    plan: Plan, session: RegisterSession, place_code: str, year: int, language: Language
) -> Form:
    """Return the form of a township or of the city for a year.

    Parameters
    ----------
    plan
        The plan; every register of it that the place reports becomes a sheet.
    session
        Open registers: the places, the ids and values of the year before.
    place_code
        A township of the register of places, or the city if the plan asks it anything.
    year
        The year that is asked for.
    language
        The language of labels and instructions.
    """
    reporter = reporters_of(plan, session)[place_code]
    villages = _named(reporter, "village", language)
    is_demo = bool(session.card.get("is_demo", False))
    as_of = session.card.get("as_of")
    # A demonstration names no real place, not even in an id.
    owner = plan.demo if is_demo else plan.id
    return Form(
        id=f"{owner}:{place_code}:{year}",
        columns_hash=columns_hash(plan),
        plan_label=(plan.labels.demo if is_demo else plan.labels.plan).of(language),
        level=reporter.level,
        place_code=place_code,
        place_name=reporter.name.of(language),
        year=year,
        language=language,
        is_demo=is_demo,
        villages=tuple(villages.items()),
        as_of=datetime.date.fromisoformat(as_of[:10]) if as_of else datetime.date(year, 12, 31),
        sheets=tuple(
            _sheet(plan, session, name, _named(reporter, register.level, language), year, language)
            for name, register in plan.registers.items()
            if name != PLACES and register.level in reporter.answers_for
        ),
    )


def reporters_of(plan: Plan, session: RegisterSession) -> dict[str, Reporter]:
    """Return everyone who is asked for a form: code → township, and the city if it is asked."""
    columns = ", ".join(FRAME_COLUMNS)
    rows = session.connection.execute(f"SELECT {columns} FROM {PLACES}").fetchall()
    return read_reporters(plan, (dict(zip(FRAME_COLUMNS, row, strict=True)) for row in rows))


def _named(reporter: Reporter, level: Level, language: Language) -> dict[str, str]:
    """Code and name of the places of a level that a reporter answers for."""
    return {code: name.of(language) for code, name in reporter.answers_for.get(level, {}).items()}


def _sheet(
    plan: Plan,
    session: RegisterSession,
    name: str,
    places: Mapping[str, str],
    year: int,
    language: Language,
) -> FormSheet:
    register = plan.registers[name]
    identifying = {key for each in plan.registers.values() for key in each.key}
    place_name = plan.registers[PLACES].columns[NAME_COLUMNS[register.level][0]]
    leading = [column for column in register.columns if column in identifying]
    columns = []
    for column_id in [*leading, *(each for each in register.columns if each not in leading)]:
        column = register.columns[column_id]
        role: Role = "key" if column_id in leading else "input"
        columns.append(FormColumn(column_id, _label(column, language), column, role))
        if column_id == "code":
            shown = say("forms", f"{register.level}_name", language)
            columns.append(FormColumn("", shown, place_name, "shown"))
        if register.is_per_place and role == "input":
            before = say("forms", "year_before", language, year=year - 1)
            columns.append(FormColumn("", before, column, "reference"))
    # Rows that nobody counts are of their year alone: they are not expected again.
    is_continued = register.is_per_place or register.expected_rows is not None
    earlier = _earlier(session, name, register, places, year - 1) if is_continued else []
    if register.is_per_place:
        by_code = {row["code"]: row for row in earlier}
        earlier = [by_code.get(code, {"code": code}) for code in places]
        blank_rows = 0
    elif not is_continued:
        blank_rows = UNCOUNTED_ROWS_PER_PLACE * len(places)
    elif earlier:
        blank_rows = max(NEWCOMER_ROWS, len(earlier) // 10)
    else:
        blank_rows = FIRST_YEAR_ROWS
    rows = tuple(_row(columns, row, places, year, language) for row in earlier)
    label = register.label.of(language)
    return FormSheet(name, label, tuple(places.items()), tuple(columns), rows, blank_rows)


def _label(column: Column, language: Language) -> str:
    label = column.label.of(language)
    if column.unit is None:
        return label
    return say("forms", "label_unit", language, label=label, unit=column.unit.of(language))


def _earlier(
    session: RegisterSession,
    name: str,
    register: Register,
    places: Mapping[str, str],
    year: int,
) -> list[dict[str, Any]]:
    """The rows of a year of these places, ordered by their key."""
    order = ", ".join(f'"{key}"' for key in register.key)
    names = ", ".join(f'"{column}"' for column in register.columns)
    rows = session.connection.execute(
        f'SELECT {names} FROM "{name}" WHERE year = ? AND list_contains(?, code) ORDER BY {order}',
        [year, list(places)],
    ).fetchall()
    return [dict(zip(register.columns, row, strict=True)) for row in rows]


def _row(
    columns: list[FormColumn],
    earlier: Mapping[str, Any],
    places: Mapping[str, str],
    year: int,
    language: Language,
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    previous = ""
    for column in columns:
        previous = column.id or previous
        if column.role == "input":
            cells.append(None)
        elif column.role == "shown":
            cells.append(places[earlier["code"]])
        elif column.id == "year":
            cells.append(year)
        else:
            cells.append(_cell(earlier.get(previous), column.column, language))
    return tuple(cells)


def _cell(value: Any, column: Column, language: Language) -> Cell:
    if value is None:
        return None
    if column.type == "boolean" or column.values:
        return choices(column, language)[value]
    return float(value) if isinstance(value, Decimal) else value
