"""Which problems of the returns are still to be mended."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from villages.plan.model import Plan
from villages.registers.history.model import History, Selection

_Cell = tuple[str, str, tuple[str, ...]]


def open_problems(history: History, plan: Plan) -> list[dict[str, Any]]:
    """Return the errors that are still open, in the order of their revisions.

    An error about a known cell is open while that cell is missing, whoever fills it, or still says
    what it said when the error was found and the form has not come again. It is named once however
    often it was returned. Any other error is open while its revision is the last of its form.

    Parameters
    ----------
    history
        An open store.
    plan
        Its plan.
    """
    last_numbers = set({each.form_id: each.number for each in history.log()}.values())
    errors = [problem for problem in history.problems() if problem.get("severity") == "error"]
    last_of_cell = {
        cell: index for index, problem in enumerate(errors) if (cell := _cell(plan, problem))
    }
    now = _values(history, plan, set(last_of_cell), None)
    revisions = {errors[index]["revision"] for index in last_of_cell.values()} & last_numbers
    then = {
        revision: _values(
            history,
            plan,
            {cell for cell, at in last_of_cell.items() if errors[at]["revision"] == revision},
            revision,
        )
        for revision in revisions
    }

    def is_open(index: int, problem: dict[str, Any]) -> bool:
        revision, cell = problem["revision"], _cell(plan, problem)
        if cell is None:
            return revision in last_numbers
        if last_of_cell[cell] != index:
            return False
        is_as_it_was = revision in then and then[revision].get(cell) == now.get(cell)
        return now.get(cell) is None or is_as_it_was

    return [problem for index, problem in enumerate(errors) if is_open(index, problem)]


def _cell(plan: Plan, problem: dict[str, Any]) -> _Cell | None:
    """Register, column and key of the cell that a problem is about; None if it knows none."""
    register = plan.registers.get(problem.get("register_id", ""))
    key = tuple(str(part) for part in problem.get("key", ()))
    if register is None or len(key) != len(register.key):
        return None
    if problem.get("column_id") not in register.columns:
        return None
    return problem["register_id"], problem["column_id"], key


def _values(history: History, plan: Plan, cells: set[_Cell], upto: int | None) -> dict[_Cell, Any]:
    """What the cells hold as of a revision; a row that is not held has none."""
    of_register: defaultdict[str, set[_Cell]] = defaultdict(set)
    for cell in cells:
        of_register[cell[0]].add(cell)
    found: dict[_Cell, Any] = {}
    for register_id, asked in of_register.items():
        names = plan.registers[register_id].key
        keys = {key for _, _, key in asked}
        ids = {name: sorted({key[at] for key in keys}) for at, name in enumerate(names)}
        columns = {column for _, column, _ in asked}
        for row in history.rows(register_id, Selection(ids=ids), upto).to_pylist():
            key = tuple(str(row[name]) for name in names)
            found |= {(register_id, column, key): row[column] for column in columns}
    return found
