"""Is the county in full size the same county, whole, and written without holding it all at once?

Small, the same path by township runs with as few households as the small demonstration has.
"""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from demo.recomputed import REGISTERS, TARGETS, verdicts
from villages.cli import main
from villages.errors import UserError
from villages.findings.results import read_results
from villages.findings.study import run_study
from villages.plan import Plan, read_plan
from villages.registers.demo import county, write_demo_registers
from villages.registers.demo.names import read_county
from villages.registers.demo.sizes import FULL_SIZE, Size
from villages.registers.demo.writing import Table, write_registers

#: Writes the county in a process of its own and says how much memory that took at most.
CHILD = """
import json, re, sys
from pathlib import Path
from villages.plan import read_plan
from villages.registers.demo.county import write_county
from villages.registers.demo.sizes import Size

write_county(read_plan(sys.argv[1]), Path(sys.argv[2]), 2018, Size(**json.loads(sys.argv[3])))
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@dataclass(frozen=True)
class Expected:
    """How large the county is meant to be in each year, and in how much memory it is written."""

    households: tuple[int, int]
    persons: tuple[int, int]
    megabytes: int


#: About as many households as the small demonstration has, but by township.
FEW = Size(30, 86, founded_households=0.25, careless_rows=2, is_by_township=True)


@pytest.fixture(scope="module")
def size(is_full_size: bool) -> Size:
    return FULL_SIZE if is_full_size else FEW


@pytest.fixture(scope="module")
def expected(is_full_size: bool) -> Expected:
    if is_full_size:
        return Expected((190_000, 210_000), (600_000, 640_000), 1_500)
    # All at once, as many take 390 MB.
    return Expected((11_500, 14_000), (36_000, 45_000), 300)


@pytest.fixture(scope="module")
def made(plan: Plan, size: Size, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The registers, written in another process, and how many kB that took at most."""
    folder = tmp_path_factory.mktemp("full") / plan.id
    done = subprocess.run(
        [sys.executable, "-c", CHILD, plan.id, str(folder), json.dumps(asdict(size))],
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, int(done.stdout)


@pytest.fixture(scope="module")
def registers(made: tuple[Path, int]) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def database(registers: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in REGISTERS:
            connection.execute(
                f"CREATE VIEW {name} AS FROM read_parquet('{registers / name}.parquet')"
            )
        yield connection


def test_as_many_households_and_persons_as_meant_in_every_year(
    database: duckdb.DuckDBPyConnection, expected: Expected
) -> None:
    years = database.execute(
        "SELECT year, sum(household_count), sum(person_count) FROM village_years"
        " GROUP BY year ORDER BY year"
    ).fetchall()
    assert [year for year, *_ in years] == [2015, 2016, 2017, 2018, 2019, 2020]
    for _, households, persons in years:
        assert expected.households[0] <= households <= expected.households[1]
        assert expected.persons[0] <= persons <= expected.persons[1]


def test_the_largest_village_is_much_larger_than_the_smallest(
    database: duckdb.DuckDBPyConnection, plan: Plan
) -> None:
    found = database.execute(
        "SELECT min(household_count), max(household_count), max(person_count) FROM village_years"
    ).fetchone()
    assert found is not None
    least, most, most_persons = found
    assert most > 2.5 * least
    columns = plan.registers["village_years"].columns
    for name, value in (("household_count", most), ("person_count", most_persons)):
        bounds = columns[name].plausible
        assert bounds is not None and value <= bounds[1]


def test_memory_stays_bounded(made: tuple[Path, int], expected: Expected) -> None:
    assert made[1] / 1024 < expected.megabytes


def test_rows_are_drawn_township_by_township(plan: Plan, size: Size) -> None:
    rows: list[int] = []
    townships: list[str] = []
    *blocks, last = _reduced(county.draw_blocks(plan, read_county(), 2018, size), rows, townships)
    yearly = {"village_years", "village_work", "township_years", "city_years"}
    recorded = {"acceptances", "reviews", "duty_records", "pairings"}
    assert set(last) == {"places", "projects", *yearly, *recorded}
    assert townships == sorted(set(townships)) and len(townships) == 26
    # No township has more than 12 of the 221 villages.
    assert max(rows) < 0.1 * sum(rows)
    assert all(names == ["households", "persons"] for names in blocks)


def _reduced(
    blocks: Iterator[Mapping[str, Table]], rows: list[int], townships: list[str]
) -> Iterator[list[str]]:
    """Keep of each block how many persons it has and of which township they are."""
    for block in blocks:
        if "persons" in block:
            rows.append(block["persons"].rows)
            found = {code[:9] for code in set(block["persons"].columns["code"].tolist())}
            townships.extend(found)
        yield list(block)


def test_a_block_is_let_go_before_the_next_is_drawn(plan: Plan, size: Size, tmp_path: Path) -> None:
    few = replace(size, fewest_households=2, most_households=4, careless_rows=1)
    held: list[weakref.ref[Table]] = []

    def watched() -> Iterator[Mapping[str, Table]]:
        for block in county.draw_blocks(plan, read_county(), 2018, few):
            assert all(table() is None for table in held)
            held[:] = [weakref.ref(table) for table in block.values()]
            yield block
            del block

    write_registers(plan, tmp_path / "registers", watched(), {})
    assert held


@pytest.mark.parametrize("name", ["households", "persons"])
def test_each_township_has_row_groups_of_its_own(registers: Path, name: str) -> None:
    """So that a reader who asks for one township passes over the others."""
    metadata = pq.read_metadata(registers / f"{name}.parquet")
    column = metadata.schema.names.index("code")
    ranges = []
    for index in range(metadata.num_row_groups):
        statistics = metadata.row_group(index).column(column).statistics
        ranges.append((statistics.min, statistics.max))
    assert all(first[:9] == last[:9] for first, last in ranges)
    townships = [first[:9] for first, _ in ranges]
    assert townships == sorted(townships) and len(set(townships)) == 26


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("places", ["code"]),
        ("village_years", ["code", "year"]),
        ("households", ["code", "year", "household_id"]),
        ("persons", ["code", "year", "person_id"]),
    ],
)
def test_keys_rise_from_row_to_row(registers: Path, name: str, key: list[str]) -> None:
    """None stands twice, then; all their parts have one width each."""
    table = pq.read_table(registers / f"{name}.parquet", columns=key)
    parts = [table[column].cast(pa.string()).combine_chunks() for column in key]
    assert all(len(pc.unique(pc.utf8_length(part))) == 1 for part in parts)
    joined = pc.binary_join_element_wise(*parts, "|")
    assert joined.null_count == 0
    assert pc.all(pc.less(joined[:-1], joined[1:])).as_py()


@pytest.mark.parametrize(
    ("name", "key", "letter"), [("households", "household_id", "H"), ("persons", "person_id", "P")]
)
def test_a_pseudonym_is_one_household_or_person_of_the_whole_county(
    database: duckdb.DuckDBPyConnection, name: str, key: str, letter: str
) -> None:
    born = "count(DISTINCT year - age)" if name == "persons" else "1"
    doubtful = database.execute(
        f"SELECT count(*) FROM (SELECT {key} FROM {name} GROUP BY {key}"
        f" HAVING count(DISTINCT code) > 1 OR count(DISTINCT year) < count(*) OR {born} > 1)"
    ).fetchone()
    assert doubtful == (0,)
    wrong = database.execute(
        f"SELECT count(*) FROM {name} WHERE NOT regexp_full_match({key}, '{letter}[0-9a-f]{{10}}')"
    ).fetchone()
    assert wrong == (0,)


def test_every_row_is_of_a_known_village_and_every_person_of_a_household(
    database: duckdb.DuckDBPyConnection,
) -> None:
    for name in ("village_years", "households", "persons"):
        counted = database.execute(
            f"SELECT count(*), count(DISTINCT code) FROM {name} ANTI JOIN places USING (code)"
        ).fetchone()
        assert counted == (0, 0)
        assert database.execute(f"SELECT count(DISTINCT code) FROM {name}").fetchone() == (221,)
    homeless = database.execute(
        "SELECT count(*) FROM persons ANTI JOIN households USING (code, year, household_id)"
    ).fetchone()
    assert homeless == (0,)


def test_counts_tell_how_many_rows_are_missing(database: duckdb.DuckDBPyConnection) -> None:
    for name, count in (("households", "household_count"), ("persons", "person_count")):
        found = database.execute(
            f"""
            WITH came AS (SELECT code, year, count(*) AS rows FROM {name} GROUP BY code, year)
            SELECT min({count} - rows), sum({count} - rows) / sum({count}),
                   max(({count} - rows) / {count}),
                   avg(CAST({count} = rows AS INT)) FILTER (is_low_income)
            FROM village_years JOIN came USING (code, year) JOIN places USING (code)
            """
        ).fetchone()
        assert found is not None
        least, together, most, whole = found
        assert least == 0
        assert 0.0003 < together < 0.004
        assert 0.1 < most < 0.4, "one return came badly late"
        assert 0.8 < whole < 0.99, "some were careless"


def test_places_and_planned_exits_are_those_of_the_small_county(
    registers: Path, demo_registers: Path
) -> None:
    for name in ("places.parquet", "registers.json"):
        assert (registers / name).read_bytes() == (demo_registers / name).read_bytes()


def test_the_command_writes_the_same_bytes_again(
    registers: Path, size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(county, "FULL_SIZE", size)
    assert main(["demo-data", "--full-size", "--out", str(tmp_path / "again")]) == 0
    for path in registers.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_survey_has_one_size(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_demo_registers(read_plan("vietnam-1997"), tmp_path / "none", is_full_size=True)
    assert caught.value.key == "demo_one_size"
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def judged(
    plan: Plan, registers: Path, is_full_size: bool, tmp_path_factory: pytest.TempPathFactory
) -> pd.DataFrame:
    """The verdict of each target (column) for each village and year (row).

    At full size the study's; small, where pandas holds every row, recomputed by hand.
    """
    if not is_full_size:
        return _recomputed(registers)
    folder = run_study(plan.id, registers, tmp_path_factory.mktemp("full") / "results")
    found = read_results(folder).verdicts
    village = found[found["level"] == "village"]
    table: pd.DataFrame = village.pivot(index=["code", "year"], columns="card", values="verdict")
    return table.astype(str)


def _recomputed(registers: Path) -> pd.DataFrame:
    tables = {name: pd.read_parquet(registers / f"{name}.parquet") for name in REGISTERS}
    places = tables["places"]
    found: pd.DataFrame = verdicts(tables).loc[places.loc[places["is_low_income"], "code"].tolist()]
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_met_here_and_not_there(judged: pd.DataFrame, target: str) -> None:
    counted = judged.xs(2020, level="year")[target].value_counts()
    assert counted["not_met"] >= 3
    assert counted["met"] >= 30


def test_nearly_every_verdict_is_decided(judged: pd.DataFrame) -> None:
    assert len(judged) == 55 * 6
    # The first year has none before it with which organisation could be compared.
    decided = (judged != "no_data").groupby("year").mean()
    decided.loc[2015, "cooperative_membership"] = 1
    assert (decided.mean(axis=1) >= 0.95).all()
    last = judged[judged.index.get_level_values("year") == 2020]
    undecided = (last == "no_data").sum(axis="columns")
    assert undecided.max() >= 5, "one return came badly late"


def test_villages_fare_as_they_do_in_the_small_county(
    judged: pd.DataFrame, demo_registers: Path
) -> None:
    small = _recomputed(demo_registers).loc[judged.index, list(judged.columns)]
    is_decided = (small != "no_data") & (judged != "no_data")
    differs = (small != judged) & is_decided
    # Services are compared with the city's own value, and organisation with the year before.
    steady = [name for name in TARGETS if name not in ("public_services", "cooperative_membership")]
    assert differs[steady].to_numpy().sum() <= 0.01 * is_decided[steady].to_numpy().sum()
    assert differs.to_numpy().sum() <= 0.02 * is_decided.to_numpy().sum()
