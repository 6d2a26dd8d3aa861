"""Everything on record about one village: who it is, its figures year by year, its money."""

from __future__ import annotations

from collections.abc import Sequence

from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.flows import total
from villages.exhibits.funds import number_of, share_text, unit_of
from villages.exhibits.opening import retitled, whole_name
from villages.exhibits.page import Page
from villages.exhibits.wording import SHAPES, aim_label, aim_text, citation, status_word
from villages.plan.model import Card

#: The registers whose number of rows tells how large a village is, by what a row counts.
_COUNTED = ("households", "persons")


def dossier_cover(page: Page) -> Section:
    """Return the front of a village's dossier."""
    return Section((retitled(page, page.say("title_dossier", whole_name=whole_name(page))),))


def dossier_identity(page: Page) -> Section:
    """Return who the village is: names, code, township, standing in the plan, and its size by year.

    The size is what the village itself counts; the public edition leaves it out.
    """
    place = page.place
    township = page.evidence.places.get(place.township_code)
    facts = [
        (page.say("fact_name"), page.name(place)),
        (page.say("fact_earlier_name"), place.earlier_name_zh),
        (page.say("fact_code"), place.code),
        (page.say("column_township"), page.name(township) if township else ""),
        (page.say("fact_in_plan"), page.say("yes" if place.is_low_income else "no")),
        (
            page.say("fact_exit_year"),
            "" if place.planned_exit_year is None else str(place.planned_exit_year),
        ),
    ]
    rows = tuple((Cell(name), Cell(value)) for name, value in facts if value)
    columns = (
        Column(page.say("column_fact"), share=1.0),
        Column(page.say("column_entry"), share=2.0),
    )
    blocks: list[Block] = [
        Heading(page.say("heading_identity")),
        Table(page.say("caption_identity"), columns, rows),
    ]
    size = _size_table(page)
    return Section((*blocks, *([size] if size is not None else [])))


def _size_table(page: Page) -> Table | None:
    """How many households and persons the village counts, year by year."""
    rows = []
    for counted in _COUNTED:
        card = _card_of_rows(page, counted)
        if card is None:
            continue
        found = [page.measurement(card, year=year) for year in page.years]
        counts = [None if each is None else each.rows_expected for each in found]
        if any(count is not None for count in counts):
            rows.append((Cell(page.say(f"size_{counted}")), *map(page.counted, counts)))
    if not rows:
        return None
    columns = (Column(page.say("column_fact"), share=1.6), *_year_columns(page))
    return Table(page.say("caption_size"), columns, tuple(rows))


def _card_of_rows(page: Page, counted: str) -> Card | None:
    """A card whose expected rows are the village's households or persons."""
    for card in page.plan.cards.values():
        register = page.plan.registers.get(card.register_id or "")
        if register is not None and register.expected_rows and card.counts == counted:
            return card
    return None


def _year_columns(page: Page) -> tuple[Column, ...]:
    return tuple(Column(str(year), "right") for year in page.years)


def dossier_targets(page: Page) -> Section:
    """Return each target with its status in every year, past to now."""
    if not page.aims:
        return Section(())
    rows = []
    for aim in page.aims:
        cells = []
        for year in page.years:
            judgement = page.judgement(aim, year=year)
            if judgement is None or judgement.status is None:
                cells.append(Cell(page.say("no_figure")))
                continue
            word = f"{SHAPES[judgement.status]} {status_word(page, judgement.status)}"
            if judgement.is_late:
                word = page.say("met_late", word=word)
            cells.append(Cell(word, judgement.status))
        asked = aim_text(page, aim, page.judgement(aim))
        rows.append((Cell(aim_label(page, aim)), *cells, typed(asked)))
    columns = (
        Column(page.say("column_target"), share=1.4),
        *(Column(str(year)) for year in page.years),
        Column(page.say("column_asked"), "right", 1.3),
    )
    table = Table(
        page.say("caption_target_years"), columns, tuple(rows), page.say("note_target_years")
    )
    return Section((Heading(page.say("heading_target_years")), table))


def dossier_figures(page: Page) -> Section:
    """Return every indicator on record year by year, theme by theme."""
    blocks: list[Block] = []
    for theme in page.plan.themes:
        cards = [
            card
            for card in page.plan.cards_of(theme.id)
            if any(_is_shown(page, card, year) for year in page.years)
        ]
        if cards:
            label = theme.label.of(page.language)
            blocks += [Heading(label, 2), _figures_table(page, cards, label)]
    if not blocks:
        return Section(())
    return Section((Heading(page.say("heading_figures")), *blocks))


def _is_shown(page: Page, card: Card, year: int) -> bool:
    found = page.measurement(card, year=year)
    return found is not None and not found.is_withheld


def _figures_table(page: Page, cards: Sequence[Card], label: str) -> Table:
    columns = (
        Column(page.say("column_indicator"), share=2.6),
        *_year_columns(page),
        Column(page.say("column_cite"), share=1.2),
    )
    rows = tuple(
        (
            Cell(card.label.of(page.language)),
            *(page.cell(card, year=year) for year in page.years),
            Cell(citation(page, card.cite)),
        )
        for card in cards
    )
    return Table(page.say("caption_figures", theme=label), columns, rows)


def dossier_money(page: Page) -> Section:
    """Return what the village was allotted and spent in each year, by flow."""
    blocks: list[Block] = []
    for flow in page.plan.flows:
        sums = {
            year: total(page.evidence.flows.get((flow.id, page.place.code, year), ()))
            for year in page.years
        }
        whole = total(
            row
            for year in page.years
            for row in page.evidence.flows.get((flow.id, page.place.code, year), ())
        )
        if not whole.rows:
            continue
        unit = unit_of(page, flow, whole)

        def headed(key: str, words: str = unit.words) -> str:
            return page.say("funds_column", label=page.say(key), unit=words)

        columns = (
            Column(page.say("column_year")),
            Column(page.say("column_projects"), "right"),
            Column(headed("column_allotted"), "right", 1.4),
            Column(headed("column_spent"), "right", 1.6),
            Column(page.say("column_spent_share"), "right", 1.2),
        )
        rows = tuple(
            (
                typed_year(year),
                page.counted(money.rows),
                typed(number_of(page, unit, money.allotted)),
                typed(number_of(page, unit, money.spent)),
                typed(share_text(page, money)),
            )
            for year, money in sums.items()
            if money.rows
        )
        label = flow.label.of(page.language)
        blocks.append(Table(page.say("caption_money_years", label=label), columns, rows))
    if not blocks:
        return Section(())
    blocks.insert(0, Heading(page.say("heading_money")))
    return Section((*blocks, Paragraph(page.say("note_money_years"), "note")))
