"""Does the split of yearly changes give what can be worked out by hand?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.methods.growth import YearShock, fit_growth

#: Two groups of two; changes of 3 and 5, 1 and 3, 0 and 0, 0 and 0.
VALUES = np.array([[0.0, 3, 8], [0, 1, 4], [7, 7, 7], [9, 9, 9]])
GROUPS = np.array([0, 0, 1, 1])


def test_the_parts_are_those_worked_by_hand() -> None:
    # Means of the years 1 and 2. Beyond them, on average: 2.5, 0.5, -1.5, -1.5; the rest is eight
    # times a half, up or down: 8/4 over 8 * (1 - 1/2) - 1 = 3. Within the groups 1 + 1 + 0 + 0 less
    # 4 * 1/2 * 1/3, over 2. Group means 1.5 and -1.5, variance 4.5, less (2/3 + 1/3) / 2.
    growth = fit_growth(VALUES, GROUPS)
    assert growth.year_means.tolist() == [1, 2]
    assert growth.pace == 1.5
    assert growth.shock_variance == pytest.approx(0.5)
    assert growth.shock_freedom == 1
    assert growth.own.tolist() == [2.5, 0.5, -1.5, -1.5]
    assert growth.noise_variance == pytest.approx(2 / 3)
    assert growth.unit_variance == pytest.approx(2 / 3)
    assert growth.group_variance == pytest.approx(4)
    # Weights 4 / 4.5 and (2/3) / (2/3 + 1/3).
    assert growth.group_effect == pytest.approx(np.array([4 / 3, -4 / 3]))
    assert growth.group_doubt == pytest.approx(np.array([4 / 9, 4 / 9]))
    assert growth.unit_weight == pytest.approx(np.full(4, 2 / 3))
    assert growth.unit_doubt == pytest.approx(np.full(4, 2 / 9))
    assert growth.unit_pace == pytest.approx(np.array([65, 41, 1, 1]) / 18)


def test_what_is_known_of_the_years_beforehand_counts_as_years() -> None:
    # (3 * 0.04 + 0.5) / (3 + 1).
    growth = fit_growth(VALUES, GROUPS, shock=YearShock(0.2, 3))
    assert growth.shock_variance == pytest.approx(0.155)
    assert growth.shock_freedom == 4


def test_the_noises_seen_have_the_variance_found() -> None:
    random = np.random.default_rng(4)
    growth = fit_growth(random.standard_normal((20, 6)).cumsum(axis=1), np.arange(20) % 4)
    assert growth.noises.mean() == pytest.approx(0, abs=1e-12)
    assert growth.noises.var() == pytest.approx(growth.noise_variance)


def test_variances_put_in_come_out_on_average() -> None:
    """The moments are without bias where no variance is cut off at 0."""
    random = np.random.default_rng(9)
    groups = np.repeat(np.arange(12), 5)
    found = []
    for _ in range(300):
        pace = 1.2 * random.standard_normal(12)[groups] + 0.8 * random.standard_normal(60)
        changes = pace[:, None] + random.standard_normal((60, 5)) * 0.5
        growth = fit_growth(np.hstack([np.zeros((60, 1)), changes.cumsum(axis=1)]), groups)
        found.append([growth.noise_variance, growth.unit_variance, growth.group_variance])
    errors = np.std(found, axis=0) / np.sqrt(len(found))
    assert np.abs(np.mean(found, axis=0) - [0.25, 0.64, 1.44]) == pytest.approx(
        np.zeros(3), abs=float(4 * errors.max())
    )


@given(st.integers(0, 10_000))
def test_a_pace_lies_between_the_unit_s_own_and_its_group_s_and_that_towards_the_common(
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    groups = random.permutation(np.concatenate([np.arange(4), random.integers(0, 4, 16)]))
    pace = random.uniform(0, 2) * random.standard_normal(4)[groups]
    pace = pace + random.uniform(0, 2) * random.standard_normal(20)
    changes = pace[:, None] + random.standard_normal((20, 4))
    growth = fit_growth(np.hstack([np.zeros((20, 1)), changes.cumsum(axis=1)]), groups)
    own = changes.mean(axis=1)
    for number in range(4):
        mean = own[groups == number].mean() - own.mean()
        shrunk = growth.group_effect[number]
        assert min(0, mean) - 1e-9 <= shrunk <= max(0, mean) + 1e-9
    pooled = own.mean() + growth.group_effect[groups]
    low, high = np.minimum(own, pooled), np.maximum(own, pooled)
    assert (growth.unit_pace >= low - 1e-9).all() and (growth.unit_pace <= high + 1e-9).all()


def test_where_units_differ_by_chance_only_none_is_believed() -> None:
    # Every unit changes by 1 up or down and back: no unit is faster than another.
    changes = np.array([[1.0, -1, 1, -1], [-1, 1, -1, 1], [1, -1, 1, -1], [-1, 1, -1, 1]])
    values = np.hstack([np.zeros((4, 1)), changes.cumsum(axis=1)])
    growth = fit_growth(values, np.array([0, 0, 1, 1]))
    assert growth.unit_variance == growth.group_variance == 0
    assert growth.unit_pace.tolist() == [0, 0, 0, 0]


def test_a_gap_is_bridged_for_the_pace_and_says_nothing_of_the_noise() -> None:
    nan = np.nan
    values = np.array([[0.0, 1, 2, 3], [0, nan, nan, 6], [0, 1, 2, 3], [nan, nan, nan, nan]])
    growth = fit_growth(values, np.zeros(4, dtype=int))
    # Paces of 1, 2 and 1 are 4/3 on average, whoever is known in a year.
    assert growth.year_means == pytest.approx(np.full(3, 4 / 3))
    assert growth.own[:3] == pytest.approx(np.array([-1, 2, -1]) / 3) and np.isnan(growth.own[3])
    assert growth.noise_variance == pytest.approx(0, abs=1e-12)
    # Of whom nothing is known goes with its group, the others by their own.
    assert growth.unit_weight[3] == 0


def test_who_stays_at_the_end_of_the_scale_does_not_slow_the_others() -> None:
    values = np.array([[0.0, 1, 2, 3], [9, 10, 10, 10], [10, 10, 10, 10]])
    growth = fit_growth(values, np.zeros(3, dtype=int), ends=(0.0, 10.0))
    assert growth.year_means.tolist() == [1, 1, 1]
    # Where all stay there, there is nothing else to learn from.
    same = np.full((3, 4), 10.0)
    assert fit_growth(same, np.zeros(3, dtype=int), ends=(0.0, 10.0)).pace == 0


def test_what_varies_in_a_single_unit_is_the_years_doing() -> None:
    growth = fit_growth(np.array([[0.0, 1, 4]]), np.zeros(1, dtype=int))
    assert (growth.pace, growth.shock_variance, growth.noise_variance) == (2, 2, 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, 2], [1, 2]], "3 yearly points"),
        ([[1.0, np.nan, 2], [1, np.nan, 2]], "no unit that was known"),
        ([[1.0, 2, np.nan], [np.nan, 2, 3]], "two changes"),
    ],
)
def test_too_little_to_learn_from_is_an_error(values: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_growth(np.array(values), np.zeros(2, dtype=int))
