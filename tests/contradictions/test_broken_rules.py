"""Does a broken rule give one clear line that names file, key and line, and what is nearest?"""

# ruff: noqa: E501 - a break a line
from __future__ import annotations

from pathlib import Path

import pytest

from villages.errors import UserError
from villages.plan import known_plans
from villages.plan.model import Plan
from villages.registers.rules import RULES_FILE, read_rules
from villages.registers.rules.wording import SENTENCES, nameable

FOLDER = known_plans()["zhuanghe-2018-2020"]

SOUND = """\
paid_over_cost:
  label: {zh: 自付大于总费用, en: Paid more than it cost}
  severity: error
  register: households
  holds: medical_paid_yuan <= medical_cost_yuan
  problem: {zh: "{column}有误。", en: "{column} are wrong."}
  remedy: {zh: 请核对。, en: Check them.}
  definition: ours
  example:
    contradicts: [{medical_cost_yuan: 1, medical_paid_yuan: 2}]
    agrees: [{medical_cost_yuan: 2}]
listed_over_count:
  label: {zh: 户数不符, en: More than there are}
  severity: warning
  sums:
    left: {register: households, sum: "1"}
    relation: at_most
    right: {register: village_years, sum: household_count}
  problem: {zh: "{left}户，{right}户。", en: "{left} and {right}."}
  remedy: {zh: 请核对。, en: Check them.}
  innocent: {zh: 无。, en: None.}
  definition: ours
  example:
    contradicts: [{village_years: [{household_count: 0}], households: [{}]}]
    agrees: [{village_years: [{household_count: 1}], households: [{}]}]
home_unknown:
  label: {zh: 户编号不存在, en: No such household}
  severity: warning
  register: persons
  refers: {column: household_id, register: households}
  problem: {zh: 查无此户。, en: There is no such household.}
  remedy: {zh: 请核对。, en: Check it.}
  innocent: {zh: 无。, en: None.}
  cite: 一（二）
  example:
    contradicts: [{village_years: [{household_count: 0}], persons: [{household_id: h}]}]
    agrees: [{persons: [{household_id: h}]}]
twice:
  label: {zh: 重复登记, en: Twice}
  severity: warning
  register: persons
  unique: person_id
  problem: {zh: 重复登记。, en: Registered twice.}
  remedy: {zh: 请核对。, en: Check it.}
  innocent: {zh: 搬迁。, en: A move.}
  definition: ours
  example:
    contradicts: [{persons: [{person_id: p}, {person_id: p, code: "2"}]}]
    agrees: [{persons: [{person_id: p}]}]
"""

COUNTED = """\
    left: {register: households, sum: "1"}
    relation: at_most
    right: {register: village_years, sum: household_count}
"""
ALIKE = """\
    left: {register: persons, sum: "1"}
    relation: at_most
    right: {register: persons, sum: has_safe_water}
    per: age
"""

# what is replaced, by what, and what the English line must hold
BREAKS = {
    "unknown key": ("remedy: {zh: 请核对。, en: Check them.}\n  definition", "remedi: {zh: 请, en: C}\n  definition", ["line 7", "'paid_over_cost.remedi'", "'remedy'"]),
    "missing key": ("  severity: error\n", "", ["'paid_over_cost.severity'", "missing"]),
    "unknown severity": ("severity: error", "severity: fatal", ["line 3", "severity"]),
    "duplicate id": ("twice:\n", "home_unknown:\n", ["line 38", "'home_unknown'", "twice"]),
    "no kind": ("  unique: person_id\n", "", ["line 38", "exactly one of holds, sums, unique, refers"]),
    "two kinds": ("  unique: person_id\n", "  unique: person_id\n  holds: age > 1\n", ["exactly one of"]),
    "a register beside sums": ("  sums:\n", "  register: persons\n  sums:\n", ["names its register"]),
    "a warning without innocent causes": ("  innocent: {zh: 搬迁。, en: A move.}\n", "", ["innocent"]),
    "no source": ("  cite: 一（二）\n", "", ["cite or definition"]),
    "a rule that is no mapping": ("twice:\n", "thrice: 3\ntwice:\n", ["line 38", "'thrice'"]),
    "unknown register": ("register: households\n  holds", "register: household\n  holds", ["line 4", "'household'", "households"]),
    "unknown register in a side": ("{register: village_years,", "{register: village_year,", ["line 18", "'village_year'", "village_years"]),
    "unknown column": ("holds: medical_paid_yuan", "holds: medical_payed_yuan", ["line 5", "paid_over_cost.holds", "medical_paid_yuan"]),
    "unknown column of last year": ("holds: medical_paid_yuan", "holds: before.medical_payed_yuan", ["before.medical_paid_yuan"]),
    "unknown column in a sum": ("sum: household_count", "sum: households_count", ["line 18", "household_count"]),
    "unknown column that is unique": ("unique: person_id", "unique: persons_id", ["line 42", "'persons_id'", "person_id"]),
    "unknown column that refers": ("{column: household_id, register: households}", "{column: house_id, register: households}", ["line 30", "'house_id'", "household_id"]),
    "unknown cell": ("medical_cost_yuan\n  problem", "medical_cost_yuan\n  cells: [medical_cost]\n  problem", ["line 6", "'medical_cost'", "medical_cost_yuan"]),
    "broken expression": ("<= medical_cost_yuan", "<= (medical_cost_yuan", ["line 5", "parsed"]),
    "a statement": ("<= medical_cost_yuan", "<= (select 1)", ["not allowed"]),
    "a file function": ("<= medical_cost_yuan", "<= read_text('x')", ["not allowed"]),
    "a test for missing": ("<= medical_cost_yuan", "is null", ["NULL"]),
    "no condition": ("<= medical_cost_yuan", "- medical_cost_yuan", ["line 5", "no condition"]),
    "kinds that do not mix": ("<= medical_cost_yuan", "<= house_grade", ["line 5", "number, text"]),
    "a truth value as a number": ("<= medical_cost_yuan", "<= 1 + is_dibao", ["boolean, number"]),
    "text as a truth value": ("<= medical_cost_yuan", "<= 1 or house_grade", ["boolean, text"]),
    "unknown code word": ("medical_paid_yuan <= medical_cost_yuan", "house_grade in ('A', 'b')", ["line 5", "'b'", "A"]),
    "an error that compares with last year": ("<= medical_cost_yuan", "<= before.medical_cost_yuan", ["line 3", "'paid_over_cost'", "warning"]),
    "within without a factor": ("relation: at_most", "relation: within", ["listed_over_count.sums", "factor"]),
    "at most with a factor": ("relation: at_most", "relation: at_most\n    factor: 2", ["factor"]),
    "what is added up by has no such column": ("relation: at_most", "relation: at_most\n    per: person_id", ["line 16", "'person_id'"]),
    "no register has that key": (COUNTED, ALIKE, ["line 15", "code + year + age"]),
    "refers to what nobody counts": ("refers: {column: household_id, register: households}", "refers: {column: code, register: village_years}", ["'village_years'", "expected_rows"]),
    "unknown column in an example": ("contradicts: [{medical_cost_yuan: 1,", "contradicts: [{medical_costs_yuan: 1,", ["line 10", "medical_costs_yuan", "medical_cost_yuan"]),
    "unknown column in rows of an example": ("persons: [{person_id: p}]}]", "persons: [{persons_id: p}]}]", ["line 49", "persons_id", "person_id"]),
    "unknown register in an example": ("agrees: [{persons: [{person_id: p}]}]", "agrees: [{person: [{person_id: p}]}]", ["line 49", "'person'", "persons"]),
    "an example without rows": ("agrees: [{persons: [{person_id: p}]}]", "agrees: [{persons: {person_id: p}}]", ["line 49", "rows"]),
    "a sentence that names nothing known": ("{left} and {right}.", "{left} and {rigth}.", ["line 19", "'rigth'", "right"]),
    "a sentence that names what is personal": ('zh: "{column}有误。"', 'zh: "{medical_paid_yuan}有误。"', ["line 6", "'medical_paid_yuan'", "personal"]),
    "a sentence that formats": ("{left} and {right}.", "{left.real} and {right!r}.", ["'left.real'"]),
    "no mapping": (SOUND, "- a\n", ["keys and values"]),
    "broken yaml": ("agrees: [{medical_cost_yuan: 2}]", "agrees: [{medical_cost_yuan: 2}", ["broken YAML"]),
}  # fmt: skip


def test_the_rules_that_are_broken_below_are_sound(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / RULES_FILE).write_text(SOUND, encoding="utf-8")
    assert [rule.kind for rule in read_rules(tmp_path, plan).values()] == [
        "holds", "sums", "refers", "unique",
    ]  # fmt: skip


def test_a_plan_without_rules_has_none(plan: Plan, tmp_path: Path) -> None:
    assert read_rules(tmp_path, plan) == {}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_gives_one_clear_line(plan: Plan, name: str, tmp_path: Path) -> None:
    old, new, holds = BREAKS[name]
    assert SOUND.count(old) >= 1, "the break no longer applies"
    (tmp_path / RULES_FILE).write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_rules(tmp_path, plan)
    line = caught.value.text("en")
    assert "\n" not in line and RULES_FILE in line, line
    for part in holds:
        assert part in line, line
    assert caught.value.text("zh") != line


PERSONAL = [
    "household_id", "is_dibao", "is_dibao_entitled", "medical_cost_yuan", "medical_paid_yuan",
    "person_id", "age", "sex", "has_serious_illness", "is_illness_treated", "school_stage",
    "is_enrolled", "has_dropped_out", "is_aid_entitled", "has_education_aid",
    "household_category", "is_means_checked", "scheme_paid_yuan", "insurance_paid_yuan",
    "medical_aid_yuan", "has_temporary_hardship", "temporary_aid_yuan", "is_disabled",
    "has_chronic_illness", "is_signed_with_doctor", "is_gravely_ill", "is_grave_illness_covered",
    "has_free_textbooks", "is_vocational", "has_fees_waived", "after_junior", "is_in_labour_force",
    "is_employed", "is_trained", "meets_standard", "is_approving", "decided_by",
]  # fmt: skip


@pytest.mark.parametrize("column", PERSONAL)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_sentence_can_show_what_is_personal(
    plan: Plan, tmp_path: Path, column: str, sentence: str
) -> None:
    register = next(name for name, each in plan.registers.items() if column in each.columns)
    for name in (column, f"before.{column}"):
        text = SOUND[: SOUND.index("listed_over_count:")].replace("paid_over_cost", "personal")
        text = text.replace("severity: error", "severity: warning", 1)
        text = text.replace("register: households", f"register: {register}", 1)
        text = text.replace("medical_paid_yuan <= medical_cost_yuan", f"{name} = {name}", 1)
        text = text.replace("{medical_cost_yuan: 1, medical_paid_yuan: 2}", "{}", 1)
        text = text.replace("{medical_cost_yuan: 2}", "{}", 1)
        text = text.replace(
            "remedy: {zh: 请核对。", "innocent: {zh: 无, en: None}\n  remedy: {zh: 请核对。", 1
        )
        folder = tmp_path / name
        folder.mkdir()
        (folder / RULES_FILE).write_text(text, encoding="utf-8")
        assert "personal" in read_rules(folder, plan), "sound while it names labels only"
        lines = text.splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(f"  {sentence}:"))
        lines[at] = f'  {sentence}: {{zh: "{{{name}}}", en: a}}'
        (folder / RULES_FILE).write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(UserError) as caught:
            read_rules(folder, plan)
        assert caught.value.key == "rule_personal" and caught.value.values["name"] == name


def test_a_sum_over_what_is_personal_is_personal(plan: Plan, tmp_path: Path) -> None:
    summed = SOUND.replace('sum: "1"', "sum: is_dibao")
    (tmp_path / RULES_FILE).write_text(summed, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_rules(tmp_path, plan)
    assert caught.value.key == "rule_personal" and caught.value.values["name"] == "left"


def test_no_shipped_rule_may_show_a_personal_value(plan: Plan) -> None:
    personal = {
        name
        for register in plan.registers.values()
        for name, column in register.columns.items()
        if column.personal
    }
    assert personal == set(PERSONAL)
    for rule in read_rules(FOLDER, plan).values():
        free = {name for name, is_free in nameable(plan, rule).items() if is_free}
        assert not {name.removeprefix("before.") for name in free} & personal, rule.id
