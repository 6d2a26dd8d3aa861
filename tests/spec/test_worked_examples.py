"""Does every card compute what its worked example, reckoned by hand, says?"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from small_registers import CODE, place, write_registers
from villages.findings.study import study
from villages.plan import known_plans, read_plan
from villages.registers import open_registers

EXAMPLES = [
    (plan_id, card.id)
    for plan_id in known_plans()
    for card in read_plan(plan_id).cards.values()
    if card.example is not None
]


@pytest.mark.parametrize(("plan_id", "card_id"), EXAMPLES)
def test_card_computes_its_worked_example(plan_id: str, card_id: str, tmp_path: Path) -> None:
    plan = read_plan(plan_id)
    card = plan.cards[card_id]
    example = card.example
    assert example is not None and card.register_id is not None
    year = plan.final_year
    rows = [{**row, "code": CODE, "year": year} for row in example.rows]
    counted = {"code": CODE, "year": year}
    for register in plan.registers.values():
        if register.expected_rows is not None:
            counted[register.expected_rows] = len(rows)
    registers = {"places": [place()], "village_years": [counted], card.register_id: rows}
    if card.register_id == "village_years":
        registers["village_years"] = [counted | row for row in rows]
    filler = {"code": CODE, "year": year}
    for name in plan.registers:
        registers.setdefault(name, [filler])
    folder = write_registers(plan, tmp_path / "registers", registers)
    with open_registers(plan, folder) as session:
        results = study(session, tmp_path)
    found = results.indicators.query(
        "card == @card_id and level == 'village' and scope == 'low_income' and year == @year"
    ).iloc[0]
    assert found["numerator"] == example.numerator
    assert found["denominator"] == example.denominator
    if example.value is None:
        assert found["value"] != found["value"]
    else:
        assert abs(Decimal(found["value"]) - example.value) < Decimal("0.0001")
    if example.verdict is not None:
        verdicts = results.verdicts.query(
            "card == @card_id and level == 'village' and year == @year"
        )
        assert list(verdicts["verdict"]) == [example.verdict]


def test_every_card_with_a_fixed_target_has_an_example_of_its_verdict() -> None:
    for plan_id in known_plans():
        for card in read_plan(plan_id).target_cards:
            if isinstance(card.targets[0].at_least, Decimal):
                assert card.example is not None and card.example.verdict is not None
