"""The assessment of a township or a body: points, what each rests on, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from villages.errors import UserError
from villages.exhibits.assessment_basis import basis_text
from villages.exhibits.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.cells import typed
from villages.exhibits.figures.points import PointsRow, points_bars
from villages.exhibits.measures import body_label
from villages.exhibits.numbers import number_text
from villages.exhibits.opening import public_rules, retitled, whole_name
from villages.exhibits.page import Page
from villages.exhibits.scores import LEAST_ASSESSED, Score, ScoreTotal, score_total
from villages.exhibits.wording import citation, listed
from villages.findings.assessment import first_assessed_year
from villages.plan.scorecard import FULL_POINTS, ScoreCard

_TENTH = Decimal("0.1")


def assessment_cover(page: Page, body: str | None = None) -> Section:
    """Return the front of an assessment: of the page's township, or of a body.

    Raises
    ------
    UserError
        If the plan knows no such body.
    """
    card = score_card(page, body)
    if body is None:
        title = page.say("title_assessment", whole_name=whole_name(page))
    else:
        label = body_label(page, body)
        title = page.say("title_body_assessment", whole_name=whole_name(page), body=label)
    front = retitled(page, title)
    facts = front.facts
    if body is not None:
        facts = (facts[0], (page.say("fact_body"), body_label(page, body)), *facts[1:])
    said = _finding(page, card, body)
    return Section((replace(front, headline=said, facts=facts, standing=None),))


def assessment_points(page: Page, body: str | None = None) -> Section:
    """Return the points: their sum, a bar and a row for each item, and those of earlier years."""
    card = score_card(page, body)
    heading = Heading(page.say("heading_points"))
    scores = scores_of(page, card, body)
    if card is None or not score_total(scores).assessed:
        return Section((heading, Paragraph(_finding(page, card, body), "finding")))
    blocks: list[Block] = [heading, Paragraph(_finding(page, card, body), "finding")]
    rows = [
        PointsRow(
            card.item(score.item).label.of(page.language),
            score.points,
            *score.ends,
            page.say("points_of", reached=range_text(page, score.ends), points=score.points),
        )
        for score in scores
        if score.ends is not None
    ]
    figure = points_bars(page, rows, caption=_caption(page, card, scores))
    if figure is not None:
        blocks.append(figure)
    blocks.append(_items(page, card, scores, body))
    left_out = listed(
        page,
        [
            card.item(each.item).label.of(page.language)
            for each in scores
            if each.ends is None and not each.is_withheld
        ],
    )
    if left_out:
        blocks.append(Paragraph(page.say("points_left_out", names=left_out), "note"))
    withheld = listed(
        page, [card.item(each.item).label.of(page.language) for each in scores if each.is_withheld]
    )
    if withheld:
        blocks.append(Paragraph(page.say("points_withheld", names=withheld), "note"))
    years = _years(page, card, body)
    if years is not None:
        blocks.append(years)
    return Section(tuple(blocks))


def assessment_rules(page: Page, body: str | None = None) -> Section:
    """Return what each item counts and why it bears its points, and how the results are used."""
    card = score_card(page, body)
    if card is None:
        return Section(())
    rows = []
    for item in card.items:
        words = item.words.of(page.language)
        rows.append(
            (
                Cell(item.label.of(page.language)),
                typed(str(item.points)),
                Cell(words),
                Cell(page.say(f"definition_{item.definition}")),
            )
        )
    table = Table(
        caption=page.say("caption_score_rules", label=card.label.of(page.language)),
        columns=(
            Column(page.say("column_score_item"), share=1.4),
            Column(page.say("column_points"), "right", 0.6),
            Column(page.say("column_score_counts"), share=4.0),
            Column(page.say("column_defined"), share=0.8),
        ),
        rows=tuple(rows),
        note=page.say("note_score_rules", cite=citation(page, card.cite)),
    )
    uses = ("whole", "range", "decide", "persons", "compare", "truth")
    return Section(
        (
            Heading(page.say("heading_score_rules")),
            Paragraph(card.words.of(page.language)),
            table,
            Heading(page.say("heading_score_use")),
            Bullets(
                tuple(
                    page.say(
                        f"score_use_{use}",
                        cite=citation(page, card.cite),
                        least=LEAST_ASSESSED,
                        full=FULL_POINTS,
                    )
                    for use in uses
                )
            ),
        )
    )


def assessment_guide(page: Page) -> Section:
    """Say how to read an assessment: what an edition shows, and what verdicts and points mean."""
    notes = [page.say("guide_demo")] if page.is_demo else []
    if page.edition == "public":
        notes.append(public_rules(page))
    if page.plan.scorecards:
        notes += [page.say("guide_verdicts"), page.say("guide_points")]
    notes.append(page.say("guide_missing"))
    return Section((Heading(page.say("heading_guide")), Bullets(tuple(notes))))


def score_card(page: Page, body: str | None) -> ScoreCard | None:
    """Return the plan's score card of bodies, or of townships; None if it has none.

    Raises
    ------
    UserError
        If the plan knows no such body.
    """
    bodies = page.plan.programme.bodies
    if body is not None and body not in bodies:
        raise UserError("page_body_unknown", value=body, near=", ".join(bodies))
    of = "township" if body is None else "body"
    return next((card for card in page.plan.scorecards if card.of == of), None)


def scores_of(
    page: Page, card: ScoreCard | None, body: str | None, year: int | None = None
) -> tuple[Score, ...]:
    """Return the items' points of the page's place, or of a body there; nothing if not assessed."""
    if card is None:
        return ()
    key = (card.id, body or "", page.place.code, year or page.year)
    return page.evidence.scores.get(key, ())


def points_text(points: Decimal) -> str:
    """Write points with one decimal."""
    return number_text(points, _TENTH)


def range_text(page: Page, ends: tuple[Decimal, Decimal]) -> str:
    """Write points, or the least and the most of them."""
    low, high = (points_text(end) for end in ends)
    return low if low == high else page.say("points_between", low=low, high=high)


def _finding(page: Page, card: ScoreCard | None, body: str | None) -> str:
    """Say the sum of the points, or why there is none."""
    if card is None:
        return page.say("assessment_no_card")
    scores = scores_of(page, card, body)
    total = score_total(scores)
    if not total.assessed:
        first = first_assessed_year(page.plan)
        if page.year < first:
            return page.say("assessment_too_early", first_year=first)
        if body is None and not page.bears_targets:
            return page.say("assessment_no_villages")
        return page.say("assessment_nothing")
    return page.say(
        "sentence_pair", first=_sum_sentence(page, total), second=_most_lost(page, card, scores)
    )


def _sum_sentence(page: Page, total: ScoreTotal) -> str:
    reached = range_text(page, (total.low, total.high))
    if total.is_whole:
        return page.say("points_sum", reached=reached, full=FULL_POINTS)
    said = page.say("points_sum_part", reached=reached, assessed=total.assessed)
    if total.is_scaled:
        scaled = range_text(page, total.scaled)
        rest = page.say("points_scaled", reached=scaled, full=FULL_POINTS)
    else:
        rest = page.say("points_not_scaled", least=LEAST_ASSESSED)
    return page.say("sentence_pair", first=said, second=rest)


def _most_lost(page: Page, card: ScoreCard, scores: tuple[Score, ...]) -> str:
    """Say which item costs most, and how much hangs on data that are not known."""
    said = []
    most = max(scores, key=lambda score: score.lost)
    if most.lost:
        label = card.item(most.item).label.of(page.language)
        said.append(page.say("points_most_lost", label=label, points=points_text(most.lost)))
    hanging = sum((score.uncertain for score in scores), Decimal(0))
    if hanging:
        said.append(page.say("points_hanging", points=points_text(hanging)))
    return page.say("sentence_space").join(said)


def _caption(page: Page, card: ScoreCard, scores: tuple[Score, ...]) -> str:
    total = score_total(scores)
    reached = range_text(page, (total.low, total.high))
    most = max(scores, key=lambda score: score.lost)
    if not most.lost:
        return page.say("caption_points_full", reached=reached, assessed=total.assessed)
    return page.say(
        "caption_points",
        reached=reached,
        assessed=total.assessed,
        label=card.item(most.item).label.of(page.language),
        points=points_text(most.lost),
    )


def _items(page: Page, card: ScoreCard, scores: tuple[Score, ...], body: str | None) -> Table:
    rows = []
    for score in scores:
        item = card.item(score.item)
        reached = Cell(page.say("no_figure"))
        if score.ends is not None:
            reached = typed(range_text(page, score.ends))
        rows.append(
            (
                Cell(item.label.of(page.language)),
                Cell(basis_text(page, card, score, body)),
                reached,
                typed(str(score.points)),
            )
        )
    total = score_total(scores)
    rows.append(
        (
            Cell(page.say("points_total")),
            Cell(
                page.say("points_total_basis", count=sum(each.ends is not None for each in scores))
            ),
            typed(range_text(page, (total.low, total.high))),
            typed(str(total.assessed)),
        )
    )
    return Table(
        caption=page.say("caption_score_items", label=card.label.of(page.language)),
        columns=(
            Column(page.say("column_score_item"), share=1.6),
            Column(page.say("column_basis"), share=3.6),
            Column(page.say("column_points_reached"), "right", 1.0),
            Column(page.say("column_points"), "right", 0.7),
        ),
        rows=tuple(rows),
        note=page.say("note_score_items"),
    )


def _years(page: Page, card: ScoreCard, body: str | None) -> Table | None:
    """Return the points of the years so far, where there are earlier ones."""
    found = {year: scores_of(page, card, body, year) for year in page.years}
    years = [year for year, scores in found.items() if score_total(scores).assessed]
    if years == [page.year] or not years:
        return None
    by_item = {year: {score.item: score for score in found[year]} for year in years}
    rows = []
    for item in card.items:
        cells = (_year_cell(page, by_item[year].get(item.id)) for year in years)
        rows.append((Cell(item.label.of(page.language)), typed(str(item.points)), *cells))
    rows.append(
        (Cell(page.say("points_total")), Cell(""), *_total_cells(page, [found[y] for y in years]))
    )
    return Table(
        caption=page.say("caption_score_years"),
        columns=(
            Column(page.say("column_score_item"), share=2.0),
            Column(page.say("column_points"), "right", 0.8),
            *(Column(page.say("in_year", in_year=year), "right", 1.3) for year in years),
        ),
        rows=tuple(rows),
        note=page.say("note_score_years"),
    )


def _year_cell(page: Page, score: Score | None) -> Cell:
    if score is None or score.ends is None:
        return Cell(page.say("no_figure"))
    return typed(range_text(page, score.ends))


def _total_cells(page: Page, years: list[tuple[Score, ...]]) -> Iterator[Cell]:
    for scores in years:
        total = score_total(scores)
        reached = range_text(page, (total.low, total.high))
        yield typed(page.say("points_of", reached=reached, points=total.assessed), is_part=True)
