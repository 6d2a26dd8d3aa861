"""Where the places of a page lie, as far as shapes were supplied to the study."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from villages.findings.shapes import MARK
from villages.methods.geometry import Positions


@dataclass(frozen=True)
class Shape:
    """A place's mark and areas in degrees: longitude and latitude.

    Attributes
    ----------
    mark
        The point that was given for the place, or one well inside its largest area.
    polygons
        The areas, none if a point was given: of each the outer ring and then its holes.
    """

    mark: tuple[float, float]
    polygons: tuple[tuple[Positions, ...], ...]


def gather_shapes(table: pd.DataFrame, codes: Collection[str]) -> Mapping[str, Shape]:
    """Return the shapes of some places by code, from the results' table of shapes."""
    here = table[table["code"].isin(codes)]
    if here.empty:
        return {}
    is_mark = here["kind"] == MARK
    marks = here[is_mark]
    polygons: dict[str, list[list[Positions]]] = {str(code): [] for code in marks["code"]}
    for key, ring in here[~is_mark].groupby(["code", "part", "ring"], sort=True):
        code, _, number = key
        positions = ring.sort_values("position")[["longitude", "latitude"]].to_numpy(dtype=float)
        parts = polygons[str(code)]
        if number == 0:
            parts.append([])
        parts[-1].append(positions)
    spots = zip(marks["code"], marks["longitude"], marks["latitude"], strict=True)
    return {
        str(code): Shape(
            mark=(float(longitude), float(latitude)),
            polygons=tuple(tuple(rings) for rings in polygons[str(code)]),
        )
        for code, longitude, latitude in spots
    }
