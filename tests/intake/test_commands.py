"""Does each command of the registers say what it did, and each mistake in one line?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from filling_in import put
from villages.cli import main
from villages.plan import Plan

PLAN = "zhuanghe-2018-2020"
TOWNSHIP, VILLAGE, YEAR = "青石镇", "990181101201", 2020
LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
NAME = "王小明"


@pytest.fixture(scope="module")
def begun(demo_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a store of the demo registers and one township's form, not filled in."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(demo_registers, folder / "private" / "registers" / PLAN)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["registers", "begin", "--who", "统计站"]) == 0
        assert main(["forms", "--place", TOWNSHIP, "--year", str(YEAR)]) == 0
    return folder


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(begun, tmp_path / "office")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", LOCALES["zh"])
    return folder


def filled(office: Path, plan: Plan, cells: dict[str, object]) -> str:
    """The form with some cells of the first village filled in."""
    (form,) = (office / "forms").iterdir()
    workbook = load_workbook(form)
    for name, value in cells.items():
        put(workbook, plan.registers["village_years"].label.zh, 4, name, value)
    workbook.save(office / "back.xlsx")
    return "back.xlsx"


def test_a_correction_is_asked_for_its_reason_and_then_on_the_record(
    office: Path, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    form = filled(office, plan, {"hamlet_count": 99, "has_broadband": NAME})
    assert main(["intake", form]) == 3
    said = capsys.readouterr()
    assert "--why" in said.err and "back.xlsx" in said.err
    assert main(["registers", "diff"]) == 0
    assert "没有变化" in capsys.readouterr().out
    typed = ["intake", form, "--why", "村里复核", "--who", "镇统计站", "--json", "problems.json"]
    assert main(typed) == 3
    out = capsys.readouterr().out
    assert NAME not in out and "private/returned" in out
    (problem,) = json.loads((office / "problems.json").read_text("utf-8"))[:1]
    assert problem["severity"] == "error" and problem["cell"].endswith("4")
    assert NAME not in (office / "problems.json").read_text("utf-8")
    assert main(["registers", "log"]) == 0
    log = capsys.readouterr().out
    assert "村里复核" in "".join(log.split()) and "收表" in log
    assert main(["registers", "diff"]) == 0
    assert {"99", "自然屯数", VILLAGE} <= set(capsys.readouterr().out.split())
    (returned,) = (office / "private" / "returned").iterdir()
    assert returned.stat().st_mode & 0o077 == 0
    assert main(["board", "--year", str(YEAR)]) == 0
    assert TOWNSHIP in capsys.readouterr().out


def test_what_is_withdrawn_is_gone_and_on_the_record(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = ["--register", "village_years", "--code", VILLAGE, "--year", str(YEAR)]
    why = ["--why", "误报", "--who", "统计站"]
    assert main(["registers", "withdraw", *row, "--columns", "hamlet_count", *why]) == 0
    capsys.readouterr()
    shown = ["registers", "show", "--register", "village_years", "--place", VILLAGE]
    assert main([*shown, "--year", str(YEAR)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["自然屯数", "—"] in lines
    assert main(["registers", "withdraw", *row, "--columns", "hamlet_count", *why]) == 1
    capsys.readouterr()
    assert main(["registers", "withdraw", *row, *why]) == 0
    assert main([*shown, "--year", str(YEAR)]) == 0
    assert VILLAGE not in capsys.readouterr().out.split()


def test_counts_agree_with_the_registers(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    households = pd.read_parquet(office / "private" / "registers" / PLAN / "households.parquet")
    own = households[(households["code"] == VILLAGE) & (households["year"] == YEAR)]
    expected = [
        str(int(own["house_grade"].isin(["C", "D"]).sum())),
        str(int(own["house_grade"].isna().sum())),
        str(len(own)),
    ]
    where = ["--where", "house_grade in ('C', 'D')", "--place", VILLAGE, "--year", str(YEAR)]
    assert main(["registers", "show", "--register", "households", *where]) == 0
    assert capsys.readouterr().out.split()[-3:] == expected
    assert main(["registers", "show"]) == 0
    assert str(len(households[households["year"] == YEAR])) in capsys.readouterr().out.split()


def test_rows_for_a_spreadsheet_are_those_of_the_register(office: Path) -> None:
    typed = ["registers", "show", "--register", "village_years", "--csv", "out.csv"]
    assert main(typed) == 0
    assert (office / "out.csv").stat().st_mode & 0o077 == 0
    found = pd.read_csv(office / "out.csv", dtype=str, encoding="utf-8-sig")
    held = pd.read_parquet(office / "private" / "registers" / PLAN / "village_years.parquet")
    assert len(found) == len(held)
    own = found[(found["村代码"] == VILLAGE) & (found["年份"] == str(YEAR))].iloc[0]
    expected = held[(held["code"] == VILLAGE) & (held["year"] == YEAR)].iloc[0]
    assert own["农户总数"] == str(expected["household_count"])
    assert own["是否通宽带"] == {True: "是", False: "否"}[expected["has_broadband"]]


def test_no_name_of_a_place_acts_in_a_spreadsheet(office: Path) -> None:
    places = office / "private" / "registers" / PLAN / "places.parquet"
    changed = pd.read_parquet(places)
    changed.loc[0, "name_zh"] = '=HYPERLINK("http://x.y")'
    changed.to_parquet(places)
    assert main(["registers", "begin", "--store", "other"]) == 0
    typed = ["registers", "show", "--store", "other", "--register", "places", "--csv", "out.csv"]
    assert main(typed) == 0
    names = pd.read_csv(office / "out.csv", dtype=str, encoding="utf-8-sig")["村名"]
    assert names.str.startswith("'=HYPERLINK").sum() == 1
    assert not names.str.startswith("=").any()


MISTAKES: dict[str, tuple[list[str], list[str]]] = {
    "no such file": (["intake", "nowhere.xlsx"], ["nowhere.xlsx"]),
    "an empty folder": (["intake", "empty"], ["empty", ".xlsx"]),
    "an unknown register": (["registers", "show", "--register", "houses"], ["houses", "households"]),
    "a day that is none": (["study", "--as-of", "30.6.2019"], ["--as-of", "30.6.2019", "2019-06-30"]),
    "a day before the store": (["study", "--as-of", "1999-01-01"], ["1999-01-01"]),
    "a day of a plain folder": (["study", "--registers", f"private/registers/{PLAN}", "--as-of", "2019-06-30"], [PLAN]),
    "rows of persons": (["registers", "show", "--register", "persons"], ["persons", "--where"]),
    "a condition that is none": (["registers", "show", "--register", "households", "--where", "house_grade"], ["house_grade"]),
    "an unknown column": (["registers", "withdraw", "--register", "village_years", "--code", VILLAGE, "--year", "2020", "--why", "x", "--columns", "hamlets"], ["hamlets", "hamlet_count"]),
    "no reason": (["registers", "withdraw", "--register", "village_years", "--code", VILLAGE, "--year", "2020"], ["--why"]),
    "a store that is there": (["registers", "begin"], ["private/store"]),
    "an unknown township": (["intake", "empty", "--place", "青石真"], ["empty"]),
    "another store": (["registers", "log", "--store", "elsewhere"], ["elsewhere"]),
}  # fmt: skip


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_clear_line(
    mistake: str,
    language: str,
    office: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    (office / "empty").mkdir()
    typed, parts = MISTAKES[mistake]
    code = main(typed)
    said = capsys.readouterr()
    (line,) = [each for each in said.err.splitlines() if each.strip()]
    assert code in (1, 3) and "Traceback" not in line
    for part in parts:
        assert part in line, line
