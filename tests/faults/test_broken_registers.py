"""Does a broken register give one clear line, and leave the results that stood?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from small_registers import CODE, place, write_registers
from villages.errors import UserError
from villages.findings.study import run_study
from villages.plan import Plan
from villages.registers import open_registers

YEAR = {"code": CODE, "year": 2020}


@pytest.fixture
def folder(plan: Plan, tmp_path: Path) -> Path:
    """Good registers of one village, as CSV."""
    rows = {
        "places": [place()],
        "village_years": [YEAR | {"household_count": 1, "person_count": 1}],
        "households": [YEAR | {"resident_count": 1, "house_grade": "A"}],
        "persons": [YEAR | {"age": 40, "sex": "female"}],
    }
    made = write_registers(plan, tmp_path / "registers", rows)
    for path in made.glob("*.parquet"):
        pd.read_parquet(path).to_csv(path.with_suffix(".csv"), index=False)
        path.unlink()
    return made


def edit(path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    change(pd.read_csv(path, dtype=str)).to_csv(path, index=False)


def test_good_registers_open(plan: Plan, folder: Path) -> None:
    with open_registers(plan, folder) as session:
        assert session.connection.sql("SELECT count(*) FROM households").fetchall() == [(1,)]


# file, the change, and what the English line must hold
BREAKS: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame], list[str]]] = {
    "missing column": ("households", lambda f: f.drop(columns="house_grade"), ["house_grade", "missing"]),
    "empty register": ("persons", lambda f: f.iloc[:0], ["persons", "empty"]),
    "a word for a number": ("households", lambda f: f.assign(resident_count="three"), ["row 1", "resident_count", "'three'"]),
    "an unknown grade": ("households", lambda f: f.assign(house_grade="E"), ["row 1", "house_grade", "'E'", "A, B, C, D"]),
    "an impossible number": ("households", lambda f: f.assign(resident_count="300"), ["resident_count", "'300'"]),
    "a personal value": ("persons", lambda f: f.assign(age="secret"), ["row 1", "age", "***"]),
    "a row twice": ("village_years", lambda f: pd.concat([f, f]), ["twice", CODE]),
    "an unknown village": ("households", lambda f: f.assign(code="990181101299"), ["990181101299", "register of places"]),
    "a village without township": ("places", lambda f: f.assign(township_code=None), ["row 1", "township_code"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_broken_register_gives_one_clear_line(
    name: str, plan: Plan, folder: Path, tmp_path: Path
) -> None:
    out = run_study(plan.id, folder, tmp_path / "results")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    register, change, holds = BREAKS[name]
    edit(folder / f"{register}.csv", change)
    with pytest.raises(UserError) as caught:
        run_study(plan.id, folder, out)
    line = caught.value.text("en")
    assert "\n" not in line and register in line, line
    for part in holds:
        assert part in line, line
    assert "secret" not in line
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_missing_register_and_missing_folder(plan: Plan, folder: Path) -> None:
    (folder / "persons.csv").unlink()
    with pytest.raises(UserError, match="persons"), open_registers(plan, folder):
        pass
    with pytest.raises(UserError) as caught, open_registers(plan, folder / "nowhere"):
        pass
    assert "villages demo-data" in caught.value.text("en")


def test_a_file_that_is_no_parquet(plan: Plan, folder: Path) -> None:
    (folder / "persons.parquet").write_bytes(b"not a table")
    with pytest.raises(UserError) as caught, open_registers(plan, folder):
        pass
    assert "persons.parquet" in caught.value.text("en")


def test_the_session_reaches_no_file(plan: Plan, folder: Path) -> None:
    with open_registers(plan, folder) as session:
        for statement in (
            f"SELECT * FROM read_csv('{folder}/places.csv')",
            f"COPY places TO '{folder}/stolen.csv'",
            "SET enable_external_access = true",
        ):
            with pytest.raises(Exception, match=r"(?i)disabled|locked|cannot|permission"):
                session.connection.execute(statement)
    assert not (folder / "stolen.csv").exists()
