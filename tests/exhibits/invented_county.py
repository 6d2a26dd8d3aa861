"""Boundaries of the invented county: a crooked lattice in the open sea, a cell for each village."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

WEST, SOUTH = 150.0, 40.0
CELL = 0.05

Corner = tuple[int, int]


def position(corner: Corner) -> list[float]:
    """A corner of the lattice, moved a little so that no border is straight."""
    across, up = corner
    return [
        WEST + CELL * (across + 0.22 * math.sin(2.1 * across + 3.7 * up)),
        SOUTH + CELL * 0.8 * (up + 0.22 * math.cos(3.3 * across + 1.9 * up)),
    ]


def cell_edges(column: int, row: int) -> list[tuple[Corner, Corner]]:
    """The borders of a cell, against the clock."""
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def outlines(cells: Sequence[tuple[int, int]]) -> list[list[list[float]]]:
    """The rings around some cells: borders that two of them share fall away."""
    edges = {edge for cell in cells for edge in cell_edges(*cell)}
    after: dict[Corner, list[Corner]] = {}
    for start, end in sorted(edges):
        if (end, start) not in edges:
            after.setdefault(start, []).append(end)
    rings = []
    while after:
        first = here = min(after)
        ring = [position(first)]
        while True:
            following = after[here].pop()
            if not after[here]:
                del after[here]
            here = following
            ring.append(position(here))
            if here == first:
                break
        rings.append(ring)
    return rings


def feature(code: str, kind: str, coordinates: Any) -> dict[str, Any]:
    """One place."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(features: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A file of places."""
    return {"type": "FeatureCollection", "features": list(features)}


def county(places: pd.DataFrame, columns: int = 17) -> list[dict[str, Any]]:
    """An area for every village and township of a register of places, row by row from the north."""
    villages = places[places["level"] == "village"].sort_values("code")
    rows = -(-len(villages) // columns)
    cells: dict[str, list[tuple[int, int]]] = {}
    features = []
    for number, (code, township) in enumerate(
        zip(villages["code"], villages["township_code"], strict=True)
    ):
        row, column = divmod(number, columns)
        cell = (column if row % 2 == 0 else columns - 1 - column, rows - 1 - row)
        cells.setdefault(township, []).append(cell)
        features.append(feature(code, "Polygon", outlines([cell])))
    for township, own in cells.items():
        features.append(feature(township, "MultiPolygon", [[ring] for ring in outlines(own)]))
    return features


def points(places: pd.DataFrame, level: str = "village") -> list[dict[str, Any]]:
    """The middle of each village's cell instead of its area."""
    return [
        feature(each["properties"]["code"], "Point", middle(each["geometry"]["coordinates"][0]))
        for each in county(places)
        if each["geometry"]["type"] == "Polygon"
    ]


def middle(ring: Sequence[Sequence[float]]) -> list[float]:
    """The mean of a ring's corners."""
    corners = ring[:-1]
    return [sum(corner[axis] for corner in corners) / len(corners) for axis in (0, 1)]


def write(
    folder: Path, features: Sequence[Mapping[str, Any]], name: str = "places.geojson"
) -> Path:
    """Write a file of places."""
    path = folder / name
    path.write_text(json.dumps(collection(features)), encoding="utf-8")
    return path
