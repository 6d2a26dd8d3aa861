"""Where a number or a sentence comes from: register, version, rows, rule and citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from villages.errors import UserError
from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Table
from villages.exhibits.cells import typed
from villages.exhibits.gaps import gap_text
from villages.exhibits.measures import charge_text
from villages.exhibits.milestone_answers import milestones_answer
from villages.exhibits.numbers import evidence_text
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.wording import aim_text, band_or_value, citation, standing
from villages.findings.trace import columns_of, named_in
from villages.plan.measures import Measure
from villages.plan.model import Card
from villages.registers.history.model import Revision

#: A sentence that names more is traced in its first ones.
MOST_CARDS = 6


@dataclass(frozen=True)
class Behind:
    """What the registers add to a trace: rows of one card, and the revisions that wrote them."""

    rows: pd.DataFrame | None = None
    revisions: tuple[Revision, ...] = ()


def traced_cards(page: Page, text: str) -> tuple[Card, ...]:
    """Return the indicators that a text of the page rests on.

    A text that names none is looked for among the values that the page shows.

    Raises
    ------
    UserError
        If the page shows nothing of the kind.
    """
    named = named_in(page.plan, text)
    cards = [*named.cards, *(page.plan.cards[each.done.card] for each in named.measures)]
    if not cards:
        cards = [card for card in page.plan.cards.values() if _shows(page, card, text)]
    chosen = {card.id: card for card in cards}
    if not chosen and not is_of_milestones(page, text):
        raise UserError("trace_unknown", value=text)
    return tuple(chosen.values())[:MOST_CARDS]


def is_of_milestones(page: Page, text: str) -> bool:
    """Return whether a text speaks of how many villages meet every target."""
    return any(word in text.casefold() for word in page.say("origin_milestone_words").split("|"))


def _shows(page: Page, card: Card, text: str) -> bool:
    """Whether a value, gap or evidence of the card, as the page writes it, stands in a text."""
    texts = [page.value(card), evidence_text(page.measurement(card), card, page.language)]
    for aim, judgement in page.judged():
        if aim.card.id == card.id:
            texts.append(gap_text(page, aim, judgement.gap, judgement.gap_low, judgement.gap_high))
    common = {
        page.say(key) for key in ("no_figure", "withheld", "not_known", "gap_none", "not_told")
    }
    return any(each and each not in common and each in text for each in texts)


def trace_answer(page: Page, text: str, behind: Behind | None = None) -> Answer:
    """Return what a number or a sentence of the page rests on.

    Parameters
    ----------
    page
        The page.
    text
        An id, a name, a value as it stands on the page, or a whole sentence of it.
    behind
        What the registers add, for the first indicator.

    Raises
    ------
    UserError
        If the page shows nothing of the kind.
    """
    title = page.say("title_trace", whole_name=whole_name(page), text=text)
    blocks: list[Block] = []
    records = []
    for number, card in enumerate(traced_cards(page, text)):
        blocks += [Heading(card.label.of(page.language), 2), _facts(page, card)]
        below = _below_table(page, card)
        blocks += [below] if below is not None else []
        if behind is not None and not number:
            blocks += _behind_blocks(page, card, behind)
        records.append(_record(page, card))
    if is_of_milestones(page, text):
        blocks += milestones_answer(page).section.blocks[1:]
    return answer(page, title, tuple(blocks), {"text": text, "indicators": records})


def _facts(page: Page, card: Card) -> Table:
    found = page.measurement(card)
    facts = [(page.say("origin_value"), band_or_value(page, card))]
    evidence = evidence_text(found, card, page.language)
    facts.append((page.say("origin_evidence"), evidence))
    if found is not None and found.low is not None and found.high is not None:
        rows = page.say("origin_rows_of", known=found.rows_known or 0,
                        expected=page.say("no_figure") if found.rows_expected is None
                        else found.rows_expected)  # fmt: skip
        facts.append((page.say("origin_rows"), rows))
        facts.append((page.say("origin_bounds"), f"{found.low:.6g} – {found.high:.6g}"))
    for number, target in enumerate(card.targets):
        aim = Aim(card, number, target)
        judgement = page.judgement(aim)
        if judgement is not None:
            word, _ = standing(page, judgement)
            facts.append((page.say("origin_target"), aim_text(page, aim, judgement)))
            facts.append((page.say("origin_verdict"), word))
            facts.append((page.say("origin_cite"), citation(page, target.cite)))
    facts += _definition_facts(page, card)
    measures = [each for each in page.plan.programme.measures if each.done.card == card.id]
    facts += [(page.say("origin_measure"), _measure_text(page, each)) for each in measures]
    facts.append((page.say("origin_version"), page.registers_hash[:12]))
    facts.append((page.say("fact_as_of"), date_text(page, page.as_of)))
    rows_ = tuple((Cell(name), Cell(value)) for name, value in facts if value)
    columns = (
        Column(page.say("column_fact"), share=1.0),
        Column(page.say("column_entry"), share=4.0),
    )
    return Table(page.say("caption_origin", name=card.label.of(page.language)), columns, rows_)


def _definition_facts(page: Page, card: Card) -> list[tuple[str, str]]:
    """Register, columns and conditions; of a statistic the indicator that it is taken over."""
    if card.register_id is None or card.numerator is None or card.denominator is None:
        over = page.plan.cards[card.of].label.of(page.language) if card.of else ""
        return [(page.say("origin_statistic"), f"{card.statistic}: {over}")]
    register = page.plan.registers[card.register_id]
    columns = [
        f"{register.columns[name].label.of(page.language)} ({name})"
        for name in columns_of(page.plan, card)
    ]
    facts = [
        (page.say("origin_register"), f"{register.label.of(page.language)} ({card.register_id})"),
        (page.say("origin_columns"), page.say("list_semicolon").join(columns)),
        (page.say("origin_numerator"), _half(page, card.numerator.words.of(page.language),
                                            card.numerator.sum)),
        (page.say("origin_denominator"), _half(page, card.denominator.words.of(page.language),
                                              card.denominator.sum)),
        (page.say("origin_cite_card"), citation(page, card.cite)),
        (page.say("origin_defined_by"), page.say(f"origin_{card.definition}")),
    ]  # fmt: skip
    if card.note is not None:
        facts.append((page.say("origin_note"), card.note.of(page.language)))
    return facts


def _half(page: Page, words: str, condition: str) -> str:
    return page.say("origin_half", words=words, condition=condition)


def _measure_text(page: Page, measure: Measure) -> str:
    return page.say(
        "origin_measure_text",
        name=measure.label.of(page.language),
        cite=citation(page, measure.section),
        body=charge_text(page, measure.lead),
    )


def _below_table(page: Page, card: Card) -> Table | None:
    """The places one level down, whose sums add up to this one."""
    rows = []
    for place in page.below if page.place.level != "village" else ():
        found = page.measurement(card, place)
        if found is None:
            continue
        evidence = evidence_text(found, card, page.language)
        known = page.say("no_figure") if found.rows_known is None else str(found.rows_known)
        rows.append(
            (
                Cell(page.name(place)),
                Cell(evidence or page.say("no_figure")),
                typed(band_or_value(page, card, place)),
                typed(known),
            )
        )
    if not rows:
        return None
    columns = (
        Column(page.say("column_place"), share=1.5),
        Column(page.say("column_evidence"), "right", 2.0),
        Column(page.say("origin_value"), "right", 1.2),
        Column(page.say("column_rows_known"), "right", 1.0),
    )
    return Table(page.say("caption_origin_below"), columns, tuple(rows))


def _behind_blocks(page: Page, card: Card, behind: Behind) -> list[Block]:
    blocks: list[Block] = []
    if behind.rows is not None and not behind.rows.empty:
        blocks.append(_rows_table(page, card, behind.rows))
    if behind.revisions:
        columns = (
            Column(page.say("column_revision"), "right"),
            Column(page.say("column_received"), share=1.6),
            Column(page.say("column_form"), share=2.4),
            Column(page.say("column_rows_written"), "right"),
        )
        rows = tuple(
            (
                typed(str(each.number)),
                Cell(each.received_at.strftime("%Y-%m-%d %H:%M")),
                Cell(each.form_id),
                typed(str(each.rows.get(card.register_id or "", 0))),
            )
            for each in behind.revisions
        )
        blocks.append(Table(page.say("caption_revisions"), columns, rows))
    return blocks


def _rows_table(page: Page, card: Card, rows: pd.DataFrame) -> Table:
    register = page.plan.registers[card.register_id or ""]
    heads = [
        register.columns[name].label.of(page.language)
        if name in register.columns
        else page.say(f"origin_{name}")
        for name in map(str, rows.columns)
    ]
    body = tuple(
        tuple(Cell(page.say("not_known") if pd.isna(cell) else _plain(cell)) for cell in row)
        for row in rows.astype(object).itertuples(index=False, name=None)
    )
    columns = tuple(Column(head) for head in heads)
    return Table(page.say("caption_origin_rows"), columns, body, page.say("note_origin_rows"))


def _plain(cell: object) -> str:
    text = str(cell)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _record(page: Page, card: Card) -> dict[str, Any]:
    found = page.measurement(card)
    shown = found is not None and not found.is_withheld
    register = card.register_id
    return {
        "card": card.id,
        "register": register,
        "columns": list(columns_of(page.plan, card)) if register else [],
        "numerator": card.numerator.sum if card.numerator else None,
        "denominator": card.denominator.sum if card.denominator else None,
        "value": float(found.value) if found and shown and found.value is not None else None,
        "rows_known": found.rows_known if found else None,
        "rows_expected": found.rows_expected if found else None,
        "registers_hash": page.registers_hash,
        "cite": card.cite,
        "targets": [target.cite for target in card.targets],
        "measures": _measures(page, card),
    }


def _measures(page: Page, card: Card) -> Sequence[str]:
    return [each.id for each in page.plan.programme.measures if each.done.card == card.id]
