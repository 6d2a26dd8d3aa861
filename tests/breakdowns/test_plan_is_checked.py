"""Is a breakdown that makes no sense refused when the plan is read, with file and line?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from villages.errors import UserError
from villages.plan import known_plans, read_plan

PERSONS = "      persons: {column: sex}"
JOINED = "of: households, on: [code, year, household_id]"


@pytest.mark.parametrize(
    ("good", "bad", "key", "words"),
    [
        (PERSONS, "      persons: {column: sexx}", "breakdown_column_unknown", "sex"),
        (PERSONS, "      people: {column: sex}", "register_unknown", "persons"),
        (PERSONS, "      persons: {colum: sex}", "key_unknown", "column"),
        (PERSONS, "      persons: {column: person_id}", "breakdown_no_groups", "person_id"),
        (PERSONS, "      persons: {column: has_safe_water}", "breakdown_no_groups", "words"),
        (PERSONS, PERSONS + "\n      households: {column: household_category}",
         "breakdown_groups", "sex"),
        ("  - id: age", "  - id: sex", "breakdown_twice", "sex"),
        ("from: 0,", "from: 1,", "breakdown_bands", "age"),
        ("from: 6,", "from: 60,", "breakdown_bands", "age"),
        ("id: 6-15", "id: unknown", "breakdown_bands", "age"),
        (JOINED, "of: households, on: [code, year]", "breakdown_join", "household_id"),
        (JOINED, "of: house, on: [code, year, household_id]", "register_unknown", "households"),
        (JOINED, "of: households", "key_wrong", "together"),
    ],
)  # fmt: skip
def test_it_is_refused(good: str, bad: str, key: str, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], folder)
    file = folder / "plan.yaml"
    text = file.read_text("utf-8")
    head, mark, tail = text.partition("\nbreakdowns:")
    assert good in tail
    file.write_text(head + mark + tail.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(folder)
    assert caught.value.key == key
    first = head.count("\n") + 2
    assert first <= int(str(caught.value.values["line"])) <= first + 40
    for said in (caught.value.text("zh"), caught.value.text("en")):
        assert str(file) in said
    assert words in caught.value.text("en")
