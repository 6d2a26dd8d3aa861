"""Does ``villages duties`` say the same on the terminal, as JSON and in the workbook?"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from villages.cli import main
from villages.exhibits.duties import duties_answer
from villages.exhibits.page import open_page


@pytest.fixture(scope="module")
def ledger(demo_results: Path) -> pd.DataFrame:
    rows = pd.read_parquet(demo_results / "duties.parquet")
    return rows[rows["year"] == 2020]


@pytest.fixture(scope="module")
def officials(demo_registers: Path) -> set[str]:
    rows = pd.read_parquet(demo_registers / "duty_records.parquet")
    return set(rows["decided_by"].dropna())


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_json_and_workbook_hold_the_whole_ledger_and_no_name(
    edition: str,
    ledger: pd.DataFrame,
    officials: set[str],
    demo_results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    data, book = tmp_path / "duties.json", tmp_path / "duties.xlsx"
    arguments = ["duties", "--edition", edition, "--results", str(demo_results)]
    assert main([*arguments, "--json", str(data), "--xlsx", str(book)]) == 0
    said = capsys.readouterr().out
    assert "销号台账" in said and "演示数据" in said
    read = json.loads(data.read_text(encoding="utf-8"))
    assert len(read["duties"]) == len(ledger)
    assert read["counts"] == {
        state: int((ledger["state"] == state).sum()) for state in read["counts"]
    }
    texts = [
        str(cell.value)
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert sum(text == "2020-12-31" for text in texts) == (ledger["due_on"] == "2020-12-31").sum()
    has_consequence = any(each["consequence"] for each in read["duties"])
    assert has_consequence == (edition == "internal") == ("还需" in texts)
    everything = said + data.read_text(encoding="utf-8") + "\n".join(texts)
    assert officials and not any(name in everything.split() for name in officials)
    assert not any(f'"{name}"' in everything for name in officials)


def test_a_bodys_list_is_what_it_leads_oldest_first_in_english(
    ledger: pd.DataFrame,
    demo_results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    data = tmp_path / "water.json"
    arguments = ["duties", "--body", "water", "--json", str(data)]
    assert main([*arguments, "--results", str(demo_results)]) == 0
    assert "what Water bureau has to do" in capsys.readouterr().out
    read = json.loads(data.read_text(encoding="utf-8"))
    own = ledger[(ledger["body"] == "water") & ledger["closed_year"].isna()]
    assert {(each["measure"], each["code"]) for each in read["duties"]} == set(
        zip(own["measure"], own["code"], strict=True)
    )
    days = [each["days_overdue"] for each in read["duties"]]
    assert days == sorted(days, reverse=True) and len(set(days)) > 1


def test_a_week_looks_ahead_to_what_is_due(demo_results: Path) -> None:
    page = open_page(demo_results, "", 2019, "zh", "internal", "city")
    open_now = pd.read_parquet(demo_results / "duties.parquet")
    open_now = open_now[(open_now["year"] == 2019) & open_now["closed_year"].isna()]
    # At the end of 2019 what is due in 2019 is due that very day.
    assert (open_now["state"] == "open").any()
    assert len(duties_answer(page, None, 0).data["duties"]) == len(open_now)
    whole = duties_answer(page).data["duties"]
    assert len(whole) > len(open_now)


def test_an_unknown_body_and_a_week_that_is_no_number_are_told(
    demo_results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["duties", "--body", "nobody", "--results", str(demo_results)]) == 1
    assert "nobody" in capsys.readouterr().err
    assert main(["duties", "--week", "soon", "--results", str(demo_results)]) == 1
    assert "--week" in capsys.readouterr().err
