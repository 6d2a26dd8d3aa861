"""Which problems of the returns are still to be mended."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from villages.plan.model import Plan
from villages.registers.history.model import History, Selection

_Cell = tuple[str, str, tuple[str, ...]]


def open_problems(history: History, plan: Plan) -> list[dict[str, Any]]:
    """Return the errors that are still open, in the order of their revisions.

    An error about a known cell is open while that cell is missing, whoever fills it, and is named
    once however often it was returned. Any other error is open while its revision is the last of
    its form.

    Parameters
    ----------
    history
        An open store.
    plan
        Its plan.
    """
    last_of_form = {revision.form_id: revision.number for revision in history.log()}
    last_numbers = set(last_of_form.values())
    errors = [problem for problem in history.problems() if problem.get("severity") == "error"]
    last_of_cell = {
        cell: index for index, problem in enumerate(errors) if (cell := _cell(plan, problem))
    }
    missing = _missing(history, plan, set(last_of_cell))
    return [
        problem
        for index, problem in enumerate(errors)
        if (
            problem["revision"] in last_numbers
            if (cell := _cell(plan, problem)) is None
            else cell in missing and last_of_cell[cell] == index
        )
    ]


def _cell(plan: Plan, problem: dict[str, Any]) -> _Cell | None:
    """Register, column and key of the cell that a problem is about; None if it knows none."""
    register = plan.registers.get(problem.get("register_id", ""))
    key = tuple(str(part) for part in problem.get("key", ()))
    if register is None or len(key) != len(register.key):
        return None
    if problem.get("column_id") not in register.columns:
        return None
    return problem["register_id"], problem["column_id"], key


def _missing(history: History, plan: Plan, cells: set[_Cell]) -> set[_Cell]:
    of_register: defaultdict[str, set[_Cell]] = defaultdict(set)
    for cell in cells:
        of_register[cell[0]].add(cell)
    missing = set(cells)
    for register_id, asked in of_register.items():
        names = plan.registers[register_id].key
        keys = {key for _, _, key in asked}
        ids = {name: sorted({key[at] for key in keys}) for at, name in enumerate(names)}
        for row in history.rows(register_id, Selection(ids=ids)).to_pylist():
            key = tuple(str(row[name]) for name in names)
            missing -= {each for each in asked if each[2] == key and row[each[1]] is not None}
    return missing
