"""What the tables of special funds show first: who received most, what is named, points."""

from __future__ import annotations

from collections.abc import Mapping

from villages.exhibits.assessment import points_text, range_text, scores_of
from villages.exhibits.fund_points import fund_card, reached
from villages.exhibits.fund_rows import Funds
from villages.exhibits.funds import Unit, share_text, sum_text
from villages.exhibits.page import Page


def most_allotted(page: Page, unit: Unit, lines: Mapping[str, Funds]) -> str:
    """Name the line that is known to have received most, and what of it was spent."""
    name, funds = max(lines.items(), key=lambda line: line[1].money.allotted_low)
    return page.say(
        "finding_most_allotted",
        name=name,
        allotted=sum_text(page, unit, funds.money.allotted),
        share=share_text(page, funds.money),
    )


def named_projects(page: Page) -> str:
    """Count the villages whose projects are named."""
    found = page.evidence.fund_problems
    places = len({each.code for each in found})
    return page.say("finding_fund_problems", count=len(found), places=places)


def points_reached(page: Page) -> str:
    """Return the points of the evaluation together, of how many."""
    ends, points = reached(scores_of(page, fund_card(page), None))
    return page.say(
        "finding_fund_points", reached=range_text(page, ends), points=points_text(points)
    )
