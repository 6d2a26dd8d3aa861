"""Boundaries and points of places, from GeoJSON (RFC 7946): checked, and nothing left out of it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from villages.errors import UserError
from villages.methods.geometry import (
    Positions,
    inside_point,
    signed_area,
    to_kilometres,
    wound,
)

#: Beside the registers, if the user names no other file.
SHAPES_FILE = "places.geojson"

MOST_BYTES = 16 * 1024**2
#: What a printed page can show; some 450 positions for each of 221 villages.
MOST_POSITIONS = 100_000
LEAST_RING = 4
HALF_TURN = 180.0

#: Reference systems whose positions are longitude and latitude as RFC 7946 has them: WGS 84, and
#: the national system of China, which differs from it by centimetres.
_REFERENCES = ("CRS84", "4326", "4490")
_LONGEST_VALUE = 40

Polygon = tuple[Positions, ...]


@dataclass(frozen=True)
class PlaceShape:
    """Where a place lies.

    Attributes
    ----------
    code
        The place.
    mark
        Longitude and latitude: the point as it was given, or one well inside the largest area.
    polygons
        The areas, none if a point was given: of each the outer ring, against the clock, and then
        its holes, with it; positions in degrees, shape (n, 2), the last the first again.
    """

    code: str
    mark: tuple[float, float]
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class Shapes:
    """The shapes of a file, and the file's hash."""

    places: tuple[PlaceShape, ...]
    hash: str


def shapes_file(source: str | Path, named: str | Path | None) -> Path | None:
    """Return the file of shapes: as named, else the one beside the registers; None if none is.

    Parameters
    ----------
    source
        Where the registers come from: a folder, the folder of a store, or a database.
    named
        What the user named.
    """
    if named is not None:
        return Path(named)
    beside = Path(source) / SHAPES_FILE
    return beside if "://" not in str(source) and beside.is_file() else None


def read_shapes(file: Path, codes: Collection[str]) -> Shapes:
    """Read the shapes of places from a GeoJSON file.

    Parameters
    ----------
    file
        A FeatureCollection; the property ``code`` of each feature names its place, the geometry is
        a Point, Polygon or MultiPolygon in longitude and latitude.
    codes
        The places that there are.

    Raises
    ------
    UserError
        If the file is missing, too large or no such GeoJSON, names a place that there is not or
        names one twice, a position is out of range, a ring is open or encloses nothing, or the
        shapes lie across the antimeridian.
    """
    if not file.is_file():
        raise UserError("file_missing", file=file)
    size = file.stat().st_size
    if size > MOST_BYTES:
        megabyte = 1024**2
        raise UserError(
            "shapes_large", file=file, value=math.ceil(size / megabyte), most=MOST_BYTES // megabyte
        )
    content = file.read_bytes()
    reader = _Reader(file, codes)
    places = tuple(
        reader.place(number, feature)
        for number, feature in enumerate(_features(file, content), start=1)
    )
    return Shapes(places, hashlib.sha256(content).hexdigest())


def _features(file: Path, content: bytes) -> list[Any]:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError("file_not_utf8", file=file) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UserError("shapes_broken", file=file, line=line) from error
    kind = whole.get("type") if isinstance(whole, dict) else whole
    features = whole.get("features") if isinstance(whole, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise UserError("shapes_collection", file=file, value=_told(kind))
    reference = whole.get("crs")
    named = reference.get("properties") if isinstance(reference, dict) else reference
    if reference is not None and not any(name in _text(named) for name in _REFERENCES):
        raise UserError("shapes_reference", file=file, value=_told(named))
    if not features:
        raise UserError("shapes_empty", file=file)
    return features


def mark_inside(polygons: Sequence[Polygon]) -> tuple[float, float]:
    """Return the longitude and latitude of a point well inside the largest of some areas.

    Raises
    ------
    ValueError
        If it has holes that leave nothing of it.
    """
    outer = [polygon[0] for polygon in polygons]
    latitude = sum(float(end) for ring in outer for end in (ring[:, 1].min(), ring[:, 1].max()))
    [scale] = to_kilometres([[1.0, 1.0]], latitude / (2 * len(outer)))
    flat = [tuple(ring * scale for ring in polygon) for polygon in polygons]
    across, up = inside_point(max(flat, key=lambda rings: sum(map(signed_area, rings))))
    return across / float(scale[0]), up / float(scale[1])


class _Reader:
    """Reads one feature after the other and knows what it has seen."""

    def __init__(self, file: Path, codes: Collection[str]) -> None:
        self.file = file
        self.codes = codes
        self.seen: dict[str, int] = {}
        self.positions = 0
        self.west, self.east = math.inf, -math.inf
        self.number = 0

    def place(self, number: int, feature: Any) -> PlaceShape:
        self.number = number
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            kind = feature.get("type") if isinstance(feature, dict) else feature
            raise self._error("shapes_feature", kind)
        code = self._code(feature.get("properties"))
        geometry = feature.get("geometry")
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        held = geometry.get("coordinates") if isinstance(geometry, dict) else None
        if kind == "Point":
            return PlaceShape(code, self._position(held), ())
        if kind not in ("Polygon", "MultiPolygon"):
            raise self._error("shapes_geometry", kind)
        parts = [held] if kind == "Polygon" else self._list(held)
        polygons = tuple(self._polygon(part) for part in parts)
        try:
            return PlaceShape(code, mark_inside(polygons), polygons)
        except ValueError as error:
            raise self._error("shapes_ring_flat", polygons[0][0][0].tolist()) from error

    def _code(self, properties: Any) -> str:
        code = properties.get("code") if isinstance(properties, dict) else None
        # Many programs write codes, which are digits, as numbers.
        if isinstance(code, int) and not isinstance(code, bool):
            code = str(code)
        if not isinstance(code, str):
            raise self._error("shapes_code", code)
        if code not in self.codes:
            near = ", ".join(get_close_matches(code, list(self.codes), n=3, cutoff=0.6)) or "–"
            raise self._error("shapes_code_unknown", code, near=near)
        if code in self.seen:
            raise self._error("shapes_code_twice", code, first=self.seen[code])
        self.seen[code] = self.number
        return code

    def _polygon(self, held: Any) -> Polygon:
        return tuple(
            self._ring(ring, is_hole=index > 0) for index, ring in enumerate(self._list(held))
        )

    def _ring(self, held: Any, *, is_hole: bool) -> Positions:
        positions = [self._position(each) for each in self._list(held)]
        if len(positions) < LEAST_RING:
            raise self._error("shapes_ring_short", len(positions))
        if positions[0] != positions[-1]:
            raise self._error("shapes_ring_open", [positions[0], positions[-1]])
        ring = np.array(positions)
        if signed_area(ring) == 0:
            raise self._error("shapes_ring_flat", positions[0])
        return wound(ring, is_hole=is_hole)

    def _list(self, held: Any) -> list[Any]:
        if not isinstance(held, list) or not held:
            raise self._error("shapes_coordinates", held)
        return held

    def _position(self, held: Any) -> tuple[float, float]:
        """Two numbers in range; a height behind them belongs to no map and is passed over."""
        if not isinstance(held, list) or len(held) not in (2, 3):
            raise self._error("shapes_position", held)
        if any(isinstance(each, bool) or not isinstance(each, int | float) for each in held):
            raise self._error("shapes_position", held)
        # Compared before they are made floats: a whole number may be too large for one.
        if not (abs(held[0]) <= HALF_TURN and abs(held[1]) <= HALF_TURN / 2):
            raise self._error("shapes_range", held[:2])
        self.positions += 1
        if self.positions > MOST_POSITIONS:
            raise self._error("shapes_positions", MOST_POSITIONS)
        longitude, latitude = float(held[0]), float(held[1])
        self.west, self.east = min(self.west, longitude), max(self.east, longitude)
        if self.east - self.west > HALF_TURN:
            raise self._error("shapes_antimeridian", longitude)
        return longitude, latitude

    def _error(self, key: str, value: object, **values: object) -> UserError:
        told = {"feature": self.number, "value": _told(value), **values}
        return UserError(key, file=self.file, **told)


def _text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    except RecursionError:
        return "…"


def _told(value: object) -> str:
    """A value of the file as one short line."""
    text = _text(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
