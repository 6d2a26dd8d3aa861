"""The targets of the plan: the table against the final year, and how each has moved."""

from __future__ import annotations

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
from villages.exhibits.figures import target_bullets, target_panels
from villages.exhibits.numbers import evidence_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.wording import (
    aim_label,
    aim_text,
    band_or_value,
    citation,
    standing,
)


def target_table(page: Page) -> Section:
    """Return every target of the plan with value, evidence, line and verdict, and as bullets."""
    if not page.aims:
        return Section(())
    is_village = page.place.level == "village"
    shows_sums = any(
        evidence_text(page.measurement(aim.card), aim.card, page.language) for aim in page.aims
    )
    columns = [
        Column(page.say("column_target"), share=2.3),
        Column(page.say("column_value"), "right", 1.2),
        Column(page.say("column_evidence"), "right", 2.1),
        Column(page.say("column_asked"), "right", 1.5),
        Column(page.say("column_status" if is_village else "column_verdict"), share=1.1),
        Column(page.say("column_villages_met"), "right", 0.9),
        Column(page.say("column_cite"), share=1.7),
    ]
    kept = [True, True, shows_sums, True, True, not is_village, True]
    rows = []
    for aim in page.aims:
        row = _target_row(page, aim)
        rows.append(tuple(cell for cell, is_kept in zip(row, kept, strict=True) if is_kept))
    table = Table(
        caption=page.say("caption_targets"),
        columns=tuple(column for column, is_kept in zip(columns, kept, strict=True) if is_kept),
        rows=tuple(rows),
        note=page.say("note_targets_village" if is_village else "note_targets"),
    )
    figure = target_bullets(page)
    blocks: list[Block] = [Heading(page.say("heading_targets")), table]
    return Section((*blocks, *((figure,) if figure is not None else ())))


def _target_row(page: Page, aim: Aim) -> tuple[Cell, ...]:
    judgement = page.judgement(aim)
    found = page.measurement(aim.card)
    word, tone = standing(page, judgement)
    value = band_or_value(page, aim.card)
    if judgement is not None and judgement.verdict == "no_data" and found and found.value:
        value = page.say("value_of_known", value=value)
    met = ""
    if judgement is not None and judgement.villages:
        met = page.say("met_of", met=judgement.villages_met, count=judgement.villages)
    return (
        Cell(aim.card.label.of(page.language)),
        typed(value),
        Cell(evidence_text(found, aim.card, page.language) or page.say("no_figure")),
        typed(aim_text(page, aim, judgement)),
        Cell(word, tone),
        typed(met, is_part=True),
        Cell(citation(page, aim.target.cite)),
    )


def target_trends(page: Page) -> Section:
    """Return a small chart of each target over the years, and each in a sentence."""
    if not page.aims or len(page.years) < 2:
        return Section(())
    figure = target_panels(page)
    if figure is None:
        return Section(())
    blocks: list[Block] = [
        Heading(page.say("heading_trends")),
        Paragraph(trend_finding(page), "finding"),
        figure,
    ]
    return Section(tuple(blocks))


def trend_finding(page: Page) -> str:
    """Count the targets that moved towards their line since the year before, as far as shown."""
    before = page.years[-2]
    names: dict[str, list[str]] = {"nearer": [], "level": [], "farther": []}
    for aim in page.aims:
        now, then = page.measurement(aim.card), page.measurement(aim.card, year=before)
        if now is None or then is None or now.value is None or then.value is None:
            continue
        change = now.value - then.value
        if aim.target.at_most is not None:
            change = -change
        way = "nearer" if change > 0 else "farther" if change < 0 else "level"
        names[way].append(aim_label(page, aim))
    parts = [
        page.say(f"moved_{way}", count=len(found), names=page.say("list_comma").join(found))
        for way, found in names.items()
        if found
    ]
    if not parts:
        return ""
    clauses = page.say("list_clause").join(parts)
    return page.say("finding_trends", before=before, clauses=clauses)
