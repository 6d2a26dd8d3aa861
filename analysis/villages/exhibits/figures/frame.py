"""What every chart shares: its source line, year ticks, and labels that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from villages.exhibits.blocks import Figure, Table
from villages.exhibits.evidence import Place
from villages.exhibits.numbers import counted_text, denominator_counts, points_of_one
from villages.exhibits.page import Page
from villages.exhibits.style import svg, text_width_mm
from villages.exhibits.wording import source_sentence
from villages.plan.model import Card

#: How high a line of text is, and half the width of a dot that no text may cover.
LABEL_HEIGHT_MM, DOT_MM = 3.2, 1.0
#: So many rows above and below its point a label may move.
MOST_ROWS = 6

Box = tuple[float, float, float, float]

#: Characters from here on need no space to be broken at.
FIRST_CHINESE = "\u2e80"


def framed(
    page: Page,
    drawing: Drawing,
    *,
    caption: str,
    alt: str,
    note: str = "",
    data: Table | None = None,
) -> Figure:
    """Return a drawing as a figure with caption, alternative text, source and its numbers."""
    source = source_sentence(page)
    return Figure(
        svg=svg(drawing),
        alt=alt,
        caption=caption,
        source=page.say("sentence_pair", first=source, second=note) if note else source,
        data=data,
    )


def small_number(page: Page, card: Card, place: Place) -> str:
    """Say how few households or persons the smallest place has, and what one is there."""
    found = page.measurement(card, place)
    assert found is not None and found.denominator is not None and card.denominator is not None
    counted = denominator_counts(card)
    return page.say(
        "note_small",
        name=page.name(place),
        words=card.denominator.words.of(page.language),
        size=counted_text(found.denominator, counted, card, page.language),
        one=counted_text(Decimal(1), counted, card, page.language),
        points=points_of_one(found, card),
    )


def year_axis(axes: Axes, years: Sequence[int], every: bool = True) -> None:
    """Put a tick at every year, or at the first and the last."""
    shown = list(years) if every else [years[0], years[-1]]
    axes.set_xticks(shown, [str(year) for year in shown])
    if len(years) == 1:
        axes.set_xlim(years[0] - 1, years[0] + 1)


def wrapped(text: str, size: float, room_mm: float) -> str:
    r"""Break a label into lines that fit their room: between words, in Chinese between characters.

    Examples
    --------
    >>> wrapped("Net property income", 8, 20)
    'Net property\nincome'
    >>> wrapped("财产净收入", 8, 9)
    '财产净\n收入'
    """
    glue = "" if max(text, default="") > FIRST_CHINESE else " "
    lines = [""]
    for part in text.split(" ") if glue else text:
        longer = f"{lines[-1]}{glue}{part}" if lines[-1] else part
        if not lines[-1] or text_width_mm(longer, size) <= room_mm:
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(lines)


def apart(positions: Sequence[float], least: float) -> list[float]:
    """Move positions as little as needed so that neighbours are at least so far apart.

    The order is kept, and the whole is centred on where it was.

    Examples
    --------
    >>> apart([1.0, 1.0, 5.0], 1.0)
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    groups: list[list[float]] = []
    for index in order:
        groups.append([positions[index], 1])
        while len(groups) > 1:
            (before, many), (here, few) = groups[-2], groups[-1]
            if here - before >= least * (many + few) / 2 - 1e-9:
                break
            groups[-2:] = [[(before * many + here * few) / (many + few), many + few]]
    placed = [
        centre + least * (index - (count - 1) / 2)
        for centre, count in groups
        for index in range(int(count))
    ]
    result = [0.0] * len(positions)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result


def label_corners(
    anchors: Sequence[tuple[float, float]],
    widths: Sequence[float],
    points: Sequence[tuple[float, float]],
    room: tuple[float, float],
) -> list[tuple[float, float]]:
    """Return the lower left corner of each label: beside its point, on nothing else.

    Parameters
    ----------
    anchors
        The points that are named, in millimetres.
    widths
        How wide each name is.
    points
        All points, which no name may cover.
    room
        Width and height of the drawing; a name may not leave it.

    Returns
    -------
    list of (float, float)
        To the right of the point, else to its left, else above or below either; to the right all
        the same where nothing is free.

    Examples
    --------
    >>> label_corners([(10, 10), (38, 10)], [8, 8], [(10, 10), (38, 10)], (40, 20))
    [(11.5, 8.4), (28.5, 8.4)]
    """
    taken = [(x - DOT_MM, y - DOT_MM, x + DOT_MM, y + DOT_MM) for x, y in points]
    corners = []
    for (x, y), width in zip(anchors, widths, strict=True):
        shifts = [side * row * LABEL_HEIGHT_MM for row in range(MOST_ROWS) for side in (1, -1)]
        spots = [
            (across, y - LABEL_HEIGHT_MM / 2 + shift)
            for shift in shifts
            for across in (x + 1.5 * DOT_MM, x - 1.5 * DOT_MM - width)
        ]
        boxes = [(left, low, left + width, low + LABEL_HEIGHT_MM) for left, low in spots]
        free = (
            box
            for box in boxes
            if 0 <= box[0] <= room[0] - width
            and 0 <= box[1] <= room[1] - LABEL_HEIGHT_MM
            and not any(_overlap(box, other) for other in taken)
        )
        box = next(free, boxes[0])
        taken.append(box)
        corners.append(box[:2])
    return corners


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
