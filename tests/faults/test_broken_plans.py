"""Does a broken plan give one clear line that names file, key and line?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from villages.errors import UserError
from villages.plan import known_plans, read_plan

SOURCE = known_plans()["zhuanghe-2018-2020"]

# file, what is replaced, by what, and what the English line must hold
BREAKS = {
    "unknown key": ("indicators/safe_housing.yaml", "better: more", "beter: more", ["line 9", "'beter'", "'better'"]),
    "missing key": ("indicators/safe_housing.yaml", "unit: percent\n", "", ["'unit'", "missing"]),
    "unknown column": ("indicators/safe_housing.yaml", "house_grade in", "house_grad in", ["line 6", "house_grad", "house_grade"]),
    "broken expression": ("indicators/safe_housing.yaml", "in ('A', 'B')", "in ('A', 'B'", ["line 6", "numerator", "parsed"]),
    "a statement": ("indicators/safe_housing.yaml", "house_grade in ('A', 'B')", "(select count(*) from persons)", ["numerator", "not allowed"]),
    "a file function": ("indicators/safe_housing.yaml", "house_grade in ('A', 'B')", "read_text('plan.yaml') = 'x'", ["numerator", "not allowed"]),
    "a test for missing": ("indicators/safe_housing.yaml", "house_grade in ('A', 'B')", "house_grade is null", ["NULL"]),
    "a default for missing": ("indicators/safe_housing.yaml", "house_grade in ('A', 'B')", "coalesce(is_dibao, true)", ["not allowed"]),
    "a case": ("indicators/safe_housing.yaml", "house_grade in ('A', 'B')", "case when is_dibao then 1 else 0 end", ["not allowed"]),
    "target without date": ("indicators/safe_housing.yaml", "by: 2020-12-31, ", "", ["targets.0.by", "missing"]),
    "target without citation": ("indicators/safe_housing.yaml", ", cite: 一（二）}]", "}]", ["targets.0.cite", "missing"]),
    "two lines in a target": ("indicators/safe_housing.yaml", "at_least: 98", "at_least: 98, rises: true", ["targets.0", "exactly one"]),
    "duplicate key": ("indicators/safe_housing.yaml", "better: more", "better: more\nbetter: less", ["line 10", "'better'", "twice"]),
    "duplicate id": ("indicators/safe_housing.yaml", "theme: housing", "theme: housing\nid: safe_water", ["safe_water", "another card"]),
    "unknown theme": ("indicators/safe_housing.yaml", "theme: housing", "theme: houses", ["'houses'", "housing"]),
    "unknown register": ("indicators/safe_housing.yaml", "register: households", "register: household", ["'household'", "households"]),
    "unknown column in the example": ("indicators/safe_housing.yaml", "rows: [{house_grade: A}", "rows: [{grade: A}", ["grade", "example"]),
    "no worked example": ("indicators/environment.yaml", "example:", "exampel:", ["exampel", "example"]),
    "broken yaml": ("indicators/safe_housing.yaml", "better: more", "better: [more", ["broken YAML"]),
    "unknown key in the plan": ("plan.yaml", "final_year: 2020", "final_yaer: 2020", ["final_yaer", "final_year"]),
    "unknown card in a chart": ("plan.yaml", "cards: [safe_housing]", "cards: [safe_houses]", ["safe_houses", "safe_housing"]),
    "a funnel of roads": ("plan.yaml", "{kind: funnel, cards: [serious_illness]", "{kind: funnel, cards: [paved_links]", ["funnel", "percentage of households or persons"]),
    "a funnel of two": ("plan.yaml", "{kind: funnel, cards: [serious_illness]", "{kind: funnel, cards: [serious_illness, illness_treated]", ["funnel", "one indicator"]),
    "a waterfall of percentages": ("plan.yaml", "{kind: waterfall, cards: [income_wage, income_business,", "{kind: waterfall, cards: [house_grade_a, house_grade_b,", ["waterfall", "part_of"]),
    "a waterfall of no parts": ("plan.yaml", "{kind: waterfall, cards: [income_wage, income_business, income_property, income_transfer]", "{kind: waterfall, cards: [own_medical_yuan]", ["waterfall", "part_of"]),
    "a nought that the word met tells": ("indicators/dibao_coverage.yaml", "zero: public\n", "", ["dibao_coverage", "zero: public", "exception"]),
    "thresholds laxer than the standard": ("plan.yaml", "default_year: 2020", "default_year: 2020\ndisclosure: {count_base: 3}", ["disclosure.count_base", "5"]),
    "a sum without bounds": ("columns.yaml", "admissible: [1, 30], plausible: [1, 8]", "admissible: [1, 30]", ["resident_count", "plausible"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_broken_plan_gives_one_clear_line(name: str, tmp_path: Path) -> None:
    file, old, new, holds = BREAKS[name]
    folder = tmp_path / "plan"
    shutil.copytree(SOURCE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, "the break no longer applies"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(folder)
    line = caught.value.text("en")
    stem = Path(file).name if name != "a sum without bounds" else ".yaml"
    assert "\n" not in line and stem in line, line
    for part in holds:
        assert part in line, line
    assert caught.value.text("zh") != line


def test_unknown_plan_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        read_plan("zhuanghe-2018-2002")
    assert "zhuanghe-2018-2020" in caught.value.text("en")


def test_the_shipped_plans_read_whole() -> None:
    for plan_id in known_plans():
        assert read_plan(plan_id).id == plan_id
