"""What a target still asks for, in words: of one place, or of several together."""

from __future__ import annotations

from decimal import Decimal

from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import amount_text
from villages.exhibits.page import Aim, Page


def is_open(judgement: Judgement | None) -> bool:
    """Return whether a target is not known to be met by all together and by each village."""
    if judgement is None:
        return False
    return judgement.verdict != "met" or judgement.villages_met < judgement.villages


def gap_text(
    page: Page, aim: Aim, known: Decimal | None, low: Decimal | None, high: Decimal | None
) -> str:
    """Write a gap; where rows are missing, the ends between which it lies."""
    if known is None and (low is None or high is None):
        return page.say("not_told")
    if low is not None and high is not None and low != high:
        return page.say(
            "gap_between",
            low=_low_end(page, aim, low, high),
            high=amount_text(high, aim.card, page.language),
        )
    amount = known if known is not None else low
    assert amount is not None
    return page.say("gap_none") if amount == 0 else amount_text(amount, aim.card, page.language)


def _low_end(page: Page, aim: Aim, low: Decimal, high: Decimal) -> str:
    """Write the lower end without its unit where the upper end bears the same."""
    text, upper = (amount_text(each, aim.card, page.language) for each in (low, high))
    unit = upper.lstrip("0123456789,.")
    return text.removesuffix(unit) if unit and text.endswith(unit) else _bare(text, low)


def _bare(text: str, low: Decimal) -> str:
    return "0" if low == 0 else text
