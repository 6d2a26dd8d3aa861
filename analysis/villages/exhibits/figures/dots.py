"""Dots: the places below, in the order of their values, against the target's line."""

from __future__ import annotations

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Measurement, Place
from villages.exhibits.figures.data import values_of
from villages.exhibits.figures.frame import framed
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    INK,
    RULE,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    text_width_mm,
)
from villages.exhibits.wording import line_text
from villages.plan.model import Card

ROW_HEIGHT_MM = 4.9
#: More places than this do not fit a page.
MOST_PLACES = 60
MANY_PLACES = 40
NARROW_ROW_MM = 3.9


def place_dots(page: Page, card: Card) -> Figure | None:
    """Draw a card's value in each place below; None if fewer than two are shown."""
    found = [
        (place, each)
        for place in page.below
        if (each := page.measurement(card, place)) is not None and each.value is not None
    ]
    if not 2 <= len(found) <= MOST_PLACES:
        return None
    sign = 1 if card.better == "less" else -1
    found.sort(key=lambda pair: (sign * _number(pair[1]), pair[0].code))
    with drawing():
        figure, (axes,) = canvas(
            12 + (ROW_HEIGHT_MM if len(found) <= MANY_PLACES else NARROW_ROW_MM) * len(found)
        )
        values = [_number(each) for _, each in found]
        rows = range(len(found))
        axes.hlines(rows, min(values), values, color=RULE, linewidth=1.0)
        axes.plot(values, rows, "o", color=ACCENT, markersize=4.5)
        axes.set_yticks(list(rows), [page.name(place) for place, _ in found])
        axes.set_ylim(len(found) - 0.4, -0.9)
        for row, (place, _) in zip(rows, found, strict=True):
            axes.annotate(
                page.value(card, place),
                (values[row], row),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
            )
        line = _common_line(page, card, found[0][0])
        edges = [*values, line] if line is not None else values
        room = (max(edges) - min(edges)) or abs(max(edges)) or 1.0
        axes.set_xlim(min(edges) - 0.03 * room, max(edges) + 0.16 * room)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        aims = page.aims if line is not None else ()
        aim = next((aim for aim in aims if aim.card.id == card.id), None)
        if line is not None and aim is not None:
            axes.axvline(line, color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
            text = line_text(page, aim, page.judgement(aim, found[0][0]))
            axes.annotate(
                page.say("line_label", line=text),
                (line, -0.9),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=7.5,
                color=SOFT_INK,
                annotation_clip=False,
            )
        names = [text_width_mm(page.name(place), 8) for place, _ in found]
        arrange([axes], Margins(max(names) + 3, 2, 6 if line is not None else 1, 1))
        first, last = found[0][0], found[-1][0]
        label = card.label.of(page.language)
        return framed(
            page,
            figure,
            caption=page.say(
                "caption_places",
                label=label,
                first=page.name(first),
                first_value=page.value(card, first),
                last=page.name(last),
                last_value=page.value(card, last),
            ),
            alt=page.say("alt_places", label=label)
            + page.say("list_semicolon").join(
                page.say("named_figure", name=page.name(place), value=page.value(card, place))
                for place, _ in found
            ),
            data=values_of(page, card, [place for place, _ in found], aim),
        )


def _number(found: Measurement) -> float:
    assert found.value is not None
    return float(found.value)


def _common_line(page: Page, card: Card, place: Place) -> float | None:
    """The line of the card's first target, unless it is each place's own last value."""
    for aim in page.aims:
        if aim.card.id == card.id and not aim.target.rises:
            judgement = page.judgement(aim, place)
            if judgement is not None and judgement.line is not None:
                return float(judgement.line)
    return None
