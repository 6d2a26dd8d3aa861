"""Where each tile stands: townships side by side, a square of the same size for every village."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

#: A tile's side in millimetres; the largest at which all fit is taken.
MOST_TILE_MM, LEAST_TILE_MM, TILE_STEP_MM = 18.0, 7.5, 0.5
TILE_GAP_MM = 0.9
#: The small squares of villages that bear no targets.
OTHER_MM, OTHER_GAP_MM = 2.2, 0.7
MOST_OTHERS_A_ROW = 6
TITLE_MM = 4.4
#: Between townships: a share of a tile, and never more than this.
BLOCK_GAP_SHARE, MOST_BLOCK_GAP_MM = 0.3, 3.5
SHELF_GAP_MM = 3.0
#: For the heading between the townships with tiles and those without.
STRIP_MM = 5.0
_ROUNDING = 1e-9


class Group(NamedTuple):
    """A township: how many tiles and small squares, how wide its title, how far east it lies."""

    tiles: int
    others: int
    title_mm: float
    east: float | None = None


class Spot(NamedTuple):
    """The left upper corner of a square, in millimetres from that of the sheet."""

    left: float
    top: float


class Block(NamedTuple):
    """A township on the sheet; ``group`` is its number in the order given."""

    group: int
    left: float
    top: float
    width: float
    height: float
    tiles: tuple[Spot, ...]
    others: tuple[Spot, ...]


class Sheet(NamedTuple):
    """All townships; ``strip_top`` is where those without tiles begin, None if there are none."""

    tile_mm: float
    height_mm: float
    blocks: tuple[Block, ...]
    strip_top: float | None


def tile_sheet(groups: Sequence[Group], width_mm: float, most_mm: float) -> Sheet | None:
    """Lay out townships on shelves, with the largest tile at which the sheet is low enough.

    Townships keep the order given, shelf after shelf; on a shelf those that know how far east they
    lie stand from west to east. Townships without tiles follow in a strip of their own.

    Parameters
    ----------
    groups
        The townships, from north to south or by code.
    width_mm
        How wide the sheet is.
    most_mm
        How high it may be.

    Returns
    -------
    Sheet or None
        None if not even the smallest tiles fit.
    """
    most = max((group.tiles for group in groups), default=0)
    if not most:
        return None
    whole = sum(group.tiles for group in groups)
    sizes = round((MOST_TILE_MM - LEAST_TILE_MM) / TILE_STEP_MM)
    for tile in (MOST_TILE_MM - TILE_STEP_MM * step for step in range(sizes + 1)):
        step_mm = tile + TILE_GAP_MM
        if whole * step_mm**2 > (width_mm + TILE_GAP_MM) * (most_mm + TILE_GAP_MM):
            continue
        most_rows = min(most, int(most_mm / step_mm) + 1)
        sheets = (_sheet(groups, width_mm, tile, rows) for rows in range(1, most_rows + 1))
        fitting = [sheet for sheet in sheets if sheet is not None and sheet.height_mm <= most_mm]
        if fitting:
            return min(fitting, key=lambda sheet: sheet.height_mm)
    return None


def _sheet(groups: Sequence[Group], width_mm: float, tile: float, rows: int) -> Sheet | None:
    """The sheet on which each township has so many rows of tiles; None if one is too wide."""
    with_tiles = [index for index, group in enumerate(groups) if group.tiles]
    without = [index for index, group in enumerate(groups) if not group.tiles]
    blocks, height = _shelves(groups, with_tiles, width_mm, tile, rows, 0.0)
    strip_top = height + SHELF_GAP_MM if without else None
    if strip_top is not None:
        strip, height = _shelves(groups, without, width_mm, tile, rows, strip_top + STRIP_MM)
        blocks += strip
    if any(block.left + block.width > width_mm + _ROUNDING for block in blocks):
        return None
    return Sheet(tile, height, tuple(blocks), strip_top)


def _shelves(
    groups: Sequence[Group],
    chosen: Sequence[int],
    width_mm: float,
    tile: float,
    rows: int,
    top: float,
) -> tuple[list[Block], float]:
    """Fill shelf after shelf; return the blocks and where the last one ends."""
    shelves: list[list[int]] = [[]]
    gap, used = min(MOST_BLOCK_GAP_MM, BLOCK_GAP_SHARE * tile), 0.0
    for index in chosen:
        width = _width(groups[index], tile, rows)
        if shelves[-1] and used + width > width_mm + _ROUNDING:
            shelves.append([])
            used = 0.0
        shelves[-1].append(index)
        used += width + gap
    blocks = []
    for shelf in shelves:
        left, height = 0.0, 0.0
        for index in sorted(shelf, key=lambda index: groups[index].east or 0.0):
            block = _block(groups[index], index, left, top, tile, rows)
            blocks.append(block)
            left += block.width + gap
            height = max(height, block.height)
        top += height + SHELF_GAP_MM
    return blocks, top - SHELF_GAP_MM


def _width(group: Group, tile: float, rows: int) -> float:
    columns = math.ceil(group.tiles / rows)
    tiles = columns * (tile + TILE_GAP_MM) - TILE_GAP_MM
    others = min(group.others, MOST_OTHERS_A_ROW) * (OTHER_MM + OTHER_GAP_MM) - OTHER_GAP_MM
    return max(tiles, group.title_mm, 0.0 if group.tiles else others)


def _block(group: Group, index: int, left: float, top: float, tile: float, rows: int) -> Block:
    width = _width(group, tile, rows)
    below = top + (TITLE_MM if group.title_mm else 0.0)
    columns = max(1, math.ceil(group.tiles / rows))
    tiles = _squares(group.tiles, columns, tile + TILE_GAP_MM, left, below)
    if group.tiles:
        below += math.ceil(group.tiles / columns) * (tile + TILE_GAP_MM)
    step = OTHER_MM + OTHER_GAP_MM
    a_row = max(1, int((width + OTHER_GAP_MM) / step + _ROUNDING))
    others = _squares(group.others, a_row, step, left, below)
    bottom = below + math.ceil(group.others / a_row) * step if others else below
    return Block(index, left, top, width, bottom - top, tiles, others)


def _squares(count: int, columns: int, step: float, left: float, top: float) -> tuple[Spot, ...]:
    return tuple(
        Spot(left + step * (number % columns), top + step * (number // columns))
        for number in range(count)
    )
