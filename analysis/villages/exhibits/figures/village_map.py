"""The map: where boundaries or points were supplied, the villages of the plan where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from villages.exhibits.blocks import Figure
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.map_layout import (
    CORE_MM,
    Box,
    Ground,
    Label,
    Site,
    around,
    ground,
    labelled,
    scale_length_km,
)
from villages.exhibits.figures.marks import status_mark
from villages.exhibits.figures.standings import (
    LEGEND_MM,
    MARGIN_MM,
    fit_canvas,
    shade,
    short_names,
    standings_alt,
    standings_legend,
    standings_table,
)
from villages.exhibits.figures.tiles import village_tiles
from villages.exhibits.page import Page
from villages.exhibits.shapes import Shape
from villages.exhibits.style import (
    ACCENT,
    FAINT,
    HAIRLINE,
    LEAST,
    MM_PER_INCH,
    POINTS_PER_INCH,
    SMALL,
    SOFT_INK,
    canvas,
    drawing,
    size_mm,
    text_width_mm,
)
from villages.exhibits.village_standings import (
    VillageStanding,
    standings_sentence,
    village_standings,
)
from villages.methods.geometry import Positions
from villages.vocabulary import Status

#: How high the map itself may be on paper.
MOST_MAP_MM = 115.0
#: Free at the sides, and above and below: beside areas, and beside points, whose names stick out.
AROUND_AREAS_MM, AROUND_POINTS_MM = (0.6, 0.6), (9.0, 4.0)
SCALE_ROW_MM, MOST_SCALE_MM = 7.0, 30.0
KEY_ROW_MM, KEY_GAP_MM = 4.0, 4.5
MARK_SIZE = 5.0
MARK_MM = MARK_SIZE / POINTS_PER_INCH * MM_PER_INCH
MARK_GAP_MM = 0.9
LINE_MM = 3.1
PADDING_MM, SIDE_MM = 0.5, 0.25
#: The height of a name with its shape and number below.
TILE_MM = 2 * LINE_MM + 2 * PADDING_MM
CONTEXT_DOT = 1.6
BELOW, ABOVE = 1, -1


class KeyWord(NamedTuple):
    """A word of the key: a township, or a village with its number."""

    left: float
    row: int
    text: str
    is_bold: bool


class Named(NamedTuple):
    """A village as the map writes it: its name, and how many of its targets are met."""

    name: str
    met: str


def village_picture(page: Page) -> Figure | None:
    """Draw the map where there is one to draw, else the tile grid, and say why it is no map."""
    standings = village_standings(page)
    shapes = page.evidence.shapes
    missing = sum(each.village.code not in shapes for each in standings)
    if not standings or missing == len(standings):
        return village_tiles(page)
    if missing:
        return village_tiles(page, page.say("note_map_missing", count=missing))
    return village_map(page) or village_tiles(page, page.say("note_map_dense"))


def village_map(page: Page) -> Figure | None:
    """Draw each village of the plan where it lies; None if one has no shape or labels would touch.

    Longitude and latitude are drawn equirectangular, true to scale along the mean latitude.
    """
    standings = village_standings(page)
    shapes = page.evidence.shapes
    if not standings or any(each.village.code not in shapes for each in standings):
        return None
    names = short_names(page, standings)
    words = [
        Named(names[each.village.code], page.say("met_of", met=each.met, count=each.count))
        for each in standings
    ]
    with drawing():
        figure, (axes,) = canvas(MOST_MAP_MM)
        width, most = size_mm(figure)
        width -= 2 * MARGIN_MM
        has_points = any(not shapes[each.village.code].polygons for each in standings)
        room = AROUND_POINTS_MM if has_points else AROUND_AREAS_MM
        here = ground(_every_position(shapes.values()), width, most, room)
        styled = _labels(here, [shapes[each.village.code] for each in standings], words)
        if styled is None:
            return None
        sites, labels, has_met = styled
        numbers = _numbers(standings, labels)
        key = _key(page, standings, names, numbers, width)
        rows = max((entry.row for entry in key), default=-1) + 1
        top_of_key = here.height_mm + SCALE_ROW_MM
        legend_top = top_of_key + rows * KEY_ROW_MM
        fit_canvas(figure, axes, width, legend_top + LEGEND_MM)
        has_others = _draw_context(page, axes, here, standings)
        for standing, site, label, word in zip(standings, sites, labels, words, strict=True):
            _draw_ground(axes, standing, site, label, has_met=has_met)
            if has_met:
                _write_tile(axes, standing, label.box, word)
                continue
            number = numbers.get(standing.village.code)
            text = word.name if number is None else str(number)
            _write_label(axes, standing.status, site, label, text)
        _draw_scale(page, axes, here)
        for entry in key:
            axes.text(
                entry.left,
                top_of_key + (entry.row + 0.5) * KEY_ROW_MM,
                entry.text,
                va="center",
                fontsize=SMALL,
                fontweight="bold" if entry.is_bold else "normal",
            )
        standings_legend(page, axes, legend_top, width, has_others=has_others)
        return framed(
            page,
            figure,
            caption=standings_sentence(page, standings),
            alt=standings_alt(page, standings),
            note=_note(page, has_met=has_met, has_numbers=bool(numbers)),
            data=standings_table(page, standings),
        )


def _every_position(shapes: Iterable[Shape]) -> Positions:
    parts = [np.array([shape.mark]) for shape in shapes]
    parts += [ring for shape in shapes for polygon in shape.polygons for ring in polygon]
    return np.concatenate(parts)


def _labels(
    here: Ground, shapes: Sequence[Shape], words: Sequence[Named]
) -> tuple[list[Site], list[Label], bool] | None:
    """Label the villages with name and number met if all have room for it, else with the name."""
    frame = Box(0.0, 0.0, here.width_mm, here.height_mm)
    for has_met in (True, False):
        sites = [
            _site(here, shape, word, number, has_met=has_met)
            for number, (shape, word) in enumerate(zip(shapes, words, strict=True), start=1)
        ]
        labels = labelled(sites, frame)
        if labels is not None and (not has_met or all(label.is_name for label in labels)):
            return sites, labels, has_met
    return None


def _site(here: Ground, shape: Shape, word: Named, number: int, *, has_met: bool) -> Site:
    """A village's mark and areas in millimetres, and where its labels may stand."""
    [[across, down]] = here.placed([shape.mark]).tolist()
    name_mm = text_width_mm(word.name, SMALL)
    if has_met:
        second = MARK_MM + MARK_GAP_MM + text_width_mm(word.met, LEAST)
        names = [around((across, down), (max(name_mm, second) + 2 * PADDING_MM, TILE_MM))]
    elif shape.polygons:
        size = (max(name_mm, MARK_MM) + 2 * SIDE_MM, MARK_MM + LINE_MM)
        names = [around((across, down), size)]
    else:
        size = (max(name_mm, CORE_MM) + 2 * SIDE_MM, CORE_MM + LINE_MM)
        names = [around((across, down + side * LINE_MM / 2), size) for side in (BELOW, ABOVE)]
    return Site(
        mark=(across, down),
        areas=tuple(tuple(here.placed(ring) for ring in polygon) for polygon in shape.polygons),
        names=tuple(names),
        number=(text_width_mm(str(number), LEAST), LEAST / POINTS_PER_INCH * MM_PER_INCH),
    )


def _numbers(standings: Sequence[VillageStanding], labels: Sequence[Label]) -> Mapping[str, int]:
    """Number the villages whose name does not fit, in their order."""
    without = [
        each.village.code
        for each, label in zip(standings, labels, strict=True)
        if not label.is_name
    ]
    return {code: number for number, code in enumerate(without, start=1)}


def _key(
    page: Page,
    standings: Sequence[VillageStanding],
    names: Mapping[str, str],
    numbers: Mapping[str, int],
    width: float,
) -> list[KeyWord]:
    """Write the numbered villages in rows, on a city's map under the names of their townships."""
    key: list[KeyWord] = []
    left, row, township = 0.0, 0, ""
    for each in standings:
        code = each.village.code
        if code not in numbers:
            continue
        entries = [(page.say("map_key", number=numbers[code], name=names[code]), False)]
        if page.place.level == "city" and each.village.township_code != township:
            township = each.village.township_code
            entries.insert(0, (page.name(page.evidence.places[township]), True))
        wide = sum(_key_width(text, is_bold) for text, is_bold in entries) - KEY_GAP_MM
        if left and left + wide > width:
            left, row = 0.0, row + 1
        for text, is_bold in entries:
            key.append(KeyWord(left, row, text, is_bold))
            left += _key_width(text, is_bold)
    return key


def _key_width(text: str, is_bold: bool) -> float:
    gap = KEY_GAP_MM / 2 if is_bold else KEY_GAP_MM
    return text_width_mm(text, SMALL, "Bold" if is_bold else "Regular") + gap


def _draw_context(
    page: Page, axes: Axes, here: Ground, standings: Sequence[VillageStanding]
) -> bool:
    """Draw other villages empty and townships as lines; return whether there are other villages."""
    own = {each.village.code for each in standings}
    above = {page.place.code} | {place.code for place in page.townships}
    others = {
        code: shape
        for code, shape in page.evidence.shapes.items()
        if code not in own and code not in above
    }
    _draw_areas(axes, here, others.values(), FAINT, HAIRLINE, 0.5, 0)
    dots = [shape.mark for shape in others.values() if not shape.polygons]
    if dots:
        right, down = here.placed(dots).T
        axes.plot(right, down, "s", color=HAIRLINE, markersize=CONTEXT_DOT, fillstyle="none")
    lines = [shape for code, shape in page.evidence.shapes.items() if code in above]
    _draw_areas(axes, here, lines, "none", SOFT_INK, 0.9, 2)
    return bool(others)


def _draw_areas(
    axes: Axes,
    here: Ground,
    shapes: Iterable[Shape],
    face: object,
    edge: str,
    width: float,
    order: int,
) -> None:
    """Draw the areas of shapes in one path; holes turn the other way and stay open."""
    rings = [ring for shape in shapes for polygon in shape.polygons for ring in polygon]
    if not rings:
        return
    paths = [Path(here.placed(ring), closed=True) for ring in rings]
    whole = Path.make_compound_path(*paths)
    axes.add_artist(PathPatch(whole, facecolor=face, edgecolor=edge, linewidth=width, zorder=order))


def _draw_ground(
    axes: Axes, standing: VillageStanding, site: Site, label: Label, *, has_met: bool
) -> None:
    """Draw a village's areas in its shade; of a point a tile, or a small square under its shape."""
    edge, width = (ACCENT, 1.1) if standing.meets_all else (HAIRLINE, 0.6)
    if site.areas:
        rings = [Path(ring, closed=True) for area in site.areas for ring in area]
        outline = Path.make_compound_path(*rings)
    else:
        square = around(site.mark, (CORE_MM, CORE_MM))
        outline = _box_path(label.box if has_met else square)
    order = 1.5 if standing.meets_all else 1
    axes.add_artist(
        PathPatch(outline, facecolor=shade(standing), edgecolor=edge, linewidth=width, zorder=order)
    )


def _write_tile(axes: Axes, standing: VillageStanding, box: Box, word: Named) -> None:
    """Write a name with its shape and number below, as a tile has them."""
    across, down = box.middle
    axes.text(across, down - LINE_MM / 2, word.name, ha="center", va="center", fontsize=SMALL)
    whole = MARK_MM + MARK_GAP_MM + text_width_mm(word.met, LEAST)
    row, right = down + LINE_MM / 2, across + whole / 2
    status_mark(axes, right - whole + MARK_MM / 2, row, standing.status, MARK_SIZE)
    axes.text(right, row, word.met, ha="right", va="center_baseline", fontsize=LEAST)


def _write_label(axes: Axes, status: Status, site: Site, label: Label, text: str) -> None:
    """Draw a shape with its name below or above it, or a number beside it."""
    (across, down), mark = label.box.middle, site.mark
    if label.is_name and site.areas:
        mark, down = (across, down - LINE_MM / 2), down + MARK_MM / 2
    elif label.is_name:
        side = BELOW if down > mark[1] else ABOVE
        down = mark[1] + side * (CORE_MM + LINE_MM) / 2
    status_mark(axes, *mark, status, MARK_SIZE)
    size = SMALL if label.is_name else LEAST
    axes.text(across, down, text, ha="center", va="center", fontsize=size)


def _note(page: Page, *, has_met: bool, has_numbers: bool) -> str:
    parts = [page.say("note_map_met" if has_met else "note_map")]
    if has_numbers:
        parts.append(page.say("note_map_numbers"))
    return page.say("sentence_space").join([*parts, page.say("note_map_source")])


def _box_path(box: Box) -> Path:
    right, bottom = box.left + box.width, box.top + box.height
    corners = [(box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom)]
    return Path([*corners, corners[0]], closed=True)


def _draw_scale(page: Page, axes: Axes, here: Ground) -> None:
    """Draw below the map which way is north, and a bar of so many kilometres."""
    row = here.height_mm + SCALE_ROW_MM / 2 + 0.5
    arrow = [(1.0, row - 2.0), (2.2, row + 1.2), (1.0, row + 0.4), (-0.2, row + 1.2)]
    axes.add_artist(Polygon(arrow, facecolor=SOFT_INK, edgecolor="none"))
    axes.text(3.2, row, page.say("map_north"), va="center", fontsize=SMALL, color=SOFT_INK)
    length = scale_length_km(here.mm_per_km, MOST_SCALE_MM)
    left = 14.0
    right = left + length * here.mm_per_km
    ends = [(left, left, right, right), (row - 0.9, row, row, row - 0.9)]
    axes.plot(*ends, color=SOFT_INK, linewidth=0.8, solid_capstyle="butt")
    text = page.say("count_kilometres", number=f"{length:g}")
    axes.text(right + 1.2, row, text, va="center", fontsize=SMALL, color=SOFT_INK)
