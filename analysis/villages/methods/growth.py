"""How units grow by what they share and what is their own, learned from few yearly points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: With two yearly points a unit has one change, and its pace cannot be told from its noise.
FEWEST_YEARS = 3

#: Least squares stand still when no year's change moves by more than this part of the largest.
_STILL = 1e-12
_MOST_TURNS = 1_000


@dataclass(frozen=True)
class YearShock:
    """What is known beforehand of the shock that a year gives to all units alike.

    Attributes
    ----------
    deviation
        Its standard deviation, on the scale of the changes (for logarithms, 0.03 is about 3 %).
    years
        How many years this knowledge is worth.
    """

    deviation: float
    years: float


@dataclass(frozen=True)
class Growth:
    """The parts of the yearly changes; ``fit_growth`` has the formulas.

    Attributes
    ----------
    year_means
        The change of each year, of a unit that is as fast as all on average.
    pace
        The common yearly change, the mean of ``year_means``.
    shock_variance, shock_freedom
        Variance of a year's common shock, and the degrees of freedom behind it.
    noise_variance, unit_variance, group_variance
        Variances of a unit's yearly noise, of the units' paces within groups, of the groups' paces.
    own
        A unit's mean change beyond the years'; not a number without any change.
    group_effect, group_doubt
        A group's pace beyond the common one, shrunk, and the variance left about it.
    unit_weight, unit_doubt
        The weight of a unit's own pace against its group's, and the variance left about it.
    noises
        The noises seen, centred, with the variance ``noise_variance``.
    groups
        The number of each unit's group.
    """

    year_means: Floats
    pace: float
    shock_variance: float
    shock_freedom: float
    noise_variance: float
    unit_variance: float
    group_variance: float
    own: Floats
    group_effect: Floats
    group_doubt: Floats
    unit_weight: Floats
    unit_doubt: Floats
    noises: Floats
    groups: NDArray[np.intp]

    @property
    def unit_pace(self) -> Floats:
        """The yearly change expected of each unit, between its own and its group's."""
        group = self.group_effect[self.groups]
        return self.pace + group + self.unit_weight * (np.nan_to_num(self.own) - group)


def fit_growth(
    values: Floats, groups: NDArray[np.intp], *, ends: tuple[float, ...] = (),
    shock: YearShock | None = None,
) -> Growth:  # fmt: skip
    r"""Split yearly changes into a common pace, groups, units, years and noise.

    The change of unit i of group g in year t is

    .. math:: d_{it} = \mu + c_t + b_g + u_i + e_{it}.

    Everything is found by moments. With T years of changes, n_i of them known of unit i, m_t and
    a_i what years and units add to the changes by least squares, the a_i 0 on average (where none
    is missing m_t is the mean change of year t, and a_i the mean of :math:`d_{it} - m_t`),
    :math:`r_{it} = d_{it} - m_t - a_i`, and :math:`\bar a_g` the mean of a_i over the N_g units of
    the group:

    - pace :math:`\mu`: the mean of m_t; shock of a year:
      :math:`s_c^2 = (\nu_0 s_0^2 + \sum_t (m_t - \mu)^2) / (\nu_0 + T - 1)` with
      :math:`\nu_0 + T - 1` degrees of freedom, :math:`s_0, \nu_0` being known beforehand, else 0
      (the scaled inverse chi-square update). What chance leaves in a mean of all units stays in it.
    - noise: :math:`\sigma^2 = \sum r_{it}^2 / (\sum_{it} (1 - 1/n_i) - (T - 1))`,
      divided by 1 at least: of a single unit, all that varies is the years' doing.
    - units: :math:`\tau_u^2 = \max(0, [\sum_i (a_i - \bar a_g)^2 - \sum_i (1 - 1/N_g) \sigma^2/n_i]
      / \sum_i (1 - 1/N_g))`.
    - groups: :math:`\tau_g^2 = \max(0, S^2 - \bar v)` with S² the variance of the
      :math:`\bar a_g`, and :math:`v_g = \sum_{i \in g} (\tau_u^2 + \sigma^2/n_i) / N_g^2`.
    - shrinkage: :math:`\hat b_g = w_g \bar a_g`, :math:`w_g = \tau_g^2/(\tau_g^2 + v_g)`, doubt
      :math:`(1 - w_g) \tau_g^2`; given b_g, the unit's :math:`\hat u_i = w_i (a_i - b_g)`,
      :math:`w_i = \tau_u^2/(\tau_u^2 + \sigma^2/n_i)`, doubt :math:`(1 - w_i) \tau_u^2`.

    Parameters
    ----------
    values
        A row per unit, a column per year, on a scale on which changes add; missing: not a number.
        A gap between two known years is bridged by equal changes, which count for the paces but
        neither for the years' means nor for the noise.
    groups
        The number of each unit's group, from 0.
    ends
        The ends of the scale, if it has any. Who stays at an end could not go further: such a
        change says nothing of the pace, and is left out where each year has others.
    shock
        What is known of the common shock beforehand.

    Returns
    -------
    Growth
        The parts.

    Raises
    ------
    ValueError
        If there are fewer than three years, if a year has no change that was seen, or if no unit
        has two changes.

    References
    ----------
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992), Variance Components, chapter 3: the
    moments. Rao, P. S. R. S. (1997), Variance Components Estimation: unweighted sums of squares
    for unequal groups. Morris, C. N. (1983), Parametric empirical Bayes inference, JASA 78, 47-55:
    the shrinkage. Gelman, A. and others (2013), Bayesian Data Analysis, 3rd edition, sections 2.6
    and 5.4: the update of the shock's variance, the doubts about unit and group.

    Examples
    --------
    Two units that grow by 1 and by 3 a year, without noise: each keeps its own pace.

    >>> growth = fit_growth(np.array([[0.0, 1, 2], [0, 3, 6]]), np.array([0, 0]))
    >>> growth.pace, growth.unit_pace.tolist()
    (2.0, [1.0, 3.0])
    """
    if values.shape[1] < FEWEST_YEARS:
        raise ValueError(f"growth needs {FEWEST_YEARS} yearly points, not {values.shape[1]}")
    changes, is_seen = _changes(values, ends)
    if not is_seen.any(axis=0).all():
        raise ValueError("a year has no unit that was known in it and in the year before")
    count = np.isfinite(changes).sum(axis=1)
    year_means, own = _least_squares(changes, is_seen, count)
    beyond = changes - year_means
    shared = 1 / np.maximum(count, 1)
    freedom = float((is_seen * (1 - shared)[:, None]).sum()) - (len(year_means) - 1)
    if not (count > 1).any():
        raise ValueError("no unit has two changes, so that pace cannot be told from noise")
    kept = is_seen & (count > 1)[:, None]
    residuals = (beyond - own[:, None])[kept]
    noise_variance = float((residuals**2).sum()) / max(freedom, 1.0)
    noises = (residuals / np.sqrt(np.broadcast_to((1 - shared)[:, None], kept.shape)[kept])).copy()
    noises -= noises.mean()
    noises *= np.sqrt(noise_variance / max(float(noises.var()), np.finfo(float).tiny))

    chance = np.where(count > 0, noise_variance * shared, np.nan)
    total = int(groups.max()) + 1
    members = _sums(groups, np.isfinite(own).astype(float), total)
    means = _sums(groups, np.nan_to_num(own), total) / np.maximum(members, 1)
    free = np.where(np.isfinite(own), 1 - 1 / np.maximum(members, 1)[groups], 0.0)
    within = float(np.nansum((own - means[groups]) ** 2)) - float(np.nansum(free * chance))
    unit_variance = max(0.0, within / free.sum()) if free.sum() > 0 else 0.0
    doubt = _sums(groups, np.nan_to_num(unit_variance + chance), total)
    doubt = doubt / np.maximum(members, 1) ** 2
    has_own = members > 0
    between = (
        float(means[has_own].var(ddof=1) - doubt[has_own].mean()) if has_own.sum() > 1 else 0.0
    )
    group_variance = max(0.0, between)
    group_weight = np.where(has_own, _weight(group_variance, doubt), 0.0)
    unit_weight = np.where(count > 0, _weight(unit_variance, np.nan_to_num(chance)), 0.0)
    pace = float(year_means.mean())
    before = shock or YearShock(0.0, 0.0)
    shock_freedom = before.years + len(year_means) - 1
    known = before.years * before.deviation**2 + float(((year_means - pace) ** 2).sum())
    return Growth(
        year_means=year_means,
        pace=pace,
        shock_variance=known / shock_freedom,
        shock_freedom=shock_freedom,
        noise_variance=noise_variance,
        unit_variance=unit_variance,
        group_variance=group_variance,
        own=own,
        group_effect=group_weight * means,
        group_doubt=(1 - group_weight) * group_variance,
        unit_weight=unit_weight,
        unit_doubt=(1 - unit_weight) * unit_variance,
        noises=noises,
        groups=groups,
    )


def _changes(values: Floats, ends: tuple[float, ...]) -> tuple[Floats, NDArray[np.bool_]]:
    """The yearly changes, gaps bridged, and whether each was seen rather than bridged."""
    years = np.arange(values.shape[1])
    bridged = np.full(values.shape, np.nan)
    for row, unit in zip(bridged, values, strict=True):
        known = np.flatnonzero(np.isfinite(unit))
        if len(known):
            row[:] = np.interp(years, known, unit[known], left=np.nan, right=np.nan)
    changes = np.diff(bridged, axis=1)
    is_known = np.isfinite(values)
    is_seen = is_known[:, :-1] & is_known[:, 1:]
    before, after = values[:, :-1], values[:, 1:]
    is_held = np.any([(before == end) & (after == end) for end in ends], axis=0) & is_seen
    if is_held.any() and (is_seen & ~is_held).any(axis=0).all():
        changes[is_held] = np.nan
        is_seen = is_seen & ~is_held
    return changes, is_seen


def _least_squares(
    changes: Floats, is_seen: NDArray[np.bool_], count: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """What years and units add, each found in turn with the other held, until both stand still."""
    seen = np.where(is_seen, changes, np.nan)
    own = np.zeros(len(changes))
    means = np.nanmean(seen, axis=0)
    scale = float(np.nanmax(np.abs(seen)))
    for _ in range(_MOST_TURNS):
        before = means
        own = np.nansum(changes - means, axis=1) / np.maximum(count, 1)
        own = own - own[count > 0].mean()
        means = np.nanmean(seen - own[:, None], axis=0)
        if np.abs(means - before).max() <= _STILL * scale:
            break
    return means, np.where(count > 0, own, np.nan)


def _sums(groups: NDArray[np.intp], values: Floats, total: int) -> Floats:
    sums: Floats = np.bincount(groups, weights=values, minlength=total).astype(float)
    return sums


def _weight(variance: float, chance: Floats) -> Floats:
    """The share of what is real in what is seen; where nothing varies there is nothing to weigh."""
    if variance == 0:
        return np.zeros_like(chance)
    weight: Floats = variance / (variance + chance)
    return weight
