"""Can anything be learned from the public edition that it must not tell?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from page_running import blocks, figures_of, run_page, texts
from villages.exhibits.blocks import Complete, Section
from villages.exhibits.disclosure import (
    disclosed,
    disclosed_bins,
    disclosed_measurement,
)
from villages.exhibits.evidence import Bin, Evidence, Measurement, Place, gather, read_places
from villages.exhibits.numbers import Line
from villages.findings.results import Results
from villages.plan import Plan
from villages.plan.disclosure import STANDARD, DisclosureRules

YEAR = 2019


def village_pages(results: Results) -> list[Place]:
    places = [place for place in read_places(results).values() if place.level == "village"]
    return [place for place in places if place.is_low_income][:6] + places[-2:]


def blurred(evidence: Evidence, code: str) -> Evidence:
    """The same verdicts on other figures: every number of the village is another one."""
    odd = Decimal("7.25")
    return replace(
        evidence,
        measurements={
            key: replace(
                row,
                value=None if row.value is None else row.value * odd + 1,
                low=odd,
                high=odd * 9,
                numerator=None if row.numerator is None else row.numerator + 41,
                denominator=None if row.denominator is None else row.denominator + 97,
                rows_known=31,
                rows_expected=33,
            )
            if row.code == code
            else row
            for key, row in evidence.measurements.items()
        },
        judgements={
            key: replace(
                row,
                gap=odd,
                gap_low=odd,
                gap_high=odd,
                missing_rows=5,
                needed_rows=3,
                needed_mean=odd,
                line=odd if row.relation == "rises" else row.line,
            )
            if row.code == code
            else row
            for key, row in evidence.judgements.items()
        },
        distributions={},
        medians={},
    )


def test_a_villages_public_page_does_not_depend_on_its_figures(
    results: Results, plan: Plan
) -> None:
    for place in village_pages(results):
        evidence = gather(results, plan, place, YEAR)
        told = disclosed(evidence, plan, "public")
        assert told == disclosed(blurred(evidence, place.code), plan, "public")


def test_the_internal_edition_does_depend_on_them(results: Results, plan: Plan) -> None:
    place = village_pages(results)[0]
    evidence = gather(results, plan, place, YEAR)
    assert disclosed(evidence, plan, "internal") == evidence
    assert blurred(evidence, place.code) != evidence


def test_a_villages_public_page_has_no_chart_and_none_of_its_values(
    demo_results: Path, results: Results
) -> None:
    for place in village_pages(results)[:2]:
        common: dict[str, str | int] = {
            "results": str(demo_results),
            "place": place.code,
            "year": YEAR,
        }
        public = run_page("village", edition="public", **common)
        internal = run_page("village", edition="internal", **common)
        assert not figures_of(public) and figures_of(internal)
        own = results.indicators
        own = own[(own["code"] == place.code) & (own["year"] == YEAR)]
        money = {f"{value:,.0f}元" for value in own.loc[own["card"] == "income", "value"]}
        assert money and not money & set(words(public))
        assert money & set(words(internal))


def words(shown: list[Section | Complete]) -> list[str]:
    """Every text of a page, cut where a sentence or a cell names another thing."""
    whole = "\n".join(text for block in blocks(shown) for text in texts(block))
    return re.split(r"[\s，。；：（）/→至的由]+", whole)


def test_few_villages_are_treated_like_one(results: Results, plan: Plan) -> None:
    townships = [p for p in read_places(results).values() if p.level == "township"]
    few = [p for p in townships if 0 < p.low_income_villages < STANDARD.least_villages]
    many = [p for p in townships if p.low_income_villages >= STANDARD.least_villages]
    assert few and many
    for place, is_told in ((few[0], False), (many[0], True)):
        evidence = disclosed(gather(results, plan, place, YEAR), plan, "public")
        income = evidence.measurements["income", place.code, YEAR, "low_income"]
        assert income.is_withheld is not is_told
        judged = evidence.judgements["income", 0, place.code, YEAR]
        assert (judged.gap is None) is not is_told


def rate(numerator: int, denominator: int) -> Measurement:
    value = 100 * Decimal(numerator) / Decimal(denominator)
    return Measurement(
        "safe_housing", "1", YEAR, "low_income", value, value, value,
        Decimal(numerator), Decimal(denominator), denominator, denominator, Decimal("0.1"),
    )  # fmt: skip


LARGE = Place("township", "1", "镇", "Town", "1", "0", False, None, 10, 8)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (7, 100, None),  # seven could be told one by one
        (8, 100, "8"),
        (93, 100, None),  # and so could the seven others
        (92, 100, "92"),
        (486, 500, "97"),  # 97.2
        (488, 500, None),  # 97.6 would be shown as 98, which is the line
        (4998, 5008, None),  # 99.8 would be shown as all
    ],
)
def test_counts_and_rates(plan: Plan, numerator: int, denominator: int, shown: str | None) -> None:
    lines = [Line("at_least", Decimal(98))]
    card = plan.cards["safe_housing"]
    told = disclosed_measurement(rate(numerator, denominator), card, plan, LARGE, lines)
    assert told.is_withheld == (shown is None)
    assert told.value == (None if shown is None else Decimal(shown))
    if told.numerator is not None and told.denominator is not None:
        assert told.numerator % 5 == 0 and told.denominator % 5 == 0
        assert told.low is None and told.high is None


def test_money_is_rounded_to_ten_yuan(plan: Plan) -> None:
    row = replace(rate(1, 2), card="income", value=Decimal("13461.2"), step=Decimal(1))
    row = replace(row, numerator=Decimal(11_522_760), denominator=Decimal(856))
    card = plan.cards["income"]
    line = [Line("at_least", Decimal(14_000))]
    told = disclosed_measurement(row, card, plan, LARGE, line)
    assert told.value == 13_460 and told.numerator is None and told.denominator is None
    near = replace(row, value=Decimal(13_996))
    assert disclosed_measurement(near, card, plan, LARGE, line).is_withheld


def test_roads_and_services_are_no_personal_data(results: Results, plan: Plan) -> None:
    city = next(iter(read_places(results).values()))
    public = disclosed(gather(results, plan, city, YEAR), plan, "public")
    internal = gather(results, plan, city, YEAR)
    key = ("paved_links", city.code, YEAR, "low_income")
    assert public.measurements[key].value == internal.measurements[key].value  # type: ignore[index]


def test_parts_are_told_together_or_not_at_all(results: Results, plan: Plan) -> None:
    grades = [card for card in plan.cards.values() if card.part_of == "safe_housing"]
    seen = set()
    for place in read_places(results).values():
        if place.level != "township" or not place.low_income_villages:
            continue
        evidence = disclosed(gather(results, plan, place, YEAR), plan, "public")
        rows = [evidence.measurements[g.id, place.code, YEAR, "low_income"] for g in grades]
        assert len({row.is_withheld for row in rows}) == 1
        seen.add(rows[0].is_withheld)
    assert True in seen


def bins(*rows: int) -> tuple[Bin, ...]:
    edges = [None, *(Decimal(2000 * n) for n in range(1, len(rows))), None]
    return tuple(
        Bin(low, high, Decimal(3 * count), count)
        for low, high, count in zip(edges, edges[1:], rows, strict=False)
    )


def test_thin_tails_are_joined() -> None:
    told = disclosed_bins(bins(1, 2, 9, 20, 30, 12, 5, 1), STANDARD)
    assert [each.high for each in told] == [6000, 8000, 10000, None]
    assert told[-1].low == 10000
    assert all(each.weight % 5 == 0 for each in told)


def test_a_thin_middle_hides_the_whole() -> None:
    assert disclosed_bins(bins(9, 20, 3, 30, 12), STANDARD) == ()
    assert disclosed_bins(bins(9, 20, 0, 30, 12), STANDARD) != ()


@pytest.mark.parametrize(
    ("numerator", "denominator", "zero", "shown"),
    [
        (100, 100, "hidden", None),  # that nobody lacks it is told only where a card allows it
        (100, 100, "public", "100"),
        (0, 100, "public", "0"),
        (93, 100, "public", None),  # seven are still seven
        (7, 7, "public", None),  # of so few not even that
    ],
)
def test_a_nought_is_told_where_the_card_says_so(
    plan: Plan, numerator: int, denominator: int, zero: Literal["hidden", "public"],
    shown: str | None,
) -> None:  # fmt: skip
    card = plan.cards["safe_housing"].model_copy(update={"zero": zero})
    told = disclosed_measurement(rate(numerator, denominator), card, plan, LARGE, [])
    assert told.value == (None if shown is None else Decimal(shown))


def test_a_plan_may_be_stricter(plan: Plan) -> None:
    rules = DisclosureRules(largest_hidden_count=20, count_base=Decimal(10))
    strict = plan.model_copy(update={"disclosure": rules})
    card = plan.cards["safe_housing"]
    assert disclosed_measurement(rate(80, 100), card, strict, LARGE, []).is_withheld
    told = disclosed_measurement(rate(74, 104), card, strict, LARGE, [])
    assert (told.numerator, told.denominator) == (Decimal(70), Decimal(100))
