"""The numbers behind the charts as tables, for spreadsheets: what is drawn, and nothing more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from villages.exhibits.blocks import Cell, Column, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.evidence import Bin, MilestoneCount, Place
from villages.exhibits.numbers import number_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.wording import aim_label, line_text, standing, value_text_of
from villages.plan.model import Card
from villages.vocabulary import Scope


def aims_by_year(page: Page, aims: Sequence[Aim]) -> Table:
    """Return the value of each target in every year, and the line that is drawn beside it."""
    lines = [_lines(page, aim) for aim in aims]
    has_lines = any(cell.text for cells in lines for cell in cells)
    value, line = page.say("data_value"), page.say("data_line")
    return Table(
        "",
        (
            Column(page.say("column_target"), share=2.0),
            *_year_columns(page.years, value if has_lines else ""),
            *(_year_columns(page.years, line) if has_lines else ()),
        ),
        tuple(
            (
                Cell(aim_label(page, aim)),
                *(page.cell(aim.card, year=year) for year in page.years),
                *(cells if has_lines else ()),
            )
            for aim, cells in zip(aims, lines, strict=True)
        ),
    )


def _lines(page: Page, aim: Aim) -> list[Cell]:
    """A line that is the place's own last value is not drawn."""
    if aim.target.rises:
        return [Cell("")] * len(page.years)
    judged = {year: page.judgement(aim, year=year) for year in page.years}
    return [
        typed(line_text(page, aim, each)) if each is not None else Cell("")
        for each in judged.values()
    ]


def _year_columns(years: Sequence[int], group: str = "") -> list[Column]:
    return [Column(str(year), "right", group=group) for year in years]


def cards_by_year(page: Page, cards: Sequence[Card], years: Sequence[int] = ()) -> Table:
    """Return the value of each indicator, by default in every year of the page."""
    years = years or page.years
    return Table(
        "",
        (Column(page.say("column_indicator"), share=2.0), *_year_columns(years)),
        tuple(
            (Cell(card.short.of(page.language)), *(page.cell(card, year=year) for year in years))
            for card in cards
        ),
    )


def places_by_year(page: Page, card: Card, series: Sequence[tuple[str, Place, Scope]]) -> Table:
    """Return one indicator in every year: a row for each line of the chart, then what is asked."""
    drawn = [
        (Cell(name), *(page.cell(card, place, year, scope) for year in page.years))
        for name, place, scope in series
    ]
    lines = [_lines(page, aim) for aim in page.aims if aim.card.id == card.id]
    asked = [
        (Cell(page.say("data_line")), *cells) for cells in lines if any(each.text for each in cells)
    ]
    columns = (Column(page.say("data_series"), share=2.0), *_year_columns(page.years))
    return Table("", columns, (*drawn, *asked))


def bins_of(page: Page, card: Card, bins: Sequence[Bin]) -> Table:
    """Return each bin of a distribution with its share."""
    total = sum((each.weight for each in bins), Decimal(0))
    step = Decimal(1) if page.edition == "public" else Decimal("0.1")
    return Table(
        "",
        (
            Column(page.say("data_from"), "right"),
            Column(page.say("data_below"), "right"),
            Column(page.say("data_share"), "right"),
        ),
        tuple(
            (
                _edge(page, card, each.low),
                _edge(page, card, each.high),
                typed(
                    page.say("value_percent", number=number_text(100 * each.weight / total, step))
                ),
            )
            for each in bins
        ),
    )


def _edge(page: Page, card: Card, edge: Decimal | None) -> Cell:
    if edge is None:
        return Cell(page.say("no_figure"))
    return typed(value_text_of(page, card, edge, None))


def values_of(page: Page, card: Card, places: Sequence[Place], line: Aim | None) -> Table:
    """Return an indicator's value in each place, and the line where one is drawn."""
    is_township = page.place.level == "township"
    columns = [
        Column(page.say("column_village" if is_township else "column_township"), share=2.0),
        Column(card.short.of(page.language), "right"),
    ]
    if line is not None:
        columns.append(Column(page.say("data_line"), "right"))
    rows = []
    for place in places:
        row = [Cell(page.name(place)), page.cell(card, place)]
        if line is not None:
            row.append(typed(line_text(page, line, page.judgement(line, place))))
        rows.append(tuple(row))
    return Table("", tuple(columns), tuple(rows))


def statuses_of(page: Page, villages: Sequence[Place]) -> Table:
    """Return the status of each village and target in words."""
    in_city = page.place.level == "city"
    township = (Column(page.say("column_township")),) if in_city else ()
    rows = []
    for village in villages:
        above = page.evidence.places.get(village.township_code)
        rows.append(
            (
                Cell(page.name(village)),
                *((Cell(page.name(above) if above else ""),) if in_city else ()),
                *(Cell(*standing(page, page.judgement(aim, village))) for aim in page.aims),
            )
        )
    heads = (Column(aim_label(page, aim), "center") for aim in page.aims)
    columns = (Column(page.say("column_village"), share=1.5), *township, *heads)
    return Table("", columns, tuple(rows))


def steps_of(
    page: Page,
    years: Collection[int],
    due: Mapping[int, int],
    counts: Mapping[int, MilestoneCount],
) -> Table:
    """Return how many villages are due by each year, and how many meet every target."""
    rows = []
    for year in years:
        found = counts.get(year)
        rows.append(
            (
                typed_year(year),
                page.counted(due.get(year)),
                page.counted(found.villages_met_all if found else None),
                page.counted(found.villages_undecided if found else None),
            )
        )
    heads = ("column_due", "column_met_all", "column_undecided")
    columns = (
        Column(page.say("column_year")),
        *(Column(page.say(each), "right") for each in heads),
    )
    return Table("", columns, tuple(rows))
