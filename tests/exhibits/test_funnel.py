"""Are the limits of chance exact, and does the funnel name those beyond them and no others?"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import (
    CITY,
    TOWNSHIP,
    dots_of,
    lines_of,
    measured,
    page_of,
    texts_of,
    village_code,
)
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import rate_funnel
from villages.exhibits.figures.frame import DOT_MM, LABEL_HEIGHT_MM, label_corners
from villages.exhibits.page import Page
from villages.exhibits.style import ACCENT, FILLS, INK, SOFT_INK
from villages.methods import binomial_limits
from villages.plan import Plan
from villages.vocabulary import Edition, Language

CARD = "serious_illness"


@pytest.mark.parametrize(
    ("share", "count", "coverage", "least", "most"),
    [
        # Tables of the cumulative binomial: n = 20, p = .3: P(R<=1) = .0076, P(R<=2) = .0355,
        # P(R<=9) = .9520, P(R<=10) = .9829.
        (0.3, 20, 0.95, 2, 10),
        # n = 10, p = .5: P(R<=1) = 11/1024 = .0107, P(R<=2) = 56/1024 = .0547.
        (0.5, 10, 0.95, 2, 8),
        # 1/1024 is a little less than .001, 11/1024 more.
        (0.5, 10, 0.998, 1, 9),
        # n = 15, p = .1: P(R<=0) = .2059, P(R<=3) = .9444, P(R<=4) = .9873.
        (0.1, 15, 0.95, 0, 4),
        # 1/32 = .031 is more than .025: of 5 throws even 0 heads are no rarity.
        (0.5, 5, 0.95, 0, 5),
    ],
)
def test_numbers_within_the_limits_are_those_of_the_tables(
    share: float, count: int, coverage: float, least: int, most: int
) -> None:
    low, high = binomial_limits(share, count, coverage)
    within = [number for number in range(count + 1) if low <= number / count <= high]
    assert (within[0], within[-1]) == (least, most)


def test_the_curve_stands_where_it_was_worked_out_by_hand() -> None:
    # L = 2: (P(R<=2) − .025) / P(R=2) = (56 − 25.6) / 45 of 1,024ths; the high limit mirrors it.
    low, high = binomial_limits(0.5, 10, 0.95)
    assert low == pytest.approx((2 - 30.4 / 45) / 10)
    assert high == pytest.approx(1 - (2 - 30.4 / 45) / 10)


@given(
    st.fractions(0, 1, max_denominator=60),
    st.integers(1, 60),
    st.sampled_from([Fraction(95, 100), Fraction(998, 1000)]),
)
def test_a_number_is_beyond_a_limit_just_where_its_tail_is_rare(
    share: Fraction, count: int, coverage: Fraction
) -> None:
    chances = [
        comb(count, number) * share**number * (1 - share) ** (count - number)
        for number in range(count + 1)
    ]
    low, high = binomial_limits(float(share), count, float(coverage))
    assert 0 <= low <= float(share) + 1e-9 and float(share) - 1e-9 <= high <= 1
    rare = (1 - coverage) / 2
    for number in range(count + 1):
        tails = sum(chances[: number + 1]), sum(chances[number:])
        # A tail that is rare but for a rounding error may fall on either side.
        if min(abs(tail - rare) for tail in tails) > Fraction(1, 10**12):
            assert (number / count < low) == (tails[0] < rare)
            assert (number / count > high) == (tails[1] < rare)


def test_large_places_do_not_overflow() -> None:
    # 1.96 standard errors of a half at 1,000,000: 0.00098.
    low, high = binomial_limits(0.5, 1_000_000, 0.95)
    assert (low, high) == pytest.approx((0.5 - 0.00098, 0.5 + 0.00098), abs=2e-6)


@pytest.mark.parametrize(
    ("share", "count", "coverage"), [(-0.1, 5, 0.95), (1.1, 5, 0.95), (0.5, 0, 0.95), (0.5, 5, 1)]
)
def test_what_makes_no_sense_is_refused(share: float, count: int, coverage: float) -> None:
    with pytest.raises(ValueError, match="give"):
        binomial_limits(share, count, coverage)


def page(
    plan: Plan, ill: Sequence[tuple[int | None, int]], *, code: str = TOWNSHIP, card: str = CARD,
    language: Language = "zh", edition: Edition = "internal",
) -> Page:  # fmt: skip
    """Villages with so many ill of so many, and their township and city, in which all are added."""
    rows = [
        measured(plan, card, village_code(number), 2020, *found)
        for number, found in enumerate(ill, 1)
    ]
    together = sum(found or 0 for found, _ in ill), sum(count for _, count in ill)
    rows += [measured(plan, card, above, 2020, *together) for above in (TOWNSHIP, CITY)]
    return page_of(
        plan,
        villages=len(ill),
        measurements=rows,
        years=(2020,),
        code=code,
        language=language,
        edition=edition,
    )


def funnel(plan: Plan, ill: Sequence[tuple[int | None, int]], card: str = CARD) -> Figure | None:
    return rate_funnel(page(plan, ill, card=card), plan.cards[card])


# 40 of 2,000 are ill, 2 %. Of 100, P(R>=6) = .0155 and P(R>=5) = .0508: 6 are beyond 95 %, 5 not;
# P(R>=8) = .00093: 8 are beyond 99.8 %, 7 (.0041) not. (Sums of the binomial for n = 100, p = .02.)
USUAL = [(2, 100)] * 10 + [(5, 100), (0, 100), (1, 100), (6, 100)] + [(2, 150)] * 4
# 24 of 1,200 are ill, 2 % again.
FAR = [(1, 100)] * 10 + [(6, 100), (8, 100)]


def test_only_places_beyond_the_limits_are_named(plan: Plan) -> None:
    figure = funnel(plan, USUAL)
    assert figure is not None
    assert [text for text in texts_of(figure.svg) if text.endswith("号村")] == ["14号村"]
    assert len(dots_of(figure.svg, ACCENT)) == 1
    assert len(dots_of(figure.svg, FILLS[1])) == len(USUAL) - 1
    # 18 places, one of 20 of them: 0.9.
    assert figure.caption == (
        "大病患者比率：18个村中，1个超出95%界限（14号村），没有超出99.8%界限的；"
        "仅凭偶然，平均也会有至多1个超出95%界限"
    )
    assert "14号村6.0%" in figure.alt and "17个在95%界限之内" in figure.alt


def test_what_chance_hardly_explains_comes_first(plan: Plan) -> None:
    shown = page(plan, FAR, language="en")
    figure = rate_funnel(shown, plan.cards[CARD])
    assert figure is not None
    assert "1 of 12 villages lies outside the 99.8% limits (Village 12)" in figure.caption
    assert figure.caption.endswith("; 1 more lies outside the 95% limits")
    assert {"Village 11", "Village 12"} <= set(texts_of(figure.svg))


def test_points_and_limits_are_drawn_where_the_table_says(plan: Plan) -> None:
    ill = [(1, 40), (3, 80), (2, 120), (9, 200)]
    figure = funnel(plan, ill)
    assert figure is not None and figure.data is not None
    rows = [[cell.number for cell in row[1:]] for row in figure.data.rows]
    assert [row[:2] for row in rows] == [[40, 2.5], [80, 3.8], [120, 1.7], [200, 4.5]]
    for (_, count), row in zip(ill, rows, strict=True):
        usual = binomial_limits(15 / 440, count, 0.95)
        wide = binomial_limits(15 / 440, count, 0.998)
        assert row[2:] == pytest.approx([100 * end for end in (*usual, *wide)], abs=0.005)
    dots = sorted(dots_of(figure.svg, FILLS[1]) + dots_of(figure.svg, ACCENT))
    (pooled,) = lines_of(figure.svg, SOFT_INK, "0.8")
    scale = (dots[0][1] - dots[1][1]) / (100 * 3 / 80 - 100 * 1 / 40)
    assert (pooled[0][1] - dots[0][1]) / scale == pytest.approx(2.5 - 1500 / 440, abs=0.02)
    across = [x for x, _ in dots]
    assert (across[1] - across[0]) / (across[3] - across[0]) == pytest.approx(0.25, abs=0.01)
    # At 80 the dashed curves stand where the limits are.
    heights = sorted(_at(line, across[1]) for line in lines_of(figure.svg, INK, "0.9"))
    limits = [100 * end for end in binomial_limits(15 / 440, 80, 0.95)]
    told = sorted(dots[1][1] - (end - 3.75) * scale for end in limits)
    assert heights == pytest.approx(told, abs=0.5)


def _at(line: Sequence[tuple[float, float]], across: float) -> float:
    return min(line, key=lambda corner: abs(corner[0] - across))[1]


def test_a_city_shows_its_villages(plan: Plan) -> None:
    shown = page(plan, USUAL, code=CITY)
    figure = rate_funnel(shown, plan.cards[CARD])
    assert figure is not None and figure.data is not None
    assert len(figure.data.rows) == len(USUAL)


@pytest.mark.parametrize(
    "ill",
    [
        [(2, 100)],  # one village
        [(2, 100), (1, 80)],  # two
        [(2, 100), (1, 80), (0, 0)],  # of the third nobody is counted
        [(2, 100), (1, 80), (None, 90)],  # the third is not known
        [(0, 100), (0, 80), (0, 90)],  # nobody is ill
        [(100, 100), (80, 80), (90, 90)],  # everybody is
    ],
)
def test_there_is_nothing_to_draw(plan: Plan, ill: Sequence[tuple[int | None, int]]) -> None:
    assert funnel(plan, ill) is None


def test_places_without_anybody_to_count_are_left_out(plan: Plan) -> None:
    figure = funnel(plan, [*USUAL, (0, 0), (None, 50)])
    assert figure is not None and figure.data is not None
    assert len(figure.data.rows) == len(USUAL)


def test_a_road_is_not_paved_by_chance(plan: Plan) -> None:
    kilometres = [(3, 4), (5, 5), (1, 2), (7, 9)]
    assert funnel(plan, kilometres, card="paved_links") is None


def test_a_villages_page_and_the_public_edition_have_none(plan: Plan) -> None:
    assert rate_funnel(page(plan, USUAL, code=village_code(1)), plan.cards[CARD]) is None
    for code in (TOWNSHIP, CITY):
        shown = page(plan, USUAL, code=code, edition="public")
        assert rate_funnel(shown, plan.cards[CARD]) is None


def test_the_note_says_what_one_person_is(plan: Plan) -> None:
    figure = funnel(plan, [(1, 60), (2, 100), (1, 90)])
    assert figure is not None
    # One of 60 is 1.67 points.
    assert "1号村的分母最小（人口总数：60人），1人即为1.67个百分点" in figure.source
    assert "不作判定" in figure.source


millimetres = st.tuples(st.floats(5, 135), st.floats(5, 60))


@given(st.lists(millimetres, max_size=5), st.lists(st.floats(4, 30), min_size=5, max_size=5))
def test_names_cover_neither_points_nor_one_another(
    points: list[tuple[float, float]], widths: list[float]
) -> None:
    corners = label_corners(points, widths[: len(points)], points, (140, 65))
    boxes = [
        (left, low, left + width, low + LABEL_HEIGHT_MM)
        for (left, low), width in zip(corners, widths, strict=False)
    ]
    dots = [(x - DOT_MM, y - DOT_MM, x + DOT_MM, y + DOT_MM) for x, y in points]
    for box in boxes:
        assert box[0] >= 0 and box[2] <= 140 + 1e-9 and box[1] >= 0
        assert not any(_share_room(box, dot) for dot in dots)
    assert not any(_share_room(one, other) for one, other in combinations(boxes, 2))


def _share_room(one: Sequence[float], other: Sequence[float]) -> bool:
    is_apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not is_apart
