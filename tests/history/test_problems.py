"""Is a problem open until it is mended, and no longer?"""

from __future__ import annotations

from typing import Any

from history.returns import later, returned, taken_back
from small_registers import CODE, OTHER
from villages.plan import Plan
from villages.registers.history import History, open_history, open_problems

YEAR = {"code": CODE, "year": 2020}
FORM, SECOND = "county:990181101000:2020", "county:990181102000:2020"


def problem(cell: str, **more: Any) -> dict[str, Any]:
    """An error, at the place in the sheet that the tests know it by."""
    return {"rule": "not_a_number", "severity": "error", "cell": cell, "key": []} | more


def about(code: str, column: str, cell: str) -> dict[str, Any]:
    """An error about a cell of a village's year."""
    return problem(cell, register_id="village_years", column_id=column, key=[code, "2020"])


def still_open(history: History, plan: Plan) -> list[tuple[str, int]]:
    return [(each["cell"], each["revision"]) for each in open_problems(history, plan)]


def test_a_problem_of_a_cell_is_open_while_the_cell_is_missing(plan: Plan, store: str) -> None:
    hamlets, products = (
        about(CODE, "hamlet_count", "C5"),
        about(OTHER, "hamlets_with_product", "D6"),
    )
    warning = about(OTHER, "hamlet_count", "C6") | {"severity": "warning"}
    known = about(CODE, "household_count", "E5")
    with open_history(plan, store, is_writing=True) as history:
        assert still_open(history, plan) == []
        sent = returned(plan, {}, problems=[hamlets, warning, products, known])
        history.append(sent, later(1))
        # What is held of the household count is not what this return meant to say.
        assert still_open(history, plan) == [("C5", 1), ("D6", 1), ("E5", 1)]
        history.append(returned(plan, {}, problems=[hamlets]), later(2))
        assert still_open(history, plan) == [("D6", 1), ("C5", 2)]
        mended = returned(plan, {"village_years": [YEAR | {"hamlet_count": 0}]}, form_id=SECOND)
        history.append(mended, later(3))
        assert still_open(history, plan) == [("D6", 1)]
        gone = taken_back(plan, "village_years", [YEAR], columns=("hamlet_count",))
        history.append(gone, later(4))
        assert still_open(history, plan) == [("D6", 1), ("C5", 2)]


def test_a_problem_without_a_cell_is_open_until_the_form_comes_again(
    plan: Plan, store: str
) -> None:
    row = problem("A7", register_id="village_years", key=[CODE, "2020"])
    with open_history(plan, store, is_writing=True) as history:
        history.append(returned(plan, {}, form_id=FORM, problems=[problem("A1"), row]), later(1))
        history.append(returned(plan, {}, form_id=SECOND, problems=[problem("B1")]), later(2))
        assert still_open(history, plan) == [("A1", 1), ("A7", 1), ("B1", 2)]
        history.append(returned(plan, {"village_years": [YEAR]}, form_id=FORM), later(3))
        assert still_open(history, plan) == [("B1", 2)]
