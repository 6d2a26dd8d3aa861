"""The evaluation of special funds in its parts: points of each item, and what they rest on."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from villages.exhibits.assessment import points_text, range_text, scores_of
from villages.exhibits.assessment_basis import basis_text
from villages.exhibits.blocks import Cell, Column, Table
from villages.exhibits.cells import typed
from villages.exhibits.page import Page
from villages.exhibits.scores import Score
from villages.exhibits.wording import citation
from villages.plan.scorecard import ScoreCard


def fund_card(page: Page) -> ScoreCard | None:
    """Return the plan's score card of a city; None if it has none."""
    return next((card for card in page.plan.scorecards if card.of == "city"), None)


def points_table(page: Page) -> Table | None:
    """Return the points of every item; None of a place or year that is not evaluated."""
    card = fund_card(page)
    scores = scores_of(page, card, None)
    if card is None or not any(score.ends for score in scores):
        return None
    columns = (
        Column(page.say("column_part"), share=1.2),
        Column(page.say("column_score_item"), share=1.6),
        Column(page.say("column_points"), "right", 0.7),
        Column(page.say("column_points_reached"), "right", 0.9),
        Column(page.say("column_basis"), share=3.6),
    )
    rows = []
    for part, found in groupby(scores, lambda score: _part(page, card, score)):
        items = tuple(found)
        for score in items:
            label = card.item(score.item).label.of(page.language)
            basis = basis_text(page, card, score, None)
            rows.append(_cells(page, part, label, (score,), basis))
        if part and len(items) > 1:
            rows.append(_cells(page, part, page.say("fund_points_part"), items, ""))
    whole = page.say("row_flow_total")
    rows.append(_cells(page, whole, "", scores, ""))
    caption = page.say("caption_fund_points", label=card.label.of(page.language))
    cite = citation(page, card.cite)
    note = page.say("note_fund_points", words=card.words.of(page.language), cite=cite)
    return Table(caption, columns, tuple(rows), note)


def _part(page: Page, card: ScoreCard, score: Score) -> str:
    part = card.item(score.item).part
    return part.of(page.language) if part else ""


def _cells(
    page: Page, part: str, label: str, scores: tuple[Score, ...], basis: str
) -> tuple[Cell, ...]:
    """A line of the points of some items; what cannot be assessed is left out on both sides."""
    ends, points = reached(scores)
    is_assessed = any(score.ends is not None for score in scores)
    return (
        Cell(part),
        Cell(label),
        typed(points_text(points)),
        typed(range_text(page, ends) if is_assessed else page.say("no_figure")),
        Cell(basis),
    )


def reached(scores: tuple[Score, ...]) -> tuple[tuple[Decimal, Decimal], Decimal]:
    """Return the least and the most points of some items, and of how many.

    What cannot be assessed is left out on both sides.
    """
    assessed = tuple(score for score in scores if score.ends is not None)
    ends = [score.ends for score in assessed if score.ends is not None]
    low, high = (sum((end[side] for end in ends), Decimal(0)) for side in (0, 1))
    return (low, high), Decimal(sum(score.points for score in assessed or scores))


def points_data(page: Page) -> list[dict[str, Any]]:
    """Return the points for programs: each item with the numbers that it rests on."""
    card = fund_card(page)
    if card is None:
        return []
    return [
        {
            "item": score.item,
            "part": _part(page, card, score),
            "points": score.points,
            "low": _number(score.low),
            "high": _number(score.high),
            "numerator": _number(score.numerator),
            "denominator": _number(score.denominator),
            "unknown": score.no_data,
        }
        for score in scores_of(page, card, None)
    ]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
