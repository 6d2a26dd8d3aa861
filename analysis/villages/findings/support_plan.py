"""The support plan: what each village that is to exit still lacks, as works, money and a date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from villages.plan.model import Plan


@dataclass(frozen=True)
class PlannedWork:
    """One gap of one village, and what closes it.

    Attributes
    ----------
    village, card
        Whose gap on which target.
    known, low, high
        The gap of the rows known, and the ends between which the whole lies, in what the card
        counts; ``known`` is None where nothing is known.
    yuan_low, yuan_high
        What closing it costs between these ends; None where money does not close it by the piece.
    by
        When it must be done: the end of the village's step, or the target's own date if earlier.
    is_overdue
        Whether that date lies before the day of the data.
    """

    village: str
    card: str
    known: Decimal | None
    low: Decimal | None
    high: Decimal | None
    yuan_low: int | None
    yuan_high: int | None
    by: datetime.date
    is_overdue: bool


def planned_work(
    plan: Plan,
    village: str,
    step: int,
    card: str,
    gap: tuple[Decimal | None, Decimal | None, Decimal | None],
    as_of: datetime.date,
) -> PlannedWork:
    """Return what closes a gap.

    Parameters
    ----------
    plan
        The plan: its works and what one costs.
    village, step, card
        The village, the year of its planned exit, and a card with a target.
    gap
        Of the rows known, at the low and at the high end.
    as_of
        The day of the data.

    Examples
    --------
    Twelve houses for a village that is to exit in 2019, at 40,000 yuan each:

    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> day, gap = datetime.date(2019, 6, 30), (Decimal(12), Decimal(12), Decimal(14))
    >>> work = planned_work(read_plan(default_plan()), "v", 2019, "safe_housing", gap, day)
    >>> work.yuan_low, work.yuan_high, work.by.isoformat(), work.is_overdue
    (480000, 560000, '2019-12-31', False)
    """
    known, low, high = gap
    work = plan.support_works.of(card) if plan.support_works is not None else None
    each = work.yuan_each if work is not None else None
    dates = [target.by for target in plan.cards[card].targets]
    by = min(datetime.date(step, 12, 31), *dates)
    return PlannedWork(
        village=village,
        card=card,
        known=known,
        low=low,
        high=high,
        yuan_low=_cost(low, each),
        yuan_high=_cost(high, each),
        by=by,
        is_overdue=by < as_of,
    )


def _cost(amount: Decimal | None, each: int | None) -> int | None:
    """Whole yuan, rounded up: a part of a kilometre costs its part."""
    if amount is None or each is None:
        return None
    return int((amount * each).to_integral_value(rounding="ROUND_CEILING"))
