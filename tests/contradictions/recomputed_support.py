"""The rules about support, aid and the levels above, found again in pandas alone."""

from __future__ import annotations

import pandas as pd

Answers = dict[str, pd.Series]

SAFE, DANGEROUS = ["A", "B"], ["C", "D"]


def of_work(w: pd.DataFrame) -> Answers:
    """Villages whose support by year contradicts itself."""
    months, months_was = w["first_secretary_months"], w["first_secretary_months_was"]
    return {
        "kindergartens_subsidised_over_public": w["subsidised_kindergarten_count"]
        > w["public_kindergarten_count"],
        "standard_schools_over_schools": w["standard_school_count"] > w["school_count"],
        "warm_schools_over_schools": w["warm_school_count"] > w["school_count"],
        "doctors_trained_over_doctors": w["trained_doctor_count"] > w["village_doctor_count"],
        "cadres_trained_over_cadres": w["trained_cadre_count"] > w["cadre_count"],
        "firm_base_without_firm": w["has_firm_base"] & ~w["has_partner_firm"],
        "secretary_months_without_secretary": ~w["has_first_secretary"] & (months > 0),
        "tourism_project_without_potential": w["has_tourism_project"] & ~w["has_tourism_potential"],
        "partner_money_without_partner": ~w["has_support_unit"]
        & ~w["has_partner_firm"]
        & (w["partner_yuan"] > 0),
        "acceptance_lost": ~w["has_passed_acceptance"] & w["has_passed_acceptance_was"],
        "first_secretary_months_leap": months - months_was > 12,
    }


def of_townships(t: pd.DataFrame) -> Answers:
    """Townships that contradict themselves."""
    return {
        "township_cadres_trained_over_cadres": t["trained_township_cadre_count"]
        > t["township_cadre_count"],
        "applications_checked_over_applications": t["checked_application_count"]
        > t["dibao_application_count"],
        "practitioners_over_doctors": t["general_practitioner_count"] > t["clinic_doctor_count"],
        "township_feedback_over_cases": t["case_fed_back_count"] > t["case_count"],
        "township_group_missing": _groupless(t),
        "assessment_used_without_assessment": t["is_assessment_used"] & ~t["is_assessed"],
    }


def of_cities(c: pd.DataFrame) -> Answers:
    """Cities that contradict themselves."""
    standard = c["dibao_standard_yuan"]
    return {
        "streams_integrated_over_streams": c["integrated_stream_count"] > c["fund_stream_count"],
        "projects_inspected_over_projects": c["supervised_project_count"] > c["fund_project_count"],
        "projects_evaluated_over_projects": c["evaluated_project_count"] > c["fund_project_count"],
        "units_assessed_over_units": c["assessed_unit_count"] > c["support_unit_count"],
        "firms_deducting_over_giving": c["deducting_firm_count"] > c["giving_firm_count"],
        "bodies_assessed_over_bodies": c["assessed_body_count"] > c["body_count"],
        "city_feedback_over_cases": c["case_fed_back_count"] > c["case_count"],
        "city_group_missing": _groupless(c),
        "dibao_standard_by_month": standard < 1500,
        "dibao_standard_falls": standard < c["dibao_standard_yuan_was"],
    }


def _groupless(rows: pd.DataFrame) -> pd.Series:
    """Without a leading group nobody heads it and it never meets."""
    acts = rows["is_group_led_by_both_heads"] | (rows["group_meeting_count"] > 0)
    return ~rows["has_leading_group"] & acts


def of_support(h: pd.DataFrame) -> Answers:
    """Households whose payments, aid or houses contradict themselves."""
    cost, own, aid = h["medical_cost_yuan"], h["medical_paid_yuan"], h["medical_aid_yuan"]
    paid = h["scheme_paid_yuan"] + h["insurance_paid_yuan"]
    start, works, now = h["grade_at_start"], h["house_works"], h["house_grade"]
    start_was, works_was = h["grade_at_start_was"], h["house_works_was"]
    worked = works.isin(["repaired", "rebuilt"])
    return {
        "medical_payments_over_cost": (paid > cost) | ((own <= cost) & (paid + own > cost)),
        "medical_aid_over_what_is_left": (paid <= cost) & (aid > 0) & (paid + aid > cost),
        "category_without_dibao": (h["household_category"] == "dibao") & ~h["is_dibao"],
        "dibao_without_means_check": h["is_dibao"] & ~h["is_means_checked"],
        "temporary_aid_without_hardship": (h["temporary_aid_yuan"] > 0)
        & ~h["has_temporary_hardship"],
        "works_on_safe_house": (start == "A") & worked,
        "safe_without_works": start.isin(DANGEROUS) & (works == "none") & now.isin(SAFE),
        "dangerous_after_works": worked & now.isin(DANGEROUS),
        "grade_at_start_changed": start != start_was,
        "works_undone": ((works_was == "rebuilt") & works.isin(["none", "repaired"]))
        | ((works_was == "repaired") & (works == "none")),
    }


def of_benefits(p: pd.DataFrame) -> Answers:
    """Persons whose illness, schooling or work contradict themselves."""
    age, stage, path = p["age"], p["school_stage"], p["after_junior"]
    books, vocational, waived = p["has_free_textbooks"], p["is_vocational"], p["has_fees_waived"]
    works = p["is_in_labour_force"] | p["is_employed"] | p["is_trained"]
    other_stage = stage.notna() & ~stage.isin(["primary", "junior"])
    elsewhere = path.isin(["general", "willing", "unwilling"])
    return {
        "grave_illness_covered_without_illness": p["is_grave_illness_covered"]
        & ~p["is_gravely_ill"],
        "free_textbooks_outside_compulsory": books & other_stage,
        "free_textbooks_without_enrolment": books & ~p["is_enrolled"],
        "vocational_outside_senior": vocational & (stage != "senior"),
        "fees_waived_without_fees": waived & (stage != "kindergarten") & ~vocational,
        "junior_path_against_school": ((path == "vocational") & ~vocational)
        | (elsewhere & vocational),
        "junior_graduate_against_age": (path != "none") & ((age < 13) | (age > 20)),
        "work_under_16": (age < 16) & works,
        "employed_outside_labour_force": p["is_employed"] & ~p["is_in_labour_force"],
    }
