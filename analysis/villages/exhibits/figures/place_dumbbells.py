"""Dumbbells of one card: each place below from the first year until now, against a common line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.dumbbell import (
    Dumbbell,
    draw_dumbbell,
    dumbbell_of,
    gap_words,
    heads,
    number_columns,
)
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.rows import (
    FOOT_MM,
    Rows,
    Words,
    row_chart,
    with_range,
    write_head,
)
from villages.exhibits.figures.scales import Ends, along, beyond, remaining_first
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import INK, SMALL, drawing, text_width_mm
from villages.exhibits.wording import aim_text, known_value, line_text, listed
from villages.plan.model import Card

LEAST_ROW_MM = 5.2
#: More places than these are left to another chart.
MOST_PLACES = 40
#: So many places that share the largest gap are named.
MOST_NAMES = 3


class PlaceRow(NamedTuple):
    """A place below with its dumbbell."""

    place: Place
    bell: Dumbbell


def place_dumbbells(page: Page, card: Card) -> Figure | None:
    """Draw a card in each place below: the first year, now, and what is left to the common line.

    All rows have one scale; the place with the largest gap comes first
    (:func:`villages.exhibits.figures.scales.remaining_first`).

    Returns
    -------
    Figure or None
        None where the card has no line that is the same for all, fewer than two places are shown or
        too many, or no value of the first year is shown.
    """
    aim = next((each for each in page.aims if each.card.id == card.id), None)
    if aim is None or aim.target.rises or len(page.years) < 2:
        return None
    found = [
        PlaceRow(place, bell)
        for place in page.below
        if (bell := dumbbell_of(page, aim, place)) is not None
    ]
    if not 2 <= len(found) <= MOST_PLACES or all(row.bell.first is None for row in found):
        return None
    found.sort(key=lambda row: (*_order(row), row.place.code))
    firsts = [page.value(card, row.place, page.years[0]) for row in found]
    nows = [known_value(page, aim, row.place) for row in found]
    gaps = [gap_words(page, aim, row.bell.judgement) for row in found]
    first_head, now_head, _, gap_head = heads(page)
    with drawing():
        figure, rows = row_chart(
            Words("", [page.name(row.place) for row in found]),
            (
                Words(first_head, firsts),
                Words(now_head, nows, weight="Bold"),
                Words(gap_head, gaps, weight="Bold", most_mm=32),
            ),
            LEAST_ROW_MM,
        )
        numbers = [number for row in found for number in row.bell.numbers]
        low, high = min(numbers), max(numbers)
        _common_line(page, rows, aim, found[0], (low, high))
        for row, middle in zip(found, rows.middles, strict=True):
            draw_dumbbell(rows, row.bell, low, high, middle)
        return framed(
            page,
            figure,
            caption=_finding(page, aim, found),
            alt=page.say("list_semicolon").join(
                page.say(
                    "alt_place_dumbbell",
                    name=page.name(row.place),
                    first_year=page.years[0],
                    first=first,
                    now=now,
                    gap=gap,
                )
                for row, first, now, gap in zip(found, firsts, nows, gaps, strict=True)
            ),
            note=_note(page, card, found),
            data=_data(page, aim, found, firsts, nows, gaps),
        )


def _order(row: PlaceRow) -> tuple[int, Decimal, Decimal]:
    judgement, bell = row.bell.judgement, row.bell
    gap = judgement.gap_high if judgement.verdict == "no_data" else judgement.gap
    return remaining_first(
        judgement.verdict, gap, beyond(bell.present, bell.line, judgement.relation)
    )


def _common_line(page: Page, rows: Rows, aim: Aim, row: PlaceRow, ends: Ends) -> None:
    x = rows.across(float(along(row.bell.line, *ends)))
    foot = rows.height - FOOT_MM
    rows.axes.plot([x, x], [rows.top, foot], color=INK, linewidth=1.2, zorder=1.5)
    text = page.say("target_label", target=aim_text(page, aim, row.bell.judgement))
    half = text_width_mm(text, SMALL) / 2
    middle = min(max(x, rows.left + half), rows.right - half)
    write_head(rows, middle, text, "center")


def _finding(page: Page, aim: Aim, found: Sequence[PlaceRow]) -> str:
    """Say how many places reach the line, and which have most left to do."""
    met = sum(row.bell.judgement.verdict == "met" for row in found)
    words = {
        "label": aim.card.label.of(page.language),
        "total": len(found),
        "met": met,
        "places": page.level(found[0].place.level, len(found)),
        "target": aim_text(page, aim, found[0].bell.judgement),
    }
    if met == len(found):
        return page.say("caption_place_dumbbells_all", **words)
    top = found[0].bell.judgement
    if top.verdict != "not_met" or not top.gap:
        return page.say("caption_place_dumbbells_met", **words)
    most = [page.name(row.place) for row in found if row.bell.judgement.gap == top.gap]
    names = listed(page, most, MOST_NAMES)
    gap = gap_words(page, aim, top)
    return page.say("caption_place_dumbbells", **words, names=names, gap=gap)


def _note(page: Page, card: Card, found: Sequence[PlaceRow]) -> str:
    """Say what the marks are, and how many places are not there."""
    note = with_range(
        page,
        page.say("note_place_dumbbells", first_year=page.years[0]),
        has_range=any(row.bell.span is not None for row in found),
    )
    drawn = {row.place.code for row in found}
    absent = sum(
        place.code not in drawn and page.measurement(card, place) is not None
        for place in page.below
    )
    if not absent:
        return note
    places = page.level(found[0].place.level, absent)
    rest = page.say("note_places_absent", count=absent, places=places)
    return page.say("sentence_pair", first=note, second=rest)


def _data(
    page: Page,
    aim: Aim,
    found: Sequence[PlaceRow],
    firsts: Sequence[str],
    nows: Sequence[str],
    gaps: Sequence[str],
) -> Table:
    level = found[0].place.level
    columns = (Column(page.say(f"column_{level}"), share=2.0), *number_columns(page))
    rows = tuple(
        (
            Cell(page.name(row.place)),
            typed(first),
            typed(now),
            typed(line_text(page, aim, row.bell.judgement)),
            typed(gap),
        )
        for row, first, now, gap in zip(found, firsts, nows, gaps, strict=True)
    )
    return Table("", columns, rows)
