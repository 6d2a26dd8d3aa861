"""The regressions behind the effects of a programme, by pyfixest, which is loaded when needed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from villages.errors import UserError

#: CRV1 is the usual error clustered by township, CRV3 its jackknife, GMM that of two stages.
ErrorKind = Literal["CRV1", "CRV3", "GMM"]

#: With fewer clusters the usual clustered error is too small (Cameron and Miller 2015, section VI).
FEW_CLUSTERS = 50

#: How sure an interval is.
CONFIDENCE = 0.95

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Coefficients with their covariance.

    Attributes
    ----------
    names
        What the coefficients are of.
    coefficients, covariance
        In the order of the names, in the unit of the outcome.
    clusters
        How many clusters the covariance is of; intervals have one degree of freedom less.
    kind
        Which covariance it is.
    """

    names: tuple[str, ...]
    coefficients: Numbers
    covariance: Numbers
    clusters: int
    kind: ErrorKind


@dataclass(frozen=True)
class Estimate:
    """An effect with its standard error and interval, in the unit of the outcome."""

    value: float
    error: float
    low: float
    high: float
    p_value: float
    kind: ErrorKind


def regression(frame: pd.DataFrame, names: Sequence[str], *, is_within: bool = False) -> Fit:
    """Regress the outcome on columns with fixed effects, clustered by ``cluster``.

    Parameters
    ----------
    frame
        Columns ``outcome``, ``village``, ``cluster``, ``year`` and those named; nothing missing.
    names
        The columns; none may follow from the others and the fixed effects.
    is_within
        Villages and years are fixed; with this every cluster has years of its own.

    Returns
    -------
    Fit
        With CRV3 where there are few clusters and every coefficient can still be told without any
        one of them; else CRV1.

    Raises
    ------
    UserError
        If pyfixest is not installed.
    """
    clusters = int(frame["cluster"].nunique())
    pyfixest = _pyfixest()
    fixed = "cluster^year" if is_within else "year"
    formula = f"outcome ~ {' + '.join(names)} | village + {fixed}"
    with _own_warnings_only():
        found = pyfixest.feols(formula, frame, vcov={"CRV1": "cluster"}, fixef_rm="none")
    fit = _fit(found, names, clusters, "CRV1")
    if clusters >= FEW_CLUSTERS:
        return fit
    covariance = jackknife(frame, names, fit.coefficients, is_within=is_within)
    return fit if covariance is None else replace(fit, covariance=covariance, kind="CRV3")


def jackknife(
    frame: pd.DataFrame, names: Sequence[str], coefficients: Numbers, *, is_within: bool = False
) -> Numbers | None:
    r"""Return the covariance from leaving out each cluster in turn (CRV3).

    :math:`\frac{G-1}{G} \sum_g (b_{(g)} - b)(b_{(g)} - b)^T`, as pyfixest's own CRV3, which
    fits G regressions anew where sums of squares by cluster suffice: what is fixed within a
    cluster is taken out cluster by cluster, and the years are columns.

    Parameters
    ----------
    frame, names, is_within
        As of :func:`regression`.
    coefficients
        Those of all clusters together.

    Returns
    -------
    array or None
        None where a coefficient cannot be told without some cluster.
    """
    years = [] if is_within else sorted(frame["year"].unique())[1:]
    columns = [frame[name].to_numpy(dtype=float) for name in names]
    columns += [(frame["year"] == year).to_numpy(dtype=float) for year in years]
    outcomes = frame["outcome"].to_numpy(dtype=float)
    matrix = np.column_stack([*columns, outcomes])
    names_fixed = ["village", "year"] if is_within else ["village"]
    fixed = [pd.factorize(frame[name])[0] for name in names_fixed]
    squares = []
    for rows in frame.groupby("cluster").indices.values():
        dummies = np.column_stack([_dummies(codes[rows]) for codes in fixed])
        part = matrix[rows]
        part = part - dummies @ np.linalg.lstsq(dummies, part, rcond=None)[0]
        squares.append(part.T @ part)
    whole, count = np.sum(squares, axis=0), len(columns)
    covariance = np.zeros((len(names), len(names)))
    for left_out in squares:
        rest = whole - left_out
        if np.linalg.matrix_rank(rest[:count, :count], hermitian=True) < count:
            return None
        without = np.linalg.solve(rest[:count, :count], rest[:count, count])[: len(names)]
        covariance += np.outer(without - coefficients, without - coefficients)
    return covariance * (len(squares) - 1) / len(squares)


def _dummies(codes: npt.NDArray[np.intp]) -> Numbers:
    return np.asarray(codes[:, None] == np.unique(codes)[None, :], dtype=float)


def two_stage(frame: pd.DataFrame, name: str) -> Fit:
    """Estimate an effect in two stages (Gardner 2022).

    Villages and years are fitted where nobody is treated, and the rest of every row is averaged
    over those that are: no treated row serves as comparison for another.

    Parameters
    ----------
    frame
        As of :func:`regression`; every village and year must have an untreated row.
    name
        The column that is 1 for treated rows, else 0.

    Raises
    ------
    UserError
        If pyfixest is not installed.
    """
    pyfixest = _pyfixest()
    with _own_warnings_only():
        found = pyfixest.did2s(
            frame,
            yname="outcome",
            first_stage="~ 0 | village + year",
            second_stage=f"~ {name}",
            treatment=name,
            cluster="cluster",
        )
    return _fit(found, [name], int(frame["cluster"].nunique()), "GMM")


def residuals(frame: pd.DataFrame, name: str) -> Numbers:
    """Return what is left of a column when village and year are taken out."""
    pyfixest = _pyfixest()
    with _own_warnings_only():
        found = pyfixest.feols(f"{name} ~ 1 | village + year", frame, fixef_rm="none")
    return np.asarray(found.resid(), dtype=float)


def combined(fit: Fit, weights: Numbers) -> Estimate:
    """Return a weighted sum of coefficients, with the interval of t with one less than clusters.

    Examples
    --------
    >>> fit = Fit(("a", "b"), np.array([1.0, 3.0]), np.diag([0.02, 0.02]), 11, "CRV1")
    >>> found = combined(fit, np.array([0.5, 0.5]))
    >>> found.value, round(found.error, 6), round(found.high, 4)  # t(10) at 97.5 % is 2.2281
    (2.0, 0.1, 2.2228)
    """
    value = float(weights @ fit.coefficients)
    error = float(np.sqrt(weights @ fit.covariance @ weights))
    freedom = max(1, fit.clusters - 1)
    reach = error * float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
    p_value = float(2 * stats.t.sf(abs(value) / error, freedom)) if error > 0 else float("nan")
    return Estimate(value, error, value - reach, value + reach, p_value, fit.kind)


def joint_p_value(fit: Fit, weights: Numbers) -> float | None:
    r"""Return the probability of Wald's test that several weighted sums are all nothing.

    :math:`(Rb)^T (R V R^T)^{-1} Rb / q` is compared with F of q and one less than clusters degrees
    of freedom; None where there are too few clusters to tell the sums apart.

    Parameters
    ----------
    fit
        The regression.
    weights
        R: a row for each sum.
    """
    count = len(weights)
    if not count or fit.clusters - 1 <= count:
        return None
    sums = weights @ fit.coefficients
    covariance = weights @ fit.covariance @ weights.T
    if np.linalg.matrix_rank(covariance, hermitian=True) < count:
        return None
    statistic = float(sums @ np.linalg.solve(covariance, sums)) / count
    return float(stats.f.sf(statistic, count, fit.clusters - 1))


def _fit(found: Any, names: Sequence[str], clusters: int, kind: ErrorKind) -> Fit:
    order = [list(found._coefnames).index(name) for name in names]
    covariance = np.asarray(found._vcov, dtype=float)[np.ix_(order, order)]
    values = np.asarray(found.coef().reindex(list(names)), dtype=float)
    return Fit(tuple(names), values, covariance, clusters, kind)


def _pyfixest() -> Any:
    try:
        import pyfixest
    except ImportError as error:
        raise UserError("effects_not_installed") from error
    return pyfixest


@contextmanager
def _own_warnings_only() -> Iterator[None]:
    """Leave out what pandas tells pyfixest about versions to come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
