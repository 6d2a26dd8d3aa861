"""Where things stand on a map: degrees become millimetres, and no two labels touch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from villages.methods.geometry import Positions, holds_box, to_kilometres

#: What a map shows at least, so that a single point has a map too.
LEAST_KM = 2.0
#: Kept free around the middle of a shape.
CORE_MM = 3.0
#: Between labels, and between a shape and its number.
GAP_MM = 0.4


class Ground(NamedTuple):
    """How degrees become millimetres from the left upper corner: north is up, nothing is stretched.

    Attributes
    ----------
    latitude
        The mean latitude, along which the scale holds.
    west_km, north_km
        The left upper corner of what is shown.
    left_mm, top_mm
        Where that corner stands.
    mm_per_km
        The scale, the same across and up.
    width_mm, height_mm
        What the map takes, with the room around it.
    """

    latitude: float
    west_km: float
    north_km: float
    left_mm: float
    top_mm: float
    mm_per_km: float
    width_mm: float
    height_mm: float

    def placed(self, degrees: npt.ArrayLike) -> Positions:
        """Return longitudes and latitudes, shape (n, 2), as millimetres right and down."""
        kilometres = to_kilometres(degrees, self.latitude)
        corner = np.array([self.west_km, self.north_km])
        shift = np.array([self.left_mm, self.top_mm])
        placed: Positions = (kilometres - corner) * [1, -1] * self.mm_per_km + shift
        return placed


def ground(
    degrees: npt.ArrayLike, width_mm: float, most_mm: float, room: tuple[float, float]
) -> Ground:
    """Return the largest map of some positions that fits a width and a height.

    Parameters
    ----------
    degrees
        Longitudes and latitudes of all that is to be seen, shape (n, 2).
    width_mm, most_mm
        The width, in whose middle the map stands, and the most height.
    room
        The room to be left free at the sides, and above and below, in millimetres.

    Examples
    --------
    A degree by a degree at 60 degrees north is twice as high as wide:

    >>> found = ground([[10.0, 59.5], [11.0, 60.5]], 100, 100, (0, 0))
    >>> (west, top), (east, bottom) = found.placed([[10.0, 60.5], [11.0, 59.5]]).tolist()
    >>> round((east - west) / (bottom - top), 6), round(bottom - top)
    (0.5, 100)
    """
    positions = np.asarray(degrees, dtype=float)
    low, high = positions.min(axis=0), positions.max(axis=0)
    latitude = float(low[1] + high[1]) / 2
    [west, south], [east, north] = to_kilometres(np.array([low, high]), latitude).tolist()
    wide, tall = max(east - west, LEAST_KM), max(north - south, LEAST_KM)
    sides, ends = room
    scale = min((width_mm - 2 * sides) / wide, (most_mm - 2 * ends) / tall)
    return Ground(
        latitude=latitude,
        west_km=(west + east - wide) / 2,
        north_km=(north + south + tall) / 2,
        left_mm=(width_mm - wide * scale) / 2,
        top_mm=ends,
        mm_per_km=scale,
        width_mm=width_mm,
        height_mm=tall * scale + 2 * ends,
    )


class Box(NamedTuple):
    """An upright box, in millimetres right and down."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def is_apart(self, other: Box) -> bool:
        """Return whether there is a gap between the boxes."""
        return (
            self.left >= other.left + other.width + GAP_MM
            or other.left >= self.left + self.width + GAP_MM
            or self.top >= other.top + other.height + GAP_MM
            or other.top >= self.top + self.height + GAP_MM
        )

    def is_within(self, frame: Box) -> bool:
        """Return whether the box lies in a frame."""
        return (
            frame.left <= self.left
            and self.left + self.width <= frame.left + frame.width
            and frame.top <= self.top
            and self.top + self.height <= frame.top + frame.height
        )


class Site(NamedTuple):
    """What is to be labelled.

    Attributes
    ----------
    mark
        Where its shape stands, in millimetres right and down.
    areas
        Its areas; none where the place is a point.
    names
        Where its name may stand, the best place first.
    number
        How wide and high its number would be.
    """

    mark: tuple[float, float]
    areas: tuple[tuple[Positions, ...], ...]
    names: tuple[Box, ...]
    number: tuple[float, float]


class Label(NamedTuple):
    """Where a name stands, or a number in its stead."""

    is_name: bool
    box: Box


def labelled(sites: Sequence[Site], frame: Box) -> list[Label] | None:
    """Give each site its name where it fits, else a number; no label touches another or a mark.

    The name of an area stands wholly inside it, that of a point where nothing else is.

    Parameters
    ----------
    sites
        What is to be labelled.
    frame
        What labels may not leave.

    Returns
    -------
    list of Label, or None
        In the order of the sites; None if marks overlap, or one would be without a label: then a
        map cannot be read.
    """
    cores = [around(site.mark, (CORE_MM, CORE_MM)) for site in sites]
    if not all(core.is_apart(other) for at, core in enumerate(cores) for other in cores[:at]):
        return None
    return _labelled(sites, frame, cores, has_points_named=True) or _labelled(
        sites, frame, cores, has_points_named=False
    )


def _labelled(
    sites: Sequence[Site], frame: Box, cores: Sequence[Box], *, has_points_named: bool
) -> list[Label] | None:
    """Name areas, then points, and number what is left."""
    found: dict[int, Label] = {}

    def is_free(box: Box, at: int) -> bool:
        others = (core for index, core in enumerate(cores) if index != at)
        taken = (label.box for label in found.values())
        return box.is_within(frame) and all(box.is_apart(other) for other in (*others, *taken))

    def fits(box: Box, site: Site) -> bool:
        if not site.areas:
            return has_points_named
        return any(holds_box(area, box.middle, box.width, box.height) for area in site.areas)

    for at, site in sorted(enumerate(sites), key=lambda pair: not pair[1].areas):
        name = next((box for box in site.names if fits(box, site) and is_free(box, at)), None)
        if name is not None:
            found[at] = Label(True, name)
    for at, site in enumerate(sites):
        if at in found:
            continue
        number = next((box for box in _beside(cores[at], site.number) if is_free(box, at)), None)
        if number is None:
            return None
        found[at] = Label(False, number)
    return [found[at] for at in range(len(sites))]


def around(middle: tuple[float, float], size: tuple[float, float]) -> Box:
    """Return the box of a size around a middle."""
    return Box(middle[0] - size[0] / 2, middle[1] - size[1] / 2, *size)


def _beside(core: Box, size: tuple[float, float]) -> list[Box]:
    """Right of a mark, left of it, below and above."""
    across, down = core.middle
    wide, high = (core.width + size[0]) / 2, (core.height + size[1]) / 2
    middles = [
        (across + wide, down),
        (across - wide, down),
        (across, down + high),
        (across, down - high),
    ]
    return [around(middle, size) for middle in middles]


def scale_length_km(mm_per_km: float, most_mm: float) -> float:
    """Return a round length (1, 2 or 5 times a power of ten) that a scale bar can show.

    Examples
    --------
    >>> scale_length_km(2.0, 30.0), scale_length_km(0.9, 30.0), scale_length_km(100.0, 30.0)
    (10.0, 20.0, 0.2)
    """
    most_km = most_mm / mm_per_km
    power = 10.0 ** math.floor(math.log10(most_km))
    return round(max(times for times in (1, 2, 5) if times * power <= most_km) * power, 9)
