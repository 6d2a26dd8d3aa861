"""Is every duty of the plan covered: by a measure, indicators, bodies and a page that shows it?"""

from __future__ import annotations

import pytest
from write_coverage import COVERAGE, coverage, duty_rows

from villages.plan import Plan, known_plans, read_plan


def test_the_table_is_as_the_plan_says(plan: Plan) -> None:
    assert COVERAGE.read_text(encoding="utf-8") == coverage(plan)


def test_no_cell_is_empty(plan: Plan) -> None:
    rows = list(duty_rows(plan))
    assert len(rows) >= len(plan.programme.measures) > 0
    assert all(len(row) == 7 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize("plan_id", sorted(known_plans()))
def test_every_measure_has_an_indicator_a_body_and_a_page(plan_id: str) -> None:
    plan = read_plan(plan_id)
    for measure in plan.programme.measures:
        assert set(measure.indicators) <= set(plan.cards), measure.id
        assert set(measure.bodies) <= set(plan.programme.bodies), measure.id
        assert plan.theme(measure.theme) is not None, measure.id


def test_every_section_has_a_duty_and_every_card_of_a_measure_says_where_it_is_from(
    plan: Plan,
) -> None:
    said = {duty.section for each in plan.programme.measures for duty in each.duties}
    lowest = {
        section.id
        for section in plan.programme.sections
        if not any(
            other.id != section.id and other.id.startswith(section.id)
            for other in plan.programme.sections
        )
    }
    assert lowest <= said
