"""Geometry of areas on the ground: their size, which way rings turn, points that lie inside."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Positions in a row, shape (n, 2), across and up; of a ring the last is the first again.
Positions = npt.NDArray[np.float64]

#: A degree of latitude on a sphere of the earth's mean radius, 6,371.0088 km.
KILOMETRES_PER_DEGREE = math.pi * 6371.0088 / 180

#: How many lines are drawn through an area in search of the point that is deepest inside.
_LINES = 25
#: Of points nearly as deep as the deepest, the one nearest to half height is taken.
_NEARLY = 0.98


def to_kilometres(degrees: npt.ArrayLike, latitude: float) -> Positions:
    r"""Return longitudes and latitudes as kilometres east and north.

    Equirectangular: :math:`x = \lambda \cos\varphi_0 \cdot k`, :math:`y = \varphi \cdot k`, with
    :math:`k` the length of a degree of latitude. True to scale along the given latitude; at 40
    degrees, widths half a degree north or south of it are off by seven parts in a thousand.

    Parameters
    ----------
    degrees
        Longitude and latitude, shape (n, 2).
    latitude
        The mean latitude of what is drawn, in degrees, between -90 and 90.

    Raises
    ------
    ValueError
        If the latitude is out of range.

    Examples
    --------
    At 60 degrees a degree of longitude is half as long as one of latitude:

    >>> [[east, north]] = to_kilometres([[1.0, 1.0]], 60.0).tolist()
    >>> round(east / north, 9)
    0.5
    """
    if not -90 <= latitude <= 90:
        raise ValueError(f"the latitude is {latitude}: give degrees between -90 and 90")
    shrunk = np.array([math.cos(math.radians(latitude)), 1.0])
    scaled: Positions = np.asarray(degrees, dtype=float) * shrunk * KILOMETRES_PER_DEGREE
    return scaled


def signed_area(ring: Positions) -> float:
    """Return a ring's area, positive if it turns against the clock (the shoelace formula).

    Examples
    --------
    >>> signed_area(np.array([[0.0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]))
    2.0
    """
    # From its first position, so that large coordinates do not swallow a small area.
    across, up = (ring - ring[0]).T
    return float(np.sum(across[:-1] * up[1:] - across[1:] * up[:-1])) / 2


def wound(ring: Positions, *, is_hole: bool) -> Positions:
    """Return a ring that turns as RFC 7946 asks: outer rings against the clock, holes with it."""
    return ring[::-1] if (signed_area(ring) > 0) == is_hole else ring


def is_inside(rings: Sequence[Positions], point: npt.ArrayLike) -> bool:
    """Return whether a point lies in an area: a line from it to the right crosses rings unevenly.

    Parameters
    ----------
    rings
        The outer ring, and its holes if it has any.
    point
        Across and up.

    Examples
    --------
    >>> is_inside([np.array([[0.0, 0], [2, 0], [2, 1], [0, 1], [0, 0]])], [1.5, 0.5])
    True
    """
    across, up = np.asarray(point, dtype=float)
    return bool(np.sum(_crossings(*_segments(rings), up) > across) % 2)


def inside_point(rings: Sequence[Positions]) -> tuple[float, float]:
    """Return a point well inside an area, also of one that is concave or has holes.

    Level lines are drawn through the area; of the middles of their parts inside, one that is as
    far from every ring as can be is taken.

    Parameters
    ----------
    rings
        The outer ring, and its holes if it has any.

    Returns
    -------
    tuple[float, float]
        Across and up.

    Raises
    ------
    ValueError
        If the rings enclose nothing.

    Examples
    --------
    The middle of a square; its centre of mass would do too, but not of a horseshoe:

    >>> inside_point([np.array([[0.0, 0], [2, 0], [2, 2], [0, 2], [0, 0]])])
    (1.0, 1.0)
    """
    starts, ends = _segments(rings)
    low, high = float(rings[0][:, 1].min()), float(rings[0][:, 1].max())
    middles = []
    for line in range(_LINES):
        up = low + (high - low) * (line + 0.5) / _LINES
        crossed = np.sort(_crossings(starts, ends, up))
        middles += [(float(each), up) for each in (crossed[:-1:2] + crossed[1::2]) / 2]
    depths = [_distance(starts, ends, np.array(middle)) for middle in middles]
    deepest = max(depths, default=0.0)
    if deepest <= 0:
        raise ValueError("the rings enclose nothing: give an outer ring that has an area")
    deep = (
        middle for middle, depth in zip(middles, depths, strict=True) if depth >= _NEARLY * deepest
    )
    return min(deep, key=lambda middle: abs(middle[1] - (low + high) / 2))


def holds_box(
    rings: Sequence[Positions], centre: tuple[float, float], width: float, height: float
) -> bool:
    """Return whether an upright box lies wholly inside an area.

    Parameters
    ----------
    rings
        The outer ring, and its holes if it has any.
    centre
        Of the box, across and up.
    width, height
        Of the box, in the unit of the rings.

    Examples
    --------
    >>> square = [np.array([[0.0, 0], [2, 0], [2, 2], [0, 2], [0, 0]])]
    >>> holds_box(square, (1, 1), 1.8, 1), holds_box(square, (1, 1), 2.2, 1)
    (True, False)
    """
    if not is_inside(rings, centre):
        return False
    starts, ends = _segments(rings)
    half = np.array([width, height]) / 2
    middles, reaches = (starts + ends) / 2 - centre, np.abs(ends - starts) / 2
    # Segment and box are apart if they are so across, up, or along the segment's normal.
    along = (ends - starts) / 2
    apart = np.any(np.abs(middles) >= half + reaches, axis=1)
    turned = np.abs(middles[:, 0] * along[:, 1] - middles[:, 1] * along[:, 0])
    apart |= turned >= half[0] * reaches[:, 1] + half[1] * reaches[:, 0]
    return bool(apart.all())


def _segments(rings: Sequence[Positions]) -> tuple[Positions, Positions]:
    starts = np.concatenate([ring[:-1] for ring in rings])
    return starts, np.concatenate([ring[1:] for ring in rings])


def _crossings(starts: Positions, ends: Positions, up: float) -> npt.NDArray[np.float64]:
    """Where a level line crosses the segments; a position on the line counts once."""
    crossed = (starts[:, 1] <= up) != (ends[:, 1] <= up)
    start, end = starts[crossed], ends[crossed]
    share = (up - start[:, 1]) / (end[:, 1] - start[:, 1])
    crossings: npt.NDArray[np.float64] = start[:, 0] + share * (end[:, 0] - start[:, 0])
    return crossings


def _distance(starts: Positions, ends: Positions, point: Positions) -> float:
    """How far the nearest segment is from a point."""
    along = ends - starts
    lengths = np.sum(along * along, axis=1)
    shares = np.sum((point - starts) * along, axis=1) / np.where(lengths > 0, lengths, 1)
    nearest = starts + np.clip(shares, 0, 1)[:, None] * along
    return float(np.min(np.hypot(*(point - nearest).T)))
