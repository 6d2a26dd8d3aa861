"""Quotients of sums: one scan per register gives every level, scope and year with its bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pandas as pd
import pyarrow as pa

from villages.indicators.ends import with_ends
from villages.indicators.places import code_of_group, level_of_group, levels_from, scoped_places
from villages.indicators.sums import SUM_COLUMNS, exactly
from villages.plan.conditions import EXACT_TYPE, Expression
from villages.plan.model import Card, Plan
from villages.plan.reading import Halves, expressions
from villages.registers.store import RegisterSession
from villages.registers.types import CODE_COLUMNS

#: The register that says how many rows each other register should have.
COUNTING_REGISTER = "village_years"

#: The column that says the group of a row, where a register is split into groups.
GROUP = "group"

_KEYS = ["level", "code", "year", "scope"]

#: Nobody counts the rows that a group should have.
_NONE_EXPECTED = "NULL::BIGINT AS expected, 0 AS expected_low, 0 AS expected_high"


def study_years(session: RegisterSession) -> list[int]:
    """Return the plan's years for which the counting register holds any row."""
    rows = session.connection.execute(
        f"SELECT DISTINCT year FROM {COUNTING_REGISTER} ORDER BY year"
    ).fetchall()
    present = {int(row[0]) for row in rows}
    return [year for year in session.plan.years if year in present]


def quotients(session: RegisterSession) -> pd.DataFrame:
    """Return every quotient card for every place, scope and year.

    A row condition that cannot be decided counts 0 and 1, a missing amount its plausible bounds,
    and so does every row that is missing against the counting register. A rate is a sum over a
    sum at every level, never a mean of rates.

    Returns
    -------
    pandas.DataFrame
        The columns of ``indicators.parquet`` in ``docs/results.md``.
    """
    years = study_years(session)
    parts: list[pd.DataFrame] = []
    for register_id in session.plan.registers:
        cards = [card for card in session.plan.cards.values() if card.register_id == register_id]
        if cards:
            sums = added_up(session, register_id, cards, years)
            parts.extend(with_ends(rows, card.factor) for card, rows in card_rows(sums, cards))
    frame = pd.concat(parts, ignore_index=True)
    order = {card_id: index for index, card_id in enumerate(session.plan.cards)}
    frame["order"] = frame["card"].map(order)
    return frame.sort_values(["order", *_KEYS], ignore_index=True).drop(columns="order")


def added_up(
    session: RegisterSession,
    register_id: str,
    cards: Sequence[Card],
    years: Sequence[int],
    grouped: str = "",
) -> pa.Table:
    """Return the sums of some cards of a register: a row for each place, year and scope.

    Parameters
    ----------
    session
        Open registers.
    register_id
        The register that the cards are over.
    cards, years
        What is added up, and of which years.
    grouped
        SQL of the register's rows with a column ``GROUP``, which says the group of each. Then there
        is a row for each group of a place, year and scope that has any row; rows that are missing
        against the counting register are of no group, and bounds are of the rows present.
    """
    statement = _statement(session.plan, register_id, cards, years, grouped)
    return session.connection.sql(statement).to_arrow_table()


def _statement(
    plan: Plan, register_id: str, cards: Sequence[Card], years: Sequence[int], grouped: str
) -> str:
    halves = [expressions(plan, card) for card in cards]
    row_sums = ",\n".join(_row_sums(index, of_card) for index, of_card in enumerate(halves))
    bounded = ",\n".join(_bounded(index, of_card) for index, of_card in enumerate(halves))
    added = ",\n".join(_added(index) for index in range(len(cards)))
    listed = ", ".join(f"({year})" for year in years)
    level = plan.registers[register_id].level
    levels = levels_from(level)
    group = f'"{GROUP}",' if grouped else ""
    sets = ", ".join(f"({group} year, scope, {CODE_COLUMNS[each]})" for each in levels)
    rows, known = (f"({grouped})", "JOIN") if grouped else (f'"{register_id}"', "LEFT JOIN")
    expected = _NONE_EXPECTED if grouped else _expected(plan, register_id)
    return f"""
    WITH scoped AS ({scoped_places(level)}),
    known AS (
        SELECT {group} code, year, count(*) AS row_count,
        {row_sums}
        FROM {rows} GROUP BY {group} code, year
    ),
    frame AS (
        SELECT scoped.*, years.year, {expected}, known.* EXCLUDE (code, year)
        FROM scoped CROSS JOIN (VALUES {listed}) AS years(year)
        LEFT JOIN {COUNTING_REGISTER} AS counted
            ON counted.code = scoped.code AND counted.year = years.year
        {known} known ON known.code = scoped.code AND known.year = years.year
    ),
    missing AS (
        SELECT *, greatest(expected_low - coalesce(row_count, 0), 0) AS missing_low,
                  greatest(expected_high - coalesce(row_count, 0), 0) AS missing_high
        FROM frame
    ),
    bounded AS (
        SELECT {group} code, township_code, city_code, scope, year, expected,
        {bounded}
        FROM missing
    )
    SELECT {group} {level_of_group(levels)} AS level, {code_of_group(levels)} AS code, year, scope,
           CASE WHEN count(*) = count(expected) THEN CAST(sum(expected) AS BIGINT) END AS expected,
    {added}
    FROM bounded
    GROUP BY GROUPING SETS ({sets})
    """


def _expected(plan: Plan, register_id: str) -> str:
    """How many rows a place has in a year, or between which bounds if that is not known."""
    counted = plan.registers[register_id].expected_rows
    if counted is None:
        # What nobody counts, such as projects, is known whole: no row is expected beyond them.
        rows = int(plan.registers[register_id].is_per_place)
        return f"{rows} AS expected, {rows} AS expected_low, {rows} AS expected_high"
    bounds = plan.registers[COUNTING_REGISTER].columns[counted].plausible
    low, high = bounds if bounds is not None else (Decimal(0), Decimal(0))
    return (
        f'counted."{counted}" AS expected, coalesce(counted."{counted}", {low}) AS expected_low,'
        f' coalesce(counted."{counted}", {high}) AS expected_high'
    )


def _parts(halves: Halves) -> list[tuple[str, Expression]]:
    parts = [("numerator", halves.numerator), ("denominator", halves.denominator)]
    if halves.complement is not None:
        parts.append(("complement", halves.complement))
    return parts


def _row_sums(index: int, halves: Halves) -> str:
    numerator, denominator = halves.numerator.value, halves.denominator.value
    both = f"({numerator}) IS NOT NULL AND ({denominator}) IS NOT NULL"
    lines = [
        f"count(*) FILTER ({both}) AS known_{index}",
        f"sum({numerator}) FILTER ({both}) AS numerator_{index}",
        f"sum({denominator}) FILTER ({both}) AS denominator_{index}",
    ]
    for name, part in _parts(halves):
        # Nothing of a whole is more than the whole: a complement is never negative.
        low = f"greatest({part.low}, 0)" if name == "complement" else part.low
        lines.append(f"sum(CAST({low} AS {EXACT_TYPE})) AS {name}_low_{index}")
        lines.append(f"sum(CAST({part.high} AS {EXACT_TYPE})) AS {name}_high_{index}")
    return ",\n".join(lines)


def _bounded(index: int, halves: Halves) -> str:
    names = ("known", "numerator", "denominator")
    lines = [f"coalesce({name}_{index}, 0) AS {name}_{index}" for name in names]
    for name, part in _parts(halves):
        floor = max(part.absent_low, Decimal(0)) if name == "complement" else part.absent_low
        for end, absent, pick in (("low", floor, "least"), ("high", part.absent_high, "greatest")):
            one = f"CAST({absent:f} AS {EXACT_TYPE})"
            lines.append(
                f"coalesce({name}_{end}_{index}, 0)"
                f" + {pick}(missing_low * {one}, missing_high * {one}) AS {name}_{end}_{index}"
            )
    if halves.complement is None:
        lines += [f"NULL::{EXACT_TYPE} AS complement_{end}_{index}" for end in ("low", "high")]
    return ",\n".join(lines)


def _added(index: int) -> str:
    names = [f"{name}_{index}" for name in ("known", *SUM_COLUMNS)]
    return ",\n".join(f"sum({name}) AS {name}" for name in names)


def card_rows(
    sums: pa.Table, cards: Sequence[Card], names: Sequence[str] = SUM_COLUMNS
) -> Iterator[tuple[Card, pd.DataFrame]]:
    """Yield each card with its own rows of what :func:`added_up` returned.

    Parameters
    ----------
    sums, cards
        The sums, and the cards that they are of, in the same order.
    names
        Which sums.
    """
    keys = [GROUP, *_KEYS] if GROUP in sums.column_names else _KEYS
    for index, card in enumerate(cards):
        columns = {name: sums[name] for name in keys}
        columns |= {name: sums[f"{name}_{index}"] for name in names}
        columns |= {"rows_known": sums[f"known_{index}"], "rows_expected": sums["expected"]}
        frame = pa.table(columns).to_pandas(types_mapper=exactly)
        frame.insert(0, "card", card.id)
        frame["year"] = frame["year"].astype("int64")
        frame["rows_known"] = frame["rows_known"].astype("int64")
        frame["rows_expected"] = frame["rows_expected"].astype("Int64")
        yield card, frame
