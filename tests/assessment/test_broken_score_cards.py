"""Is a broken score card refused with file, key and line, in both languages?"""

from __future__ import annotations

from pathlib import Path

import pytest

from villages.errors import UserError
from villages.plan import Plan, known_plans, read_plan
from villages.plan.scorecard import SCORECARD_FILE, read_scorecards

WHOLE = """\
scorecards:
  - id: township
    label: {zh: 表, en: card}
    of: township
    cite: 三（二）
    words: {zh: 词, en: words}
    items:
      - id: goals
        label: {zh: 目标, en: goals}
        points: 90
        kind: villages_met
        groups: [goals]
        words: {zh: 词, en: words}
      - id: income
        label: {zh: 收入, en: income}
        points: 10
        kind: value
        card: income
        floor: 9000
        full: 14000
        words: {zh: 词, en: words}
"""


def refused(plan: Plan, folder: Path, text: str) -> UserError:
    (folder / SCORECARD_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_scorecards(folder, plan)
    return caught.value


def test_a_whole_file_is_read(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / SCORECARD_FILE).write_text(WHOLE, encoding="utf-8")
    (card,) = read_scorecards(tmp_path, plan).scorecards
    assert [item.points for item in card.items] == [90, 10]


def test_a_plan_may_have_no_score_card(plan: Plan, tmp_path: Path) -> None:
    assert read_scorecards(tmp_path, plan) is plan
    others = [read_plan(name) for name in known_plans() if name != plan.id]
    assert [each.scorecards for each in others] == [()] * len(others)


@pytest.mark.parametrize(
    ("before", "after", "key", "line"),
    [
        ("points: 90", "points: 80", "scorecard_points", 7),
        ("points: 90", "points: -90", "key_wrong", 10),
        ("points: 90", "weight: 90", "key_unknown", 10),
        ("kind: villages_met", "kind: villages", "key_wrong", 11),
        ("groups: [goals]", "groups: [goal]", "measure_names", 12),
        ("groups: [goals]", "measures: [safe_watr]", "measure_names", 12),
        ("groups: [goals]", "charged: led", "key_wrong", 8),
        ("card: income", "card: incom", "measure_names", 18),
        ("card: income", "card: income_gini", "measure_names", 18),
        ("full: 14000", "full: 9000", "key_wrong", 14),
        ("full: 14000", "full: 14000\n        only_due: true", "key_wrong", 14),
        ("full: 14000", "full: 14000\n        flow: funds", "key_wrong", 14),
        ("id: income", "id: goals", "scorecard_twice", 14),
        (
            "kind: villages_met\n        groups: [goals]",
            "kind: measures_met\n        charged: led",
            "scorecard_charged",
            12,
        ),
    ],
)
def test_what_is_wrong_is_named(
    plan: Plan, tmp_path: Path, before: str, after: str, key: str, line: int
) -> None:
    assert before in WHOLE
    error = refused(plan, tmp_path, WHOLE.replace(before, after, 1))
    assert error.key == key
    assert (error.values["file"], error.values["line"]) == (tmp_path / SCORECARD_FILE, line)
    for language in ("zh", "en"):
        assert str(line) in error.text(language)
        assert SCORECARD_FILE in error.text(language)


def test_two_cards_of_townships_are_refused(plan: Plan, tmp_path: Path) -> None:
    again = WHOLE.removeprefix("scorecards:\n").replace("id: township", "id: other", 1)
    assert refused(plan, tmp_path, WHOLE + again).key == "scorecard_twice"


def test_the_plan_s_own_cards_weigh_effect_over_activity(plan: Plan) -> None:
    for card in plan.scorecards:
        assert sum(item.points for item in card.items) == 100
        assert {item.definition for item in card.items} == {"ours"}
        if card.of == "city":
            # Of money: half the points are for what it did, in the part that is named so.
            effects = (item for item in card.items if item.part and item.part.en == "Effect")
            assert sum(item.points for item in effects) == 50
            continue
        effect = sum(
            item.points
            for item in card.items
            if item.kind in ("villages_met", "measures_met", "value")
            and item.charged != "supported"
            and item.id != "support"
        )
        assert effect >= 70
