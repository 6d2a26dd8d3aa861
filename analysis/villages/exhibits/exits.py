"""Exit: the state of every village with its evidence, both readings of the goal, the samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.evidence import Place
from villages.exhibits.exit_file import checklist, incidence_sentences, state_sentence
from villages.exhibits.exit_rows import ExitRow
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Page
from villages.exhibits.samples import sample_finding, sample_table
from villages.exhibits.wording import aim_label, listed

#: The states in the order of the way out; each with the tone of a status.
STATES = {"exited": "met", "ready": "on_time", "not_ready": "behind", "fell_back": "out_of_reach"}


def exit_answer(page: Page) -> Answer:
    """Return how far the exit is: of a village its checklist, above it every village's state."""
    title = page.say("title_exit", whole_name=whole_name(page))
    rows = [
        (village, row)
        for village in page.plan_villages or (page.place,)
        if (row := page.evidence.exits.get((village.code, page.year))) is not None
    ]
    if not rows:
        return answer(page, title, (Paragraph(page.say("no_exits")),), {"villages": []})
    blocks: list[Block] = []
    if page.place.level == "village":
        blocks.append(Paragraph(state_sentence(page, rows[0][1]), "finding"))
        blocks.append(checklist(page))
    else:
        blocks += [Paragraph(text, "finding") for text in readings(page, rows)]
        blocks.append(_villages_table(page, rows))
    blocks += [Paragraph(text) for text in incidence_sentences(page)]
    samples = sample_table(page)
    if samples is not None:
        said = Paragraph(sample_finding(page), "finding")
        blocks += [Heading(page.say("heading_samples"), 2), said, samples]
    data = {"villages": [_record(page, village, row) for village, row in rows]}
    return answer(page, title, tuple(blocks), data)


def state_word(page: Page, row: ExitRow) -> str:
    """Return a state in a word; what is not known of an exited village is said."""
    word = page.say(f"exit_{row.state}")
    is_open = row.state == "exited" and row.targets_undecided
    return page.say("exit_not_confirmed", word=word) if is_open else word


def readings(page: Page, rows: Sequence[tuple[Place, ExitRow]]) -> tuple[str, ...]:
    """Return both readings of the goal: each village by itself, and all of them together."""
    count = Counter(row.state for _, row in rows)
    parts = [
        page.say("exit_count", word=page.say(f"exit_{state}"), count=count[state])  # type: ignore[index]
        for state in STATES
        if count[state]  # type: ignore[index]
    ]
    each = page.say("reading_each", count=len(rows), parts=listed(page, parts))
    judged = page.judged()
    open_names = [aim_label(page, aim) for aim, found in judged if found.verdict != "met"]
    met = len(judged) - len(open_names)
    if not open_names:
        return each, page.say("reading_together_all", count=len(judged))
    names = listed(page, open_names)
    return each, page.say("reading_together", met=met, count=len(judged), names=names)


def _villages_table(page: Page, rows: Sequence[tuple[Place, ExitRow]]) -> Table:
    order = [*STATES]
    chosen = sorted(rows, key=lambda pair: (page.step(pair[0]), order.index(pair[1].state)))
    has_signatures = bool(page.evidence.signatures)
    kept = [True, True, True, True, True, has_signatures, True]
    columns = (
        Column(page.say("column_village"), share=1.4),
        Column(page.say("column_exit_year"), "right", 0.8),
        Column(page.say("column_exit_state"), share=1.4),
        Column(page.say("column_targets_met"), "right", 0.8),
        Column(page.say("column_not_met"), share=2.4),
        Column(page.say("column_signed"), "right", 0.8),
        Column(page.say("column_accepted"), share=0.8),
    )
    body = []
    for village, row in chosen:
        cells = (
            Cell(page.name(village)),
            typed_year(page.step(village)),
            Cell(state_word(page, row), STATES[row.state]),
            typed(page.say("met_of", met=row.targets_met, count=row.targets), is_part=True),
            Cell(_open_names(page, village) or page.say("no_figure")),
            typed(page.say("met_of", met=row.signed, count=row.targets), is_part=True),
            Cell(_accepted_word(page, row)),
        )
        body.append(tuple(cell for cell, is_kept in zip(cells, kept, strict=True) if is_kept))
    heads = tuple(column for column, is_kept in zip(columns, kept, strict=True) if is_kept)
    return Table(page.say("caption_exits"), heads, tuple(body), page.say("note_exits"))


def _open_names(page: Page, village: Place) -> str:
    """The targets that are not met, and in brackets those that are not known."""
    names = []
    for aim in page.aims:
        found = page.judgement(aim, village)
        if found is not None and found.verdict != "met":
            label = aim_label(page, aim)
            is_open = found.verdict == "no_data"
            names.append(page.say("target_not_known", name=label) if is_open else label)
    return page.say("list_comma").join(names)


def _accepted_word(page: Page, row: ExitRow) -> str:
    if row.is_accepted is None:
        return page.say("not_known")
    return page.say("yes" if row.is_accepted else "no")


def _record(page: Page, village: Place, row: ExitRow) -> dict[str, Any]:
    targets = []
    for aim in page.aims:
        found, value = page.judgement(aim, village), page.measurement(aim.card, village)
        signature = page.evidence.signatures.get((aim.card.id, village.code, page.year))
        shown = value is not None and not value.is_withheld
        targets.append(
            {
                "card": aim.card.id,
                "verdict": found.verdict if found else None,
                "numerator": _number(value.numerator) if value and shown else None,
                "denominator": _number(value.denominator) if value and shown else None,
                "is_signed": signature.is_signed if signature else None,
                "signed_on": signature.signed_on or None if signature else None,
            }
        )
    return {
        "code": village.code,
        "name": page.name(village),
        "planned_exit_year": page.step(village),
        "state": row.state,
        "exit_year": row.exit_year,
        "is_accepted": row.is_accepted,
        "targets": targets,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
