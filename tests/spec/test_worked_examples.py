"""Does every card compute what its worked example, reckoned by hand, says?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

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
    (plan_id, card.id)
    for plan_id in known_plans()
    for card in read_plan(plan_id).cards.values()
    if card.example is not None
]


@pytest.mark.parametrize(("plan_id", "card_id"), EXAMPLES)
def test_card_computes_its_worked_example(plan_id: str, card_id: str, tmp_path: Path) -> None:
    whole = read_plan(plan_id)
    card = whole.cards[card_id]
    # By itself: a card needs no other, and there are many.
    alone = {"cards": {card_id: card}, "programme": Programme(), "flows": ()}
    plan = whole.model_copy(update=alone)
    example = card.example
    assert example is not None and card.register_id is not None
    year = plan.final_year
    level = plan.registers[card.register_id].level
    rows = [{**row, "code": CODES[level], "year": year} for row in example.rows]
    counted = {"code": CODE, "year": year}
    for register in plan.registers.values():
        if register.expected_rows is not None:
            counted[register.expected_rows] = len(rows)
    registers = {"places": [place()], "village_years": [counted], card.register_id: rows}
    if card.register_id == "village_years":
        registers["village_years"] = [counted | row for row in rows]
    for name, register in plan.registers.items():
        registers.setdefault(name, [{"code": CODES[register.level], "year": year}])
    folder = write_registers(plan, tmp_path / "registers", registers)
    with open_registers(plan, folder) as session:
        results = study(session, tmp_path)
    found = results.indicators.query(
        "card == @card_id and level == @level and scope == 'low_income' and year == @year"
    ).iloc[0]
    assert found["numerator"] == example.numerator
    assert found["denominator"] == example.denominator
    if example.value is None:
        assert found["value"] != found["value"]
    else:
        assert abs(Decimal(found["value"]) - example.value) < Decimal("0.0001")
    if example.verdict is not None:
        verdicts = results.verdicts.query("card == @card_id and level == @level and year == @year")
        assert list(verdicts["verdict"]) == [example.verdict]


def test_every_card_with_a_fixed_target_has_an_example_of_its_verdict() -> None:
    for plan_id in known_plans():
        for card in read_plan(plan_id).target_cards:
            if isinstance(card.targets[0].at_least, Decimal):
                assert card.example is not None and card.example.verdict is not None
