"""The spine of a village: each target as its backbone, and beside it the places above."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
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
from villages.exhibits.figures.rows import Words, with_range
from villages.exhibits.figures.spread import spread_spine
from villages.exhibits.numbers import bare_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import drawing
from villages.exhibits.wording import aim_label, known_value, line_text


def target_spine(page: Page) -> Figure | None:
    """Draw how far a place is from each target, beside those that it is compared with.

    A village stands beside all villages of its township and of the city; a township and the city
    stand among the plan's villages in them.

    Returns
    -------
    Figure or None
        None where the plan asks nothing, or there is nothing that the edition shows to compare.
    """
    if page.place.level != "village":
        return spread_spine(page)
    above = tuple(page.above)
    found = [_beside(page, aim, above) for aim in page.aims]
    found = [each for each in found if each.own is not None or each.span is not None]
    if not any(each.others for each in found):
        return None
    places = (page.place, *above)
    heads = [page.name(page.place)]
    heads += [page.say("context_all", name=page.name(place)) for place in above]
    numbers = [[_number(page, each.aim, place) for place in places] for each in found]
    columns = [
        Words(
            page.say("named_figure_spaced", name=MARKS[index][1], value=head),
            [each[index] for each in numbers],
            weight="Regular" if index else "Bold",
            most_mm=26,
        )
        for index, head in enumerate(heads)
    ]
    with drawing():
        figure, rows = draw_backbone(page, found, columns)
        for each, middle in zip(found, rows.middles, strict=True):
            others = [each.others.get(place.code) for place in above]
            draw_marks(rows, each, (each.own, *others), middle)
        has_span = any(each.span is not None for each in found)
        return framed(
            page,
            figure,
            caption=_finding(page, found, above[-1]),
            alt=page.say("list_semicolon").join(
                _in_words(page, each, heads, words)
                for each, words in zip(found, numbers, strict=True)
            ),
            note=with_range(page, page.say("note_spine_village"), has_range=has_span),
            data=_data(page, found, above, heads),
        )


def _beside(page: Page, aim: Aim, above: Sequence[Place]) -> Vertebra:
    found = {place.code: _above(page, aim, place) for place in above}
    others = {code: each for code, each in found.items() if each is not None}
    return Vertebra(aim, *own_distance(page, aim), others)


def _above(page: Page, aim: Aim, place: Place) -> Decimal | None:
    """The distance of all villages of a place above; what is to rise is held against its own past.

    Their values are context and bear no verdict.
    """
    judgement = page.judgement(aim)
    found = page.measurement(aim.card, place, scope="all")
    if judgement is None or found is None or found.value is None:
        return None
    if not aim.target.rises:
        return distance_of(found.value, judgement)
    before = page.measurement(aim.card, place, page.year - 1, "all")
    return found.value - before.value if before is not None and before.value is not None else None


def _number(page: Page, aim: Aim, place: Place) -> str:
    """Write a place's value; of what is to rise also the value of the year before."""
    is_own = place.code == page.place.code
    scope = page.scope if is_own else "all"
    value = known_value(page, aim) if is_own else page.value(aim.card, place, scope=scope)
    before = page.shown(aim.card, place, page.year - 1, scope) if aim.target.rises else None
    if before is None:
        return value
    first = bare_text(before.value, before.step, aim.card)
    return page.say("panel_values", first=first, last=value)


def _finding(page: Page, found: Sequence[Vertebra], city: Place) -> str:
    """Say how many targets are reached, and on how many the village is ahead of the city."""
    judged = [page.judgement(each.aim) for each in found]
    pairs = [
        (each.own, each.others[city.code])
        for each in found
        if each.own is not None and city.code in each.others
    ]
    counts = {
        "better": sum(own > other for own, other in pairs),
        "equal": sum(own == other for own, other in pairs),
        "worse": sum(own < other for own, other in pairs),
        "open": len(found) - len(pairs),
    }
    clauses = [
        page.say(f"spine_than_{name}", count=count) for name, count in counts.items() if count
    ]
    return page.say(
        "caption_spine_village",
        count=len(found),
        met=sum(each is not None and each.verdict == "met" for each in judged),
        name=page.say("context_all", name=page.name(city)),
        clauses=page.say("list_comma").join(clauses),
    )


def _in_words(page: Page, row: Vertebra, heads: Sequence[str], numbers: Sequence[str]) -> str:
    items = (
        page.say("named_figure_spaced", name=head, value=number)
        for head, number in zip(heads, numbers, strict=True)
    )
    return page.say(
        "named_list",
        name=named_aim(page, row.aim),
        items=page.say("list_comma").join(items),
    )


def _data(
    page: Page, found: Sequence[Vertebra], above: Sequence[Place], heads: Sequence[str]
) -> Table:
    """Return each place's value beside the line, and of what rises the year before."""
    rises = [each.aim for each in found if each.aim.target.rises]
    columns = [
        Column(page.say("column_target"), share=2.0),
        Column(page.say("data_line"), "right"),
        *(Column(head, "right") for head in heads),
    ]
    before = page.year - 1
    if rises:
        columns += [Column(str(before), "right", group=head) for head in heads]
    rows = []
    for each in found:
        card = each.aim.card
        row = [
            Cell(aim_label(page, each.aim)),
            typed(line_text(page, each.aim, page.judgement(each.aim))),
            page.cell(card),
            *(page.cell(card, place, scope="all") for place in above),
        ]
        if rises:
            own = (
                page.cell(card, year=before),
                *(page.cell(card, to, before, "all") for to in above),
            )
            row += own if each.aim.target.rises else [Cell("")] * len(heads)
        rows.append(tuple(row))
    return Table("", tuple(columns), tuple(rows))
