"""The places of the results: villages, and the townships and the city that they add up to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from villages.gazetteer import Gazetteer, place_of_row
from villages.registers.store import RegisterSession

#: Villages in every scope that they belong to; every aggregate starts from it.
SCOPED_PLACES = """
    SELECT code, township_code, city_code, scope
    FROM places CROSS JOIN (VALUES ('all'), ('low_income')) AS scopes(scope)
    WHERE scope = 'all' OR is_low_income
"""

#: The level of a row of ``GROUPING SETS`` over village, township and city.
LEVEL_OF_GROUP = """
    CASE WHEN GROUPING(code) = 0 THEN 'village'
         WHEN GROUPING(township_code) = 0 THEN 'township' ELSE 'city' END
"""

CODE_OF_GROUP = """
    CASE WHEN GROUPING(code) = 0 THEN code
         WHEN GROUPING(township_code) = 0 THEN township_code ELSE city_code END
"""

_LEVELS = """
SELECT 'village' AS level, code, any_value(name_zh) AS name_zh, any_value(name_en) AS name_en,
       any_value(township_code) AS township_code, any_value(city_code) AS city_code,
       any_value(is_low_income) AS is_low_income,
       CAST(any_value(planned_exit_year) AS INT) AS planned_exit_year,
       1 AS villages, CAST(any_value(is_low_income) AS INT) AS low_income_villages
FROM places GROUP BY code
UNION ALL
SELECT 'township', township_code, any_value(township_zh), any_value(township_en),
       township_code, any_value(city_code), NULL, NULL,
       count(*), count(*) FILTER (is_low_income)
FROM places GROUP BY township_code
UNION ALL
SELECT 'city', city_code, any_value(city_zh), any_value(city_en), NULL, city_code, NULL, NULL,
       count(*), count(*) FILTER (is_low_income)
FROM places GROUP BY city_code
ORDER BY level, code
"""


def place_table(session: RegisterSession) -> pd.DataFrame:
    """Return a row for each village, township and city of the register of places.

    The columns are those of ``places.parquet`` in ``docs/results.md``.
    """
    frame = session.connection.execute(_LEVELS).df()
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
