"""The spine of a township or the city: each target as its backbone, and the villages around it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from matplotlib.patches import Rectangle

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.figures.backbone import (
    MARKS,
    Vertebra,
    distance_of,
    draw_backbone,
    draw_marks,
    named_aim,
    own_distance,
)
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.rows import Rows, Words, with_range
from villages.exhibits.figures.scales import quantile
from villages.exhibits.numbers import ENDS, Line, Shown, bare_text, number_text, rounded, value_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import RULE, SOFT_INK, drawing
from villages.exhibits.wording import aim_label, known_value, line_text, listed

#: How high and at least how wide the grey is: it is seen beside the backbone.
BAND_MM, LEAST_BAND_MM, HALF_TICK_MM = 3.4, 1.8, 1.2
#: The quartiles of fewer villages say nothing; each village is drawn instead.
LEAST_QUARTILES = 5
LEAST_VILLAGES = 2
QUARTERS = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))


class Spread(NamedTuple):
    """Distances of villages beyond a target, from the worst to the best."""

    worst: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    best: Decimal


class Among(NamedTuple):
    """A row with the spread of its villages."""

    row: Vertebra
    spread: Spread


def spread_of(distances: Sequence[Decimal]) -> Spread:
    """Return the ends, the quartiles and the median of some distances.

    Examples
    --------
    >>> [str(each) for each in spread_of([Decimal(each) for each in (3, -5, 1, -1)])]
    ['-5', '-2.00', '0.0', '1.50', '3']
    """
    return Spread(*(quantile(distances, share) for share in QUARTERS))


def spread_spine(page: Page) -> Figure | None:
    """Draw each target with the villages below: a line from the worst to the best, grey between.

    The grey is from the lower quartile to the upper one
    (:func:`villages.exhibits.figures.scales.quantile`). Villages that cannot be judged are left
    out.

    Returns
    -------
    Figure or None
        None where fewer than two villages are shown.
    """
    rows_found = [_among(page, aim) for aim in page.aims]
    found = [
        Among(row, spread_of(tuple(row.others.values())))
        for row in rows_found
        if len(row.others) >= LEAST_VILLAGES
    ]
    if not found:
        return None
    with drawing():
        figure, rows = draw_backbone(page, [each.row for each in found], _columns(page, found))
        for each, middle in zip(found, rows.middles, strict=True):
            _draw_spread(rows, each, middle)
            draw_marks(rows, each.row, (each.row.own,), middle)
        return framed(
            page,
            figure,
            caption=_finding(page, [each.row for each in found]),
            alt=page.say("list_semicolon").join(_in_words(page, each) for each in found),
            note=_note(page, found),
            data=_data(page, found),
        )


def _among(page: Page, aim: Aim) -> Vertebra:
    """The distances of the villages that are judged and shown, and of all together."""
    others = {}
    for village in page.plan_villages:
        judgement, found = page.judgement(aim, village), page.measurement(aim.card, village)
        if judgement is None or found is None or judgement.verdict == "no_data":
            continue
        distance = distance_of(found.value, judgement)
        if distance is not None:
            others[village.code] = distance
    return Vertebra(aim, *own_distance(page, aim), others)


def _draw_spread(rows: Rows, each: Among, middle: float) -> None:
    def across(distance: Decimal) -> float:
        return rows.across(each.row.share(distance))

    spread = each.spread
    ends = [across(spread.worst), across(spread.best)]
    ticks = ends
    if _has_quartiles(each):
        left, right = across(spread.lower), across(spread.upper)
        lacking = max(0.0, LEAST_BAND_MM - (right - left)) / 2
        corner, width = (left - lacking, middle - BAND_MM / 2), right - left + 2 * lacking
        rows.axes.add_artist(Rectangle(corner, width, BAND_MM, facecolor=RULE, zorder=1.5))
    else:
        ticks = sorted({across(distance) for distance in each.row.others.values()})
    rows.axes.plot(ends, [middle] * 2, color=SOFT_INK, linewidth=0.9, zorder=3)
    for x in ticks:
        tick = [middle - HALF_TICK_MM, middle + HALF_TICK_MM]
        rows.axes.plot([x, x], tick, color=SOFT_INK, linewidth=0.9, zorder=3)


def _columns(page: Page, found: Sequence[Among]) -> list[Words]:
    head = page.say("named_figure_spaced", name=MARKS[0][1], value=page.say("spine_together"))
    together = [known_value(page, each.row.aim) for each in found]
    worst = [_text(page, each, each.spread.worst) for each in found]
    best = [_text(page, each, each.spread.best) for each in found]
    columns = [
        Words(head, together, weight="Bold", most_mm=20),
        Words(page.say("spine_worst"), worst),
        Words(page.say("spine_best"), best),
    ]
    if any(_has_quartiles(each) for each in found):
        middle = [_middle(page, each) for each in found]
        columns.insert(2, Words(page.say("spine_middle"), middle, most_mm=34))
    return columns


def _has_quartiles(each: Among) -> bool:
    return len(each.row.others) >= LEAST_QUARTILES


def _text(page: Page, each: Among, distance: Decimal) -> str:
    shown = _shown(page, each.row.aim, distance)
    if each.row.aim.target.rises:
        return _signed(shown)
    return value_text(shown.value, shown.step, each.row.aim.card, page.language)


def _middle(page: Page, each: Among) -> str:
    """Write the quartiles, the worse one first and without its unit."""
    if not _has_quartiles(each):
        return page.say("no_figure")
    aim = each.row.aim
    worse, better = (_text(page, each, end) for end in (each.spread.lower, each.spread.upper))
    if worse == better:
        return better
    shown = _shown(page, aim, each.spread.lower)
    low = _signed(shown) if aim.target.rises else bare_text(shown.value, shown.step, aim.card)
    return page.say("value_between", low=low, high=better)


def _shown(page: Page, aim: Aim, distance: Decimal) -> Shown:
    """Turn a distance into the value that has it; of what is to rise the distance is the change."""
    judgement, found = page.judgement(aim), page.measurement(aim.card)
    assert judgement is not None and found is not None
    if aim.target.rises:
        return rounded(distance, found.step, (Line("rises", Decimal(0)),))
    assert judgement.line is not None
    sign = -1 if judgement.relation == "at_most" else 1
    lines = (Line(judgement.relation, judgement.line), *ENDS.get(aim.card.unit, ()))
    return rounded(judgement.line + sign * distance, found.step, lines)


def _signed(change: Shown) -> str:
    number = number_text(change.value, change.step)
    return f"+{number}" if change.value > 0 else number


def _finding(page: Page, found: Sequence[Vertebra]) -> str:
    """Say which targets a quarter of the villages or more do not meet."""
    names = []
    for row in found:
        judged = [
            judgement
            for village in page.plan_villages
            if village.code in row.others
            and (judgement := page.judgement(row.aim, village)) is not None
        ]
        if 4 * sum(each.verdict == "not_met" for each in judged) >= len(judged):
            names.append(aim_label(page, row.aim))
    if not names:
        return page.say("caption_spine_none", count=len(found))
    return page.say("caption_spine_some", count=len(names), names=listed(page, names))


def _spread_cells(page: Page, each: Among) -> list[Cell]:
    """The spread as numbers; without quartiles where they are not drawn."""
    cells = [typed(_text(page, each, distance)) for distance in each.spread]
    return cells if _has_quartiles(each) else [cells[0], *[Cell("")] * 3, cells[-1]]


def _note(page: Page, found: Sequence[Among]) -> str:
    """Say what is drawn, of grey bands and ticks only where there are any."""
    have = {_has_quartiles(each) for each in found}
    parts = [page.say("note_spine")]
    if True in have:
        parts.append(page.say("note_spine_quartiles"))
    if False in have:
        parts.append(page.say("note_spine_few", least=LEAST_QUARTILES))
    note = page.say("sentence_space").join(parts)
    return with_range(page, note, has_range=any(each.row.span is not None for each in found))


def _in_words(page: Page, each: Among) -> str:
    return page.say(
        "alt_spine" if _has_quartiles(each) else "alt_spine_few",
        name=named_aim(page, each.row.aim),
        together=known_value(page, each.row.aim),
        worst=_text(page, each, each.spread.worst),
        middle=_middle(page, each),
        best=_text(page, each, each.spread.best),
        count=len(each.row.others),
    )


def _data(page: Page, found: Sequence[Among]) -> Table:
    heads = ("data_line", "spine_together", "spine_worst", "data_lower", "data_median",
             "data_upper", "spine_best", "data_villages")  # fmt: skip
    columns = (
        Column(page.say("column_target"), share=2.0),
        *(Column(page.say(head), "right") for head in heads),
    )
    rows = tuple(
        (
            Cell(aim_label(page, each.row.aim)),
            typed(line_text(page, each.row.aim, page.judgement(each.row.aim))),
            typed(known_value(page, each.row.aim)),
            *_spread_cells(page, each),
            page.counted(len(each.row.others)),
        )
        for each in found
    )
    return Table("", columns, rows)
