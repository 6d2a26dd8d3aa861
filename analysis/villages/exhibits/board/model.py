"""What the completeness board says, as data: no words, no personal values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from villages.vocabulary import Language, Level

#: ``complete``: every place has all rows that were counted, and no error is open. ``to_mend``: the
#: rows are there, errors are open. ``in_part``: rows are missing. ``missing``: nothing is there.
State = Literal["complete", "to_mend", "in_part", "missing"]

#: Whether the first return came by the day that was asked for: ``on_time``, ``late``, or not at
#: all, which is ``overdue`` after that day and ``awaited`` before; empty if no day was asked for.
Timing = Literal["on_time", "late", "overdue", "awaited", ""]

STATES: tuple[State, ...] = get_args(State)

#: A name in both languages.
Name = Mapping[Language, str]


@dataclass(frozen=True)
class RegisterLine:
    """How complete a register of a township, or of the city, is for a year.

    Attributes
    ----------
    register_id, label
        The register.
    level
        Whose rows it holds: those of the villages, or of the one that reports.
    expected_places, places
        How many places should have rows, and how many of them have any.
    rows
        How many rows there are.
    expected_rows
        How many there should be, by what the villages counted themselves.
    uncounted_places
        How many villages have not said how many rows there should be: ``expected_rows`` is then
        the least.
    missing, short
        The places without a row, and those with fewer rows than they counted.
    """

    register_id: str
    label: Name
    level: Level
    expected_places: int
    places: int
    rows: int
    expected_rows: int
    uncounted_places: int
    missing: tuple[Name, ...]
    short: tuple[Name, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known to be missing, and nothing can be."""
        return not self.missing and not self.short and self.uncounted_places == 0


@dataclass(frozen=True)
class Entry:
    """What a township, or the city, returned for a year.

    Attributes
    ----------
    place_code, place, year
        Who reports on what.
    state, timing
        How far the return is, and whether it came in time.
    first_received, last_received
        When its first and its last return came in; None if none did.
    returns
        How many returns were taken in.
    errors, warnings
        What is still to be mended, and what is to be looked at in the last return.
    registers
        Each register that it reports.
    """

    place_code: str
    place: Name
    year: int
    state: State
    timing: Timing
    first_received: datetime.datetime | None
    last_received: datetime.datetime | None
    returns: int
    errors: int
    warnings: int
    registers: tuple[RegisterLine, ...]


@dataclass(frozen=True)
class Board:
    """The whole board.

    Attributes
    ----------
    plan
        What the plan (of a demonstration: the demonstration) is called.
    is_demo
        Whether the store holds an invented county.
    as_of
        When the store last took anything in.
    due
        The day by which returns were asked for.
    years
        The years that it shows.
    entries
        Township by township and then the city, each with its years.
    unplaced_errors
        Open errors that belong to nobody who reports and to no year that is shown.
    """

    plan: Name
    is_demo: bool
    as_of: datetime.datetime | None
    due: datetime.date | None
    years: tuple[int, ...]
    entries: tuple[Entry, ...]
    unplaced_errors: int

    @property
    def states(self) -> dict[State, int]:
        """How many entries are in each state."""
        return {state: sum(each.state == state for each in self.entries) for state in STATES}

    @property
    def errors(self) -> int:
        """How many errors are open in all."""
        return sum(each.errors for each in self.entries) + self.unplaced_errors

    @property
    def registers(self) -> dict[str, Name]:
        """Every register that anyone reports, and its label: the board's columns."""
        return {line.register_id: line.label for each in self.entries for line in each.registers}

    def data(self) -> dict[str, Any]:
        """Return the board in values that JSON knows, with what its properties say."""
        said: dict[str, Any] = _plain(asdict(self))
        counted = {"states": dict(self.states), "errors": self.errors}
        return said | counted | {"registers": _plain(self.registers)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, datetime.date) else value
