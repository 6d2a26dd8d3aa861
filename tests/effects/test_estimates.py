"""Are effects, errors and tests those of hand calculation, of statsmodels and of a textbook?"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.formula.api as smf  # type: ignore[import-untyped]
from causaldata import organ_donations

from effects.panels import growing, panel
from villages.errors import UserError
from villages.findings.effects import Effect, estimate_effect
from villages.findings.effects_fitting import FEW_CLUSTERS, regression

#: Three treated villages and five others before and after: 10 → 18 and 12 → 15 on average.
TREATED = {"a": (9, 16), "b": (10, 18), "c": (11, 20)}
OTHERS = {"p": (10, 13), "q": (11, 14), "r": (12, 15), "s": (13, 16), "t": (14, 17)}


def effect_of(frame: pd.DataFrame) -> Effect:
    found = estimate_effect(frame)
    assert isinstance(found, Effect)
    return found


def two_by_two(missing: str = "") -> pd.DataFrame:
    values = TREATED | OTHERS
    firsts = {village: 2018 if village in TREATED else None for village in values}
    return panel(
        firsts,
        range(2017, 2019),
        lambda village, year: None if village == missing else values[village][year - 2017],
        lambda village: village,
    )


def test_two_groups_and_two_years_give_the_difference_of_four_means() -> None:
    found = effect_of(two_by_two())
    # (18 − 10) − (15 − 12)
    assert found.main.value == pytest.approx(5)
    assert found.moments[0].relative == 0 and found.moments[0].estimate.value == pytest.approx(5)
    assert found.leads == () and found.lead_p_value is None
    assert (found.counts.treated, found.counts.compared, found.counts.rows) == (3, 5, 16)


def test_missing_cells_are_counted_and_bounded() -> None:
    frame = two_by_two()
    is_missing = (frame["village"] == "c") & (frame["year"] == 2018)
    frame["low"], frame["high"] = frame["outcome"], frame["outcome"]
    # One of three treated villages after may lie anywhere in 14 … 26.
    frame.loc[is_missing, ["outcome", "low", "high"]] = [np.nan, 14, 26]
    found = effect_of(frame)
    assert found.counts.missing == 1 and found.counts.rows == 15
    # The means after are (16 + 18 + 14) / 3 = 16 and (16 + 18 + 26) / 3 = 20.
    assert found.bounds == pytest.approx((3, 7))
    assert effect_of(frame.assign(high=frame["high"].where(~is_missing))).bounds is None


def test_many_clusters_give_the_errors_of_statsmodels() -> None:
    frame = growing(noise=1.0, clusters=60)
    frame["cluster"] = frame["village"]
    assert frame["cluster"].nunique() >= FEW_CLUSTERS
    found = effect_of(frame)
    frame["post"] = (frame["year"] >= frame["first"]).fillna(False).astype(float)
    groups = frame["village"].astype("category").cat.codes
    ordinary = smf.ols("outcome ~ post + C(village) + C(year)", frame).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    # Stata's correction; effects of villages, which are nested in the clusters, are not counted:
    # what remains is the treatment, an intercept and the years but one.
    count, clusters, free = len(frame), 60, 1 + 6
    factor = clusters / (clusters - 1) * (count - 1) / (count - free)
    two_way = found.estimates["average"]
    assert two_way.kind == "CRV1"
    assert two_way.value == pytest.approx(ordinary.params["post"])
    assert two_way.error == pytest.approx(ordinary.bse["post"] * factor**0.5, rel=1e-6)


@pytest.mark.parametrize("is_within", [False, True])
@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_few_clusters_give_the_jackknife_of_clusters(is_within: bool) -> None:
    frame = growing(noise=1.0, clusters=7).drop(index=[3, 50, 51, 200]).reset_index(drop=True)
    frame["post"] = (frame["year"] >= frame["first"]).fillna(False).astype(float)
    frame["late"] = frame["post"] * (frame["year"] > 2018)
    ours = regression(frame, ["post", "late"], is_within=is_within)
    fixed = "cluster^year" if is_within else "year"
    plain = pyfixest.ssc(k_adj=False, G_adj=False)
    formula = f"outcome ~ post + late | village + {fixed}"
    theirs = pyfixest.feols(formula, frame, vcov={"CRV3": "cluster"}, ssc=plain)
    assert ours.kind == "CRV3" and ours.clusters == 7
    assert ours.coefficients == pytest.approx(theirs.coef().to_numpy())
    # MacKinnon, Nielsen and Webb (2023) scale the sum by (G − 1) / G.
    assert ours.covariance == pytest.approx(theirs._vcov * 6 / 7)


def test_organ_donations_in_california_as_in_the_effect() -> None:
    # N. Huntington-Klein, The Effect (2021), chapter 18, on Kessler and Roth (2014): the
    # two-way fixed effects estimate is -0.022 with a standard error, clustered by state, of 0.006.
    rows = organ_donations.load_pandas().data
    is_california = rows["State"] == "California"
    frame = pd.DataFrame(
        {
            "village": rows["State"],
            "cluster": rows["State"],
            "year": rows["Quarter_Num"],
            "outcome": rows["Rate"],
            "first": pd.Series(4, rows.index, dtype="Int64").where(is_california),
        }
    )
    found = effect_of(frame)
    assert round(found.main.value, 3) == -0.022
    assert round(found.main.error, 3) == 0.006
    # By hand: California over the mean of the others, less the same in the quarter before.
    wide = rows.assign(is_california=is_california).pivot_table(
        index="Quarter_Num", columns="is_california", values="Rate"
    )
    gap = wide[True] - wide[False]
    expected = {quarter - 4: gap[quarter] - gap[3] for quarter in (1, 2, 4, 5, 6)}
    shown = {each.relative: each.estimate.value for each in found.moments}
    assert shown == pytest.approx(expected)
    # One treated cluster cannot be left out, and no error of it can be trusted.
    assert found.main.kind == "CRV1" and found.counts.has_few_clusters
    assert found.counts.treated_clusters == 1


def test_staggered_treatment_misleads_two_ways_but_not_the_others() -> None:
    found = effect_of(growing(noise=0.02, clusters=12))
    truth = 13 / 6
    assert found.is_staggered
    assert abs(found.estimates["average"].value - truth) > 0.3
    for design in ("interaction", "two_stage"):
        estimate = found.estimates[design]
        assert estimate.value == pytest.approx(truth, abs=0.02)
        assert estimate.low < truth < estimate.high
    assert found.main is found.estimates["interaction"]
    lags = {each.relative: each.estimate.value for each in found.moments if not each.is_lead}
    assert lags == pytest.approx({0: 1, 1: 2, 2: 3, 3: 4}, abs=0.03)
    villages = {each.relative: each.villages for each in found.moments}
    assert villages == {-4: 20, -3: 20, -2: 40, 0: 40, 1: 40, 2: 20, 3: 20}


# It says that it is in beta, and that it drops the columns of cohorts that are not there.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_the_event_study_is_that_of_pyfixest() -> None:
    frame = growing(noise=1.0, clusters=12)
    found = effect_of(frame)
    given = frame.assign(
        first=frame["first"].fillna(0).astype(int),
        unit=frame["village"].astype("category").cat.codes.astype(int),
    )
    theirs = pyfixest.event_study(
        given, "outcome", "unit", "year", "first", cluster="cluster", estimator="saturated"
    ).aggregate()
    ours = {each.relative: each.estimate.value for each in found.moments}
    expected = {int(at): float(row["Estimate"]) for at, row in theirs.iterrows()}
    assert {at: ours[at] for at in expected} == pytest.approx(expected) and len(expected) > 5


def test_years_before_that_drift_are_found_and_parallel_ones_are_not() -> None:
    frame = growing(noise=0.5, clusters=12)
    frame["first"] = frame["first"].where(frame["first"] != 2017).astype("Int64")
    frame["outcome"] -= np.where(frame["village"] < "v20", (frame["year"] - 2016).clip(lower=0), 0)
    parallel = effect_of(frame)
    assert parallel.lead_p_value is not None and parallel.lead_p_value > 0.05
    drift = np.where(frame["first"].notna(), frame["year"] - 2015, 0)
    drifting = effect_of(frame.assign(outcome=frame["outcome"] + drift))
    assert drifting.lead_p_value is not None and drifting.lead_p_value < 0.001
    # Over the straight line of the years before, the same effect remains: 1 and 2, on average 1.5.
    assert drifting.main.value > 3
    trend = drifting.estimates["trend"]
    assert trend.low < 1.5 < trend.high and trend.value == pytest.approx(1.5, abs=0.8)


def test_years_without_comparison_are_left_out_and_said() -> None:
    frame = growing(noise=0.1, clusters=12)
    treated = frame[frame["first"].notna()]
    found = effect_of(treated)
    # From 2019 on nobody is untreated: those of 2019 serve as comparison before.
    assert found.counts.years_left_out == (2019, 2020)
    assert (found.counts.treated, found.counts.compared) == (20, 20)
    assert found.main.value == pytest.approx(1.5, abs=0.1)


def test_villages_without_a_year_before_are_left_out_and_counted() -> None:
    frame = growing(noise=0.1, clusters=12)
    is_early = frame["village"] == "v00"
    frame.loc[is_early & (frame["year"] < 2017), "outcome"] = np.nan
    found = effect_of(frame)
    assert found.counts.left_out == 1 and found.counts.treated == 39


def test_what_cannot_be_estimated_says_why() -> None:
    frame = growing(noise=0.1, clusters=12)
    nobody = frame.assign(first=pd.Series(pd.NA, frame.index, dtype="Int64"))
    assert estimate_effect(nobody) == "no_treated"
    assert estimate_effect(frame[frame["year"] >= 2019]) == "no_before"
    everybody = frame.assign(first=pd.Series(2017, frame.index, dtype="Int64"))
    assert estimate_effect(everybody[everybody["year"] >= 2017]) == "no_compared"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_pyfixest_the_remedy_is_named(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyfixest", None)
    with pytest.raises(UserError) as caught:
        estimate_effect(two_by_two())
    said = caught.value.text("zh" if language == "zh" else "en")
    assert 'pip install "villages[effects]"' in said
