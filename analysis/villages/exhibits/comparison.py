"""A place beside others: a village beside its township and city, a city's townships in a table."""

from __future__ import annotations

from villages.exhibits.blocks import Cell, Column, Figure, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures import target_spine
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Aim, Page
from villages.exhibits.wording import aim_label, band_or_value, listed, standing


def compared_with_above(page: Page) -> Section:
    """Return the place's values beside those of all villages above, and around the targets."""
    above = tuple(page.above)
    cards = [card for card in page.plan.cards.values() if card.part_of is None]
    if page.aims:
        cards = [card for card in cards if card.targets]
    cards = [card for card in cards if page.measurement(card) is not None]
    if not above or not cards:
        return Section(())
    rows = []
    for card in cards:
        judged = page.judgements(card)
        rows.append(
            (
                Cell(card.label.of(page.language)),
                typed(band_or_value(page, card), judged[0].verdict if judged else ""),
                *(page.cell(card, place, scope="all") for place in above),
            )
        )
    table = Table(
        caption=page.say("caption_compared"),
        columns=(
            Column(page.say("column_indicator"), share=2.4),
            Column(page.name(page.place), "right", 1.2),
            *(
                Column(page.say("context_all", name=page.name(place)), "right", 1.5)
                for place in above
            ),
        ),
        rows=tuple(rows),
        note=page.say("note_compared"),
    )
    return Section((Heading(page.say("heading_compared")), table, *_spine(page)))


def _spine(page: Page) -> tuple[Figure, ...]:
    figure = target_spine(page)
    return (figure,) if figure is not None else ()


def township_table(page: Page) -> Section:
    """Return the townships of the city: villages that meet every target, targets met together."""
    bearing = [place for place in page.townships if place.count("low_income")]
    if not page.aims or not bearing:
        return Section(())
    rows = []
    for place in bearing:
        judged = [
            (aim, judgement)
            for aim in page.aims
            if (judgement := page.judgement(aim, place)) is not None
        ]
        short = [aim_label(page, aim) for aim, each in judged if each.verdict == "not_met"]
        count = page.evidence.milestones.get((place.code, page.year))
        due = count.villages_due if count is not None else None
        verdict = count.verdict if count is not None else None
        rows.append(
            (
                Cell(page.name(place)),
                page.counted(place.count("low_income")),
                page.counted(count.villages_met_all if count else None, verdict or ""),
                page.counted(due),
                typed(_met_of(page, judged), is_part=True),
                Cell(page.say("list_comma").join(short) or page.say("none_short")),
            )
        )
    others = [place for place in page.townships if not place.count("low_income")]
    note = page.say("note_townships")
    if others:
        note = page.say(
            "sentence_pair",
            first=note,
            second=page.say("townships_without", count=len(others), names=_names(page, others)),
        )
    table = Table(
        caption=page.say("caption_townships"),
        columns=(
            Column(page.say("column_township"), share=1.4),
            Column(page.say("column_plan_villages"), "right"),
            Column(page.say("column_met_all"), "right"),
            Column(page.say("column_due"), "right"),
            Column(page.say("column_targets_met"), "right"),
            Column(page.say("column_short_together"), share=3.2),
        ),
        rows=tuple(rows),
        note=note,
    )
    return Section(
        (
            Heading(page.say("heading_townships")),
            Paragraph(_finding(page, bearing), "finding"),
            table,
            *_spine(page),
        )
    )


def _met_of(page: Page, judged: list[tuple[Aim, Judgement]]) -> str:
    met = sum(judgement.verdict == "met" for _, judgement in judged)
    return page.say("met_of", met=met, count=len(judged))


def _names(page: Page, places: list[Place]) -> str:
    return listed(page, [page.name(place) for place in places])


def _finding(page: Page, townships: list[Place]) -> str:
    behind = []
    for place in townships:
        count = page.evidence.milestones.get((place.code, page.year))
        if count is not None and count.verdict == "not_met":
            behind.append(place)
    if not behind:
        return page.say("finding_townships_none", count=len(townships))
    return page.say(
        "finding_townships", count=len(townships), behind=len(behind), names=_names(page, behind)
    )


def township_targets(page: Page) -> Section:
    """Return every township's verdict on every target, its villages taken together."""
    bearing = [place for place in page.townships if place.count("low_income")]
    if not page.aims or not bearing:
        return Section(())
    rows = tuple(
        (
            Cell(page.name(place)),
            *(_standing_cell(page, page.judgement(aim, place)) for aim in page.aims),
        )
        for place in bearing
    )
    columns = (
        Column(page.say("column_township"), share=1.3),
        *(Column(aim_label(page, aim), "center") for aim in page.aims),
    )
    return Section((Table(page.say("caption_township_targets"), columns, rows),))


def _standing_cell(page: Page, judgement: Judgement | None) -> Cell:
    word, tone = standing(page, judgement)
    return Cell(word, tone)
