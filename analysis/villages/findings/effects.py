"""Differences in differences: what villages gained over others from the year of their treatment.

A panel has a row for every village and year: ``village``, ``cluster`` (its township), ``year``,
``outcome`` (missing where not known), ``low`` and ``high`` (between which the truth lies) and
``first``, the first year treated, missing for villages that never were.

References
----------
J. Gardner (2022), Two-stage differences in differences, arXiv:2207.05943.
L. Sun and S. Abraham (2021), Journal of Econometrics 225(2), 175–199.
B. Callaway and P. Sant'Anna (2021), Journal of Econometrics 225(2), 200–230.
A. C. Cameron and D. L. Miller (2015), Journal of Human Resources 50(2), 317–372.
J. G. MacKinnon, M. Ø. Nielsen and M. D. Webb (2023), Journal of Econometrics 232(2), 272–299.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from villages.findings.effects_fitting import (
    FEW_CLUSTERS,
    Estimate,
    Fit,
    Numbers,
    combined,
    joint_p_value,
    regression,
    residuals,
    two_stage,
)

#: A year in which fewer villages are untreated says nothing of what would have been.
FEWEST_COMPARED = 5

#: With fewer townships that hold treated villages every error is doubtful.
FEW_TREATED_CLUSTERS = 6

#: How many years before and from the treatment the short window holds.
WINDOW_YEARS = 2

Design = Literal["average", "interaction", "two_stage", "trend", "window", "within", "apart"]
#: Why there is no estimate.
Reason = Literal["no_treated", "no_compared", "no_before"]


@dataclass(frozen=True)
class Moment:
    """The gap in a year relative to the treatment, over the gap of the year before it."""

    relative: int
    villages: int
    estimate: Estimate

    @property
    def is_lead(self) -> bool:
        """Whether it lies before the treatment."""
        return self.relative < 0


@dataclass(frozen=True)
class Counts:
    """What an estimate rests on.

    Attributes
    ----------
    treated, compared
        Villages that were treated within the years, and those that were not.
    clusters, treated_clusters
        Townships, and those of them that hold treated villages.
    years
        The years, in order.
    rows, missing
        Cells of village and year that are known, and those that are not and were left out.
    left_out
        Treated villages of which no year before is known.
    years_left_out
        Years in which too few villages were still untreated.
    """

    treated: int
    compared: int
    clusters: int
    treated_clusters: int
    years: tuple[int, ...]
    rows: int
    missing: int
    left_out: int
    years_left_out: tuple[int, ...]

    @property
    def has_few_clusters(self) -> bool:
        """Whether errors clustered by township are doubtful."""
        return self.clusters < FEW_CLUSTERS or self.treated_clusters < FEW_TREATED_CLUSTERS


@dataclass(frozen=True)
class Effect:
    """What a panel says of the effect.

    Attributes
    ----------
    counts
        What it rests on.
    is_staggered
        Whether villages were treated from different years on.
    estimates
        By design; ``average`` is that of two-way fixed effects.
    moments
        The event study, in order; the year before the treatment is its zero.
    lead_p_value
        Of the test that every lead is nothing; None where there are none, or too few clusters.
    bounds
        Between which the two-way estimate lies whatever the missing values are; None where the
        bounds of some are not known.
    """

    counts: Counts
    is_staggered: bool
    estimates: Mapping[Design, Estimate]
    moments: tuple[Moment, ...]
    lead_p_value: float | None
    bounds: tuple[float, float] | None

    @property
    def main(self) -> Estimate:
        """The estimate that is told first: one that staggered treatment does not mislead."""
        return self.estimates["interaction" if self.is_staggered else "average"]

    @property
    def leads(self) -> tuple[Moment, ...]:
        """The moments before the treatment."""
        return tuple(each for each in self.moments if each.is_lead)


def estimate_effect(panel: pd.DataFrame) -> Effect | Reason:
    """Estimate the effect of a treatment on a panel of villages.

    Parameters
    ----------
    panel
        As described above; ``low`` and ``high`` may be left out.

    Returns
    -------
    Effect or str
        Why there is none: nobody treated, too few to compare with, no year before.

    Raises
    ------
    UserError
        If pyfixest is not installed.
    """
    if not (panel["first"] <= panel["year"].max()).any():
        return "no_treated"
    cells, years_left_out = _with_comparison(panel)
    if cells["first"].isna().all() or cells["first"].notna().all():
        return "no_compared"
    known, left_out = _with_reference(cells[cells["outcome"].notna()])
    cells = cells[cells["village"].isin(known["village"])]
    treated = known["first"].notna()
    if not treated.any() or not (known["relative"] >= 0).any():
        return "no_before"
    counts = Counts(
        treated=int(known.loc[treated, "village"].nunique()),
        compared=int(known.loc[~treated, "village"].nunique()),
        clusters=int(known["cluster"].nunique()),
        treated_clusters=int(known.loc[treated, "cluster"].nunique()),
        years=tuple(sorted(int(year) for year in known["year"].unique())),
        rows=len(known),
        missing=int(cells["outcome"].isna().sum()),
        left_out=left_out,
        years_left_out=years_left_out,
    )
    is_staggered = known.loc[treated, "first"].nunique() > 1
    fit, cohorts = _saturated(known)
    moments = _moments(known, fit, cohorts)
    leads = [row for each, row in moments if each.is_lead]
    estimates: dict[Design, Estimate] = {"average": _one(known)}
    if is_staggered:
        estimates["interaction"] = _average_of_lags(known, fit, cohorts)
        estimates["two_stage"] = combined(two_stage(known, "post"), np.ones(1))
    estimates |= _checks(known, is_staggered=is_staggered)
    return Effect(
        counts,
        is_staggered,
        estimates,
        tuple(each for each, _ in moments),
        joint_p_value(fit, np.array(leads)) if leads else None,
        _bounds(cells),
    )


def _with_comparison(panel: pd.DataFrame) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Keep the years in which enough villages are untreated; who is treated later is not yet."""
    is_untreated = panel["first"].isna() | (panel["year"] < panel["first"])
    is_compared = panel[is_untreated & panel["outcome"].notna()]
    counts = is_compared.groupby("year")["village"].nunique()
    years = sorted(int(year) for year in panel["year"].unique())
    kept = [year for year in years if counts.get(year, 0) >= FEWEST_COMPARED]
    cells = panel[panel["year"].isin(kept)].copy()
    first = cells["first"].astype("Float64").astype(float)
    cells["first"] = first.where(first <= max(kept, default=0))
    return cells, tuple(year for year in years if year not in kept)


def _with_reference(known: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Keep treated villages that have a known year before, in cohorts known the year before."""
    frame = known.copy()
    is_treated = frame["first"].notna()
    # Villages that were never treated stand at the reference, whose dummy is left out.
    frame["relative"] = (frame["year"] - frame["first"]).fillna(-1).astype(int)
    frame["post"] = (frame["relative"] >= 0).astype(float)
    has_before = frame[is_treated & (frame["relative"] < 0)]["village"].unique()
    cohorts = frame[is_treated & (frame["relative"] == -1)]["first"].unique()
    is_kept = ~is_treated | (frame["village"].isin(has_before) & frame["first"].isin(cohorts))
    left_out = frame.loc[~is_kept, "village"].nunique()
    return frame[is_kept].reset_index(drop=True), int(left_out)


def _saturated(known: pd.DataFrame) -> tuple[Fit, list[tuple[float, int]]]:
    """Fit a gap for every cohort and year but the one before its treatment (Sun and Abraham)."""
    treated = known[known["first"].notna() & (known["relative"] != -1)]
    pairs = treated[["first", "relative"]].drop_duplicates().sort_values(["first", "relative"])
    cohorts = [(float(first), int(relative)) for first, relative in pairs.itertuples(index=False)]
    names = [f"gap_{number}" for number in range(len(cohorts))]
    columns = {
        name: ((known["first"] == first) & (known["relative"] == relative)).astype(float)
        for name, (first, relative) in zip(names, cohorts, strict=True)
    }
    return regression(known.assign(**columns), names), cohorts


def _rows(known: pd.DataFrame, cohorts: list[tuple[float, int]]) -> Numbers:
    counted = known.groupby(["first", "relative"]).size()
    return np.array([float(counted[pair]) for pair in cohorts])


def _moments(
    known: pd.DataFrame, fit: Fit, cohorts: list[tuple[float, int]]
) -> list[tuple[Moment, Numbers]]:
    """Average the gaps of the cohorts at each distance, weighted by their villages."""
    rows = _rows(known, cohorts)
    at = np.array([relative for _, relative in cohorts])
    found = []
    for relative in sorted(set(at.tolist())):
        weights = np.where(at == relative, rows, 0.0)
        count = int(weights.sum())
        weights = weights / weights.sum()
        found.append((Moment(int(relative), count, combined(fit, weights)), weights))
    return found


def _average_of_lags(known: pd.DataFrame, fit: Fit, cohorts: list[tuple[float, int]]) -> Estimate:
    rows = _rows(known, cohorts)
    weights = np.where(np.array([relative for _, relative in cohorts]) >= 0, rows, 0.0)
    return combined(fit, weights / weights.sum())


def _one(frame: pd.DataFrame, *, is_within: bool = False) -> Estimate:
    return combined(regression(frame, ["post"], is_within=is_within), np.ones(1))


def _checks(known: pd.DataFrame, *, is_staggered: bool) -> dict[Design, Estimate]:
    """Estimate the same in other ways, those that the panel allows."""
    found: dict[Design, Estimate] = {}
    is_treated = known["first"].notna()
    if not is_staggered:
        trend = _over_trend(known)
        if trend is not None:
            found["trend"] = trend
    is_near = known["relative"].between(-WINDOW_YEARS, WINDOW_YEARS - 1)
    if not is_near[is_treated].all():
        found["window"] = _one(known[~is_treated | is_near])
    mixed = known.groupby(["cluster", "year"])["post"].transform("nunique") > 1
    if known.loc[mixed, "cluster"].nunique() > 1:
        found["within"] = _one(known, is_within=True)
    others = known[is_treated | ~known["cluster"].isin(known.loc[is_treated, "cluster"])]
    alone = others[others["first"].isna()]
    if len(others) < len(known) and alone["village"].nunique() >= FEWEST_COMPARED:
        found["apart"] = _one(others)
    return found


def _over_trend(known: pd.DataFrame) -> Estimate | None:
    """Average the gaps over the straight line that the gap followed before the treatment."""
    is_treated = known["first"].notna()
    if known.loc[is_treated, "relative"].min() > -WINDOW_YEARS:
        return None
    lags = sorted(set(known.loc[is_treated & (known["relative"] >= 0), "relative"]))
    names = [f"lag_{lag}" for lag in lags]
    columns = {
        name: (is_treated & (known["relative"] == lag)).astype(float)
        for name, lag in zip(names, lags, strict=True)
    }
    columns["slope"] = ((known["relative"] + 1) * is_treated).astype(float)
    fit = regression(known.assign(**columns), [*names, "slope"])
    rows = np.array([float(columns[name].sum()) for name in names])
    return combined(fit, np.append(rows / rows.sum(), 0.0))


def _bounds(cells: pd.DataFrame) -> tuple[float, float] | None:
    """Return the least and the greatest two-way estimate that the missing values leave open.

    The estimate is a weighted sum of outcomes, whose weights are what is left of the treatment
    when village and year are taken out: each cell at the end that lowers it, or raises it.
    """
    if "low" not in cells or cells[["low", "high"]].isna().any(axis=None):
        return None
    frame = cells[["village", "year"]].copy()
    frame["post"] = (cells["year"] >= cells["first"]).fillna(False).astype(float)
    frame = frame.reset_index(drop=True)
    left = residuals(frame, "post")
    weights = left / float(left @ left)
    low, high = cells["low"].to_numpy(dtype=float), cells["high"].to_numpy(dtype=float)
    least = np.where(weights > 0, low, high)
    most = np.where(weights > 0, high, low)
    return float(weights @ least), float(weights @ most)
