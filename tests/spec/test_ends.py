"""Are the floats that pages read the nearest to the exact quotients that verdicts are taken from?"""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from villages.indicators.ends import with_ends
from villages.indicators.sums import SUM_COLUMNS, Sums, exactly

_EXACT = pd.ArrowDtype(pa.decimal128(38, 6))
_AMOUNTS = st.one_of(
    st.integers(-50, 50).map(Decimal),
    st.decimals(-100_000, 1_000_000_000, places=2, allow_nan=False),
)


@st.composite
def _sums(draw: st.DrawFn) -> Sums:
    """Sums whose ends enclose what is known, with or without a complement."""
    amount, denominator = draw(_AMOUNTS), abs(draw(_AMOUNTS))
    spread = [abs(draw(_AMOUNTS)) for _ in range(4)]
    complement: tuple[Decimal | None, Decimal | None] = (None, None)
    if draw(st.booleans()):
        amount = min(abs(amount), denominator)
        least = denominator - amount
        complement = least, least + spread[3]
    ends = amount - spread[0], amount + spread[1], denominator, denominator + spread[2]
    return Sums(amount, denominator, *ends, *complement)


@given(st.lists(_sums(), min_size=1, max_size=20), st.sampled_from([1, 100]))
def test_each_end_is_the_float_nearest_to_the_exact_one(rows: list[Sums], factor: int) -> None:
    columns = {
        name: pd.Series([getattr(row, name) for row in rows], dtype=_EXACT) for name in SUM_COLUMNS
    }
    found = with_ends(pd.DataFrame(columns), factor)
    for row, (_, shown) in zip(rows, found.iterrows(), strict=True):
        ends = (("value", row.value, math.nan), ("low", row.low, -math.inf))
        for name, exact, without in (*ends, ("high", row.high, math.inf)):
            expected = without if exact is None else float(factor * exact)
            expected = math.nan if row.is_empty else expected
            is_same = shown[name] == expected or math.isclose(shown[name], expected, rel_tol=1e-15)
            assert is_same or (math.isnan(expected) and math.isnan(shown[name])), (row, name)


def test_exact_sums_stay_exact_in_a_frame() -> None:
    held = pa.table({"sum": pa.array([Decimal("0.1"), None], pa.decimal128(38, 6)), "rows": [1, 2]})
    frame = held.to_pandas(types_mapper=exactly)
    assert frame["sum"].iloc[0] * 3 == Decimal("0.3")
    assert frame["sum"].isna().tolist() == [False, True]
    assert frame["rows"].dtype == "int64"
