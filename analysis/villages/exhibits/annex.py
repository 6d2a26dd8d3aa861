"""The annex: what every indicator means, where the plan says so, and an example worked through."""

from __future__ import annotations

from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.wording import aim_text, citation
from villages.plan.model import Card


def annex(page: Page, theme_id: str = "") -> Section:
    """Return the explanation of every indicator, or of one theme's."""
    cards = page.plan.cards_of(theme_id) if theme_id else tuple(page.plan.cards.values())
    if not cards:
        return Section(())
    blocks: list[Block] = [Heading(page.say("heading_annex")), Paragraph(page.say("annex_intro"))]
    if not page.is_demo:
        blocks += _document(page)
    table = Table(
        caption=page.say("caption_annex"),
        columns=(
            Column(page.say("column_indicator"), share=1.5),
            Column(page.say("column_computed"), share=2.6),
            Column(page.say("column_target_and_cite"), share=1.7),
            Column(page.say("column_notes"), share=3.0),
        ),
        rows=tuple(_row(page, card) for card in cards),
    )
    return Section((*blocks, table))


def _document(page: Page) -> list[Block]:
    """Name the plan's document; demo pages name none, for their places are invented."""
    document = page.plan.document
    text = page.say(
        "annex_document",
        title=document.title.of(page.language),
        number=document.number,
        date=date_text(page, document.date.isoformat()),
    )
    blocks: list[Block] = [Paragraph(text)]
    if document.note is not None:
        blocks.append(Paragraph(document.note.of(page.language), "note"))
    return blocks


def _row(page: Page, card: Card) -> tuple[Cell, ...]:
    return (
        Cell(card.label.of(page.language)),
        Cell(_definition(page, card)),
        Cell(_target(page, card)),
        Cell(page.say("sentence_space").join(_notes(page, card))),
    )


def _definition(page: Page, card: Card) -> str:
    if card.numerator is not None and card.denominator is not None:
        return page.say(
            f"annex_definition_{'percent' if card.unit == 'percent' else 'ratio'}",
            numerator=card.numerator.words.of(page.language),
            denominator=card.denominator.words.of(page.language),
        )
    assert card.of is not None
    return page.say("annex_measure", of=page.plan.cards[card.of].label.of(page.language))


def _target(page: Page, card: Card) -> str:
    if not card.targets:
        return page.say("annex_no_target", cite=citation(page, card.cite))
    texts = [
        page.say(
            "annex_target",
            target=aim_text(page, Aim(card, number, target), None),
            by=target.by.year,
            cite=citation(page, target.cite),
        )
        for number, target in enumerate(card.targets)
    ]
    return page.say("list_semicolon").join(texts)


def _notes(page: Page, card: Card) -> list[str]:
    language = page.language
    notes = [page.say("annex_ours")] if card.definition == "ours" else []
    if card.without_target is not None:
        notes.append(card.without_target.of(language))
    if card.note is not None:
        notes.append(card.note.of(language))
    for each in card.series_breaks:
        key = "annex_break_unknown" if each.year == "unknown" else "annex_break"
        notes.append(page.say(key, in_year=each.year, words=each.words.of(language)))
    if card.example is not None:
        notes.append(page.say("annex_example", words=card.example.words.of(language)))
    return notes
