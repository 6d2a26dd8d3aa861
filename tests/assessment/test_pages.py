"""Do the assessment pages say what the scores hold, trace every tenth, and show what they may?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from page_running import blocks, cover_of, figures_of, run_page, texts
from villages.errors import UserError
from villages.exhibits.assessment import (
    assessment_cover,
    assessment_points,
    assessment_rules,
    score_card,
    scores_of,
)
from villages.exhibits.assessment_basis import measure_bases
from villages.exhibits.assessment_trace import assessment_trace
from villages.exhibits.blocks import Cover, Paragraph, Table
from villages.exhibits.page import Page, open_page
from villages.exhibits.scores import score_total, shared_out
from villages.findings.results import Results
from villages.vocabulary import Edition

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
BROKEN = re.compile(r"\bnan\b|None(?! of)|Decimal|[{}]|。。|，。|：。|\.\.|\( | ,|  ")
BODY = "health"


def small_township(results: Results) -> str:
    """A township of fewer low-income villages than the public edition shows figures of."""
    places = results.places
    found = places[(places["level"] == "township") & places["low_income_villages"].isin([1, 2])]
    return str(found["code"].iloc[0])


#: Opening a page takes longer than all that is asked of it here.
opened = cache(open_page)


def pages(results: Path, edition: Edition) -> list[tuple[Page, str | None]]:
    township = opened(results, "", 2019, "en", edition, "township")
    return [(township, None), (opened(results, "", 2019, "en", edition, "city"), BODY)]


@pytest.mark.parametrize("edition", ["public", "internal"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["assessment", "department_assessment"])
def test_pages_run_in_one_language(
    demo_results: Path, name: str, language: str, edition: str
) -> None:
    given = {"body": BODY} if name != "assessment" else {}
    shown = run_page(
        name, results=str(demo_results), language=language, edition=edition, year=2019, **given
    )
    said = [text for block in blocks(shown) for text in texts(block)]
    assert not [text for text in said if (LATIN if language == "zh" else HAN).search(text)]
    assert not [text for text in said if BROKEN.search(text)]
    assert cover_of(shown).standing is None
    (figure,) = figures_of(shown)
    assert figure.svg.count("<path") > 10
    assert figure.alt
    assert figure.data is not None and figure.data.rows


def test_a_body_that_nobody_knows_is_refused(demo_results: Path) -> None:
    _, (page, _) = pages(demo_results, "internal")
    with pytest.raises(UserError) as caught:
        assessment_cover(page, "helth")
    assert caught.value.key == "page_body_unknown"


def table_of(page: Page, body: str | None) -> Table:
    section = assessment_points(page, body)
    return next(block for block in section.blocks if isinstance(block, Table))


def test_the_parts_shown_add_up_to_the_sum_shown(demo_results: Path) -> None:
    for page, body in pages(demo_results, "internal"):
        *items, last = table_of(page, body).rows
        ends = [item[2].text.split("–") for item in items]
        known = [each for each in ends if each != ["", ""]]
        low = sum(Decimal(each[0]) for each in known)
        high = sum(Decimal(each[-1]) for each in known)
        assert last[2].text.split("–") == sorted({f"{low:.1f}", f"{high:.1f}"}, key=Decimal)
        assert sum(int(item[3].text) for item in items if item[2].text != "–") == int(last[3].text)


def test_every_verdict_that_is_counted_can_be_traced(demo_results: Path) -> None:
    checked = 0
    for page, body in pages(demo_results, "internal"):
        card = score_card(page, body)
        assert card is not None
        for score in scores_of(page, card, body):
            item = card.item(score.item)
            if item.kind not in ("villages_met", "measures_met") or score.ends is None:
                continue
            bases = measure_bases(page, card, item, body)
            assert sum(len(each.met) for each in bases) == score.numerator
            assert sum(each.count for each in bases) == score.denominator
            assert sum(len(each.no_data) for each in bases) == score.no_data
            checked += 1
    assert checked == 7


def test_points_lost_are_parted_without_rest(demo_results: Path) -> None:
    parted = 0
    for page, body in pages(demo_results, "internal"):
        card = score_card(page, body)
        assert card is not None
        lost = {
            card.item(score.item).label.en: (score.lost, score.uncertain)
            for score in scores_of(page, card, body)
        }
        for block in assessment_trace(page, body).blocks:
            if not isinstance(block, Table):
                continue
            label = block.caption.rsplit(":", 1)[0]
            by_group = {
                column.group: sum(
                    Decimal(row[index].text) for row in block.rows if row[index].text != "–"
                )
                for index, column in enumerate(block.columns)
                if column.label == "Points"
            }
            assert by_group.get("Not met (lost)", 0) == lost[label][0]
            assert by_group.get("Not enough data (open)", 0) == lost[label][1]
            parted += 1
    assert parted >= 4


def test_what_stands_already_is_not_traced_twice(demo_results: Path) -> None:
    # In the last year everything is due: both items of goals rest on the same verdicts.
    page = opened(demo_results, "", 2020, "en", "internal", "township")
    blocks = assessment_trace(page).blocks
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert sum("those of 'Goals of the villages due'" in text for text in said) == 1
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert len(captions) == 3


def test_public_points_give_no_village_s_figures_away(demo_results: Path, results: Results) -> None:
    code = small_township(results)
    inside = opened(demo_results, code, 2019, "en", "internal", "township")
    public = opened(demo_results, code, 2019, "en", "public", "township")
    card = score_card(public, None)
    known = {score.item: score for score in scores_of(inside, card, None)}
    shown = {score.item: score for score in scores_of(public, card, None)}
    assert known["income"].ends is not None
    assert known["reporting"].ends is not None
    for item in ("income", "reporting"):
        assert shown[item].ends is None
        assert shown[item].numerator is None
        assert shown[item].is_withheld
    assert shown["goals"].ends == known["goals"].ends
    # Nor does the sum: it is of what is shown.
    total = score_total(shown.values())
    assert total.assessed == score_total(known.values()).assessed - 20
    assert total.low == sum(s.low for s in shown.values() if s.low is not None)
    said = [text for block in assessment_points(public).blocks for text in texts(block)]
    assert any("Not published" in text for text in said)


def test_public_points_of_a_larger_township_hold_no_exact_value(demo_results: Path) -> None:
    (page, _), _ = pages(demo_results, "public")
    assert page.place.count("low_income") >= 3
    shown = {score.item: score for score in scores_of(page, score_card(page, None), None)}
    assert shown["income"].ends is not None
    assert shown["income"].numerator is None
    assert shown["reporting"].numerator is not None
    assert shown["reporting"].numerator % 5 == 0


def test_a_township_without_low_income_villages_is_not_assessed(
    demo_results: Path, results: Results
) -> None:
    places = results.places
    empty = places[(places["level"] == "township") & (places["low_income_villages"] == 0)]
    page = opened(demo_results, str(empty["code"].iloc[0]), 2019, "en", "public", "township")
    (cover,) = assessment_cover(page).blocks
    assert isinstance(cover, Cover)
    assert "is not assessed" in cover.headline
    assert not [b for b in assessment_points(page).blocks if isinstance(b, Table)]
    assert not assessment_trace(page).blocks


def test_years_before_the_first_milestone_are_not_assessed(demo_results: Path) -> None:
    page = opened(demo_results, "", 2017, "en", "public", "township")
    (cover,) = assessment_cover(page).blocks
    assert isinstance(cover, Cover)
    assert "from 2018 on" in cover.headline


def test_a_plan_without_score_card_says_so(demo_results: Path) -> None:
    page = opened(demo_results, "", 2019, "en", "public", "township")
    page = replace(page, plan=page.plan.model_copy(update={"scorecards": ()}))
    _, finding = assessment_points(page).blocks
    assert isinstance(finding, Paragraph)
    assert "no score card" in finding.text
    assert not assessment_trace(page).blocks
    assert not assessment_rules(page).blocks


def test_a_sum_of_few_points_is_not_scaled(demo_results: Path) -> None:
    _, (page, _) = pages(demo_results, "internal")
    (cover,) = assessment_cover(page, "disabled").blocks
    assert isinstance(cover, Cover)
    assert "of the 10 points that can be assessed" in cover.headline
    assert "too little to be scaled" in cover.headline
    assert "Out of 100" not in cover.headline


def test_nobody_is_ranked(demo_results: Path) -> None:
    for page, body in pages(demo_results, "internal"):
        said = " ".join(t for block in assessment_rules(page, body).blocks for t in texts(block))
        assert "no person gets points" in said
        assert "nothing follows from this report by itself" in said
        others = {each.name_en for each in page.evidence.places.values()} - {page.place.name_en}
        first = " ".join(t for block in assessment_points(page, body).blocks for t in texts(block))
        assert not [name for name in others if name in first]


@pytest.mark.parametrize(
    ("points", "weights", "expected"),
    [
        ("1.0", [1, 1, 1], ["0.34", "0.33", "0.33"]),
        ("0.7", [2, 0, 5], ["0.2", "0", "0.5"]),
        ("0.0", [3, 4], ["0", "0"]),
        ("2.5", [1, 1], ["1.25", "1.25"]),
        ("0.1", [1, 1, 4], ["0.02", "0.02", "0.06"]),
        ("0.0", [0, 0], ["0", "0"]),
    ],
)
def test_parting_leaves_no_rest(points: str, weights: list[int], expected: list[str]) -> None:
    assert list(shared_out(Decimal(points), weights)) == [Decimal(each) for each in expected]
