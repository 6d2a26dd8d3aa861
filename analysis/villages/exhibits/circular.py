"""One paragraph of a circular (通报), ready to be pasted: it is as long as such paragraphs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from villages.exhibits.blocks import Heading, Paragraph, Section
from villages.exhibits.briefing import kind_of, open_ones
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import amount_text
from villages.exhibits.opening import headline_sentence, whole_name
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.targets import trend_finding
from villages.exhibits.wording import (
    SHAPES,
    aim_label,
    aim_text,
    band_or_value,
    listed,
    status_word,
)
from villages.vocabulary import Language

#: Characters of a paragraph; English says the same in three times as many.
LENGTHS: dict[Language, tuple[int, int]] = {"zh": (150, 300), "en": (400, 900)}

#: How many names a list may have, from the most that is tried to the least.
MOST_NAMES = range(12, 0, -1)


def circular(page: Page) -> Section:
    """Return the paragraph under a heading that no document numbers; nothing if nothing is shown.

    It says of which place and year, how many villages or targets are met, what the milestone asks,
    what is short, and what comes next.
    """
    text = circular_text(page)
    if not text:
        return Section(())
    return Section(
        (
            Heading(page.say("heading_circular"), role="aside"),
            Paragraph(page.say("note_circular"), "note"),
            Paragraph(text, "circular"),
        )
    )


def circular_text(page: Page) -> str:
    """Return the paragraph: the longest lists of names that fit, and more only if it is short."""
    least, most = LENGTHS[page.language]
    for names in MOST_NAMES:
        sentences = list(_sentences(page, names))
        if _length(page, sentences) <= most:
            break
    if not sentences:
        return ""
    for more in _fillers(page, names):
        if _length(page, sentences) >= least:
            break
        if _length(page, [*sentences, more]) <= most:
            sentences.insert(-1, more)
    return _joined(page, sentences)


def _joined(page: Page, sentences: Sequence[str]) -> str:
    ended = [*sentences, page.say("circular_demo")] if page.is_demo else sentences
    return page.say("sentence_space").join(ended)


def _length(page: Page, sentences: Sequence[str]) -> int:
    return len(_joined(page, sentences))


def _sentences(page: Page, names: int) -> Iterator[str]:
    kind = kind_of(page)
    if kind == "plain":
        yield from _values(page, names)
        return
    where = {"whole_name": whole_name(page), "headline": _headline(page)}
    if page.as_of:
        yield page.say("circular_opening", date=date_text(page, page.as_of), **where)
    else:
        yield page.say("circular_opening_undated", **where)
    open_aims = open_ones(page)
    if kind == "group":
        yield _together(page, names)
        behind = [
            page.name(village)
            for village in page.plan_villages
            if any(each.status in ("behind", "out_of_reach") for _, each in page.judged(village))
        ]
        if behind:
            named = _some(page, behind, names)
            yield page.say("circular_behind", count=len(behind), names=named)
    elif open_aims:
        yield _by_status(page, open_aims, names)
    yield _next(page, open_aims, names)


def _headline(page: Page) -> str:
    """Of a village only how many targets are met: which are not is told with their values."""
    judged = page.judged()
    met = sum(each.verdict == "met" for _, each in judged)
    if kind_of(page) != "village" or met == len(judged):
        return headline_sentence(page)
    return page.say("circular_village", count=len(judged), met=met)


def _by_status(page: Page, aims: Sequence[tuple[Aim, Judgement]], names: int) -> str:
    groups = []
    for status in SHAPES:
        found = [aim for aim, each in aims if each.status == status]
        if found:
            named, word = _named(page, found, names), status_word(page, status)
            groups.append(page.say("circular_group", status=word, count=len(found), names=named))
    words = page.say("list_semicolon").join(groups)
    return page.say("circular_groups", groups=words)


def _values(page: Page, names: int) -> Iterator[str]:
    """Without targets: the values of the first indicators of the plan."""
    cards = [
        card
        for card in page.plan.cards.values()
        if card.part_of is None and page.shown(card) is not None
    ]
    if not cards:
        return
    figures = [
        page.say("named_figure", name=card.label.of(page.language), value=page.value(card))
        for card in cards[:names]
    ]
    where = {"whole_name": whole_name(page), "names": listed(page, figures)}
    if page.as_of:
        yield page.say("circular_values", date=date_text(page, page.as_of), **where)
    else:
        yield page.say("circular_values_undated", **where)


def _together(page: Page, names: int) -> str:
    judged = page.judged()
    rest = ""
    for verdict in ("not_met", "no_data"):
        aims = [aim for aim, each in judged if each.verdict == verdict]
        if aims:
            named = _named(page, aims, names)
            rest += page.say(f"circular_{verdict}", count=len(aims), names=named)
    met = sum(each.verdict == "met" for _, each in judged)
    return page.say("circular_together", count=len(judged), met=met, rest=rest)


def _named(page: Page, aims: Sequence[Aim], names: int) -> str:
    return _some(page, [_named_one(page, aim) for aim in aims], names)


def _named_one(page: Page, aim: Aim) -> str:
    """Name a target with its value; where none is shown, a met one needs no second word."""
    judgement = page.judgement(aim)
    values = {"name": aim_label(page, aim), "target": aim_text(page, aim, judgement)}
    if page.shown(aim.card) is None and judgement is not None and judgement.verdict == "met":
        return page.say("briefing_named", **values)
    return page.say("named_value", value=band_or_value(page, aim.card), **values)


def _some(page: Page, told: Sequence[str], names: int) -> str:
    """List what is told, but no more than may be named."""
    if len(told) <= names:
        return listed(page, told)
    first = page.say("list_comma").join(told[:names])
    return page.say("circular_more", names=first, rest=len(told) - names)


def _next(page: Page, open_aims: Iterable[tuple[Aim, Judgement]], names: int) -> str:
    """Say what is still to do: amounts where the edition shows them, else the targets' names."""
    is_village = kind_of(page) == "village"
    amounts, untold = [], []
    for aim, judgement in open_aims:
        gap = judgement.gap if is_village else judgement.gap_each
        if gap:
            amount = amount_text(gap, aim.card, page.language)
            amounts.append(page.say("named_figure", name=aim_label(page, aim), value=amount))
        elif judgement.verdict == "not_met" or judgement.villages_not_met:
            untold.append(aim_label(page, aim))
    works = []
    if amounts:
        key = "circular_next_village" if is_village else "circular_next_group"
        works.append(page.say(key, amounts=_some(page, amounts, names)))
    if untold:
        works.append(page.say("circular_next_names", names=_some(page, untold, names)))
    works += _data_to_report(page)
    if not works:
        return page.say("circular_next_none")
    return page.say("circular_next", works=page.say("list_semicolon").join(works))


def _data_to_report(page: Page) -> list[str]:
    if kind_of(page) == "village":
        is_open = any(each.verdict == "no_data" for _, each in page.judged())
        return [page.say("circular_next_own_data")] if is_open else []
    lacking = [
        village
        for village in page.plan_villages
        if any(each.verdict == "no_data" for _, each in page.judged(village))
    ]
    return [page.say("circular_next_data", count=len(lacking))] if lacking else []


def _fillers(page: Page, names: int) -> Iterator[str]:
    """What else may be said where there is little to say."""
    if kind_of(page) == "plain":
        return
    met = [aim for aim, each in page.judged() if each.verdict == "met"]
    for count in range(len(met), 0, -1):
        told = page.say("circular_met", names=_named(page, met, count))
        if len(told) <= LENGTHS[page.language][0]:
            yield told
            break
    if len(page.years) > 1 and (trend := trend_finding(page)):
        yield trend
