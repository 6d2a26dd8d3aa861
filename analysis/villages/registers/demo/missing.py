"""What did not come in: blank cells and missing rows, as real returns have them."""

from __future__ import annotations

from collections.abc import Sequence
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
    """The full tables of some villages, and what is needed to lose parts of them.

    ``household_at`` and ``person_at`` number village and year of each row together,
    ``person_form`` is the row of the person's household.
    """

    households: Table
    persons: Table
    household_at: Array
    person_at: Array
    person_form: Array
    is_low_income: Array

    @property
    def sides(self) -> tuple[tuple[str, Table, Array], ...]:
        """Each register's name, its table and what numbers village and year of its rows."""
        return (
            ("households", self.households, self.household_at),
            ("persons", self.persons, self.person_at),
        )

    def without(self, lost: Lost) -> dict[str, Table]:
        """Return what came in. A form that is lost takes the persons on it along."""
        return {
            "households": self.households.take(~lost.forms),
            "persons": self.persons.take(~(lost.persons | lost.forms[self.person_form])),
        }


@dataclass(frozen=True)
class Lost:
    """Which rows never came in: forms of households, and single persons."""

    forms: Array
    persons: Array


def lose_by_chance(rng: np.random.Generator, plan: Plan, returns: Returns, late: int) -> Lost:
    """Blank cells here and there and lose some rows; most of what one return holds comes too late.

    In low-income villages what targets ask for is complete but for that return.

    Parameters
    ----------
    rng
        The source of chance.
    plan
        The plan, whose cards say which columns its targets ask for.
    returns
        The full tables, whose cells are blanked.
    late
        Village and year of the late return; a number that no row has if it is not among these.
    """
    bearing = _bearing(plan)
    low_at = np.repeat(returns.is_low_income, len(plan.years))
    forms, persons = (
        (rng.random(table.rows) < _LOST_ELSEWHERE) & ~low_at[at] for _, table, at in returns.sides
    )
    for name, table, at in returns.sides:
        is_low = low_at[at]
        for column in _blankable(plan, name):
            if column not in table.columns:
                # What measures add comes later, from a source of chance of its own.
                continue
            elsewhere = np.where(is_low, 0, _BLANK_ELSEWHERE)
            chance = np.where(is_low & (column not in bearing[name]), _BLANK_LOW_INCOME, elsewhere)
            chance[at == late] = _LATE_CELLS
            table.blank(column, rng.random(table.rows) < chance)
    forms |= (returns.household_at == late) & _some(rng, returns.households, _LATE_HOUSEHOLDS)
    persons |= (returns.person_at == late) & _some(rng, returns.persons, _LATE_PERSONS)
    return Lost(forms, persons)


def careless_returns(rng: np.random.Generator, villages: Array, year_count: int) -> Sequence[int]:
    """Return village and year, numbered together, of the villages whose return has gaps."""
    number = round(_CARELESS_SHARE * len(villages))
    return [
        int(village) * year_count + year
        for year in range(year_count)
        for village in np.sort(rng.choice(villages, number, replace=False))
    ]


def lose_by_carelessness(
    rng: np.random.Generator,
    plan: Plan,
    returns: Returns,
    lost: Lost,
    careless: Sequence[int],
    most_rows: int,
) -> None:
    """Lose rows, or cells that targets ask for, of careless returns.

    Parameters
    ----------
    rng
        The source of chance.
    plan
        The plan.
    returns
        The full tables, whose cells are blanked.
    lost
        What is lost already; more is marked.
    careless
        Village and year of the returns that have gaps.
    most_rows
        How many rows one of them loses at most.
    """
    bearing = _bearing(plan)
    for village_year in careless:
        case = rng.integers(3)
        if case < 2:
            drop = (lost.forms, lost.persons)[case]
            rows = np.flatnonzero(returns.sides[case][2] == village_year)
            drop[rng.choice(rows, rng.integers(1, most_rows + 1), replace=False)] = True
            continue
        name, table, at = returns.sides[rng.integers(2)]
        rows = np.flatnonzero(at == village_year)
        for column in rng.choice(sorted(bearing[name]), rng.integers(1, 4)):
            cells = rng.choice(rows, most_rows // 2)
            table.blank(str(column), np.isin(np.arange(table.rows), cells))


def blank_village_cells(rng: np.random.Generator, plan: Plan, table: Table, low_at: Array) -> None:
    """Blank some cells of the register of villages by year; its counts stay as they are.

    Parameters
    ----------
    rng
        The source of chance.
    plan
        The plan.
    table
        The register, which is changed.
    low_at
        Which of its rows are of low-income villages.
    """
    columns = _blankable(plan, "village_years")
    for rows, cells in (
        (np.flatnonzero(low_at), _VILLAGE_CELLS_LOW_INCOME),
        (np.flatnonzero(~low_at), _VILLAGE_CELLS_ELSEWHERE),
    ):
        for row in rng.choice(rows, cells, replace=False):
            table.blank(str(rng.choice(columns)), np.arange(table.rows) == row)


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
