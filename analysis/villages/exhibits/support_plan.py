"""The support plan in tables: planned exits first, then gap by gap with money, body and date."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.evidence import Place
from villages.exhibits.exit_file import department
from villages.exhibits.gaps import gap_text
from villages.exhibits.numbers import money_text
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.wording import aim_label, listed, standing
from villages.findings.support_plan import PlannedWork, planned_work

Works = Sequence[tuple[Aim, PlannedWork]]


def support_plan_answer(page: Page) -> Answer:
    """Return the support plan of a village, or of every village that is to exit."""
    title = page.say("title_support_plan", whole_name=whole_name(page))
    plans = works_of(page)
    if page.plan.support_works is None or not page.aims:
        return answer(page, title, (Paragraph(page.say("no_support_plan")),), {"villages": []})
    if not plans:
        return answer(page, title, (Paragraph(page.say("nothing_to_do")),), {"villages": []})
    every = [work for _, works in plans for _, work in works]
    blocks: list[Block] = [Paragraph(_finding(page, plans, every), "finding")]
    if page.place.level == "village":
        blocks.append(_works_table(page, plans[0][0], plans[0][1]))
    else:
        blocks.append(_targets_table(page, every))
        blocks += [Paragraph(_by_year(page, plans), "finding"), _villages_table(page, plans)]
    note = page.plan.support_works.note.of(page.language)
    blocks.append(Paragraph(note, "note"))
    data = {"villages": [_record(page, village, works) for village, works in plans]}
    return answer(page, title, tuple(blocks), data)


def works_of(page: Page) -> list[tuple[Place, Works]]:
    """Return each village short of a target, with what it lacks, planned exits first."""
    pairs = ((village, _works(page, village)) for village in villages_in_order(page))
    return [(village, works) for village, works in pairs if works]


def villages_in_order(page: Page) -> tuple[Place, ...]:
    """Return the plan's villages here, planned exits first."""
    villages = page.plan_villages if page.place.level != "village" else (page.place,)
    return tuple(sorted(villages, key=lambda each: (page.step(each), each.code)))


def _works(page: Page, village: Place) -> Works:
    as_of = datetime.date.fromisoformat(page.as_of[:10]) if page.as_of else _year_end(page)
    found = []
    for aim, judgement in page.judged(village):
        if judgement.verdict == "met":
            continue
        gap = (judgement.gap, judgement.gap_low, judgement.gap_high)
        work = planned_work(
            page.plan,
            village.code,
            page.step(village),
            aim.card.id,
            gap,
            min(as_of, _year_end(page)),
        )
        found.append((aim, work))
    return found


def _year_end(page: Page) -> datetime.date:
    return datetime.date(page.year, 12, 31)


def _finding(page: Page, plans: Sequence[tuple[Place, Works]], every: list[PlannedWork]) -> str:
    money = _sum_text(page, every)
    overdue = len({work.village for work in every if work.is_overdue})
    key = "finding_support_village" if page.place.level == "village" else "finding_support"
    return page.say(key, count=len(plans), gaps=len(every), money=money, overdue=overdue)


def _by_year(page: Page, plans: Sequence[tuple[Place, Works]]) -> str:
    """Count the villages short of a target by the year of their planned exit."""
    count = Counter(page.step(village) for village, _ in plans)
    parts = [
        page.say("support_in_year", exit_year=year, count=count[year]) for year in sorted(count)
    ]
    return page.say("finding_support_years", parts=listed(page, parts))


def _sum_text(page: Page, works: Iterable[PlannedWork]) -> str:
    """What the works cost together, between its ends; nothing where no cost is known."""
    found = [work for work in works if work.yuan_low is not None and work.yuan_high is not None]
    if not found:
        return page.say("not_told")
    low = sum(work.yuan_low or 0 for work in found)
    high = sum(work.yuan_high or 0 for work in found)
    return _money_between(page, low, high)


def _money_between(page: Page, low: int, high: int) -> str:
    texts = [money_text(Decimal(amount), "yuan", page.language) for amount in (low, high)]
    if low == high:
        return texts[0]
    return page.say("gap_between", low=texts[0], high=texts[1])


def _works_table(page: Page, village: Place, works: Works) -> Table:
    rows = []
    for aim, work in works:
        word, tone = standing(page, page.judgement(aim, village))
        rows.append(
            (
                Cell(aim_label(page, aim)),
                Cell(word, tone),
                typed(gap_text(page, aim, work.known, work.low, work.high)),
                Cell(_label(page, aim)),
                Cell(_cost_text(page, work)),
                Cell(department(page, aim)),
                Cell(_date(page, work)),
            )
        )
    columns = (
        Column(page.say("column_target"), share=1.3),
        Column(page.say("column_status"), share=1.0),
        Column(page.say("column_gap"), "right", 1.5),
        Column(page.say("column_work"), share=1.5),
        Column(page.say("column_money_needed"), "right", 1.5),
        Column(page.say("column_department"), share=1.4),
        Column(page.say("column_by"), share=1.4),
    )
    caption = page.say("caption_support_village", name=page.name(village))
    return Table(caption, columns, tuple(rows), page.say("note_support"))


def _label(page: Page, aim: Aim) -> str:
    works = page.plan.support_works
    found = works.of(aim.card.id) if works is not None else None
    return found.label.of(page.language) if found else page.say("no_figure")


def _cost_text(page: Page, work: PlannedWork) -> str:
    if work.yuan_low is None or work.yuan_high is None:
        return page.say("not_told")
    return _money_between(page, work.yuan_low, work.yuan_high)


def _date(page: Page, work: PlannedWork) -> str:
    text = date_text(page, work.by.isoformat())
    return page.say("overdue_since", date=text) if work.is_overdue else text


def _targets_table(page: Page, every: list[PlannedWork]) -> Table:
    """What each target lacks over all villages, and what that costs."""
    rows = []
    for aim in page.aims:
        works = [work for work in every if work.card == aim.card.id]
        if not works:
            continue
        low, high = (_sum([getattr(work, end) for work in works]) for end in ("low", "high"))
        known = low if low == high else None
        rows.append(
            (
                Cell(aim_label(page, aim)),
                page.counted(len(works)),
                typed(gap_text(page, aim, known, low, high)),
                Cell(_label(page, aim)),
                Cell(_sum_text(page, works)),
                Cell(department(page, aim)),
            )
        )
    columns = (
        Column(page.say("column_target"), share=1.3),
        Column(page.say("column_villages_open"), "right", 0.8),
        Column(page.say("column_gap_each"), "right", 1.7),
        Column(page.say("column_work"), share=1.6),
        Column(page.say("column_money_needed"), "right", 1.7),
        Column(page.say("column_department"), share=1.5),
    )
    return Table(
        page.say("caption_support_targets"), columns, tuple(rows), page.say("note_support")
    )


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _villages_table(page: Page, plans: Sequence[tuple[Place, Works]]) -> Table:
    rows = tuple(
        (
            Cell(page.name(village)),
            typed_year(page.step(village)),
            Cell(page.say("list_comma").join(aim_label(page, aim) for aim, _ in works)),
            Cell(_sum_text(page, [work for _, work in works])),
            Cell(_date(page, works[0][1])),
        )
        for village, works in plans
    )
    columns = (
        Column(page.say("column_village"), share=1.3),
        Column(page.say("column_exit_year"), "right", 0.8),
        Column(page.say("column_not_met"), share=3.0),
        Column(page.say("column_money_needed"), "right", 1.6),
        Column(page.say("column_by"), share=1.5),
    )
    return Table(page.say("caption_support_villages"), columns, rows)


def _record(page: Page, village: Place, works: Works) -> dict[str, Any]:
    return {
        "code": village.code,
        "name": page.name(village),
        "planned_exit_year": page.step(village),
        "works": [
            {
                "card": work.card,
                "work": _label(page, aim),
                "gap": _float(work.known),
                "gap_low": _float(work.low),
                "gap_high": _float(work.high),
                "yuan_low": work.yuan_low,
                "yuan_high": work.yuan_high,
                "department": department(page, aim),
                "by": work.by.isoformat(),
                "is_overdue": work.is_overdue,
            }
            for aim, work in works
        ],
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
