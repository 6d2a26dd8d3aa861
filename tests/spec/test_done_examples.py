"""Does what counts as done give the verdicts that its examples, reckoned by hand, say?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from small_registers import CODE, place, write_registers
from villages.findings.study import study
from villages.plan import known_plans, read_plan
from villages.plan.measures import Programme
from villages.registers import open_registers
from villages.vocabulary import Level

#: The places of each level that the rows stand for.
CODES: Mapping[Level, str] = {
    "village": CODE, "township": place()["township_code"], "city": place()["city_code"],
}  # fmt: skip

EXAMPLES = [
    (plan_id, measure.id, number)
    for plan_id in known_plans()
    for measure in read_plan(plan_id).programme.measures
    for number in range(len(measure.done.examples))
]


@pytest.mark.parametrize(("plan_id", "measure_id", "number"), EXAMPLES)
def test_example_gives_its_verdict(
    plan_id: str, measure_id: str, number: int, tmp_path: Path
) -> None:
    whole = read_plan(plan_id)
    measure = next(each for each in whole.programme.measures if each.id == measure_id)
    done, example = measure.done, measure.done.examples[number]
    card = whole.cards[done.card]
    # By itself: no other card or measure can lend it a verdict.
    alone = {
        "cards": {card.id: card}, "programme": Programme(measures=(measure,)), "flows": (),
    }  # fmt: skip
    plan = whole.model_copy(update=alone)
    assert card.register_id is not None
    register = plan.registers[card.register_id]
    last = plan.final_year
    earlier = last - 1 if done.rises_since is None else done.rises_since
    registers: dict[str, list[dict[str, Any]]] = {"places": [place()], card.register_id: []}
    counts = []
    for year, rows in ((earlier, example.before), (last, example.rows)):
        counted = {"code": CODE, "year": year}
        if register.expected_rows is not None:
            is_last = year == last and example.expected is not None
            counted[register.expected_rows] = example.expected if is_last else len(rows)
        stamped = [{**row, "code": CODES[register.level], "year": year} for row in rows]
        if card.register_id == "village_years":
            stamped = [counted | row for row in stamped]
        else:
            counts.append(counted)
        registers[card.register_id] += stamped
    registers.setdefault("village_years", counts)
    for name, other in plan.registers.items():
        registers.setdefault(name, [{"code": CODES[other.level], "year": last}])
    folder = write_registers(plan, tmp_path / "registers", registers)
    with open_registers(plan, folder) as session:
        results = study(session, tmp_path)
    found = results.measures.query(
        "measure == @measure_id and level == @register.level and year == @last"
    )
    assert list(found["verdict"]) == [example.verdict]


def test_each_rule_of_more_than_one_column_has_an_example_of_each_verdict() -> None:
    for plan_id in known_plans():
        plan = read_plan(plan_id)
        for measure in plan.programme.measures:
            done, card = measure.done, plan.cards[measure.done.card]
            if done.is_target or done.not_judged is not None or card.numerator is None:
                continue
            assert card.register_id is not None
            is_one_column = card.numerator.sum in plan.registers[card.register_id].columns
            if measure.done.examples or not is_one_column:
                verdicts = {example.verdict for example in done.examples}
                assert verdicts == {"met", "not_met", "no_data"}, measure.id
