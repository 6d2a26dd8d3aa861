"""Do the steps add up as they are written, at the right heights, also below zero?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import (
    CITY,
    Bar,
    bars_of,
    lines_of,
    measured,
    page_of,
    texts_of,
    village_code,
)
from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Measurement
from villages.exhibits.figures import income_waterfall
from villages.exhibits.figures.fall import (
    Change,
    foot_of,
    shares_that_add_up,
    steps_that_add_up,
)
from villages.exhibits.style import ACCENT, FILLS
from villages.plan import Plan
from villages.vocabulary import Edition, Language

SOURCES = ["income_wage", "income_business", "income_property", "income_transfer"]
PERSONS = 1000
WHITE = "#ffffff"

#: A year's incomes per head by source, in yuan.
Year = Sequence[str | int | None]


def measurements(
    plan: Plan, years: Mapping[int, Year], code: str = CITY, totals: Mapping[int, str] | None = None
) -> list[Measurement]:
    """Each source, and the whole: their sum, unless it is given."""
    rows = []
    for year, found in years.items():
        known = [Decimal(value) for value in found if value is not None]
        whole = (totals or {}).get(year, str(sum(known)))
        for card, value in (*zip(SOURCES, found, strict=True), ("income", whole)):
            total = None if value is None else str(Decimal(value) * PERSONS)
            rows.append(measured(plan, card, code, year, total, PERSONS))
    return rows


def drawn(
    plan: Plan, before: Year, now: Year, *, totals: Mapping[int, str] | None = None,
    language: Language = "zh", edition: Edition = "internal", code: str = CITY,
) -> Figure | None:  # fmt: skip
    rows = measurements(plan, {2019: before, 2020: now}, code, totals)
    page = page_of(
        plan, measurements=rows, years=(2019, 2020), language=language, edition=edition, code=code
    )
    return income_waterfall(page, [plan.cards[card] for card in SOURCES], "来源")


def amounts(figure: Figure) -> list[float | None]:
    assert figure.data is not None
    return [row[1].number for row in figure.data.rows[1:-1]]


def levels(figure: Figure) -> list[float | None]:
    assert figure.data is not None
    return [row[2].number for row in figure.data.rows]


def check_scale(figure: Figure) -> None:
    """Every step is as high as its amount, and begins where the one before it ends."""
    bars = bars_of(figure.svg)
    known = [level for level in levels(figure) if level is not None]
    assert len(bars) == len(known)
    steps = bars[1:-1]
    moved = [abs(amount or 0) for amount in amounts(figure)]
    scale = sum(bar.height for bar in steps) / sum(moved)
    heights = [bar.height for bar in steps]
    assert heights == pytest.approx([scale * each for each in moved], abs=0.03)
    at = _tip(bars[0], known[0])
    for bar, amount in zip(steps, amounts(figure), strict=True):
        start, end = (bar.bottom, bar.top) if (amount or 0) >= 0 else (bar.top, bar.bottom)
        assert start == pytest.approx(at, abs=0.03)
        at = end
    assert at == pytest.approx(_tip(bars[-1], known[-1]), abs=0.03)


def _tip(bar: Bar, level: float) -> float:
    return bar.top if level >= 0 else bar.bottom


def test_a_rise_is_told_by_its_parts(plan: Plan) -> None:
    # 13,000 to 14,000: wages 620, business 250, property 10, transfers 120.
    figure = drawn(plan, (7000, 4000, 500, 1500), (7620, 4250, 510, 1620))
    assert figure is not None
    assert levels(figure) == [13000, 13620, 13870, 13880, 14000, 14000]
    assert amounts(figure) == [620, 250, 10, 120]
    assert figure.caption == (
        "来源：2020年比2019年增加1,000元，其中工资性收入占62%、经营净收入占25%、"
        "转移净收入占12%、财产净收入占1%"
    )
    assert {"13,000元", "+620元", "62%", "+10元", "1%", "14,000元"} <= set(texts_of(figure.svg))
    check_scale(figure)


def test_the_two_figures_are_cut_where_the_steps_would_be_too_small(plan: Plan) -> None:
    figure = drawn(plan, (7000, 4000, 500, 1500), (7620, 4250, 510, 1620))
    assert figure is not None
    assert len(lines_of(figure.svg, WHITE, "2.4")) == 2 and "截短" in figure.source
    whole = drawn(plan, (700, 400, 50, 150), (1400, 800, 100, 300))
    assert whole is not None
    assert not lines_of(whole.svg, WHITE, "2.4") and "截短" not in whole.source
    bars = bars_of(whole.svg)
    # From zero: 2,600 is twice 1,300.
    assert bars[-1].height == pytest.approx(2 * bars[0].height, abs=0.03)


def test_losses_go_down(plan: Plan) -> None:
    figure = drawn(plan, (7000, 4000, 500, 1500), (7300, 3900, 500, 1550), language="en")
    assert figure is not None
    assert amounts(figure) == [300, -100, 0, 50]
    assert "+300 yuan" in texts_of(figure.svg) and "−100 yuan" in texts_of(figure.svg)
    assert figure.caption.endswith(
        "2020 is 250 yuan above 2019; up: Wage income 300 yuan and Net transfer income 50 yuan; "
        "down: Net business income 100 yuan"
    )
    assert "Net property income unchanged" in figure.alt
    check_scale(figure)
    wage, business, _, transfer = bars_of(figure.svg)[1:-1]
    assert business.top == pytest.approx(wage.top, abs=0.02) and business.fill == WHITE
    assert transfer.bottom == pytest.approx(business.bottom, abs=0.02)


def test_all_that_is_lost_has_a_share(plan: Plan) -> None:
    figure = drawn(plan, (7000, 4000, 500, 1500), (6400, 3700, 500, 1400))
    assert figure is not None
    # 600, 300, 0 and 100 of 1,000.
    assert "减少1,000元，其中工资性收入占60%、经营净收入占30%、转移净收入占10%" in figure.caption


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((-900, 100, 0, 300), (-200, 150, 20, 350)),  # from −500 to 320
        ((-900, 100, 0, 300), (-1200, 50, 0, 350)),  # from −500 to −800
        ((300, -100, 0, 0), (-150, -200, 10, 40)),  # from 200 to −300
    ],
)
def test_figures_below_zero_keep_the_scale(plan: Plan, before: Year, now: Year) -> None:
    figure = drawn(plan, before, now)
    assert figure is not None
    check_scale(figure)
    known = [level for level in levels(figure) if level is not None]
    bars = bars_of(figure.svg)
    first, last = bars[0], bars[-1]
    assert first.height / last.height == pytest.approx(abs(known[0] / known[-1]), abs=0.01)
    # Both begin at zero: what is below it hangs, what is above it stands.
    zero = {round(each.bottom if level > 0 else each.top, 1)
            for each, level in ((first, known[0]), (last, known[-1]))}  # fmt: skip
    assert max(zero) - min(zero) < 0.11


def test_rounded_parts_add_up_to_the_rounded_whole(plan: Plan) -> None:
    # Each rises by 0.4 a head: 1.6 together. As shown: 7,000 → 7,000 four times, 13,002 → 13,004.
    figure = drawn(plan, (7000, 4000, 500, "1502.3"), ("7000.4", "4000.4", "500.4", "1502.7"))
    assert figure is not None
    assert levels(figure)[0] == 13002 and levels(figure)[-1] == 13004
    moved = amounts(figure)
    assert sum(each or 0 for each in moved) == 2 and "缺报" not in "".join(texts_of(figure.svg))
    assert set(moved) <= {0, 1} and "各步经取整" in figure.source


def test_what_is_missing_has_a_step_of_its_own(plan: Plan) -> None:
    # The households of whom all is known earn more than the parts say: 40 is not in any part.
    figure = drawn(plan, (7000, 4000, 500, 1500), (7500, 4000, 500, 1500), totals={2020: "13540"})
    assert figure is not None and figure.data is not None
    assert amounts(figure) == [500, 0, 0, 0, 40]
    assert figure.data.rows[-2][0].text == "缺报、取整差额" and "缺报、取整差额" in figure.source
    assert [bar.fill for bar in bars_of(figure.svg)][-2] == "hatched"
    assert "其中工资性收入占93%" in figure.caption and "缺报、取整差额占7%" in figure.caption
    check_scale(figure)


def test_nothing_has_changed(plan: Plan) -> None:
    same = (7000, 4000, 500, 1500)
    figure = drawn(plan, same, same)
    assert figure is not None
    assert figure.caption == "来源：2020年与2019年持平，各部分均无变化"
    swapped = drawn(plan, same, (7100, 3900, 500, 1500))
    assert swapped is not None
    assert "持平；增加的有工资性收入100元；减少的有经营净收入100元" in swapped.caption


def test_a_part_of_little_is_not_called_nothing(plan: Plan) -> None:
    figure = drawn(plan, (7000, 4000, 500, 1500), (7999, 4001, 500, 1500))
    assert figure is not None
    assert "工资性收入占99%以上、经营净收入占不到1%" in figure.caption


@pytest.mark.parametrize("missing", range(4))
def test_a_part_that_is_not_known_leaves_nothing_to_draw(plan: Plan, missing: int) -> None:
    known: list[str | int | None] = [7000, 4000, 500, 1500]
    gap = [None if index == missing else value for index, value in enumerate(known)]
    assert drawn(plan, gap, known) is None and drawn(plan, known, gap) is None


def test_a_first_year_has_no_change(plan: Plan) -> None:
    rows = measurements(plan, {2019: (7000, 4000, 500, 1500)})
    page = page_of(plan, measurements=rows, years=(2019,))
    assert income_waterfall(page, [plan.cards[card] for card in SOURCES], "来源") is None


def test_the_public_edition_shows_rounded_steps_or_nothing(plan: Plan) -> None:
    before, now = (7004, 4003, 502, 1501), (7626, 4251, 513, 1621)
    figure = drawn(plan, before, now, edition="public")
    assert figure is not None
    # 13,010 and 14,010; 7,000 → 7,630, 4,000 → 4,250, 500 → 510, 1,500 → 1,620.
    assert levels(figure)[0] == 13010 and levels(figure)[-1] == 14010
    assert amounts(figure) == [630, 250, 10, 120, -10]
    check_scale(figure)
    assert drawn(plan, before, now, edition="public", code=village_code(1)) is None


@given(st.lists(st.decimals(-5000, 5000, places=3), min_size=1, max_size=6))
def test_steps_always_add_up(exact: list[Decimal]) -> None:
    changes = [Change(each, each.quantize(Decimal(1))) for each in exact]
    whole = sum(exact, Decimal(0)).quantize(Decimal(1))
    steps = steps_that_add_up(changes, whole, Decimal(1))
    assert sum(steps) == whole
    assert all(abs(step - each) < 2 for step, each in zip(steps, exact, strict=True))


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
def test_shares_always_add_up_to_a_hundred(steps: list[int]) -> None:
    for sign in (1, -1):
        found = shares_that_add_up([Decimal(sign * step) for step in steps])
        assert sum(found) == 100
        exact = [100 * step / sum(steps) for step in steps]
        assert all(abs(share - each) < 1 for share, each in zip(found, exact, strict=True))


@pytest.mark.parametrize(
    ("given_levels", "foot"),
    [
        ((0, 100), 0), ((-10, 5), 0), ((600, 1000), 0), ((5, 5), 0),
        ((10000, 11000), 9500), ((1000, 1100, 1050), 950),
    ],
)  # fmt: skip
def test_bars_are_cut_only_above_zero(given_levels: tuple[int, ...], foot: int) -> None:
    assert foot_of([Decimal(level) for level in given_levels]) == foot


def test_parts_are_told_apart_in_grey(plan: Plan) -> None:
    figure = drawn(plan, (7000, 4000, 500, 1500), (7300, 3900, 500, 1550))
    assert figure is not None
    assert [bar.fill for bar in bars_of(figure.svg)] == [
        FILLS[2], ACCENT, WHITE, ACCENT, ACCENT, FILLS[2],
    ]  # fmt: skip
