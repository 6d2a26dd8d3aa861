"""How far figures are blurred before they leave the house: the thresholds of the public edition."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from villages.plan.words import Exact, Strict


class DisclosureRules(Strict):
    """Thresholds of disclosure control; a plan may be stricter than these and never laxer.

    Attributes
    ----------
    least_villages
        A place with fewer villages is treated like a village: each could be worked out.
    largest_hidden_count
        Counts of households and persons up to this, or with so small a complement, are not shown.
    count_base
        What counts are rounded to.
    rate_percent_base
        What rates are rounded to, in percentage points.
    money_base_yuan
        What money per head is rounded to.
    gap_money_base_yuan
        What is still to do in money is rounded up to.
    dominance_largest, dominance_percent
        A sum of money is not shown where so many of those who make it up hold more than this share.
    p_percent
        Nor where the second largest could work out the largest to within this share of it.
    least_range
        How wide at least the range must be within which a count that is not shown can be worked out
        from all that is shown together.

    Examples
    --------
    >>> DisclosureRules().largest_hidden_count, DisclosureRules().count_base
    (7, Decimal('5'))
    """

    least_villages: int = Field(default=3, ge=3)
    largest_hidden_count: int = Field(default=7, ge=7)
    count_base: Exact = Field(default=Decimal(5), ge=5)
    rate_percent_base: Exact = Field(default=Decimal(1), ge=1)
    money_base_yuan: Exact = Field(default=Decimal(10), ge=10)
    gap_money_base_yuan: Exact = Field(default=Decimal(10_000), ge=10_000)
    dominance_largest: int = Field(default=2, ge=2)
    dominance_percent: Exact = Field(default=Decimal(90), le=90)
    p_percent: Exact = Field(default=Decimal(10), ge=10)
    least_range: Exact = Field(default=Decimal(5), ge=5)


#: Of a plan that says nothing.
STANDARD = DisclosureRules()
