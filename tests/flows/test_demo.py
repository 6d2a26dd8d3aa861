"""Are the sums of the demo what plain pandas adds up, and is the demo as life is?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from villages.plan import Plan
from villages.registers.demo import write_demo_registers

ENDS = ["allotted_low", "allotted_high", "spent_low", "spent_high", "unspent_low", "unspent_high"]


@pytest.fixture(scope="module")
def projects(demo_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The register as another program would read it: through CSV."""
    path = tmp_path_factory.mktemp("csv") / "projects.csv"
    pd.read_parquet(demo_registers / "projects.parquet").to_csv(path, index=False)
    return pd.read_csv(path, dtype={"code": str})


def test_every_sum_is_that_of_the_rows(
    projects: pd.DataFrame, demo_registers: Path, demo_results: Path
) -> None:
    places = pd.read_parquet(demo_registers / "places.parquet")
    rows = projects.merge(places[["code", "township_code", "city_code"]], on="code")
    is_missing = rows["spent_yuan"].isna()
    known = rows["spent_yuan"].fillna(0).astype("int64")
    rows["allotted_low"] = rows["allotted_high"] = rows["allotted_yuan"]
    rows["spent_low"] = known
    rows["spent_high"] = known.where(~is_missing, rows["allotted_yuan"])
    rows["unspent_low"] = (rows["allotted_yuan"] - known).where(~is_missing, 0)
    rows["unspent_high"] = rows["allotted_yuan"] - known
    rows["rows"], rows["rows_missing"] = 1, is_missing.astype("int64")
    sums = [*ENDS, "rows", "rows_missing"]
    parts = []
    for level, code in (("village", "code"), ("township", "township_code"), ("city", "city_code")):
        keys = [code, "year", "source", "department"]
        added = rows.groupby(keys)[sums].sum().reset_index().rename(columns={code: "code"})
        parts.append(added.assign(level=level, flow="funds"))
    expected = pd.concat(parts)
    found = pd.read_parquet(demo_results / "flows.parquet")
    keys = ["flow", "level", "code", "year", "source", "department"]
    pd.testing.assert_frame_equal(
        found[keys + sums].sort_values(keys, ignore_index=True),
        expected[keys + sums].sort_values(keys, ignore_index=True),
        check_dtype=False,
    )
    assert len(found) > 500


def test_the_money_is_plausible_and_not_all_is_well(projects: pd.DataFrame, plan: Plan) -> None:
    assert set(projects["year"]) == {2018, 2019, 2020}
    a_village = projects.groupby(["code", "year"])["allotted_yuan"].sum()
    assert len(a_village) == 55 * 3
    assert 300_000 < a_village.mean() < 700_000 and a_village.max() < 2_000_000
    assert (
        projects["spent_yuan"].dropna() <= projects["allotted_yuan"][projects["spent_yuan"].notna()]
    ).all()
    assert 0 < projects["spent_yuan"].isna().mean() < 0.05
    share = (
        projects.groupby("year")["spent_yuan"].sum()
        / projects.groupby("year")["allotted_yuan"].sum()
    )
    assert share.between(0.5, 0.9).all()
    assert (projects["spent_yuan"] == 0).any()
    columns = plan.registers["projects"].columns
    for name in ("sector", "source", "department"):
        assert set(projects[name]) == set(columns[name].values or ())


def test_the_other_registers_know_nothing_of_the_projects(
    plan: Plan, demo_registers: Path, tmp_path: Path
) -> None:
    others = {name: each for name, each in plan.registers.items() if name != "projects"}
    without = plan.model_copy(update={"registers": others, "flows": ()})
    folder = write_demo_registers(without, tmp_path / "without")
    assert not (folder / "projects.parquet").exists()
    for name in others:
        file = f"{name}.parquet"
        assert (folder / file).read_bytes() == (demo_registers / file).read_bytes(), name
