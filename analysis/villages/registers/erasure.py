"""What is taken out of registers when a person is forgotten, and how rows and texts lose it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from villages.plan.model import Register

#: Stands in the log where a text named the person.
MASK = "***"

#: Columns of a household that tell of its head begin with this.
HEAD = "head_"


@dataclass(frozen=True)
class Erasure:
    """What goes, what gets another number, and what is blanked.

    Attributes
    ----------
    gone
        Column → identifiers: every row in which one of them stands goes.
    renamed
        Column → identifier of a household that stays → its new one, made of nobody's number.
    blanked
        Register → column → texts that name the person; the cell becomes missing, the row stays.
    needles
        Every text by which the person is known: identifiers, numbers, names.
    """

    gone: Mapping[str, frozenset[str]]
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blanked: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    needles: frozenset[str] = frozenset()

    def is_gone(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row goes."""
        return any(row.get(name) in ids for name, ids in self.gone.items())

    def new_cells(
        self, register_id: str, register: Register, row: Mapping[str, Any]
    ) -> dict[str, str | None]:
        """Return the cells of a row that stays which get another value; None blanks one."""
        texts = self.blanked.get(register_id, {})
        cells: dict[str, str | None] = {
            name: None for name, said in texts.items() if row.get(name) in said
        }
        for name, numbers in self.renamed.items():
            if row.get(name) in numbers:
                cells[name] = numbers[str(row[name])]
                cells |= dict.fromkeys(head_columns(register))
        return {name: value for name, value in cells.items() if row.get(name) is not None}

    def cleaned(self, register_id: str, register: Register, rows: pa.Table) -> pa.Table | None:
        """Return the rows without the person, in their order; None if nothing of them is there."""
        names = set(rows.column_names)
        is_gone = _any(
            pc.is_in(rows[name], pa.array(sorted(ids), pa.string()))
            for name, ids in self.gone.items()
            if name in names and ids
        )
        kept = rows if is_gone is None else rows.filter(pc.invert(is_gone))
        is_changed = kept.num_rows < rows.num_rows
        for name, texts in self.blanked.get(register_id, {}).items():
            if name in names:
                kept, was = _with(kept, name, dict.fromkeys(texts))
                is_changed |= was
        for name, numbers in self.renamed.items():
            if name not in names:
                continue
            is_of_head = pc.is_in(kept[name], pa.array(sorted(numbers), pa.string()))
            for column in set(head_columns(register)) & names:
                blank = pa.scalar(None, kept.schema.field(column).type)
                at = kept.column_names.index(column)
                told = pc.if_else(is_of_head, blank, kept[column])
                kept = kept.set_column(at, kept.schema.field(column), told)
            kept, was = _with(kept, name, numbers)
            is_changed |= was
        return kept if is_changed else None

    def names(self, text: str) -> bool:
        """Return whether a text holds something by which the person is known."""
        return any(needle in text for needle in self.needles)

    def cleaned_problems(self, problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return what is to be mended, without what is about the person."""
        kept = []
        for problem in problems:
            text = json.dumps(dict(problem), ensure_ascii=False)
            for numbers in self.renamed.values():
                for old, new in numbers.items():
                    text = text.replace(old, new)
            if not self.names(text):
                kept.append(json.loads(text))
        return kept

    def cleaned_text(self, text: str) -> str:
        """Return a text of the log, masked if it names the person."""
        return MASK if self.names(text) else text


def head_columns(register: Register) -> list[str]:
    """Return the columns of a household that tell of its head."""
    return [
        name
        for name, column in register.columns.items()
        if name.startswith(HEAD) and column.personal and name not in register.key
    ]


def _any(masks: Any) -> Any:
    found = None
    for mask in masks:
        found = mask if found is None else pc.or_(found, mask)
    return found


def _with(rows: pa.Table, name: str, told: Mapping[str, str | None]) -> tuple[pa.Table, bool]:
    """The rows with other texts in a column, and whether any was there."""
    cells = rows[name].to_pylist()
    if not any(cell in told for cell in cells if cell is not None):
        return rows, False
    new = pa.array([told.get(cell, cell) if cell is not None else None for cell in cells])
    at = rows.column_names.index(name)
    field_of = rows.schema.field(name)
    return rows.set_column(at, field_of, new.cast(field_of.type)), True
