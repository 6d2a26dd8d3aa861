"""Who reports: a township for its villages and for itself, the city for itself alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from villages.plan.model import Plan
from villages.plan.words import Text
from villages.registers.types import CODE_COLUMNS, NAME_COLUMNS, PLACES
from villages.vocabulary import LEVELS, Level

#: The columns of the register of places that reporters are read from.
FRAME_COLUMNS = (*CODE_COLUMNS.values(), *(name for both in NAME_COLUMNS.values() for name in both))


@dataclass(frozen=True)
class Reporter:
    """A township or the city.

    Attributes
    ----------
    level, code, name
        What it is.
    answers_for
        Level of a register → code and name of every place whose rows are the reporter's to fill
        in, by code; a level that others report is not there.
    """

    level: Level
    code: str
    name: Text
    answers_for: Mapping[Level, Mapping[str, Text]]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all places that it answers for."""
        return frozenset(code for names in self.answers_for.values() for code in names)


def reporting_level(level: Level) -> Level:
    """Return who reports the registers of a level.

    Examples
    --------
    >>> reporting_level("village"), reporting_level("city")
    ('township', 'city')
    """
    return "township" if level == "village" else level


def read_reporters(plan: Plan, places: Iterable[Mapping[str, Any]]) -> dict[str, Reporter]:
    """Return everyone who reports: townships by code, then the city if the plan asks it anything.

    Parameters
    ----------
    plan
        The plan, whose registers say which levels report.
    places
        Rows of the register of places.
    """
    asked = {register.level for name, register in plan.registers.items() if name != PLACES}
    names: dict[tuple[int, str], Text] = {}
    below: dict[tuple[int, str], dict[Level, dict[str, Text]]] = {}
    for row in sorted(places, key=lambda row: str(row["code"])):
        for level in asked:
            own = reporting_level(level)
            at = LEVELS.index(own), str(row[CODE_COLUMNS[own]])
            names[at] = _name(row, own)
            answers_for = below.setdefault(at, {}).setdefault(level, {})
            answers_for[str(row[CODE_COLUMNS[level]])] = _name(row, level)
    return {
        code: Reporter(LEVELS[level], code, names[level, code], below[level, code])
        for level, code in sorted(names)
    }


def reporter_codes(reporters: Mapping[str, Reporter]) -> dict[Level, dict[str, str]]:
    """Return level of a register → code of a place → code of who reports it."""
    found: dict[Level, dict[str, str]] = {}
    for reporter in reporters.values():
        for level, names in reporter.answers_for.items():
            found.setdefault(level, {}).update(dict.fromkeys(names, reporter.code))
    return found


def names_of_places(places: Iterable[Mapping[str, Any]]) -> dict[str, Text]:
    """Return code and name of every place of every level, from rows of the register of places."""
    return {
        str(row[column]): _name(row, level)
        for row in places
        for level, column in CODE_COLUMNS.items()
    }


def _name(row: Mapping[str, Any], level: Level) -> Text:
    chinese, english = (row.get(column) for column in NAME_COLUMNS[level])
    return Text(zh=str(chinese), en=str(english or chinese))
