"""What is still to do, in households, persons, kilometres and yuan; and what the data lack."""

from __future__ import annotations

from decimal import Decimal

from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures import gap_dumbbells
from villages.exhibits.gaps import gap_text, is_open
from villages.exhibits.numbers import amount_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.wording import aim_label, aim_text, listed, value_text_of
from villages.vocabulary import Scope


def still_to_do(page: Page) -> Section:
    """Return what each target still asks for, of the villages together and of each village."""
    open_aims = [aim for aim in page.aims if is_open(page.judgement(aim))]
    if not page.aims:
        return Section(())
    heading = Heading(page.say("heading_to_do"))
    if not open_aims:
        return Section((heading, Paragraph(page.say("nothing_to_do"), "finding")))
    is_village = page.place.level == "village"
    rows = []
    for aim in open_aims:
        judgement = page.judgement(aim)
        assert judgement is not None
        row = [
            Cell(aim.card.label.of(page.language)),
            typed(aim_text(page, aim, judgement)),
            typed(gap_text(page, aim, judgement.gap, judgement.gap_low, judgement.gap_high)),
        ]
        if not is_village:
            row.append(
                typed(
                    gap_text(
                        page,
                        aim,
                        judgement.gap_each,
                        judgement.gap_each_low,
                        judgement.gap_each_high,
                    )
                )
            )
            row.append(page.counted(judgement.villages - judgement.villages_met))
        rows.append(tuple(row))
    if not _has_amounts(page, open_aims):
        return Section(())
    columns = [
        Column(page.say("column_target"), share=2.0),
        Column(page.say("column_asked"), "right", 1.3),
        Column(page.say("column_gap" if is_village else "column_gap_together"), "right", 2.2),
    ]
    if not is_village:
        columns += [
            Column(page.say("column_gap_each"), "right", 2.2),
            Column(page.say("column_villages_open"), "right", 1.0),
        ]
    table = Table(
        caption=page.say("caption_to_do"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=page.say("note_to_do_village" if is_village else "note_to_do"),
    )
    figure = gap_dumbbells(page) if is_village else None
    finding = Paragraph(_largest(page, open_aims), "finding")
    return Section((heading, finding, table, *((figure,) if figure is not None else ())))


def _has_amounts(page: Page, aims: list[Aim]) -> bool:
    judged = (page.judgement(aim) for aim in aims)
    return any(each is not None and (each.gap is not None or each.gap_each) for each in judged)


def _largest(page: Page, aims: list[Aim]) -> str:
    parts = []
    for aim in aims:
        judgement = page.judgement(aim)
        assert judgement is not None
        amount = judgement.gap_each if judgement.gap_each is not None else judgement.gap
        if amount:
            parts.append(
                page.say(
                    "named_figure",
                    name=aim_label(page, aim),
                    value=amount_text(amount, aim.card, page.language),
                )
            )
    if not parts:
        return page.say("finding_open_only", names=listed(page, [aim_label(page, a) for a in aims]))
    key = "finding_to_do_village" if page.place.level == "village" else "finding_to_do"
    return page.say(key, count=len(aims), amounts=listed(page, parts))


def data_gaps(page: Page) -> Section:
    """Return which places lack which data, and what the missing would have to show."""
    if page.edition == "public":
        return _public_gaps(page)
    places = (page.place,) if page.place.level == "village" else page.plan_villages
    cards = [card for card in page.plan.cards.values() if card.targets or not page.aims]
    rows = []
    for place in places:
        for card in cards:
            scope: Scope = "low_income" if place.is_low_income else "all"
            found = page.measurement(card, place, scope=scope)
            if found is None or not found.rows_missing:
                continue
            known = page.say(
                "known_of",
                known=found.rows_known,
                expected=found.rows_expected,
                share=_floor_share(found.rows_known, found.rows_expected),
            )
            rows.append(
                (
                    Cell(page.name(place)),
                    Cell(
                        card.label.of(page.language)
                        if not page.aims
                        else card.short.of(page.language)
                    ),
                    typed(known, is_part=True),
                    Cell(_would_need(page, card.id, place)),
                )
            )
    heading = Heading(page.say("heading_gaps"))
    if not rows:
        return Section((heading, Paragraph(page.say("no_gaps")), *_gaps_elsewhere(page)))
    affected = len({row[0].text for row in rows})
    table = Table(
        caption=page.say("caption_gaps"),
        columns=(
            Column(page.say("column_village"), share=1.4),
            Column(page.say("column_indicator"), share=1.2),
            Column(page.say("column_known"), "right", 1.6),
            Column(page.say("column_would_need"), share=3.4),
        ),
        rows=tuple(rows),
        note=page.say("note_gaps"),
    )
    blocks: list[Block] = [
        heading,
        Paragraph(page.say("finding_gaps", count=affected, cells=len(rows)), "finding"),
        table,
    ]
    return Section(tuple(blocks))


def _gaps_elsewhere(page: Page) -> list[Block]:
    """Say which targets stay open although nothing is missing here: their line is not known."""
    judged = ((aim, page.judgement(aim)) for aim in page.aims)
    names = [aim_label(page, aim) for aim, each in judged if each and each.verdict == "no_data"]
    return [Paragraph(page.say("gaps_elsewhere", names=listed(page, names)))] if names else []


def _floor_share(known: int | None, expected: int | None) -> str:
    """The share known in per cent, rounded down: what is incomplete is never shown as 100."""
    return str(100 * (known or 0) // (expected or 1))


def _would_need(page: Page, card_id: str, place: Place) -> str:
    for aim in page.aims:
        judgement = page.judgement(aim, place)
        if aim.card.id != card_id or judgement is None:
            continue
        if judgement.verdict != "no_data":
            return page.say(f"decided_{judgement.verdict}")
        missing = judgement.missing_rows or 0
        if judgement.needed_mean is not None:
            return page.say(
                "needs_mean",
                mean=value_text_of(page, aim.card, judgement.needed_mean, _ceiling_step(aim)),
            )
        if judgement.needed_rows is not None and 0 < judgement.needed_rows <= missing:
            return page.say(
                "needs_rows",
                count=missing,
                missing=amount_text(Decimal(missing), aim.card, page.language),
                needed=amount_text(Decimal(judgement.needed_rows), aim.card, page.language),
            )
        return page.say("undecided")
    return page.say("no_figure")


def _ceiling_step(aim: Aim) -> Decimal:
    return Decimal(1) if aim.card.unit.endswith("_per_person") else Decimal("0.1")


def _public_gaps(page: Page) -> Section:
    undecided = []
    for aim in page.aims:
        judgement = page.judgement(aim)
        if judgement is not None and (judgement.villages_no_data or judgement.verdict == "no_data"):
            count = judgement.villages_no_data or 1
            undecided.append(page.say("open_verdicts", name=aim_label(page, aim), count=count))
    if not undecided:
        return Section(())
    text = page.say("finding_gaps_public", names=listed(page, undecided))
    return Section((Heading(page.say("heading_gaps")), Paragraph(text)))
