"""Is the invented county what it says: fiction, whole, plausible, neither all green nor all red?"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from demo.recomputed import INCOMES, REGISTERS, TARGETS, verdicts
from villages.errors import UserError
from villages.plan import Plan
from villages.registers.demo import write_demo_registers
from villages.vocabulary import shipped

Tables = Mapping[str, pd.DataFrame]

KINDS = ("村民委员会", "村委会", "街道", "满族乡", "村", "镇", "乡")


@pytest.fixture(scope="module")
def tables(plan: Plan, demo_registers: Path) -> Tables:
    return {name: pd.read_parquet(demo_registers / f"{name}.parquet") for name in plan.registers}


@pytest.fixture(scope="module")
def low_income(tables: Tables) -> pd.Series:
    places = tables["places"]
    codes: pd.Series = places.loc[places["is_low_income"], "code"]
    return codes


@pytest.fixture(scope="module")
def low_income_verdicts(tables: Tables, low_income: pd.Series) -> pd.DataFrame:
    return verdicts(tables).loc[low_income.tolist()]


def bare(name: str) -> str:
    """A place's name without its kind."""
    return next((name.removesuffix(kind) for kind in KINDS if name.endswith(kind)), name)


def test_one_file_per_register_and_a_card(plan: Plan, demo_registers: Path) -> None:
    files = {path.name for path in demo_registers.iterdir()}
    assert files == {f"{name}.parquet" for name in plan.registers} | {"registers.json"}
    card = json.loads((demo_registers / "registers.json").read_text(encoding="utf-8"))
    assert card["is_demo"] is True
    assert card["as_of"] == "2021-01-31"
    assert set(card) == {"is_demo", "as_of", "source"}
    assert set(card["source"]) == {"zh", "en"}


@pytest.mark.parametrize("name", REGISTERS)
def test_columns_and_types_are_the_plans(plan: Plan, demo_registers: Path, name: str) -> None:
    types = {
        "code": "string",
        "text": "string",
        "integer": "int64",
        "decimal": "decimal128(18, 3)",
        "boolean": "bool",
    }
    schema = pq.read_schema(demo_registers / f"{name}.parquet")
    found = {field.name: str(field.type) for field in schema}
    assert found == {
        column: types[meant.type] for column, meant in plan.registers[name].columns.items()
    }
    assert schema.names == list(plan.registers[name].columns)


def test_same_seed_gives_same_bytes(plan: Plan, demo_registers: Path, tmp_path: Path) -> None:
    again = write_demo_registers(plan, tmp_path / "again")
    for path in demo_registers.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_seed_gives_other_people_in_the_same_places(
    plan: Plan, demo_registers: Path, tmp_path: Path, tables: Tables
) -> None:
    other = write_demo_registers(plan, tmp_path / "other", seed=1)
    households = "households.parquet"
    assert (other / households).read_bytes() != (demo_registers / households).read_bytes()
    places = pd.read_parquet(other / "places.parquet").drop(columns="planned_exit_year")
    pd.testing.assert_frame_equal(places, tables["places"].drop(columns="planned_exit_year"))


def test_a_run_that_breaks_leaves_the_earlier_registers_whole(
    plan: Plan, demo_registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "registers"
    folder.mkdir()
    for path in demo_registers.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write, written = pq.ParquetWriter.write_table, []

    def break_at_the_third(*args: object, **options: object) -> None:
        written.append(args)
        if len(written) == 3:
            raise OSError("no space left")
        write(*args, **options)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", break_at_the_third)
    with pytest.raises(OSError, match="no space left"):
        write_demo_registers(plan, folder, seed=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["registers"]


def test_a_plan_without_known_source_is_refused(plan: Plan, tmp_path: Path) -> None:
    for demo in (None, "countty"):
        with pytest.raises(UserError) as caught:
            write_demo_registers(plan.model_copy(update={"demo": demo}), tmp_path / "none")
        assert caught.value.key == "demo_unknown"
    assert not list(tmp_path.iterdir())


def test_how_many_places_there_are(tables: Tables) -> None:
    places = tables["places"]
    assert places["code"].nunique() == len(places) == 221
    assert places["township_code"].nunique() == places["township_zh"].nunique() == 26
    low = places[places["is_low_income"]]
    assert len(low) == 55
    per_township = low.groupby("township_code").size()
    assert len(per_township) == 12
    assert (per_township.min(), per_township.max()) == (2, 8)
    first = low.sort_values("township_code").iloc[0]
    assert (first["township_zh"], first["township_en"]) == ("青石镇", "Qingshi Town")
    assert low["planned_exit_year"].value_counts().to_dict() == {2018: 11, 2019: 28, 2020: 16}
    assert places.loc[~places["is_low_income"], "planned_exit_year"].isna().all()


def test_codes_are_text_in_an_unused_range(tables: Tables) -> None:
    places = tables["places"]
    assert places["code"].str.fullmatch(r"990181\d{6}").all()
    assert (places["code"].str[:9] + "000" == places["township_code"]).all()
    assert set(places["city_code"]) == {"990181000000"}
    assert "990181101201" in set(places["code"])


def test_names_are_invented(tables: Tables) -> None:
    frame = shipped("data") / "plans" / "zhuanghe-2018-2020" / "places.csv"
    with frame.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    real = {bare(row[name]) for row in rows for name in ("name_zh", "earlier_name_zh")} - {""}
    real_townships = {bare(row["name_zh"]) for row in rows if row["level"] == "township"}
    assert len(real) > 200 and "光明山" in real_townships
    places = tables["places"]
    invented = {bare(name) for name in [*places["name_zh"], *places["township_zh"]]}
    assert not invented & real
    assert not [name for name in invented if any(town in name for town in real_townships)]
    assert not {"示例市", "示例"} & real


def test_one_village_name_stands_in_two_townships(tables: Tables) -> None:
    places = tables["places"]
    twice = places[places["name_zh"].duplicated(keep=False)]
    assert len(twice) == 2
    assert twice["township_code"].nunique() == 2
    assert places["name_zh"].str.endswith("村").all()


def test_english_names_are_distinct_where_the_chinese_are(tables: Tables) -> None:
    places = tables["places"]
    assert places["name_en"].str.fullmatch(r"[A-Z][a-z']+ Village").all()
    kinds = places["township_en"].str.split().str[1]
    assert set(kinds) == {"Town", "Township", "Subdistrict"}
    assert set(places["city_en"]) == {"Example City"}
    assert places["name_en"].nunique() == places["name_zh"].nunique() == 220


def test_values_are_plausible_and_blanks_stand_where_they_may(plan: Plan, tables: Tables) -> None:
    for name, register in plan.registers.items():
        for column, meant in register.columns.items():
            values = tables[name][column].dropna()
            for low, high in filter(None, (meant.plausible, meant.admissible)):
                assert values.between(float(low), float(high)).all(), (name, column)
            if meant.values_of:
                assert set(values) <= set(meant.values or ()) and len(set(values)) > 1
            elif meant.values:
                assert set(values) == set(meant.values), (name, column)
            if column in register.key or (name == "places" and not meant.optional):
                assert tables[name][column].notna().all(), (name, column)
        assert not tables[name].duplicated(list(register.key)).any()
    assert tables["households"]["house_grade"].isna().any()
    assert tables["persons"]["has_safe_water"].isna().any()


def test_rows_and_counts_agree_where_nothing_is_missing(tables: Tables) -> None:
    facts = tables["village_years"].set_index(["code", "year"])
    homes, people = tables["households"], tables["persons"]
    keys = ["code", "year"]
    missing_homes = facts["household_count"] - homes.groupby(keys).size()
    missing_people = facts["person_count"] - people.groupby(keys).size()
    for missing in (missing_homes, missing_people):
        assert (missing >= 0).all()
        assert (missing == 0).mean() > 0.75
        assert (missing > 0).any()
    # Whole villages: the persons of each household are its residents, together the village's.
    whole = missing_people.index[(missing_homes == 0) & (missing_people == 0)]
    sizes = people.groupby([*keys, "household_id"]).size().rename("rows").reset_index()
    joined = homes.merge(sizes, on=[*keys, "household_id"], how="outer").set_index(keys).loc[whole]
    known = joined.dropna(subset="resident_count")
    assert joined["rows"].notna().all()
    assert (known["rows"] == known["resident_count"]).all()
    assert (joined.groupby(keys)["rows"].sum() == facts.loc[whole, "person_count"]).all()
    assert facts["household_count"].between(30, 90).all()


def test_most_households_and_persons_stay(tables: Tables) -> None:
    for name, key in (("households", "household_id"), ("persons", "person_id")):
        rows = tables[name]
        first, last = (set(rows.loc[rows["year"] == year, key]) for year in (2015, 2020))
        assert 0.7 < len(first & last) / len(first) < 1
        assert rows.groupby(key)["code"].nunique().max() == 1
    ages = tables["persons"].dropna(subset="age")
    born = ages["year"] - ages["age"]
    assert born.groupby(ages["person_id"]).nunique().max() == 1


def test_facts_do_not_contradict_one_another(tables: Tables) -> None:
    facts, homes, people = (tables[name] for name in REGISTERS[1:])

    def never(frame: pd.DataFrame, condition: str) -> None:
        assert frame.query(condition).empty, condition

    never(facts, "village_links_paved_km > village_links_km")
    never(facts, "hamlet_links_paved_km > hamlet_links_km")
    never(facts, "hamlets_with_product > hamlet_count")
    never(homes, "medical_paid_yuan > medical_cost_yuan")
    people = people.dropna()
    never(people, "is_illness_treated and not has_serious_illness")
    never(people, "has_dropped_out and is_enrolled")
    never(people, "school_stage == 'none' and (is_enrolled or has_dropped_out)")
    never(people, "has_education_aid and not is_aid_entitled")
    stages = people.groupby("school_stage")["age"].agg(["min", "max"]).drop(index="none")
    assert stages.to_dict("index") == {
        "kindergarten": {"min": 3, "max": 5},
        "primary": {"min": 6, "max": 11},
        "junior": {"min": 12, "max": 14},
        "senior": {"min": 15, "max": 17},
        "higher": {"min": 18, "max": 21},
    }


def test_income_follows_the_published_means(tables: Tables, low_income: pd.Series) -> None:
    homes = tables["households"].dropna(subset=[*INCOMES, "resident_count"])
    homes = homes.assign(income=homes[INCOMES].sum(axis=1))
    sums = homes.groupby(["code", "year"])[["income", "resident_count"]].sum()
    low = sums.loc[low_income.tolist()]
    together = low.groupby("year").sum()
    mean = together["income"] / together["resident_count"]
    published = {2015: 9467, 2017: 12367}
    free = {2018: 13600, 2019: 14900, 2020: 16100}
    for year, wanted in (published | free).items():
        assert mean[year] == pytest.approx(wanted, rel=0.005)
    villages = (low["income"] / low["resident_count"]).unstack("year")
    assert (villages[2017] >= 14_000).sum() == 3
    assert 6 <= (villages[2020] < 14_000).sum() <= 9
    elsewhere = sums.drop(index=low_income.tolist()).groupby("year").sum()
    assert (elsewhere["income"] / elsewhere["resident_count"])[2015] > mean[2015]


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_met_here_and_not_there(
    low_income_verdicts: pd.DataFrame, target: str
) -> None:
    counted = low_income_verdicts.xs(2020, level="year")[target].value_counts()
    least_failing, most_failing = (8, 22) if target == "public_services" else (3, 11)
    assert least_failing <= counted["not_met"] <= most_failing
    assert counted["met"] >= 30


def test_about_as_many_villages_meet_all_as_the_milestones_ask(
    low_income_verdicts: pd.DataFrame,
) -> None:
    meets_all = (low_income_verdicts == "met").all(axis="columns").groupby("year").sum()
    assert 8 <= meets_all[2018] <= 12
    assert 19 <= meets_all[2019] <= 26
    assert 24 <= meets_all[2020] <= 32


def test_the_missing_leaves_most_verdicts_decided(low_income_verdicts: pd.DataFrame) -> None:
    # The first year has none before it with which organisation could be compared.
    decided = (low_income_verdicts != "no_data").groupby("year").mean()
    decided.loc[2015, "cooperative_membership"] = 1
    assert (decided.mean(axis=1) >= 0.92).all()
    last = low_income_verdicts[low_income_verdicts.index.get_level_values("year") == 2020]
    undecided = (last == "no_data").sum(axis="columns")
    assert undecided.max() >= 5, "one return came badly late"
    assert 2 <= undecided.gt(0).sum() <= 12
