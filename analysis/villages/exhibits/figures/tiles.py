"""The tile grid: a square for each village of the plan under its township, with its standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Place
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.marks import status_marks
from villages.exhibits.figures.standings import (
    LEGEND_MM,
    MARGIN_MM,
    fit_canvas,
    ground,
    outlines,
    shade,
    short_names,
    standings_alt,
    standings_legend,
    standings_table,
)
from villages.exhibits.figures.tile_layout import (
    TITLE_MM,
    Block,
    Group,
    Sheet,
    Spot,
    tile_sheet,
)
from villages.exhibits.page import Page
from villages.exhibits.style import (
    HAIRLINE,
    LABEL,
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
from villages.vocabulary import Status

#: How high a sheet should be on paper, and how high it may be if not even the smallest tiles fit.
MOST_HEIGHT_MM, WHOLE_PAGE_MM = 155.0, 185.0
#: Left free beside a name, and beside one that would have to be cut otherwise.
PADDING_MM, LEAST_PADDING_MM = 0.8, 0.35
MARK_GAP_MM = 0.9


class TileText(NamedTuple):
    """What a tile of a size has room for: sizes in points, and whether the whole is written."""

    mark: float
    number: float
    has_whole: bool


#: From a tile's side on, in millimetres.
TILE_TEXTS = {
    12.0: TileText(5.6, SMALL, has_whole=True),
    9.0: TileText(4.6, LEAST, has_whole=True),
    0.0: TileText(4.0, LEAST, has_whole=False),
}


class Name(NamedTuple):
    """A name as it is written: in one or two lines, at a size, perhaps cut short."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool


def village_tiles(page: Page, reason: str = "") -> Figure | None:
    """Draw a square for each village of the plan; None if the plan asks nothing of the place.

    Parameters
    ----------
    page
        The page.
    reason
        Why there is no map although shapes were supplied.
    """
    standings = village_standings(page)
    if not standings:
        return None
    townships = _townships(page)
    with drawing():
        figure, (axes,) = canvas(MOST_HEIGHT_MM)
        width, most = size_mm(figure)
        width -= 2 * MARGIN_MM
        groups = [_group(page, township, standings, width) for township in townships]
        sheet = tile_sheet(groups, width, most - LEGEND_MM) or tile_sheet(
            groups, width, most * WHOLE_PAGE_MM / MOST_HEIGHT_MM - LEGEND_MM
        )
        if sheet is None:
            return None
        fit_canvas(figure, axes, width, sheet.height_mm + LEGEND_MM)
        names = short_names(page, standings)
        is_any_cut = False
        marks: dict[Status, list[tuple[float, float]]] = {}
        for block in sheet.blocks:
            township = townships[block.group]
            here = [each for each in standings if each.village.township_code == township.code]
            if groups[block.group].title_mm:
                _title(page, axes, block, township, here)
            for spot, standing in zip(block.tiles, here, strict=True):
                name = fitted_name(names[standing.village.code], sheet.tile_mm)
                is_any_cut |= name.is_cut
                middle = _tile(page, axes, spot, sheet.tile_mm, standing, name)
                marks.setdefault(standing.status, []).append(middle)
        for status, middles in marks.items():
            status_marks(axes, middles, status, _tile_text(sheet.tile_mm).mark)
        outlines(axes, [spot for block in sheet.blocks for spot in block.others])
        if sheet.strip_top is not None:
            _strip_head(page, axes, sheet, width)
        standings_legend(
            page, axes, sheet.height_mm, width, has_others=any(b.others for b in sheet.blocks)
        )
        sentence = standings_sentence(page, standings)
        return framed(
            page,
            figure,
            caption=sentence,
            alt=standings_alt(page, standings),
            note=_note(page, sheet, groups, is_any_cut, reason),
            data=standings_table(page, standings),
        )


def _townships(page: Page) -> list[Place]:
    """The townships: from north to south where all positions are known."""
    if page.place.level == "township":
        return [page.place]
    townships = list(page.townships)
    shapes = page.evidence.shapes
    if all(township.code in shapes for township in townships):
        townships.sort(key=lambda township: (-shapes[township.code].mark[1], township.code))
    return townships


def _group(page: Page, township: Place, standings: Sequence[VillageStanding], most: float) -> Group:
    tiles = sum(each.village.township_code == township.code for each in standings)
    shapes = page.evidence.shapes
    has_east = all(each.code in shapes for each in page.townships) and township.code in shapes
    return Group(
        tiles=tiles,
        others=township.count("all") - tiles,
        title_mm=0.0 if township == page.place else min(most, _title_mm(page, township, tiles)),
        east=shapes[township.code].mark[0] if has_east else None,
    )


def _title_mm(page: Page, township: Place, tiles: int) -> float:
    if not tiles:
        return text_width_mm(page.name(township), LEAST)
    most = page.say("met_of", met=tiles, count=tiles)
    return text_width_mm(page.name(township), SMALL, "Bold") + 1.2 + text_width_mm(most, LEAST)


def _title(
    page: Page, axes: Axes, block: Block, township: Place, here: Sequence[VillageStanding]
) -> None:
    """Write a township's name over its tiles, and of how many villages all targets are met."""
    name, baseline = page.name(township), block.top + TITLE_MM - 1.4
    if not here:
        axes.text(block.left, baseline, name, fontsize=LEAST, color=SOFT_INK)
        return
    axes.text(block.left, baseline, name, fontsize=SMALL, fontweight="bold")
    met = sum(each.meets_all for each in here)
    axes.text(
        block.left + text_width_mm(name, SMALL, "Bold") + 1.2,
        baseline,
        page.say("met_of", met=met, count=len(here)),
        fontsize=LEAST,
        color=SOFT_INK,
    )


def _tile(
    page: Page, axes: Axes, spot: Spot, side: float, standing: VillageStanding, name: Name
) -> tuple[float, float]:
    """Draw a village's square with its name and number; return where its shape belongs."""
    ground(axes, spot, side, shade(standing), is_met=standing.meets_all)
    middle = spot.left + side / 2
    lines = len(name.lines)
    top = spot.top + side * (0.36 if lines == 1 else 0.30)
    step = name.size / POINTS_PER_INCH * MM_PER_INCH * 1.12
    for index, line in enumerate(name.lines):
        y = top + step * (index - (lines - 1) / 2)
        axes.text(middle, y, line, ha="center", va="center", fontsize=name.size)
    room = _tile_text(side)
    text = str(standing.met)
    if room.has_whole:
        text = page.say("met_of", met=standing.met, count=standing.count)
    mark_mm = room.mark / POINTS_PER_INCH * MM_PER_INCH
    whole = mark_mm + MARK_GAP_MM + text_width_mm(text, room.number)
    row = spot.top + side * 0.76
    right = middle + whole / 2
    axes.text(right, row, text, ha="right", va="center_baseline", fontsize=room.number)
    return middle - whole / 2 + mark_mm / 2, row


def _tile_text(side: float) -> TileText:
    return next(text for least, text in TILE_TEXTS.items() if side >= least)


def _strip_head(page: Page, axes: Axes, sheet: Sheet, width: float) -> None:
    assert sheet.strip_top is not None
    axes.plot([0, width], [sheet.strip_top] * 2, color=HAIRLINE, linewidth=0.5)
    text = page.say("tiles_without", count=sum(not block.tiles for block in sheet.blocks))
    axes.text(0, sheet.strip_top + 3.6, text, fontsize=LEAST, color=SOFT_INK)


def fitted_name(name: str, side_mm: float) -> Name:
    """Return a name as it fits a tile: in a line, in two, or cut short with an ellipsis.

    Parameters
    ----------
    name
        The name.
    side_mm
        The tile's side.
    """
    for padding in (PADDING_MM, LEAST_PADDING_MM):
        room = side_mm - 2 * padding
        for lines in ((name,), _halves(name)):
            size = min(LABEL, *(_size_that_fits(line, room) for line in lines))
            if size >= LEAST:
                return Name(lines, size, is_cut=False)
    kept = name
    while kept and text_width_mm(f"{kept}…", LEAST) > room:
        kept = kept[:-1]
    return Name((f"{kept.rstrip()}…",), LEAST, is_cut=True)


def _size_that_fits(line: str, room_mm: float) -> float:
    width = text_width_mm(line, LABEL)
    return LABEL * room_mm / width if width else LABEL


def _halves(name: str) -> tuple[str, ...]:
    """A name in two lines: at the blank nearest its middle, else in the middle."""
    blanks = [index for index, letter in enumerate(name) if letter == " "]
    middle = -(-len(name) // 2)
    if blanks:
        at = min(blanks, key=lambda index: abs(index - middle))
        return name[:at], name[at + 1 :]
    return (name[:middle], name[middle:]) if name[middle:] and not name.isascii() else (name,)


def _note(page: Page, sheet: Sheet, groups: Sequence[Group], is_any_cut: bool, reason: str) -> str:
    has_whole = _tile_text(sheet.tile_mm).has_whole
    parts = [page.say("note_tiles" if has_whole else "note_tiles_small", count=len(page.aims))]
    if page.place.level == "city":
        is_laid_out = any(group.east is not None for group in groups)
        parts.append(page.say("note_tiles_positions" if is_laid_out else "note_tiles_codes"))
    if is_any_cut:
        parts.append(page.say("note_tiles_cut"))
    return page.say("sentence_space").join([*parts, reason] if reason else parts)
