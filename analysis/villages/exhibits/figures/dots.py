"""Dots: the places below, in the order of their values, against the target's line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Place
from villages.exhibits.figures.data import values_of
from villages.exhibits.figures.frame import framed, small_number
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    INK,
    LABEL,
    RULE,
    SMALL,
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
#: Of so many households or fewer one is a percentage point or more.
FEW = 100


class Ranked(NamedTuple):
    """A place with its value as it is shown."""

    place: Place
    value: float


def place_dots(page: Page, card: Card) -> Figure | None:
    """Draw a card's value in each place below, the best first.

    Places whose shown values are the same are tied: in the order of their codes, and joined.

    Returns
    -------
    Figure or None
        None if fewer than two places are shown, or more than fit a page.
    """
    ranked = _ranked(page, card)
    if not 2 <= len(ranked) <= MOST_PLACES:
        return None
    with drawing():
        figure, (axes,) = canvas(
            12 + (ROW_HEIGHT_MM if len(ranked) <= MANY_PLACES else NARROW_ROW_MM) * len(ranked)
        )
        values = [each.value for each in ranked]
        rows = range(len(ranked))
        axes.hlines(rows, min(values), values, color=RULE, linewidth=1.0)
        for first, last in ties(values):
            axes.plot([values[first]] * 2, [first, last], color=ACCENT, linewidth=0.9)
        axes.plot(values, rows, "o", color=ACCENT, markersize=4.5, zorder=3)
        axes.set_yticks(list(rows), [page.name(each.place) for each in ranked])
        axes.set_ylim(len(ranked) - 0.4, -0.9)
        for row, each in zip(rows, ranked, strict=True):
            axes.annotate(
                page.value(card, each.place),
                (each.value, row),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
            )
        line = _common_line(page, card, ranked[0].place)
        edges = [*values, line] if line is not None else values
        room = (max(edges) - min(edges)) or abs(max(edges)) or 1.0
        axes.set_xlim(min(edges) - 0.03 * room, max(edges) + 0.16 * room)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        lined = [aim for aim in page.aims if aim.card.id == card.id] if line is not None else []
        if line is not None:
            axes.axvline(line, color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
            text = line_text(page, lined[0], page.judgement(lined[0], ranked[0].place))
            axes.annotate(
                page.say("line_label", line=text),
                (line, -0.9),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=SMALL,
                color=SOFT_INK,
                annotation_clip=False,
            )
        names = [text_width_mm(page.name(each.place), LABEL) for each in ranked]
        arrange([axes], Margins(max(names) + 3, 2, 6 if line is not None else 1, 1))
        return framed(
            page,
            figure,
            caption=_finding(page, card, ranked),
            alt=page.say("alt_places", label=card.label.of(page.language))
            + page.say("list_semicolon").join(
                page.say(
                    "named_figure", name=page.name(each.place), value=page.value(card, each.place)
                )
                for each in ranked
            ),
            note=_note(page, card, ranked),
            data=values_of(
                page, card, [each.place for each in ranked], lined[0] if lined else None
            ),
        )


def _ranked(page: Page, card: Card) -> list[Ranked]:
    sign = 1 if card.better == "less" else -1
    found = ((place, page.shown(card, place)) for place in page.below)
    ranked = [Ranked(place, float(each.value)) for place, each in found if each is not None]
    return sorted(ranked, key=lambda each: (sign * each.value, each.place.code))


def ties(values: Sequence[float]) -> list[tuple[int, int]]:
    """Return the first and last position of each run of two or more equal values.

    Examples
    --------
    >>> ties([100.0, 100.0, 98.5, 97.0, 97.0, 97.0])
    [(0, 1), (3, 5)]
    """
    runs = [[row for row, _ in run] for _, run in groupby(enumerate(values), lambda pair: pair[1])]
    return [(run[0], run[-1]) for run in runs if len(run) > 1]


def _finding(page: Page, card: Card, ranked: Sequence[Ranked]) -> str:
    """Say from where to where the values reach; tied places are not told apart."""
    label = card.label.of(page.language)
    first, last = ranked[0], ranked[-1]
    if first.value == last.value:
        places = page.level(first.place.level, len(ranked))
        value = page.value(card, first.place)
        return page.say(
            "caption_places_same", label=label, total=len(ranked), places=places, value=value
        )
    return page.say(
        "caption_places",
        label=label,
        first=_tied(page, first, ranked),
        first_value=page.value(card, first.place),
        last=_tied(page, last, ranked),
        last_value=page.value(card, last.place),
    )


def _tied(page: Page, chosen: Ranked, ranked: Sequence[Ranked]) -> str:
    """A place's name, with how many others share its value."""
    name = page.name(chosen.place)
    others = sum(each.value == chosen.value for each in ranked) - 1
    places = page.level(chosen.place.level, others)
    return page.say("tied_places", name=name, count=others, places=places) if others else name


def _note(page: Page, card: Card, ranked: Sequence[Ranked]) -> str:
    """Say what one household is where it is much, and how many places are not there."""
    notes = []
    counted = ((each, page.measurement(card, each.place)) for each in ranked)
    sizes = [
        (found.denominator, each.place)
        for each, found in counted
        if found is not None and found.denominator
    ]
    # Counts of the public edition are rounded: what one household is does not follow from them.
    if sizes and page.edition == "internal" and card.is_rate_of_counted:
        size, place = min(sizes, key=lambda pair: (pair[0], pair[1].code))
        if size <= FEW:
            notes.append(small_number(page, card, place))
    shown = {each.place.code for each in ranked}
    absent = sum(
        place.code not in shown and page.measurement(card, place) is not None
        for place in page.below
    )
    if absent:
        places = page.level(ranked[0].place.level, absent)
        notes.append(page.say("note_places_absent", count=absent, places=places))
    return page.say("sentence_space").join(notes)


def _common_line(page: Page, card: Card, place: Place) -> float | None:
    """The line of the card's first target, unless it is each place's own last value."""
    for aim in page.aims:
        if aim.card.id == card.id and not aim.target.rises:
            judgement = page.judgement(aim, place)
            if judgement is not None and judgement.line is not None:
                return float(judgement.line)
    return None
