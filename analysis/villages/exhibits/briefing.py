"""A progress circular (通报): how a place stands, what has moved, what is short, what comes next.

It says what the data say, in the order of the plan, and accuses nobody. Its numbers and its form
are the press's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from villages.exhibits.blocks import (
    Block,
    Cover,
    Heading,
    Letter,
    Paragraph,
    Section,
    Table,
)
from villages.exhibits.comparison import township_table
from villages.exhibits.evidence import Place
from villages.exhibits.gaps import gap_text, is_open
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import amount_text
from villages.exhibits.opening import cover, headline_sentence, scope_text, whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.progress import status_finding, status_table
from villages.exhibits.remaining import data_gaps
from villages.exhibits.targets import target_table, trend_finding
from villages.exhibits.themes import indicator_table, theme_sentences
from villages.exhibits.wording import (
    SHAPES,
    aim_label,
    aim_text,
    band_or_value,
    finding,
    listed,
    status_word,
)

#: Where a title of the catalogue may be broken.
TITLE_BREAK = "|"


def briefing_cover(page: Page) -> Section:
    """Return the front and what stands around the text: title and date; the rest is the office's.

    Parameters
    ----------
    page
        The page.
    """
    parts = page.say(f"briefing_title_{kind_of(page)}", whole_name=whole_name(page))
    title = parts.replace(TITLE_BREAK, "")
    (front,) = cover(page).blocks
    assert isinstance(front, Cover)
    edition = page.say(f"mark_{page.edition}")
    head = page.say("running_head", title=title, edition=edition)
    letter = Letter(tuple(parts.split(TITLE_BREAK)), date_text(page, page.as_of))
    return Section((replace(front, title=title, running_head=head), letter))


def kind_of(page: Page) -> str:
    """Return how a page speaks: of a ``group`` of villages, of one, or ``plain``, of values."""
    if not page.bears_targets:
        return "plain"
    return "village" if page.place.level == "village" else "group"


def briefing_overview(page: Page) -> Section:
    """Return how the place stands: both readings of the goal, and the milestone."""
    kind = kind_of(page)
    blocks: list[Block] = [
        Heading(page.say("briefing_overview")),
        Paragraph(_joined(page, _opening(page))),
    ]
    if kind != "group":
        return Section((*blocks, Paragraph(headline_sentence(page))))
    counts = {
        verdict: sum(each.verdict == verdict for _, each in page.judged())
        for verdict in ("met", "not_met", "no_data")
    }
    together = page.say("point_together", count=len(page.judged()), **counts)
    one_by_one = page.say("briefing_one_by_one", headline=headline_sentence(page))
    blocks += [
        Paragraph(page.say("briefing_two_readings")),
        Paragraph(one_by_one),
        Paragraph(together),
    ]
    return Section(tuple(blocks))


def _opening(page: Page) -> Iterable[str]:
    kind = kind_of(page)
    labels = page.plan.labels
    yield page.say(
        f"briefing_opening_{kind}",
        plan=(labels.demo if page.is_demo else labels.plan).of(page.language),
        whole_name=whole_name(page),
        covers=scope_text(page),
    )
    if page.as_of:
        yield page.say("briefing_as_of", date=date_text(page, page.as_of))
    if page.is_demo:
        yield page.say("briefing_demo")
    if page.edition == "public":
        yield page.say("briefing_public" if page.bears_targets else "briefing_public_plain")


def _joined(page: Page, sentences: Iterable[str]) -> str:
    return page.say("sentence_space").join(sentence for sentence in sentences if sentence)


def briefing_progress(page: Page) -> Section:
    """Return what has moved and which targets are met; without targets, the indicators."""
    kind = kind_of(page)
    if kind == "plain":
        return _indicators(page)
    blocks: list[Block] = [Heading(page.say("briefing_progress"))]
    moved = _joined(page, (_villages_met(page), _trend(page)))
    if moved:
        blocks.append(Paragraph(moved))
    met = [aim for aim, each in page.judged() if each.verdict == "met"]
    if met:
        key = "briefing_met" if kind == "village" else "briefing_met_together"
        blocks += [Heading(page.say(key), 2), *_met_paragraphs(page, met)]
    else:
        blocks.append(Paragraph(page.say("briefing_none_met")))
    everywhere = [aim for aim, each in page.judged() if 0 < each.villages == each.villages_met]
    if everywhere:
        blocks += [
            Heading(page.say("briefing_met_everywhere"), 2),
            Paragraph(page.say("briefing_sentence", words=_with_targets(page, everywhere))),
        ]
    return Section(tuple(blocks))


def _villages_met(page: Page) -> str:
    if len(page.years) < 2:
        return ""
    before = page.years[-2]
    then, now = page.milestone(before), page.milestone(page.year)
    if then is None or now is None:
        return ""
    return page.say(
        "briefing_villages_met",
        before=before,
        then=then.villages_met_all,
        now=now.villages_met_all,
    )


def _trend(page: Page) -> str:
    return trend_finding(page) if len(page.years) > 1 else ""


def _met_paragraphs(page: Page, aims: list[Aim]) -> list[Paragraph]:
    """Say of each target how it came to be met; those without a value stand in one list."""
    told = [(aim, finding(page, aim.card)) for aim in aims]
    paragraphs = [Paragraph(text) for _, text in told if text]
    untold = [aim for aim, text in told if not text]
    if untold:
        words = page.say("briefing_sentence", words=_with_targets(page, untold))
        paragraphs.append(Paragraph(words))
    return paragraphs


def _with_targets(page: Page, aims: list[Aim]) -> str:
    return listed(
        page,
        [
            page.say(
                "briefing_named",
                name=aim.card.label.of(page.language),
                target=aim_text(page, aim, page.judgement(aim)),
            )
            for aim in aims
        ],
    )


def _indicators(page: Page) -> Section:
    """Without targets: what each indicator is, theme by theme."""
    blocks: list[Block] = [Heading(page.say("briefing_indicators"))]
    for theme in page.plan.themes:
        sentences = theme_sentences(page, theme)
        if sentences:
            heading = Heading(theme.label.of(page.language), 2)
            blocks += [heading, Paragraph(_joined(page, sentences))]
    if len(blocks) == 1:
        blocks.append(Paragraph(page.say("briefing_nothing_shown")))
    return Section(tuple(blocks))


def briefing_problems(page: Page) -> Section:
    """Return what is short and by how much, which villages are behind, and what is not known."""
    kind = kind_of(page)
    if kind == "plain":
        return Section(())
    heading = Heading(page.say("briefing_problems"))
    open_aims = open_ones(page)
    blocks: list[Block] = []
    if open_aims:
        blocks.append(Heading(page.say("briefing_short"), 2))
    for aim, judgement in open_aims:
        blocks += [
            Heading(aim_label(page, aim), 3),
            Paragraph(_shortage(page, aim, judgement)),
        ]
    if kind == "group" and open_aims:
        every = len(page.plan_villages)
        blocks += [
            Heading(page.say("briefing_behind"), 2),
            Paragraph(status_finding(page, most=every)),
        ]
    blocks += _gaps(page)
    return Section((heading, *(blocks or [Paragraph(page.say("nothing_to_do"))])))


def open_ones(page: Page) -> list[tuple[Aim, Judgement]]:
    """Return the targets that are not known to be met, by all together and by each village."""
    return [(aim, judgement) for aim, judgement in page.judged() if is_open(judgement)]


def _shortage(page: Page, aim: Aim, judgement: Judgement) -> str:
    """Say how far a target is from being met, and where."""
    told = finding(page, aim.card)
    if kind_of(page) == "village":
        return _village_shortage(page, aim, judgement, told)
    if judgement.verdict == "met":
        told = page.say("briefing_met_so", target=aim_text(page, aim, judgement))
    parts = [told or page.say("briefing_sentence", words=_with_targets(page, [aim]))]
    counts = {"short": judgement.villages_not_met, "open": judgement.villages_no_data}
    parts += [
        page.say(f"briefing_villages_{key}", count=count) for key, count in counts.items() if count
    ]
    return _joined(page, parts)


def _village_shortage(page: Page, aim: Aim, judgement: Judgement, told: str) -> str:
    assert judgement.status is not None
    status = status_word(page, judgement.status)
    if told:
        return _joined(page, (told, page.say("briefing_status", status=status)))
    return page.say(
        "point_village",
        label=aim.card.label.of(page.language),
        value=band_or_value(page, aim.card),
        target=aim_text(page, aim, judgement),
        status=status,
    )


def _villages_with(page: Page, aim: Aim, verdict: str) -> list[Place]:
    return [
        village
        for village in page.plan_villages
        if (judgement := page.judgement(aim, village)) is not None and judgement.verdict == verdict
    ]


def _gaps(page: Page) -> list[Block]:
    """Say what the data lack; nothing if they lack nothing."""
    section = data_gaps(page).blocks
    texts = [block.text for block in section if isinstance(block, Paragraph)]
    texts = [text for text in texts if text != page.say("no_gaps")]
    if not texts:
        return []
    return [Heading(page.say("heading_gaps"), 2), *(Paragraph(text) for text in texts)]


def briefing_next_steps(page: Page) -> Section:
    """Return what is still to do for each target, in the plan's order and in natural units."""
    if kind_of(page) == "plain":
        return Section(())
    heading = Heading(page.say("briefing_next"))
    blocks: list[Block] = []
    for aim, judgement in open_ones(page):
        label, work = aim_label(page, aim), _work(page, aim, judgement)
        if kind_of(page) == "village":
            blocks.append(Paragraph(page.say("named_list", name=label, items=work)))
        else:
            blocks += [Heading(label, 2), Paragraph(work)]
    blocks += _to_report(page)
    if not blocks:
        return Section((heading, Paragraph(page.say("briefing_nothing_next"))))
    return Section((heading, Paragraph(page.say("briefing_next_intro")), *blocks))


def _work(page: Page, aim: Aim, judgement: Judgement) -> str:
    parts = []
    together = gap_text(page, aim, judgement.gap, judgement.gap_low, judgement.gap_high)
    each = gap_text(page, aim, judgement.gap_each, judgement.gap_each_low, judgement.gap_each_high)
    nothing = (page.say("not_told"), page.say("gap_none"))
    is_village = kind_of(page) == "village"
    if together not in nothing:
        key = "briefing_to_do" if is_village else "briefing_to_do_together"
        parts.append(page.say(key, amount=together))
    if each not in nothing and not is_village:
        parts.append(page.say("briefing_to_do_each", amount=each))
    short = _villages_with(page, aim, "not_met")
    if short:
        names = listed(page, [_with_gap(page, aim, village) for village in short])
        parts.append(page.say("briefing_concerns", count=len(short), names=names))
    if not parts and judgement.verdict == "not_met":
        parts.append(page.say("briefing_to_reach", target=aim_text(page, aim, judgement)))
    unknown = [page.name(village) for village in _villages_with(page, aim, "no_data")]
    if unknown:
        names = listed(page, unknown)
        parts.append(page.say("briefing_to_judge_there", count=len(unknown), names=names))
    elif judgement.verdict == "no_data":
        parts.append(page.say("briefing_to_judge"))
    return _joined(page, parts)


def _with_gap(page: Page, aim: Aim, village: Place) -> str:
    judgement = page.judgement(aim, village)
    if judgement is None or not judgement.gap:
        return page.name(village)
    amount = amount_text(judgement.gap, aim.card, page.language)
    return page.say("briefing_with_amount", name=page.name(village), amount=amount)


def _to_report(page: Page) -> list[Block]:
    """Name the villages that lack data, and of which indicators; the public edition names none."""
    tables = [block for block in data_gaps(page).blocks if isinstance(block, Table)]
    lacking: dict[str, list[str]] = {}
    for table in tables:
        for row in table.rows:
            lacking.setdefault(row[0].text, []).append(row[1].text)
    if not lacking:
        return []
    comma = page.say("list_comma")
    names = [
        page.say("briefing_with_amount", name=name, amount=comma.join(dict.fromkeys(cards)))
        for name, cards in lacking.items()
    ]
    text = page.say("briefing_report_names", names=page.say("list_semicolon").join(names))
    return [Heading(page.say("briefing_report"), 2), Paragraph(text)]


def briefing_tables(page: Page) -> Section:
    """Return the attachments: every target, and where each village or township stands."""
    if kind_of(page) == "plain":
        cards = [card for card in page.plan.cards.values() if page.shown(card) is not None]
        table = indicator_table(page, cards) if cards else None
        return Section(tuple(_attached(page, "indicators", table)))
    targets = _only_table(target_table(page))
    blocks = _attached(page, "targets", targets)
    if page.place.level == "city":
        blocks += _attached(page, "townships", _only_table(township_table(page)))
    elif page.place.level == "township":
        table = status_table(page, page.plan_villages)
        blocks += _attached(page, "villages", replace(table, note=_legend(page)))
    return Section(tuple(blocks))


def _legend(page: Page) -> str:
    """Say what the shapes mean: a circular has no guide to read it by."""
    meanings = [f"{shape} {status_word(page, status)}" for status, shape in SHAPES.items()]
    return page.say("briefing_legend", meanings=page.say("list_comma").join(meanings))


def _only_table(section: Section) -> Table | None:
    return next((block for block in section.blocks if isinstance(block, Table)), None)


def _attached(page: Page, name: str, table: Table | None) -> list[Block]:
    if table is None:
        return []
    title = page.say(f"briefing_table_{name}", whole_name=whole_name(page))
    return [Heading(title, role="attachment"), table]
