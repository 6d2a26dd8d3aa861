"""Does a map show each village where it lies, in its true proportions, and say which is which?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

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
from exhibits.lands import area, box_ring
from pages.test_charts import placed_texts
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import village_map, village_picture, village_tiles
from villages.exhibits.figures.village_map import MOST_MAP_MM
from villages.exhibits.page import Page, open_page
from villages.exhibits.shapes import Shape, gather_shapes
from villages.exhibits.style import ACCENT, HAIRLINE, MM_PER_INCH, POINTS_PER_INCH, SOFT_INK
from villages.findings.results import Results, read_results, write_results
from villages.findings.shapes import shape_table
from villages.methods.geometry import (
    is_inside,
    signed_area,
)
from villages.plan import Plan
from villages.registers.shapes import read_shapes
from villages.vocabulary import Language, PageLevel

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
