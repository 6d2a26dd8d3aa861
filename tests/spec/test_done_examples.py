"""Does what counts as done give the verdicts that its examples, reckoned by hand, say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from spec.example_places import Example, Studied, studied
from villages.plan import known_plans, read_plan
from villages.plan.model import Plan

PLANS = {plan_id: read_plan(plan_id) for plan_id in known_plans()}
VERDICTS = {"met", "not_met", "no_data"}
#: Rules on which a family's house, money or clinic depends, the target among them included.
DEPENDED_ON = (
    "d_rebuilt", "c_repaired", "standard_clinics", "entitled_covered", "wrongly_covered",
    "medical_aid_order",
)  # fmt: skip
EXAMPLES = [
    (plan_id, measure.id, number)
    for plan_id, plan in PLANS.items()
    for measure in plan.programme.measures
    for number in range(len(measure.done.examples))
]


def examples_of(plan: Plan) -> Iterator[Example]:
    """The examples of a plan's measures, with the rows of the year that they compare with."""
    last = plan.final_year
    for measure in plan.programme.measures:
        register_id = plan.cards[measure.done.card].register_id
        assert register_id is not None
        since = measure.done.rises_since
        earlier = last - 1 if since is None else since
        for number, example in enumerate(measure.done.examples):
            rows = {last: example.rows} | ({earlier: example.before} if example.before else {})
            expected = {} if example.expected is None else {last: example.expected}
            yield Example((measure.id, str(number)), register_id, rows, expected)


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Studied]]:
    """The examples of every plan and register, studied side by side."""
    return {
        plan_id: studied(plan, examples_of(plan), tmp_path_factory.mktemp("examples"))
        for plan_id, plan in PLANS.items()
    }


@pytest.mark.parametrize(("plan_id", "measure_id", "number"), EXAMPLES)
def test_example_gives_its_verdict(
    plan_id: str, measure_id: str, number: int, studies: Mapping[str, Mapping[str, Studied]]
) -> None:
    plan = PLANS[plan_id]
    measure = next(each for each in plan.programme.measures if each.id == measure_id)
    register_id = plan.cards[measure.done.card].register_id
    assert register_id is not None
    study = studies[plan_id][register_id]
    found = study.of((measure_id, str(number)), study.results.measures, plan.final_year)
    found = found[found["measure"] == measure_id]
    assert list(found["verdict"]) == [measure.done.examples[number].verdict]


def test_each_rule_of_more_than_one_column_has_an_example_of_each_verdict() -> None:
    for plan in PLANS.values():
        for measure in plan.programme.measures:
            done, card = measure.done, plan.cards[measure.done.card]
            if done.is_target or done.not_judged is not None or card.numerator is None:
                continue
            assert card.register_id is not None
            is_one_column = card.numerator.sum in plan.registers[card.register_id].columns
            if done.examples or not is_one_column:
                verdicts = {example.verdict for example in done.examples}
                assert verdicts == VERDICTS, measure.id


def test_each_rule_that_families_depend_on_has_an_example_of_each_verdict(plan: Plan) -> None:
    examples = {each.id: each.done.examples for each in plan.programme.measures}
    for measure_id in DEPENDED_ON:
        assert {example.verdict for example in examples[measure_id]} == VERDICTS, measure_id
