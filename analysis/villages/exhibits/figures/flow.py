"""Where the money went: from sources by way of departments to places, or to what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.bands import (
    FOOT_MM,
    HEAD_MM,
    LABEL_MM,
    Parts,
    Strip,
    draw_bands,
    draw_key,
)
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.ribbons import (
    Band,
    Layout,
    Links,
    drawn,
    folded,
    lay_out,
    small,
    sums,
    too_many,
)
from villages.exhibits.flows import Ends, FlowRow, Money, total, totals
from villages.exhibits.funds import Unit, number_of, share_text, sum_text, unit_of
from villages.exhibits.page import Page
from villages.exhibits.style import WIDTH_MM, Margins, arrange, canvas, drawing
from villages.plan.model import Flow

#: A side with more ribbons than this cannot be read; so with a column of bands.
MOST = 12
#: Bands below this share of the whole are drawn together.
LEAST_SHARE = 0.01

#: Bands that are no code word and no place; such keys are never written.
OTHERS, REST, WHOLE = "\0others", "\0rest", "\0whole"
SPENT, UNKNOWN, UNSPENT = "\0spent", "\0unknown", "\0unspent"

_WHOLE_MM, _BAND_GAP_MM = 52.0, 1.6
_OUTCOMES = {SPENT: Parts(1, 0), UNKNOWN: Parts(0, 0), UNSPENT: Parts(0, 1)}


@dataclass(frozen=True)
class _Side:
    """A column of the chart: its head, the same within a sentence, each band's name and sums."""

    head: str
    words: str
    names: Mapping[str, str]
    money: Mapping[str, Money]


@dataclass(frozen=True)
class _Chart:
    """All that is drawn: the columns and where they stand."""

    sides: tuple[_Side, ...]
    layout: Layout


def flow_rows_of(page: Page, flow: Flow, place: Place | None = None) -> tuple[FlowRow, ...]:
    """Return the rows of a flow in a place and the page's year; none if it shows none."""
    code = (place or page.place).code
    return page.evidence.flows.get((flow.id, code, page.year), ())


def places_below(page: Page, flow: Flow) -> tuple[Place, ...]:
    """Return the places one level down of which the page shows the flow, by code."""
    if page.place.level == "village":
        return ()
    below = "township" if page.place.level == "city" else "village"
    return tuple(
        place
        for place in page.evidence.places.values()
        if place.level == below
        and page.place.code in place.parents
        and flow_rows_of(page, flow, place)
    )


def step_label(page: Page, flow: Flow, step: int) -> str:
    """Return what the plan calls a step of a flow."""
    text = page.plan.registers[flow.register_id].columns[flow.steps[step]].label.of(page.language)
    return text[:1].upper() + text[1:]


def step_name(page: Page, flow: Flow, step: int, word: str) -> str:
    """Return what the plan calls a source (step 0) or department (1) by its code word."""
    values = page.plan.registers[flow.register_id].columns[flow.steps[step]].values or {}
    return values[word].of(page.language) if word in values else page.say("flow_not_stated")


def funds_flow(page: Page, flow: Flow) -> Figure | None:
    """Draw a flow of the plan; None where nothing was allotted in the page's place and year.

    A city's money goes to its townships, a township's to its villages; where no place below is
    shown, to what is spent and what is not. The smallest sources and departments stand together so
    that no more than ``MOST`` ribbons lie between them; more ribbons than that onwards run through
    one band, the whole. Every band is named with its sum.

    Parameters
    ----------
    page
        The page.
    flow
        A flow of its plan.
    """
    rows = flow_rows_of(page, flow)
    if not any(row.money.allotted_low > 0 for row in rows):
        return None
    chart = _chart(page, flow, rows)
    unit = unit_of(page, flow, total(rows))
    with drawing():
        figure, (axes,) = canvas(FOOT_MM + chart.layout.height + HEAD_MM)
        axes.set_xlim(0, WIDTH_MM)
        axes.set_ylim(-FOOT_MM, chart.layout.height + HEAD_MM)
        axes.axis("off")
        arrange([axes], Margins(0, 0, 0, 0))
        columns = zip(chart.sides, chart.layout.columns, strict=True)
        strips = [_strip(page, side, column, unit) for side, column in columns]
        draw_bands(axes, chart.layout, strips)
        keys = {name: page.say(f"flow_{name}") for name in ("spent", "unspent", "unknown")}
        draw_key(axes, keys, page.say("flow_sums", unit=unit.words))
        return framed(
            page,
            figure,
            caption=flow_caption(page, flow, rows),
            alt=_alt(page, chart, unit),
            note=page.say("note_flow"),
            data=_data(page, flow, chart, unit),
        )


def flow_caption(page: Page, flow: Flow, rows: Sequence[FlowRow]) -> str:
    """Say what was allotted and spent, and which department has most left, if that is certain."""
    whole = total(rows)
    unit = unit_of(page, flow, whole)

    def text(ends: Ends) -> str:
        return sum_text(page, unit, ends)

    by_department = totals(rows, lambda row: row.department)
    most = max(by_department, key=lambda key: by_department[key].unspent_low)
    others = [money.unspent_high for key, money in by_department.items() if key != most]
    more = ""
    if most and others and by_department[most].unspent_low > max(others):
        amount = text(by_department[most].unspent)
        name = step_name(page, flow, 1, most)
        more = page.say("caption_flow_most", name=name, amount=amount)
    return page.say(
        "caption_flow",
        label=flow.label.of(page.language),
        allotted=text(whole.allotted),
        spent=text(whole.spent),
        share=share_text(page, whole),
        unspent=text(whole.unspent),
        more=more,
    )


def _chart(page: Page, flow: Flow, rows: Sequence[FlowRow]) -> _Chart:
    first: Links = drawn({(row.source, row.department): row.money.allotted_low for row in rows})
    second, last = _onwards(page, flow, rows)
    start = _side(page, flow, 0, totals(rows, lambda row: row.source))
    middle = _side(page, flow, 1, totals(rows, lambda row: row.department))
    few_sources, few_departments = too_many(first, MOST, LEAST_SHARE)
    first = folded(folded(first, 0, few_sources, OTHERS), 1, few_departments, OTHERS)
    second = folded(second, 0, few_departments, OTHERS)
    sides = [_together(page, start, few_sources), _together(page, middle, few_departments)]
    if SPENT not in last.names:
        few_places = small(sums(second, 1), MOST, LEAST_SHARE)
        second = folded(second, 1, few_places, OTHERS)
        last = _together(page, last, few_places)
    links = [first, second]
    if len(second) > MOST:
        links[1:] = [
            {(key, WHOLE): amount for key, amount in sums(second, 0).items()},
            {(WHOLE, key): amount for key, amount in sums(second, 1).items()},
        ]
        head = page.say("row_flow_total")
        sides.append(_Side(head, head, {WHOLE: head}, {WHOLE: total(rows)}))
    sides.append(last)
    layout = lay_out(links, _WHOLE_MM, _BAND_GAP_MM, LABEL_MM, (OTHERS, REST, ""))
    return _Chart(tuple(sides), layout)


def _side(page: Page, flow: Flow, step: int, money: Mapping[str, Money]) -> _Side:
    names = {word: step_name(page, flow, step, word) for word in money}
    head = step_label(page, flow, step)
    return _Side(head, head, names, money)


def _onwards(page: Page, flow: Flow, rows: Sequence[FlowRow]) -> tuple[Links, _Side]:
    """Where each department's money goes, and the last column."""
    by_department = totals(rows, lambda row: row.department)
    below = places_below(page, flow)
    if not below:
        return _outcome(page, by_department)
    links: dict[tuple[str, str], int] = {}
    money: dict[str, Money] = {}
    left = {department: each.allotted_low for department, each in by_department.items()}
    for place in below:
        own = flow_rows_of(page, flow, place)
        money[place.code] = total(own)
        for department, each in totals(own, lambda row: row.department).items():
            links[department, place.code] = each.allotted_low
            left[department] -= each.allotted_low
    # What went to places that the page does not show.
    links |= {(department, REST): amount for department, amount in left.items()}
    money[REST] = total(rows) - sum(money.values(), Money())
    words = page.level(below[0].level, 2)
    names = {place.code: page.name(place) for place in below}
    names[REST] = page.say("flow_rest", place_level=words)
    head = page.level(below[0].level)
    return drawn(links), _Side(head[:1].upper() + head[1:], words, names, money)


def _outcome(page: Page, by_department: Mapping[str, Money]) -> tuple[Links, _Side]:
    """What became of each department's money: spent, not spent, or nobody knows."""
    links: dict[tuple[str, str], int] = {}
    for department, each in by_department.items():
        unspent = min(max(each.unspent_low, 0), each.allotted_low)
        unknown = max(each.allotted_low - each.spent_low - unspent, 0)
        # What was spent beyond the allotment came from elsewhere.
        links[department, SPENT] = each.allotted_low - unspent - unknown
        links[department, UNSPENT], links[department, UNKNOWN] = unspent, unknown
    names = {
        SPENT: page.say("flow_spent"),
        UNSPENT: page.say("flow_unspent"),
        UNKNOWN: page.say("flow_unknown"),
    }
    words = page.say("alt_flow_outcome")
    return drawn(links), _Side(page.say("flow_outcome"), words, names, {})


def _together(page: Page, side: _Side, keys: frozenset[str]) -> _Side:
    """Name the bands that are drawn together."""
    if not keys:
        return side
    names = {**side.names, OTHERS: page.say("flow_others", count=len(keys))}
    money = {**side.money, OTHERS: sum((side.money[key] for key in keys), Money())}
    return replace(side, names=names, money=money)


def _strip(page: Page, side: _Side, column: Sequence[Band], unit: Unit) -> Strip:
    """A column as it is drawn; of what became of the money each band is one thing only."""
    if SPENT in side.names:
        labels = {band.key: (side.names[band.key], _sum(page, unit, band.total)) for band in column}
        return Strip(side.head, labels, _OUTCOMES)
    labels = {
        band.key: (side.names[band.key], _label(page, unit, band.total, side.money[band.key]))
        for band in column
    }
    parts = {band.key: _parts(side.money[band.key]) for band in column}
    return Strip(side.head, labels, parts, is_whole=WHOLE in side.names)


def _label(page: Page, unit: Unit, amount: int, money: Money) -> str:
    ends = Ends(Decimal(amount), Decimal(amount))
    number = number_of(page, unit, ends)
    text = page.say("flow_label_sum", number=number, unit=unit.words)
    return page.say("flow_label", amount=text, share=share_text(page, money))


def _parts(money: Money) -> Parts:
    whole = max(money.allotted_low, 1)
    unspent = min(max(money.unspent_low, 0), whole)
    return Parts(min(max(money.spent_low, 0), whole - unspent) / whole, unspent / whole)


def _alt(page: Page, chart: _Chart, unit: Unit) -> str:
    columns = []
    for side, column in zip(chart.sides, chart.layout.columns, strict=True):
        if WHOLE in side.names:
            continue
        items = page.say("list_comma").join(
            page.say("named_figure", name=side.names[band.key], value=_sum(page, unit, band.total))
            for band in column
        )
        columns.append(page.say("named_list", name=side.head, items=items))
    text = page.say("list_semicolon").join(columns)
    return page.say("alt_flow", end=chart.sides[-1].words, columns=text)


def _data(page: Page, flow: Flow, chart: _Chart, unit: Unit) -> Table:
    """The sums that are drawn, ribbon by ribbon."""
    rows = tuple(
        (
            Cell(chart.sides[index].names[ribbon.start]),
            Cell(chart.sides[index + 1].names[ribbon.end]),
            typed(_sum(page, unit, ribbon.total)),
        )
        for index, ribbons in enumerate(chart.layout.ribbons)
        for ribbon in ribbons
    )
    columns = (
        Column(page.say("column_flow_from"), share=1.6),
        Column(page.say("column_flow_to"), share=1.6),
        Column(page.say("column_allotted"), "right"),
    )
    return Table(page.say("data_flow", label=flow.label.of(page.language)), columns, rows)


def _sum(page: Page, unit: Unit, amount: int) -> str:
    return sum_text(page, unit, Ends(Decimal(amount), Decimal(amount)))
