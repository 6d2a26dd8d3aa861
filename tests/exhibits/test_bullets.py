"""Do bullets draw every value to scale, with its line, on bands that mean what they are called?"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import Bar, bars_of, lines_of, texts_of, village_code
from exhibits.judged_pages import (
    CHINESE,
    LATIN,
    Row,
    data_of,
    drawn,
    judged_page,
    numbers_of,
    row,
    with_target,
    words_of,
)
from villages.exhibits.blocks import Figure
from villages.exhibits.figures import target_bullets
from villages.exhibits.figures.bullets import GREYS, KEY_BAND_MM
from villages.exhibits.figures.scales import axis_ends, bands_on, outward
from villages.exhibits.judgements import Band, Relation
from villages.exhibits.style import ACCENT, INK
from villages.plan import Plan
from villages.vocabulary import Language

LINE_WIDTH = "2.4"


def value_bars(figure: Figure) -> list[Bar]:
    return sorted((bar for bar in bars_of(figure.svg) if bar.fill == ACCENT), key=lambda b: b.top)


def band_bars(figure: Figure, index: int) -> list[Bar]:
    """The bands of a row from left to right; the key stands above all rows."""
    greys = [bar for bar in bars_of(figure.svg) if bar.fill in GREYS.values()]
    tops = sorted({bar.top for bar in greys})
    return [bar for bar in greys if bar.top == tops[index + 1]]


def target_lines(figure: Figure) -> list[float]:
    """Where the thick lines stand, from the upper row to the lower one, the key's left out."""
    found = sorted(lines_of(figure.svg, INK, LINE_WIDTH), key=lambda corners: corners[0][1])
    return [corners[0][0] for corners in found][1:]


def track(figure: Figure, index: int) -> tuple[float, float]:
    bands = band_bars(figure, index)
    return bands[0].left, bands[-1].right


@given(st.integers(-200, 200), st.integers(-200, 200), st.sampled_from(["at_least", "at_most"]))
def test_a_value_lies_on_the_band_that_it_is_called_by(
    value: int, line: int, relation: Relation
) -> None:
    ends = axis_ends([Decimal(value), Decimal(line)])
    bands = bands_on(Decimal(line), relation, ends)
    edges = sorted(bands.values())
    assert edges[0][0] == ends[0] and edges[-1][1] == ends[1]
    assert all(first[1] == second[0] for first, second in pairwise(edges))
    is_met = value >= line if relation == "at_least" else value <= line
    # Within a twentieth of the line is close: 20 · |line - value| ≤ |line|.
    is_close = 20 * abs(line - value) <= abs(line)
    name: Band = "met" if is_met else "close" if is_close else "short"
    if name in bands:
        assert bands[name][0] <= value <= bands[name][1]
    else:
        # A band of no width: the value stands on an end of the axis, as does the line of 100 %.
        assert value in ends or line == 0


@given(st.lists(st.integers(-(10**6), 10**6), max_size=4), st.booleans())
def test_an_axis_holds_zero_and_every_number(numbers: list[int], is_share: bool) -> None:
    low, high = axis_ends(map(Decimal, numbers), is_share)
    assert low <= 0 <= high and low < high
    assert all(low <= number <= high for number in numbers)


@pytest.mark.parametrize(
    ("line", "relation", "ends", "expected"),
    [
        # 98 · 0.95 = 93.1
        ("98", "at_least", (0, 100), {"short": (0, 93.1), "close": (93.1, 98), "met": (98, 100)}),
        # At most 20: up to 21 is close.
        ("20", "at_most", (0, 100), {"met": (0, 20), "close": (20, 21), "short": (21, 100)}),
        # A line below zero: -10 - 0.5
        (
            "-10",
            "at_least",
            (-20, 0),
            {"short": (-20, -10.5), "close": (-10.5, -10), "met": (-10, 0)},
        ),
    ],
)  # fmt: skip
def test_bands_of_known_lines(
    line: str, relation: Relation, ends: tuple[int, int], expected: dict[str, tuple[float, float]]
) -> None:
    bands = bands_on(Decimal(line), relation, (Decimal(ends[0]), Decimal(ends[1])))
    found = {name: (float(start), float(end)) for name, (start, end) in bands.items()}
    assert found == expected and list(found) == list(expected)


def test_a_range_is_never_rounded_onto_its_line() -> None:
    low, high = outward(Decimal("97.96"), Decimal("98.04"), Decimal("0.1"))
    assert (low, high) == (Decimal("97.9"), Decimal("98.1"))


@pytest.fixture
def percents(plan: Plan) -> list[Row]:
    return [
        row(plan, "dibao_coverage", 25, 100, verdict="not_met"),
        row(plan, "safe_water", 50, 98, verdict="not_met"),
        row(plan, "safe_housing", 100, 98, verdict="met"),
    ]


def test_bars_are_as_long_as_their_values(plan: Plan, percents: list[Row]) -> None:
    figure = drawn(target_bullets(judged_page(plan, percents)))
    start, end = track(figure, 0)
    bars = [(bar.left, bar.right) for bar in value_bars(figure)]
    # The plan's order; per cent run from 0 to 100.
    expected = [(start, start + share * (end - start)) for share in (0.25, 0.5, 1.0)]
    assert bars == [pytest.approx(each, abs=0.05) for each in expected]
    lines = [(x - start) / (end - start) for x in target_lines(figure)]
    assert lines == pytest.approx([1.0, 0.98, 0.98], abs=0.001)
    assert numbers_of(figure)["安全饮水"][0] == 50.0


def test_the_numbers_for_spreadsheets_are_those_that_are_drawn(plan: Plan) -> None:
    rows = [
        row(plan, "income", 13400, 14000, verdict="not_met", band="close"),
        row(plan, "safe_water", "97.951", 98, verdict="not_met", band="close"),
    ]
    figure = drawn(target_bullets(judged_page(plan, rows)))
    by_name = {cells[0]: cells for cells in data_of(figure)}
    assert by_name["人均收入"] == [
        "人均收入", "13,400元", "1.33万元", "1.4万元", "接近", "○ 滞后",
    ]  # fmt: skip
    # Never 98.0: that would pass.
    assert by_name["安全饮水"][1:4] == ["97.9%", "93.1%", "98%"]
    income = numbers_of(figure)["人均收入"]
    bar = value_bars(figure)[0]
    line = target_lines(figure)[0]
    assert income[:3] == [13400.0, 13300.0, 14000.0]
    assert (bar.right - bar.left) / (line - bar.left) == pytest.approx(13400 / 14000, abs=1e-3)
    close = band_bars(figure, 0)[1]
    assert (close.left - bar.left) / (line - bar.left) == pytest.approx(0.95, abs=1e-3)
    assert close.right == pytest.approx(line, abs=0.05)


def test_a_value_below_zero_hangs_to_the_left_of_zero(plan: Plan) -> None:
    income = row(plan, "income", -2000, 14000, verdict="not_met")
    figure = drawn(target_bullets(judged_page(plan, [income])))
    (bar,) = value_bars(figure)
    (zero,) = [corners[0][0] for corners in lines_of(figure.svg, INK, "0.6")]
    (line,) = target_lines(figure)
    assert bar.right == pytest.approx(zero, abs=0.05)
    assert (bar.right - bar.left) / (line - zero) == pytest.approx(2000 / 14000, abs=1e-3)
    assert "−2,000元" in texts_of(figure.svg)


def test_where_less_is_better_the_bands_are_mirrored_and_it_is_said(plan: Plan) -> None:
    other = with_target(plan, own_medical_share={"at_most": 20}, safe_water={"at_least": 98})
    rows = [
        row(other, "own_medical_share", 30, 20, verdict="not_met", relation="at_most"),
        row(other, "safe_water", 90, 98, verdict="not_met"),
    ]
    figure = drawn(target_bullets(judged_page(other, rows, language="en")))
    names = [cells[0] for cells in data_of(figure)]
    fills = {
        name: [bar.fill for bar in band_bars(figure, index)] for index, name in enumerate(names)
    }
    short, close, met = GREYS["short"], GREYS["close"], GREYS["met"]
    flipped = [name for name in names if "less is better" in name]
    assert len(flipped) == 1
    assert fills[flipped[0]] == [met, close, short]
    assert [fills[name] for name in names if name not in flipped] == [[short, close, met]]


def test_the_bands_are_named_on_the_chart_and_the_words_are_those_of_the_rows(plan: Plan) -> None:
    rows = [
        row(plan, "dibao_coverage", 25, 100, verdict="not_met", band="short"),
        row(plan, "safe_water", 96, 98, verdict="not_met", band="close"),
        row(plan, "safe_housing", 100, 98, verdict="met"),
    ]
    texts = texts_of(drawn(target_bullets(judged_page(plan, rows))).svg)
    # Once in the key, once in the row.
    assert [texts.count(word) for word in ("不足", "接近", "达到")] == [2, 2, 2]
    assert "目标" in texts


def test_what_missing_rows_would_decide_is_hollow_and_says_so(plan: Plan) -> None:
    rows = [
        row(plan, "safe_water", "98.5", 98, verdict="no_data", band="no_data", ends=(60, 99)),
        row(plan, "safe_housing", 80, 98, verdict="not_met"),
    ]
    figure = drawn(target_bullets(judged_page(plan, rows)))
    assert len(value_bars(figure)) == 1
    (hollow,) = [bar for bar in bars_of(figure.svg) if bar.fill == "#ffffff"]
    start, end = track(figure, 0)
    ends = [(x - start) / (end - start) for x in (hollow.left, hollow.right)]
    assert ends == pytest.approx([0.60, 0.99], abs=1e-3)
    texts = texts_of(figure.svg)
    assert "数据不足" in texts and "98.5%（已知）" in texts
    assert numbers_of(figure)["安全饮水"][:3] == [98.5, 60.0, 99.0] and "空心" in figure.source
    assert "空心" not in drawn(target_bullets(judged_page(plan, rows[1:]))).source


def test_a_target_that_is_to_rise_is_held_against_last_year(plan: Plan) -> None:
    rows = [
        row(
            plan,
            "cooperative_membership",
            40,
            40,
            verdict="not_met",
            band="close",
            relation="rises",
        )
    ]
    figure = drawn(target_bullets(judged_page(plan, rows)))
    start, end = track(figure, 0)
    assert [(x - start) / (end - start) for x in target_lines(figure)] == pytest.approx(
        [0.4], abs=1e-3
    )
    # Closeness begins at 38: 40 less a twentieth.
    assert numbers_of(figure)["组织化"][1] == 38.0
    assert "高于上年40.0%" in texts_of(figure.svg)


def test_without_a_line_there_are_no_bands(plan: Plan) -> None:
    rows = [
        row(plan, "public_services", 80, None, verdict="no_data", band="no_data", ends=(70, 90)),
        row(plan, "safe_housing", 80, 98, verdict="not_met"),
    ]
    figure = drawn(target_bullets(judged_page(plan, rows)))
    assert len(target_lines(figure)) == 1
    tops = {bar.top for bar in bars_of(figure.svg) if bar.fill in GREYS.values()}
    # The key and the other row.
    assert len(tops) == 2


def test_the_finding_counts_each_band(plan: Plan, percents: list[Row]) -> None:
    def finding(language: Language, rows: list[Row]) -> str:
        return drawn(target_bullets(judged_page(plan, rows, language=language))).caption

    assert finding("zh", percents[2:]).startswith("10项目标中，1项达到；9项数据不足")
    plain = with_target(plan, safe_water={"at_least": 98}, safe_housing={"at_least": 98})
    rows = [
        row(plain, "safe_water", 50, 98, verdict="not_met"),
        row(plain, "safe_housing", 100, 98, verdict="met"),
    ]
    page = judged_page(plain, rows, language="en")
    caption = "Of 2 targets, 1 is reached; 1 falls short (Safe water)"
    assert drawn(target_bullets(page)).caption == caption
    met = [row(plain, card, 100, 98, verdict="met") for card in ("safe_water", "safe_housing")]
    assert drawn(target_bullets(judged_page(plain, met))).caption == "2项目标全部达到"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_speaks_one_language(plan: Plan, percents: list[Row], language: Language) -> None:
    words = words_of(drawn(target_bullets(judged_page(plan, percents, language=language))))
    assert not (LATIN if language == "zh" else CHINESE).search(words)


def test_the_public_edition_draws_nothing_of_a_village(plan: Plan) -> None:
    code = village_code(1)
    rows = [row(plan, "safe_housing", 80, 98, verdict="not_met", code=code)]
    assert target_bullets(judged_page(plan, rows, code=code)) is not None
    assert target_bullets(judged_page(plan, rows, code=code, edition="public")) is None


def test_the_public_edition_draws_what_it_shows_of_a_township(plan: Plan) -> None:
    rows = [row(plan, "safe_housing", "80.4", 98, verdict="not_met")]
    figure = drawn(target_bullets(judged_page(plan, rows, edition="public")))
    (bar,) = value_bars(figure)
    start, end = track(figure, 0)
    assert "80%" in texts_of(figure.svg)
    assert (bar.right - start) / (end - start) == pytest.approx(0.80, abs=1e-3)


def test_a_place_without_targets_has_no_bullets(plan: Plan, percents: list[Row]) -> None:
    assert target_bullets(judged_page(with_target(plan), percents)) is None
    assert target_bullets(judged_page(plan, [])) is None


def test_the_key_is_not_mistaken_for_a_row(plan: Plan, percents: list[Row]) -> None:
    figure = drawn(target_bullets(judged_page(plan, percents)))
    key, *rows = sorted(
        {(b.top, b.bottom) for b in bars_of(figure.svg) if b.fill in GREYS.values()}
    )
    assert key[1] - key[0] == pytest.approx(KEY_BAND_MM / 25.4 * 72, abs=0.1)
    assert all(top > key[1] for top, _ in rows)
