"""What a programme did, by differences in differences: the question, the estimates, the doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from villages.errors import UserError
from villages.exhibits.answers import Answer, answer
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
from villages.exhibits.effect_words import (
    CHANCE,
    between,
    effect_text,
    interval_text,
    is_told,
    p_text,
    p_words,
    signed,
    unit_of,
)
from villages.exhibits.figures.event_study import event_study_figure
from villages.exhibits.opening import retitled, whole_name
from villages.exhibits.page import Page
from villages.exhibits.wording import citation, listed
from villages.findings.effects import (
    FEWEST_COMPARED,
    Effect,
    Reason,
    estimate_effect,
)
from villages.findings.effects_fitting import Estimate
from villages.findings.effects_panel import cards_of_villages, village_panel
from villages.findings.results import read_results
from villages.plan.effects import Comparison
from villages.plan.model import Card

#: The works that the methods are from; their titles stay in their own language.
REFERENCES = (
    "Callaway, B., Sant'Anna, P. (2021). Difference-in-differences with multiple time periods. "
    "Journal of Econometrics 225(2), 200–230.",
    "Cameron, A. C., Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. "
    "Journal of Human Resources 50(2), 317–372.",
    "Gardner, J. (2022). Two-stage differences in differences. arXiv:2207.05943.",
    "MacKinnon, J. G., Nielsen, M. Ø., Webb, M. D. (2023). Cluster-robust inference: a guide to "
    "empirical practice. Journal of Econometrics 232(2), 272–299.",
    "Roth, J. (2022). Pretest with caution: event-study estimates after testing for parallel "
    "trends. American Economic Review: Insights 4(3), 305–322.",
    "Sun, L., Abraham, S. (2021). Estimating dynamic treatment effects in event studies with "
    "heterogeneous treatment effects. Journal of Econometrics 225(2), 175–199.",
    "pyfixest (py-econometrics): feols, did2s.",
)


@dataclass(frozen=True)
class Compared:
    """A comparison with what it says of the effect, or why it says nothing."""

    comparison: Comparison
    found: Effect | Reason
    undated: int


@dataclass(frozen=True)
class EffectStudy:
    """What a page tells of effects; ``nothing`` is the sentence for a page that tells nothing."""

    card: Card | None
    compared: tuple[Compared, ...]
    nothing: str = ""


def effect_study(page: Page, results: str | Path, outcome: str = "") -> EffectStudy:
    """Estimate the effects that the plan's comparisons ask for.

    Parameters
    ----------
    page
        The page of a city.
    results
        The results folder, for the years and villages that a page does not hold.
    outcome
        The id of an indicator with values of villages; empty for the plan's own.

    Returns
    -------
    EffectStudy
        In the public edition, and for a plan without comparisons, only the sentence that says so.

    Raises
    ------
    UserError
        If no village has values of the indicator, or pyfixest is not installed.
    """
    scheme = page.plan.effects
    if scheme is None:
        return EffectStudy(None, (), page.say("effect_none"))
    if page.edition == "public":
        return EffectStudy(None, (), page.say("effect_internal_only"))
    whole = read_results(results)
    known, name = cards_of_villages(whole), outcome or scheme.outcome
    if name not in known:
        near = ", ".join(get_close_matches(name, known, n=3) or known[:5]) or "-"
        raise UserError("effects_outcome", value=name, near=near)
    compared = []
    for each in scheme.comparisons:
        panel = village_panel(whole, each, name, page.place.code, page.year)
        compared.append(Compared(each, estimate_effect(panel.frame), panel.undated))
    return EffectStudy(page.plan.cards[name], tuple(compared))


def effect_cover(page: Page, study: EffectStudy) -> Section:
    """Return the front: what is asked, and the first answer in a sentence."""
    front = retitled(page, _title(page))
    if study.card is None:
        return Section((replace(front, headline="", standing=None), Paragraph(study.nothing)))
    first = study.compared[0]
    said = page.say("effect_of_card", label=study.card.label.of(page.language))
    facts = (*front.facts, (page.say("fact_outcome"), said))
    headline = _verdict(page, study.card, first)
    return Section((replace(front, facts=facts, headline=headline, standing=None),))


def effect_question(page: Page, study: EffectStudy) -> Section:
    """Return who is compared with whom, and what must be assumed."""
    if study.card is None:
        return Section(())
    scheme = page.plan.effects
    assert scheme is not None  # there is no study without
    blocks: list[Block] = [Heading(page.say("heading_effect_question"))]
    for each in study.compared:
        label = each.comparison.label.of(page.language)
        blocks.append(Paragraph(page.say("effect_named", label=label, said=_design(page, each))))
    keys = ("parallel", "anticipation", "spillover", "same")
    blocks.append(Paragraph(page.say("effect_must_hold")))
    blocks.append(Bullets(tuple(page.say(f"effect_assumes_{key}") for key in keys)))
    if page.is_demo:
        blocks.append(Paragraph(page.say("effect_fiction"), "note"))
    cite = citation(page, scheme.cite)
    key = "effect_ours" if scheme.definition == "ours" else "effect_of_plan"
    blocks.append(Paragraph(page.say(key, cite=cite), "note"))
    return Section(tuple(blocks))


def effect_estimates(page: Page, study: EffectStudy) -> Section:
    """Return the estimates of every comparison, the main one first, and on what they rest."""
    if study.card is None:
        return Section(())
    blocks: list[Block] = [Heading(page.say("heading_effect_estimates"))]
    for each in study.compared:
        blocks.append(Heading(each.comparison.label.of(page.language), 2))
        blocks.append(Paragraph(_verdict(page, study.card, each), "finding"))
        if isinstance(each.found, Effect):
            blocks += [
                _estimates_table(page, study.card, each, each.found),
                *(Paragraph(text, "note") for text in _rests_on(page, each, each.found)),
            ]
    return Section(tuple(blocks))


def effect_events(page: Page, study: EffectStudy) -> Section:
    """Return the event study of every comparison, and what the years before say."""
    if study.card is None:
        return Section(())
    blocks: list[Block] = []
    for each in study.compared:
        if isinstance(each.found, Effect):
            label = each.comparison.label.of(page.language)
            blocks += [
                Heading(label, 2),
                event_study_figure(page, study.card, each.found, label),
                Paragraph(_leads_said(page, study.card, each.found), "finding"),
            ]
    if not blocks:
        return Section(())
    return Section((Heading(page.say("heading_effect_events")), *blocks))


def effect_limits(page: Page, study: EffectStudy) -> Section:
    """Return what the page cannot say, and the works that its methods are from."""
    if study.card is None:
        return Section(())
    keys = ("village", "mechanism", "selection", "else", "quality")
    return Section(
        (
            Heading(page.say("heading_effect_limits")),
            Bullets(tuple(page.say(f"effect_cannot_{key}") for key in keys)),
            Heading(page.say("heading_effect_references")),
            Paragraph(page.say("effect_methods", least=FEWEST_COMPARED)),
            Bullets(REFERENCES),
        )
    )


def effect_answer(page: Page, results: Path, outcome: str = "") -> Answer:
    """Return the same for a command: tables and sentences, and the estimates as data."""
    study = effect_study(page, results, outcome)
    if study.card is None:
        return answer(page, _title(page), (Paragraph(study.nothing),), {"comparisons": []})
    sections = (effect_question(page, study), effect_estimates(page, study))
    blocks = [block for section in sections for block in section.blocks]
    for block in effect_events(page, study).blocks:
        # A terminal draws no figure: it gets the numbers.
        table = getattr(block, "data", None)
        caption = getattr(block, "caption", "")
        blocks.append(block if table is None else replace(table, caption=caption))
    blocks += effect_limits(page, study).blocks[:2]
    compared = [_record(each) for each in study.compared]
    data = {"outcome": study.card.id, "unit": study.card.unit, "comparisons": compared}
    return answer(page, _title(page), tuple(blocks), data)


def _title(page: Page) -> str:
    return page.say("title_effect", whole_name=whole_name(page))


def _design(page: Page, each: Compared) -> str:
    since, sources = each.comparison.since, each.comparison.sources
    if since is not None:
        return page.say("effect_design_plan", since=since)
    assert page.plan.funds is not None  # checked when the plan was read
    flow = page.plan.funds.flow_of(page.plan)
    words = page.plan.registers[flow.register_id].columns[flow.steps[0]].values or {}
    names = listed(page, [words[source].of(page.language) for source in sources])
    return page.say(f"effect_design_funds_{each.comparison.among}", names=names)


def _verdict(page: Page, card: Card, each: Compared) -> str:
    """Say what a comparison finds; where the years before speak against it, that first."""
    found, label = each.found, card.label.of(page.language)
    if not isinstance(found, Effect):
        return page.say(f"effect_{found}", label=label, least=FEWEST_COMPARED)
    unit = unit_of(card, found)
    value = effect_text(page, found.main.value, unit)
    interval = interval_text(page, found.main, unit)
    if found.lead_p_value is not None and found.lead_p_value < CHANCE:
        key = "effect_not_parallel"
    elif not is_told(found.main):
        key = "effect_not_told"
    else:
        key = "effect_told" if found.lead_p_value is not None else "effect_told_untested"
    return page.say(
        key, label=label, value=value, interval=interval, p=p_words(page, found.lead_p_value)
    )


def _leads_said(page: Page, card: Card, found: Effect) -> str:
    """Say what the years before the treatment show; never that trends are parallel."""
    unit = unit_of(card, found)
    if not found.leads:
        return page.say("effect_leads_none")
    reach = max(max(abs(each.estimate.low), abs(each.estimate.high)) for each in found.leads)
    widest = effect_text(page, reach, unit).removeprefix("+")
    if found.lead_p_value is None:
        return page.say("effect_leads_untested", widest=widest)
    p_value = p_words(page, found.lead_p_value)
    if found.lead_p_value >= CHANCE:
        return page.say("effect_leads_open", p=p_value, widest=widest)
    said = page.say("effect_leads_apart", p=p_value)
    trend = found.estimates.get("trend")
    if trend is None:
        return said
    value, interval = effect_text(page, trend.value, unit), interval_text(page, trend, unit)
    over = page.say("effect_leads_trend", value=value, interval=interval)
    return page.say("sentence_pair", first=said, second=over)


def _estimates_table(page: Page, card: Card, each: Compared, found: Effect) -> Table:
    unit = unit_of(card, found)
    designs = sorted(found.estimates.items(), key=lambda pair: pair[1] is not found.main)
    rows = [
        (
            Cell(page.say(f"effect_way_{design}")),
            typed(signed(estimate.value, unit)),
            Cell(interval_text(page, estimate, unit)),
            typed(signed(estimate.error, unit).removeprefix("+")),
            typed(p_text(page, estimate.p_value)),
            Cell(page.say(f"effect_error_{estimate.kind}")),
        )
        for design, estimate in designs
    ]
    if found.bounds is not None:
        empty = Cell(page.say("no_figure"))
        ends = Cell(between(page, *found.bounds, unit))
        rows.append((Cell(page.say("effect_way_bounds")), empty, ends, empty, empty, empty))
    columns = (
        Column(page.say("column_effect_way"), share=2.4),
        Column(page.say("column_effect"), "right", 1.2),
        Column(page.say("column_effect_interval"), "right", 1.5),
        Column(page.say("column_effect_error"), "right", 0.9),
        Column(page.say("column_effect_p"), "right", 0.8),
        Column(page.say("column_effect_kind"), share=1.3),
    )
    caption = page.say(
        "caption_effect",
        label=card.label.of(page.language),
        unit=page.say(f"change_{card.unit}", number="", count=2).strip() or page.say("effect_bare"),
    )
    note = page.say("note_effect" if found.bounds is not None else "note_effect_no_bounds")
    return Table(caption, columns, tuple(rows), note)


def _rests_on(page: Page, each: Compared, found: Effect) -> Iterator[str]:
    """Say what was counted, what was left out, and how far the errors can be trusted."""
    counts = found.counts
    yield page.say(
        "effect_rests",
        treated=counts.treated,
        compared=counts.compared,
        clusters=counts.clusters,
        treated_clusters=counts.treated_clusters,
        first_year=counts.years[0],
        last_year=counts.years[-1],
        rows=f"{counts.rows:,}",
    )
    yield page.say(
        "effect_missing" if counts.missing else "effect_missing_none", count=counts.missing
    )
    if found.is_staggered:
        yield page.say("effect_by_two_ways")
    if counts.left_out:
        yield page.say("effect_left_out", count=counts.left_out)
    if each.undated:
        yield page.say("effect_undated", count=each.undated)
    if counts.years_left_out:
        years = listed(page, [str(year) for year in counts.years_left_out])
        yield page.say("effect_years_left_out", years=years, least=FEWEST_COMPARED)
    if counts.has_few_clusters:
        freedom, treated = counts.clusters - 1, counts.treated_clusters
        key = "effect_few" if found.main.kind == "CRV3" else "effect_few_usual"
        yield page.say(key, clusters=counts.clusters, freedom=freedom, treated_clusters=treated)


def _record(each: Compared) -> dict[str, Any]:
    about = {
        "kind": each.comparison.kind,
        "label": {"zh": each.comparison.label.zh, "en": each.comparison.label.en},
        "undated": each.undated,
    }
    found = each.found
    if not isinstance(found, Effect):
        return {**about, "reason": found}
    counts = found.counts
    return {
        **about,
        "is_staggered": found.is_staggered,
        "treated": counts.treated,
        "compared": counts.compared,
        "townships": counts.clusters,
        "treated_townships": counts.treated_clusters,
        "years": list(counts.years),
        "rows": counts.rows,
        "missing": counts.missing,
        "left_out": counts.left_out,
        "years_left_out": list(counts.years_left_out),
        "estimates": {name: _plain(estimate) for name, estimate in found.estimates.items()},
        "bounds": list(found.bounds) if found.bounds is not None else None,
        "leads_p_value": found.lead_p_value,
        "event_study": [
            {
                "relative_year": moment.relative,
                "villages": moment.villages,
                **_plain(moment.estimate),
            }
            for moment in found.moments
        ],
    }


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value,
        "error": estimate.error,
        "low": estimate.low,
        "high": estimate.high,
        "p_value": estimate.p_value,
        "error_kind": estimate.kind,
    }
