"""The funnel: rates of small places beside what chance alone would do to places of their size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.frame import (
    LABEL_HEIGHT_MM,
    apart,
    framed,
    label_corners,
    small_number,
)
from villages.exhibits.numbers import number_text
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    FILLS,
    INK,
    LABEL,
    SMALL,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    size_mm,
    text_width_mm,
    tick_width_mm,
)
from villages.exhibits.wording import listed
from villages.methods import Limits, binomial_limits
from villages.plan.model import Card

HEIGHT_MM = 78.0
FOOT_MM = 11.0
TOP_MM = 2.0
COVERAGES = (0.95, 0.998)
#: Fewer places than this say nothing of what is usual.
LEAST_PLACES = 3
#: So many sizes carry each limit's curve.
CURVE_POINTS = 60
#: More places are not named in the drawing, and fewer in its title.
MOST_NAMES, MOST_TOLD = 12, 8
MARKER_SIZE = 4.5
LIMIT_STEP = Decimal("0.01")
SAME = 1e-9
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": INK, "linestyle": (0, (4, 2))},
    {"color": SOFT_INK, "linestyle": (0, (1, 1.5))},
)
INSIDE: dict[str, Any] = {
    "marker": "o",
    "color": FILLS[1],
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
}
OUTSIDE: dict[str, Any] = {
    "marker": "D",
    "color": ACCENT,
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
}


class Point(NamedTuple):
    """A place: its size, its rate in per cent, and the limits for its size."""

    place: Place
    size: int
    rate: float
    usual: Limits
    wide: Limits

    @property
    def is_outside(self) -> bool:
        """Whether chance alone brings such a rate in fewer than 1 of 20 places."""
        return _is_outside(self.rate, self.usual)

    @property
    def is_far_outside(self) -> bool:
        """Whether chance alone brings such a rate in fewer than 1 of 500 places."""
        return _is_outside(self.rate, self.wide)


def _is_outside(rate: float, limits: Limits) -> bool:
    return not 100 * limits.low - SAME <= rate <= 100 * limits.high + SAME


def rate_funnel(page: Page, card: Card) -> Figure | None:
    """Draw the rate of each place below against its size, within the limits of chance.

    The limits (95 % and 99.8 %) are exact binomial limits around the rate of all places together.
    Only what strikes by chance belongs here: a road is not paved by chance.

    Returns
    -------
    Figure or None
        None where fewer than three places are shown, or the rate of all is not known, 0 or full.
        The public edition shows no funnel: it withholds villages, and its rounded counts would
        put a place on the wrong side of a limit.
    """
    found = page.measurement(card)
    if page.edition == "public" or not card.is_rate_of_counted:
        return None
    if found is None or found.value is None or not 0 < found.value < 100:
        return None
    pooled = float(found.value)
    points = _points(page, card, pooled)
    if len(points) < LEAST_PLACES:
        return None
    with drawing():
        figure, (axes,) = canvas(HEIGHT_MM)
        _draw(page, axes, card, points, pooled)
        return framed(
            page,
            figure,
            caption=_finding(page, card, points),
            alt=_in_words(page, card, points),
            note=_note(page, card, points),
            data=_data(page, card, points),
        )


def _points(page: Page, card: Card, pooled: float) -> list[Point]:
    """The smallest places that the page shows: a city its villages, by size."""
    points = []
    for place in page.plan_villages or page.below:
        found = page.measurement(card, place)
        if found is None or found.value is None or not found.denominator:
            continue
        count = int(found.denominator)
        usual, wide = (binomial_limits(pooled / 100, count, each) for each in COVERAGES)
        points.append(Point(place, count, float(found.value), usual, wide))
    return sorted(points, key=lambda point: (point.size, point.place.code))


def _draw(page: Page, axes: Axes, card: Card, points: Sequence[Point], pooled: float) -> None:
    sizes = _sizes([point.size for point in points])
    for coverage, look in zip(COVERAGES, LOOKS, strict=True):
        limits = [binomial_limits(pooled / 100, size, coverage) for size in sizes]
        for side in (0, 1):
            axes.plot(sizes, [100 * each[side] for each in limits], linewidth=0.9, **look)
    axes.plot([sizes[0], sizes[-1]], [pooled, pooled], color=SOFT_INK, linewidth=0.8)
    ends = [100 * end for end in binomial_limits(pooled / 100, sizes[0], COVERAGES[1])]
    rates = [*ends, *(point.rate for point in points)]
    low, high = min(rates), max(rates)
    axes.set_xlim(sizes[0], sizes[-1])
    axes.set_ylim(low - 0.04 * (high - low), high + 0.06 * (high - low))
    for is_outside, look in ((False, INSIDE), (True, OUTSIDE)):
        chosen = [point for point in points if point.is_outside == is_outside]
        across, up = [each.size for each in chosen], [each.rate for each in chosen]
        axes.plot(across, up, markersize=MARKER_SIZE, linestyle="", clip_on=False, **look)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:,.0f}")
    axes.yaxis.set_major_formatter(lambda tick, _: page.say("value_percent", number=f"{tick:g}"))
    if card.denominator is not None:
        axes.set_xlabel(card.denominator.words.of(page.language), fontsize=LABEL)
    right = _name_lines(page, axes, card, sizes[-1], pooled)
    for _ in range(2):
        margins = Margins(tick_width_mm(axes) + 3, right, TOP_MM, FOOT_MM)
        arrange([axes], margins)
    _name_points(page, axes, points, margins)


def _sizes(counts: Sequence[int]) -> list[int]:
    """The sizes at which the limits are drawn, a little beyond the smallest and largest place."""
    room = (max(counts) - min(counts)) * 0.06 or 0.1 * max(counts)
    start, end = max(1, int(min(counts) - room)), int(max(counts) + room) + 1
    return sorted({int(size) for size in np.linspace(start, end, CURVE_POINTS).round()})


def _name_lines(page: Page, axes: Axes, card: Card, end: int, pooled: float) -> float:
    """Name the lines at their right end; return how much room the names need."""
    tops = [100 * binomial_limits(pooled / 100, end, each).high for each in COVERAGES]
    names = [
        *(page.say("value_percent", number=f"{100 * each:g}") for each in COVERAGES),
        page.say("funnel_pooled", value=page.value(card)),
    ]
    low, high = axes.get_ylim()
    least = (high - low) * LABEL_HEIGHT_MM / (HEIGHT_MM - TOP_MM - FOOT_MM)
    for name, height in zip(names, apart([*tops, pooled], least), strict=True):
        axes.annotate(
            name,
            (end, height),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=SOFT_INK,
            annotation_clip=False,
        )
    return max(text_width_mm(name, SMALL) for name in names) + 3


def _name_points(page: Page, axes: Axes, points: Sequence[Point], margins: Margins) -> None:
    """Name the places outside the limits, the farthest first, where there is room."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    whole_mm, high_mm = size_mm(figure)
    width, height = whole_mm - margins.left - margins.right, high_mm - margins.top - margins.bottom
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()

    def at(point: Point) -> tuple[float, float]:
        across = (point.size - left) / (right - left) * width
        return across, (point.rate - low) / (high - low) * height

    named = sorted(
        (point for point in points if point.is_outside), key=lambda point: not point.is_far_outside
    )[:MOST_NAMES]
    widths = [text_width_mm(page.name(point.place), LABEL, "Bold") for point in named]
    corners = label_corners(
        [at(point) for point in named], widths, [at(point) for point in points], (width, height)
    )
    for point, (across, up) in zip(named, corners, strict=True):
        axes.annotate(
            page.name(point.place),
            (across / width, (up + LABEL_HEIGHT_MM / 2) / height),
            xycoords="axes fraction",
            va="center",
            fontsize=LABEL,
            fontweight="bold",
            annotation_clip=False,
        )


def _finding(page: Page, card: Card, points: Sequence[Point]) -> str:
    """Say how many places differ by more than chance, and how many chance alone would bring."""
    far = [page.name(point.place) for point in points if point.is_far_outside]
    outside = [page.name(point.place) for point in points if point.is_outside]
    values = {
        "label": card.label.of(page.language),
        "total": len(points),
        "places": page.level(points[0].place.level, len(points)),
        **_coverages(),
    }
    if far:
        rest = len(outside) - len(far)
        more = page.say("funnel_more", count=rest, **_coverages()) if rest else ""
        return page.say(
            "funnel_far", count=len(far), names=listed(page, far, MOST_TOLD), more=more, **values
        )
    if outside:
        expected = math.ceil(len(points) * (1 - COVERAGES[0]))
        names = listed(page, outside, MOST_TOLD)
        return page.say(
            "funnel_usual", count=len(outside), names=names, expected=expected, **values
        )
    return page.say("funnel_none", **values)


def _coverages() -> dict[str, str]:
    """How many per cent of places the two pairs of limits hold, as sentences name them."""
    usual, wide = (f"{100 * each:g}" for each in COVERAGES)
    return {"usual": usual, "wide": wide}


def _note(page: Page, card: Card, points: Sequence[Point]) -> str:
    smallest = points[0].place
    places = page.level(smallest.level, len(points))
    return page.say(
        "sentence_pair",
        first=page.say("note_funnel", places=places, **_coverages()),
        second=small_number(page, card, smallest),
    )


def _in_words(page: Page, card: Card, points: Sequence[Point]) -> str:
    inside = sum(not point.is_outside for point in points)
    words = [
        page.say(
            "alt_funnel",
            label=card.label.of(page.language),
            value=page.value(card),
            inside=inside,
            total=len(points),
            places=page.level(points[0].place.level, len(points)),
            **_coverages(),
        )
    ]
    words += [
        page.say(
            "alt_funnel_place",
            name=page.name(point.place),
            value=page.value(card, point.place),
            low=_percent(page, point.usual.low),
            high=_percent(page, point.usual.high),
        )
        for point in points
        if point.is_outside
    ]
    return page.say("list_semicolon").join(words)


def _percent(page: Page, share: float) -> str:
    number = number_text(Decimal(str(100 * share)), LIMIT_STEP)
    return page.say("value_percent", number=number)


def _data(page: Page, card: Card, points: Sequence[Point]) -> Table:
    key = "column_village" if points[0].place.level == "village" else "column_township"
    groups = [page.say("funnel_limits", percent=f"{100 * each:g}") for each in COVERAGES]
    columns = (
        Column(page.say(key), share=2.0),
        Column(card.denominator.words.of(page.language) if card.denominator else "", "right"),
        Column(card.short.of(page.language), "right"),
        *(
            Column(page.say(side), "right", group=group)
            for group in groups
            for side in ("funnel_low", "funnel_high")
        ),
    )
    rows = tuple(
        (
            Cell(page.name(point.place)),
            page.counted(point.size),
            page.cell(card, point.place),
            *(typed(_percent(page, end)) for end in (*point.usual, *point.wide)),
        )
        for point in points
    )
    return Table("", columns, rows)
