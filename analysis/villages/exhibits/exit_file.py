"""The exit file of a village: its checklist, who signs, and how the national rules would see it."""

from __future__ import annotations

from dataclasses import replace

from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.exit_rows import ExitRow
from villages.exhibits.measures import body_label
from villages.exhibits.numbers import evidence_text, points_of_one
from villages.exhibits.opening import retitled, whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.samples import line_words, sample_reading
from villages.exhibits.wording import aim_text, band_or_value, citation, standing


def state_sentence(page: Page, row: ExitRow) -> str:
    """Return a village's state in a sentence."""
    met = page.say("met_of", met=row.targets_met, count=row.targets)
    return page.say(f"exit_sentence_{row.state}", met=met, exit_year=row.exit_year or "")


def exit_file_cover(page: Page) -> Section:
    """Return the front of a village's exit file."""
    front = retitled(page, page.say("title_exit_file", whole_name=whole_name(page)))
    facts = (*front.facts, (page.say("fact_revision"), page.registers_hash[:12]))
    row = page.evidence.exits.get((page.place.code, page.year))
    said = page.say("no_exits") if row is None else state_sentence(page, row)
    return Section((replace(front, facts=facts, headline=said),))


def exit_checklist(page: Page) -> Section:
    """Return every target with its evidence and its signature."""
    if (page.place.code, page.year) not in page.evidence.exits:
        return Section(())
    return Section((Heading(page.say("heading_checklist")), checklist(page)))


def checklist(page: Page) -> Table:
    """Return the table of a village's targets: evidence, verdict, which department signed."""
    signed = page.evidence.signatures
    rows = []
    for aim in page.aims:
        judgement, found = page.judgement(aim), page.measurement(aim.card)
        word, tone = standing(page, judgement)
        rows.append(
            (
                Cell(aim.card.label.of(page.language)),
                typed(band_or_value(page, aim.card)),
                Cell(evidence_text(found, aim.card, page.language) or page.say("no_figure")),
                typed(aim_text(page, aim, judgement)),
                Cell(word, tone),
                Cell(department(page, aim)),
                Cell(_signature(page, aim) if signed else page.say("no_figure")),
                Cell(citation(page, aim.target.cite)),
            )
        )
    columns = (
        Column(page.say("column_target"), share=1.9),
        Column(page.say("column_value"), "right", 1.1),
        Column(page.say("column_evidence"), "right", 1.8),
        Column(page.say("column_asked"), "right", 1.2),
        Column(page.say("column_status"), share=1.0),
        Column(page.say("column_department"), share=1.4),
        Column(page.say("column_signature"), share=1.3),
        Column(page.say("column_cite"), share=1.1),
    )
    return Table(page.say("caption_checklist"), columns, tuple(rows), page.say("note_checklist"))


def department(page: Page, aim: Aim) -> str:
    """Return the lead of the measure that a target belongs to; a dash where the plan has none."""
    for measure in page.plan.programme.measures:
        if measure.done.is_target and measure.done.card == aim.card.id:
            return body_label(page, measure.lead.body)
    return page.say("no_figure")


def _signature(page: Page, aim: Aim) -> str:
    found = page.evidence.signatures.get((aim.card.id, page.place.code, page.year))
    if found is None or found.is_signed is None:
        return page.say("signature_missing")
    if not found.is_signed:
        return page.say("signature_refused")
    return page.say("signature_given", date=date_text(page, found.signed_on))


def exit_beside(page: Page) -> Section:
    """Return how the national rules would see the village; what one household weighs."""
    said = incidence_sentences(page)
    if not said:
        return Section(())
    blocks: list[Block] = [Heading(page.say("heading_beside")), *map(Paragraph, said)]
    note = page.plan.exits.note if page.plan.exits else None
    if note is not None:
        blocks.append(Paragraph(note.of(page.language), "note"))
    return Section(tuple(blocks))


def incidence_sentences(page: Page) -> tuple[str, ...]:
    """Say how the headcount stands to the national lines, and how much one household weighs."""
    scheme = page.plan.exits
    if scheme is None or scheme.incidence is None:
        return ()
    card = page.plan.cards[scheme.incidence.card]
    found = page.measurement(card)
    if found is None or found.is_withheld or found.low is None or found.high is None:
        return ()
    said = []
    for line in scheme.incidence.lines:
        key = f"incidence_{sample_reading(line, float(found.low), float(found.high))}"
        value = page.value(card)
        cite = line.cite.of(page.language)
        said.append(page.say(key, value=value, line=line_words(line), cite=cite))
    points = points_of_one(found, card)
    return (*said, page.say("one_person_weighs", points=points)) if points else tuple(said)


def exit_signatures(page: Page) -> Section:
    """Return the lines on which those sign who take the exit forward."""
    if (page.place.code, page.year) not in page.evidence.exits:
        return Section(())
    rows = tuple(
        (Cell(page.say(f"signs_{who}")), Cell(page.say("sign_here")), Cell(page.say("date_here")))
        for who in ("village", "township", "departments", "city")
    )
    columns = (
        Column(page.say("column_who_signs"), share=1.4),
        Column(page.say("column_name_and_seal"), share=2.2),
        Column(page.say("column_date"), share=1.0),
    )
    table = Table(page.say("caption_signatures"), columns, rows, page.say("note_signatures"))
    return Section((Heading(page.say("heading_signatures")), table))
