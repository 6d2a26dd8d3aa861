"""Do the shapes of places reach the results, or leave what stood there?"""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from exhibits.invented_county import feature, write
from exhibits.lands import HOLE, SQUARE, TOWNSHIP, good
from small_registers import CODE, OTHER, place, write_registers
from villages.cli import main
from villages.errors import UserError
from villages.findings.results import read_results
from villages.findings.study import run_study
from villages.plan import Plan
from villages.registers import history


@pytest.fixture
def registers(plan: Plan, tmp_path: Path) -> Path:
    year = {"code": CODE, "year": 2020}
    rows = {
        "places": [place(), place(OTHER, is_low_income=False)],
        "village_years": [year | {"household_count": 1, "person_count": 1}],
        "households": [year | {"resident_count": 1, "house_grade": "A"}],
        "persons": [year | {"age": 40, "sex": "female"}],
    }
    return write_registers(plan, tmp_path / "registers", rows)


def test_the_study_writes_the_shapes_beside_the_registers(
    plan: Plan, registers: Path, tmp_path: Path
) -> None:
    features = [*good(), feature(TOWNSHIP, "Polygon", [SQUARE, HOLE])]
    file = write(registers, features)
    results = read_results(run_study(plan.id, registers, tmp_path / "results"))
    shapes = results.shapes
    marks = shapes[shapes["kind"] == "mark"]
    assert dict(zip(marks["code"], marks["level"], strict=True)) == {
        CODE: "village", OTHER: "village", TOWNSHIP: "township",
    }  # fmt: skip
    ring = shapes[(shapes["code"] == CODE) & (shapes["kind"] == "boundary")]
    assert ring[["longitude", "latitude"]].to_numpy().tolist() == SQUARE
    assert ring["position"].tolist() == [0, 1, 2, 3, 4]
    own = shapes[(shapes["code"] == TOWNSHIP) & (shapes["kind"] == "boundary")]
    assert own.groupby("ring").size().tolist() == [5, 5]
    assert results.card["shapes_hash"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_results_without_shapes_are_read(plan: Plan, registers: Path, tmp_path: Path) -> None:
    out = run_study(plan.id, registers, tmp_path / "results")
    assert read_results(out).shapes.empty
    card = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert card.pop("shapes_hash") is None
    (out / "shapes.parquet").unlink()
    (out / "results.json").write_text(json.dumps(card), encoding="utf-8")
    assert read_results(out).shapes.empty


def test_wrong_shapes_leave_the_results_that_stood(
    plan: Plan, registers: Path, tmp_path: Path
) -> None:
    out = run_study(plan.id, registers, tmp_path / "results")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write(registers, [feature("990181999201", "Point", [10, 40])])
    with pytest.raises(UserError) as caught:
        run_study(plan.id, registers, out)
    assert caught.value.key == "shapes_code_unknown"
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_reads_a_named_file_for_a_store(
    language: str,
    plan: Plan,
    registers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language])
    now = datetime.datetime(2021, 1, 31, 12, tzinfo=datetime.UTC)
    history.create_history(plan, tmp_path / "store", registers, who="x", now=now)
    shutil.move(write(tmp_path, good()), tmp_path / "map.geojson")
    command = ["study", "--registers", "store", "--shapes", "map.geojson", "--out", "results"]
    assert main(command) == 0
    said = capfd.readouterr().out.splitlines()[-1]
    assert (
        said
        == {
            "zh": "地图数据：2个地方的边界或位置（村2个，乡镇0个）",
            "en": "Shapes: of 2 places (villages: 2, townships: 0)",
        }[language]
    )
    assert main([*command[:-4], "--shapes", "nowhere.geojson", "--out", "results"]) == 1
    assert "nowhere.geojson" in capfd.readouterr().err
    assert len(read_results(tmp_path / "results").shapes) == 7
