"""Lands of simple shapes, for maps whose every corner is known."""

from __future__ import annotations

import numpy as np

from villages.exhibits.shapes import Shape
from villages.methods.geometry import (
    Positions,
    inside_point,
    wound,
)


def box_ring(left: float, bottom: float, right: float, top: float) -> Positions:
    """A ring around a rectangle, against the clock."""
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])


def area(left: float, bottom: float, right: float, top: float, *holes: Positions) -> Shape:
    rings = (box_ring(left, bottom, right, top), *(wound(hole, is_hole=True) for hole in holes))
    return Shape(inside_point(rings), (rings,))
