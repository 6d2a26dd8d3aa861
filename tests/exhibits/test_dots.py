"""Are places ordered by what is shown, tied where it is the same, and small ones called small?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from exhibits.handmade_pages import (
    TOWNSHIP,
    dots_of,
    lines_of,
    measured,
    page_of,
    texts_of,
    village_code,
)
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import place_dots
from villages.exhibits.style import ACCENT
from villages.plan import Plan
from villages.vocabulary import Edition, Language


def dots(
    plan: Plan, found: Sequence[tuple[int | None, int]], card: str = "illness_treated",
    language: Language = "zh", edition: Edition = "internal",
) -> Figure | None:  # fmt: skip
    rows = [
        measured(plan, card, village_code(number), 2020, *each)
        for number, each in enumerate(found, 1)
    ]
    page = page_of(
        plan,
        villages=len(found),
        measurements=rows,
        code=TOWNSHIP,
        language=language,
        edition=edition,
    )
    return place_dots(page, plan.cards[card])


# 2/3 = 66.67 and 667/1000 = 66.70 are both shown as 66.7 %.
TIED = [(2, 3), (9, 10), (667, 1000), (9, 10), (1, 2), (18, 20)]


def test_the_best_come_first_and_ties_in_the_order_of_codes(plan: Plan) -> None:
    figure = dots(plan, TIED)
    assert figure is not None and figure.data is not None
    assert [row[0].text for row in figure.data.rows] == [
        "2号村", "4号村", "6号村", "1号村", "3号村", "5号村",
    ]  # fmt: skip
    assert [row[1].number for row in figure.data.rows] == [90, 90, 90, 66.7, 66.7, 50]


def test_where_less_is_better_the_lowest_come_first(plan: Plan) -> None:
    figure = dots(plan, [(2, 100), (1, 100), (3, 100)], "serious_illness")
    assert figure is not None and figure.data is not None
    assert [row[0].text for row in figure.data.rows] == ["2号村", "1号村", "3号村"]


def test_tied_places_stand_on_one_line(plan: Plan) -> None:
    figure = dots(plan, TIED)
    assert figure is not None
    joined = [line for line in lines_of(figure.svg, ACCENT, "0.9") if line[0][0] == line[1][0]]
    heights = sorted(tuple(sorted(y for _, y in line)) for line in joined)
    rows = sorted(y for _, y in dots_of(figure.svg, ACCENT))
    assert heights == [(rows[0], rows[2]), (rows[3], rows[4])]
    drawn = dots_of(figure.svg, ACCENT)
    assert len({x for x, y in drawn if y in rows[:3]}) == 1
    assert "从2号村（另有2个村并列）的90.0%到5号村的50.0%" in figure.caption


def test_places_that_are_all_the_same_are_not_ranked(plan: Plan) -> None:
    figure = dots(plan, [(3, 3), (5, 5), (9, 9)], language="en")
    assert figure is not None
    assert figure.caption == "Serious illness under treatment: 100% in all 3 villages"


@pytest.mark.parametrize(
    ("found", "one"),
    [
        ([(50, 60), (70, 80)], "1号村的分母最小（患大病的人数：60人），1人即为1.67个百分点"),
        ([(50, 101), (70, 120)], ""),  # one of 101 is less than a point
    ],
)
def test_one_person_of_few_is_called_what_it_is(
    plan: Plan, found: Sequence[tuple[int, int]], one: str
) -> None:
    figure = dots(plan, found)
    assert figure is not None
    assert (one in figure.source) if one else ("分母" not in figure.source)


def test_a_kilometre_is_no_household(plan: Plan) -> None:
    figure = dots(plan, [(3, 4), (4, 5)], "paved_links")
    assert figure is not None and "分母" not in figure.source


def test_places_without_a_value_are_counted(plan: Plan) -> None:
    figure = dots(plan, [(3, 4), (4, 5), (None, 3), (0, 0)])
    assert figure is not None
    assert "另有2个村缺报、无对象或不公开" in figure.source
    assert "3号村" not in texts_of(figure.svg)


def test_one_place_is_not_compared_and_the_public_edition_shows_no_village(plan: Plan) -> None:
    assert dots(plan, [(3, 4)]) is None and dots(plan, [(3, 4), (None, 5)]) is None
    assert dots(plan, TIED, edition="public") is None
