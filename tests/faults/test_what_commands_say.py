"""Does each mistake end in one line in the user's language, a non-zero exit and no traceback?"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from villages.cli import main
from villages.plan import known_plans

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}


class Mistake(NamedTuple):
    arguments: list[str]
    zh: list[str]
    en: list[str]


@pytest.fixture
def folder(tmp_path: Path, demo_registers: Path, demo_results: Path) -> Path:
    """A folder with good results, a broken plan, and registers broken in two ways."""
    shutil.copytree(demo_results, tmp_path / "results" / demo_results.name)
    plan = tmp_path / "broken-plan"
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], plan)
    card = plan / "indicators" / "safe_water.yaml"
    card.write_text(card.read_text("utf-8").replace("has_safe_water", "has_save_water"), "utf-8")
    for name in ("no-column", "empty"):
        shutil.copytree(demo_registers, tmp_path / name)
    households = pd.read_parquet(tmp_path / "no-column" / "households.parquet")
    households.drop(columns="house_grade").to_parquet(tmp_path / "no-column" / "households.parquet")
    persons = pd.read_parquet(tmp_path / "empty" / "persons.parquet")
    persons.iloc[:0].to_parquet(tmp_path / "empty" / "persons.parquet")
    return tmp_path


REPORT = ["report", "township", "--results", "results"]
MISTAKES = {
    "a misspelt place": Mistake([*REPORT, "--place", "青石真"], ["青石真", "青石镇"], ["青石真", "Qingshi Town"]),
    "a year that is a word": Mistake([*REPORT, "--place", "青石镇", "--year", "abc"], ["--year", "abc", "整数"], ["--year", "abc"]),
    "a year without data": Mistake([*REPORT, "--place", "青石镇", "--year", "2031"], ["2031", "2020"], ["2031", "2020"]),
    "an unknown option": Mistake([*REPORT, "--plaace", "青石镇"], ["--plaace", "--place"], ["--plaace", "--place"]),
    "an unknown page": Mistake(["report", "towship"], ["towship", "township"], ["towship", "township"]),
    "an unknown language": Mistake([*REPORT, "--place", "青石镇", "--language", "fr"], ["fr", "zh"], ["fr", "zh"]),
    "a broken card": Mistake(["plan", "check", "broken-plan"], ["safe_water.yaml", "has_save_water", "has_safe_water"], ["safe_water.yaml", "line", "has_safe_water"]),
    "a missing column": Mistake(["study", "--registers", "no-column"], ["households.parquet", "house_grade", "住房安全等级"], ["households.parquet", "house_grade"]),
    "an empty register": Mistake(["study", "--registers", "empty"], ["persons.parquet", "空"], ["persons.parquet", "empty"]),
    "no registers": Mistake(["study", "--registers", "nowhere"], ["nowhere", "villages demo-data"], ["nowhere", "villages demo-data"]),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_clear_line(
    name: str,
    language: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def start_no_kernel(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("villages.press.batch.Batch.run", start_no_kernel)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    results = {p: p.read_bytes() for p in (folder / "results").rglob("*") if p.is_file()}
    code = main(MISTAKES[name].arguments)
    said = capfd.readouterr()
    lines = [line for line in (said.out + said.err).splitlines() if line.strip()]
    assert code != 0
    assert len(lines) == 1, lines
    for part in MISTAKES[name].zh if language == "zh" else MISTAKES[name].en:
        assert part in lines[0], lines[0]
    assert "Traceback" not in lines[0]
    assert results == {p: p.read_bytes() for p in (folder / "results").rglob("*") if p.is_file()}
