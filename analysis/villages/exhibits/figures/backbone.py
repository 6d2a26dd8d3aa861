"""A backbone of targets: what is short of a target lies left of it, what is beyond it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from matplotlib.figure import Figure as Drawing

from villages.exhibits.figures.rows import (
    FOOT_MM,
    Rows,
    Words,
    draw_range,
    row_chart,
    write_head,
)
from villages.exhibits.figures.scales import Ends, around_zero, beyond
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import ACCENT, INK, RULE
from villages.exhibits.wording import aim_label, aim_text

#: The page's place, then those above it: shapes as they are drawn, and as heads of columns say.
MARKS = (("o", "●"), ("s", "□"), ("D", "◇"))
#: Later ones are drawn larger and beneath, so that all are seen where they lie on one another.
MARK_SIZES = (4.4, 6.4, 8.4)
LEAST_ROW_MM, HEADS_MM = 6.2, 3.4


class Vertebra(NamedTuple):
    """A row: how far each place is beyond the target; negative is short of it.

    ``own`` is of the page's place, or ``span`` holds it, where missing rows would decide;
    ``others`` are those that it is compared with, by code.
    """

    aim: Aim
    own: Decimal | None
    span: Ends | None
    others: Mapping[str, Decimal]

    @property
    def half(self) -> Decimal:
        """The distance that half the row stands for."""
        own = () if self.own is None else (self.own,)
        return around_zero((*own, *(self.span or ()), *self.others.values()))

    def share(self, distance: Decimal) -> float:
        """Return where a distance lies, as a share of the row's width.

        Examples
        --------
        >>> row = Vertebra(None, Decimal(-4), None, {"990181000000": Decimal(2)})
        >>> row.share(Decimal(-4)), row.share(Decimal(0)), row.share(Decimal(2))
        (0.0, 0.5, 0.75)
        """
        return float((1 + distance / self.half) / 2)


def own_distance(page: Page, aim: Aim) -> tuple[Decimal | None, Ends | None]:
    """Return how far the page's place is beyond a target, or the ends between which it may be."""
    judgement, found = page.judgement(aim), page.measurement(aim.card)
    if judgement is None or judgement.line is None or found is None:
        return None, None
    if judgement.verdict != "no_data":
        return distance_of(found.value, judgement), None
    if found.low is None or found.high is None:
        return None, None
    ends = (beyond(end, judgement.line, judgement.relation) for end in (found.low, found.high))
    low, high = sorted(ends)
    return None, (low, high)


def distance_of(value: Decimal | None, judgement: Judgement) -> Decimal | None:
    """Return how far a value is beyond the line of a judgement, as far as both are known."""
    if value is None or judgement.line is None:
        return None
    return beyond(value, judgement.line, judgement.relation)


def named_aim(page: Page, aim: Aim, joint: str = " ") -> str:
    """Name a target with what it asks; what is to rise rises from each place's own past.

    Parameters
    ----------
    page, aim
        The page and the target.
    joint
        What stands between the words of what is asked.
    """
    asked = page.say("asks_rise") if aim.target.rises else aim_text(page, aim, page.judgement(aim))
    return page.say(
        "named_figure_spaced", name=aim_label(page, aim), value=asked.replace(" ", joint)
    )


def draw_backbone(
    page: Page, found: Sequence[Vertebra], columns: Sequence[Words]
) -> tuple[Drawing, Rows]:
    """Return a figure with its names, words and the backbone, on which marks are to be drawn."""
    # Only between the name and what is asked may a line end.
    names = Words("", [named_aim(page, each.aim, joint="\u00a0") for each in found])
    figure, rows = row_chart(names, columns, LEAST_ROW_MM, above_mm=HEADS_MM)
    for middle in rows.middles:
        rows.axes.plot([rows.left, rows.right], [middle] * 2, color=RULE, linewidth=0.6)
    middle = rows.across(0.5)
    rows.axes.plot([middle] * 2, [rows.top, rows.height - FOOT_MM], color=INK, linewidth=1.4)
    write_head(rows, rows.left, page.say("spine_short"), "left")
    write_head(rows, middle, page.say("spine_line"), "center", INK)
    write_head(rows, rows.right, page.say("spine_met"), "right")
    return figure, rows


def draw_marks(
    rows: Rows, row: Vertebra, distances: Sequence[Decimal | None], middle: float
) -> None:
    """Draw the shape of each place at its distance, the first one filled, and the range if any."""
    if row.span is not None:
        left, right = (rows.across(row.share(end)) for end in row.span)
        draw_range(rows, left, right, middle)
    marks = zip(MARKS, MARK_SIZES, distances, strict=False)
    for index, ((shape, _), size, distance) in enumerate(marks):
        if distance is None:
            continue
        rows.axes.plot(
            [rows.across(row.share(distance))],
            [middle],
            shape,
            markersize=size,
            markerfacecolor="white" if index else ACCENT,
            markeredgecolor=INK if index else ACCENT,
            markeredgewidth=0.8,
            zorder=8 - index,
        )
