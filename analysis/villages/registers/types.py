"""How the types of ``columns.yaml`` are held: in DuckDB and PostgreSQL, and in Arrow."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from villages.plan.model import ColumnType, Register
from villages.vocabulary import Level

#: The register of places: every other one speaks of them.
PLACES = "places"

#: The column of the places that holds the code of a level.
CODE_COLUMNS: Mapping[Level, str] = {
    "village": "code",
    "township": "township_code",
    "city": "city_code",
}

#: The columns of the places that hold the names of a level: the Chinese and the English one.
NAME_COLUMNS: Mapping[Level, tuple[str, str]] = {
    "village": ("name_zh", "name_en"),
    "township": ("township_zh", "township_en"),
    "city": ("city_zh", "city_en"),
}

#: DuckDB's name of each type; PostgreSQL knows them too.
SQL_TYPES: Mapping[ColumnType, str] = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(18, 3)",
    "real": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
}

ARROW_TYPES: Mapping[ColumnType, pa.DataType] = {
    "code": pa.string(),
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def arrow_schema(register: Register) -> pa.Schema:
    """Return the columns of a register as Arrow holds them, in the plan's order."""
    return pa.schema(
        [(name, ARROW_TYPES[column.type]) for name, column in register.columns.items()]
    )
