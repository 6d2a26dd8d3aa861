"""The places of the results: villages, and the townships and the city that they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from villages.gazetteer import Gazetteer, place_of_row
from villages.registers.store import RegisterSession
from villages.registers.types import CODE_COLUMNS, PLACES
from villages.vocabulary import LEVELS, Level

#: Villages in every scope that they belong to; every aggregate starts from it.
SCOPED_PLACES = """
    SELECT code, township_code, city_code, scope
    FROM places CROSS JOIN (VALUES ('all'), ('low_income')) AS scopes(scope)
    WHERE scope = 'all' OR is_low_income
"""


def scoped_places(level: Level) -> str:
    """Return SQL of the places of a level in every scope: a place is in that of its villages.

    ``code`` is the place's own; the codes of the levels above it follow.
    """
    if level == "village":
        return SCOPED_PLACES
    own = CODE_COLUMNS[level]
    township = "township_code" if level == "township" else "NULL AS township_code"
    return f"SELECT DISTINCT {own} AS code, {township}, city_code, scope FROM ({SCOPED_PLACES})"


def levels_from(level: Level) -> tuple[Level, ...]:
    """Return a level and those above it.

    Examples
    --------
    >>> levels_from("township")
    ('township', 'city')
    """
    return LEVELS[LEVELS.index(level) :]


def level_of_group(levels: Sequence[Level] = LEVELS) -> str:
    """Return SQL of the level of a row of ``GROUPING SETS`` over these levels' code columns.

    Examples
    --------
    >>> level_of_group(("city",))
    "CASE WHEN GROUPING(city_code) = 0 THEN 'city' END"
    """
    return _case_of_group(levels, {level: f"'{level}'" for level in levels})


def code_of_group(levels: Sequence[Level] = LEVELS) -> str:
    """Return SQL of the code of a row of ``GROUPING SETS`` over these levels' code columns."""
    return _case_of_group(levels, CODE_COLUMNS)


def _case_of_group(levels: Sequence[Level], found: Mapping[Level, str]) -> str:
    cases = " ".join(
        f"WHEN GROUPING({CODE_COLUMNS[level]}) = 0 THEN {found[level]}" for level in levels
    )
    return f"CASE {cases} END"


_LEVELS = """
SELECT 'village' AS level, code, any_value(name_zh) AS name_zh, any_value(name_en) AS name_en,
       {earlier} AS earlier_name_zh,
       any_value(township_code) AS township_code, any_value(city_code) AS city_code,
       any_value(is_low_income) AS is_low_income,
       CAST(any_value(planned_exit_year) AS INT) AS planned_exit_year,
       1 AS villages, CAST(any_value(is_low_income) AS INT) AS low_income_villages
FROM places GROUP BY code
UNION ALL
SELECT 'township', township_code, any_value(township_zh), any_value(township_en), NULL,
       township_code, any_value(city_code), NULL, NULL,
       count(*), count(*) FILTER (is_low_income)
FROM places GROUP BY township_code
UNION ALL
SELECT 'city', city_code, any_value(city_zh), any_value(city_en), NULL, NULL, city_code, NULL, NULL,
       count(*), count(*) FILTER (is_low_income)
FROM places GROUP BY city_code
ORDER BY level, code
"""


def place_table(session: RegisterSession) -> pd.DataFrame:
    """Return a row for each village, township and city of the register of places.

    The columns are those of ``places.parquet`` in ``docs/results.md``.
    """
    named = "earlier_name_zh" in session.plan.registers[PLACES].columns
    earlier = "any_value(earlier_name_zh)" if named else "NULL"
    frame = session.connection.execute(_LEVELS.format(earlier=earlier)).df()
    frame["is_low_income"] = frame["is_low_income"].astype("boolean")
    counts = ("planned_exit_year", "villages", "low_income_villages")
    return frame.astype(dict.fromkeys(counts, "Int64"))


def gazetteer(session: RegisterSession, folder: Path) -> Gazetteer:
    """Return the places of the registers, to be found by name or code before any study.

    Parameters
    ----------
    session
        Open registers.
    folder
        Where they lie.
    """
    rows = pa.Table.from_pandas(place_table(session)).to_pylist()
    return Gazetteer(
        folder=folder.resolve(),
        years=session.plan.years,
        default_year=session.plan.default_year,
        is_demo=bool(session.card.get("is_demo", False)),
        places=tuple(place_of_row(row) for row in rows),
    )
