"""What one body answers for, over all villages: done, behind, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from villages.errors import UserError
from villages.exhibits.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.flow import flow_rows_of
from villages.exhibits.flows import Money, total
from villages.exhibits.funds import share_text, sum_text, unit_of
from villages.exhibits.gaps import gap_text
from villages.exhibits.measures import (
    below,
    body_label,
    definition_table,
    measure_level,
    measure_table,
    part_of,
    places_tally,
    tally_sentence,
)
from villages.exhibits.opening import retitled, whole_name
from villages.exhibits.page import Page
from villages.exhibits.wording import SHAPES, band_or_value, listed, status_word
from villages.plan.measures import Measure
from villages.vocabulary import Level, Status

#: So many measures stand side by side in the table of places.
MOST_COLUMNS = 6
#: So many names a cell holds; of more it says that there are others.
MOST_NAMES = 8


def department_cover(page: Page, body: str) -> Section:
    """Return the front of the report of what a body answers for.

    Raises
    ------
    UserError
        If the plan knows no such body.
    """
    measures = _led(page, body)
    label = body_label(page, body)
    title = page.say("title_body", whole_name=whole_name(page), body=label)
    said = tally_sentence(page, measures) if measures else page.say("body_leads_nothing")
    front = retitled(page, title)
    facts = (front.facts[0], (page.say("fact_body"), label), *front.facts[1:])
    return Section((replace(front, headline=said, facts=facts, standing=None),))


def department_overview(page: Page, body: str) -> Section:
    """Return how far the measures that a body leads are, and its money."""
    measures = _led(page, body)
    blocks: list[Block] = [Heading(page.say("heading_body_overview"))]
    if measures:
        blocks.append(Paragraph(tally_sentence(page, measures), "finding"))
        figure = places_tally(page, measures)
        if figure is not None:
            blocks.append(figure)
    else:
        blocks.append(Paragraph(page.say("body_leads_nothing"), "finding"))
    blocks += [Paragraph(text) for text in _money(page, body)]
    return Section(tuple(blocks))


def department_measures(page: Page, body: str) -> Section:
    """Return the measures that a body leads and those that it supports, and what each asks."""
    led, supported = _led(page, body), page.plan.programme.supported_by(body)
    blocks: list[Block] = []
    if led:
        blocks += [
            Heading(page.say("heading_led")),
            measure_table(page, led, page.say("caption_led")),
            definition_table(page, led),
        ]
    if supported:
        blocks += [
            Heading(page.say("heading_supported")),
            measure_table(page, supported, page.say("caption_supported")),
        ]
    return Section(tuple(blocks))


def department_places(page: Page, body: str) -> Section:
    """Return the places below where a measure that the body leads is not known to be done."""
    blocks: list[Block] = []
    for level in ("village", "township"):
        measures = _apart(
            each for each in _judged(page, body) if measure_level(page, each) == level
        )
        for first in range(0, len(measures), MOST_COLUMNS):
            table = _places_table(page, measures[first : first + MOST_COLUMNS], level)
            if table is not None:
                blocks.append(table)
    if not blocks:
        return Section(())
    return Section((Heading(page.say("heading_body_places")), *blocks))


def department_next(page: Page, body: str) -> Section:
    """Return what is to be done next: what is left of each measure, planned exits first."""
    rows = [row for measure in _judged(page, body) if (row := _next_row(page, measure))]
    if not rows:
        return Section(())
    columns = (
        Column(page.say("column_measure"), share=1.8),
        Column(page.say("tally_behind"), "right", 0.8),
        Column(page.say("tally_on_time"), "right", 0.8),
        Column(page.say("tally_no_data"), "right", 0.9),
        Column(page.say("column_gap_each"), "right", 1.6),
        Column(page.say("column_first_places"), share=3.0),
    )
    table = Table(page.say("caption_body_next"), columns, tuple(rows), page.say("note_body_next"))
    return Section((Heading(page.say("heading_body_next")), table))


def _led(page: Page, body: str) -> tuple[Measure, ...]:
    programme = page.plan.programme
    if body not in programme.bodies:
        raise UserError("page_body_unknown", value=body, near=", ".join(programme.bodies))
    return programme.led_by(body)


def _judged(page: Page, body: str) -> list[Measure]:
    return [each for each in _led(page, body) if page.measure_aim(each) is not None]


def _apart(measures: Iterable[Measure]) -> list[Measure]:
    """Leave out what would stand twice: measures that hold the same card against the same line."""
    found: dict[object, Measure] = {}
    for measure in measures:
        done = measure.done
        line = (done.is_target, done.at_least, done.at_most, done.rises, done.rises_since)
        found.setdefault((done.card, line), measure)
    return list(found.values())


def _money(page: Page, body_id: str) -> Iterator[str]:
    """Say what was allotted to the body's projects in the year and what of it was spent."""
    word = page.plan.programme.bodies[body_id].money
    for flow in page.plan.flows:
        rows = [row for row in flow_rows_of(page, flow) if row.department == word]
        money: Money = total(rows)
        if money.rows:
            unit = unit_of(page, flow, money)
            yield page.say(
                "body_money",
                count=money.rows,
                allotted=sum_text(page, unit, money.allotted),
                spent=sum_text(page, unit, money.spent),
                share=share_text(page, money),
            )


def _places_table(page: Page, measures: Sequence[Measure], level: Level) -> Table | None:
    places = below(page, level)
    open_places = [
        place
        for place in places
        if any(
            part_of(page, measure, page.measure_judgement(measure, place)) != "met"
            for measure in measures
        )
    ]
    if not open_places:
        return None
    columns = [Column(page.say(f"column_{level}"), share=1.6)]
    if level == "village":
        columns.append(Column(page.say("column_township"), share=1.3))
    cards = [page.plan.cards[each.done.card] for each in measures]
    columns += [Column(card.short.of(page.language), "right") for card in cards]
    rows = tuple(
        (*_names(page, place), *(_place_cell(page, measure, place) for measure in measures))
        for place in open_places
    )
    note = page.say(
        "note_body_places",
        rest=len(places) - len(open_places),
        count=len(places),
        places=page.level(level, len(places)),
        legend=listed(page, [f"{SHAPES[each]} {status_word(page, each)}" for each in SHAPES]),
    )
    names = listed(page, [each.label.of(page.language) for each in measures])
    return Table(page.say("caption_body_places", names=names), tuple(columns), rows, note)


def _names(page: Page, place: Place) -> tuple[Cell, ...]:
    if place.level != "village":
        return (Cell(page.name(place)),)
    township = page.evidence.places[place.township_code]
    return Cell(page.name(place)), Cell(page.name(township))


def _place_cell(page: Page, measure: Measure, place: Place) -> Cell:
    judgement = page.measure_judgement(measure, place)
    status: Status = "no_data"
    if judgement is not None and judgement.status is not None:
        status = judgement.status
    if status == "no_data":
        return Cell(f"{SHAPES[status]} {status_word(page, status)}", status)
    card = page.plan.cards[measure.done.card]
    value = band_or_value(page, card, place)
    found = page.measurement(card, place)
    if judgement is not None and found is not None and found.is_withheld:
        value = page.say(f"band_{judgement.band}")
    return replace(typed(f"{SHAPES[status]} {value}"), tone=status)


def _next_row(page: Page, measure: Measure) -> tuple[Cell, ...] | None:
    aim = page.measure_aim(measure)
    assert aim is not None  # only judged measures come here
    whole = page.measure_judgement(measure)
    places = below(page, measure_level(page, measure))
    parts = {
        place.code: part_of(page, measure, page.measure_judgement(measure, place))
        for place in places
    }
    counts = [list(parts.values()).count(part) for part in ("behind", "on_time", "no_data")]
    if not any(counts):
        return None
    todo = [place for place in places if parts[place.code] in ("behind", "on_time")]
    # The plan serves the villages that are planned to exit first.
    todo.sort(key=lambda place: (page.step(place), place.code))
    gap = page.say("no_figure")
    if whole is not None:
        gap = gap_text(page, aim, whole.gap_each, whole.gap_each_low, whole.gap_each_high)
    return (
        Cell(measure.label.of(page.language)),
        *(page.counted(count) for count in counts),
        typed(gap),
        Cell(listed(page, [page.name(place) for place in todo], MOST_NAMES)),
    )
