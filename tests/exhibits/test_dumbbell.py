"""Do dumbbells show the way from the first year, and what is left of it, in the right order?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import bars_of, dots_of, lines_of, texts_of, village_code
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
from villages.exhibits.evidence import Measurement
from villages.exhibits.figures import gap_dumbbells, place_dumbbells
from villages.exhibits.figures.scales import along, remaining_first, way_left
from villages.exhibits.judgements import Relation
from villages.exhibits.page import Page, open_page
from villages.exhibits.style import ACCENT, INK
from villages.plan import Plan
from villages.vocabulary import Language, Level, Verdict

VILLAGE = village_code(1)
WHITE = "#ffffff"
YEARS = (2018, 2019, 2020)


def first_of(plan: Plan, card: str, value: str | int, code: str = VILLAGE) -> Measurement:
    return value_of(plan, card, code, value, YEARS[0], "low_income")


def own_page(plan: Plan, rows: Sequence[Row], *firsts: Measurement, **options: Any) -> Page:
    return judged_page(plan, rows, *firsts, **{"code": VILLAGE, "years": YEARS, **options})


def heights(spots: Sequence[tuple[float, float]]) -> list[float]:
    """Across, from the upper row to the lower one."""
    return [x for x, _ in sorted(spots, key=lambda spot: spot[1])]


def marks(figure: Figure) -> list[tuple[float, float]]:
    """Of each row the circle and the square, as they stand in the drawing."""
    circles, squares = (heights(dots_of(figure.svg, fill)) for fill in (WHITE, ACCENT))
    return list(zip(circles, squares, strict=True))


def ticks(figure: Figure) -> list[float]:
    found = sorted(lines_of(figure.svg, INK, "2.4"), key=lambda corners: corners[0][1])
    return [corners[0][0] for corners in found]


def names(figure: Figure) -> list[str]:
    return [cells[0] for cells in data_of(figure)]


@given(
    st.integers(-99, 99), st.integers(-99, 99), st.integers(-99, 99),
    st.sampled_from(["at_least", "at_most"]),
)  # fmt: skip
def test_what_is_left_is_a_share_of_the_way(
    first: int, now: int, line: int, relation: Relation
) -> None:
    left = way_left(Decimal(first), Decimal(now), Decimal(line), relation)
    assert 0 <= left <= 1
    is_met = now >= line if relation == "at_least" else now <= line
    assert (left == 0) == is_met


@pytest.mark.parametrize(
    ("first", "now", "line", "relation", "left"),
    [
        # 20 points to go, 5 left; 4 points to go, 3 left.
        (80, 95, 100, "at_least", "0.25"), (9, 8, 5, "at_most", "0.75"),
        # Fallen back: the way is as long as what is left. Begun beyond the line: the same.
        (97, 90, 98, "at_least", "1"), (99, 90, 98, "at_least", "1"),
        (-300, -200, -100, "at_least", "0.5"), (None, 90, 98, "at_least", "1"),
        (90, 98, 98, "at_least", "0"),
    ],
)  # fmt: skip
def test_what_is_left_by_hand(
    first: int | None, now: int, line: int, relation: Relation, left: str
) -> None:
    start = None if first is None else Decimal(first)
    assert way_left(start, Decimal(now), Decimal(line), relation) == Decimal(left)


def test_positions_run_from_worst_to_best_also_downwards() -> None:
    assert [along(Decimal(x), Decimal(9), Decimal(5)) for x in (9, 8, 5)] == [0, Decimal("0.25"), 1]
    assert [along(Decimal(x), Decimal(-4), Decimal(4)) for x in (-4, 0, 4)] == [
        0, Decimal("0.5"), 1,
    ]  # fmt: skip
    assert along(Decimal(7), Decimal(7), Decimal(7)) == Decimal("0.5")


def test_whoever_has_most_left_comes_first() -> None:
    places: list[tuple[str, Verdict, int | None, int]] = [
        ("much", "not_met", 11, -1), ("little and far", "not_met", 2, -9),
        ("little", "not_met", 2, -1), ("not told", "not_met", None, -20),
        ("open", "no_data", 99, -50), ("just", "met", 0, 0), ("easily", "met", 0, 5),
    ]  # fmt: skip

    def key(place: tuple[str, Verdict, int | None, int]) -> tuple[int, Decimal, Decimal]:
        _, verdict, gap, distance = place
        return remaining_first(verdict, None if gap is None else Decimal(gap), Decimal(distance))

    for turned in list(permutations(places))[::500]:
        assert sorted(turned, key=key) == places


def test_three_marks_stand_at_the_first_year_now_and_the_target(plan: Plan) -> None:
    rows = [row(plan, "paved_links", 95, 100, verdict="not_met", gap="1.5", code=VILLAGE)]
    figure = drawn(gap_dumbbells(own_page(plan, rows, first_of(plan, "paved_links", 80))))
    ((circle, square),) = marks(figure)
    (tick,) = ticks(figure)
    assert circle < square < tick
    assert (square - circle) / (tick - circle) == pytest.approx(0.75, abs=1e-3)
    # The dots reach from now to the target.
    (dots,) = lines_of(figure.svg, INK, "1.2") or [[]]
    assert sorted(x for x, _ in dots) == pytest.approx([square, tick], abs=0.05)
    assert data_of(figure) == [["通油路", "80.0%", "95.0%", "100%", "1.5公里"]]
    assert numbers_of(figure) == {"通油路": [80.0, 95.0, 100.0, 1.5]}
    heads = [text[0] for text in texts_of(figure.svg) if text[0] in "○■┃"]
    assert heads == ["○", "■", "┃"] and "1.5公里" in texts_of(figure.svg)
    assert figure.caption == "1项目标还有差距；从2018年算起，通油路剩下的路最长，还有25%"


def test_the_longest_way_left_comes_first_and_what_is_met_stays_away(plan: Plan) -> None:
    cards = {
        "income": (9000, 13000, 14000),
        "safe_water": (90, 91, 98),
        "paved_links": (40, 85, 100),
    }
    rows = [
        row(plan, card, now, line, verdict="not_met", gap=1, code=VILLAGE)
        for card, (_, now, line) in cards.items()
    ]
    rows.append(row(plan, "safe_housing", 99, 98, verdict="met", gap=0, code=VILLAGE))
    firsts = [first_of(plan, card, first) for card, (first, _, _) in cards.items()]
    figure = drawn(gap_dumbbells(own_page(plan, rows, *firsts, first_of(plan, "safe_housing", 50))))
    # Left: 7/8, 15/60 and 1000/5000.
    assert names(figure) == ["安全饮水", "通油路", "人均收入"]
    shares = [
        (tick - square) / (tick - circle)
        for (circle, square), tick in zip(marks(figure), ticks(figure), strict=True)
    ]
    assert shares == pytest.approx([7 / 8, 15 / 60, 1 / 5], abs=1e-3)


def test_less_is_better_runs_to_the_right_too(plan: Plan) -> None:
    other = with_target(plan, own_medical_share={"at_most": 20})
    rows = [
        row(other, "own_medical_share", 35, 20, verdict="not_met", relation="at_most", gap=3,
            code=VILLAGE)
    ]  # fmt: skip
    figure = drawn(gap_dumbbells(own_page(other, rows, first_of(other, "own_medical_share", 40))))
    ((circle, square),) = marks(figure)
    (tick,) = ticks(figure)
    assert circle < square < tick
    assert (square - circle) / (tick - circle) == pytest.approx(0.25, abs=1e-3)


def test_values_below_zero_and_a_step_back(plan: Plan) -> None:
    other = with_target(plan, income={"at_least": -100})
    rows = [row(other, "income", -500, -100, verdict="not_met", gap=9000, code=VILLAGE)]
    figure = drawn(gap_dumbbells(own_page(other, rows, first_of(other, "income", -300))))
    ((circle, square),) = marks(figure)
    (tick,) = ticks(figure)
    assert square < circle < tick
    assert (circle - square) / (tick - square) == pytest.approx(0.5, abs=1e-3)
    assert "还有100%" in figure.caption


def test_what_missing_rows_would_decide_is_hollow_and_comes_last(plan: Plan) -> None:
    rows = [
        row(plan, "safe_water", 97, 98, verdict="no_data", ends=(90, 100), gaps=(0, 12),
            code=VILLAGE),
        row(plan, "safe_housing", 97, 98, verdict="not_met", gap=1, code=VILLAGE),
    ]  # fmt: skip
    firsts = [first_of(plan, card, 80) for card in ("safe_water", "safe_housing")]
    figure = drawn(gap_dumbbells(own_page(plan, rows, *firsts)))
    assert names(figure) == ["住房安全", "安全饮水"]
    assert len(dots_of(figure.svg, ACCENT)) == 1 and len(dots_of(figure.svg, WHITE)) == 2
    assert data_of(figure)[1][4] == "0至12人" and "空心条" in figure.source
    # Where nothing is known to be missed, the table and the bullets say all there is.
    assert gap_dumbbells(own_page(plan, rows[:1], *firsts)) is None


def test_nothing_is_drawn_without_a_way(plan: Plan) -> None:
    rows = [row(plan, "safe_water", 90, 98, verdict="not_met", gap=9, code=VILLAGE)]
    first = first_of(plan, "safe_water", 80)
    assert gap_dumbbells(own_page(plan, rows, first)) is not None
    assert gap_dumbbells(own_page(plan, rows)) is None
    assert gap_dumbbells(own_page(plan, rows, first, edition="public")) is None
    assert gap_dumbbells(own_page(plan, rows, first, years=(2020,))) is None
    met = [row(plan, "safe_water", 99, 98, verdict="met", gap=0, code=VILLAGE)]
    assert gap_dumbbells(own_page(plan, met, first)) is None


@pytest.fixture
def villages_at(plan: Plan) -> list[Row]:
    """A large village with much to do, a small one far from the line, a tie, one beyond it."""
    found = [(1, 80, 2), (2, 97, 11), (3, 90, 4), (4, 90, 4), (5, 100, 0)]
    return [
        row(plan, "safe_water", value, 98, verdict="met" if value >= 98 else "not_met", gap=gap,
            code=village_code(number))
        for number, value, gap in found
    ]  # fmt: skip


def firsts_at(plan: Plan, *values: int) -> list[Measurement]:
    return [
        first_of(plan, "safe_water", value, village_code(number))
        for number, value in enumerate(values, 1)
    ]


def place_page(
    plan: Plan, rows: Sequence[Row], firsts: Sequence[Measurement], **options: Any
) -> Page:
    whole = row(plan, "safe_water", 95, 98, verdict="not_met", gap=21)
    return judged_page(plan, [whole, *rows], *firsts, **{"villages": 5, "years": YEARS, **options})


def test_places_stand_on_one_scale_by_what_is_left_in_persons(
    plan: Plan, villages_at: list[Row]
) -> None:
    page = place_page(plan, villages_at, firsts_at(plan, 60, 70, 80, 85, 90))
    figure = drawn(place_dumbbells(page, plan.cards["safe_water"]))
    # 11 persons before 4, although 97 % is nearer to the line than 90 %.
    assert names(figure) == ["2号村", "3号村", "4号村", "1号村", "5号村"]
    assert [cells[4] for cells in data_of(figure)] == ["11人", "4人", "4人", "2人", "0"]
    found = marks(figure)
    (line,) = [c for c in lines_of(figure.svg, INK, "1.2") if c[0][0] == c[1][0]]
    start, end = found[3][0], found[4][1]
    # From 60, the least of all numbers, to 100, the most: no room is left for what is not there.
    width = float(figure.svg.split('viewBox="')[1].split()[2])
    assert start < 0.15 * width
    expected = [(70, 97), (80, 90), (85, 90), (60, 80), (90, 100)]
    shares = [tuple((x - start) / (end - start) for x in pair) for pair in found]
    for pair, (first, now) in zip(shares, expected, strict=True):
        assert pair == pytest.approx(((first - 60) / 40, (now - 60) / 40), abs=1e-3)
    assert (line[0][0] - start) / (end - start) == pytest.approx(38 / 40, abs=1e-3)
    assert "目标≥98%" in texts_of(figure.svg)
    expected_words = "村民安全饮水比率：5个村中1个达到目标（≥98%），还需最多的是2号村（11人）"
    assert figure.caption == expected_words


def test_rows_are_joined_by_code_whatever_their_order(plan: Plan, villages_at: list[Row]) -> None:
    firsts = firsts_at(plan, 60, 70, 80, 85, 90)
    one = place_dumbbells(place_page(plan, villages_at, firsts), plan.cards["safe_water"])
    turned = place_page(plan, villages_at[::-1], firsts[::-1])
    assert drawn(one) == place_dumbbells(turned, plan.cards["safe_water"])


def test_a_place_without_a_first_value_has_no_circle(plan: Plan, villages_at: list[Row]) -> None:
    page = place_page(plan, villages_at, firsts_at(plan, 60, 70, 80, 85))
    figure = drawn(place_dumbbells(page, plan.cards["safe_water"]))
    assert len(dots_of(figure.svg, WHITE)) == 4 and len(dots_of(figure.svg, ACCENT)) == 5
    assert data_of(figure)[4][1:3] == ["缺报", "100%"]


def test_a_place_that_cannot_be_judged_is_hollow(plan: Plan, villages_at: list[Row]) -> None:
    open_row = row(plan, "safe_water", 97, 98, verdict="no_data", ends=(95, 99), gaps=(0, 30),
                   code=village_code(5))  # fmt: skip
    page = place_page(plan, [*villages_at[:4], open_row], firsts_at(plan, 60, 70, 80, 85, 90))
    figure = drawn(place_dumbbells(page, plan.cards["safe_water"]))
    assert names(figure)[-1] == "5号村" and len(dots_of(figure.svg, ACCENT)) == 4
    assert data_of(figure)[-1][2:] == ["97.0%（已知）", "98%", "0至30人"]
    assert not [bar for bar in bars_of(figure.svg) if bar.fill == ACCENT]


def test_places_that_are_not_drawn_are_counted(plan: Plan, villages_at: list[Row]) -> None:
    found, judgement = villages_at[0]
    missing = (replace(found, value=None, low=None, high=None), judgement)
    page = place_page(plan, [missing, *villages_at[1:]], firsts_at(plan, 60, 70, 80, 85, 90))
    figure = drawn(place_dumbbells(page, plan.cards["safe_water"]))
    assert len(names(figure)) == 4
    assert "另有1个村缺报、无对象或不公开，未列出。" in figure.source


def test_no_common_line_no_dumbbells(plan: Plan, villages_at: list[Row]) -> None:
    firsts, card = firsts_at(plan, 60, 70, 80, 85, 90), plan.cards["safe_water"]
    assert place_dumbbells(place_page(plan, villages_at, firsts), card) is not None
    rising = with_target(plan, safe_water={"rises": True})
    assert place_dumbbells(place_page(rising, villages_at, firsts), card) is None
    assert place_dumbbells(place_page(plan, villages_at, firsts), plan.cards["income_gini"]) is None
    assert place_dumbbells(place_page(plan, villages_at[:1], firsts), card) is None
    assert place_dumbbells(place_page(plan, villages_at, []), card) is None
    assert place_dumbbells(place_page(plan, villages_at, firsts, years=(2020,)), card) is None
    assert place_dumbbells(place_page(plan, villages_at, firsts, edition="public"), card) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_speaks_one_language(plan: Plan, villages_at: list[Row], language: Language) -> None:
    own = [row(plan, "safe_water", 90, 98, verdict="not_met", gap=1, code=VILLAGE)]
    first = first_of(plan, "safe_water", 80)
    firsts = firsts_at(plan, 60, 70, 80, 85, 90)
    figures = [
        gap_dumbbells(own_page(plan, own, first, language=language)),
        place_dumbbells(
            place_page(plan, villages_at, firsts, language=language), plan.cards["safe_water"]
        ),
    ]
    for figure in figures:
        assert not (LATIN if language == "zh" else CHINESE).search(words_of(drawn(figure)))


@pytest.mark.parametrize(("level", "below"), [("city", "township"), ("township", "village")])
def test_the_first_year_is_known_of_the_places_one_level_down(
    demo_results: Path, level: Level, below: Level
) -> None:
    page = open_page(demo_results, "", 0, "zh", "internal", level)
    card = page.plan.cards["safe_water"]
    next_below = [place for place in page.evidence.places.values() if place.level == below]
    assert next_below and page.below
    for place in page.below:
        if place.count("low_income"):
            first = page.measurement(card, place, page.years[0], "low_income")
            assert first is not None and first.value is not None
    # No year between is needed, and of the villages of a city the present one only.
    years = {
        year for (_, code, year, _) in page.evidence.measurements
        if page.evidence.places[code].level == below
    }  # fmt: skip
    assert years == {page.years[0], page.year}
    if level == "city":
        villages = {place.code for place in page.plan_villages}
        found = {year for (_, code, year, _) in page.evidence.measurements if code in villages}
        assert found == {page.year}


def test_the_public_edition_treats_the_first_year_as_any_other(demo_results: Path) -> None:
    page = open_page(demo_results, "", 0, "zh", "public", "city")
    card = page.plan.cards["safe_water"]
    firsts = {
        place.low_income_villages: found
        for place in page.below
        if (found := page.measurement(card, place, page.years[0])) is not None
        and place.low_income_villages
    }
    shown = [each.value for each in firsts.values() if each.value is not None]
    assert shown and all(value == int(value) for value in shown)
    # One of two villages could be worked out from the other.
    assert firsts[2].is_withheld and firsts[2].value is None
