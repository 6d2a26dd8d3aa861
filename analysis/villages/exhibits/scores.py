"""Points of the assessment as typed records: each item's range, their sum, and how losses part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from villages.exhibits.stored import exact, text, whole
from villages.plan.scorecard import FULL_POINTS

#: With fewer points assessed, the sum is not scaled to 100: too little would speak for all.
LEAST_ASSESSED = 50


@dataclass(frozen=True)
class Score:
    """An item's points at the least and at the most, and what they rest on.

    ``low`` and ``high`` are None where there is nothing to assess, or where the edition does not
    show it (``is_withheld``).
    """

    item: str
    points: int
    low: Decimal | None
    high: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    no_data: int
    is_withheld: bool = False

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """The points at the least and at the most; None where the item does not count."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def lost(self) -> Decimal:
        """Points that are lost whatever the missing data hold."""
        return Decimal(0) if self.high is None else self.points - self.high

    @property
    def uncertain(self) -> Decimal:
        """Points that hang on data not known."""
        return Decimal(0) if self.low is None or self.high is None else self.high - self.low


#: Score card, body, place and year → the items, as the score card orders them.
Scores = Mapping[tuple[str, str, str, int], tuple[Score, ...]]


def score_rows(records: Iterable[Mapping[str, Any]]) -> Scores:
    """Return records of ``scores.parquet`` by score card, body, place and year."""
    found: dict[tuple[str, str, str, int], tuple[Score, ...]] = {}
    for row in records:
        key = (str(row["scorecard"]), text(row["body"]), str(row["code"]), int(row["year"]))
        score = Score(
            item=str(row["item"]),
            points=int(row["points"]),
            low=exact(row["points_low"]),
            high=exact(row["points_high"]),
            numerator=exact(row["numerator"]),
            denominator=exact(row["denominator"]),
            no_data=whole(row["no_data"]) or 0,
        )
        found[key] = (*found.get(key, ()), score)
    return found


class ScoreTotal(NamedTuple):
    """The sum of the items' points as they are shown, and of how many points they are."""

    assessed: int
    low: Decimal
    high: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether every item of the score card was assessed."""
        return self.assessed == FULL_POINTS

    @property
    def is_scaled(self) -> bool:
        """Whether the sum is scaled to 100: some items fell away, and enough are left."""
        return LEAST_ASSESSED <= self.assessed < FULL_POINTS

    @property
    def scaled(self) -> tuple[Decimal, Decimal]:
        """The sum as it would be out of 100, rounded down to a tenth.

        Examples
        --------
        >>> ScoreTotal(90, Decimal("60.0"), Decimal("90.0")).scaled
        (Decimal('66.6'), Decimal('100'))
        """
        low, high = (
            Decimal(math.floor(10 * FULL_POINTS * Fraction(end) / self.assessed)) / 10
            for end in (self.low, self.high)
        )
        return low, high


def score_total(scores: Iterable[Score]) -> ScoreTotal:
    """Return the sum of the items that were assessed."""
    counted = [(score.points, *score.ends) for score in scores if score.ends is not None]
    return ScoreTotal(
        sum(points for points, _, _ in counted),
        sum((low for _, low, _ in counted), Decimal(0)),
        sum((high for _, _, high in counted), Decimal(0)),
    )


def shared_out(points: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """Part points by weights in hundredths that add up to them again (largest remainders).

    Of equal remainders the first gets the hundredth.

    Examples
    --------
    >>> shared_out(Decimal("1.0"), [1, 1, 1])
    (Decimal('0.34'), Decimal('0.33'), Decimal('0.33'))
    """
    hundredths, whole_weight = int(100 * points), sum(weights)
    if not whole_weight:
        return (Decimal(0),) * len(weights)
    exact_parts = [Fraction(hundredths * weight, whole_weight) for weight in weights]
    parts = [math.floor(part) for part in exact_parts]
    order = sorted(range(len(weights)), key=lambda each: (parts[each] - exact_parts[each], each))
    for index in order[: hundredths - sum(parts)]:
        parts[index] += 1
    return tuple(Decimal(part) / 100 for part in parts)
