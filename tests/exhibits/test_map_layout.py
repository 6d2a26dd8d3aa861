"""Is the arithmetic of a map right: areas, points inside, millimetres, labels that keep apart?"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.lands import box_ring
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
from villages.methods.geometry import (
    Positions,
    holds_box,
    inside_point,
    is_inside,
    signed_area,
    to_kilometres,
    wound,
)

CIRCUMFERENCE_KM = 40_030.2


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
