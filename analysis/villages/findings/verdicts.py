"""One function decides: met, not met or no data, by exact arithmetic on bounded sums."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from villages.indicators.sums import Sums
from villages.plan.model import Card, Target
from villages.vocabulary import Verdict

#: All else is counted in whole things: a gap of 2.4 households is 3 households to do.
MEASURED = frozenset({"kilometres", "yuan", "dong"})


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
        The place's own sums in the year that the target compares with.
    """
    if target.must_pass:
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
    >>> from villages.vocabulary import default_plan
    >>> card = read_plan(default_plan()).cards["safe_housing"]
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
        is_met = low > line.high if target.must_pass else low >= line.high
        if is_met:
            return "met"
    if high is not None and line.low is not None:
        is_missed = high <= line.low if target.must_pass else high < line.low
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
    For a share that is also ``complement - (1 - line) × denominator``; the tighter ends count.

    Examples
    --------
    9 of 10 entitled households are known, one of them uncovered; all ten must be covered:

    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> card = read_plan(default_plan()).cards["dibao_coverage"]
    >>> sums = Sums(*map(Decimal, (8, 9, 8, 9, 9, 10, 1, 2)))
    >>> gap(sums, Line.at(Fraction(1)), card.targets[0], card)
    Gap(known=1.0, low=1.0, high=2.0)
    """
    if target.at_most is not None:
        known = _over(line.value, sums.denominator, sums.numerator)
        low = _over(line.high, sums.denominator_high, sums.numerator_low)
        high = _over(line.low, sums.denominator_low, sums.numerator_high)
    else:
        known = _short(line.value, sums.denominator, sums.numerator)
        low = _short(line.low, sums.denominator_low, sums.numerator_high)
        high = _short(line.high, sums.denominator_high, sums.numerator_low)
        if low is not None and line.low is not None and sums.complement_low is not None:
            spared = (1 - line.low) * Fraction(sums.denominator_high)
            low = max(low, Fraction(sums.complement_low) - spared)
        if high is not None and line.high is not None and sums.complement_high is not None:
            spared = (1 - line.high) * Fraction(sums.denominator_low)
            high = min(high, Fraction(sums.complement_high) - spared)
    return Gap(*(_in_full(end, target, card) for end in (known, low, high)))


def _short(line: Fraction | None, denominator: Decimal, numerator: Decimal) -> Fraction | None:
    return None if line is None else line * Fraction(denominator) - Fraction(numerator)


def _over(line: Fraction | None, denominator: Decimal, numerator: Decimal) -> Fraction | None:
    return None if line is None else Fraction(numerator) - line * Fraction(denominator)


def _in_full(missing: Fraction | None, target: Target, card: Card) -> float:
    """Round up to whole things, and beyond the line where it must be passed, not reached."""
    if missing is None:
        return math.nan
    is_whole = card.counts not in MEASURED
    if target.must_pass and is_whole and missing >= 0:
        return float(math.floor(missing) + 1)
    missing = max(missing, Fraction(0))
    return float(math.ceil(missing) if is_whole else missing)
