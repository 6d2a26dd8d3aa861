"""Do the measures keep the properties that define them, and refuse what makes no sense?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from villages.methods import fgt, gini

LINE = 14_000.0
INCOMES = st.lists(st.integers(0, 40_000), min_size=1, max_size=30)
ROWS = st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 6)), min_size=1, max_size=20)
TIED_ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=4, max_size=20)
ALPHAS = st.sampled_from([0, 0.5, 1, 2])

MEASURES: list[Callable[..., float]] = [
    lambda income, weights=None: fgt(income, LINE, 1, weights),
    lambda income, weights=None: fgt(income, LINE, 0, weights),
    gini,
]


@given(INCOMES, st.sampled_from([2.0, 0.125, 1024.0]), ALPHAS)
def test_another_currency_changes_nothing(income: list[int], rate: float, alpha: float) -> None:
    assume(sum(income) > 0)
    exchanged = [value * rate for value in income]
    assert fgt(exchanged, LINE * rate, alpha) == fgt(income, LINE, alpha)
    assert gini(exchanged) == gini(income)


@pytest.mark.parametrize("measure", MEASURES)
@given(INCOMES, st.integers(2, 5))
def test_the_same_people_twice_change_nothing(
    measure: Callable[..., float], income: list[int], times: int
) -> None:
    assume(sum(income) > 0)
    assert measure(income * times) == pytest.approx(measure(income), abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
@given(ROWS)
def test_a_weight_is_a_repetition(
    measure: Callable[..., float], rows: list[tuple[int, int]]
) -> None:
    assume(sum(income for income, _ in rows) > 0)
    incomes, weights = [list(column) for column in zip(*rows, strict=True)]
    repeated = [income for income, weight in rows for _ in range(weight)]
    assert measure(incomes, weights) == pytest.approx(measure(repeated), abs=1e-12)


@given(TIED_ROWS, st.randoms())
def test_the_order_of_rows_changes_no_bit_of_the_gini(
    rows: list[tuple[int, int]], random: Any
) -> None:
    assume(sum(income for income, _ in rows) > 0)
    shuffled = random.sample(rows, len(rows))
    third = [[income / 3 for income, _ in order] for order in (rows, shuffled)]
    weights = [[weight / 7 for _, weight in order] for order in (rows, shuffled)]
    assert gini(third[0], weights[0]) == gini(third[1], weights[1])


@given(INCOMES, st.integers(0, 29), st.integers(1, 10_000))
def test_more_for_a_poor_person_is_less_poverty(income: list[int], index: int, gift: int) -> None:
    person = index % len(income)
    assume(income[person] < LINE)
    richer = [*income]
    richer[person] += gift
    assert fgt(richer, LINE, 1) < fgt(income, LINE, 1)


@given(INCOMES.filter(lambda income: sum(income) > 0))
def test_gini_lies_between_equality_and_all_for_one(income: list[int]) -> None:
    assert 0 <= gini(income) <= 1 - 1 / len(income) + 1e-12


@given(ROWS, ALPHAS)
def test_poverty_is_the_weighted_mean_over_groups(
    rows: list[tuple[int, int]], alpha: float
) -> None:
    assume(len(rows) > 1)
    half = len(rows) // 2
    parts = [rows[:half], rows[half:]]
    total = sum(weight for _, weight in rows)
    added = sum(
        fgt(*zip_columns(part, alpha)) * sum(weight for _, weight in part) / total for part in parts
    )
    assert fgt(*zip_columns(rows, alpha)) == pytest.approx(added, abs=1e-12)


def zip_columns(rows: list[tuple[int, int]], alpha: float) -> tuple[Any, float, float, Any]:
    return [income for income, _ in rows], LINE, alpha, [weight for _, weight in rows]


def test_an_income_at_the_line_is_not_poor() -> None:
    assert fgt([14_000], 14_000, 0) == 0
    assert fgt([13_999.99], 14_000, 0) == 1


def test_known_ginis_by_hand() -> None:
    assert gini([7, 7, 7]) == 0
    assert gini([1, 3]) == 0.25  # mean difference 1 over twice the mean of 2
    assert gini([0, 0, 10], [1, 2, 1]) == 0.75
    assert gini([-1, 1, 3]) == pytest.approx(
        8 / 9
    )  # differences 2+2+4 over 3 persons' income 3, /3
    assert math.isnan(gini([0, 0]))


def test_a_zero_weight_leaves_the_row_out() -> None:
    assert gini([1, 3, 1_000_000], [1, 1, 0]) == 0.25
    assert fgt([1, 3, 100], 2, 0, [1, 1, 0]) == 0.5


def test_pandas_numpy_and_lists_agree() -> None:
    incomes, weights = [9_000, 15_000, 20_000], [1, 2, 3]
    series = pd.Series(incomes, index=[5, 1, 3]), pd.Series(weights, index=[1, 2, 3])
    arrays = np.array(incomes), np.array(weights)
    assert gini(*series) == gini(*arrays) == gini(incomes, weights)
    assert fgt(series[0], LINE, 1, series[1]) == fgt(arrays[0], LINE, 1, arrays[1])


REFUSED = [
    ([], None, "empty"),
    ([1.0, float("nan")], None, "drop or fill"),
    ([1.0, float("inf")], None, "drop or fill"),
    (pd.Series([1, None], dtype="Int64"), None, "drop or fill"),
    (["a", "b"], None, "convert it"),
    ([[1.0], [2.0]], None, "one column"),
    ([1, 2], [1], "one weight for each income"),
    ([1, 2], [1, -1], "set it to 0"),
    ([1, 2], [0, 0], "positive weight"),
    ([1, 2], [1, float("nan")], "drop or fill"),
]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("income", "weights", "remedy"), REFUSED)
def test_broken_input_is_refused_with_a_remedy(
    measure: Callable[..., float], income: Any, weights: Any, remedy: str
) -> None:
    with pytest.raises(ValueError, match=remedy):
        measure(income, weights)


@pytest.mark.parametrize("line", [0, -1, float("nan"), float("inf")])
def test_a_line_must_be_above_zero(line: float) -> None:
    with pytest.raises(ValueError, match="poverty line above 0"):
        fgt([1, 2], line, 0)


@pytest.mark.parametrize("alpha", [-1, float("nan")])
def test_alpha_must_not_be_negative(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        fgt([1, 2], 1, alpha)
