"""The value of many quotients at once and the ends between which each lies, as floats to be read.

The same rules as :class:`villages.indicators.sums.Sums`, whose exact fractions decide verdicts; an
indicator table has a hundred thousand rows, of which few are judged. A test holds the two together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from villages.indicators.sums import SUM_COLUMNS

Floats = npt.NDArray[np.float64]


def with_ends(frame: pd.DataFrame, factor: int) -> pd.DataFrame:
    """Return rows of sums with their ``value``, ``low`` and ``high``.

    Parameters
    ----------
    frame
        The columns of ``SUM_COLUMNS``, exact; a complement may be missing.
    factor
        What a bare quotient is multiplied by: 100 for per cent.

    Returns
    -------
    pandas.DataFrame
        The rows with three more columns, in the unit that the factor leads to. Nothing to divide by
        gives NaN in all three; no floor or no ceiling gives an infinite end.

    Examples
    --------
    >>> from decimal import Decimal
    >>> rows = pd.DataFrame([map(Decimal, (8, 9, 8, 9, 9, 10, 1, 2))], columns=SUM_COLUMNS)
    >>> with_ends(rows, 100)[["value", "low", "high"]].round(2).iloc[0].tolist()
    [88.89, 80.0, 90.0]
    """
    number = {name: millionths(frame[name]) for name in SUM_COLUMNS}
    least, most = number["numerator_low"], number["numerator_high"]
    under, over = number["denominator_low"], number["denominator_high"]
    value = quotient(factor * number["numerator"], number["denominator"])
    low = quotient(factor * least, np.where(least >= 0, over, under), -np.inf)
    high = quotient(factor * most, np.where(most >= 0, under, over), np.inf)
    # fmax and fmin pass over the complement of what has none.
    low = np.fmax(low, quotient(factor * (under - number["complement_high"]), under, -np.inf))
    high = np.fmin(high, quotient(factor * (over - number["complement_low"]), over, np.inf))
    is_empty = over == 0
    ends = {"value": value, "low": low, "high": high}
    return frame.assign(**{name: np.where(is_empty, np.nan, end) for name, end in ends.items()})


def millionths(sums: pd.Series[Any]) -> Floats:
    """Return exact sums in millionths, NaN where there is none.

    All that registers hold is whole in millionths, so that floats up to nine thousand millions are
    exact and their quotient is the float nearest to the true one.
    """
    exact = pa.array(sums).cast(pa.decimal128(28, 6))
    scaled = compute.multiply(exact, pa.scalar(Decimal(1_000_000))).cast(pa.decimal128(38, 0))
    return np.asarray(scaled.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def quotient(numerator: Floats, denominator: Floats, otherwise: float = np.nan) -> Floats:
    """Return quotients, and what stands for those by nothing."""
    result = np.full_like(numerator, otherwise)
    return np.divide(numerator, denominator, out=result, where=denominator != 0)
