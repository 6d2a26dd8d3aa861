"""Does a map show each village where it lies, in its true proportions, and say which is which?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import SVG, texts_of
from exhibits.invented_county import county, points, write
from exhibits.invented_villages import (
    Township,
    Village,
    many,
    page_of,
    township_code,
    village_code,
)
from pages.test_charts import placed_texts
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import village_map, village_picture, village_tiles
from villages.exhibits.figures.map_layout import (
    CORE_MM,
    Box,
    Label,
    Site,
    around,
    ground,
    labelled,
    scale_length_km,
)
from villages.exhibits.figures.village_map import MOST_MAP_MM
from villages.exhibits.page import Page, open_page
from villages.exhibits.shapes import Shape, gather_shapes
from villages.exhibits.style import ACCENT, HAIRLINE, MM_PER_INCH, POINTS_PER_INCH, SOFT_INK
from villages.findings.results import Results, read_results, write_results
from villages.findings.shapes import shape_table
from villages.methods.geometry import (
    Positions,
    holds_box,
    inside_point,
    is_inside,
    signed_area,
    to_kilometres,
    wound,
)
from villages.plan import Plan
from villages.registers.shapes import read_shapes
from villages.vocabulary import Language, PageLevel

CIRCUMFERENCE_KM = 40_030.2


def box_ring(left: float, bottom: float, right: float, top: float) -> Positions:
    """A ring around a rectangle, against the clock."""
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])


def area(left: float, bottom: float, right: float, top: float, *holes: Positions) -> Shape:
    rings = (box_ring(left, bottom, right, top), *(wound(hole, is_hole=True) for hole in holes))
    return Shape(inside_point(rings), (rings,))


HORSESHOE = np.array(
    [[0, 0], [1, 0], [1, 4], [3, 4], [3, 0], [4, 0], [4, 5], [0, 5], [0, 0]], dtype=float
)

# Geometry


@pytest.mark.parametrize(("latitude", "share"), [(0, 1.0), (60, 0.5), (-60, 0.5), (45, 0.70710678)])
def test_a_degree_square_is_as_wide_as_the_cosine_says(latitude: float, share: float) -> None:
    [[wide, high]] = to_kilometres([[1.0, 1.0]], latitude).tolist()
    assert wide / high == pytest.approx(share)
    assert high == pytest.approx(CIRCUMFERENCE_KM / 360, rel=1e-5)


def test_the_area_of_a_ring_is_positive_against_the_clock() -> None:
    """A horseshoe of 4 by 5 with a gap of 2 by 4: 12."""
    assert signed_area(HORSESHOE) == 12
    assert signed_area(HORSESHOE[::-1]) == -12
    assert signed_area(wound(HORSESHOE[::-1], is_hole=False)) == 12
    assert signed_area(wound(HORSESHOE, is_hole=True)) == -12


def test_the_centre_of_mass_of_a_horseshoe_is_outside_but_its_point_is_inside() -> None:
    """Legs of 1 by 4 at heights 2, a bridge of 4 by 1 at 4.5: the mean height is 2.83."""
    assert not is_inside([HORSESHOE], (2.0, 2.83))
    assert is_inside([HORSESHOE], inside_point([HORSESHOE]))


def test_a_hole_is_not_inside() -> None:
    rings = [box_ring(0, 0, 6, 6), box_ring(2, 2, 4, 4)]
    assert not is_inside(rings, (3, 3)) and is_inside(rings, (1, 1))
    across, up = inside_point(rings)
    assert not (2 < across < 4 and 2 < up < 4)


def test_a_line_through_a_corner_counts_it_once() -> None:
    """The corners of a diamond at the height of the point are where a careless count fails."""
    diamond = [np.array([[0.0, 0], [1, -1], [2, 0], [1, 1], [0, 0]])]
    assert is_inside(diamond, (0.5, 0)) and is_inside(diamond, (1.5, 0))
    assert not is_inside(diamond, (-0.5, 0)) and not is_inside(diamond, (2.5, 0))


@given(
    st.lists(st.tuples(st.floats(0.5, 5), st.floats(0, 0.9)), min_size=3, max_size=14),
    st.floats(0.1, 50),
)
def test_a_point_is_inside_every_star(spikes: list[tuple[float, float]], size: float) -> None:
    """Around a middle at growing angles, near and far: concave, and never crossing itself."""
    step = 2 * math.pi / len(spikes)
    corners = [
        (size * far * math.cos((at + turn) * step), size * far * math.sin((at + turn) * step))
        for at, (far, turn) in enumerate(spikes)
    ]
    ring = np.array([*corners, corners[0]])
    assert is_inside([ring], inside_point([ring]))


@pytest.mark.parametrize(
    ("centre", "size", "is_held"),
    [
        ((2.0, 4.5), (3.8, 0.8), True),
        ((2.0, 4.5), (3.8, 1.2), False),
        ((0.5, 2.0), (0.8, 3.8), True),
        # All four corners lie in the legs, the gap between them does not.
        ((2.0, 2.0), (3.0, 1.0), False),
        # Around the whole: no ring crosses the box, which is not inside.
        ((2.0, 2.5), (9.0, 9.0), False),
        ((9.0, 9.0), (1.0, 1.0), False),
    ],
)
def test_a_box_is_held_only_if_no_part_sticks_out(
    centre: tuple[float, float], size: tuple[float, float], is_held: bool
) -> None:
    assert holds_box([HORSESHOE], centre, *size) == is_held


# From degrees to millimetres


def test_north_is_up_and_nothing_is_stretched() -> None:
    found = ground([[10.0, 59.5], [11.0, 60.5]], 160, 100, (0, 0))
    corners = found.placed([[10.0, 60.5], [11.0, 60.5], [10.0, 59.5]])
    (west, top), (east, _), (_, bottom) = corners.tolist()
    assert top == pytest.approx(0) and bottom == pytest.approx(100)
    assert (east - west) / (bottom - top) == pytest.approx(0.5)
    # In the middle of the width.
    assert west == pytest.approx(160 - east)
    assert found.width_mm == 160 and found.height_mm == pytest.approx(100)


def test_a_wide_county_takes_the_whole_width_but_the_room_beside_it() -> None:
    found = ground([[10.0, -0.1], [12.0, 0.1]], 160, 100, (5, 3))
    [[left, top], [right, bottom]] = found.placed([[10.0, 0.1], [12.0, -0.1]]).tolist()
    assert (left, right) == (pytest.approx(5), pytest.approx(155))
    assert (top, bottom) == (pytest.approx(3), pytest.approx(18))
    assert found.height_mm == pytest.approx(21)


def test_a_single_point_has_a_map_with_the_point_in_its_middle() -> None:
    found = ground([[150.0, 40.0]], 160, 80, (0, 0))
    assert found.placed([[150.0, 40.0]]).tolist() == [[pytest.approx(80), pytest.approx(40)]]
    assert found.mm_per_km == pytest.approx(40)


def test_the_scale_bar_is_a_round_length() -> None:
    assert [scale_length_km(scale, 30) for scale in (0.04, 1.0, 3.1, 30, 31, 2999)] == [
        500, 20, 5, 1, 0.5, 0.01,
    ]  # fmt: skip


# Labels

FRAME = Box(0, 0, 100, 100)


def site(at: tuple[float, float], name: tuple[float, float], room: float | None = None) -> Site:
    """A point, or a square around it that is so wide; its number is 3 by 2 mm."""
    areas: tuple[tuple[Positions, ...], ...] = ()
    if room is not None:
        half = room / 2
        areas = ((box_ring(at[0] - half, at[1] - half, at[0] + half, at[1] + half),),)
    return Site(at, areas, (around(at, name),), (3, 2))


def test_a_name_stands_in_its_area_or_gives_way_to_a_number() -> None:
    labels = labelled([site((20, 20), (8, 6), 10), site((60, 60), (8, 6), 7)], FRAME)
    assert labels is not None
    assert labels[0] == Label(True, Box(16, 17, 8, 6))
    assert not labels[1].is_name
    assert labels[1].box.left == 60 + CORE_MM / 2


def test_numbers_go_where_there_is_room() -> None:
    """One right of its mark; at the right edge left of it; between two others below it."""
    edge = site((98, 50), (8, 6))
    row = [site((20 + 5 * each, 20), (30, 6)) for each in range(3)]
    labels = labelled([edge, *row], FRAME)
    assert labels is not None
    assert labels[0].box.left < 98
    assert labels[2].box.top >= 20 + CORE_MM / 2 or labels[2].box.top < 20 - CORE_MM / 2


def test_marks_that_overlap_make_no_map() -> None:
    assert labelled([site((20, 20), (8, 6)), site((22, 20), (8, 6))], FRAME) is None
    assert labelled([], FRAME) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans(), st.floats(3, 15)),
        max_size=30, unique_by=lambda each: each[:2],
    )
)  # fmt: skip
def test_no_label_touches_another_or_a_mark(cells: list[tuple[int, int, bool, float]]) -> None:
    sites = [
        site((5 * column, 5 * row), (wide, 5), 4.8 if is_area else None)
        for column, row, is_area, wide in cells
    ]
    labels = labelled(sites, FRAME)
    if labels is None:
        return
    assert len(labels) == len(sites)
    for label, other in combinations(labels, 2):
        assert label.box.is_apart(other.box)
    for at, label in enumerate(labels):
        assert label.box.is_within(FRAME)
        for number, each in enumerate(sites):
            core = around(each.mark, (CORE_MM, CORE_MM))
            assert number == at or label.box.is_apart(core)


# Whole maps

NORTH = Village("北坡村", "North Village", ("met",))
SOUTH = Village("南坡村", "South Village", ("behind", "met"))
PAIR = (Township("甲镇", "First Town", (NORTH, SOUTH), others=1),)
LAND = {
    village_code(0, 0): area(150.0, 40.2, 150.4, 40.4),
    village_code(0, 1): area(150.0, 40.0, 150.4, 40.2),
}
OTHER_CODE = village_code(0, 7)


def drawn(page: Page) -> Figure:
    figure = village_map(page)
    assert figure is not None
    return figure


def foot(figure: Figure, text: str) -> float:
    [height] = [base for words, _, _, base in placed_texts(figure.svg) if words == text]
    return height


def paths(figure: Figure, style: str) -> list[list[list[tuple[float, float]]]]:
    """The closed rings of each path of a style."""
    found = []
    for path in ElementTree.fromstring(figure.svg).iter(f"{SVG}path"):
        if style in path.get("style", ""):
            rings = path.get("d", "").strip().split("z")
            found.append(
                [
                    [(float(x), float(y)) for x, y in re.findall(r"[ML] ([\d.]+) ([\d.]+)", ring)]
                    for ring in rings
                    if ring.strip()
                ]
            )
    return found


def land(figure: Figure) -> list[list[tuple[float, float]]]:
    """The rings of the village that meets every target: the largest framed in the accent."""
    return max(
        paths(figure, f"stroke: {ACCENT}"),
        key=lambda rings: abs(signed_area(np.array([*rings[0], rings[0][0]]))),
    )


def test_what_lies_north_is_drawn_above(plan: Plan) -> None:
    figure = drawn(page_of(plan, PAIR, shapes=LAND))
    assert foot(figure, "北坡") < foot(figure, "南坡")
    turned = dict(zip(LAND, reversed(LAND.values()), strict=True))
    assert foot(drawn(page_of(plan, PAIR, shapes=turned)), "北坡") > foot(
        drawn(page_of(plan, PAIR, shapes=turned)), "南坡"
    )


def test_a_village_is_drawn_in_its_proportions(plan: Plan) -> None:
    """0.4 by 0.2 degrees at 40.2 north: 2 × cos 40.2° = 1.5276 times as wide as high."""
    [ring] = land(drawn(page_of(plan, PAIR, shapes=LAND)))
    wide, high = (max(each) - min(each) for each in zip(*ring, strict=True))
    assert wide / high == pytest.approx(1.5276, abs=0.002)
    # The map, two villages high, is as high as a map may be, but for the room around it.
    millimetres = 2 * high / POINTS_PER_INCH * MM_PER_INCH
    assert MOST_MAP_MM - 2 < millimetres < MOST_MAP_MM


def test_a_hole_stays_open_in_the_drawing(plan: Plan) -> None:
    """Browsers fill what is wound around: the hole turns against its area."""
    holed = LAND | {
        village_code(0, 0): area(150.0, 40.2, 150.4, 40.4, box_ring(150.1, 40.25, 150.2, 40.3))
    }
    outer, hole = land(drawn(page_of(plan, PAIR, shapes=holed)))
    areas = [signed_area(np.array([*ring, ring[0]])) for ring in (outer, hole)]
    assert areas[0] * areas[1] < 0
    # 0.1 × 0.05 of 0.4 × 0.2.
    assert abs(areas[1] / areas[0]) == pytest.approx(1 / 16, rel=0.02)


def test_every_part_of_a_village_is_drawn(plan: Plan) -> None:
    island = area(150.6, 40.2, 150.7, 40.3)
    parts = replace(
        LAND[village_code(0, 0)],
        polygons=LAND[village_code(0, 0)].polygons + island.polygons,
    )
    figure = drawn(page_of(plan, PAIR, shapes=LAND | {village_code(0, 0): parts}))
    assert len(land(figure)) == 2
    assert len([text for text in texts_of(figure.svg) if text == "北坡"]) == 1


def test_roomy_areas_name_the_village_and_its_number(plan: Plan) -> None:
    figure = drawn(page_of(plan, PAIR, shapes=LAND))
    texts = texts_of(figure.svg)
    assert texts[texts.index("北坡") + 1] == "10/10" and texts[texts.index("南坡") + 1] == "9/10"
    assert "不作划界依据" in figure.source and "编号" not in figure.source
    assert "for orientation only" in drawn(page_of(plan, PAIR, shapes=LAND, language="en")).source


def test_a_map_says_the_same_as_the_tiles(plan: Plan) -> None:
    page = page_of(plan, PAIR, shapes=LAND)
    tiles = village_tiles(page)
    figure = drawn(page)
    assert tiles is not None
    assert (figure.caption, figure.alt, figure.data) == (tiles.caption, tiles.alt, tiles.data)


def test_narrow_areas_are_numbered_and_listed_below(plan: Plan) -> None:
    narrow = {
        village_code(0, 0): area(150.0, 40.0, 150.01, 40.4),
        village_code(0, 1): area(150.06, 40.0, 150.4, 40.4),
    }
    figure = drawn(page_of(plan, PAIR, shapes=narrow))
    texts = texts_of(figure.svg)
    assert "1" in texts and "1 北坡" in texts and "甲镇" in texts and "南坡" in texts
    assert "编号" in figure.source
    # On a township's own map its name is not said again.
    own = drawn(page_of(plan, PAIR, place=township_code(0), shapes=narrow))
    assert "1 北坡" in texts_of(own.svg) and "甲镇" not in texts_of(own.svg)


def test_other_villages_and_townships_are_lines(plan: Plan) -> None:
    with_others = LAND | {
        OTHER_CODE: area(150.4, 40.0, 150.6, 40.4),
        township_code(0): area(150.0, 40.0, 150.6, 40.4),
    }
    figure = drawn(page_of(plan, PAIR, shapes=with_others))
    [[outline]] = paths(figure, f"fill: none; stroke: {SOFT_INK}; stroke-width: 0.9")
    assert len(outline) in (4, 5)
    assert any(len(each) == 1 for each in paths(figure, f"stroke: {HAIRLINE}; stroke-width: 0.5"))
    assert "其他村，不设目标" in texts_of(figure.svg)
    assert "其他村，不设目标" not in texts_of(drawn(page_of(plan, PAIR, shapes=LAND)).svg)


def test_the_scale_bar_is_as_long_as_it_says(plan: Plan) -> None:
    """The map is 0.4 degrees high, 44.48 km."""
    figure = drawn(page_of(plan, PAIR, shapes=LAND))
    [north] = land(figure)
    high = 2 * (max(y for _, y in north) - min(y for _, y in north))
    [words] = [text for text in texts_of(figure.svg) if text.endswith("公里")]
    bars = [
        [(float(x), float(y)) for x, y in re.findall(r"[ML] ([\d.]+) ([\d.]+)", path.get("d", ""))]
        for path in ElementTree.fromstring(figure.svg).iter(f"{SVG}path")
        if f"fill: none; stroke: {SOFT_INK}; stroke-width: 0.8" in path.get("style", "")
    ]
    [bar] = bars
    length = max(x for x, _ in bar) - min(x for x, _ in bar)
    assert words == "10公里"
    assert length / high == pytest.approx(10 / 44.478, rel=0.01)


def test_points_are_drawn_as_tiles_where_they_lie(plan: Plan) -> None:
    shapes = {
        village_code(0, 0): Shape((150.1, 40.4), ()),
        village_code(0, 1): Shape((150.3, 40.0), ()),
        OTHER_CODE: Shape((150.2, 40.2), ()),
    }
    figure = drawn(page_of(plan, PAIR, shapes=shapes))
    found = {text: (start, base) for text, start, _, base in placed_texts(figure.svg)}
    assert found["北坡"][0] < found["南坡"][0] and found["北坡"][1] < found["南坡"][1]
    assert "10/10" in found and "其他村，不设目标" in found


# When there is no map


def test_a_village_without_a_shape_leaves_the_tiles_which_say_so(plan: Plan) -> None:
    some = {code: shape for code, shape in LAND.items() if code == village_code(0, 0)}
    page = page_of(plan, PAIR, shapes=some)
    assert village_map(page) is None
    figure = village_picture(page)
    assert figure is not None and "1个村没有边界或位置数据，故不画地图。" in figure.source
    none = village_picture(page_of(plan, PAIR))
    assert none is not None and "地图" not in none.source


def test_villages_too_close_together_leave_the_tiles_which_say_so(plan: Plan) -> None:
    shapes = {
        village_code(0, 0): Shape((150.0, 40.0), ()),
        village_code(0, 1): Shape((150.0, 40.001), ()),
        OTHER_CODE: Shape((151.0, 40.5), ()),
    }
    page = page_of(plan, PAIR, shapes=shapes, language="en")
    assert village_map(page) is None
    figure = village_picture(page)
    assert figure is not None and "too close together" in figure.source


# The whole invented county


@pytest.fixture(scope="module")
def mapped(demo_results: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Results of the demo registers with boundaries, and with points."""
    results = read_results(demo_results)
    levels = dict(zip(results.places["code"], results.places["level"], strict=True))
    folder = tmp_path_factory.mktemp("mapped")
    found = {}
    for name, features in (("areas", county(results.places)), ("points", points(results.places))):
        shapes = read_shapes(write(folder, features), levels)
        table = shape_table(shapes.places, levels)
        found[name] = write_results(replace(results, shapes=table), folder / name)
    return found


@pytest.mark.parametrize("kind", ["areas", "points"])
@pytest.mark.parametrize(
    ("level", "place", "language"),
    [("city", "", "zh"), ("city", "", "en"), ("township", "云岭乡", "zh")],
)
def test_every_village_is_on_the_map_and_no_word_covers_another(
    kind: str, level: PageLevel, place: str, language: Language, mapped: Mapping[str, Path]
) -> None:
    page = open_page(str(mapped[kind]), place, 2020, language, "public", level)
    figure = drawn(page)
    box = ElementTree.fromstring(figure.svg).get("viewBox")
    assert box is not None
    right, bottom = map(float, box.split()[2:])
    assert bottom / POINTS_PER_INCH * MM_PER_INCH < 190
    texts = list(placed_texts(figure.svg))
    for text, start, end, base in texts:
        assert start > -0.5 and end < right + 0.5 and 0 < base <= bottom, text
    for (one, left, end, base), (other, start, stop, height) in combinations(texts, 2):
        is_apart = abs(base - height) > 4.5 or end <= start + 0.3 or stop <= left + 0.3
        assert is_apart, (one, other)
    words = [re.sub(r"^\d+ ", "", text) for text, *_ in texts]
    for village in page.plan_villages:
        name = village.name_zh if language == "zh" else village.name_en
        assert name.removesuffix("村").removesuffix(" Village") in words


def test_a_page_knows_the_shapes_of_its_own_places_only(mapped: Mapping[str, Path]) -> None:
    """A township of 11 villages: these and itself."""
    page = open_page(str(mapped["areas"]), "云岭乡", 2020, "zh", "internal", "township")
    assert len(page.evidence.shapes) == 12
    assert page.place.code in page.evidence.shapes


def test_shapes_come_back_from_the_table_as_they_went_in(results: Results, tmp_path: Path) -> None:
    features = county(results.places)
    levels = dict(zip(results.places["code"], results.places["level"], strict=True))
    given = features[0]["geometry"]["coordinates"]

    found = read_shapes(write(tmp_path, features), levels)
    shapes = gather_shapes(shape_table(found.places, levels), levels)
    assert set(shapes) == {each["properties"]["code"] for each in features}
    [[ring]] = shapes[features[0]["properties"]["code"]].polygons
    assert ring.tolist() == given[0]
    for shape in shapes.values():
        assert any(is_inside(polygon, shape.mark) for polygon in shape.polygons)


def test_many_villages_of_many_townships_are_drawn(plan: Plan) -> None:
    """A lattice of 55 villages in 27 townships."""
    townships = many(55, 27)
    codes = [
        village_code(at, number)
        for at, each in enumerate(townships)
        for number in range(len(each.villages))
    ]
    shapes = {
        code: area(150 + 0.1 * (at % 11), 40 + 0.1 * (at // 11), 150.1 + 0.1 * (at % 11),
                   40.1 + 0.1 * (at // 11))
        for at, code in enumerate(codes)
    }  # fmt: skip
    for language in ("zh", "en"):
        figure = drawn(page_of(plan, townships, shapes=shapes, language=language))
        assert (
            len([text for text in texts_of(figure.svg) if re.search(r"Hill\d+|[一-龥]{2}", text)])
            >= 55
        )
