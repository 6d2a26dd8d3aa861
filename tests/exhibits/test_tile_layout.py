"""Do tiles stand under their township, on no other, within the sheet?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.exhibits.figures.tile_layout import OTHER_MM, Group, Sheet, tile_sheet

WIDTH, MOST = 160.0, 140.0


def squares(sheet: Sheet) -> list[tuple[float, float, float]]:
    """Every square of a sheet: left, top and side."""
    tiles = [(*spot, sheet.tile_mm) for block in sheet.blocks for spot in block.tiles]
    return tiles + [(*spot, OTHER_MM) for block in sheet.blocks for spot in block.others]


# Layout


def test_one_village_alone_has_the_largest_tile_in_the_corner() -> None:
    sheet = tile_sheet([Group(1, 0, 0.0)], WIDTH, MOST)
    assert sheet is not None
    assert sheet.tile_mm == 18
    assert squares(sheet) == [(0, 0, 18)]


def test_eight_tiles_stand_in_a_row_and_nine_in_two() -> None:
    """A row of eight takes 8 × 18 + 7 × 0.9 = 150.3 mm of 160, nine would take 169.2."""
    eight, nine = (tile_sheet([Group(count, 0, 0.0)], WIDTH, MOST) for count in (8, 9))
    assert eight is not None and nine is not None
    assert [spot.left for spot in eight.blocks[0].tiles] == pytest.approx(
        [18.9 * column for column in range(8)]
    )
    assert {spot.top for spot in eight.blocks[0].tiles} == {0}
    assert Counter(spot.top for spot in nine.blocks[0].tiles) == {0: 5, 18.9: 4}


def test_a_township_without_tiles_comes_last_in_a_strip_of_its_own() -> None:
    sheet = tile_sheet([Group(0, 5, 12.0), Group(2, 1, 12.0)], WIDTH, MOST)
    assert sheet is not None and sheet.strip_top is not None
    assert [block.group for block in sheet.blocks] == [1, 0]
    first, last = sheet.blocks
    assert first.top + first.height <= sheet.strip_top < last.top
    assert [len(block.others) for block in sheet.blocks] == [1, 5]


def test_shelves_run_from_north_to_south_and_from_west_to_east() -> None:
    """Given from north to south; of the first shelf the second lies farthest west."""
    groups = [Group(4, 0, 15.0, east=each) for each in (3.0, 1.0, 2.0, 9.0, 8.0, 7.0, 6.0)]
    sheet = tile_sheet(groups, 110.0, 90.0)
    assert sheet is not None
    shelves: dict[float, list[int]] = {}
    for block in sheet.blocks:
        shelves.setdefault(block.top, []).append(block.group)
    flat = [sorted(shelf) for _, shelf in sorted(shelves.items())]
    assert [number for shelf in flat for number in shelf] == list(range(7))
    assert any(len(shelf) > 1 for shelf in flat)
    for shelf in shelves.values():
        easts = [groups[number].east or 0 for number in shelf]
        assert easts == sorted(easts)


def test_nothing_is_laid_out_where_there_are_no_tiles_or_no_room() -> None:
    assert tile_sheet([], WIDTH, MOST) is None
    assert tile_sheet([Group(0, 9, 12.0)], WIDTH, MOST) is None
    assert tile_sheet([Group(2000, 0, 12.0)], WIDTH, MOST) is None


def spread(villages: int, townships: int) -> list[Group]:
    return [
        Group(villages // townships + (at < villages % townships), 0, 16.0)
        for at in range(townships)
    ]


@pytest.mark.parametrize(("villages", "townships"), [(1, 1), (55, 12), (55, 27), (221, 26)])
def test_sheets_of_real_sizes_hold_every_village_once(villages: int, townships: int) -> None:
    sheet = tile_sheet(spread(villages, townships), WIDTH, 185.0)
    assert sheet is not None
    assert sum(len(block.tiles) for block in sheet.blocks) == villages
    assert sheet.tile_mm >= 7.5
    is_sound(sheet, spread(villages, townships), WIDTH)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 15), st.floats(0, 30)), max_size=27),
    st.floats(60, 160),
)
def test_no_sheet_has_overlapping_squares(
    sizes: list[tuple[int, int, float]], width: float
) -> None:
    groups = [Group(*size) for size in sizes]
    sheet = tile_sheet(groups, width, 500.0)
    if sheet is None:
        return
    is_sound(sheet, groups, width)


def is_sound(sheet: Sheet, groups: Sequence[Group], width: float) -> None:
    """Every village once, nothing beyond the edges, no block or square on another."""
    for block in sheet.blocks:
        group = groups[block.group]
        assert (len(block.tiles), len(block.others)) == (group.tiles, group.others)
    assert sorted(block.group for block in sheet.blocks) == list(range(len(groups)))
    for left, top, side in squares(sheet):
        assert left >= 0 and left + side <= width + 1e-6
        assert top >= 0 and top + side <= sheet.height_mm + 1e-6
    for one, other in combinations(sheet.blocks, 2):
        is_beside = (
            one.left + one.width <= other.left + 1e-6 or other.left + other.width <= one.left + 1e-6
        )
        is_apart = one.top + one.height <= other.top or other.top + other.height <= one.top
        assert is_beside or is_apart
    for block in sheet.blocks:
        for one_spot, next_spot in pairwise(block.tiles):
            is_right = next_spot.left >= one_spot.left + sheet.tile_mm
            assert is_right or next_spot.top >= one_spot.top + sheet.tile_mm
