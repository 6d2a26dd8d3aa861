"""What the years to come may bring: how likely each village meets a line, how many may exit.

Nothing here is fitted to one village's few points. What villages share is learned from all of them
(``methods.growth``), what is a village's own is believed as far as the villages differ by more than
chance. A year's shock strikes all villages in the same draw, so that the number of exits is as
uncertain as such years make it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from villages.methods.growth import Floats, Growth, YearShock, fit_growth
from villages.plan.model import Better

Marks = NDArray[np.bool_]

#: Half of one in a hundred keeps the logarithm of the odds finite at 0 and at 100.
_HALF = 0.5
_END = float(np.log((100 + _HALF) / _HALF))
#: With three years known a shock's tails are so long that a draw may leave the numbers there are.
_LARGEST = 600.0


@dataclass(frozen=True)
class Forecast:
    """What each unit's value may be.

    Attributes
    ----------
    units
        The units, sorted.
    draws
        A row per unit, a column per draw; the same column is the same world for every unit. A
        unit of which nothing is known has no number.
    growth
        What was learned, on the scale on which changes add.
    """

    units: pd.Index[str]
    draws: Floats
    growth: Growth

    @property
    def is_known(self) -> pd.Series:
        """Whether anything is known of each unit."""
        return pd.Series(np.isfinite(self.draws[:, 0]), index=self.units, name="is_known")

    def meets(self, line: float | pd.Series, better: Better = "more") -> Marks:
        """Say for each unit and draw whether the line is met; never where nothing is known.

        Parameters
        ----------
        line
            One line for all, or one for each unit by its name; on the line is met.
        better
            Which way is better; what is neutral meets no line, and is an error.
        """
        if better == "neutral":
            raise ValueError("what is neither better nor worse meets no line")
        if isinstance(line, pd.Series):
            lines = line.reindex(self.units).to_numpy(dtype=float)[:, None]
        else:
            lines = np.full((1, 1), float(line))
        found: Marks = self.draws >= lines if better == "more" else self.draws <= lines
        return found

    def probability(self, line: float | pd.Series, better: Better = "more") -> pd.Series:
        """Return the share of draws in which each unit meets the line, 0 to 1.

        Missing for a unit of which nothing is known.
        """
        share = pd.Series(self.meets(line, better).mean(axis=1), index=self.units)
        return share.where(self.is_known).rename("probability")

    def interval(self, coverage: float = 0.8) -> pd.DataFrame:
        """Return ``low``, ``middle`` and ``high`` of each unit: between them lies so much.

        The tails left out are equal; ``middle`` is the median.
        """
        tail = (1 - coverage) / 2
        found = np.quantile(self.draws, [tail, 0.5, 1 - tail], axis=1)
        return pd.DataFrame(found.T, index=self.units, columns=["low", "middle", "high"])


def forecast(
    panel: pd.DataFrame,
    horizon: int,
    *,
    draws: int,
    seed: int,
    is_share: bool = False,
    start: float = 0.0,
    shock: YearShock | None = None,
) -> Forecast:
    r"""Draw what each unit's value may be, some years after the last year of the panel.

    Amounts grow by factors: the scale is :math:`z = \log(y + \text{start})`. Shares of a hundred
    move by logarithms of odds, :math:`z = \log((y + 0.5) / (100.5 - y))`, as what spreads through
    a population does: slower the nearer to 100. No draw passes 0 or 100. In each draw, with the
    symbols of ``methods.growth.fit_growth``:

    - :math:`\sigma_c^2 = s_c^2 \nu / \chi^2_\nu` with :math:`\nu` degrees of freedom: few years
      say little of how strongly years differ;
    - the pace :math:`\mu \sim N(\bar m, \sigma_c^2 / T)`, and for each year to come a shock
      :math:`c \sim N(0, \sigma_c^2)`, the same for all units: together Student's t for one year,
      the textbook's prediction of the next from T equal ones;
    - for each group :math:`b_g \sim N(\hat b_g, (1 - w_g) \tau_g^2)`, for each unit
      :math:`u_i \sim N(w_i (a_i - b_g), (1 - w_i) \tau_u^2)`;
    - for each unit and year a noise out of those seen, tails and all (Efron's bootstrap);
    - :math:`z \leftarrow z + \mu + c + b_g + u_i + e`, year by year from the unit's last known
      value on; for years that have passed, :math:`\mu + c` is the year's known mean.

    Not modelled: shocks of a township in a year, which are part of the noise here and would make
    the number of exits somewhat less certain; that some villages are noisier than others; that
    the past years' pace may not last.

    Parameters
    ----------
    panel
        Columns ``unit``, ``group`` (one per unit), ``year`` (whole numbers one apart; number the
        periods, if they are longer than a year) and ``value``; values may be missing.
    horizon
        How many years after the panel's last year, 1 or more.
    draws
        How many draws; 4,000 leave a probability uncertain by 0.8 points (standard error).
    seed
        Of the random numbers: the same gives the same.
    is_share
        Whether the values are shares of a hundred.
    start
        For amounts that may be 0: added before the logarithm (Tukey's started logarithm).
    shock
        What is known beforehand of the shock of a year; with three years it is much needed.

    Returns
    -------
    Forecast
        The draws.

    Raises
    ------
    ValueError
        If a unit has two rows of a year or two groups, a share is outside 0 to 100, an amount is
        not above 0 with ``start`` added, or there is too little to learn from.

    References
    ----------
    Gelman, A. and others (2013), Bayesian Data Analysis, 3rd edition, sections 3.2 and 5.4: the
    draws. Efron, B. (1979), Bootstrap methods, Annals of Statistics 7, 1-26: the noise. Griliches,
    Z. (1957), Hybrid corn, Econometrica 25, 501-522: the odds. Tukey, J. W. (1977), Exploratory
    Data Analysis, chapters 3 and 15: the started logarithm, the half added to a share.

    Examples
    --------
    >>> panel = pd.DataFrame({"unit": ["a"] * 3 + ["b"] * 3, "group": "g", "year": [1, 2, 3] * 2,
    ...     "value": [100.0, 110, 121, 200, 220, 242]})
    >>> forecast(panel, 1, draws=100, seed=1).interval().round(3).loc["b"].tolist()
    [266.2, 266.2, 266.2]
    """
    if horizon < 1 or draws < 1:
        raise ValueError("a forecast needs a year to come and a draw")
    values, groups = _table(panel)
    scaled = _to_scale(values.to_numpy(dtype=float), is_share=is_share, start=start)
    growth = fit_growth(scaled, groups, ends=(-_END, _END) if is_share else (), shock=shock)
    random = np.random.default_rng(seed)
    drawn = _walk(scaled, growth, horizon, draws, random, is_share=is_share)
    if is_share:
        back = (100 + 2 * _HALF) / (1 + np.exp(-drawn)) - _HALF
    else:
        back = np.exp(np.minimum(drawn, _LARGEST)) - start
    # What is on a line meets it: a logarithm's last bits must not decide.
    return Forecast(values.index, np.round(back, 6), growth)


def _table(panel: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """A row per unit, a column per year, and the number of each unit's group."""
    if panel.duplicated(["unit", "year"]).any():
        raise ValueError("a unit has two rows of one year")
    named = panel[["unit", "group"]].drop_duplicates().set_index("unit")["group"].sort_index()
    if named.index.has_duplicates:
        raise ValueError("a unit belongs to two groups")
    values = panel.pivot(index="unit", columns="year", values="value").sort_index()
    known = panel.loc[panel["value"].notna(), "year"].astype(int)
    if known.empty:
        raise ValueError("the panel holds no value")
    values = values.reindex(columns=range(int(known.min()), int(known.max()) + 1))
    return values, pd.factorize(named, sort=True)[0].astype(np.intp)


def _to_scale(values: Floats, *, is_share: bool, start: float) -> Floats:
    if is_share:
        if ((values < 0) | (values > 100)).any():
            raise ValueError("a share lies outside 0 to 100")
        odds: Floats = np.log((values + _HALF) / (100 + _HALF - values))
        # The ends are compared with, and must be they to the last bit.
        return np.where(values == 100, _END, np.where(values == 0, -_END, odds))
    if (values + start <= 0).any():
        raise ValueError("an amount is not above 0: give start")
    logarithm: Floats = np.log(values + start)
    return logarithm


def _walk(
    scaled: Floats, growth: Growth, horizon: int, draws: int, random: np.random.Generator, *,
    is_share: bool,
) -> Floats:  # fmt: skip
    """The drawn ways from each unit's last known value to the year asked for."""
    units, years = scaled.shape
    seen = len(growth.year_means)
    spread = random.chisquare(growth.shock_freedom, draws) / growth.shock_freedom
    deviation = np.sqrt(growth.shock_variance / spread)
    pace = growth.pace + deviation / np.sqrt(seen) * random.standard_normal(draws)
    groups = len(growth.group_effect)
    group = growth.group_effect[:, None] + np.sqrt(growth.group_doubt)[:, None] * (
        random.standard_normal((groups, draws))
    )
    own = group[growth.groups]
    own = own + growth.unit_weight[:, None] * (np.nan_to_num(growth.own)[:, None] - own)
    own = own + np.sqrt(growth.unit_doubt)[:, None] * random.standard_normal((units, draws))
    is_known = np.isfinite(scaled)
    last = np.where(is_known.any(axis=1), years - 1 - is_known[:, ::-1].argmax(axis=1), years - 1)
    way = np.repeat(scaled[np.arange(units), last][:, None], draws, axis=1)
    for year in range(int(last.min()) + 1, years + horizon):
        if year < years:
            common = np.full(draws, growth.year_means[year - 1])
        else:
            common = pace + deviation * random.standard_normal(draws)
        going = last < year
        step = common + own[going] + random.choice(growth.noises, (int(going.sum()), draws))
        way[going] = way[going] + step
        if is_share:
            way = np.clip(way, -_END, _END)
    return way


def meets_every(targets: Sequence[Marks]) -> Marks:
    """Say for each unit and draw whether all targets are met.

    Forecasts drawn with different seeds take the targets of a village to be independent, given
    what is known. Progress mostly goes together: the truth then lies between that and the limit
    ``high`` of ``every_target_limits``.

    Examples
    --------
    >>> meets_every([np.array([[True, True]]), np.array([[True, False]])]).tolist()
    [[True, False]]
    """
    every: Marks = np.logical_and.reduce(list(targets))
    return every


def every_target_limits(probabilities: pd.DataFrame) -> pd.DataFrame:
    r"""Return between which limits the probability of all targets lies, however they hang together.

    .. math:: \max(0, \sum_k p_k - (K - 1)) \le P \le \min_k p_k

    Parameters
    ----------
    probabilities
        A row per unit, a column per target.

    Returns
    -------
    pandas.DataFrame
        ``low`` and ``high``; where a probability is missing, 0 and the least of the others.

    References
    ----------
    Fréchet, M. (1935), Généralisations du théorème des probabilités totales, Fundamenta
    Mathematicae 25, 379-387.

    Examples
    --------
    >>> limits = every_target_limits(pd.DataFrame({"income": [0.9], "water": [0.7]}))
    >>> limits.round(2).loc[0].tolist()
    [0.6, 0.7]
    """
    low = probabilities.fillna(0.0).sum(axis=1) - (probabilities.shape[1] - 1)
    high = probabilities.fillna(1.0).min(axis=1)
    return pd.DataFrame({"low": low.clip(lower=0.0), "high": high})


@dataclass(frozen=True)
class Exits:
    """How many units may meet everything asked.

    Attributes
    ----------
    distribution
        The probability of each number, from 0 to all units.
    """

    distribution: pd.Series

    @property
    def expected(self) -> float:
        """The mean of the number."""
        return float((self.distribution * self.distribution.index).sum())

    def at_least(self, number: int) -> float:
        """Return the probability that so many or more do."""
        return float(self.distribution[self.distribution.index >= number].sum())

    def interval(self, coverage: float = 0.8) -> tuple[int, int]:
        """Return the least and the greatest number that leave at most equal tails outside."""
        tail = (1 - coverage) / 2
        below = self.distribution.cumsum()
        # The sum of many shares may fall short of the tail by the last bit.
        low = int((below.to_numpy() > tail + 1e-12).argmax())
        return low, int((below.to_numpy() >= 1 - tail - 1e-12).argmax())


def exits(meets: Marks) -> Exits:
    """Count in every draw the units that meet everything.

    Units of which nothing is known never count: with them the number may be higher.

    Parameters
    ----------
    meets
        A row per unit, a column per draw, as ``meets_every`` returns them.

    Examples
    --------
    >>> exits(np.array([[True, True], [True, False]])).distribution.tolist()
    [0.0, 0.5, 0.5]
    """
    counts = np.bincount(meets.sum(axis=0), minlength=len(meets) + 1)
    number = pd.RangeIndex(len(counts), name="exits")
    return Exits(pd.Series(counts / meets.shape[1], index=number, name="probability"))
