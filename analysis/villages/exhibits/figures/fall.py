"""What a waterfall shows: two figures, and steps between them that add up as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from villages.exhibits.numbers import Shown, to_step
from villages.plan.model import Card

#: Where all steps together are less than this share of the figure, its bars are cut at the foot.
LEAST_SPAN = Decimal("0.4")


class Change(NamedTuple):
    """By how much a part changed: exactly, and as the difference of its two values as shown."""

    exact: Decimal
    shown: Decimal


class Step(NamedTuple):
    """A step of the waterfall; ``is_rest`` says that it stands for no part."""

    name: str
    amount: Decimal
    is_rest: bool = False


def steps_that_add_up(changes: Sequence[Change], whole: Decimal, unit: Decimal) -> list[Decimal]:
    """Return a step for each part, so that the steps add up to the change of the whole.

    Each is the difference of the part's two values as they are shown; what is lacking to the whole
    is given, a unit at a time, to the part that rounding has cut most (the method of the largest
    remainder), so that no step is farther from the truth than it must be.

    Parameters
    ----------
    changes
        Of one or more parts that make up the whole but for rounding.
    whole
        The change of the whole as it is shown.
    unit
        What figures are rounded to.

    Examples
    --------
    Three parts of 33.4 each were rounded to 33; the whole, 100.2, to 100:

    >>> steps_that_add_up([Change(Decimal("33.4"), Decimal(33))] * 3, Decimal(100), Decimal(1))
    [Decimal('34'), Decimal('33'), Decimal('33')]
    """
    steps = [each.shown for each in changes]
    while lacking := whole - sum(steps, Decimal(0)):
        sign = 1 if lacking > 0 else -1
        cut = [sign * (each.exact - step) for each, step in zip(changes, steps, strict=True)]
        steps[cut.index(max(cut))] += sign * min(unit, abs(lacking))
    return steps


def shares_that_add_up(steps: Sequence[Decimal]) -> list[int]:
    """Return each step's share of all steps in whole per cent; the shares add up to 100.

    Examples
    --------
    >>> shares_that_add_up([Decimal(500), Decimal(250), Decimal(250), Decimal(-10)])
    [51, 25, 25, -1]
    >>> shares_that_add_up([Decimal(-1), Decimal(-1), Decimal(-1)])
    [34, 33, 33]
    """
    whole = sum(steps, Decimal(0))
    exact = [100 * step / whole for step in steps]
    changes = [Change(each, to_step(each, Decimal(1))) for each in exact]
    return [int(each) for each in steps_that_add_up(changes, Decimal(100), Decimal(1))]


def foot_of(levels: Sequence[Decimal]) -> Decimal:
    """Return where the two figures' bars begin: at 0, or higher where the steps would be too small.

    Bars that are cut say nothing by their height; the steps keep one scale.

    Examples
    --------
    >>> foot_of([Decimal(100), Decimal(300)]), foot_of([Decimal(-50), Decimal(20)])
    (Decimal('0'), Decimal('0'))
    >>> foot_of([Decimal(10000), Decimal(10600), Decimal(10400)])
    Decimal('9700')
    """
    low, high = min(levels), max(levels)
    if low <= 0 or high - low >= LEAST_SPAN * high or high == low:
        return Decimal(0)
    return max(Decimal(0), low - (high - low) / 2)


class Fall(NamedTuple):
    """All that is drawn: two figures as they are shown, and the steps between them.

    ``is_moved`` says that a step is not quite the difference of the part's values as shown.
    """

    total: Card
    before: int
    first: Shown
    last: Shown
    steps: list[Step]
    is_moved: bool

    @property
    def whole(self) -> Decimal:
        """The change of the whole."""
        return self.last.value - self.first.value

    @property
    def levels(self) -> list[Decimal]:
        """Where each step begins, and where the last one ends."""
        return list(accumulate((each.amount for each in self.steps), initial=self.first.value))

    @property
    def shares(self) -> list[int]:
        """Each step's share of the change; none where parts moved against one another."""
        if not self.whole or any(
            each.amount * self.whole < 0 for each in self.steps if not each.is_rest
        ):
            return []
        return shares_that_add_up([each.amount for each in self.steps])
