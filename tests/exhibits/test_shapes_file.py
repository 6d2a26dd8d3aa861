# ruff: noqa: E501
"""Is a file of boundaries read whole, or refused with the feature, the value and the remedy?"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.invented_county import collection, feature, write
from exhibits.lands import FAR, HOLE, SQUARE, TOWNSHIP, good
from small_registers import CODE, OTHER
from villages.catalogue import sentences
from villages.errors import UserError
from villages.methods.geometry import is_inside, signed_area
from villages.registers.shapes import MOST_BYTES, PlaceShape, Shapes, read_shapes, shapes_file

CODES = (CODE, OTHER, TOWNSHIP)

# Its centre of mass, near (10.5, 40.4), lies between the legs.
HORSESHOE = [
    [10.0, 40.0], [10.2, 40.0], [10.2, 40.8], [10.8, 40.8], [10.8, 40.0], [11.0, 40.0],
    [11.0, 41.0], [10.0, 41.0], [10.0, 40.0],
]  # fmt: skip


def read(folder: Path, features: list[dict[str, Any]]) -> Shapes:
    return read_shapes(write(folder, features), CODES)


def only(folder: Path, kind: str, coordinates: Any) -> PlaceShape:
    [shape] = read(folder, [feature(CODE, kind, coordinates)]).places
    return shape


# What is read


def test_a_point_is_its_own_mark(tmp_path: Path) -> None:
    shape = only(tmp_path, "Point", [11.5, 40.25])
    assert shape == PlaceShape(CODE, (11.5, 40.25), ())


def test_a_square_is_read_as_it_stands_and_marked_in_its_middle(tmp_path: Path) -> None:
    shape = only(tmp_path, "Polygon", [SQUARE])
    [[ring]] = shape.polygons
    assert ring.tolist() == SQUARE
    assert shape.mark == pytest.approx((10.5, 40.5))


@pytest.mark.parametrize("turns", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_rings_turn_as_the_standard_asks_however_they_were_written(
    turns: tuple[int, int], tmp_path: Path
) -> None:
    outer, hole = SQUARE[:: turns[0]], HOLE[:: turns[1]]
    [[ring, inner]] = only(tmp_path, "Polygon", [outer, hole]).polygons
    assert signed_area(ring) == pytest.approx(1.0) and signed_area(inner) == pytest.approx(-0.04)
    assert sorted(ring.tolist()) == sorted(SQUARE) and sorted(inner.tolist()) == sorted(HOLE)


def test_the_mark_of_a_square_with_a_hole_in_its_middle_is_beside_the_hole(tmp_path: Path) -> None:
    shape = only(tmp_path, "Polygon", [SQUARE, HOLE])
    assert is_inside([np.array(SQUARE)], shape.mark)
    assert not is_inside([np.array(HOLE)], shape.mark)


def test_the_mark_of_a_horseshoe_is_not_between_its_legs(tmp_path: Path) -> None:
    shape = only(tmp_path, "Polygon", [HORSESHOE])
    across, up = shape.mark
    assert up > 40.8 or not 10.2 < across < 10.8
    assert 10 < across < 11 and 40 < up < 41


def test_the_mark_of_parts_is_in_the_largest(tmp_path: Path) -> None:
    for parts in ([[FAR], [SQUARE]], [[SQUARE], [FAR]]):
        shape = only(tmp_path, "MultiPolygon", parts)
        assert len(shape.polygons) == 2
        assert shape.mark == pytest.approx((10.5, 40.5))


def test_a_large_hole_makes_a_part_the_smaller_one(tmp_path: Path) -> None:
    """The first part is a square degree less 0.9604; the second 0.09."""
    hole = [[10.01, 40.01], [10.01, 40.99], [10.99, 40.99], [10.99, 40.01], [10.01, 40.01]]
    whole = [[12.0, 40.0], [12.3, 40.0], [12.3, 40.3], [12.0, 40.3], [12.0, 40.0]]
    shape = only(tmp_path, "MultiPolygon", [[SQUARE, hole], [whole]])
    assert shape.mark == pytest.approx((12.15, 40.15))


def test_what_other_programs_add_is_passed_over(tmp_path: Path) -> None:
    whole = collection(good())
    whole |= {"name": "villages", "bbox": [10, 40, 12, 41]}
    whole["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    whole["features"][0]["id"] = 7
    whole["features"][0]["properties"] |= {"code": int(CODE), "name": "松坡村"}
    whole["features"][1]["geometry"]["coordinates"].append(120.5)
    path = tmp_path / "places.geojson"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(whole, ensure_ascii=False).encode())
    first, second = read_shapes(path, CODES).places
    assert (first.code, second.code) == (CODE, OTHER)
    assert second.mark == (11.5, 40.5)


def test_the_file_lies_beside_the_registers_or_is_named(tmp_path: Path) -> None:
    assert shapes_file(tmp_path, None) is None
    beside = write(tmp_path, good())
    assert shapes_file(tmp_path, None) == beside
    assert shapes_file(tmp_path, "other.geojson") == Path("other.geojson")
    assert shapes_file("postgresql://server/store", None) is None
    assert shapes_file("postgresql://server/store", beside) == beside


# What is refused


class Wrong(NamedTuple):
    """How a good collection becomes wrong, the error, and what every language says of it."""

    change: Callable[[dict[str, Any]], Any]
    key: str
    says: tuple[str, ...]


def at(number: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    """Change members of a feature."""

    def change(whole: dict[str, Any]) -> None:
        whole["features"][number - 1] |= values

    return change


def shaped(kind: Any, coordinates: Any, number: int = 1) -> Callable[[dict[str, Any]], None]:
    """Give a feature another geometry."""
    return at(number, geometry={"type": kind, "coordinates": coordinates})


def coded(code: Any, number: int = 1) -> Callable[[dict[str, Any]], None]:
    """Give a feature another code."""
    return at(number, properties={"code": code})


def member(**values: Any) -> Callable[[dict[str, Any]], None]:
    """Change members of the collection."""
    return lambda whole: whole.update(values)


UTM = {"type": "name", "properties": {"name": "EPSG:32651"}}
NEST: list[Any] = []
for _ in range(300):
    NEST = [NEST]

WRONG = {
    "a geometry for a collection": Wrong(member(type="Polygon"), "shapes_collection", ('"Polygon"', "FeatureCollection")),
    "a list": Wrong(lambda whole: whole["features"], "shapes_collection", ("FeatureCollection",)),
    "features that are no list": Wrong(member(features={}), "shapes_collection", ("FeatureCollection",)),
    "no features": Wrong(member(features=[]), "shapes_empty", ()),
    "metres": Wrong(member(crs=UTM), "shapes_reference", ("EPSG:32651", "WGS 84", "CGCS2000")),
    "a feature that is none": Wrong(at(2, type="Village"), "shapes_feature", ("2", '"Village"')),
    "a feature that is a number": Wrong(lambda w: w["features"].append(7), "shapes_feature", ("3", "7")),
    "no properties": Wrong(at(2, properties=None), "shapes_code", ("2", "null", "code")),
    "no code": Wrong(at(1, properties={"name": "x"}), "shapes_code", ("1", "null")),
    "a code with a fraction": Wrong(coded(1.5), "shapes_code", ("1", "1.5")),
    "a code that is true": Wrong(coded(True), "shapes_code", ("1", "true")),
    "an unknown code": Wrong(coded("990181101209", 2), "shapes_code_unknown", ("2", "990181101209", OTHER)),
    "a code twice": Wrong(coded(CODE, 2), "shapes_code_twice", ("2", CODE, "1", "MultiPolygon")),
    "no geometry": Wrong(at(1, geometry=None), "shapes_geometry", ("1", "null")),
    "a line": Wrong(shaped("LineString", SQUARE), "shapes_geometry", ("1", '"LineString"')),
    "several points": Wrong(shaped("MultiPoint", SQUARE, 2), "shapes_geometry", ("2", '"MultiPoint"')),
    "a collection of geometries": Wrong(at(1, geometry={"type": "GeometryCollection", "geometries": []}), "shapes_geometry", ("1", "GeometryCollection")),
    "a type that is a list": Wrong(shaped(["Point"], [1, 1]), "shapes_geometry", ("1", "Point")),
    "no coordinates": Wrong(shaped("Polygon", None), "shapes_coordinates", ("1", "null")),
    "no rings": Wrong(shaped("Polygon", []), "shapes_coordinates", ("1", "[]")),
    "no parts": Wrong(shaped("MultiPolygon", []), "shapes_coordinates", ("1", "[]")),
    "a polygon one list short": Wrong(shaped("Polygon", SQUARE), "shapes_position", ("1", "10.0")),
    "a polygon one list deep": Wrong(shaped("Polygon", [[SQUARE]]), "shapes_position", ("1",)),
    "a deep nest": Wrong(shaped("Polygon", NEST), "shapes_position", ("1", "[[")),
    "an empty position": Wrong(shaped("Point", [], 2), "shapes_position", ("2", "[]")),
    "one number": Wrong(shaped("Point", [10.0], 2), "shapes_position", ("2", "[10.0]")),
    "four numbers": Wrong(shaped("Point", [1, 2, 3, 4], 2), "shapes_position", ("2", "[1, 2, 3, 4]")),
    "numbers as text": Wrong(shaped("Point", ["10.0", "40.0"], 2), "shapes_position", ("2", '"10.0"')),
    "a truth value": Wrong(shaped("Point", [True, 40], 2), "shapes_position", ("2", "true")),
    "longitude and latitude swapped": Wrong(shaped("Point", [40.5, 121.5], 2), "shapes_range", ("2", "[40.5, 121.5]")),
    "metres without a word": Wrong(shaped("Point", [512345.6, 4412345.6], 2), "shapes_range", ("2", "512345.6")),
    "no number": Wrong(shaped("Point", [float("nan"), 40.0], 2), "shapes_range", ("2", "NaN")),
    "infinity": Wrong(shaped("Point", [10.0, float("inf")], 2), "shapes_range", ("2", "Infinity")),
    "a number beyond floats": Wrong(shaped("Point", [10**400, 40.0], 2), "shapes_range", ("2", "1000")),
    "an open ring": Wrong(shaped("Polygon", [SQUARE[:-1]]), "shapes_ring_open", ("1", "10.0, 40.0", "10.0, 41.0")),
    "an open hole": Wrong(shaped("Polygon", [SQUARE, [*HOLE[:-1], [10.5, 40.5]]]), "shapes_ring_open", ("1", "10.4, 40.4")),
    "three positions": Wrong(shaped("Polygon", [[*SQUARE[:2], SQUARE[0]]]), "shapes_ring_short", ("1", "3")),
    "a ring without area": Wrong(shaped("Polygon", [[[10, 40], [11, 40], [12, 40], [10, 40]]]), "shapes_ring_flat", ("1", "10.0, 40.0")),
    "a hole as large as its area": Wrong(shaped("Polygon", [SQUARE, SQUARE]), "shapes_ring_flat", ("1",)),
    "too many positions": Wrong(shaped("Polygon", [[*SQUARE[:-1] * 25_001, SQUARE[0]]]), "shapes_positions", ("1", "100000")),
    "across the antimeridian": Wrong(shaped("Point", [-179.5, 40.0], 2), "shapes_antimeridian", ("2", "-179.5", "180")),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_one_line_of_either_language(name: str, tmp_path: Path) -> None:
    features = good()
    if name == "across the antimeridian":
        features[0] = feature(CODE, "Point", [179.5, 40.0])
    whole: Any = collection(features)
    changed = WRONG[name].change(whole)
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps(whole if changed is None else changed), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_shapes(path, CODES)
    assert caught.value.key == WRONG[name].key
    zh, en = caught.value.text("zh"), caught.value.text("en")
    for line in (zh, en):
        assert "\n" not in line and len(line) < 400 and "places.geojson" in line
        for part in WRONG[name].says:
            assert part in line, line
    assert "请" in zh and not any("一" <= letter <= "鿿" for letter in en)


NOT_JSON = {
    "text": (b"village,longitude\n", "shapes_broken"),
    "nothing": (b"", "shapes_broken"),
    "half a file": (json.dumps(collection(good())).encode()[:-40], "shapes_broken"),
    "a nest that no parser follows": (b"[" * 100_000, "shapes_broken"),
    "Chinese of another encoding": ("松坡村".encode("gb18030"), "file_not_utf8"),
    "a shapefile": (b"\x00\x00'\n" + bytes(96), "shapes_broken"),
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_a_file_that_is_no_json_is_refused(name: str, tmp_path: Path) -> None:
    content, key = NOT_JSON[name]
    path = tmp_path / "places.geojson"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_shapes(path, CODES)
    assert caught.value.key == key
    assert "places.geojson" in caught.value.text("en")


def test_the_line_of_a_slip_is_named(tmp_path: Path) -> None:
    text = json.dumps(collection(good()), indent=1).replace('"Point"', "Point")
    path = tmp_path / "places.geojson"
    path.write_text(text, encoding="utf-8")
    wanted = text[: text.index("Point")].count("\n") + 1
    with pytest.raises(UserError) as caught:
        read_shapes(path, CODES)
    assert f"line {wanted}:" in caught.value.text("en")
    assert f"第{wanted}行" in caught.value.text("zh")


def test_a_missing_and_a_large_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_shapes(tmp_path / "nowhere.geojson", CODES)
    assert caught.value.key == "file_missing"
    path = tmp_path / "places.geojson"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(UserError) as caught:
        read_shapes(path, CODES)
    assert caught.value.key == "shapes_large"
    assert "17 MB" in caught.value.text("en") and "16 MB" in caught.value.text("zh")


def test_every_refusal_of_the_catalogue_is_tried_here() -> None:
    tried = {each.key for each in WRONG.values()} | {key for _, key in NOT_JSON.values()}
    told = {key for key in sentences("commands") if key.startswith("shapes_")}
    assert told - tried == {"shapes_large", "shapes_read"}


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file in which some value anywhere is another, or some bytes are cut out."""
    parts = [[SQUARE, HOLE], [FAR]]
    whole: Any = copy.deepcopy(collection([*good(), feature(TOWNSHIP, "MultiPolygon", parts)]))
    holder: Any = whole
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if not isinstance(holder[key], dict | list) or draw(st.integers(0, 4)) == 0:
            other = st.one_of(
                st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3),
                st.lists(st.floats(-200, 200), max_size=3), st.just({}), st.just([[]]),
            )  # fmt: skip
            holder[key] = draw(other)
            break
        holder = holder[key]
    content = json.dumps(whole).encode()
    cut = draw(st.integers(0, len(content) - 1))
    return content[:cut] + content[cut + draw(st.sampled_from([0, 0, 0, 1, 5])) :]


@given(damaged())
def test_no_damage_ends_in_anything_but_shapes_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.geojson"
    path.write_bytes(content)
    try:
        found = read_shapes(path, CODES)
    except UserError as error:
        for line in (error.text("zh"), error.text("en")):
            assert "\n" not in line and "damaged.geojson" in line
            line.encode("utf-8")
    else:
        assert all(-180 <= each.mark[0] <= 180 for each in found.places)
