"""Does the proposal rest on the gaps of the support plan, and keep to the money and the rules?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from villages.cli import main
from villages.findings.results import Results


def asked(demo_results: Path, tmp_path: Path, *own: str) -> dict[str, Any]:
    data = tmp_path / "told.json"
    base = ["allocate", "--results", str(demo_results), "--year", "2019", "--edition", "internal"]
    assert main([*base, *own, "--json", str(data)]) == 0
    found: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    return found


def test_money_is_kept_to_and_every_project_closes_a_gap(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    told = asked(demo_results, tmp_path, "--budget", "2000000")
    assert told["cost_yuan"] == sum(each["cost_yuan"] for each in told["funded"]) <= 2_000_000
    gaps = results.verdicts.query("level == 'village' and year == 2019 and verdict != 'met'")
    high = gaps.set_index(["code", "card"])["gap_high"]
    for each in told["funded"]:
        assert each["closed"] == pytest.approx(high[each["village"], each["card"]])
        assert each["remains"] == 0
    assert told["next_tenth"]["yuan"] == 200_000


def test_exactly_the_cost_of_everything_buys_everything_and_a_yuan_less_does_not(
    demo_results: Path, tmp_path: Path
) -> None:
    whole = asked(demo_results, tmp_path, "--budget", "1000000000")
    cost = whole["cost_yuan"]
    exact = asked(demo_results, tmp_path, "--budget", str(cost))
    assert exact["closed_villages"] == whole["closed_villages"] and exact["cost_yuan"] == cost
    short = asked(demo_results, tmp_path, "--budget", str(cost - 1))
    assert short["cost_yuan"] < cost and len(short["funded"]) < len(whole["funded"])


def test_a_floor_that_cannot_be_met_is_named(demo_results: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    floor = "sources: [{id: county, yuan: 100000}]\ntownship_floor_yuan: {'990181105000': 900000}\n"
    rules.write_text(floor, encoding="utf-8")
    told = asked(demo_results, tmp_path, "--rules", str(rules))
    (unmet,) = told["unmet"]
    assert (unmet["township"], unmet["needed_yuan"]) == ("990181105000", 900_000)
    assert told["funded"] == []


def test_a_source_pays_only_for_its_sectors(demo_results: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("sources: [{id: water, yuan: 5000000, sectors: [water]}]\n", encoding="utf-8")
    told = asked(demo_results, tmp_path, "--rules", str(rules))
    assert {each["card"] for each in told["funded"]} == {"safe_water"}


@pytest.mark.parametrize(
    "own", [[], ["--budget", "-1"], ["--budget", "x"], ["--rules", "nowhere.yaml"],
            ["--budget", "1", "--rules", "nowhere.yaml"]],
)  # fmt: skip
def test_without_money_it_asks_in_one_line(
    own: list[str], demo_results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["allocate", "--results", str(demo_results), *own]) in (1, 2)
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1


def test_a_misspelt_rule_is_named_with_its_line(
    demo_results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    rules = tmp_path / "rules.yaml"
    rules.write_text("sources: [{id: a, yuan: 1}]\nuplift: 30\n", encoding="utf-8")
    assert main(["allocate", "--results", str(demo_results), "--rules", str(rules)]) == 1
    said = capsys.readouterr().err
    assert "line 2" in said and "uplift_percent" in said


def test_the_public_edition_proposes_nothing(demo_results: Path, tmp_path: Path) -> None:
    data = tmp_path / "told.json"
    asked = ["allocate", "--results", str(demo_results), "--budget", "1", "--json", str(data)]
    assert main(asked) == 0
    assert "funded" not in json.loads(data.read_text(encoding="utf-8"))
