"""Does the command say what is due, what is done and who is needed next, with every source?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from villages.cli import main
from villages.findings.results import Results
from villages.plan import Plan


@pytest.fixture(scope="module")
def told(demo_results: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    data = tmp_path_factory.mktemp("milestones") / "told.json"
    asked = ["milestones", "--results", str(demo_results), "--year", "2019"]
    assert main([*asked, "--json", str(data)]) == 0
    found: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    return found


def test_due_follows_the_plan_s_shares_rounded_up(told: dict[str, Any]) -> None:
    """20 % of 55 is exactly 11, 70 % is 38.5 and hence 39, then all 55."""
    assert [(each["year"], each["due"]) for each in told["years"]] == [
        (2018, 11), (2019, 39), (2020, 55),
    ]  # fmt: skip


def test_done_is_counted_from_the_verdicts(told: dict[str, Any], results: Results) -> None:
    own = results.verdicts.query("level == 'village' and year == 2019")
    all_met = own.groupby("code")["verdict"].agg(lambda words: set(words) == {"met"})
    (year,) = [each for each in told["years"] if each["year"] == 2019]
    assert year["met"] == int(all_met.sum()) < 39
    assert year["verdict"] == "not_met"
    assert told["years"][-1]["met"] is None, "of a year to come nothing is known"


def test_who_is_needed_next_is_every_village_that_is_short_planned_exits_first(
    told: dict[str, Any], results: Results
) -> None:
    own = results.verdicts.query("level == 'village' and year == 2019 and verdict != 'met'")
    short = own.groupby("code").size()
    found = {each["code"]: len(each["open_targets"]) for each in told["needed_next"]}
    assert found == short.to_dict()
    order = [(each["planned_exit_year"], len(each["open_targets"])) for each in told["needed_next"]]
    assert order == sorted(order)


@pytest.mark.parametrize(("language", "source"), [("zh", "推定"), ("en", "inferred")])
def test_other_official_numbers_are_kept_with_their_source(
    language: str, source: str, demo_results: Path, plan: Plan,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language])
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["milestones", "--results", str(demo_results)]) == 0
    said = capsys.readouterr().out
    (other,) = plan.milestones[0].others
    assert other.villages == 24 and not other.is_binding
    assert source in said and "24" in said


def test_a_village_has_no_milestones(
    demo_results: Path, results: Results, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    code = results.verdicts.query("level == 'village'")["code"].iloc[0]
    assert main(["milestones", "--results", str(demo_results), "--place", code]) == 0
    assert "no milestones here" in capsys.readouterr().out
