"""Does a sample say only what it can, by published intervals?"""

from __future__ import annotations

import pytest

from villages.exhibits.samples import sample_reading
from villages.methods.proportions import exact_interval
from villages.plan.exits import SampleLine
from villages.plan.words import Text

CITE = Text(zh="评估", en="evaluation")


@pytest.mark.parametrize(
    ("count", "sample", "low", "high"),
    [
        # The closed forms: none of n, all of n (the rule of three, exactly).
        (0, 100, 0.0, 1 - 0.025 ** (1 / 100)),
        (100, 100, 0.025 ** (1 / 100), 1.0),
        # R: binom.test(7, 20)$conf.int and binom.test(1, 10)$conf.int
        (7, 20, 0.1539092, 0.5921885),
        (1, 10, 0.002528579, 0.445016117),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_that_of_clopper_and_pearson(
    count: int, sample: int, low: float, high: float
) -> None:
    assert exact_interval(count, sample) == pytest.approx((low, high), abs=1e-6)


def test_a_count_beyond_the_sample_is_refused() -> None:
    with pytest.raises(ValueError):
        exact_interval(3, 2)


@pytest.mark.parametrize(
    ("line", "low", "high", "reading"),
    [
        ({"below_percent": 2}, 0, 1.99, "kept"),
        # Exactly 2 % is not below 2 %.
        ({"below_percent": 2}, 0, 2, "open"),
        ({"below_percent": 2}, 2, 5, "missed"),
        ({"at_most_percent": 2}, 0, 2, "kept"),
        ({"at_most_percent": 2}, 2, 5, "open"),
        ({"at_least_percent": 90}, 90, 96, "kept"),
        ({"at_least_percent": 90}, 89.9, 96, "open"),
        ({"at_least_percent": 90}, 80, 89.9, "missed"),
    ],
)
def test_the_whole_interval_must_lie_on_one_side(
    line: dict[str, int], low: float, high: float, reading: str
) -> None:
    assert sample_reading(SampleLine.model_validate({**line, "cite": CITE}), low, high) == reading
