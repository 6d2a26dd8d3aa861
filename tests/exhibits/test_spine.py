"""Does the spine hold every distance on its side of the target, to scale, whatever the order?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import (
    CITY,
    TOWNSHIP,
    bars_of,
    dots_of,
    lines_of,
    texts_of,
    village_code,
)
from exhibits.judged_pages import (
    CHINESE,
    LATIN,
    Row,
    data_of,
    drawn,
    judged_page,
    numbers_of,
    row,
    value_of,
    with_target,
    words_of,
)
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import target_spine
from villages.exhibits.figures.scales import around_zero, beyond, quantile
from villages.exhibits.figures.spread import spread_of
from villages.exhibits.judgements import Relation
from villages.exhibits.style import ACCENT, INK, RULE, SOFT_INK
from villages.plan import Plan
from villages.vocabulary import Language

VILLAGE = village_code(1)
WHITE = "#ffffff"


def exact(*numbers: str | int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def track(figure: Figure) -> tuple[float, float]:
    """The ends of the drawings."""
    (first, last) = lines_of(figure.svg, RULE, "0.6")[0]
    return first[0], last[0]


def shares_of(figure: Figure, spots: Sequence[float]) -> list[float]:
    start, end = track(figure)
    return [(x - start) / (end - start) for x in spots]


def own_marks(figure: Figure) -> list[float]:
    """Where the place of the page stands in each row, from the upper to the lower one."""
    spots = sorted(dots_of(figure.svg, ACCENT), key=lambda spot: spot[1])
    return shares_of(figure, [x for x, _ in spots])


def other_marks(figure: Figure) -> list[float]:
    return shares_of(figure, sorted(x for x, _ in dots_of(figure.svg, WHITE)))


def grey_bands(figure: Figure) -> list[tuple[float, float]]:
    bars = sorted((bar for bar in bars_of(figure.svg) if bar.fill == RULE), key=lambda b: b.top)
    found = [shares_of(figure, [bar.left, bar.right]) for bar in bars]
    return [(left, right) for left, right in found]


def backbone(figure: Figure) -> float:
    (corners,) = lines_of(figure.svg, INK, "1.4")
    return shares_of(figure, [corners[0][0]])[0]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60), st.integers(0, 20))
def test_quantiles_are_those_that_numpy_calls_linear(values: list[int], twentieths: int) -> None:
    share = Decimal(twentieths) / 20
    found = quantile(exact(*values), share)
    assert float(found) == pytest.approx(numpy.quantile(values, float(share), method="linear"))


def test_quartiles_by_hand() -> None:
    # Five values: the quartiles are the second and the fourth.
    assert spread_of(exact(98, 90, 96, 92, 94)) == tuple(exact(90, 92, 94, 96, 98))
    # Six, at positions 1.25 and 3.75: 2 + 1/4 of 2, 5 + 3/4 of 4.
    assert spread_of(exact(1, 2, 4, 5, 9, 10))[1:4] == tuple(exact("2.5", "4.5", "8"))
    assert spread_of(exact(-7)) == tuple(exact(-7) * 5)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30))
def test_quartiles_never_swap(values: list[int]) -> None:
    assert list(spread_of(exact(*values))) == sorted(spread_of(exact(*values)))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=9))
def test_every_distance_fits_and_the_largest_touches_the_end(distances: list[int]) -> None:
    half = around_zero(exact(*distances))
    assert half > 0
    assert max(abs(each) for each in distances) <= half
    assert half == 1 or max(abs(each) for each in distances) == half


@pytest.mark.parametrize(
    ("value", "line", "relation", "expected"),
    [
        (90, 98, "at_least", -8), (3, 5, "at_most", 2), (7, 5, "at_most", -2),
        (-500, -200, "at_least", -300), (41, 40, "rises", 1),
    ],
)  # fmt: skip
def test_better_is_right_and_worse_left(
    value: int, line: int, relation: Relation, expected: int
) -> None:
    assert beyond(Decimal(value), Decimal(line), relation) == expected


def village_page(plan: Plan, rows: Sequence[Row], *above: Any, **options: Any) -> Any:
    return judged_page(plan, rows, *above, code=VILLAGE, **options)


def above(
    plan: Plan, card: str, township: str | int, city: str | int, year: int = 2020
) -> list[Any]:
    return [
        value_of(plan, card, TOWNSHIP, township, year),
        value_of(plan, card, CITY, city, year),
    ]


def test_a_village_stands_beside_its_township_and_the_city(plan: Plan) -> None:
    rows = [row(plan, "safe_water", 90, 98, verdict="not_met", code=VILLAGE)]
    figure = drawn(target_spine(village_page(plan, rows, *above(plan, "safe_water", 96, 99))))
    # 8 and 2 short, 1 beyond; the largest distance is half the row.
    assert own_marks(figure) == pytest.approx([0.0], abs=1e-3)
    assert other_marks(figure) == pytest.approx([0.5 - 2 / 16, 0.5 + 1 / 16], abs=1e-3)
    assert backbone(figure) == pytest.approx(0.5, abs=1e-3)
    assert numbers_of(figure) == {"安全饮水": [98.0, 90.0, 96.0, 99.0]}
    assert {"90.0%", "96.0%", "99.0%", "安全饮水 ≥98%"} <= {
        text.replace("\u00a0", " ") for text in texts_of(figure.svg)
    }
    assert figure.caption.startswith("1项目标达到0项；与示例市全部村相比，1项更差")


def test_less_is_better_the_other_way_round(plan: Plan) -> None:
    other = with_target(plan, own_medical_share={"at_most": 20})
    rows = [
        row(other, "own_medical_share", 15, 20, verdict="met", relation="at_most", code=VILLAGE)
    ]
    figure = drawn(
        target_spine(village_page(other, rows, *above(other, "own_medical_share", 30, 20)))
    )
    # 5 below the line is good; 10 above it is the far left; the city is on the line.
    assert own_marks(figure) == pytest.approx([0.75], abs=1e-3)
    assert other_marks(figure) == pytest.approx([0.0, 0.5], abs=1e-3)


def test_values_below_zero_keep_their_sides(plan: Plan) -> None:
    other = with_target(plan, income={"at_least": -100})
    rows = [row(other, "income", -500, -100, verdict="not_met", code=VILLAGE)]
    figure = drawn(target_spine(village_page(other, rows, *above(other, "income", -300, 100))))
    assert own_marks(figure) == pytest.approx([0.0], abs=1e-3)
    assert other_marks(figure) == pytest.approx([0.25, 0.75], abs=1e-3)


def test_what_is_to_rise_is_held_against_each_places_own_year_before(plan: Plan) -> None:
    card = "cooperative_membership"
    other = with_target(plan, **{card: {"rises": True}})
    rows = [row(other, card, 30, 20, verdict="met", relation="rises", code=VILLAGE)]
    before = value_of(other, card, VILLAGE, 20, 2019, "low_income")
    figure = drawn(
        target_spine(
            village_page(
                other, rows, before, *above(other, card, 42, 43), *above(other, card, 47, 38, 2019)
            )
        )
    )
    # Up by 10; down by 5; up by 5.
    assert own_marks(figure) == pytest.approx([1.0], abs=1e-3)
    assert other_marks(figure) == pytest.approx([0.25, 0.75], abs=1e-3)
    assert "20.0 → 30.0%" in texts_of(figure.svg)
    assert numbers_of(figure)["组织化"] == [20.0, 30.0, 42.0, 43.0, 20.0, 47.0, 38.0]


def test_all_on_the_target_lie_on_one_another_in_three_shapes(plan: Plan) -> None:
    rows = [row(plan, "paved_links", 100, 100, verdict="met", code=VILLAGE)]
    figure = drawn(target_spine(village_page(plan, rows, *above(plan, "paved_links", 100, 100))))
    assert own_marks(figure) + other_marks(figure) == pytest.approx([0.5] * 3, abs=1e-3)
    heads = [text for text in texts_of(figure.svg) if text[0] in "●□◇"]
    assert len({head[0] for head in heads}) == 3
    assert "1项相同" in figure.caption


def test_what_missing_rows_would_decide_is_a_hollow_range(plan: Plan) -> None:
    rows = [
        row(plan, "safe_water", 97, 98, verdict="no_data", band="no_data", ends=(90, 100),
            code=VILLAGE),
        row(plan, "safe_housing", 90, 98, verdict="not_met", code=VILLAGE),
    ]  # fmt: skip
    figure = drawn(target_spine(village_page(plan, rows, *above(plan, "safe_water", 94, 98))))
    assert len(own_marks(figure)) == 1
    (hollow,) = lines_of(figure.svg, ACCENT, "0.9")
    across = shares_of(figure, [x for x, _ in hollow])
    # From 8 short to 2 beyond.
    assert (min(across), max(across)) == pytest.approx((0.0, 0.5 + 2 / 16), abs=1e-3)
    assert "空心条" in figure.source and "97.0%（已知）" in texts_of(figure.svg)


def test_the_public_edition_compares_no_village(plan: Plan) -> None:
    rows = [row(plan, "safe_water", 90, 98, verdict="not_met", code=VILLAGE)]
    around = above(plan, "safe_water", 96, 99)
    assert target_spine(village_page(plan, rows, *around)) is not None
    assert target_spine(village_page(plan, rows, *around, edition="public")) is None
    assert target_spine(village_page(plan, rows)) is None
    assert target_spine(village_page(with_target(plan), rows, *around)) is None


def spread_rows(
    plan: Plan, values: Sequence[int | str], together: int, card: str = "safe_water",
    line: int = 95, relation: Relation = "at_least",
) -> list[Row]:  # fmt: skip
    def judged(value: int | str, code: str) -> Row:
        is_met = beyond(Decimal(value), Decimal(line), relation) >= 0
        verdict = "met" if is_met else "not_met"
        return row(plan, card, value, line, verdict=verdict, code=code, relation=relation)  # type: ignore[arg-type]

    villages = [judged(value, village_code(index)) for index, value in enumerate(values, 1)]
    return [judged(together, TOWNSHIP), *villages]


@pytest.fixture
def at_95(plan: Plan) -> Plan:
    return with_target(plan, safe_water={"at_least": 95}, own_medical_share={"at_most": 20})


def test_a_township_stands_among_its_villages(at_95: Plan) -> None:
    rows = spread_rows(at_95, [90, 92, 94, 96, 98], 96)
    figure = drawn(target_spine(judged_page(at_95, rows, villages=5)))
    # Distances -5, -3, -1, 1, 3: quartiles -3 and 1 of a half width of 5.
    assert grey_bands(figure) == [pytest.approx((0.2, 0.6), abs=1e-3)]
    assert own_marks(figure) == pytest.approx([0.6], abs=1e-3)
    whole = lines_of(figure.svg, SOFT_INK, "0.9")[0]
    assert shares_of(figure, [x for x, _ in whole]) == pytest.approx([0.0, 0.8], abs=1e-3)
    assert numbers_of(figure)["安全饮水"] == [95.0, 96.0, 90.0, 92.0, 94.0, 96.0, 98.0, 5.0]
    assert "92.0至96.0%" in texts_of(figure.svg)
    assert "灰底" in figure.source and "不足5个村" not in figure.source
    assert figure.caption == "安全饮水1项，各有四分之一以上的村未达到目标"


def test_the_worst_is_left_where_less_is_better(at_95: Plan) -> None:
    rows = spread_rows(at_95, [10, 15, 20, 25, 30], 16, "own_medical_share", 20, "at_most")
    figure = drawn(target_spine(judged_page(at_95, rows, villages=5)))
    # Distances 10, 5, 0, -5, -10: from 30 at the left to 10 at the right.
    assert grey_bands(figure) == [pytest.approx((0.25, 0.75), abs=1e-3)]
    assert own_marks(figure) == pytest.approx([0.7], abs=1e-3)
    (name,) = numbers_of(figure)
    assert numbers_of(figure)[name][2:] == [30.0, 25.0, 20.0, 15.0, 10.0, 5.0]


def test_rows_are_joined_by_code_whatever_their_order(at_95: Plan) -> None:
    rows = spread_rows(at_95, [90, 92, 94, 96, 98], 96)
    page = judged_page(at_95, rows, villages=5)
    turned = judged_page(at_95, rows[::-1], villages=5)
    assert drawn(target_spine(page)) == drawn(target_spine(turned))


def test_villages_without_enough_data_are_left_out_and_counted(at_95: Plan) -> None:
    rows = spread_rows(at_95, [90, 92, 94, 96, 98], 96)
    open_row = row(at_95, "safe_water", 10, 95, verdict="no_data", ends=(5, 99),
                   code=village_code(6))  # fmt: skip
    figure = drawn(target_spine(judged_page(at_95, [*rows, open_row], villages=6)))
    assert numbers_of(figure)["安全饮水"][2:] == [90.0, 92.0, 94.0, 96.0, 98.0, 5.0]


def test_few_villages_are_drawn_one_by_one_without_quartiles(at_95: Plan) -> None:
    figure = drawn(target_spine(judged_page(at_95, spread_rows(at_95, [91, 97, 99], 96))))
    assert grey_bands(figure) == []
    ticks = [c for c in lines_of(figure.svg, SOFT_INK, "0.9") if c[0][0] == c[1][0]]
    spots = shares_of(figure, sorted(corners[0][0] for corners in ticks))
    assert spots == pytest.approx([0.0, 0.75, 1.0], abs=1e-3)
    assert numbers_of(figure)["安全饮水"] == [95.0, 96.0, 91.0, None, None, None, 99.0, 3.0]
    assert "中间一半" not in texts_of(figure.svg)
    assert "不足5个村" in figure.source and "灰底" not in figure.source


def test_one_village_is_no_spread(at_95: Plan) -> None:
    rows = spread_rows(at_95, [91], 91)
    assert target_spine(judged_page(at_95, rows, villages=1)) is None


def test_equal_villages_are_seen_on_the_backbone(at_95: Plan) -> None:
    figure = drawn(target_spine(judged_page(at_95, spread_rows(at_95, [95] * 6, 95), villages=6)))
    ((left, right),) = grey_bands(figure)
    assert left < 0.5 < right and (left + right) / 2 == pytest.approx(0.5, abs=1e-3)
    assert own_marks(figure) == pytest.approx([0.5], abs=1e-3)
    assert figure.caption == "1项目标都有四分之三以上的村达到"


def test_a_quartile_short_of_the_line_is_never_written_as_reaching_it(at_95: Plan) -> None:
    values = ["94.96", "94.96", "94.96", "95", "96"]
    figure = drawn(target_spine(judged_page(at_95, spread_rows(at_95, values, 95), villages=5)))
    assert data_of(figure)[0][3:7] == ["94.9%", "94.9%", "94.9%", "95.0%"]


def test_the_public_edition_draws_no_villages(at_95: Plan) -> None:
    rows = spread_rows(at_95, [90, 92, 94, 96, 98], 96)
    assert target_spine(judged_page(at_95, rows, villages=5, edition="public")) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_speaks_one_language(plan: Plan, at_95: Plan, language: Language) -> None:
    rows = [row(plan, "safe_water", 90, 98, verdict="not_met", code=VILLAGE)]
    around = above(plan, "safe_water", 96, 99)
    pages = [
        village_page(plan, rows, *around, language=language),
        judged_page(at_95, spread_rows(at_95, [90] * 3, 90), language=language),
        judged_page(at_95, spread_rows(at_95, [90] * 6, 90), villages=6, language=language),
    ]
    for page in pages:
        words = words_of(drawn(target_spine(page)))
        assert not (LATIN if language == "zh" else CHINESE).search(words)
