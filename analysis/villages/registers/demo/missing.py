"""What did not come in: blank cells and missing rows, as real returns have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from villages.plan.model import Plan
from villages.plan.reading import expressions
from villages.registers.demo.writing import Array, Table

_BLANK_LOW_INCOME, _BLANK_ELSEWHERE = 0.003, 0.0045
_CARELESS_SHARE = 0.12
_LOST_ELSEWHERE = 0.0007
_LATE_HOUSEHOLDS, _LATE_PERSONS, _LATE_CELLS = 0.22, 0.08, 0.05
_VILLAGE_CELLS_LOW_INCOME, _VILLAGE_CELLS_ELSEWHERE = 3, 9


@dataclass(frozen=True)
class Returns:
    """The full tables, and what is needed to lose parts of them.

    ``household_at`` and ``person_at`` number village and year of each row together,
    ``person_form`` is the row of the person's household; ``late_village`` sends most of its
    return too late in the last year.
    """

    village_years: Table
    households: Table
    persons: Table
    household_at: Array
    person_at: Array
    person_form: Array
    is_low_income: Array
    late_village: int


def lose(
    rng: np.random.Generator, plan: Plan, returns: Returns, year_count: int
) -> Mapping[str, Table]:
    """Blank cells and drop rows; the counts of households and persons stay as they are.

    In most low-income villages what targets ask for is complete; a few are careless in some year.

    Parameters
    ----------
    rng
        The source of chance.
    plan
        The plan, whose cards say which columns its targets ask for.
    returns
        The full tables, which are changed.
    year_count
        How many years there are.
    """
    bearing = _bearing(plan)
    low_at = np.repeat(returns.is_low_income, year_count)
    late_at = returns.late_village * year_count + year_count - 1
    drop_form = rng.random(returns.households.rows) < _LOST_ELSEWHERE
    drop_form &= ~low_at[returns.household_at]
    drop_person = rng.random(returns.persons.rows) < _LOST_ELSEWHERE
    drop_person &= ~low_at[returns.person_at]
    sides = (
        ("households", returns.households, returns.household_at),
        ("persons", returns.persons, returns.person_at),
    )
    for name, table, at in sides:
        is_low = low_at[at]
        for column in _blankable(plan, name):
            elsewhere = np.where(is_low, 0, _BLANK_ELSEWHERE)
            chance = np.where(is_low & (column not in bearing[name]), _BLANK_LOW_INCOME, elsewhere)
            chance[at == late_at] = _LATE_CELLS
            table.blank(column, rng.random(table.rows) < chance)
    drop_form |= (returns.household_at == late_at) & _some(
        rng, returns.households, _LATE_HOUSEHOLDS
    )
    drop_person |= (returns.person_at == late_at) & _some(rng, returns.persons, _LATE_PERSONS)
    for village_year in _careless(rng, returns, year_count):
        match rng.integers(3):
            case 0:
                rows = np.flatnonzero(returns.household_at == village_year)
                drop_form[rng.choice(rows, rng.integers(1, 3), replace=False)] = True
            case 1:
                rows = np.flatnonzero(returns.person_at == village_year)
                drop_person[rng.choice(rows, rng.integers(1, 3), replace=False)] = True
            case _:
                name, table, row_at = sides[rng.integers(2)]
                rows = np.flatnonzero(row_at == village_year)
                for column in rng.choice(sorted(bearing[name]), rng.integers(1, 4)):
                    table.blank(str(column), np.arange(table.rows) == rng.choice(rows))
    _blank_village_cells(rng, plan, returns.village_years, low_at)
    # A form that is lost takes the persons on it along.
    drop_person |= drop_form[returns.person_form]
    return {
        "village_years": returns.village_years,
        "households": returns.households.take(~drop_form),
        "persons": returns.persons.take(~drop_person),
    }


def _bearing(plan: Plan) -> dict[str, set[str]]:
    """The columns of each register that the plan's targets ask for."""
    bearing: dict[str, set[str]] = {name: set() for name in plan.registers}
    for card in plan.target_cards:
        assert card.register_id is not None
        halves = expressions(plan, card)
        for part in (halves.numerator, halves.denominator):
            bearing[card.register_id] |= part.columns
    return bearing


def _blankable(plan: Plan, name: str) -> list[str]:
    keys = {key for register in plan.registers.values() for key in register.key}
    counts = {register.expected_rows for register in plan.registers.values()}
    return [column for column in plan.registers[name].columns if column not in keys | counts]


def _some(rng: np.random.Generator, table: Table, share: float) -> Array:
    chosen: Array = rng.random(table.rows) < share
    return chosen


def _careless(rng: np.random.Generator, returns: Returns, year_count: int) -> list[int]:
    """Village and year of the low-income villages whose return has gaps."""
    low = np.flatnonzero(returns.is_low_income)
    low = low[low != returns.late_village]
    number = round(_CARELESS_SHARE * len(low))
    return [
        int(village) * year_count + year
        for year in range(year_count)
        for village in np.sort(rng.choice(low, number, replace=False))
    ]


def _blank_village_cells(rng: np.random.Generator, plan: Plan, table: Table, low_at: Array) -> None:
    columns = _blankable(plan, "village_years")
    for rows, cells in (
        (np.flatnonzero(low_at), _VILLAGE_CELLS_LOW_INCOME),
        (np.flatnonzero(~low_at), _VILLAGE_CELLS_ELSEWHERE),
    ):
        for row in rng.choice(rows, cells, replace=False):
            table.blank(str(rng.choice(columns)), np.arange(table.rows) == row)
