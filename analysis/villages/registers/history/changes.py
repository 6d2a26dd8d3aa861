"""What changed between two revisions: villages' figures one by one, personal rows by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from villages.catalogue import say
from villages.plan.model import Register
from villages.plan.words import Text
from villages.registers.history.model import Selection
from villages.registers.history.overview import told
from villages.registers.history.stored import StoredHistory
from villages.vocabulary import Language

Key = tuple[Any, ...]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Something that one register says differently since.

    Attributes
    ----------
    register
        What the register is called.
    code, year
        The village and the year; None if the register has no such column.
    what
        The column's label; or that rows came or went.
    before, after
        The values; empty where they are personal or several.
    cells
        How many cells, or rows that came or went.
    """

    register: Text
    code: str | None
    year: int | None
    what: Text
    before: str = ""
    after: str = ""
    cells: int = 1

    def shown(self, language: Language) -> tuple[object, ...]:
        """Return the change as a line of a table."""
        labels = self.register.of(language), self.what.of(language)
        return labels[0], self.code, self.year, labels[1], self.before, self.after, self.cells


def changes(history: StoredHistory, after: int, upto: int, language: Language) -> list[Change]:
    """Return what changed from one revision to another.

    Of registers without personal keys every cell is told with both values. Of the others only how
    many cells of a column changed in a village and year, and how many rows came or went.

    Parameters
    ----------
    history
        An open store.
    after, upto
        The numbers of the revisions; what the first holds is what is compared with.
    language
        The language of the values.
    """
    return [
        change
        for name, register in history.plan.registers.items()
        for change in _of_register(history, name, register, after, upto, language)
    ]


def _of_register(
    history: StoredHistory, name: str, register: Register, after: int, upto: int, language: Language
) -> Iterator[Change]:
    touched = history.touched(name, after, upto)
    if not touched.num_rows:
        return
    columns = {key: touched[key].to_pylist() for key in register.key}
    keys = set(zip(*columns.values(), strict=True))
    selection = Selection(
        codes=sorted(set(columns["code"])) if "code" in columns else None,
        years=sorted(set(columns["year"])) if "year" in columns else None,
    )

    def rows(number: int) -> dict[Key, Row]:
        found = history.rows(name, selection, number).to_pylist()
        by_key = {tuple(row[key] for key in register.key): row for row in found}
        return {key: row for key, row in by_key.items() if key in keys}

    earlier, later = rows(after), rows(upto)
    if any(register.columns[key].personal for key in register.key):
        yield from _counted(register, earlier, later)
    else:
        yield from _told(register, earlier, later, language)


def _counted(
    register: Register, earlier: Mapping[Key, Row], later: Mapping[Key, Row]
) -> Iterator[Change]:
    counts: Counter[tuple[str, int, str]] = Counter()
    for key in earlier.keys() | later.keys():
        row = later.get(key) or earlier[key]
        for what in _differences(register, earlier.get(key), later.get(key)):
            counts[row["code"], row["year"], what] += 1
    order = {name: index for index, name in enumerate(register.columns)}
    for (code, year, what), cells in sorted(
        counts.items(), key=lambda each: (*each[0][:2], order.get(each[0][2], -1), each[0][2])
    ):
        yield Change(register.label, code, year, _label(register, what), cells=cells)


def _told(
    register: Register,
    earlier: Mapping[Key, Row],
    later: Mapping[Key, Row],
    language: Language,
) -> Iterator[Change]:
    for key in sorted(earlier.keys() | later.keys()):
        before, after = earlier.get(key), later.get(key)
        row = after or before or {}
        for what in _differences(register, before, after):
            change = Change(
                register.label, row.get("code"), row.get("year"), _label(register, what)
            )
            if before is not None and after is not None and not register.columns[what].personal:
                old, new = (
                    told(register.columns[what], each[what], language) for each in (before, after)
                )
                change = replace(change, before=old, after=new)
            yield change


def _differences(register: Register, before: Row | None, after: Row | None) -> list[str]:
    if before is None:
        return ["row_added"]
    if after is None:
        return ["row_gone"]
    return [name for name in register.columns if before[name] != after[name]]


def _label(register: Register, what: str) -> Text:
    if what in register.columns:
        return register.columns[what].label
    return Text(zh=say("commands", what, "zh"), en=say("commands", what, "en"))
