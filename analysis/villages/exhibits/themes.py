"""The plan's themes: what each indicator says, its charts, and the places below."""

from __future__ import annotations

from itertools import islice

from villages.errors import UserError
from villages.exhibits.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Figure,
    Heading,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures import (
    distribution_bars,
    income_waterfall,
    parts_bars,
    place_dots,
    place_dumbbells,
    rate_funnel,
    trend_lines,
)
from villages.exhibits.numbers import evidence_text
from villages.exhibits.page import Page
from villages.exhibits.wording import (
    aim_text,
    band_or_value,
    finding,
    standing,
)
from villages.plan.model import Card, Chart, Theme

#: So many indicators have a chart of the places below, those with a target first; the tables hold
#: them all, so many side by side.
MOST_PLACE_CHARTS, MOST_COLUMNS = 4, 7


def themes(page: Page) -> Section:
    """Return every theme of the plan: its charts and what they do not say, in the plan's order."""
    blocks: list[Block] = []
    for theme in page.plan.themes:
        content = _theme_blocks(page, theme)
        if content:
            blocks += [Heading(theme.label.of(page.language), 2), *content]
    if not blocks:
        return Section(())
    return Section((Heading(page.say("heading_themes")), *blocks))


def theme_indicators(page: Page, theme_id: str) -> Section:
    """Return one theme in depth: its indicators, its charts, the places below.

    Raises
    ------
    UserError
        If the plan has no such theme.
    """
    found = _theme(page, theme_id)
    charts = theme_charts(page, found)
    blocks: list[Block] = [*_indicator_blocks(page, found)]
    if charts:
        blocks += [Heading(page.say("heading_charts")), *charts]
    return Section(tuple(blocks))


def theme_places(page: Page, theme_id: str) -> Section:
    """Return the theme's indicators for every place below, in a chart each and in a table."""
    found = _theme(page, theme_id)
    cards = [card for card in page.plan.cards_of(found.id) if card.part_of is None]
    charted = {card for chart in found.charts if chart.kind == "places" for card in chart.cards}
    drawn = (
        place_dumbbells(page, card) or place_dots(page, card)
        for card in sorted(cards, key=lambda card: not card.targets)
        if card.id not in charted and card.better != "neutral" and _differs(page, card)
    )
    figures = list(islice((figure for figure in drawn if figure is not None), MOST_PLACE_CHARTS))
    tables = [
        table
        for first in range(0, len(cards), MOST_COLUMNS)
        if (table := _places_table(page, cards[first : first + MOST_COLUMNS])) is not None
    ]
    blocks: list[Block] = [*figures, *tables]
    if not blocks:
        return Section(())
    below = "village" if page.place.level == "township" else "township"
    return Section((Heading(page.say(f"heading_places_{below}")), *blocks))


def _differs(page: Page, card: Card) -> bool:
    """Whether the places below differ at all, so that a chart of them says something."""
    found = (page.measurement(card, place) for place in page.below)
    values = {each.value for each in found if each is not None and each.value is not None}
    return bool(card.targets) or len(values) > 1


def _theme(page: Page, theme_id: str) -> Theme:
    found = page.plan.theme(theme_id)
    if found is None:
        near = ", ".join(theme.id for theme in page.plan.themes)
        raise UserError("page_theme_unknown", value=theme_id, near=near)
    return found


def _theme_blocks(page: Page, theme: Theme) -> list[Block]:
    charts = theme_charts(page, theme)
    told = {figure.caption for figure in charts}
    sentences = [
        text for text in theme_sentences(page, theme, told_by_charts=True) if text not in told
    ]
    blocks: list[Block] = [Bullets(tuple(sentences))] if sentences else []
    return [*blocks, *charts]


def _indicator_blocks(page: Page, theme: Theme) -> list[Block]:
    cards = [card for card in page.plan.cards_of(theme.id) if page.measurement(card) is not None]
    if not cards:
        return []
    sentences = theme_sentences(page, theme)
    blocks: list[Block] = [Heading(page.say("heading_indicators"))]
    if sentences:
        blocks.append(Paragraph(sentences[0], "finding"))
    blocks.append(indicator_table(page, cards))
    if len(sentences) > 1:
        blocks.append(Bullets(tuple(sentences[1:])))
    return blocks


def indicator_table(page: Page, cards: list[Card]) -> Table:
    """Return each indicator with its value, its evidence and the year before."""
    before = page.years[-2] if len(page.years) > 1 else None
    rows = []
    has_sums = any(evidence_text(page.measurement(card), card, page.language) for card in cards)
    for card in cards:
        aims = [aim for aim in page.aims if aim.card.id == card.id]
        judgement = page.judgement(aims[0]) if aims else None
        word, tone = standing(page, judgement) if judgement else (page.say("no_figure"), "")
        row = [Cell(card.label.of(page.language)), typed(band_or_value(page, card))]
        if has_sums:
            sums = evidence_text(page.measurement(card), card, page.language)
            row.append(Cell(sums or page.say("no_figure")))
        if before is not None:
            row.append(page.cell(card, year=before))
        if page.bears_targets:
            asked = aim_text(page, aims[0], judgement) if aims else page.say("no_figure")
            row += [typed(asked), Cell(word, tone)]
        rows.append(tuple(row))
    columns = [
        Column(page.say("column_indicator"), share=2.2),
        Column(page.say("column_value"), "right", 1.2),
    ]
    if has_sums:
        columns.append(Column(page.say("column_evidence"), "right", 2.0))
    if before is not None:
        columns.append(Column(page.say("column_before", before=before), "right", 1.1))
    if page.bears_targets:
        columns += [
            Column(page.say("column_asked"), "right", 1.4),
            Column(page.say("column_verdict"), share=1.2),
        ]
    return Table(page.say("caption_indicators"), tuple(columns), tuple(rows))


def theme_sentences(page: Page, theme: Theme, *, told_by_charts: bool = False) -> list[str]:
    """Say of each indicator how it changed and how far it is from its line; targets first.

    What a chart of the theme shows need not be said again, unless it bears a target; a funnel does
    not show how an indicator changed.
    """
    charts = [chart for chart in theme.charts if chart.kind != "funnel"] if told_by_charts else []
    charted = {card for chart in charts for card in chart.cards}
    cards = [
        card
        for card in page.plan.cards_of(theme.id)
        if card.part_of is None and (card.targets or card.id not in charted)
    ]
    cards.sort(key=lambda card: not card.targets)
    return [text for card in cards if (text := finding(page, card))]


def theme_charts(page: Page, theme: Theme) -> list[Figure]:
    """Draw the charts of a theme for which the page has something to show."""
    found = (_chart(page, chart) for chart in theme.charts)
    return [figure for figure in found if figure is not None]


def _chart(page: Page, chart: Chart) -> Figure | None:
    cards = [page.plan.cards[card_id] for card_id in chart.cards]
    label = chart.label.of(page.language)
    if chart.kind == "parts":
        return parts_bars(page, cards, label)
    if chart.kind == "waterfall":
        return income_waterfall(page, cards, label)
    if chart.kind == "distribution":
        return distribution_bars(page, cards[0], label)
    if chart.kind == "funnel":
        return rate_funnel(page, cards[0])
    if chart.kind == "places":
        return place_dots(page, cards[0])
    return trend_lines(page, cards, label)


def _places_table(page: Page, cards: list[Card]) -> Table | None:
    shown = [place for place in page.below if any(page.measurement(card, place) for card in cards)]
    if not shown:
        return None
    has_values = [
        card
        for card in cards
        if any(
            (found := page.measurement(card, place)) is not None and not found.is_withheld
            for place in shown
        )
        or any(page.judgements(card, place) for place in shown)
    ]
    if not has_values:
        return None
    rows = tuple(
        (
            Cell(page.name(place)),
            *(_place_cell(page, card, place) for card in has_values),
        )
        for place in shown
    )
    key = "column_village" if page.place.level == "township" else "column_township"
    columns = (
        Column(page.say(key), share=1.6),
        *(Column(card.short.of(page.language), "right") for card in has_values),
    )
    return Table(page.say("caption_places_table"), columns, rows, page.say("note_places_table"))


def _place_cell(page: Page, card: Card, place: Place) -> Cell:
    judged = page.judgements(card, place)
    tone = judged[0].verdict if judged else ""
    return typed(band_or_value(page, card, place), tone)
