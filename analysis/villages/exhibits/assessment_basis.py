"""What an item of a score card rests on at a place: in words, and place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from villages.exhibits.evidence import Place
from villages.exhibits.figures.flow import flow_rows_of
from villages.exhibits.flows import Money, total
from villages.exhibits.fund_rows import funds_of, funds_together
from villages.exhibits.funds import share_text, sum_text, unit_of
from villages.exhibits.measures import below, measure_level
from villages.exhibits.numbers import full_text, number_text
from villages.exhibits.page import Page
from villages.exhibits.scores import Score
from villages.findings.assessment import step_of
from villages.plan.measures import Measure
from villages.plan.model import Flow
from villages.plan.scorecard import ScoreCard, ScoreItem, assessed_measures
from villages.vocabulary import LEVELS


@dataclass(frozen=True)
class MeasureBasis:
    """A measure of an item: the places that met it, that did not, and of which nobody knows."""

    measure: Measure
    met: tuple[Place, ...]
    not_met: tuple[Place, ...]
    no_data: tuple[Place, ...]

    @property
    def count(self) -> int:
        """How many places are assessed."""
        return len(self.met) + len(self.not_met) + len(self.no_data)


def measure_bases(
    page: Page, card: ScoreCard, item: ScoreItem, body: str | None
) -> tuple[MeasureBasis, ...]:
    """Return the measures that an item rests on, each with the places that are assessed by it."""
    found = (
        _measure_basis(page, item, measure)
        for measure in assessed_measures(page.plan, card, item, body or "")
    )
    return tuple(each for each in found if each.count)


def _measure_basis(page: Page, item: ScoreItem, measure: Measure) -> MeasureBasis:
    by_verdict: dict[str, list[Place]] = {"met": [], "not_met": [], "no_data": []}
    for place in _assessed_places(page, item, measure):
        judgement = page.measure_judgement(measure, place)
        by_verdict["no_data" if judgement is None else judgement.verdict].append(place)
    met, not_met, no_data = (tuple(places) for places in by_verdict.values())
    return MeasureBasis(measure, met, not_met, no_data)


def _assessed_places(page: Page, item: ScoreItem, measure: Measure) -> Iterator[Place]:
    level, since = measure_level(page, measure), measure.done.rises_since
    if since is not None and page.year <= since:
        return
    if level == page.place.level:
        places: tuple[Place, ...] = (page.place,)
    elif LEVELS.index(level) < LEVELS.index(page.place.level):
        places = below(page, level)
    else:
        places = ()
    for place in places:
        if not item.only_due or page.year >= step_of(measure, page.plan, place.planned_exit_year):
            yield place


def basis_text(page: Page, card: ScoreCard, score: Score, body: str | None) -> str:
    """Say what an item's points rest on, with the numbers that they are reckoned from."""
    item = card.item(score.item)
    if score.is_withheld:
        return page.say("basis_withheld")
    if score.ends is None:
        return page.say("basis_nothing")
    if item.kind == "value":
        return _value_text(page, item)
    if item.kind == "money_spent":
        return _money_text(page, item, body)
    if item.kind == "funds":
        return _funds_text(page, item, score)
    said = page.say("basis_rows", known=_whole(score.numerator), expected=_whole(score.denominator))
    if item.kind != "evidence":
        said = _verdicts_text(page, card, item, score, body)
    if score.no_data and item.kind != "evidence":
        said += page.say("basis_no_data", count=score.no_data)
    return page.say("basis_only_due", words=said) if item.only_due else said


def _verdicts_text(
    page: Page, card: ScoreCard, item: ScoreItem, score: Score, body: str | None
) -> str:
    bases = measure_bases(page, card, item, body)
    met, count = _whole(score.numerator), int(score.denominator or 0)
    if count == 1 and len(bases) == 1:
        name = bases[0].measure.label.of(page.language)
        return page.say("basis_yes" if score.numerator else "basis_no", name=name)
    if len(bases) != 1 or measure_level(page, bases[0].measure) == page.place.level:
        return page.say("basis_measures", measures=len(bases), met=met, count=count)
    (only,) = bases
    places = page.level(measure_level(page, only.measure), count)
    name = only.measure.label.of(page.language)
    return page.say("basis_one_measure", places=places, name=name, met=met, count=count)


def _value_text(page: Page, item: ScoreItem) -> str:
    assert item.card is not None and item.floor is not None and item.full is not None
    card = page.plan.cards[item.card]
    return page.say(
        "basis_value",
        label=card.label.of(page.language),
        value=page.value(card),
        floor=full_text(item.floor, card, page.language),
        full=full_text(item.full, card, page.language),
    )


def flow_of(page: Page, item: ScoreItem) -> Flow:
    """Return the flow of money that an item rests on."""
    return next(flow for flow in page.plan.flows if flow.id == item.flow)


def money_of(page: Page, item: ScoreItem, body: str | None) -> Money:
    """Return the money of the page's place, or of a body there."""
    rows = flow_rows_of(page, flow_of(page, item))
    if body is not None:
        word = page.plan.programme.bodies[body].money
        rows = tuple(row for row in rows if row.department == word)
    return total(rows)


def _money_text(page: Page, item: ScoreItem, body: str | None) -> str:
    money = money_of(page, item, body)
    unit = unit_of(page, flow_of(page, item), money)
    return page.say(
        "basis_money",
        allotted=sum_text(page, unit, money.allotted),
        spent=sum_text(page, unit, money.spent),
        share=share_text(page, money),
    )


def _funds_text(page: Page, item: ScoreItem, score: Score) -> str:
    """Say how many projects are as they should be, or what was allotted of what was planned."""
    scheme, funds = page.plan.funds, funds_together(funds_of(page))
    assert scheme is not None and funds is not None  # checked when the plan was read, and assessed
    if item.share == "allotted":
        unit = unit_of(page, scheme.flow_of(page.plan), funds.money)
        planned, allotted = funds.planned, funds.money.allotted
        words = page.say(
            "basis_fund_allotted",
            planned=sum_text(page, unit, planned),
            allotted=sum_text(page, unit, allotted),
        )
    else:
        good, count = _whole(score.numerator), int(score.denominator or 0)
        words = page.say(f"basis_fund_{item.share}", count=count, good=good)
    return words + (page.say("basis_fund_unknown", count=score.no_data) if score.no_data else "")


def _whole(number: Decimal | None) -> str:
    return number_text(number or Decimal(0))
