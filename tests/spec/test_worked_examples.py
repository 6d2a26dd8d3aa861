"""Does every card compute what its worked example, reckoned by hand, says?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from spec.example_places import Example, Studied, studied
from villages.plan import known_plans, read_plan

PLANS = {plan_id: read_plan(plan_id) for plan_id in known_plans()}
EXAMPLES = [
    (plan_id, card.id)
    for plan_id, plan in PLANS.items()
    for card in plan.cards.values()
    if card.example is not None
]


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Studied]]:
    """The examples of every plan and register, studied side by side."""
    return {
        plan_id: studied(
            plan,
            (
                Example((card.id,), card.register_id, {plan.final_year: card.example.rows})
                for card in plan.cards.values()
                if card.example is not None and card.register_id is not None
            ),
            tmp_path_factory.mktemp("examples"),
        )
        for plan_id, plan in PLANS.items()
    }


@pytest.mark.parametrize(("plan_id", "card_id"), EXAMPLES)
def test_card_computes_its_worked_example(
    plan_id: str, card_id: str, studies: Mapping[str, Mapping[str, Studied]]
) -> None:
    year = PLANS[plan_id].final_year
    card = PLANS[plan_id].cards[card_id]
    example = card.example
    assert example is not None and card.register_id is not None
    study = studies[plan_id][card.register_id]
    table = study.of((card_id,), study.results.indicators, year)
    found = table[(table["card"] == card_id) & (table["scope"] == "low_income")].iloc[0]
    assert found["numerator"] == example.numerator
    assert found["denominator"] == example.denominator
    if example.value is None:
        assert found["value"] != found["value"]
    else:
        assert abs(Decimal(found["value"]) - example.value) < Decimal("0.0001")
    if example.verdict is not None:
        verdicts = study.of((card_id,), study.results.verdicts, year)
        assert list(verdicts[verdicts["card"] == card_id]["verdict"]) == [example.verdict]


def test_every_card_with_a_fixed_target_has_an_example_of_its_verdict() -> None:
    for plan in PLANS.values():
        for card in plan.target_cards:
            if isinstance(card.targets[0].at_least, Decimal):
                assert card.example is not None and card.example.verdict is not None
