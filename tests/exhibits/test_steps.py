"""Does each target's staircase show what is due, what is met, and what is not known?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import (
    TOWNSHIP,
    bars_of,
    judged,
    lines_of,
    milestones,
    page_of,
    shares,
    text_marks,
    texts_of,
    village_code,
)
from villages.exhibits.figures import milestone_stairs, target_stairs
from villages.exhibits.figures.stairs import Count, number_spot, stair_corners
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.exhibits.style import ACCENT, INK
from villages.plan import Plan
from villages.vocabulary import Edition, Language

DUE = {2018: 2, 2019: 6, 2020: 8}
# card, then villages of 8 that meet it and that cannot be judged, in 2018, 2019 and 2020
COUNTS = {"income": [(1, 0), (5, 1), (8, 0)], "safe_water": [(4, 2), (7, 0), (5, 2)]}


def counted(code: str) -> list[Judgement]:
    return [
        judged(card, code, year, met, undecided, 8)
        for card, found in COUNTS.items()
        for year, (met, undecided) in zip(DUE, found, strict=True)
    ]


def page(
    plan: Plan, years: tuple[int, ...] = (2018, 2019, 2020), code: str = TOWNSHIP,
    language: Language = "zh", edition: Edition = "internal",
) -> Page:  # fmt: skip
    return page_of(
        plan,
        villages=8,
        judgements=counted(code),
        milestones=milestones(DUE, {2020: 5}, 8, code),
        code=code,
        years=years,
        language=language,
        edition=edition,
    )


years_and_counts = st.dictionaries(st.integers(2015, 2030), st.integers(0, 60), min_size=1)


@given(years_and_counts)
def test_the_staircase_is_level_or_upright_and_never_a_slope(due: dict[int, int]) -> None:
    across, up = stair_corners(due)
    corners = list(zip(across, up, strict=True))
    assert all(x == next_x or y == next_y for (x, y), (next_x, next_y) in pairwise(corners))
    for year, count in due.items():
        assert (year - 0.5, count) in corners
    assert across == sorted(across) and across[-1] == max(due) + 0.5


def test_the_staircase_between_two_milestones_stays_level() -> None:
    # 11 of 55 are due in 2018, 55 in 2020, nothing is said of 2019: 11 stay due until 2020 begins.
    assert stair_corners({2018: 11, 2020: 55}) == (
        [2017.5, 2019.5, 2019.5, 2020.5],
        [11, 11, 55, 55],
    )


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 80), st.integers(1, 15))
def test_the_staircase_crosses_no_number(met: int, undecided: int, due: int, room: int) -> None:
    height, is_inside = number_spot(Count(met, undecided), due, room)
    low, high = (height - room, height) if is_inside else (height, height + room)
    assert not low < due < high
    assert (low >= 0 and high <= met) if is_inside else low >= met + undecided


@pytest.mark.parametrize("edition", ["internal", "public"])
def test_bars_and_stairs_are_drawn_to_scale(plan: Plan, edition: Edition) -> None:
    figure = target_stairs(page(plan, edition=edition))
    assert figure is not None
    bars = bars_of(figure.svg)
    met = [bar.height for bar in bars if bar.fill == ACCENT]
    unknown = [bar.height for bar in bars if bar.fill == "hatched"]
    # In the order of years: income 1, 5, 8; safe water 4, 7, 5. Unknown: 1; 2, 2.
    assert shares(met) == pytest.approx([1 / 8, 5 / 8, 1, 4 / 8, 7 / 8, 5 / 8], abs=0.002)
    assert [each / max(met) for each in unknown] == pytest.approx([1 / 8, 2 / 8, 2 / 8], abs=0.002)
    foot = max(bar.bottom for bar in bars)
    for stair in lines_of(figure.svg, INK, "1.4"):
        heights = [(foot - y) / max(met) * 8 for _, y in stair]
        assert heights == pytest.approx([2, 2, 6, 6, 8, 8], abs=0.02)


def test_unknown_villages_stand_on_those_that_meet_it(plan: Plan) -> None:
    figure = target_stairs(page(plan))
    assert figure is not None
    bars = bars_of(figure.svg)
    for unknown in (bar for bar in bars if bar.fill == "hatched"):
        below = next(bar for bar in bars if bar.fill == ACCENT and bar.left == unknown.left)
        assert unknown.bottom == pytest.approx(below.top, abs=0.02)


def test_the_table_holds_what_is_drawn(plan: Plan) -> None:
    figure = target_stairs(page(plan))
    assert figure is not None and figure.data is not None
    rows = [tuple(cell.number for cell in row[1:]) for row in figure.data.rows]
    assert rows == [
        (2018, 1, 0, 2), (2019, 5, 1, 6), (2020, 8, 0, 8),
        (2018, 4, 2, 2), (2019, 7, 0, 6), (2020, 5, 2, 8),
    ]  # fmt: skip
    drawn = texts_of(figure.svg)
    assert all(row[2].text in drawn for row in figure.data.rows)


def test_titles_and_finding_say_how_each_target_stands(plan: Plan) -> None:
    figure = target_stairs(page(plan))
    assert figure is not None
    drawn = texts_of(figure.svg)
    assert {"8/8，应8", "5/8，应8，缺报2", "应2", "应6", "应8"} <= set(drawn)
    # Safe water: 5 meet it and 2 are not known: 8 can no longer be reached.
    assert figure.caption == (
        "到2020年底应有8个村全部达标：2项目标中，1项的达标村数已够，"
        "1项的达标村数不够（最少的是安全饮水，5个）；全部目标同时达标的有5个村"
    )
    assert "2019年5个（应6个，数据不足1个）" in figure.alt


def test_what_the_unknown_decide_is_said_to_be_open(plan: Plan) -> None:
    figure = target_stairs(page(plan, years=(2018, 2019), language="en"))
    assert figure is not None
    # Income in 2019: 5 meet it, 1 is not known, 6 are due.
    assert "of 2 targets, 1 is met by enough, 1 hangs on villages" in figure.caption
    assert "5 of 8, due 6, 1 open" in texts_of(figure.svg)


@pytest.mark.parametrize(
    ("years", "code"), [((2016, 2017), TOWNSHIP), ((2018, 2019), village_code(1))]
)
def test_nothing_is_drawn_where_nothing_is_due(
    plan: Plan, years: tuple[int, ...], code: str
) -> None:
    assert target_stairs(page(plan, years=years, code=code)) is None


def test_the_great_staircase_keeps_its_labels_off_tall_bars(plan: Plan) -> None:
    given_ = page_of(
        plan, villages=8, code=TOWNSHIP, milestones=milestones(DUE, {2018: 7, 2019: 8}, 8, TOWNSHIP)
    )
    figure = milestone_stairs(given_)
    assert figure is not None
    labels = [text for text in text_marks(figure.svg) if "应有" in text.words]
    assert [label.words for label in labels] == ["应有2", "应有6", "应有8"]
    # 7 meet it where 2 are due: the bar rises above the label, which stands left of it.
    first = min((bar for bar in bars_of(figure.svg) if bar.fill == ACCENT), key=lambda b: b.left)
    assert labels[0].left + 3 * labels[0].size < first.left
    assert first.top < labels[0].foot < first.bottom
