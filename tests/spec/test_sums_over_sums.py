"""Do the results equal sums over sums, recomputed by a few independent lines of pandas?

Each indicator is written here a second time, by hand, from the plan's wording. A row counts where
both halves of its quotient are known.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from villages.findings.results import Results
from villages.plan import Plan

Half = Callable[[pd.DataFrame], "pd.Series[float]"]
SOURCES = ["wage", "business", "property", "transfer"]
SERVICES = ["standard_clinic", "village_doctor", "culture_room", "sports_ground", "broadband"]


def one(frame: pd.DataFrame) -> pd.Series[float]:
    return pd.Series(1.0, index=frame.index)


def number(name: str) -> Half:
    return lambda frame: frame[name].astype("Float64")


def both(*conditions: Half) -> Half:
    """All of them: one no is a no; else one blank is a blank."""

    def judged(frame: pd.DataFrame) -> pd.Series[float]:
        parts = pd.concat([condition(frame) for condition in conditions], axis=1).astype("Float64")
        return parts.min(axis=1).where((parts == 0).any(axis=1) | parts.notna().all(axis=1))

    return judged


def either(*conditions: Half) -> Half:
    def judged(frame: pd.DataFrame) -> pd.Series[float]:
        parts = pd.concat([condition(frame) for condition in conditions], axis=1).astype("Float64")
        return parts.max(axis=1).where((parts == 1).any(axis=1) | parts.notna().all(axis=1))

    return judged


def refuse(condition: Half) -> Half:
    return lambda frame: 1 - condition(frame)


def is_one_of(name: str, *words: str) -> Half:
    def judged(frame: pd.DataFrame) -> pd.Series[float]:
        return frame[name].isin(words).astype("Float64").where(frame[name].notna())

    return judged


def total(*names: str) -> Half:
    return lambda frame: sum((frame[name].astype("Float64") for name in names[1:]), frame[names[0]].astype("Float64"))  # fmt: skip


def product(frame: pd.DataFrame) -> pd.Series[float]:
    grown = frame["hamlets_with_product"].astype("Float64") >= frame["hamlet_count"].astype(
        "Float64"
    )
    return grown.astype("Float64")


entitled, dibao = number("is_dibao_entitled"), number("is_dibao")
INDICATORS: dict[str, tuple[str, float, Half, Half]] = {
    "income": ("households", 1, total(*(f"{s}_income_yuan" for s in SOURCES)), number("resident_count")),
    "dibao_coverage": ("households", 100, both(entitled, dibao), entitled),
    "dibao_wrongly_covered": ("households", 100, both(dibao, refuse(entitled)), dibao),
    "paved_links": ("village_years", 100, total("village_links_paved_km", "hamlet_links_paved_km"), total("village_links_km", "hamlet_links_km")),
    "safe_water": ("persons", 100, number("has_safe_water"), one),
    "safe_housing": ("households", 100, is_one_of("house_grade", "A", "B"), one),
    "health_insurance": ("persons", 100, number("is_insured"), one),
    "serious_illness": ("persons", 100, number("has_serious_illness"), one),
    "illness_treated": ("persons", 100, both(number("has_serious_illness"), number("is_illness_treated")), number("has_serious_illness")),
    "own_medical_share": ("households", 100, number("medical_paid_yuan"), number("medical_cost_yuan")),
    "own_medical_yuan": ("households", 1, number("medical_paid_yuan"), number("resident_count")),
    "public_services": ("village_years", 100, total(*(f"has_{s}" for s in SERVICES), "has_bus_service"), lambda frame: 6 * one(frame)),
    "environment": ("village_years", 100, both(number("has_waste_collection"), number("has_sewage_treatment"), number("has_cleaning_staff")), one),
    "one_product": ("village_years", 100, either(number("has_village_product"), product), one),
    "cooperative_membership": ("households", 100, number("is_cooperative_member"), one),
    "education_aid": ("persons", 100, both(number("is_aid_entitled"), number("has_education_aid")), number("is_aid_entitled")),
}  # fmt: skip
for source in SOURCES:
    INDICATORS[f"income_{source}"] = ("households", 1, number(f"{source}_income_yuan"), number("resident_count"))  # fmt: skip
for grade in "ABCD":
    INDICATORS[f"house_grade_{grade.lower()}"] = ("households", 100, is_one_of("house_grade", grade), one)  # fmt: skip
for stage in ("kindergarten", "primary", "junior", "senior"):
    of_stage = is_one_of("school_stage", stage)
    INDICATORS[f"enrolment_{stage}"] = ("persons", 100, both(of_stage, number("is_enrolled")), of_stage)  # fmt: skip
    if stage != "kindergarten":
        INDICATORS[f"dropout_{stage}"] = ("persons", 100, both(of_stage, number("has_dropped_out")), of_stage)  # fmt: skip


def test_every_card_with_a_target_is_recomputed_here(plan: Plan) -> None:
    """The others are recomputed by another engine, from what the cards say."""
    assert {card.id for card in plan.target_cards} <= set(INDICATORS)


@pytest.mark.parametrize("card", INDICATORS)
def test_results_equal_sums_over_sums(card: str, demo_registers: Path, results: Results) -> None:
    register, factor, numerator, denominator = INDICATORS[card]
    places = pd.read_parquet(demo_registers / "places.parquet")
    rows = pd.read_parquet(demo_registers / f"{register}.parquet")
    n, d = numerator(rows).astype("Float64"), denominator(rows).astype("Float64")
    known = n.notna() & d.notna()
    own = rows.loc[known, ["code", "year"]].assign(
        n=n[known].astype(float), d=d[known].astype(float)
    )
    own = own.merge(places[["code", "township_code", "city_code", "is_low_income"]], on="code")
    checked = 0
    for scope, chosen in (("all", own), ("low_income", own[own["is_low_income"]])):
        for level, key in (
            ("village", "code"),
            ("township", "township_code"),
            ("city", "city_code"),
        ):
            sums = chosen.groupby([key, "year"])[["n", "d"]].sum()
            found = results.indicators
            found = found[
                (found["card"] == card) & (found["level"] == level) & (found["scope"] == scope)
            ]
            found = found.set_index(["code", "year"])
            assert set(sums.index) <= set(found.index)
            empty = found.drop(index=sums.index)
            assert (empty["rows_known"] == 0).all()
            found = found.loc[sums.index]
            np.testing.assert_allclose(
                found["numerator"].astype(float), sums["n"], rtol=1e-12, atol=1e-9
            )
            np.testing.assert_allclose(
                found["denominator"].astype(float), sums["d"], rtol=1e-12, atol=1e-9
            )
            expected = (factor * sums["n"] / sums["d"]).where(sums["d"] > 0)
            np.testing.assert_allclose(found["value"], expected, rtol=1e-12)
            checked += len(sums)
    assert checked > 1500


def test_the_bounds_close_where_every_row_is_known(results: Results) -> None:
    frame = results.indicators.dropna(subset=["value", "low", "high"])
    assert (frame["low"] <= frame["high"]).all()
    is_whole = (frame["rows_known"] == frame["rows_expected"]).fillna(False)
    # Of what nobody counts, such as projects and visits, every row is there.
    is_part = (frame["rows_known"] < frame["rows_expected"]).fillna(False)
    whole, rest = frame[is_whole], frame[is_part]
    assert len(whole) > 20_000
    assert len(rest) > 5_000
    np.testing.assert_allclose(whole["low"], whole["value"], rtol=1e-12)
    np.testing.assert_allclose(whole["high"], whole["value"], rtol=1e-12)
    # A blank makes no difference to 0 of 10; anywhere else it opens a gap.
    between = rest[rest["value"].between(0, 100, inclusive="neither") | (rest["value"] > 100)]
    assert (between["low"] < between["high"]).mean() > 0.99


def test_villages_add_up_to_townships_and_the_city(results: Results) -> None:
    frame = results.indicators[results.indicators["scope"] == "all"].dropna(subset=["numerator"])
    names = ["numerator_low", "numerator_high", "denominator_low", "denominator_high"]
    sums = frame.groupby(["card", "year", "level"])[names].sum().unstack("level")
    for name in names:
        # What townships or the city answer for themselves has no villages below.
        table = pd.DataFrame(sums[name])
        of_villages = table[table["village"].notna()]
        of_townships = table[table["township"].notna()]
        assert len(of_villages) > 300 and len(of_townships) > len(of_villages)
        assert (of_villages["village"] == of_villages["township"]).all()
        assert (of_townships["township"] == of_townships["city"]).all()
