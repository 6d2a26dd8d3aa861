"""What tile grid and map share: shades, the legend, names without their ending, words, numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from villages.exhibits.blocks import Cell, Column, Table
from villages.exhibits.figures.marks import status_legend
from villages.exhibits.figures.tile_layout import OTHER_MM, Spot
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    HAIRLINE,
    LINES,
    MM_PER_INCH,
    SMALL,
    SOFT_INK,
    text_width_mm,
)
from villages.exhibits.village_standings import VillageStanding
from villages.exhibits.wording import status_word

LEGEND_MM = 15.5
#: Around a sheet, so that no line is cut.
MARGIN_MM = 0.4
#: The shade of a village that lacks one target of many; one that lacks all has the full shade.
LIGHTEST_SHADE = 0.15
LEGEND_SHADES = 4

Colour = tuple[float, float, float]


def fit_canvas(figure: Drawing, axes: Axes, width: float, height: float) -> None:
    """Make the canvas as high as the sheet and one unit a millimetre, so that circles are round."""
    around = 2 * MARGIN_MM
    figure.set_size_inches((width + around) / MM_PER_INCH, (height + around) / MM_PER_INCH)
    axes.set_axis_off()
    axes.set_xlim(-MARGIN_MM, width + MARGIN_MM)
    axes.set_ylim(height + MARGIN_MM, -MARGIN_MM)


def shade(standing: VillageStanding) -> Colour:
    """Return a village's ground: white if all is met, else the darker the fewer targets are met."""
    missing = (standing.count - standing.met) / standing.count
    return _grey(LIGHTEST_SHADE + (1 - LIGHTEST_SHADE) * missing if missing else 0.0)


def _grey(strength: float) -> Colour:
    darkest = [int(LINES[-1][start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (1 - strength * (1 - part) for part in darkest)
    return red, green, blue


def ground(axes: Axes, spot: Spot, side: float, colour: Colour, *, is_met: bool) -> None:
    """Draw the square of a village; one that meets every target is framed in the accent."""
    edge, width = (ACCENT, 1.1) if is_met else (HAIRLINE, 0.5)
    axes.add_artist(
        Rectangle(spot, side, side, facecolor=colour, edgecolor=edge, linewidth=width, zorder=0)
    )


def outlines(axes: Axes, spots: Sequence[Spot]) -> None:
    """Draw the small empty squares, all in one path."""
    if not spots:
        return
    square = Path.unit_rectangle()
    corners = np.asarray(square.vertices, dtype=float) * OTHER_MM
    squares = [Path(corners + np.array(spot), square.codes) for spot in spots]
    whole = Path.make_compound_path(*squares)
    axes.add_artist(PathPatch(whole, facecolor="none", edgecolor=HAIRLINE, linewidth=0.5))


def standings_legend(page: Page, axes: Axes, top: float, width: float, *, has_others: bool) -> None:
    """Draw what shapes, shades and small squares mean, from ``top`` on."""
    first = top + 5.5
    axes.plot([0, width], [first - 3.0] * 2, color=SOFT_INK, linewidth=0.6)
    status_legend(page, axes, width, first)
    row, side = first + 6.0, 2.8
    top = row - side / 2
    ground(axes, Spot(0.0, top), side, _grey(0.0), is_met=True)
    left = _word(axes, side + 1, row, page.say("tiles_all_met")) + 6
    left = _word(axes, left, row, page.say("tiles_more")) + 1
    for step in range(LEGEND_SHADES):
        strength = LIGHTEST_SHADE + (1 - LIGHTEST_SHADE) * step / (LEGEND_SHADES - 1)
        ground(axes, Spot(left, top), side, _grey(strength), is_met=False)
        left += side + 0.3
    left = _word(axes, left + 0.7, row, page.say("tiles_fewer")) + 6
    if has_others:
        outlines(axes, [Spot(left, row - OTHER_MM / 2)])
        _word(axes, left + OTHER_MM + 1, row, page.say("tiles_others"))


def _word(axes: Axes, left: float, row: float, text: str) -> float:
    """Write a word of the legend; return where it ends."""
    axes.text(left, row, text, va="center", fontsize=SMALL)
    return left + text_width_mm(text, SMALL)


def short_names(page: Page, standings: Sequence[VillageStanding]) -> Mapping[str, str]:
    """Return the villages' names without the word for a village, where they stay different.

    A township's name stands above its tiles, so namesakes need no more than their own.
    """
    word = page.level("village")
    ending = word if page.language == "zh" else f" {word}"
    own = {
        each.village.code: each.village.name_zh if page.language == "zh" else each.village.name_en
        for each in standings
    }
    short = {code: _without(name, ending) for code, name in own.items()}
    township = {each.village.code: each.village.township_code for each in standings}
    used = Counter((township[code], name) for code, name in short.items())
    return {
        code: name if used[township[code], name] == 1 else own[code] for code, name in short.items()
    }


def _without(name: str, ending: str) -> str:
    is_ending = name.lower().endswith(ending.lower()) and len(name) >= len(ending) + 2
    return name[: -len(ending)] if is_ending else name


def standings_alt(page: Page, standings: Sequence[VillageStanding]) -> str:
    """Say township by township how each village stands."""
    words = []
    for township in dict.fromkeys(each.village.township_code for each in standings):
        items = page.say("list_comma").join(
            page.say(
                "standing_words",
                name=page.name(each.village),
                met=each.met,
                count=each.count,
                word=status_word(page, each.status),
            )
            for each in standings
            if each.village.township_code == township
        )
        place = page.evidence.places[township]
        words.append(page.say("named_list", name=page.name(place), items=items))
    return page.say("list_semicolon").join(words)


def standings_table(page: Page, standings: Sequence[VillageStanding]) -> Table:
    """Return what the tiles or the map show as a table."""
    return Table(
        caption="",
        columns=(
            Column(page.say("column_village")),
            Column(page.say("column_township")),
            Column(page.say("column_worst")),
            Column(page.say("column_targets_met"), "right"),
            Column(page.say("column_targets"), "right"),
        ),
        rows=tuple(
            (
                Cell(page.name(each.village)),
                Cell(page.name(page.evidence.places[each.village.township_code])),
                Cell(status_word(page, each.status), each.status),
                Cell(str(each.met), number=each.met, pattern="0"),
                Cell(str(each.count), number=each.count, pattern="0"),
            )
            for each in standings
        ),
    )
