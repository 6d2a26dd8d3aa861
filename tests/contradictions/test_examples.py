"""Does every rule find what its worked example says, and keep quiet where it says so?"""

from __future__ import annotations

import pytest

from villages.plan import known_plans, read_plan
from villages.plan.model import Plan
from villages.registers.rules import failing_examples, read_rules
from villages.registers.rules.wording import SENTENCES, places

PLANS = {plan_id: read_plan(plan_id) for plan_id in known_plans()}
RULES = {plan_id: read_rules(known_plans()[plan_id], plan) for plan_id, plan in PLANS.items()}
EXAMPLES = [(plan_id, rule_id) for plan_id, rules in RULES.items() for rule_id in rules]


@pytest.mark.parametrize(("plan_id", "rule_id"), EXAMPLES)
def test_rule_comes_out_as_its_worked_example_says(plan_id: str, rule_id: str) -> None:
    assert failing_examples(PLANS[plan_id], RULES[plan_id][rule_id]) == []


def test_a_wrong_example_is_named(plan: Plan) -> None:
    rule = RULES[plan.id]["own_medical_over_cost"]
    swapped = {"contradicts": rule.example.agrees, "agrees": rule.example.contradicts}
    wrong = rule.model_copy(update={"example": rule.example.model_copy(update=swapped)})
    cases = [("contradicts", index) for index in range(len(rule.example.agrees))]
    assert failing_examples(plan, wrong) == [*cases, ("agrees", 0)]


def test_every_plan_that_ships_has_rules() -> None:
    assert {plan_id: len(rules) >= 5 for plan_id, rules in RULES.items()} == dict.fromkeys(
        known_plans(), True
    )


def test_both_languages_name_the_same() -> None:
    for rules in RULES.values():
        for rule in rules.values():
            for sentence in SENTENCES:
                text = getattr(rule, sentence)
                if text is not None:
                    assert sorted(places(text.zh)) == sorted(places(text.en)), rule.id


def test_no_rule_holds_back_what_only_the_year_before_disproves() -> None:
    for rules in RULES.values():
        for rule in rules.values():
            if rule.severity == "error":
                assert "before." not in (rule.holds or ""), rule.id
                assert not any(side.is_before for _, side in rule.sides), rule.id
