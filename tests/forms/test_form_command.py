"""Is there a form for everybody, is a mistake one line, and does no name become a formula?"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook

import small_registers
from villages.cli import main
from villages.plan import Plan, read_plan
from villages.registers import open_registers
from villages.registers.forms import write_form

TOWNSHIP, TOWNSHIP_CODE, YEAR = "青石镇", "990181101000", 2019
CITY, CITY_CODE = "示例市", "990181000000"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.y")'])
def test_no_name_becomes_a_formula(plan: Plan, tmp_path: Path, name: str) -> None:
    village = {**small_registers.place(), "name_zh": name, "township_zh": name}
    row = {"code": small_registers.CODE, "year": YEAR - 1}
    reported = {
        name: [row]
        for name, each in plan.registers.items()
        if each.level == "village" and not each.optional
    }
    rows = {**reported, "places": [village]}
    folder = small_registers.write_registers(plan, tmp_path / "registers", rows)
    with open_registers(plan, folder) as session:
        made = write_form(plan, session, TOWNSHIP_CODE, YEAR, tmp_path / "form.xlsx")
    found = []
    for sheet in load_workbook(made).worksheets:
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in line)
            found += [cell.data_type for cell in line if cell.value == name]
    assert len(found) >= 5 and set(found) == {"s"}


def test_all_is_a_form_for_every_township_and_the_city(
    demo_registers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["forms", "--all", "--year", str(YEAR), "--registers", str(demo_registers)]
    assert main([*typed, "--out", str(tmp_path / "forms")]) == 0
    places = parquet.read_table(demo_registers / "places.parquet").to_pylist()
    townships = {(row["township_code"], row["township_zh"]) for row in places}
    assert len(townships) == 26
    asked = townships | {(CITY_CODE, CITY)}
    assert {path.name for path in (tmp_path / "forms").iterdir()} == {
        f"{code}_{name}_{YEAR}_v1_演示数据.xlsx" for code, name in asked
    }
    assert "27" in capsys.readouterr().out.splitlines()[-1]


MISTAKES = {
    "a misspelt township": (["--place", "青石真"], ["青石真", "青石镇"]),
    "a village": (["--place", "990181101201"], ["990181101201"]),
    "no place": ([], ["--place", "--all"]),
    "a year that the plan has not": (["--place", TOWNSHIP, "--year", "2031"], ["2031", "2020"]),
    "a year that is a word": (["--place", TOWNSHIP, "--year", "abc"], ["--year", "abc"]),
    "an unknown language": (["--place", TOWNSHIP, "--language", "fr"], ["fr", "zh, en"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_clear_line(
    mistake: str,
    demo_registers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    typed, said = MISTAKES[mistake]
    out = tmp_path / "forms"
    code = main(["forms", *typed, "--registers", str(demo_registers), "--out", str(out)])
    (line,) = capsys.readouterr().err.splitlines()
    assert code == 1 and all(word in line for word in said)
    assert not out.exists()


def test_a_plan_that_asks_the_city_nothing_has_no_form_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = read_plan("vietnam-1997")
    row = {"code": small_registers.CODE, "year": plan.default_year}
    rows = {**{name: [row] for name in plan.registers}, "places": [small_registers.place()]}
    folder = small_registers.write_registers(plan, tmp_path / "registers", rows)
    typed = ["--year", str(plan.default_year), "--registers", str(folder), "--plan", plan.id]
    out = ["--out", str(tmp_path / "forms")]
    assert main(["forms", "--place", CITY, *typed, *out]) == 1
    assert CITY in capsys.readouterr().err and not (tmp_path / "forms").exists()
    assert main(["forms", "--all", *typed, *out]) == 0
    (made,) = (tmp_path / "forms").iterdir()
    assert TOWNSHIP_CODE in made.name
