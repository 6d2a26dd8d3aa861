"""Draws the columns, ribbons and labels of a flow chart, all in millimetres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from villages.exhibits.figures.ribbons import Band, Layout, Ribbon
from villages.exhibits.style import (
    ACCENT,
    FILLS,
    INK,
    LABEL,
    SMALL,
    SOFT_INK,
    WIDTH_MM,
    text_width_mm,
)

#: What a label of two lines takes, with air.
LABEL_MM = 7.6
HEAD_MM, FOOT_MM = 9.5, 6.5

_BAR_MM, _GAP_MM = 3.2, 1.8
_LINE_MM, _SAFETY_MM = 3.3, 1.0
_HATCH = "//////"


class Parts(NamedTuple):
    """Which share of a band is spent and which is not; what is left was not reported."""

    spent: float
    unspent: float


@dataclass(frozen=True)
class Strip:
    """How a column looks: its head, each band's name and sum, how its bars are filled.

    Where ``is_whole``, the column is a single band and its sum stands below its head.
    """

    head: str
    labels: Mapping[str, tuple[str, str]]
    parts: Mapping[str, Parts]
    is_whole: bool = False


def draw_bands(axes: Axes, layout: Layout, strips: Sequence[Strip]) -> None:
    """Draw a layout into axes whose units are millimetres."""
    lefts = _lefts(strips)
    for index, ribbons in enumerate(layout.ribbons):
        order = [band.key for band in layout.columns[index]]
        single = len(order) == 1
        for number, ribbon in enumerate(ribbons):
            row = number if single else order.index(ribbon.start)
            _ribbon(axes, ribbon, lefts[index] + _BAR_MM, lefts[index + 1], FILLS[2 + row % 2])
    last = len(strips) - 1
    for index, (strip, column) in enumerate(zip(strips, layout.columns, strict=True)):
        for band in column:
            _bar(axes, lefts[index], band, strip.parts[band.key])
        _head(axes, index, lefts[index], strip, layout.height)
        if not strip.is_whole:
            edge = lefts[index] if index == 0 else lefts[index] + _BAR_MM
            is_inside = 0 < index < last
            _labels(axes, edge, column, strip, is_first=index == 0, is_inside=is_inside)


def draw_key(axes: Axes, words: Mapping[str, str], note: str) -> None:
    """Say below the chart what the fillings mean: ``spent``, ``unspent`` and ``unknown``."""
    at = 0.4
    looks = {"spent": (ACCENT, ""), "unspent": ("white", ""), "unknown": (FILLS[3], _HATCH)}
    for name, (fill, hatch) in looks.items():
        _box(axes, (at, -FOOT_MM + 0.8), (3.6, 2.6), fill, hatch)
        axes.text(at + 4.8, -FOOT_MM + 2.1, words[name], va="center", fontsize=SMALL)
        at += 4.8 + text_width_mm(words[name], SMALL) + 5
    axes.text(
        WIDTH_MM, -FOOT_MM + 2.1, note, ha="right", va="center", fontsize=SMALL, color=SOFT_INK
    )


def _lefts(strips: Sequence[Strip]) -> list[float]:
    """Where each column's bars begin: its own labels have room, what is left is shared."""
    before = _room(strips[0])
    after = _room(strips[-1])
    inside = [0.0 if strip.is_whole else _room(strip) - _GAP_MM for strip in strips[1:-1]]
    free = WIDTH_MM - before - after - _BAR_MM * len(strips) - sum(inside)
    gap = free / (len(strips) - 1)
    lefts = [before]
    for room in (0.0, *inside):
        lefts.append(lefts[-1] + _BAR_MM + gap + room)
    return lefts


def _room(strip: Strip) -> float:
    widest = max(
        max(text_width_mm(name, LABEL), text_width_mm(amount, SMALL))
        for name, amount in strip.labels.values()
    )
    return widest + _GAP_MM + _SAFETY_MM


def _ribbon(axes: Axes, ribbon: Ribbon, left: float, right: float, shade: str) -> None:
    middle, thick = (left + right) / 2, ribbon.thickness
    start, end = ribbon.start_top, ribbon.end_top
    points = [
        (left, start), (middle, start), (middle, end), (right, end),
        (right, end - thick), (middle, end - thick), (middle, start - thick), (left, start - thick),
        (left, start),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    axes.add_artist(
        PathPatch(
            Path(points, codes), facecolor=shade, edgecolor=SOFT_INK, linewidth=0.25, alpha=0.85
        )
    )


def _bar(axes: Axes, left: float, band: Band, parts: Parts) -> None:
    """A band as a bar: from the top what is spent, what nobody knows, what is not spent."""
    size = band.top - band.bottom
    dark = band.top - parts.spent * size
    white = band.bottom + parts.unspent * size
    ends = (
        (dark, band.top, ACCENT, ""),
        (white, dark, FILLS[3], _HATCH),
        (band.bottom, white, "white", ""),
    )
    for bottom, top, fill, hatch in ends:
        if top - bottom > 1e-6:
            _box(axes, (left, bottom), (_BAR_MM, top - bottom), fill, hatch)


def _box(
    axes: Axes, at: tuple[float, float], size: tuple[float, float], fill: str, hatch: str
) -> None:
    axes.add_artist(
        Rectangle(at, *size, facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=3)
    )


def _head(axes: Axes, index: int, left: float, strip: Strip, height: float) -> None:
    """Write a column's head in the line of heads, below it the sum of a column of one band."""
    at, align = (left + _BAR_MM, "right") if index == 0 else (left, "left")
    if strip.is_whole:
        at, align = left + _BAR_MM / 2, "center"
        ((_, amount),) = strip.labels.values()
        axes.text(at, height + 1.4, amount, ha=align, fontsize=SMALL, color=SOFT_INK)
    axes.text(at, height + 5.2, strip.head, ha=align, fontsize=LABEL, fontweight="bold")


def _labels(
    axes: Axes,
    edge: float,
    column: Sequence[Band],
    strip: Strip,
    *,
    is_first: bool,
    is_inside: bool,
) -> None:
    """Write name and sum beside each bar; where ribbons run below them, on a light ground."""
    side, align = (-1, "right") if is_first else (1, "left")
    where = edge + side * _GAP_MM
    for band in column:
        name, amount = strip.labels[band.key]
        at = (band.bottom + band.top) / 2
        if is_inside:
            wide = max(text_width_mm(name, LABEL), text_width_mm(amount, SMALL)) + 1.0
            axes.add_artist(
                Rectangle(
                    (where - 0.5, at - _LINE_MM), wide, 2 * _LINE_MM,
                    facecolor="white", alpha=0.75, linewidth=0, zorder=4,
                )
            )  # fmt: skip
        axes.text(where, at + 0.3, name, ha=align, va="bottom", fontsize=LABEL, zorder=5)
        axes.text(
            where, at - 0.2, amount,
            ha=align, va="top", fontsize=SMALL, color=SOFT_INK, zorder=5,
        )  # fmt: skip
