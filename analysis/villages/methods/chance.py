"""What chance alone does to the rates of small places."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Limits(NamedTuple):
    """Between these two, both included, a share is no rarity."""

    low: float
    high: float


def binomial_limits(share: float, count: int, coverage: float) -> Limits:
    r"""Return the limits that a share of so many persons leaves by chance alone only rarely.

    Each of ``count`` persons counts with the probability ``share``, whatever the others do. With
    :math:`p = (1 - coverage) / 2` and R the number that count, an observed number r lies

    - below the low limit if :math:`P(R \le r) < p`,
    - above the high limit if :math:`P(R \ge r) < p`,

    and in no other case: the limits are exact, so that on either side chance exceeds them with a
    probability of less than p. With L the smallest number that is not below, and U the largest that
    is not above, they stand between two whole numbers where a smooth curve over ``count`` passes:

    .. math:: \frac{1}{n} \left( L - \frac{P(R \le L) - p}{P(R = L)} \right), \quad
              \frac{1}{n} \left( U + \frac{P(R \ge U) - p}{P(R = U)} \right)

    Parameters
    ----------
    share
        The share around which places vary, 0 to 1.
    count
        How many persons or households, 1 or more.
    coverage
        How much lies within, such as 0.95; more than 0 and less than 1.

    Returns
    -------
    Limits
        Shares, 0 to 1. A limit of 0 or 1 cannot be left: the place is too small.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1, the count is below 1, or the coverage not between 0
        and 1.

    References
    ----------
    Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics in
    Medicine 24(8), 1185-1202, appendix A.1: the interpolation of the low limit; the high one is its
    mirror image here, so that it too is exact. Why that matters: Manktelow, B. N. and Seaton, S. E.
    (2012), Specifying the probability characteristics of funnel plot control limits, PLoS ONE 7(9).

    Examples
    --------
    Of 10 throws of a coin, 2 to 8 heads are no rarity (1 or fewer come in 11 of 1,024 trials):

    >>> low, high = binomial_limits(0.5, 10, 0.95)
    >>> 0.1 < low < 0.2, 0.8 < high < 0.9
    (True, True)

    Of 5 throws even none is none: it comes in 1 of 32 trials, more than 2.5 %:

    >>> binomial_limits(0.5, 5, 0.95)
    Limits(low=0.0, high=1.0)
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share is {share}: give one between 0 and 1")
    if count < 1:
        raise ValueError(f"the count is {count}: give 1 or more")
    if not 0 < coverage < 1:
        raise ValueError(f"the coverage is {coverage}: give one between 0 and 1, such as 0.95")
    tail = (1 - coverage) / 2
    chances = _chances(share, count)
    low = _lower_limit(chances, tail)
    high = count - _lower_limit(chances[::-1], tail)
    return Limits(low / count, high / count)


def _lower_limit(chances: npt.NDArray[np.float64], tail: float) -> float:
    up_to = np.cumsum(chances)
    least = int(np.argmax(up_to >= tail))
    return max(0.0, least - float((up_to[least] - tail) / chances[least]))


def _chances(share: float, count: int) -> npt.NDArray[np.float64]:
    """The probability of each number from 0 to the count, by logarithms: no factorial overflows."""
    numbers = np.arange(count + 1)
    if share in (0, 1):
        return np.where(numbers == share * count, 1.0, 0.0)
    factorials = np.concatenate(([0.0], np.cumsum(np.log(numbers[1:]))))
    ways = factorials[-1] - factorials - factorials[::-1]
    chances: npt.NDArray[np.float64] = np.exp(
        ways + numbers * math.log(share) + (count - numbers) * math.log1p(-share)
    )
    return chances
