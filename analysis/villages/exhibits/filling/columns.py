"""What a form may ask of the registers: columns added up over a place, or a place's own cell."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.exhibits.disclosure import is_small
from villages.exhibits.filling.indicators import Withheld
from villages.exhibits.filling.subjects import Subject
from villages.exhibits.filling.values import Value, figure
from villages.exhibits.numbers import number_text
from villages.exhibits.page import Page, date_text
from villages.plan.model import Column, Plan, Register
from villages.registers import RegisterSession
from villages.registers.types import CODE_COLUMNS
from villages.vocabulary import LEVELS, Level, Scope


class ColumnName(NamedTuple):
    """A column of a register."""

    register_id: str
    column_id: str

    def __str__(self) -> str:
        return f"{self.register_id}.{self.column_id}"


def askable_columns(plan: Plan) -> dict[str, ColumnName]:
    """Return what a form may ask for: nothing personal, no keys, what adds up or is a place's own.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> found = askable_columns(read_plan(default_plan()))
    >>> "village_years.household_count" in found, "households.household_id" in found
    (True, False)
    """
    return {
        f"{register_id}.{column_id}": ColumnName(register_id, column_id)
        for register_id, register in plan.registers.items()
        if "code" in register.key
        for column_id, column in register.columns.items()
        if not column.personal and column_id not in register.key
        if _adds_up(column) or register.is_per_place
    }


def is_personal_column(plan: Plan, name: str) -> bool:
    """Return whether a name is that of a column that says something of a person or household."""
    register_id, _, column_id = name.partition(".")
    register = plan.registers.get(register_id)
    column = register.columns.get(column_id) if register else None
    return column is not None and column.personal


def column_value(
    subject: Subject,
    session: Callable[[], RegisterSession],
    name: ColumnName,
    scope: Scope | None,
) -> Value | None:
    """Return a column's sum over a place; None if nothing is known.

    Yes counts as one. Of a register with one row for each place of its level, such a place's own
    cell is returned.

    Parameters
    ----------
    subject
        The place and year.
    session
        Opens the registers, once it is known that the edition may show what is asked.
    name
        One of :func:`askable_columns`.
    scope
        Which villages; None for all. A township or the city is in the scope of its villages.

    Raises
    ------
    UserError
        If the edition may not show it (:class:`~villages.exhibits.filling.indicators.Withheld`),
        the place is below the register's level, or it is above and the column does not add up.
    """
    page, scope = subject.page, scope or "all"
    register = page.plan.registers[name.register_id]
    column = register.columns[name.column_id]
    if not page.place.count(scope):
        return Value(say("filling", "not_asked", page.language))
    _check_shown(page, register, scope, str(name))
    if LEVELS.index(page.place.level) < LEVELS.index(register.level):
        levels = _level(page.plan, register.level), _level(page.plan, page.place.level)
        raise UserError("fill_level", value=name, level=levels[0], place=levels[1])
    is_cell = page.place.level == register.level and register.is_per_place
    if not is_cell and not _adds_up(column):
        raise UserError("fill_not_added", value=name, level=_level(page.plan, register.level))
    if is_cell and not (_adds_up(column) and column.type != "boolean"):
        return _cell(page, session(), name, column)
    return _sum(page, session(), name, scope)


def _level(plan: Plan, level: Level) -> str:
    return plan.labels.levels[level].of(user_language())


def _adds_up(column: Column) -> bool:
    is_amount = column.type in ("integer", "decimal", "real") and column.plausible is not None
    return is_amount or column.type == "boolean"


def _check_shown(page: Page, register: Register, scope: Scope, name: str) -> None:
    """Refuse what the public edition may not show: personal registers, a few villages."""
    if page.edition == "internal":
        return
    is_personal = any(column.personal for column in register.columns.values())
    if is_personal or is_small(page.place, scope, page.plan.disclosure):
        raise Withheld(name)


def _cell(page: Page, session: RegisterSession, name: ColumnName, column: Column) -> Value | None:
    (found,) = session.connection.execute(
        f'SELECT any_value(register."{name.column_id}") FROM {_joined(page, name)}',
        _parameters(page, name),
    ).fetchone() or (None,)
    return None if found is None else Value(_words(page, column, found))


def _words(page: Page, column: Column, found: Any) -> str:
    if isinstance(found, bool):
        return say("filling", "answer_yes" if found else "answer_no", page.language)
    if isinstance(found, datetime.date):
        return date_text(page, found.isoformat())
    word = (column.values or {}).get(str(found))
    return word.of(page.language) if word else str(found)


def _sum(page: Page, session: RegisterSession, name: ColumnName, scope: Scope) -> Value | None:
    register = page.plan.registers[name.register_id]
    column = register.columns[name.column_id]
    cell = f'register."{name.column_id}"'
    amount = f"CAST({cell} AS INTEGER)" if column.type == "boolean" else cell
    known, total = session.connection.execute(
        f"SELECT count({cell}), sum({amount}) FROM {_joined(page, name, scope)}",
        _parameters(page, name),
    ).fetchone() or (0, None)
    if total is None:
        return None
    expected = _expected_rows(page, session, register, scope)
    note = page.say("value_of_known", value="") if expected is None or known < expected else ""
    digits = number_text(total) if column.type != "real" else f"{total:,}"
    unit = column.unit
    if unit is None:
        return figure(digits, note=note)
    words = say("filling", "quantity", page.language, number=digits, unit=unit.of(page.language))
    return figure(words, (unit,), note)


def _expected_rows(
    page: Page, session: RegisterSession, register: Register, scope: Scope
) -> int | None:
    """How many rows there should be; None if a village does not say how many it has."""
    if register.expected_rows is None:
        (places,) = session.connection.execute(
            f"SELECT count(*) FROM {_places(page, register, scope)}", {"place": page.place.code}
        ).fetchone() or (0,)
        return int(places)
    counted = ColumnName("village_years", register.expected_rows)
    villages, rows = session.connection.execute(
        f'SELECT count(register."{counted.column_id}"), sum(register."{counted.column_id}")'
        f" FROM {_joined(page, counted, scope)}",
        _parameters(page, counted),
    ).fetchone() or (0, None)
    return int(rows) if villages == page.place.count(scope) else None


def _joined(page: Page, name: ColumnName, scope: Scope = "all") -> str:
    register = page.plan.registers[name.register_id]
    in_year = " AND register.year = $year" if "year" in register.key else ""
    return (
        f'{_places(page, register, scope)} LEFT JOIN "{name.register_id}" AS register'
        f" ON register.code = own.code{in_year}"
    )


def _places(page: Page, register: Register, scope: Scope) -> str:
    """SQL of the places of a register's level that the page's place holds or is, each once."""
    in_scope = " AND is_low_income" if scope == "low_income" else ""
    return (
        f"(SELECT DISTINCT {CODE_COLUMNS[register.level]} AS code FROM places"
        f" WHERE {CODE_COLUMNS[page.place.level]} = $place{in_scope}) AS own"
    )


def _parameters(page: Page, name: ColumnName) -> dict[str, object]:
    has_year = "year" in page.plan.registers[name.register_id].key
    return {"place": page.place.code} | ({"year": page.year} if has_year else {})
