"""The waterfall: how a figure per head came from last year's to this year's, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from matplotlib.axes import Axes

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.figures.fall import Change, Fall, Step, foot_of, steps_that_add_up
from villages.exhibits.figures.frame import framed, wrapped
from villages.exhibits.numbers import change_text, number_text
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
)
from villages.exhibits.wording import listed
from villages.plan.model import Card

HEIGHT_MM = 74.0
FOOT_MM = 9.0
SIDE_MM = 1.0
BAR_WIDTH = 0.62
#: Values have nine decimals: sums that differ by less than this are the same.
SAME = Decimal("0.000001")
#: Room for a step's share and amount above it.
LABEL_MM = 9.0
LINE_MM = 3.6
CUT_TEETH = 8


def income_waterfall(page: Page, cards: Sequence[Card], label: str) -> Figure | None:
    """Draw how a figure changed since the year before, a step for each of its parts.

    Parameters
    ----------
    cards
        The parts of one whole, which they name (``part_of``).
    label
        What the chart is called.

    Returns
    -------
    Figure or None
        None where the whole or a part is not shown in either of the two years.
    """
    fall = _fall(page, cards)
    if fall is None:
        return None
    with drawing():
        figure, (axes,) = canvas(HEIGHT_MM)
        _draw(page, axes, fall)
        notes = [page.say("note_waterfall_cut")] if foot_of(fall.levels) else []
        if fall.is_moved:
            notes.append(page.say("note_waterfall_moved"))
        if fall.steps[-1].is_rest:
            notes.append(page.say("note_waterfall_rest", name=fall.steps[-1].name))
        return framed(
            page,
            figure,
            caption=page.say("named_list", name=label, items=_finding(page, fall)),
            alt=_in_words(page, fall),
            note=page.say("sentence_space").join(notes),
            data=_data(page, fall),
        )


def _fall(page: Page, cards: Sequence[Card]) -> Fall | None:
    total = page.plan.cards.get(cards[0].part_of or "")
    if total is None or len(page.years) < 2:
        return None
    before = page.years[-2]
    first, last = page.shown(total, year=before), page.shown(total)
    if first is None or last is None:
        return None
    unit = min(first.step, last.step)
    changes = []
    for card in cards:
        earlier, later = page.shown(card, year=before), page.shown(card)
        if earlier is None or later is None:
            return None
        unit = min(unit, earlier.step, later.step)
        exact = _value(page, card, page.year) - _value(page, card, before)
        changes.append(Change(exact, later.value - earlier.value))
    whole = last.value - first.value
    amounts = [each.shown for each in changes]
    if all(_adds_up(page, total, cards, year) for year in (before, page.year)):
        amounts = steps_that_add_up(changes, whole, unit)
    names = [card.short.of(page.language) for card in cards]
    steps = [Step(name, amount) for name, amount in zip(names, amounts, strict=True)]
    if rest := whole - sum(amounts, Decimal(0)):
        steps.append(Step(page.say("waterfall_rest"), rest, is_rest=True))
    is_moved = amounts != [each.shown for each in changes]
    return Fall(total, before, first, last, steps, is_moved)


def _value(page: Page, card: Card, year: int) -> Decimal:
    found = page.measurement(card, year=year)
    assert found is not None and found.value is not None
    return found.value


def _adds_up(page: Page, total: Card, cards: Sequence[Card], year: int) -> bool:
    """Whether the parts make up the whole: where a cell is missing they do not."""
    parts = sum((_value(page, card, year) for card in cards), Decimal(0))
    return abs(parts - _value(page, total, year)) < SAME


def _draw(page: Page, axes: Axes, fall: Fall) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None
    width_mm, height_mm = size_mm(figure)
    levels = [float(level) for level in fall.levels]
    foot = float(foot_of(fall.levels))
    low, high = min(foot, *levels), max(foot, *levels)
    slot_mm = (width_mm - 2 * SIDE_MM) / (len(fall.steps) + 2)
    names = [
        page.say("year_text", year=fall.before),
        *(wrapped(each.name, LABEL, slot_mm - 1) for each in fall.steps),
        page.say("year_text"),
    ]
    foot_mm = 4 + LINE_MM * max(name.count("\n") + 1 for name in names)
    room = (high - low or 1.0) * LABEL_MM / (height_mm - foot_mm - LABEL_MM)
    axes.set_ylim(low, high + room)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), names, fontsize=LABEL)
    axes.tick_params(axis="x", length=0)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(foot > 0)
    if not foot:
        axes.axhline(0, color=SOFT_INK, linewidth=0.6)
    ends = {0: fall.before, len(names) - 1: page.year}
    for position, year in ends.items():
        level = levels[0 if position == 0 else -1]
        axes.bar(position, level - foot, BAR_WIDTH, bottom=foot, color=FILLS[2])
        if foot:
            _cut(axes, position, foot + (min(levels) - foot) * 0.35, (min(levels) - foot) * 0.1)
        _write(axes, position, max(level, foot), page.value(fall.total, year=year), "")
    shares: Sequence[int | None] = fall.shares or [None] * len(fall.steps)
    for index, (step, share) in enumerate(zip(fall.steps, shares, strict=True), 1):
        start, end = levels[index - 1], levels[index]
        axes.bar(index, end - start, BAR_WIDTH, bottom=start, **_look(step))
        told = "" if share is None else _share_text(page, share, step, fall)
        _write(axes, index, max(start, end), _signed(page, fall, step), told)
    half = BAR_WIDTH / 2
    for index, level in enumerate(levels):
        is_level = index > 0 and not fall.steps[index - 1].amount
        start = index - half if is_level else index + half
        axes.plot([start, index + 1 - half], [level] * 2, color=SOFT_INK, linewidth=0.6)
    arrange([axes], Margins(SIDE_MM, SIDE_MM, 0, foot_mm))


def _look(step: Step) -> dict[str, Any]:
    """Up is dark, down is light with an edge, and what is no part is hatched."""
    if step.is_rest:
        return {"color": FILLS[3], "edgecolor": SOFT_INK, "linewidth": 0.5, "hatch": "///"}
    if step.amount < 0:
        return {"color": "white", "edgecolor": INK, "linewidth": 1.0}
    return {"color": ACCENT}


def _cut(axes: Axes, position: int, height: float, rise: float) -> None:
    """Draw the zigzag that says that a bar does not begin at 0."""
    half = BAR_WIDTH / 2 + 0.04
    across = [position - half + 2 * half * tooth / CUT_TEETH for tooth in range(CUT_TEETH + 1)]
    heights = [height + (rise if tooth % 2 else -rise) for tooth in range(CUT_TEETH + 1)]
    axes.plot(across, heights, color="white", linewidth=2.4, solid_capstyle="butt")


def _write(axes: Axes, position: int, height: float, amount: str, share: str) -> None:
    """Write an amount above a bar, and between them its share."""
    axes.annotate(
        share,
        (position, height),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=SMALL,
        color=SOFT_INK,
    )
    axes.annotate(
        amount,
        (position, height),
        xytext=(0, 12 if share else 3),
        textcoords="offset points",
        ha="center",
        fontsize=LABEL,
        fontweight="bold",
    )


def _amount(page: Page, fall: Fall, amount: Decimal) -> str:
    step = min(fall.first.step, fall.last.step, abs(amount) or Decimal(1))
    return change_text(abs(amount), step, fall.total, page.language)


def _signed(page: Page, fall: Fall, step: Step) -> str:
    sign = "+" if step.amount > 0 else "−" if step.amount < 0 else ""
    return sign + _amount(page, fall, step.amount)


def _share_text(page: Page, share: int, step: Step, fall: Fall) -> str:
    """A share in words; nothing is called 0 or 100 % that is not."""
    if not share and step.amount:
        return page.say("share_least")
    if share == 100 and step.amount != fall.whole:
        return page.say("share_most")
    return page.say("value_percent", number=number_text(Decimal(share)))


def _finding(page: Page, fall: Fall) -> str:
    """Say by how much the whole changed and what each part has in it, the largest first."""
    order = sorted(range(len(fall.steps)), key=lambda index: -abs(fall.steps[index].amount))
    if fall.shares:
        told = [
            page.say("waterfall_share", name=step.name, share=_share_text(page, share, step, fall))
            for step, share in ((fall.steps[index], fall.shares[index]) for index in order)
            if share or not step.is_rest
        ]
        parts = page.say("waterfall_shares", shares=listed(page, told))
    else:
        groups = []
        for key, sign in (("waterfall_up", 1), ("waterfall_down", -1)):
            moved = [step for index in order if (step := fall.steps[index]).amount * sign > 0]
            if moved:
                items = (
                    page.say("named_figure", name=each.name, value=_amount(page, fall, each.amount))
                    for each in moved
                )
                groups.append(page.say(key, items=listed(page, items)))
        parts = "".join(groups) or page.say("waterfall_nothing")
    key = "fell" if fall.whole < 0 else "rose" if fall.whole else "level"
    amount = _amount(page, fall, fall.whole)
    return page.say(f"waterfall_{key}", before=fall.before, amount=amount, parts=parts)


def _in_words(page: Page, fall: Fall) -> str:
    words = [
        page.say("alt_year", in_year=fall.before, value=page.value(fall.total, year=fall.before))
    ]
    for step in fall.steps:
        key = "alt_fell" if step.amount < 0 else "alt_rose" if step.amount else "alt_level"
        words.append(page.say(key, name=step.name, amount=_amount(page, fall, step.amount)))
    words.append(page.say("alt_year", in_year=page.year, value=page.value(fall.total)))
    return page.say("list_semicolon").join(words)


def _data(page: Page, fall: Fall) -> Table:
    """The steps as drawn, and the level after each."""
    last = Cell(page.say("year_text")), Cell(""), page.cell(fall.total)
    rows = [
        (
            Cell(page.say("year_text", year=fall.before)),
            Cell(""),
            page.cell(fall.total, year=fall.before),
        ),
        *(
            (Cell(step.name), typed(_signed(page, fall, step)), typed(_level(page, fall, level)))
            for step, level in zip(fall.steps, fall.levels[1:], strict=True)
        ),
        last,
    ]
    heads = ("column_step", "column_change", "column_level")
    columns = tuple(
        Column(page.say(head), "right" if index else "left", 1.0 if index else 2.0)
        for index, head in enumerate(heads)
    )
    return Table("", columns, tuple(rows))


def _level(page: Page, fall: Fall, level: Decimal) -> str:
    step = min(fall.first.step, fall.last.step)
    return page.say(f"value_{fall.total.unit}", number=number_text(level, step))
