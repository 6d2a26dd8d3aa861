"""Is a scheme that names what there is not refused with file, line and remedy?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from villages.errors import UserError
from villages.plan import known_plans, read_plan

#: What is replaced in the scheme, by what, and what the English line must hold.
BREAKS = {
    "a flow that is not there": ("flow: funds", "flow: fund", ["'fund'", "funds"]),
    "a column that is not there": ("planned_yuan", "plan_yuan", ["'plan_yuan'", "planned_yuan"]),
    "a sum that is none": ("planned: planned_yuan", "planned: is_complete", ["'planned'"]),
    "a sector without code words": ("sector: sector", "sector: project_id", ["'sector'"]),
    "an output that is no number": ("output: output_count", "output: source", ["'output'"]),
    "an unknown key": ("uplift: uplift", "uplfit: uplift", ["uplfit"]),
    "a limit below nothing": ("percent: 30", "percent: -1", ["most_uplift_percent"]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_scheme_is_one_clear_line(name: str, tmp_path: Path) -> None:
    old, new, holds = BREAKS[name]
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], tmp_path / "plan")
    path = tmp_path / "plan" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("\nfunds:\n")
    assert text[at:].count(old) >= 1
    path.write_text(text[:at] + text[at:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_plan(tmp_path / "plan")
    line = caught.value.text("en")
    assert "\n" not in line and "plan.yaml, line " in line and caught.value.text("zh") != line
    for part in holds:
        assert part in line, line


@pytest.mark.parametrize("of", ["body", "township"])
def test_projects_are_assessed_where_places_are(of: str, tmp_path: Path) -> None:
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], tmp_path / "plan")
    path = tmp_path / "plan" / "scorecard.yaml"
    text = path.read_text(encoding="utf-8")
    # The two other cards go: of each kind there is one.
    path.write_text(
        "scorecards:\n"
        + text[text.index("  - id: special_funds") :].replace("of: city", f"of: {of}"),
        encoding="utf-8",
    )
    if of == "township":
        assert read_plan(tmp_path / "plan").scorecards[0].of == "township"
        return
    with pytest.raises(UserError) as caught:
        read_plan(tmp_path / "plan")
    assert caught.value.key == "scorecard_funds" and "'allotted'" in caught.value.text("en")
