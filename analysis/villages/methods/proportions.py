"""What a sample says of a share: the exact interval of Clopper and Pearson."""

from __future__ import annotations

from scipy.stats import beta


def exact_interval(count: int, sample: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a proportion.

    Parameters
    ----------
    count, sample
        How many of how many.
    confidence
        How often such intervals hold the true share, at least.

    Returns
    -------
    tuple of float
        The ends, between 0 and 1; of an empty sample 0 and 1.

    Notes
    -----
    The ends are quantiles of the beta distribution (C. J. Clopper and E. S. Pearson, *The use of
    confidence or fiducial limits illustrated in the case of the binomial*, Biometrika 26, 1934). It
    treats the sample as drawn at random without clusters.

    Raises
    ------
    ValueError
        If the count is not between 0 and the sample.

    Examples
    --------
    None of 300 visited households was wrongly counted as exited; the share is under 1.3 %:

    >>> low, high = exact_interval(0, 300)
    >>> low, round(high, 4)
    (0.0, 0.0122)
    """
    if not 0 <= count <= sample:
        raise ValueError(f"{count} of {sample}")
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, count, sample - count + 1)) if count else 0.0
    high = float(beta.ppf(1 - tail, count + 1, sample - count)) if count < sample else 1.0
    return low, high
