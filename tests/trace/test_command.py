"""Does a number or a sentence lead back to register, rows, rule and section?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from page_running import blocks, run_page
from villages.cli import main
from villages.exhibits.blocks import Paragraph
from villages.exhibits.page import open_page
from villages.findings.results import Results
from villages.findings.trace import named_in
from villages.plan import Plan

TOWNSHIP = "990181105000"


@pytest.fixture
def trace(demo_results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask in Chinese, in which the pages of these tests are."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def asked(finding: str, *own: str) -> dict[str, Any]:
        data = tmp_path / "trace.json"
        base = ["trace", finding, "--results", str(demo_results), "--place", TOWNSHIP]
        assert main([*base, "--edition", "internal", *own, "--json", str(data)]) == 0
        found: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
        return found

    return asked


def test_an_indicator_leads_to_register_columns_rule_and_citation(trace: Any) -> None:
    (told,) = trace("safe_housing")["indicators"]
    assert told["register"] == "households" and told["columns"] == ["house_grade"]
    assert told["numerator"] == "house_grade in ('A', 'B')"
    assert "一（二）" in told["cite"] and told["targets"] == ["一（二）"]
    assert told["measures"] == ["safe_housing"]
    assert len(told["registers_hash"]) >= 12


def test_each_value_of_the_table_of_targets_leads_to_its_indicator(
    demo_results: Path, plan: Plan, trace: Any
) -> None:
    """Every number of the township's own page, as it stands there."""
    page = open_page(demo_results, TOWNSHIP, 0, "zh", "internal", "township")
    found = 0
    for card in plan.target_cards:
        text = page.value(card)
        if len(text) < 5:
            continue
        found += 1
        assert card.id in {each["card"] for each in trace(text)["indicators"]}
    assert found > 2


def test_each_finding_of_a_report_that_names_an_indicator_is_traced(
    demo_results: Path, plan: Plan, trace: Any
) -> None:
    shown = run_page("township", results=str(demo_results), place=TOWNSHIP, edition="internal")
    said = [b.text for b in blocks(shown) if isinstance(b, Paragraph) and b.style == "finding"]
    named = [text for text in said if named_in(plan, text).cards]
    assert len(named) >= 2
    for text in named:
        cards = {card.id for card in named_in(plan, text).cards}
        assert {each["card"] for each in trace(text)["indicators"]} <= cards


def test_the_rows_add_up_to_the_evidence(
    trace: Any, demo_registers: Path, results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows shown, counted by hand, are the sums of the results."""
    trace("safe_housing", "--rows", "10000", "--registers", str(demo_registers))
    said = capsys.readouterr().out
    rows = pd.read_parquet(demo_registers / "households.parquet").query("year == 2020")
    places = results.places
    own = places[places["township_code"].eq(TOWNSHIP) & (places["level"] == "village")]["code"]
    rows = rows[rows["code"].isin(own)]
    assert set(rows["household_id"].head(3)) <= set(said.split())


def test_rows_are_for_the_internal_edition(
    demo_results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    asked = ["trace", "income", "--results", str(demo_results), "--rows", "3"]
    assert main(asked) == 1
    assert "internal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "word"), [("zh_CN.UTF-8", "没有"), ("en_US.UTF-8", "nothing")]
)
def test_what_the_page_does_not_show_is_said_in_one_line(
    language: str, word: str, demo_results: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", language)
    assert main(["trace", "zzz 987654321", "--results", str(demo_results)]) == 1
    said = capsys.readouterr().err.strip()
    assert word in said and "\n" not in said


def test_the_public_edition_traces_without_figures_of_a_village(
    demo_results: Path, results: Results, tmp_path: Path
) -> None:
    code = results.exits["code"].iloc[0]
    data = tmp_path / "trace.json"
    asked = ["trace", "income", "--results", str(demo_results), "--place", code]
    assert main([*asked, "--json", str(data)]) == 0
    (told,) = json.loads(data.read_text(encoding="utf-8"))["indicators"]
    assert told["value"] is None and told["rows_known"] is None
    assert told["register"] == "households"


def test_milestones_are_traced_to_what_is_due(
    trace: Any, results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trace("里程碑")["indicators"] == []
    own = results.milestones.query("code == @TOWNSHIP and year == 2020")
    assert str(int(own["villages_due"].iloc[0])) in capsys.readouterr().out
