"""The wall chart: the whole programme of a place on one sheet, with boxes for the pen."""

from __future__ import annotations

import datetime
from dataclasses import replace

from villages.exhibits.blocks import (
    Cover,
    Criterion,
    Mark,
    Paragraph,
    Section,
    Step,
    VillageRow,
    WallChart,
)
from villages.exhibits.evidence import Place
from villages.exhibits.figures.stairs import due_by_year
from villages.exhibits.judgements import Judgement
from villages.exhibits.opening import cover, whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.wording import (
    SHAPES,
    aim_label,
    aim_text,
    band_or_value,
    citation,
    close_percent,
    source_sentence,
    status_word,
    verdict_word,
)

#: The words of the sheet that are the same on every chart.
WORDS = (
    "township", "due", "met", "signature", "remarks", "memo", "steps", "step_due", "step_reached",
    "box", "foot",
)  # fmt: skip


def wall_chart(page: Page) -> Section:
    """Return the cover and the chart, or a sentence where the plan asks nothing of the place.

    A row is a village of the plan under the township that answers for it, a column a target with
    its date and the section of the plan; columns for signature and remarks stay empty.
    """
    title = page.say("title_wall", whole_name=whole_name(page))
    edition = page.say(f"mark_{page.edition}")
    (front,) = cover(page).blocks
    assert isinstance(front, Cover)
    front = replace(
        front, title=title, running_head=page.say("running_head", title=title, edition=edition)
    )
    villages = (page.place,) if page.place.level == "village" else page.plan_villages
    if not page.aims:
        sentence = _nothing_to_show(page)
        return Section((replace(front, headline=sentence), Paragraph(sentence)))
    return Section((front, _chart(page, villages, title)))


def _nothing_to_show(page: Page) -> str:
    if not page.plan.target_cards:
        return page.say("wall_none", plan=page.plan.labels.plan.of(page.language))
    key = "wall_none_village" if page.place.level == "village" else "wall_none_here"
    return page.say(key)


def _chart(page: Page, villages: tuple[Place, ...], title: str) -> WallChart:
    rows = tuple(_row(page, village) for village in villages)
    met_all = sum(_count_met(page, village) == len(page.aims) for village in villages)
    return WallChart(
        title=title,
        criteria=tuple(_criterion(page, aim, villages) for aim in page.aims),
        rows=rows,
        met=page.say("met_of", met=met_all, count=len(villages)),
        steps=_steps(page),
        legend=tuple(
            (shape, status_word(page, status), page.say(f"guide_{status}"))
            for status, shape in SHAPES.items()
        ),
        words={
            **{name: page.say(f"wall_{name}") for name in WORDS},
            "village": page.say("column_village"),
            "milestone": _milestone(page),
            "source": source_sentence(page),
            "as_of": page.say("wall_as_of", date=date_text(page, page.as_of)) if page.as_of else "",
        },
        notes=_notes(page, villages),
    )


def _row(page: Page, village: Place) -> VillageRow:
    met = _count_met(page, village)
    township = page.evidence.places[village.township_code]
    exit_year = village.planned_exit_year
    return VillageRow(
        township=page.name(township),
        village=village.name_zh if page.language == "zh" else village.name_en,
        due=str(exit_year) if exit_year else page.say("no_figure"),
        marks=tuple(_mark(page, aim, village) for aim in page.aims),
        met=page.say("met_of", met=met, count=len(page.aims)),
    )


def _judged(page: Page, village: Place) -> list[Judgement]:
    found = (page.judgement(aim, village) for aim in page.aims)
    return [judgement for judgement in found if judgement is not None]


def _count_met(page: Page, village: Place) -> int:
    return sum(judgement.verdict == "met" for judgement in _judged(page, village))


def _mark(page: Page, aim: Aim, village: Place) -> Mark:
    judgement = page.judgement(aim, village)
    status = "no_data" if judgement is None or judgement.status is None else judgement.status
    word = status_word(page, status)
    if judgement is not None and judgement.is_late:
        word = page.say("wall_late", word=word)
    found = page.measurement(aim.card, village)
    if found is not None and found.is_withheld:
        # Of what is met or not known the band would only repeat the word.
        is_short = judgement is not None and judgement.verdict == "not_met"
        text = band_or_value(page, aim.card, village) if is_short else ""
        return Mark(status, SHAPES[status], word, text)
    cell = page.cell(aim.card, village)
    is_repeated = cell.text == page.say("not_known") == word
    text = "" if is_repeated else cell.text
    return Mark(status, SHAPES[status], word, text, cell.number, cell.pattern)


def _criterion(page: Page, aim: Aim, villages: tuple[Place, ...]) -> Criterion:
    judged = [page.judgement(aim, village) for village in villages]
    met = sum(each is not None and each.verdict == "met" for each in judged)
    # Each village has a value of its own last year: no one number stands above them all.
    judgement = None if aim.target.rises else page.judgement(aim)
    return Criterion(
        label=aim_label(page, aim),
        asked=aim_text(page, aim, judgement),
        due=_due(page, aim.target.by),
        cite=page.say("wall_cite", cite=citation(page, aim.target.cite)),
        met=page.say("met_of", met=met, count=len(villages)),
    )


def _due(page: Page, by: datetime.date) -> str:
    if (by.month, by.day) == (12, 31):
        return page.say("wall_by_end", by=by.year)
    return page.say("wall_by", date=date_text(page, by.isoformat()))


def _steps(page: Page) -> tuple[Step, ...]:
    steps = []
    for year, due in sorted(due_by_year(page).items()):
        count = page.milestone(year) if year <= page.year else None
        if not due:
            continue
        reached = str(count.villages_met_all) if count is not None else ""
        verdict = count.verdict if count is not None else None
        word = verdict_word(page, verdict) if verdict is not None else ""
        steps.append(Step(str(year), str(due), reached, word))
    return tuple(steps)


def _milestone(page: Page) -> str:
    due = due_by_year(page).get(page.year)
    return page.say("wall_foot_due", due=due) if due else ""


def _notes(page: Page, villages: tuple[Place, ...]) -> tuple[str, ...]:
    notes = []
    if any(judgement.is_late for village in villages for judgement in _judged(page, village)):
        notes.append(page.say("wall_note_late"))
    if page.edition == "public":
        notes.append(page.say("wall_note_public", close=close_percent()))
    if due_by_year(page):
        key = "city" if page.place.level == "city" else "township"
        notes.append(page.say(f"wall_note_due_{key}"))
    return tuple(notes)
