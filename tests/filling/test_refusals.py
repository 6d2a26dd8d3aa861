"""Is what must not be filled in refused, by name and place, before anything is written?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

import small_registers
from filled_forms import SHEET, cells, fill_with, workbook_of
from villages.errors import UserError
from villages.exhibits.filling.names import Names
from villages.exhibits.filling.placeholders import filled
from villages.findings.study import run_study
from villages.plan import Plan
from villages.vocabulary import shipped

Fill = Callable[..., Path]

#: What columns.yaml says, read without the program.
ASKED: dict[str, Any] = yaml.safe_load(
    (shipped("data") / "plans" / "zhuanghe-2018-2020" / "columns.yaml").read_text("utf-8")
)
VILLAGE = "990181101201"


def refused(fill: Fill, folder: Path, asked: str, **typed: str) -> str:
    """What is said to a form that asks for one thing; nothing may have been written."""
    form = workbook_of(folder / "form.xlsx", [[None], [None, f"共{{{{{asked}}}}}"]])
    with pytest.raises(UserError) as error:
        fill(form, **typed)
    assert not list(folder.glob("filled*"))
    said = error.value.text("en")
    assert "form.xlsx" in said and SHEET in said and "B2" in said
    return said


@pytest.mark.parametrize("part", ["", ".numerator", ".denominator", ".gap"])
def test_the_public_edition_shows_no_number_of_a_village(
    part: str, fill: Fill, tmp_path: Path
) -> None:
    asked = f"safe_housing{part}[{VILLAGE}]"
    said = refused(fill, tmp_path, asked, edition="public")
    assert f"safe_housing{part}" in said and "--edition internal" in said


@pytest.mark.parametrize("asked", ["village_years.household_count", "village_years.has_broadband"])
def test_nor_of_a_village_from_the_registers(asked: str, fill: Fill, tmp_path: Path) -> None:
    said = refused(fill, tmp_path, asked, edition="public", place=VILLAGE)
    assert asked in said and "--edition internal" in said


def test_nor_sums_of_personal_registers(fill: Fill, tmp_path: Path) -> None:
    asked = "households.resident_count"
    assert asked in refused(fill, tmp_path, asked, edition="public")


def test_it_shows_verdicts_of_villages_and_rounded_counts_of_the_city(
    fill: Fill, tmp_path: Path
) -> None:
    asked = [
        f"{{{{safe_housing.verdict[{VILLAGE}]}}}}", f"{{{{safe_housing.band[{VILLAGE}]}}}}",
        "{{safe_water.numerator[示例市]}}", "{{safe_water[示例市]}}",
    ]  # fmt: skip
    found = cells(fill(workbook_of(tmp_path / "form.xlsx", [asked]), edition="public"))
    assert found["A1"] in ("达标", "未达标", "数据不足")
    assert found["B1"] in ("达到", "接近", "不足", "数据不足")
    assert found["C1"] > 1000 and found["C1"] % 5 == 0
    assert float(found["D1"] * 100).is_integer()


PERSONAL = [
    f"{register}.{name}"
    for register, held in ASKED.items()
    for name, column in held["columns"].items()
    if column.get("personal")
]


def test_no_personal_column_is_ever_filled_in(plan: Plan, fill: Fill, tmp_path: Path) -> None:
    assert len(PERSONAL) > 10
    names = Names(plan)
    for asked in PERSONAL:
        with pytest.raises(UserError) as error:
            names.meaning(asked)
        assert error.value.key == "fill_personal"
    assert "personal" in refused(fill, tmp_path, PERSONAL[-1])


def test_an_unknown_name_is_answered_with_the_nearest(fill: Fill, tmp_path: Path) -> None:
    assert "safe_housing.verdict" in refused(fill, tmp_path, "safe_housing.verdikt")
    assert "village_years.household_count" in refused(fill, tmp_path, "village_years.households")
    assert "2031" in refused(fill, tmp_path, "income@2031")
    assert "Qingshi Town" in refused(fill, tmp_path, "income[青石真]")
    assert "万户" in refused(fill, tmp_path, "income|万户")


def test_what_cannot_be_read_is_not_left_in_the_form(fill: Fill, tmp_path: Path) -> None:
    asked = ["{{safe_housing", "{{safe_housing@abc}}", "{{income:some}}", "{{}}", "{{a@2018@2019}}"]
    for text in asked:
        with pytest.raises(UserError):
            filled([text], lambda _: "")
    with pytest.raises(UserError, match="A1"):
        fill(workbook_of(tmp_path / "form.xlsx", [["共{{income"]]))


def test_a_placeholder_in_a_formula_is_refused(fill: Fill, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="A1"):
        fill(workbook_of(tmp_path / "form.xlsx", [['="共"&"{{income}}"']]))


@pytest.mark.parametrize("name", ["form.xls", "form.doc", "form.et", "form.xlsm"])
def test_other_formats_are_refused_with_the_remedy(name: str, fill: Fill, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UserError) as error:
        fill(tmp_path / name)
    assert all(ending in error.value.text("en") for ending in (".xlsx", ".docx"))


def test_a_cell_in_the_far_corner_does_not_fill_the_machine(fill: Fill, tmp_path: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active["XFD1048576"] = "{{place}}"
    workbook.save(tmp_path / "form.xlsx")
    with pytest.raises(UserError) as error:
        fill(tmp_path / "form.xlsx")
    assert error.value.key.startswith("guard_")


def test_what_is_missing_is_said_and_text_never_becomes_a_formula(
    plan: Plan, tmp_path: Path
) -> None:
    village = small_registers.place() | {"name_zh": "=1+1"}
    someone = [{"code": village["code"], "year": 2019}]
    rows = dict.fromkeys(("village_years", "households", "persons"), someone)
    rows |= {"places": [village]}
    registers = small_registers.write_registers(plan, tmp_path / "registers", rows)
    results = run_study(plan.id, registers, tmp_path / "results")
    asked = ["safe_housing", "income.numerator", "village_years.household_count", "place"]
    asked += ["village_years.has_broadband", "income|万元", "dibao_coverage.denominator"]
    form = workbook_of(tmp_path / "form.xlsx", [[f"{{{{{name}}}}}" for name in asked]])
    options = {
        "--place": village["code"], "--year": "2019", "--edition": "internal",
        "--results": str(results), "--registers": str(registers), "--out": str(tmp_path / "filled"),
    }  # fmt: skip
    for language, missing in (("zh", "暂无数据"), ("en", "no data")):
        found = cells(fill_with(options | {"--language": language}, form))
        name = found.pop("D1")
        assert name == "=1+1"
        assert set(found.values()) == {missing}
