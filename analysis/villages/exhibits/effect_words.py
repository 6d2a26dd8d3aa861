"""How effects are written: rounded by their error, with their interval, in the indicator's unit."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from villages.catalogue import say
from villages.exhibits.numbers import number_text
from villages.exhibits.page import Page
from villages.findings.effects import Effect
from villages.findings.effects_fitting import Estimate
from villages.plan.model import Card

#: A test that chance alone passes less often than this has found something.
CHANCE = 0.05
_LEAST_P = 0.001


class Unit(NamedTuple):
    """What effects of one comparison are written in."""

    card: Card
    step: Decimal


def unit_of(card: Card, effect: Effect) -> Unit:
    """Return the unit with a step that leaves the error of the main estimate two figures.

    Nothing is rounded to more than 1.
    """
    error = effect.main.error
    power = min(0, math.floor(math.log10(error)) - 1) if error > 0 else 0
    return Unit(card, Decimal(10) ** power)


def signed(value: float, unit: Unit) -> str:
    """Write an effect as a bare number with its sign.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> unit = Unit(read_plan(default_plan()).cards["income"], Decimal("0.1"))
    >>> signed(12.34, unit), signed(-0.04, unit), signed(-1234.5, unit)
    ('+12.3', '0.0', '−1,234.5')
    """
    text = number_text(abs(Decimal(str(value))), unit.step)
    if not text.strip("0.,"):
        return text
    return f"{'−' if value < 0 else '+'}{text}"


def effect_text(page: Page, value: float, unit: Unit) -> str:
    """Write an effect with its sign and unit."""
    return say(
        "pages", f"change_{unit.card.unit}", page.language, number=signed(value, unit), count=2
    )


def interval_text(page: Page, estimate: Estimate, unit: Unit) -> str:
    """Write an interval."""
    return between(page, estimate.low, estimate.high, unit)


def between(page: Page, low: float, high: float, unit: Unit) -> str:
    """Write two ends without their unit."""
    return page.say("effect_between", low=signed(low, unit), high=signed(high, unit))


def p_text(page: Page, value: float | None) -> str:
    """Write the probability of a test."""
    if value is None or math.isnan(value):
        return page.say("no_figure")
    return page.say("effect_p_under") if value < _LEAST_P else f"{value:.3f}"


def p_words(page: Page, value: float | None) -> str:
    """Write the probability of a test as it stands in a sentence; nothing for no test."""
    if value is None or math.isnan(value):
        return ""
    if value < _LEAST_P:
        return page.say("effect_p_is_under")
    return page.say("effect_p_is", p=p_text(page, value))


def is_told(estimate: Estimate) -> bool:
    """Return whether an interval leaves out nothing at all: the effect is told from chance."""
    return estimate.low > 0 or estimate.high < 0
