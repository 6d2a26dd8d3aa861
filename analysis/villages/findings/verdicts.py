"""One function decides: met, not met or no data, by exact arithmetic on bounded sums."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from villages.indicators.sums import Sums
from villages.plan.model import Card, Target
from villages.vocabulary import Verdict

#: What is counted in whole things: a gap of 2.4 households is 3 households to do.
WHOLE = frozenset({"households", "persons", "villages", "services", "pupils"})


@dataclass(frozen=True)
class Line:
    """What a value is held against: a figure of the plan, or another value with its own ends."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @classmethod
    def at(cls, figure: Fraction) -> Line:
        """Return the line of a figure that is known exactly."""
        return cls(figure, figure, figure)

    @classmethod
    def of(cls, sums: Sums | None) -> Line:
        """Return the line that another quotient draws; without one, nothing is known."""
        return cls(None, None, None) if sums is None else cls(sums.value, sums.low, sums.high)


def line_of(target: Target, card: Card, city: Sums | None, before: Sums | None) -> Line:
    """Return the line that a target draws, as a bare quotient.

    Parameters
    ----------
    target, card
        The target and its card.
    city
        The city's own sums in the same year, over all its villages.
    before
        The place's own sums in the year before.
    """
    if target.rises:
        return Line.of(before)
    if target.at_least == "city":
        return Line.of(city)
    figure = target.at_least if target.at_least is not None else target.at_most
    assert isinstance(figure, Decimal)
    return Line.at(Fraction(figure) / card.factor)


def verdict(sums: Sums, line: Line, target: Target, card: Card) -> Verdict:
    """Judge bounded sums against a line.

    Met if even the low end meets, not met if even the high end fails, else no data. What is
    missing therefore never makes a target met.

    Examples
    --------
    489 of 500 households are safe; the target is 98 %:

    >>> from villages.plan import read_plan
    >>> card = read_plan("zhuanghe-2018-2020").cards["safe_housing"]
    >>> all_known = Sums(*map(Decimal, (489, 500, 489, 489, 500, 500, 11, 11)))
    >>> target = card.targets[0]
    >>> verdict(all_known, line_of(target, card, None, None), target, card)
    'not_met'

    With 490 safe it is met; with one of these not reported it is neither:

    >>> one_missing = Sums(*map(Decimal, (489, 499, 489, 490, 500, 500, 10, 11)))
    >>> verdict(one_missing, line_of(target, card, None, None), target, card)
    'no_data'
    """
    if sums.is_empty:
        return card.when_empty
    low, high = sums.low, sums.high
    if target.at_most is not None:
        if high is not None and line.low is not None and high <= line.low:
            return "met"
        if low is not None and line.high is not None and low > line.high:
            return "not_met"
        return "no_data"
    if low is not None and line.high is not None:
        is_met = low > line.high if target.rises else low >= line.high
        if is_met:
            return "met"
    if high is not None and line.low is not None:
        is_missed = high <= line.low if target.rises else high < line.low
        if is_missed:
            return "not_met"
    return "no_data"


@dataclass(frozen=True)
class Gap:
    """What is still to do, in what the card counts: of the rows known, and between which ends."""

    known: float
    low: float
    high: float


def gap(sums: Sums, line: Line, target: Target, card: Card) -> Gap:
    """Return what is missing in the numerator until the line is reached; 0 where it is.

    ``line × denominator - numerator``, in whole households, persons … where the card counts these.
    """

    def to_do(at: Fraction | None, denominator: Decimal, numerator: Decimal) -> float:
        if at is None:
            return math.nan
        missing = at * Fraction(denominator) - Fraction(numerator)
        if target.at_most is not None:
            missing = -missing
        elif target.rises:
            whole = card.counts in WHOLE
            missing = Fraction(math.floor(missing) + 1) if whole and missing >= 0 else missing
        missing = max(missing, Fraction(0))
        return float(math.ceil(missing) if card.counts in WHOLE else missing)

    if target.at_most is not None:
        low = to_do(line.high, sums.denominator_high, sums.numerator_low)
        high = to_do(line.low, sums.denominator_low, sums.numerator_high)
    else:
        low = to_do(line.low, sums.denominator_low, sums.numerator_high)
        high = to_do(line.high, sums.denominator_high, sums.numerator_low)
    return Gap(to_do(line.value, sums.denominator, sums.numerator), low, high)
