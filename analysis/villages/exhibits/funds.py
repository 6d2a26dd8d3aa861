"""How sums of a flow are written: in one unit throughout, ends where something is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from villages.exhibits.flows import Ends, Money
from villages.exhibits.numbers import ENDS, number_text, rounded, to_step
from villages.exhibits.page import Page
from villages.plan.model import Flow

#: To what a share is rounded.
PERCENT = Decimal(1)

#: From this sum on English readers are told millions instead of thousands.
_LEAST_IN_MILLIONS = 2_000_000


class Unit(NamedTuple):
    """What the sums of one exhibit are written in: its words, what it is worth, to what step."""

    words: str
    worth: Decimal
    step: Decimal


def unit_of(page: Page, flow: Flow, whole: Money) -> Unit:
    """Return the unit for an exhibit whose whole is the given sum.

    Chinese readers expect ten thousands, English ones thousands or millions.
    """
    key, worth, step = "funds_million", 1_000_000, "0.01"
    if page.language == "zh":
        key, worth, step = "funds_ten_thousand", 10_000, "0.1"
    elif whole.allotted_high < _LEAST_IN_MILLIONS:
        key, worth, step = "funds_thousand", 1_000, "1"
    currency = page.plan.registers[flow.register_id].columns[flow.amount].unit
    assert currency is not None  # checked when the plan was read
    words = page.say(key, currency=currency.of(page.language))
    return Unit(words, Decimal(worth), Decimal(step))


def sum_text(page: Page, unit: Unit, ends: Ends) -> str:
    """Write a sum with its unit, or the ends between which it lies."""
    low, high = _figures(unit, ends)
    if low == high:
        return page.say("funds_sum", number=low, unit=unit.words)
    return page.say("funds_between", low=low, high=high, unit=unit.words)


def number_of(page: Page, unit: Unit, ends: Ends) -> str:
    """Write a sum without its unit, for columns whose head names it."""
    low, high = _figures(unit, ends)
    return low if low == high else page.say("funds_numbers_between", low=low, high=high)


def share_text(page: Page, money: Money, step: Decimal = PERCENT) -> str:
    """Write spent of allotted in per cent; all and nothing only where it is all and nothing."""
    ends = money.spent_percent
    if ends is None:
        return page.say("no_figure")
    if money.rows_missing and money.spent_low == 0 and money.unspent_low == 0:
        return page.say("flow_share_unknown")
    low, high = (_percent(end, step) for end in ends)
    if low == high:
        return page.say("value_percent", number=low)
    return page.say("flow_share_between", low=low, high=high)


def _percent(value: Decimal, step: Decimal) -> str:
    """Round a share, more finely where it would seem to be nothing or all.

    Examples
    --------
    >>> [_percent(Decimal(each), PERCENT) for each in ("67.6", "99.96", "0.03", "100")]
    ['68', '99.9', '0.1', '100']
    """
    is_end = to_step(value, step) in (0, 100) and value not in (0, 100)
    return number_text(*rounded(value, step / 10 if is_end else step, ENDS["percent"]))


def _figures(unit: Unit, ends: Ends) -> tuple[str, str]:
    low, high = (_figure(end / unit.worth, unit.step) for end in ends)
    return low, high


def _figure(value: Decimal, step: Decimal) -> str:
    """Round a number; what is something is never shown as nothing.

    Examples
    --------
    >>> _figure(Decimal("0.0234"), Decimal("0.1")), _figure(Decimal(0), Decimal("0.1"))
    ('0.02', '0')
    """
    if not value:
        return "0"
    while not round(value / step):
        step /= 10
    return number_text(value, step)
