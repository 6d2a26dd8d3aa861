"""Lands of simple shapes, for maps whose every corner is known."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from exhibits.invented_county import feature
from small_registers import CODE, OTHER
from villages.exhibits.shapes import Shape
from villages.methods.geometry import (
    Positions,
    inside_point,
    wound,
)

TOWNSHIP = "990181101000"

SQUARE = [[10.0, 40.0], [11.0, 40.0], [11.0, 41.0], [10.0, 41.0], [10.0, 40.0]]
HOLE = [[10.4, 40.4], [10.4, 40.6], [10.6, 40.6], [10.6, 40.4], [10.4, 40.4]]
FAR = [[12.0, 40.0], [12.1, 40.0], [12.1, 40.1], [12.0, 40.0]]


def box_ring(left: float, bottom: float, right: float, top: float) -> Positions:
    """A ring around a rectangle, against the clock."""
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])


def area(left: float, bottom: float, right: float, top: float, *holes: Positions) -> Shape:
    rings = (box_ring(left, bottom, right, top), *(wound(hole, is_hole=True) for hole in holes))
    return Shape(inside_point(rings), (rings,))


def good() -> list[dict[str, Any]]:
    return [
        feature(CODE, "Polygon", copy.deepcopy([SQUARE])),
        feature(OTHER, "Point", [11.5, 40.5]),
    ]
