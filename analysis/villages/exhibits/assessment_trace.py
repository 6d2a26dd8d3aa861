"""What cost points in an assessment: measure by measure, with the places behind each tenth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from villages.exhibits.assessment import points_text, score_card, scores_of
from villages.exhibits.assessment_basis import (
    MeasureBasis,
    basis_text,
    flow_of,
    measure_bases,
    money_of,
)
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.funds import sum_text, unit_of
from villages.exhibits.measures import below, measure_level
from villages.exhibits.numbers import full_text
from villages.exhibits.page import Page
from villages.exhibits.scores import Score, shared_out
from villages.exhibits.wording import citation, listed
from villages.plan.scorecard import ScoreCard, ScoreItem, assessed_measures

#: So many names a cell holds; of more it says how many there are.
MOST_NAMES = 12


def assessment_trace(page: Page, body: str | None = None) -> Section:
    """Return what cost points: for each item the measures and places, or the money and the rows."""
    card = score_card(page, body)
    scores = scores_of(page, card, body)
    if card is None or not any(score.ends for score in scores):
        return Section(())
    blocks: list[Block] = [
        Heading(page.say("heading_trace")),
        Paragraph(page.say("trace_words")),
    ]
    # What is due is everything in the last year: the same table need not stand twice.
    seen: dict[tuple[tuple[str, int], ...], str] = {}
    for score in scores:
        if score.ends is not None:
            label = card.item(score.item).label.of(page.language)
            blocks.append(Heading(page.say("heading_trace_item", label=label), 2))
            blocks += _traced(page, card, score, body, seen)
    return Section(tuple(blocks))


def _traced(
    page: Page,
    card: ScoreCard,
    score: Score,
    body: str | None,
    seen: dict[tuple[tuple[str, int], ...], str],
) -> list[Block]:
    if not score.lost and not score.uncertain:
        return [Paragraph(page.say("trace_nothing", points=score.points))]
    item = card.item(score.item)
    costs = [page.say("trace_lost", points=points_text(score.lost))] if score.lost else []
    if score.uncertain:
        costs.append(page.say("trace_uncertain", points=points_text(score.uncertain)))
    said = page.say("list_clause").join(costs)
    if item.kind in ("villages_met", "measures_met"):
        bases = measure_bases(page, card, item, body)
        assert score.denominator
        worth = _hundredths(score.points / score.denominator)
        sentence = page.say("trace_worth", costs=said, points=worth)
        label = item.label.of(page.language)
        # An item assesses the due ones of a measure's places: as many of them are the same ones.
        assessed = tuple((each.measure.id, each.count) for each in bases)
        if assessed in seen:
            same = page.say("trace_same", label=seen[assessed])
            return [Paragraph(page.say("sentence_pair", first=sentence, second=same))]
        seen[assessed] = label
        return [Paragraph(sentence), _table(page, score, label, bases)]
    if item.kind == "value":
        why = _why_value(page, item)
    elif item.kind == "money_spent":
        why = _why_money(page, item, body)
    elif item.kind == "funds":
        why = basis_text(page, card, score, body)
    else:
        why = _why_rows(page, card, item, body)
    return [Paragraph(page.say("named_list", name=said, items=why) if why else said)]


def _hundredths(points: Decimal) -> str:
    return f"{points:.2f}"


def _table(page: Page, score: Score, label: str, bases: Sequence[MeasureBasis]) -> Table:
    lost = shared_out(score.lost, [len(each.not_met) for each in bases])
    hanging = shared_out(score.uncertain, [len(each.no_data) for each in bases])
    has_lost, has_open = any(each.not_met for each in bases), any(each.no_data for each in bases)
    columns = [
        Column(page.say("column_measure"), share=1.8),
        Column(page.say("column_cite"), share=1.1),
        Column(page.say("column_met_of"), "right", 0.7),
    ]
    for is_there, group in ((has_lost, "group_not_met"), (has_open, "group_no_data")):
        if is_there:
            columns.append(Column(page.say("column_cost"), "right", 0.7, page.say(group)))
            columns.append(Column(page.say("column_which"), "left", 2.4, page.say(group)))
    rows = []
    for basis, cost, open_cost in zip(bases, lost, hanging, strict=True):
        if not basis.not_met and not basis.no_data:
            continue
        met = page.say("met_of", met=len(basis.met), count=basis.count)
        row = [
            Cell(basis.measure.label.of(page.language)),
            Cell(citation(page, basis.measure.section)),
            typed(met, is_part=True),
        ]
        if has_lost:
            row += _cost(page, basis, basis.not_met, cost)
        if has_open:
            row += _cost(page, basis, basis.no_data, open_cost)
        rows.append(tuple(row))
    done, note = len(bases) - len(rows), page.say("note_trace_adds")
    if done:
        note = page.say("sentence_pair", first=note, second=page.say("note_trace", count=done))
    return Table(page.say("caption_trace", label=label), tuple(columns), tuple(rows), note)


def _cost(page: Page, basis: MeasureBasis, places: Sequence[Place], cost: Decimal) -> list[Cell]:
    """Return how many points places cost, and which they are; dashes for none."""
    if not places:
        return [Cell(page.say("no_figure")), Cell(page.say("no_figure"))]
    return [typed(_hundredths(cost)), Cell(_names(page, basis, places))]


def _names(page: Page, basis: MeasureBasis, places: Sequence[Place]) -> str:
    level = measure_level(page, basis.measure)
    if len(places) == basis.count and len(places) > 1:
        return page.say("trace_all", count=len(places), places=page.level(level, len(places)))
    names = [page.name(place) for place in places]
    if len(names) <= MOST_NAMES:
        return listed(page, names)
    first = page.say("list_comma").join(names[:MOST_NAMES])
    return page.say("trace_names_more", names=first, count=len(names))


def _why_value(page: Page, item: ScoreItem) -> str:
    """Say how far the value is from full points and, of a target, which villages miss it."""
    assert item.card is not None and item.full is not None
    card = page.plan.cards[item.card]
    words = page.say(
        "trace_value", value=page.value(card), full=full_text(item.full, card, page.language)
    )
    short = [
        place
        for place in below(page, "village")
        if any(each.verdict == "not_met" for each in page.judgements(card, place))
    ]
    if not short:
        return words
    names = listed(page, [page.name(place) for place in short], MOST_NAMES)
    return words + page.say("trace_value_short", names=names)


def _why_money(page: Page, item: ScoreItem, body: str | None) -> str:
    money = money_of(page, item, body)
    unit = unit_of(page, flow_of(page, item), money)
    words = page.say("trace_money", unspent=sum_text(page, unit, money.unspent))
    if not money.rows_missing:
        return words
    return words + page.say("trace_money_missing", count=money.rows_missing)


def _why_rows(page: Page, card: ScoreCard, item: ScoreItem, body: str | None) -> str:
    """Name the indicators of which most rows are missing."""
    measures = assessed_measures(page.plan, card, item, body or "")
    missing = {
        each.done.card: found.rows_missing
        for each in measures
        if (found := page.measurement(page.plan.cards[each.done.card])) is not None
        and found.rows_missing
    }
    worst = sorted(missing, key=lambda name: -missing[name])
    if not worst:
        return ""
    names = [page.plan.cards[name].label.of(page.language) for name in worst]
    return page.say("trace_rows", names=listed(page, names, MOST_NAMES))
