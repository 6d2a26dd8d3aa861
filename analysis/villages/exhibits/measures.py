"""The plan's measures on a page: what was promised, who answers for it, how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from villages.exhibits.blocks import Block, Cell, Column, Figure, Heading, Paragraph, Section, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Place
from villages.exhibits.figures.cut_bars import Part
from villages.exhibits.figures.tally import TallyRow, tally_bars
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.exhibits.wording import (
    aim_text,
    band_or_value,
    citation,
    listed,
    standing,
)
from villages.findings.measures import due_year
from villages.plan.measures import Charge, Measure
from villages.vocabulary import LEVELS, Level


def measure_level(page: Page, measure: Measure) -> Level:
    """Return the level of the places that answer for themselves in a measure's register."""
    register = page.plan.cards[measure.done.card].register_id
    return page.plan.registers[register].level if register is not None else "village"


def measure_place(page: Page, measure: Measure, place: Place | None = None) -> Place | None:
    """Return whose value a place shows: its own, or that of the one above which answers for it.

    None where the page knows no such place.
    """
    here = place or page.place
    level = measure_level(page, measure)
    if LEVELS.index(here.level) >= LEVELS.index(level):
        return here
    above = (page.evidence.places.get(code) for code in here.parents)
    return next((each for each in above if each is not None and each.level == level), None)


def measure_value(page: Page, measure: Measure, place: Place | None = None) -> str:
    """Return a measure's value; one that a place above answers for says whose it is."""
    here = place or page.place
    card, whose = page.plan.cards[measure.done.card], measure_place(page, measure, place)
    if whose is None:
        return page.say("no_figure")
    judgement, found = page.measure_judgement(measure, whose), page.measurement(card, whose)
    if found is not None and found.is_withheld and judgement is not None:
        return page.say(f"band_{judgement.band}")
    value = band_or_value(page, card, whose)
    if whose.code == here.code:
        return value
    return page.say("value_of_level", level=page.level(whose.level), value=value)


def measure_asked(page: Page, measure: Measure, place: Place | None = None) -> str:
    """Return what a measure asks for; a word for one that is only shown."""
    aim, whose = page.measure_aim(measure), measure_place(page, measure, place)
    if aim is None:
        return page.say("measure_shown")
    judgement = page.measure_judgement(measure, whose) if whose is not None else None
    return aim_text(page, aim, judgement)


def part_of(page: Page, measure: Measure, judgement: Judgement | None) -> Part:
    """Return whether a measure is done, behind, not yet due, or nobody knows."""
    if judgement is None or judgement.verdict == "no_data":
        return "no_data"
    if judgement.verdict == "met":
        return "met"
    if judgement.status is not None:
        return "on_time" if judgement.status == "on_time" else "behind"
    due = due_year(measure, page.plan) or page.plan.final_year
    return "on_time" if judgement.year < due else "behind"


def part_words(page: Page) -> Mapping[Part, str]:
    """Return what the parts of a tally are called."""
    names: tuple[Part, ...] = ("met", "on_time", "behind", "no_data")
    return {name: page.say(f"tally_{name}") for name in names}


def tallied(page: Page, measures: Sequence[Measure], place: Place | None = None) -> Counter[Part]:
    """Count how many of the measures are done, behind, not yet due or unknown at a place.

    A measure that is only shown is in none of them.
    """
    counts: Counter[Part] = Counter()
    for measure in measures:
        whose = measure_place(page, measure, place)
        if page.measure_aim(measure) is None or whose is None:
            continue
        counts[part_of(page, measure, page.measure_judgement(measure, whose))] += 1
    return counts


def tally_sentence(page: Page, measures: Sequence[Measure], place: Place | None = None) -> str:
    """Say how many of the measures are done, behind, not yet due or unknown."""
    counts = tallied(page, measures, place)
    total, shown = sum(counts.values()), len(measures) - sum(counts.values())
    parts = [
        page.say("named_figure_spaced", name=word, value=counts[part])
        for part, word in part_words(page).items()
        if counts[part]
    ]
    judged = page.say("tally_sentence", count=total, parts=listed(page, parts)) if total else ""
    rest = page.say("tally_shown", count=shown) if shown else ""
    return (
        page.say("sentence_pair", first=judged, second=rest) if judged and rest else judged + rest
    )


def theme_measures(page: Page, theme_id: str) -> Section:
    """Return the measures of a theme: how far each is, in a table and a tally, and what each asks.

    Nothing where the plan has no measures of the theme or asks nothing of the place.
    """
    measures = page.plan.programme.measures_of(theme_id)
    if not measures or not page.bears_targets:
        return Section(())
    blocks: list[Block] = [
        Heading(page.say("heading_measures")),
        Paragraph(tally_sentence(page, measures), "finding"),
        measure_table(page, measures, page.say("caption_measures")),
    ]
    figure = places_tally(page, measures)
    if figure is not None:
        blocks.append(figure)
    return Section((*blocks, definition_table(page, measures)))


def all_measures(page: Page) -> Section:
    """Return every measure of the plan at the page's place, group by group."""
    programme = page.plan.programme
    if not programme.measures or not page.bears_targets:
        return Section(())
    by_group = [
        (group, tuple(each for each in programme.measures if each.group == group.id))
        for group in programme.groups
    ]
    by_group = [(group, measures) for group, measures in by_group if measures]
    blocks: list[Block] = [
        Heading(page.say("heading_measures")),
        Paragraph(tally_sentence(page, programme.measures), "finding"),
    ]
    figure = tally_bars(
        page,
        [
            TallyRow(group.label.of(page.language), tallied(page, measures))
            for group, measures in by_group
        ],
        part_words(page),
        caption=page.say("caption_groups_tally"),
        column=page.say("column_group"),
    )
    if figure is not None:
        blocks.append(figure)
    for group, measures in by_group:
        label = group.label.of(page.language)
        blocks.append(Heading(label, 2))
        blocks.append(measure_table(page, measures, page.say("caption_measures_of", name=label)))
    return Section(tuple(blocks))


def measure_table(page: Page, measures: Sequence[Measure], caption: str) -> Table:
    """Return each measure with who leads it, what it asks, its value and how it stands."""
    is_village = page.place.level == "village"
    columns = [
        Column(page.say("column_measure"), share=2.4),
        Column(page.say("column_lead"), share=1.5),
        Column(page.say("column_measure_asked"), "right", 1.4),
        Column(page.say("column_value"), "right", 1.3),
        Column(page.say("column_status" if is_village else "column_verdict"), share=1.1),
    ]
    if not is_village:
        columns.append(Column(page.say("column_places_met"), "right", 1.0))
    columns.append(Column(page.say("column_cite"), share=1.2))
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(_measure_row(page, measure, is_village=is_village) for measure in measures),
        note=page.say("note_measures_village" if is_village else "note_measures"),
    )


def _measure_row(page: Page, measure: Measure, *, is_village: bool) -> tuple[Cell, ...]:
    whose = measure_place(page, measure)
    judgement = page.measure_judgement(measure, whose) if whose is not None else None
    word, tone = (page.say("no_figure"), "")
    if page.measure_aim(measure) is not None:
        word, tone = standing(page, judgement)
    row = [
        Cell(measure.label.of(page.language)),
        Cell(body_label(page, measure.lead.body)),
        typed(measure_asked(page, measure)),
        typed(measure_value(page, measure)),
        Cell(word, tone),
    ]
    if not is_village:
        row.append(met_cell(page, judgement))
    row.append(Cell(citation(page, measure.section)))
    return tuple(row)


def met_cell(page: Page, judgement: Judgement | None) -> Cell:
    """Return how many places meet a measure's line by themselves; a dash where there are none."""
    if judgement is None or not judgement.villages:
        return Cell(page.say("no_figure"))
    met = page.say("met_of", met=judgement.villages_met, count=judgement.villages)
    return typed(met, is_part=True)


def places_tally(page: Page, measures: Sequence[Measure]) -> Figure | None:
    """Draw how many places below are done with each measure, behind, or not yet due.

    Only measures that the places answer for themselves have a bar; nothing for a single place.
    """
    if page.place.level == "village":
        return None
    rows, places = [], 0
    for measure in measures:
        if page.measure_aim(measure) is None:
            continue
        counts = place_counts(page, measure)
        rows.append(TallyRow(measure.label.of(page.language), counts))
        places = max(places, sum(counts.values()))
    judged = [row for row in rows if row.total]
    if not judged:
        return None
    best = max(judged, key=lambda row: row.counts["met"] / row.total)
    least = min(judged, key=lambda row: row.counts["met"] / row.total)
    return tally_bars(
        page,
        judged,
        part_words(page),
        caption=page.say(
            "caption_places_tally" if best is not least else "caption_place_tally",
            best=best.label,
            best_met=best.counts["met"],
            best_total=best.total,
            least=least.label,
            least_met=least.counts["met"],
            least_total=least.total,
        ),
        column=page.say("column_measure"),
    )


def place_counts(page: Page, measure: Measure) -> Counter[Part]:
    """Count the places of the measure's own level below the page's: done, behind, not yet due."""
    level = measure_level(page, measure)
    counts: Counter[Part] = Counter()
    if LEVELS.index(level) >= LEVELS.index(page.place.level):
        return counts
    for place in below(page, level):
        counts[part_of(page, measure, page.measure_judgement(measure, place))] += 1
    return counts


def below(page: Page, level: Level) -> tuple[Place, ...]:
    """Return the places of a level below the page's that the plan asks something of."""
    if level == "village":
        return page.plan_villages
    return tuple(place for place in page.townships if place.count("low_income"))


def body_label(page: Page, body_id: str) -> str:
    """Return what a body is called."""
    return page.plan.programme.bodies[body_id].label.of(page.language)


def charge_text(page: Page, charge: Charge) -> str:
    """Return a body's name, with a mark where this project names it and not the plan."""
    label = body_label(page, charge.body)
    return label if charge.assigned == "seed" else page.say("charge_ours", name=label)


def definition_table(page: Page, measures: Sequence[Measure]) -> Table:
    """Return what counts as done for each measure, whom it benefits and who answers for it."""
    rows = []
    for measure in measures:
        supporting = [charge_text(page, each) for each in measure.supporting]
        bodies = listed(page, [charge_text(page, measure.lead), *supporting])
        why = measure.done.not_judged
        done = measure.done.words if why is None else why
        rows.append(
            (
                Cell(measure.label.of(page.language)),
                Cell(done.of(page.language)),
                Cell(bodies),
                Cell(measure.benefits.of(page.language)),
            )
        )
    columns = (
        Column(page.say("column_measure"), share=1.6),
        Column(page.say("column_done"), share=2.6),
        Column(page.say("column_bodies"), share=2.4),
        Column(page.say("column_benefits"), share=1.5),
    )
    return Table(
        page.say("caption_definitions"), columns, tuple(rows), page.say("note_definitions")
    )
