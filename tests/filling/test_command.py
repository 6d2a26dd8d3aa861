"""Does ``villages fill`` write whole, private, marked files, or nothing, and say what remains?"""

from __future__ import annotations

import datetime
import hashlib
import stat
import zipfile
from pathlib import Path

import docx
import pyarrow as pa
import pytest

import small_registers
from filled_forms import TOWNSHIP, TOWNSHIP_CODE, cells, fill_with, workbook_of
from villages.commands.filling import fill_command
from villages.errors import UserError
from villages.findings.study import run_study
from villages.plan import Plan
from villages.registers.history import Submission, create_history, open_history
from villages.registers.types import arrow_schema


@pytest.fixture
def options(demo_results: Path, demo_registers: Path, tmp_path: Path) -> dict[str, str]:
    return {
        "--place": TOWNSHIP, "--year": "2019", "--results": str(demo_results),
        "--registers": str(demo_registers), "--out": str(tmp_path / "private" / "filled"),
    }  # fmt: skip


def run(options: dict[str, str], *forms: Path) -> int:
    arguments = [*map(str, forms), *(word for pair in options.items() for word in pair)]
    return int(fill_command().main(arguments, standalone_mode=False) or 0)


def test_files_are_private_marked_and_the_same_each_time(
    options: dict[str, str], tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_paragraph("{{place}}：{{safe_water.verdict}}")
    document.save(str(tmp_path / "函.docx"))
    table = workbook_of(tmp_path / "表.xlsx", [["{{place}}", "{{safe_water}}"]])
    forms = [table, tmp_path / "函.docx"]
    before = [form.read_bytes() for form in forms]
    options |= {"--edition": "internal"}
    assert run(options, *forms) == 0
    out = Path(options["--out"])
    rest = f"{TOWNSHIP_CODE}_{TOWNSHIP}_2019_zh_内部_演示数据"
    assert {path.name for path in out.iterdir()} == {f"表_{rest}.xlsx", f"函_{rest}.docx"}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert [form.read_bytes() for form in forms] == before
    first = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in out.iterdir()}
    for path in out.iterdir():
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2021-01-31T00:00:00Z" in archive.read("docProps/core.xml")
        path.unlink()
    assert run(options, *forms) == 0
    again = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in out.iterdir()}
    assert again == first


def test_the_public_edition_is_the_default_and_bears_no_mark_but_the_demonstrations(
    options: dict[str, str], tmp_path: Path
) -> None:
    made = fill_with(options, workbook_of(tmp_path / "表.xlsx", [["{{safe_water.verdict}}"]]))
    assert "内部" not in made.name and made.name.endswith("_演示数据.xlsx")


def test_one_bad_form_and_none_is_written(options: dict[str, str], tmp_path: Path) -> None:
    good = workbook_of(tmp_path / "good.xlsx", [["{{place}}"]])
    bad = workbook_of(tmp_path / "bad.xlsx", [["{{plaice}}"]])
    with pytest.raises(UserError, match=r"bad\.xlsx.*plaice.*place"):
        run(options, good, bad)
    assert not Path(options["--out"]).exists()


def test_two_forms_that_would_become_one_file_are_refused(
    options: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    forms = [
        workbook_of(folder / "form.xlsx", [["{{place}}"]])
        for folder in (tmp_path, tmp_path / "other")
    ]
    with pytest.raises(UserError) as error:
        run(options, *forms)
    assert error.value.key == "fill_same_name" and not Path(options["--out"]).exists()


def test_other_registers_than_those_of_the_results_are_refused(
    options: dict[str, str], plan: Plan, tmp_path: Path
) -> None:
    registers = small(plan, tmp_path / "other", 11)
    form = workbook_of(tmp_path / "form.xlsx", [["{{village_years.household_count}}"]])
    with pytest.raises(UserError, match="villages study"):
        run(options | {"--registers": str(registers), "--edition": "internal"}, form)


def small(plan: Plan, folder: Path, households: int) -> Path:
    """Registers of one village."""
    place = small_registers.place()
    someone = [{"code": place["code"], "year": 2019}]
    rows = {
        "places": [place], "households": someone, "persons": someone,
        "village_years": [someone[0] | {"household_count": households}],
    }  # fmt: skip
    return small_registers.write_registers(plan, folder, rows)


def test_a_store_that_went_on_is_read_as_of_the_results(
    options: dict[str, str], plan: Plan, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    noon = datetime.datetime(2021, 3, 1, 12, tzinfo=datetime.UTC)
    create_history(plan, store, small(plan, tmp_path / "registers", 11), who="office", now=noon)
    results = run_study(plan.id, store, tmp_path / "results")
    row = {"code": small_registers.CODE, "year": 2019, "household_count": 99}
    schema = arrow_schema(plan.registers["village_years"])
    table = pa.Table.from_pylist([row], schema=schema)
    later = Submission(
        "return",
        "x:y:2019",
        "0" * 64,
        "office",
        "correction",
        ("a.xlsx",),
        {"village_years": table},
    )
    with open_history(plan, store, is_writing=True) as history:
        assert history.append(later, noon + datetime.timedelta(days=9)).changed_cells == 1
    form = workbook_of(tmp_path / "form.xlsx", [["{{village_years.household_count}}"]])
    options |= {"--results": str(results), "--registers": str(store), "--edition": "internal"}
    assert cells(fill_with(options, form))["A1"] == 11
