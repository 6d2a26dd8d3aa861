"""Do the invented columns that measures ask for agree with one another and with the older ones?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from villages.plan import Plan, read_plan
from villages.registers.demo import write_demo_registers

Tables = Mapping[str, pd.DataFrame]

LAST = 2020
#: A part, and the whole that it is of.
PARTS = {
    "village_work": {
        "subsidised_kindergarten_count": "public_kindergarten_count",
        "standard_school_count": "school_count",
        "warm_school_count": "school_count",
        "trained_doctor_count": "village_doctor_count",
        "trained_cadre_count": "cadre_count",
        "has_tourism_project": "has_tourism_potential",
        "has_firm_base": "has_partner_firm",
        "has_resources_as_assets": "is_property_reform_complete",
        "has_money_as_shares": "is_property_reform_complete",
        "has_farmers_as_shareholders": "is_property_reform_complete",
    },
    "township_years": {
        "trained_township_cadre_count": "township_cadre_count",
        "checked_application_count": "dibao_application_count",
        "general_practitioner_count": "clinic_doctor_count",
        "case_fed_back_count": "case_count",
        "is_group_led_by_both_heads": "has_leading_group",
        "is_assessment_used": "is_assessed",
    },
    "city_years": {
        "integrated_stream_count": "fund_stream_count",
        "supervised_project_count": "fund_project_count",
        "evaluated_project_count": "fund_project_count",
        "assessed_unit_count": "support_unit_count",
        "deducting_firm_count": "giving_firm_count",
        "assessed_body_count": "body_count",
        "case_fed_back_count": "case_count",
        "is_group_led_by_both_heads": "has_leading_group",
    },
    "persons": {
        "is_signed_with_doctor": "has_chronic_illness",
        "is_gravely_ill": "has_serious_illness",
        "is_grave_illness_covered": "is_gravely_ill",
        "is_vocational": "is_enrolled",
        "has_free_textbooks": "is_enrolled",
        "is_employed": "is_in_labour_force",
        "is_trained": "is_in_labour_force",
    },
}
#: How many of the low-income villages had it in the last year: some, and not all.
FACTS = (
    "has_trade_plan",
    "has_leading_trade",
    "has_standard_production",
    "is_in_regional_brand",
    "is_property_reform_complete",
    "has_resources_as_assets",
    "has_money_as_shares",
    "has_farmers_as_shareholders",
    "has_clinic_equipment",
    "is_party_branch_standard",
    "has_technician",
    "has_credit_service",
    "has_online_shop_station",
    "has_ecology_project",
    "has_partner_firm",
    "has_support_plan",
    "has_passed_acceptance",
)
CARRIERS = ["leading_firm_count", "cooperative_count", "family_farm_count", "large_grower_count"]


@pytest.fixture(scope="module")
def tables(plan: Plan, demo_registers: Path) -> Tables:
    return {name: pd.read_parquet(demo_registers / f"{name}.parquet") for name in plan.registers}


@pytest.fixture(scope="module")
def work(tables: Tables) -> pd.DataFrame:
    """The work for the low-income villages."""
    places = tables["places"]
    codes = places.loc[places["is_low_income"], "code"]
    all_work = tables["village_work"]
    return all_work[all_work["code"].isin(codes)]


def known(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows where all of these were reported."""
    return table.dropna(subset=list(columns))


@pytest.mark.parametrize("register", PARTS)
def test_no_part_is_above_its_whole(tables: Tables, register: str) -> None:
    for part, whole in PARTS[register].items():
        rows = known(tables[register], part, whole)
        assert len(rows) > 0
        assert (rows[part].astype(int) <= rows[whole].astype(int)).all(), part


def test_who_paid_adds_up_to_the_medical_costs(tables: Tables) -> None:
    paid = ["scheme_paid_yuan", "insurance_paid_yuan", "medical_aid_yuan", "medical_paid_yuan"]
    homes = known(tables["households"], *paid, "medical_cost_yuan")
    assert (homes[paid].sum(axis=1) == homes["medical_cost_yuan"]).all()
    assert (homes[paid] >= 0).all().all()
    aided = homes[homes["medical_aid_yuan"] > 0]
    # A few had aid before the scheme had paid: in some villages, not in most.
    before = aided[aided["scheme_paid_yuan"] == 0]
    assert 0 < len(before) < 0.1 * len(aided)
    assert before["code"].nunique() < tables["places"].shape[0] / 2


def test_works_and_grades_agree(tables: Tables) -> None:
    homes = known(tables["households"], "grade_at_start", "house_works", "house_grade")
    stories = set(
        homes[["grade_at_start", "house_works", "house_grade"]].itertuples(index=False, name=None)
    )
    unchanged = {(grade, "none", grade) for grade in "ABCD"}
    # Older repairs, before the first year, do not count as works.
    better_by_itself = {("B", "none", "A")}
    done = {("D", "rebuilt", "A"), ("C", "repaired", "B")}
    assert stories == unchanged | better_by_itself | done


def test_a_house_has_one_grade_at_the_start(tables: Tables) -> None:
    homes = known(tables["households"], "grade_at_start")
    assert (homes.groupby("household_id")["grade_at_start"].nunique() == 1).all()


def test_categories_follow_from_dibao_and_illness(tables: Tables) -> None:
    homes = known(tables["households"], "household_category", "is_dibao", "is_dibao_entitled")
    of = dict(iter(homes.groupby("household_category")))
    assert set(of) == {"general", "dibao", "extremely_poor", "ill_poor", "disabled"}
    assert of["dibao"]["is_dibao"].all()
    assert not of["general"]["is_dibao"].any()
    assert of["ill_poor"]["is_dibao_entitled"].all()


def test_school_columns_belong_to_their_stage(tables: Tables) -> None:
    people = known(tables["persons"], "school_stage", "is_enrolled", "after_junior", "age")
    stage = people["school_stage"]
    assert set(stage[people["has_free_textbooks"].eq(True)]) == {"primary", "junior"}
    assert set(stage[people["is_vocational"].eq(True)]) == {"senior"}
    assert set(stage[people["has_fees_waived"].eq(True)]) == {"kindergarten", "senior"}
    graduates = people[people["after_junior"] != "none"]
    assert set(graduates["age"]) == {15}
    goes_on = graduates["after_junior"].isin(["general", "vocational"])
    assert (goes_on == graduates["is_enrolled"]).all()


def test_the_labour_force_is_of_working_age_and_out_of_school(tables: Tables) -> None:
    workers = tables["persons"].query("is_in_labour_force == True")
    assert workers["age"].dropna().between(16, 64).all()
    assert not workers["is_enrolled"].dropna().any()


def test_households_are_as_their_village_says(tables: Tables) -> None:
    work = known(tables["village_work"], *CARRIERS, "has_farmers_as_shareholders")
    homes = known(tables["households"], "is_carried_by_business", "is_shareholder")
    both = homes.merge(work, on=["code", "year"])
    has_carrier = (both[CARRIERS] > 0).any(axis=1)
    assert not both.loc[~has_carrier, "is_carried_by_business"].any()
    share = both.groupby("has_farmers_as_shareholders")["is_shareholder"].mean()
    assert share[True] > 0.95
    assert share[False] < 0.5


def test_the_last_year_is_neither_all_green_nor_all_red(work: pd.DataFrame) -> None:
    last = work[work["year"] == LAST]
    for name in FACTS:
        assert set(last[name].dropna()) == {True, False}, name
    first = work[work["year"] == work["year"].min()]
    assert (last[list(FACTS)].mean() > first[list(FACTS)].mean()).all()


def test_some_never_answered(tables: Tables, work: pd.DataFrame) -> None:
    assert 0 < 55 * 6 - len(work) < 20
    assert 26 * 6 - len(tables["township_years"]) == 1
    assert len(tables["city_years"]) == 6
    for name in ("village_work", "township_years", "city_years"):
        columns = tables[name].drop(columns=["code", "year"])
        assert 0 < columns.isna().mean().mean() < 0.02, name


def test_an_exit_is_accepted_when_it_is_due_and_stays(tables: Tables, work: pd.DataFrame) -> None:
    planned = tables["places"].set_index("code")["planned_exit_year"]
    accepted = known(work, "has_passed_acceptance").query("has_passed_acceptance == True")
    assert (accepted["year"] >= accepted["code"].map(planned)).all()
    by_year = known(work, "has_passed_acceptance").pivot(
        index="code", columns="year", values="has_passed_acceptance"
    )
    whole = by_year.dropna().astype(int)
    assert (whole.diff(axis=1).iloc[:, 1:] >= 0).all().all()


def test_first_secretaries_serve_on_and_are_relieved(work: pd.DataFrame) -> None:
    rows = known(work, "has_first_secretary", "first_secretary_months")
    serving = rows["has_first_secretary"].astype(bool)
    assert (rows.loc[serving, "first_secretary_months"].between(1, 36)).all()
    assert (rows.loc[~serving, "first_secretary_months"] == 0).all()
    months = rows.pivot(index="code", columns="year", values="first_secretary_months")
    assert (months.diff(axis=1).iloc[:, 1:].stack().dropna() <= 12).all()


def test_the_citys_money_grows_but_not_in_each_year(tables: Tables) -> None:
    funds = tables["city_years"].set_index("year")["city_funds_yuan"]
    assert (funds.diff().dropna() < 0).sum() == 1
    assert funds[LAST] > funds[2017]


def test_a_plan_without_these_registers_has_none_of_them(tmp_path: Path) -> None:
    other = read_plan("vietnam-1997")
    folder = write_demo_registers(other, tmp_path / other.id)
    assert not {"village_work", "township_years", "city_years"} & {
        path.stem for path in folder.iterdir()
    }
