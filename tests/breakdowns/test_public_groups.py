"""Can a group of few be read in the public edition, or worked out from what it shows?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from villages.exhibits.evidence import Measurement, Place
from villages.exhibits.group_disclosure import WHOLE, disclosed_groups
from villages.plan import Plan

#: Numerator, denominator and rows of a group.
Sums = tuple[int, int] | tuple[int, int, int]


def city(villages: int = 5, low_income: int = 5) -> Place:
    return Place(
        level="city", code="990181000000", name_zh="示例市", name_en="Example City",
        township_code="", city_code="990181000000", is_low_income=False, planned_exit_year=None,
        villages=villages, low_income_villages=low_income,
    )  # fmt: skip


def rows_of(plan: Plan, card: str, groups: dict[str, Sums]) -> dict[tuple[str, str], Measurement]:
    """The groups of a card as they were added up, and their whole."""
    known: dict[str, tuple[int, ...]] = {
        name: (sums[0], sums[1], sums[-1]) for name, sums in groups.items()
    }
    whole = tuple(sum(sums[index] for sums in known.values()) for index in range(3))
    factor = plan.cards[card].factor
    return {
        (card, name): Measurement(
            card=card, code=city().code, year=2020, scope="low_income",
            value=Decimal(factor * numerator) / denominator if denominator else None,
            low=None, high=None, numerator=Decimal(numerator), denominator=Decimal(denominator),
            rows_known=rows, rows_expected=None, step=Decimal("0.1"),
        )
        for name, (numerator, denominator, rows) in {**known, WHOLE: whole}.items()
    }  # fmt: skip


def withheld(
    plan: Plan, card: str, groups: dict[str, Sums], place: Place | None = None
) -> set[str]:
    shown = disclosed_groups(plan, rows_of(plan, card, groups), place or city())
    return {group for (_, group), row in shown.items() if row.is_withheld}


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        # All are many.
        ({"female": (40, 60), "male": (30, 50)}, set()),
        # Eight are shown, seven not, whether they have it or lack it; nor what tells of them.
        ({"female": (8, 60), "male": (30, 38)}, set()),
        ({"a": (7, 60), "b": (30, 50), "c": (90, 120)}, {"a", "b"}),
        ({"a": (53, 60), "b": (30, 50), "c": (90, 120)}, {"a", "b"}),
        # Two that are few hide each other, unless they are few together.
        ({"a": (5, 10), "b": (6, 13), "c": (90, 120)}, {"a", "b"}),
        ({"a": (3, 10), "b": (4, 13), "c": (90, 120), "d": (40, 60)}, {"a", "b", "d"}),
        # In a group without anybody nobody hides.
        ({"a": (5, 10), "b": (0, 0), "c": (90, 120), "d": (40, 60)}, {"a", "b", "d"}),
        # Who does not say the group is withheld, but nobody is known by it.
        ({"female": (40, 60), "male": (30, 50), "unknown": (1, 2)}, {"unknown"}),
        ({"a": (5, 10), "b": (30, 50), "c": (90, 120), "unknown": (1, 2)}, {"a", "b", "unknown"}),
        # Of none but those that are few nothing is told.
        ({"female": (1, 3), "male": (2, 4)}, {"female", "male", WHOLE}),
    ],
)
def test_groups_of_few_are_withheld(groups: dict[str, Sums], hidden: set[str], plan: Plan) -> None:
    assert withheld(plan, "safe_water", groups) == hidden


def test_money_of_few_households_is_withheld(plan: Plan) -> None:
    groups: dict[str, Sums] = {
        "a": (150_000, 20, 7), "b": (600_000, 60, 20), "c": (9_000_000, 900, 300),
    }  # fmt: skip
    assert withheld(plan, "income", groups) == {"a", "b"}


@pytest.mark.parametrize("villages", [1, 2])
def test_nothing_is_shown_of_few_villages(villages: int, plan: Plan) -> None:
    groups: dict[str, Sums] = {"female": (40, 60), "male": (30, 50)}
    found = withheld(plan, "safe_water", groups, city(villages, villages))
    assert found == {"female", "male", WHOLE}


def test_what_is_shown_is_rounded(plan: Plan) -> None:
    groups: dict[str, Sums] = {"female": (41, 61), "male": (30, 52)}
    shown = disclosed_groups(plan, rows_of(plan, "safe_water", groups), city())
    female = shown["safe_water", "female"]
    # 41 of 61 is 67.2 %.
    figures = [female.value, female.numerator, female.denominator]
    assert figures == [Decimal(67), Decimal(40), Decimal(60)]


def test_of_parts_of_one_whole_a_group_is_shown_of_all_or_none(plan: Plan) -> None:
    rows = rows_of(
        plan, "house_grade_a", {"general": (50, 100), "dibao": (30, 60), "ill": (15, 30)}
    )
    rows |= rows_of(plan, "house_grade_d", {"general": (20, 100), "dibao": (3, 60), "ill": (9, 30)})
    rows |= rows_of(
        plan, "safe_housing", {"general": (80, 100), "dibao": (40, 60), "ill": (15, 30)}
    )
    shown = disclosed_groups(plan, rows, city())
    hidden = {key for key, row in shown.items() if row.is_withheld}
    # Three of grade D among the dibao households; the smallest other group goes with them, in both.
    parts = ("house_grade_a", "house_grade_d")
    assert hidden == {(card, group) for card in parts for group in ("dibao", "ill")}
