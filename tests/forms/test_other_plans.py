"""Does a plan that asks less have forms that ask less?"""

from __future__ import annotations

from pathlib import Path

import pytest

import small_registers
from villages.cli import main
from villages.plan import read_plan

CITY, TOWNSHIP_CODE = "示例市", "990181101000"


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
