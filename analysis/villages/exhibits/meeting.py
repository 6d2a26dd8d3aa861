"""Slides for a meeting: each says one finding as a sentence, with one chart, table or list.

The notes of a slide are what the speaker says: the numbers behind it, how it is read, and what the
data cannot tell.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import compress

from villages.exhibits.blocks import (
    Bullets,
    Cell,
    Column,
    Cover,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.cells import typed
from villages.exhibits.comparison import township_table
from villages.exhibits.evidence import Place
from villages.exhibits.figures import milestone_stairs, status_rugs, target_panels
from villages.exhibits.judgements import Judgement
from villages.exhibits.opening import (
    cover,
    headline_sentence,
    milestone_rest,
    one_household,
    public_rules,
    whole_name,
)
from villages.exhibits.page import Aim, Page
from villages.exhibits.progress import milestone_note, status_table
from villages.exhibits.remaining import data_gaps, still_to_do
from villages.exhibits.slides import (
    MOST_ROWS,
    figure_slide,
    numbers_behind,
    one_slide,
    sentence,
    table_slides,
    widened,
)
from villages.exhibits.style import drawn_for_slides
from villages.exhibits.targets import trend_finding
from villages.exhibits.themes import theme_charts
from villages.exhibits.wording import (
    SHAPES,
    aim_label,
    aim_text,
    band_or_value,
    listed,
    shortfall_text,
    standing,
    status_word,
    verdict_word,
)
from villages.vocabulary import Verdict

#: What can be taken in while somebody speaks.
MOST_BULLETS = 5
MOST_NAMES = 5
MOST_PANELS = 6
MOST_CHARTS = 3
#: More villages than fit two slides are told in words, not in shapes.
MOST_RUG_SLIDES = 2

_SHORT_BY = 3
_VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "no_data")


def slide_cover(page: Page) -> Section:
    """Return the first slide: what the deck is of, its edition, its data, the headline."""
    title = page.say("title_meeting", whole_name=whole_name(page))
    edition = page.say(f"mark_{page.edition}")
    (front,) = cover(page).blocks
    assert isinstance(front, Cover)
    head = page.say("running_head", title=title, edition=edition)
    return Section((replace(front, title=title, running_head=head),))


def slide_standing(page: Page) -> Section:
    """Return where the place stands, with one very large number."""
    if not page.bears_targets:
        return _first_value(page)
    if page.place.level == "village":
        return _village_standing(page)
    count = page.milestone(page.year)
    if count is None:
        return Section(())
    title = page.say(
        "slide_standing",
        count=count.villages,
        met=count.villages_met_all,
        scope=page.scope_words("low_income", count.villages),
    )
    large = page.say("met_of", met=count.villages_met_all, count=count.villages)
    parts = (
        Paragraph(large, "large"),
        Paragraph(page.say("slide_large_villages")),
        Bullets((milestone_rest(page), sentence(page, _together(page)))),
    )
    notes = (headline_sentence(page), page.say("say_two_readings"), page.say("say_no_data"))
    return one_slide(page, title, parts, notes)


def _first_value(page: Page) -> Section:
    """Without targets: the first indicator of the plan, as it is."""
    shown = (card for card in page.plan.cards.values() if page.shown(card) is not None)
    card = next(shown, None)
    if card is None:
        return Section(())
    parts = (
        Paragraph(page.value(card), "large"),
        Paragraph(
            page.say("slide_large_value", label=card.label.of(page.language), scope=_scope(page))
        ),
    )
    notes = (page.say("guide_missing"), one_household(page))
    return one_slide(page, headline_sentence(page), parts, notes)


def _scope(page: Page) -> str:
    return page.scope_words(page.scope) if page.place.level != "village" else page.name(page.place)


def _village_standing(page: Page) -> Section:
    judged = _judged(page)
    met = sum(each.verdict == "met" for _, each in judged)
    groups = []
    for status in SHAPES:
        names = [
            aim_label(page, aim)
            for aim, each in judged
            if each.status == status and each.verdict != "met"
        ]
        if names:
            word = f"{SHAPES[status]} {status_word(page, status)}"
            listing = listed(page, names)
            groups.append(page.say("slide_group", count=len(names), status=word, names=listing))
    parts: list[Paragraph | Bullets] = [
        Paragraph(page.say("met_of", met=met, count=len(judged)), "large"),
        Paragraph(page.say("slide_large_targets")),
    ]
    if groups:
        parts.append(Bullets(tuple(groups)))
    title = page.say("slide_standing_village", count=len(judged), met=met)
    notes = (headline_sentence(page), page.say("say_no_data"), one_household(page))
    return one_slide(page, title, parts, notes)


def slide_milestones(page: Page) -> Section:
    """Return the staircase of the plan's milestones and what has been reached of it."""
    with drawn_for_slides():
        figure = milestone_stairs(page)
    if figure is None:
        return Section(())
    count = page.milestone(page.year)
    notes = [sentence(page, figure.alt), milestone_note(page)]
    if count is not None and count.villages_undecided:
        notes.append(page.say("say_hatched"))
    return one_slide(page, milestone_rest(page), (figure,), notes)


def slide_verdicts(page: Page) -> Section:
    """Return the targets of a group at a glance: which are met together, which are not."""
    if not page.aims or page.place.level == "village":
        return Section(())
    verdicts = _by_verdict(page)
    rows = tuple(
        (
            Cell(verdict_word(page, verdict), verdict),
            typed(str(len(found))),
            Cell(page.say("list_comma").join(aim_label(page, aim) for aim in found)),
        )
        for verdict, found in verdicts.items()
        if found
    )
    columns = (
        Column(page.say("column_verdict"), share=1.6),
        Column(page.say("column_count"), "right", 0.7),
        Column(page.say("column_target"), share=5.0),
    )
    notes = (page.say("guide_two_readings"), page.say("guide_verdicts"), page.say("say_no_data"))
    table = Table(page.say("caption_verdicts"), columns, rows)
    return one_slide(page, _together(page), (table,), notes)


def slide_targets(page: Page) -> Section:
    """Return what is short and by how much; of a village every target."""
    is_village = page.place.level == "village"
    judged = [pair for pair in _judged(page) if is_village or pair[1].verdict != "met"]
    if not judged:
        return Section(())
    if is_village:
        met = sum(each.verdict == "met" for _, each in judged)
        rest = len(judged) - met
        key = "slide_targets" if rest else "headline_village_met"
        title = page.say(key, met=met, rest=rest, count=met)
    else:
        names = listed(page, [aim_label(page, aim) for aim, _ in judged], MOST_NAMES)
        title = page.say("slide_short", count=len(judged), names=names)
    columns = [
        Column(page.say("column_target"), share=2.4),
        Column(page.say("column_value"), "right", 1.0),
        Column(page.say("column_asked"), "right", 1.5),
        Column(page.say("column_short_by"), "right", 1.8),
        Column(page.say("column_status" if is_village else "column_verdict"), share=1.4),
    ]
    columns.append(Column(page.say("column_villages_met"), "right", 0.9))
    every = [_target_row(page, aim, each) for aim, each in judged]
    has_gaps = any(row[_SHORT_BY].number is not None for row in every)
    kept = [True, True, True, has_gaps, True, not is_village]
    table = Table(
        page.say("caption_targets"),
        tuple(compress(columns, kept)),
        tuple(tuple(compress(row, kept)) for row in every),
    )
    notes = [page.say("guide_missing"), page.say("say_no_data")]
    if is_village:
        notes.append(one_household(page))
    else:
        most, worst = max(judged, key=lambda pair: pair[1].villages_not_met)
        label = most.card.label.of(page.language)
        if worst.villages_not_met:
            count = worst.villages_not_met
            notes.insert(0, page.say("point_most_missed", label=label, count=count))
        notes.append(page.say("guide_two_readings"))
    return table_slides(page, title, table, notes)


def _target_row(page: Page, aim: Aim, judgement: Judgement) -> tuple[Cell, ...]:
    word, tone = standing(page, judgement)
    short = shortfall_text(page, aim) if judgement.verdict == "not_met" else ""
    return (
        Cell(aim.card.label.of(page.language)),
        replace(page.cell(aim.card), text=band_or_value(page, aim.card)),
        typed(aim_text(page, aim, judgement)),
        typed(short or page.say("no_figure")),
        Cell(word, tone),
        typed(
            page.say("met_of", met=judgement.villages_met, count=judgement.villages), is_part=True
        ),
    )


def slide_statuses(page: Page) -> Section:
    """Return a shape for each village and target of a township."""
    villages = page.plan_villages
    if page.place.level != "township" or len(villages) > MOST_ROWS * MOST_RUG_SLIDES:
        return Section(())
    with drawn_for_slides():
        figures = status_rugs(page, MOST_ROWS)
    notes = (page.say("say_shapes"), page.say("guide_like"), page.say("say_facts"))
    return Section(tuple(figure_slide(page, figure, notes) for figure in figures))


def slide_behind(page: Page) -> Section:
    """Return which places are behind with what is due: facts in the order of codes."""
    if not page.aims or page.place.level == "village":
        return Section(())
    notes = (page.say("say_facts"), page.say("say_few"), page.say("say_no_data"))
    if page.place.level == "city":
        tables = [each for each in township_table(page).blocks if isinstance(each, Table)]
        table = tables[0]
        rows = tuple(row for row in table.rows if any(cell.tone == "not_met" for cell in row))
        title = page.say("slide_behind_townships", count=len(table.rows), behind=len(rows))
        table = replace(table, rows=rows, note=page.say("note_townships"))
    else:
        behind = [village for village in page.plan_villages if _is_behind(page, village)]
        count = len(page.plan_villages)
        title = page.say("slide_behind_villages", count=count, behind=len(behind))
        table = replace(status_table(page, behind), note=page.say("note_places_table"))
    return table_slides(page, title, table, notes) if table.rows else Section(())


def _is_behind(page: Page, village: Place) -> bool:
    found = (page.judgement(aim, village) for aim in page.aims)
    return any(each is not None and each.status in ("behind", "out_of_reach") for each in found)


def slide_trends(page: Page) -> Section:
    """Return how the targets have moved over the years, those not met first."""
    if len(page.years) < 2:
        return Section(())
    # Panels are narrow: text as on paper is as large as fits them.
    figure = target_panels(page, MOST_PANELS)
    if figure is None:
        return Section(())
    caption = page.say("caption_some_panels", first_year=page.years[0])
    notes = (page.say("say_panels"), page.say("say_moved"), page.say("guide_missing"))
    return one_slide(page, trend_finding(page), (replace(figure, caption=caption),), notes)


def slide_theme(page: Page, theme_id: str = "") -> Section:
    """Return the charts of a theme, by default the plan's first, a slide each."""
    theme = page.plan.theme(theme_id) if theme_id else page.plan.themes[0]
    if theme is None:
        return Section(())
    # A chart with a row for each place is readable on a slide only if the places are few.
    is_few = len(page.below) <= MOST_ROWS
    charts = tuple(each for each in theme.charts if each.kind != "places" or is_few)
    with drawn_for_slides():
        figures = theme_charts(page, theme.model_copy(update={"charts": charts[:MOST_CHARTS]}))
    small = one_household(page)
    return Section(
        tuple(
            figure_slide(
                page, figure, (numbers_behind(page, figure), page.say("guide_missing"), small)
            )
            for figure in figures
        )
    )


def slide_to_do(page: Page) -> Section:
    """Return what is still to do, in households, persons, kilometres and yuan."""
    found = still_to_do(page).blocks
    tables = [each for each in found if isinstance(each, Table)]
    if not tables:
        return Section(())
    finding = next(each.text for each in found if isinstance(each, Paragraph))
    is_village = page.place.level == "village"
    own = one_household(page) if is_village else page.say("say_to_do")
    notes = (finding, tables[0].note, own)
    key = "slide_to_do_village" if is_village else "slide_to_do"
    title = page.say(key, count=len(tables[0].rows))
    return table_slides(page, title, widened(tables[0], 3.2), notes)


def slide_gaps(page: Page) -> Section:
    """Return which targets cannot be judged for lack of data, and in how many villages."""
    is_village = page.place.level == "village"
    open_aims = [
        (aim, 1 if is_village else each.villages_no_data)
        for aim, each in _judged(page)
        if each.villages_no_data or each.verdict == "no_data"
    ]
    if not open_aims:
        return Section(())
    open_aims.sort(key=lambda pair: -pair[1])
    points = [
        aim.card.label.of(page.language)
        if is_village or not count
        else page.say("slide_gap", name=aim.card.label.of(page.language), count=count)
        for aim, count in open_aims
    ]
    if len(points) > MOST_BULLETS:
        rest = len(points) - MOST_BULLETS + 1
        points[MOST_BULLETS - 1 :] = [page.say("slide_gaps_rest", count=rest)]
    missing = [each for each in data_gaps(page).blocks if isinstance(each, Paragraph)]
    notes = (*(each.text for each in missing), page.say("say_no_data"), page.say("say_report"))
    title = page.say("slide_gaps", count=len(open_aims))
    return one_slide(page, title, (Bullets(tuple(points)),), notes)


def slide_guide(page: Page) -> Section:
    """Say how the numbers are read, and what is missing from them."""
    points = [page.say("slide_demo")] if page.is_demo else []
    if page.bears_targets:
        points.append(page.say("guide_verdicts"))
        if page.place.level != "village":
            points.append(page.say("guide_two_readings"))
    points.append(page.say("guide_missing"))
    if page.edition == "public":
        points.append(public_rules(page))
    title = page.say("slide_guide" if page.bears_targets else "slide_guide_plain")
    notes = (page.say("say_questions"), one_household(page))
    return one_slide(page, title, (Bullets(tuple(points[:MOST_BULLETS])),), notes)


def _judged(page: Page) -> list[tuple[Aim, Judgement]]:
    found = ((aim, page.judgement(aim)) for aim in page.aims)
    return [(aim, judgement) for aim, judgement in found if judgement is not None]


def _by_verdict(page: Page) -> dict[Verdict, list[Aim]]:
    judged = _judged(page)
    return {
        verdict: [aim for aim, each in judged if each.verdict == verdict] for verdict in _VERDICTS
    }


def _together(page: Page) -> str:
    """Count the targets that are met together, and those that are not."""
    counts = {verdict: len(found) for verdict, found in _by_verdict(page).items()}
    count = sum(counts.values())
    key = "slide_verdicts_met" if counts["met"] == count else "slide_verdicts"
    return page.say(key, count=count, **counts)
