"""Does a displayed value ever contradict its verdict?"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import Measurement, gather, read_places
from villages.exhibits.judgements import Relation, meets
from villages.exhibits.numbers import ENDS, Line, rounded, shown_value, to_step
from villages.exhibits.page import Page
from villages.exhibits.wording import line_text
from villages.findings.results import Results
from villages.plan import Plan
from villages.vocabulary import Edition

TENTH = Decimal("0.1")
rates = st.decimals(0, 100, places=6)
relations = st.sampled_from(["at_least", "at_most", "rises"])


@given(value=rates, line=rates, relation=relations)
def test_rounding_never_crosses_the_line(value: Decimal, line: Decimal, relation: Relation) -> None:
    shown = rounded(value, TENTH, [Line(relation, line)])
    line_shown = to_step(line, shown.step)
    is_met = meets(relation, value, line)
    assert meets(relation, shown.value, line) == is_met
    assert meets(relation, shown.value, line_shown) == is_met
    assert abs(shown.value - value) < TENTH


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_all_and_none_are_said_only_where_it_is_so(numerator: int, denominator: int) -> None:
    numerator = min(numerator, denominator)
    value = 100 * Decimal(numerator) / Decimal(denominator)
    shown = rounded(value, TENTH, ENDS["percent"]).value
    assert (shown == 100) == (numerator == denominator)
    assert (shown == 0) == (numerator == 0)


@pytest.mark.parametrize(
    ("value", "line", "shown"),
    [
        ("97.951", "98", "97.9"),
        ("98", "98", "98.0"),
        ("98.04", "98", "98.0"),
        ("13999.96", "14000", "13999.9"),
        ("83.33", "83.333333", "83.330"),
    ],
)
def test_known_cases(value: str, line: str, shown: str) -> None:
    found = rounded(Decimal(value), TENTH, [Line("at_least", Decimal(line))])
    assert str(found.value) == shown


@pytest.mark.parametrize(("rows", "words"), [(4, "无对象"), (3, "缺报")])
def test_nothing_to_count_is_said_only_of_rows_that_were_reported(
    plan: Plan, rows: int, words: str
) -> None:
    """Of four households none is entitled; or that is known of three of them only."""
    card, zero, hundred = plan.cards["dibao_coverage"], Decimal(0), Decimal(100)
    measurement = Measurement(
        card.id, "990181101201", 2019, "low_income", None, zero, hundred, zero, zero, rows, 4, TENTH
    )
    assert shown_value(measurement, card, "zh") == words


def number(text: str) -> Decimal:
    found = re.search(r"-?[0-9][0-9,]*\.?[0-9]*", text)
    assert found is not None, text
    tens = 10_000 if text[found.end() :].startswith("万") else 1
    return Decimal(found[0].replace(",", "")) * tens


@pytest.mark.parametrize(("edition", "least"), [("internal", 1000), ("public", 100)])
def test_every_displayed_value_of_the_demonstration_agrees_with_its_verdict(
    results: Results, plan: Plan, edition: Edition, least: int
) -> None:
    city = next(iter(read_places(results).values()))
    checked = 0
    for year in (2018, 2019, 2020):
        evidence = disclosed(gather(results, plan, city, year), plan, edition)
        page = Page(plan, city, year, "zh", edition, True, "", "", (2015, year), evidence)
        bearing = [place for place in evidence.places.values() if place.count("low_income")]
        for place in bearing:
            for aim in page.aims:
                judgement = page.judgement(aim, place)
                found = page.measurement(aim.card, place, scope="low_income")
                if judgement is None or found is None or found.value is None:
                    continue
                line = line_text(page, aim, judgement)
                if judgement.verdict == "no_data" or not line:
                    continue
                value = number(page.value(aim.card, place, scope="low_income"))
                is_met = judgement.verdict == "met"
                assert meets(judgement.relation, value, number(line)) == is_met
                checked += 1
    assert checked > least
