"""Where the places lie, as a table of the results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from villages.registers.shapes import PlaceShape

MARK, BOUNDARY = "mark", "boundary"

#: Column → its type.
SHAPE_COLUMNS = {
    "level": "str",
    "code": "str",
    "kind": "str",
    "part": "int32",
    "ring": "int32",
    "position": "int32",
    "longitude": "float64",
    "latitude": "float64",
}


def shape_table(
    shapes: Iterable[PlaceShape] = (), levels: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return a row for each place's mark and for each position of its boundary.

    Parameters
    ----------
    shapes
        The shapes.
    levels
        The level of each place, by code.

    Returns
    -------
    pandas.DataFrame
        The columns of ``shapes.parquet`` in ``docs/results.md``.
    """
    rows = [row for shape in shapes for row in _rows(shape, (levels or {})[shape.code])]
    return pd.DataFrame(rows, columns=[*SHAPE_COLUMNS]).astype(SHAPE_COLUMNS)


def _rows(shape: PlaceShape, level: str) -> Iterator[tuple[Any, ...]]:
    yield (level, shape.code, MARK, 0, 0, 0, *shape.mark)
    for part, polygon in enumerate(shape.polygons):
        for number, ring in enumerate(polygon):
            for position, (longitude, latitude) in enumerate(ring.tolist()):
                yield level, shape.code, BOUNDARY, part, number, position, longitude, latitude
