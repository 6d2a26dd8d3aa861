"""Sheets of one file that fill the same register become one table of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from villages.plan.model import Plan
from villages.registers.intake.checking import Checked
from villages.registers.intake.complaints import Complaints


def join(plan: Plan, checked: Sequence[Checked], file: str) -> list[Checked]:
    """Return one table for each register, with every key once.

    Rows of two sheets with one key are one row if their cells complete one another; if they
    differ, neither is taken in.

    Parameters
    ----------
    plan
        The plan.
    checked
        The rows of each sheet.
    file
        The file's name, for messages.
    """
    by_register: dict[str, list[Checked]] = {}
    for each in checked:
        by_register.setdefault(each.register_id, []).append(each)
    return [
        parts[0] if len(parts) == 1 else _joined(plan, parts, file)
        for parts in by_register.values()
    ]


def _joined(plan: Plan, parts: Sequence[Checked], file: str) -> Checked:
    register_id = parts[0].register_id
    register = plan.registers[register_id]
    names = list(dict.fromkeys(name for part in parts for name in part.cells))
    joined = Checked(
        register_id, [], {name: [] for name in names},
        [problem for part in parts for problem in part.problems],
        sum(part.read_count for part in parts),
    )  # fmt: skip
    place: dict[tuple[Any, ...], int] = {}
    twice: set[int] = set()
    for part in parts:
        for index, origin in enumerate(part.rows):
            row = {name: values[index] for name, values in part.cells.items()}
            key = tuple(row[name] for name in register.key)
            if key not in place:
                place[key] = len(joined.rows)
                joined.rows.append(origin)
                for name in names:
                    joined.cells[name].append(row.get(name))
            elif not _complete(joined, place[key], row):
                twice.add(place[key])
                for draft, record in (joined.rows[place[key]], origin):
                    complaints = Complaints(file, draft, register)
                    complaints.about_row(record, "row_twice")
                    joined.problems += complaints.named({record: tuple(map(str, key))})
    joined.drop(twice)
    return joined


def _complete(joined: Checked, at: int, row: dict[str, Any]) -> bool:
    """Fill the gaps of a row from another; False if they contradict one another."""
    held = {name: joined.cells[name][at] for name in row}
    if any(None not in (held[name], value) and held[name] != value for name, value in row.items()):
        return False
    for name, value in row.items():
        if held[name] is None:
            joined.cells[name][at] = value
    return True
