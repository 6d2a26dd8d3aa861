"""A proposal of what to fund, in tables: a reason for each project, and what more would buy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Table
from villages.exhibits.cells import typed_year
from villages.exhibits.numbers import amount_text, money_text, number_text, to_step
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Page
from villages.exhibits.support_plan import works_of
from villages.exhibits.wording import listed
from villages.findings.allocation import Effort, NextTenth, next_tenth, propose
from villages.findings.allocation_terms import (
    Gap,
    Project,
    Proposal,
    Reason,
    Rules,
    Source,
    Unmet,
    VillageAim,
)

TENTH = Decimal("0.1")


def usual_rules(page: Page) -> Rules:
    """Return what binds the money where nobody wrote rules: the plan's cap on uplifts alone."""
    funds = page.plan.funds
    return Rules() if funds is None else Rules(uplift_percent=int(funds.most_uplift_percent))


def allocation_answer(
    page: Page, sources: Sequence[Source], rules: Rules, effort: Effort | None = None
) -> Answer:
    """Return what to fund with the money there is, of the works of the support plan.

    Every gap is taken at its worst end: a village must not count as closed because somebody did
    not report. A gap that money does not close by the piece stays open.

    Parameters
    ----------
    page
        The page, of a township or the city.
    sources, rules
        The money and what binds it.
    effort
        How hard the solver tries; None for as hard as it does by itself.
    """
    title = page.say("title_allocation", whole_name=whole_name(page))
    if page.edition == "public":
        return answer(page, title, (Paragraph(page.say("allocation_internal_only")),), {})
    projects, gaps, aims = _case(page)
    if not projects:
        return answer(page, title, (Paragraph(page.say("nothing_to_fund")),), {"funded": []})
    made = propose(projects, gaps, aims, sources, rules, effort)
    if made.unmet:
        said = [Paragraph(_unmet_words(page, each), "finding") for each in made.unmet]
        unmet = [vars(each) for each in made.unmet]
        return answer(page, title, tuple(said), {"funded": [], "unmet": unmet})
    more = next_tenth(projects, gaps, aims, sources, rules, made, effort)
    blocks: list[Block] = [Paragraph(text, "finding") for text in _said(page, made, len(projects))]
    blocks.append(_exits_table(page, made))
    if made.funded:
        blocks += [Paragraph(_purposes(page, made), "finding"), _funded_table(page, made)]
    blocks += [Heading(page.say("heading_next_tenth"), 2), Paragraph(_more_said(page, more))]
    if more.added:
        blocks.append(_reasons_table(page, more.added, page.say("caption_next_tenth")))
    note = page.plan.support_works.note.of(page.language) if page.plan.support_works else ""
    blocks.append(Paragraph(note, "note"))
    return answer(page, title, tuple(blocks), _data(made, more))


def _case(page: Page) -> tuple[list[Project], list[Gap], list[VillageAim]]:
    projects, gaps, aims = [], [], []
    for village, works in works_of(page):
        aims.append(VillageAim(village.code, village.township_code, village.planned_exit_year))
        for aim, work in works:
            found = page.plan.support_works.of(aim.card.id) if page.plan.support_works else None
            amount = work.high if work.high is not None else Decimal(1)
            if not amount:
                continue
            gaps.append(Gap(village.code, aim.card.id, amount))
            if found is None or work.yuan_high is None:
                continue
            projects.append(
                Project(
                    id=f"{village.code}-{aim.card.id}",
                    village=village.code,
                    township=village.township_code,
                    sector=found.sector,
                    card=aim.card.id,
                    closes=amount,
                    cost_yuan=work.yuan_high,
                )
            )
    return projects, gaps, aims


def _said(page: Page, made: Proposal, count: int) -> tuple[str, ...]:
    closed = page.say(
        "finding_allocation",
        funded=len(made.funded),
        count=count,
        cost=_money(page, made.cost_yuan),
        budget=_money(page, made.budget_yuan),
        closed=len(made.closed_villages),
    )
    if made.gap is None:
        return (closed,)
    # Rounded up: what is said is true of the exact gap too.
    off = max(to_step(100 * Decimal(made.gap), TENTH, ROUND_CEILING), TENTH)
    return closed, page.say("allocation_gap", percent=number_text(off))


def _purposes(page: Page, made: Proposal) -> str:
    whole = sum(each.is_village_closed for each in made.funded)
    rest = len(made.funded) - whole
    return page.say(
        "finding_funded", count=whole, villages_closed=len(made.closed_villages), rest=rest
    )


def _money(page: Page, yuan: int) -> str:
    return money_text(Decimal(yuan), "yuan", page.language)


def _exits_table(page: Page, made: Proposal) -> Table:
    rows = tuple(
        (typed_year(each.year), page.counted(each.planned), page.counted(each.closed))
        for each in made.exits
    )
    columns = (
        Column(page.say("column_exit_year")),
        Column(page.say("column_still_short"), "right"),
        Column(page.say("column_closed"), "right"),
    )
    caption = page.say("caption_allocation_exits")
    return Table(caption, columns, rows, page.say("note_allocation_exits"))


def _funded_table(page: Page, made: Proposal) -> Table:
    return _reasons_table(page, made.funded, page.say("caption_funded"))


def _reasons_table(page: Page, reasons: Sequence[Reason], caption: str) -> Table:
    chosen = sorted(reasons, key=lambda each: (each.planned_exit_year or 9999, each.project))
    rows = tuple(
        (
            Cell(page.name(page.evidence.places[each.village])),
            Cell(str(each.planned_exit_year or page.say("no_figure"))),
            Cell(_work_label(page, each)),
            Cell(_money(page, each.cost_yuan)),
            Cell(reason_words(page, each)),
        )
        for each in chosen
    )
    columns = (
        Column(page.say("column_village"), share=1.3),
        Column(page.say("column_exit_year"), "right", 0.8),
        Column(page.say("column_work"), share=1.4),
        Column(page.say("column_money_needed"), "right", 1.0),
        Column(page.say("column_reason"), share=3.5),
    )
    return Table(caption, columns, rows)


def _work_label(page: Page, reason: Reason) -> str:
    works = page.plan.support_works
    found = works.of(reason.card) if works is not None else None
    return found.label.of(page.language) if found else reason.card


def reason_words(page: Page, reason: Reason) -> str:
    """Return why a project is funded: what it closes, what remains, whether the village is done."""
    card = page.plan.cards[reason.card]
    key = "reason_whole" if not reason.remains else "reason_part"
    said = page.say(
        key,
        target=card.short.of(page.language),
        closed=amount_text(_decimal(reason.closed), card, page.language),
        remains=amount_text(_decimal(reason.remains), card, page.language),
    )
    if reason.is_village_closed:
        said = page.say("sentence_pair", first=said, second=page.say("reason_village_closed"))
    return said


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def _more_said(page: Page, more: NextTenth) -> str:
    if not more.added:
        return page.say("next_tenth_nothing", yuan=_money(page, more.yuan))
    said = page.say(
        "next_tenth",
        yuan=_money(page, more.yuan),
        added=len(more.added),
        count=len(more.closed_villages),
    )
    if not more.dropped:
        return said
    dropped = page.say("next_tenth_dropped", count=len(more.dropped))
    return page.say("sentence_pair", first=said, second=dropped)


def _unmet_words(page: Page, unmet: Unmet) -> str:
    place = page.evidence.places.get(unmet.township or "")
    name = page.name(place) if place is not None else listed(page, [unmet.township or ""])
    return page.say(
        f"unmet_{unmet.rule}",
        name=name,
        needed=_money(page, unmet.needed_yuan),
        reachable=_money(page, unmet.reachable_yuan),
        cause=page.say(f"unmet_cause_{unmet.cause}"),
    )


def _data(made: Proposal, more: NextTenth) -> dict[str, Any]:
    def told(each: Reason) -> dict[str, Any]:
        return {**vars(each), "closed": float(each.closed), "remains": float(each.remains)}

    return {
        "budget_yuan": made.budget_yuan,
        "cost_yuan": made.cost_yuan,
        "gap": made.gap,
        "exits": [vars(each) for each in made.exits],
        "closed_villages": list(made.closed_villages),
        "funded": [told(each) for each in made.funded],
        "grants": [vars(each) for each in made.grants],
        "next_tenth": {
            "yuan": more.yuan,
            "added": [told(each) for each in more.added],
            "dropped": list(more.dropped),
            "closed_villages": list(more.closed_villages),
        },
    }
