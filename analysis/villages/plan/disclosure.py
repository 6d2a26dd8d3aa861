"""How far figures are blurred before they leave the house: the thresholds of the public edition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from villages.errors import UserError
from villages.plan.words import Exact, Strict
from villages.yaml_lines import read_yaml

if TYPE_CHECKING:
    from villages.plan.model import Plan


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


def check_zeros(plan: Plan, folder: Path) -> None:
    """Check that no verdict tells a nought that the plan would not have told.

    Where all are asked for, or none, the word met tells that of nobody something is true: verdicts
    are published, so the card must say that this harms nobody.

    Raises
    ------
    UserError
        If a card of persons or households with such a line does not make a zero public.
    """
    lines: list[tuple[str, object, object]] = [
        (card.id, target.at_least, target.at_most)
        for card in plan.cards.values()
        for target in card.targets
    ]
    done = [measure.done for measure in plan.programme.measures]
    lines += [(each.card, each.at_least, each.at_most) for each in done]
    for card_id, at_least, at_most in lines:
        card = plan.cards[card_id]
        if card.zero == "public" or card.register_id is None or not card.is_rate_of_counted:
            continue
        columns = plan.registers[card.register_id].columns.values()
        tells = at_least == 100 or at_most == 0
        if tells and any(column.personal for column in columns):
            file = read_yaml(folder / "indicators" / f"{card_id}.yaml")
            raise UserError("zero_told", file=file.path, line=file.line(("better",)), name=card_id)
