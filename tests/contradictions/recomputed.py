"""What contradicts the shipped rules, found again in pandas alone: every rule written out anew."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from contradictions.recomputed_support import (
    of_benefits,
    of_cities,
    of_support,
    of_townships,
    of_work,
)

Found = set[tuple[str, tuple[str, ...]]]

VILLAGE = ["code", "year"]
HOUSEHOLD = [*VILLAGE, "household_id"]
PERSON = [*VILLAGE, "person_id"]
INCOMES = [f"{source}_income_yuan" for source in ("wage", "business", "property", "transfer")]
SERVICES = [
    "has_standard_clinic", "has_village_doctor", "has_culture_room", "has_sports_ground",
    "has_broadband", "has_bus_service", "has_waste_collection", "has_sewage_treatment",
    "has_cleaning_staff",
]  # fmt: skip
STAGES = {
    "kindergarten": (2, 8), "primary": (5, 15), "junior": (9, 19), "senior": (12, 24),
    "higher": (14, 35),
}  # fmt: skip
#: Between these a blank cell plausibly lies, copied from the plan by hand.
INCOME_LOW, INCOME_HIGH = 0 - 10_000 + 0 + 0, 60_000 + 60_000 + 8_000 + 20_000
LOWS = dict(zip(INCOMES, (0, -10_000, 0, 0), strict=True))
HIGHS = dict(zip(INCOMES, (60_000, 60_000, 8_000, 20_000), strict=True))
MOST_HOUSEHOLDS, MOST_PERSONS = 200, 800


def frame(table: pa.Table) -> pd.DataFrame:
    """A register in pandas, blanks kept apart from values; kilometres become whole metres."""
    kept = {
        pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype("python"),
    }  # fmt: skip
    rows: pd.DataFrame = table.to_pandas(types_mapper=kept.get)
    for name in [name for name in table.column_names if name.endswith("_km")]:
        rows[name] = pd.array(
            [None if value is None else int(value * 1000) for value in rows[name]], dtype="Int64"
        )
    return rows


def with_before(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Each row beside the one with its key in the year before, whose names end in ``_was``."""
    earlier = rows.assign(year=rows["year"] + 1)
    return rows.merge(earlier, on=key, how="left", suffixes=("", "_was"))


def contradicting(tables: Mapping[str, pa.Table]) -> Found:
    """Return rule and key of all that contradicts in whole registers."""
    villages = with_before(frame(tables["village_years"]), VILLAGE)
    households = with_before(frame(tables["households"]), HOUSEHOLD)
    persons = with_before(frame(tables["persons"]), PERSON)
    work, townships, cities = (
        with_before(frame(tables[name]), VILLAGE)
        for name in ("village_work", "township_years", "city_years")
    )
    of_villages = _of_villages(villages) | _of_sums(villages, households, persons)
    found: Found = set()
    for rows, key, answers in (
        (villages, VILLAGE, of_villages | {"doctor_without_count": _uncounted(villages, work)}),
        (work, VILLAGE, of_work(work)),
        (townships, VILLAGE, of_townships(townships)),
        (cities, VILLAGE, of_cities(cities)),
        (households, HOUSEHOLD, _of_households(households, persons)),
        (persons, PERSON, _of_persons(persons, households, villages)),
    ):
        for rule, is_wrong in answers.items():
            wrong = rows.loc[is_wrong.fillna(False).to_numpy(bool), key]
            found |= {(rule, tuple(map(str, one))) for one in wrong.itertuples(index=False)}
    return found


def _jumps(now: pd.Series, was: pd.Series, low: int, high: int) -> pd.Series:
    """Whether a figure left the band, in per cent of the year before."""
    return (100 * now < low * was) | (100 * now > high * was)


def _of_villages(v: pd.DataFrame) -> dict[str, pd.Series]:
    lost = pd.Series(False, v.index, dtype="boolean")
    for service in SERVICES:
        lost |= ~v[service] & v[f"{service}_was"]
    links, paved, changed, shrinks = {}, {}, lost & False, lost & False
    for kind in ("village", "hamlet"):
        links[kind], paved[kind] = f"{kind}_links_km", f"{kind}_links_paved_km"
        changed |= _jumps(v[links[kind]], v[f"{links[kind]}_was"], 95, 125)
        shrinks |= 100 * v[paved[kind]] < 95 * v[f"{paved[kind]}_was"]
    long = v[links["village"]] + v[links["hamlet"]]
    return {
        "village_links_paved_over_length": v[paved["village"]] > v[links["village"]],
        "hamlet_links_paved_over_length": v[paved["hamlet"]] > v[links["hamlet"]],
        "hamlets_with_product_over_hamlets": v["hamlets_with_product"] > v["hamlet_count"],
        "households_over_persons": v["household_count"] > v["person_count"],
        "persons_per_household_high": v["person_count"] > 7 * v["household_count"],
        "links_per_hamlet_long": long > 12_000 * v["hamlet_count"],
        "household_count_jump": _jumps(v["household_count"], v["household_count_was"], 85, 115),
        "person_count_jump": _jumps(v["person_count"], v["person_count_was"], 85, 115),
        "hamlet_count_change": (v["hamlet_count"] - v["hamlet_count_was"]).abs() > 1,
        "links_length_change": changed,
        "links_paved_shrinks": shrinks,
        "services_lost": lost,
    }


def _of_sums(v: pd.DataFrame, h: pd.DataFrame, p: pd.DataFrame) -> dict[str, pd.Series]:
    def per_village(rows: pd.Series, of: pd.DataFrame, year: int = 0) -> pd.Series:
        added = rows.groupby([of["code"], of["year"]]).sum()
        keys = pd.MultiIndex.from_arrays([v["code"], v["year"] - year])
        return pd.Series(added.reindex(keys).fillna(0).to_numpy(float), v.index)

    def ends(year: int) -> dict[str, pd.Series]:
        count = v["household_count" if year == 0 else "household_count_was"].astype(float)
        rows = per_village(pd.Series(1, h.index), h, year)
        lack_low = (count.fillna(0) - rows).clip(lower=0)
        lack_high = (count.fillna(MOST_HOUSEHOLDS) - rows).clip(lower=0)
        low, high = (
            pd.DataFrame({name: h[name].fillna(ends[name]) for name in INCOMES}).sum(axis=1)
            for ends in (LOWS, HIGHS)
        )
        size = h["resident_count"]
        return {
            "income_low": per_village(low, h, year) + lack_high * INCOME_LOW,
            "income_high": per_village(high, h, year) + lack_high * INCOME_HIGH,
            "size_low": per_village(size.fillna(1), h, year) + lack_low,
            "size_high": per_village(size.fillna(8), h, year) + lack_high * 8,
            "member_low": per_village(h[MEMBER].fillna(False).astype(int), h, year),
            "member_high": per_village(h[MEMBER].fillna(True).astype(int), h, year) + lack_high,
            "rows_low": rows + lack_low,
            "rows_high": rows + lack_high,
        }

    def leap(top: str, under: str, factor: float) -> pd.Series:
        low, high = [], []
        for one in (now, was):
            ratio_low = one[f"{top}_low"] / one[f"{under}_high"]
            ratio_high = one[f"{top}_high"] / one[f"{under}_low"]
            low.append(ratio_low.where((one[f"{under}_low"] > 0) & (one[f"{top}_low"] >= 0)))
            high.append(ratio_high.where(one[f"{under}_low"] > 0))
        known = low[0].notna() & low[1].notna()
        return known & ((low[0] > factor * high[1]) | (factor * high[0] < low[1]))

    now, was = ends(0), ends(1)
    households = per_village(pd.Series(1, h.index), h)
    persons = per_village(pd.Series(1, p.index), p)
    insured = per_village(p["is_insured"].fillna(False).astype(int), p)
    count, heads = v["household_count"].astype(float), v["person_count"].astype(float)
    short = (now["size_high"] * 1.05 < heads) | (now["size_low"] > 1.05 * heads)
    return {
        "households_over_count": households > count,
        "persons_over_count": persons > heads,
        "insured_over_persons": insured > heads,
        "residents_against_count": short,
        "income_mean_jump": leap("income", "size", 1.25),
        "cooperative_share_jump": leap("member", "rows", 2),
    }


MEMBER = "is_cooperative_member"


def _uncounted(v: pd.DataFrame, work: pd.DataFrame) -> pd.Series:
    """Villages that have a doctor, while none is counted."""
    counted = v[VILLAGE].merge(work[[*VILLAGE, "village_doctor_count"]], on=VILLAGE, how="left")
    return v["has_village_doctor"] & (counted["village_doctor_count"] == 0)


def _several(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows.groupby(["year", name])["code"].transform("nunique") > 1


def _of_households(h: pd.DataFrame, p: pd.DataFrame) -> dict[str, pd.Series]:
    total = sum(h[name] for name in INCOMES)
    was = sum(h[f"{name}_was"] for name in INCOMES)
    assert isinstance(total, pd.Series) and isinstance(was, pd.Series)
    size, grade, grade_was = h["resident_count"], h["house_grade"], h["house_grade_was"]
    listed = p.groupby(HOUSEHOLD).size().rename("listed").reset_index()
    members = h[HOUSEHOLD].merge(listed, on=HOUSEHOLD, how="left")["listed"].fillna(0)
    unsafe = grade_was.isin(["A", "B"]) & (grade == "D")
    return {
        "own_medical_over_cost": h["medical_paid_yuan"] > h["medical_cost_yuan"],
        "income_far_too_low": (total >= 1) & (total <= 200 * size),
        "income_far_too_high": total > 200_000 * size,
        "income_digit_slip": ((total > 100_000) & (total > 10 * was))
        | ((was > 100_000) & (was > 10 * total)),
        "dibao_with_high_income": h["is_dibao"] & (total > 42_000 * size),
        "resident_count_jump": (size - h["resident_count_was"]).abs() > 3,
        "house_became_dangerous": unsafe | ((grade_was == "A") & (grade == "C")),
        "members_over_residents": members > size,
        "household_in_two_villages": _several(h, "household_id"),
    } | of_support(h)


def _of_persons(p: pd.DataFrame, h: pd.DataFrame, v: pd.DataFrame) -> dict[str, pd.Series]:
    age, stage, enrolled = p["age"], p["school_stage"], p["is_enrolled"]
    dropped, aided = p["has_dropped_out"], p["has_education_aid"]
    odd = pd.Series(False, p.index, dtype="boolean")
    for name, (low, high) in STAGES.items():
        odd |= (stage == name) & ((age < low) | (age > high))
    return {
        "illness_treated_without_illness": p["is_illness_treated"] & ~p["has_serious_illness"],
        "stage_against_age": odd,
        "school_age_without_stage": (age >= 7) & (age <= 14) & (stage == "none"),
        "enrolled_without_stage": enrolled & (stage == "none"),
        "dropped_out_without_stage": dropped & stage.isin(["none", "kindergarten", "higher"]),
        "dropped_out_and_enrolled": dropped & enrolled,
        "education_aid_without_title": aided & ~p["is_aid_entitled"],
        "education_aid_without_enrolment": aided & ~enrolled,
        "age_against_year_before": (age < p["age_was"]) | (age > p["age_was"] + 2),
        "sex_against_year_before": p["sex"] != p["sex_was"],
        "person_in_two_villages": _several(p, "person_id"),
        "person_without_household": _astray(p, h, v),
    } | of_benefits(p)


def _astray(p: pd.DataFrame, h: pd.DataFrame, v: pd.DataFrame) -> pd.Series:
    """Persons of unknown households, in villages where more of these are unknown than missing."""
    known = h[HOUSEHOLD].assign(is_known=True)
    lost = p[HOUSEHOLD].merge(known, on=HOUSEHOLD, how="left")["is_known"].isna()
    unknown = p[lost.to_numpy()].groupby(VILLAGE)["household_id"].nunique().rename("unknown")
    rows = h.groupby(VILLAGE).size().rename("rows")
    per_village = (
        v[[*VILLAGE, "household_count"]].merge(unknown, on=VILLAGE).merge(rows, on=VILLAGE)
    )
    missing = per_village["household_count"].fillna(MOST_HOUSEHOLDS) - per_village["rows"]
    full = per_village.loc[per_village["unknown"] > missing.clip(lower=0), VILLAGE]
    in_full = p[VILLAGE].merge(full.assign(is_full=True), on=VILLAGE, how="left")["is_full"]
    return pd.Series(lost.to_numpy() & in_full.notna().to_numpy(), p.index)
