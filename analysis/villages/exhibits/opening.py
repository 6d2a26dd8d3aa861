"""How a report begins and ends: the cover, the headline, how to read it, the closing mark."""

from __future__ import annotations

from dataclasses import replace

from villages.exhibits.blocks import (
    Block,
    Bullets,
    Complete,
    Cover,
    Heading,
    Paragraph,
    Section,
)
from villages.exhibits.numbers import number_text, points_of_one
from villages.exhibits.page import Aim, Page, date_text
from villages.exhibits.place_standing import place_standing
from villages.exhibits.wording import (
    SHAPES,
    aim_label,
    aim_text,
    band_or_value,
    close_percent,
    listed,
    source_sentence,
    status_word,
)


def cover(page: Page, theme_id: str = "") -> Section:
    """Return the front of the report: title, edition, place, year, data and headline."""
    theme = page.plan.theme(theme_id)
    if theme is None:
        title = page.say("title_place", whole_name=whole_name(page))
    else:
        label = theme.label.of(page.language)
        title = page.say("title_theme", whole_name=whole_name(page), theme=label)
    labels = page.plan.labels
    edition = page.say(f"mark_{page.edition}")
    facts = [
        (
            page.say("fact_place"),
            page.say("place_with_code", whole_name=whole_name(page), code=page.place.code),
        ),
        (page.say("fact_year"), page.say("year_text")),
        (page.say("fact_scope"), scope_text(page)),
    ]
    if page.as_of:
        facts.append((page.say("fact_as_of"), date_text(page, page.as_of)))
    return Section(
        (
            Cover(
                title=title,
                subtitle=(labels.demo if page.is_demo else labels.plan).of(page.language),
                marks=(edition, page.say("mark_demo")) if page.is_demo else (edition,),
                facts=tuple(facts),
                language=page.language,
                running_head=page.say("running_head", title=title, edition=edition),
                watermark=page.say("mark_demo") if page.is_demo else "",
                contents_title=page.say("contents"),
                date=page.as_of[:10],
                headline=headline_sentence(page),
                standing=place_standing(page) if theme is None else None,
                source=source_sentence(page),
            ),
        )
    )


def retitled(page: Page, title: str) -> Cover:
    """Return the front of a report with a title of its own, also in the running head."""
    (front,) = cover(page).blocks
    assert isinstance(front, Cover)
    head = page.say("running_head", title=title, edition=page.say(f"mark_{page.edition}"))
    return replace(front, title=title, running_head=head)


def whole_name(page: Page) -> str:
    """Name a village with its township, for villages of different townships may be namesakes."""
    if page.place.level != "village":
        return page.name(page.place)
    township = page.name(next(page.above))
    return page.say("village_in_township", name=page.name(page.place), in_township=township)


def scope_text(page: Page) -> str:
    """Say which villages the page is of."""
    place = page.place
    has_plan_villages = bool(page.plan.target_cards)
    if place.level != "village":
        key = "scope_both" if has_plan_villages else "scope_all"
        return page.say(key, low=place.count("low_income"), count=place.count("all"))
    if not place.is_low_income:
        return page.say("scope_other_village" if has_plan_villages else "scope_village")
    if place.planned_exit_year is None:
        return page.say("scope_plan_village")
    return page.say("scope_plan_village_exit", exit_year=place.planned_exit_year)


def headline_sentence(page: Page) -> str:
    """Say in one sentence how the place stands."""
    if not page.plan.target_cards:
        return page.say("headline_no_targets")
    if not page.bears_targets:
        key = "headline_village_other" if page.place.level == "village" else "headline_none_here"
        return page.say(key)
    if page.place.level == "village":
        return _village_headline(page)
    count = page.milestone(page.year)
    if count is None:
        return page.say("headline_open")
    return page.say(
        "headline_villages" if count.villages_met_all else "headline_villages_none",
        count=count.villages,
        met=count.villages_met_all,
        scope=page.scope_words("low_income", count.villages),
        rest=milestone_rest(page),
    )


def milestone_rest(page: Page) -> str:
    """Say how many villages are due by the page's year, and how many are missing."""
    count = page.milestone(page.year)
    if count is None or count.villages_due is None:
        return page.say("milestone_none_due")
    due = count.villages_due
    if count.verdict == "met":
        return page.say("milestone_met", due=due)
    short = due - count.villages_met_all
    if count.verdict == "not_met" and count.villages_undecided:
        least = short - count.villages_undecided
        undecided = count.villages_undecided
        return page.say("milestone_short_open", due=due, least=least, undecided=undecided)
    if count.verdict == "not_met":
        return page.say("milestone_short", due=due, short=short)
    return page.say("milestone_open", due=due, undecided=count.villages_undecided)


def _village_headline(page: Page) -> str:
    judged = page.judged()
    met = sum(judgement.verdict == "met" for _, judgement in judged)
    if met == len(judged):
        return page.say("headline_village_met", count=met)
    groups = []
    for status in SHAPES:
        names = [
            aim_label(page, aim)
            for aim, each in judged
            if each.status == status and each.verdict != "met"
        ]
        if names:
            groups.append(
                page.say(
                    "headline_group",
                    count=len(names),
                    status=status_word(page, status),
                    names=listed(page, names),
                )
            )
    rest = page.say("list_semicolon").join(groups)
    return page.say("headline_village", count=len(judged), met=met, rest=rest)


def headline(page: Page) -> Section:
    """Return the main findings in words: both readings of the goal, and what is not met."""
    blocks: list[Block] = [
        Heading(page.say("heading_headline")),
        Paragraph(headline_sentence(page), "finding"),
    ]
    if page.bears_targets:
        points = _village_points(page) if page.place.level == "village" else _group_points(page)
        if points:
            blocks.append(Bullets(tuple(points)))
    return Section(tuple(blocks))


def _village_points(page: Page) -> list[str]:
    points = []
    for aim, judgement in page.judged():
        if judgement.verdict == "met" and judgement.status != "doubtful":
            continue
        assert judgement.status is not None
        points.append(
            page.say(
                "point_village",
                label=aim.card.label.of(page.language),
                value=band_or_value(page, aim.card),
                target=aim_text(page, aim, judgement),
                status=status_word(page, judgement.status),
            )
        )
    return points


def _group_points(page: Page) -> list[str]:
    judged = page.judged()
    by_verdict = {
        verdict: [aim for aim, each in judged if each.verdict == verdict]
        for verdict in ("met", "not_met", "no_data")
    }
    points = [
        page.say(
            "point_together",
            count=len(judged),
            met=len(by_verdict["met"]),
            not_met=len(by_verdict["not_met"]),
            no_data=len(by_verdict["no_data"]),
        )
    ]
    for verdict in ("not_met", "no_data"):
        named = [_named_value(page, aim) for aim in by_verdict[verdict]]
        if named:
            points.append(page.say(f"point_together_{verdict}", names=listed(page, named)))
    everywhere = [
        aim_label(page, aim) for aim, each in judged if each.villages == each.villages_met
    ]
    if everywhere:
        points.append(page.say("point_everywhere", names=listed(page, everywhere)))
    worst = max(judged, key=lambda pair: pair[1].villages_not_met, default=None)
    if worst is not None and worst[1].villages_not_met:
        points.append(
            page.say(
                "point_most_missed",
                label=worst[0].card.label.of(page.language),
                count=worst[1].villages_not_met,
            )
        )
    points.append(page.say("point_two_readings"))
    return points


def _named_value(page: Page, aim: Aim) -> str:
    judgement = page.judgement(aim)
    return page.say(
        "named_value",
        name=aim_label(page, aim),
        value=band_or_value(page, aim.card),
        target=aim_text(page, aim, judgement),
    )


def public_rules(page: Page) -> str:
    """Say what the public edition shows, with the very bounds by which it is held back."""
    return page.say(
        "guide_public" if page.aims else "guide_public_plain",
        close=close_percent(),
        hidden=page.plan.disclosure.largest_hidden_count,
        base=number_text(page.plan.disclosure.count_base),
    )


def reading_guide(page: Page) -> Section:
    """Say how to read the report: the words and shapes, the two readings, small numbers."""
    notes: list[str] = []
    if page.is_demo:
        notes.append(page.say("guide_demo"))
    if page.edition == "public":
        notes.append(public_rules(page))
    if page.bears_targets:
        notes.append(page.say("guide_verdicts"))
        notes.extend(
            page.say(
                "guide_status",
                shape=SHAPES[status],
                word=status_word(page, status),
                meaning=page.say(f"guide_{status}"),
            )
            for status in SHAPES
        )
        notes.append(page.say("guide_like"))
        if page.place.level != "village":
            notes.append(page.say("guide_two_readings"))
    notes.append(page.say("guide_missing"))
    one = one_household(page)
    if one:
        notes.append(one)
    return Section((Heading(page.say("heading_guide")), Bullets(tuple(notes))))


def one_household(page: Page) -> str:
    """Say how many points one household or person is in a village; nothing for groups."""
    if page.place.level != "village":
        return ""
    for counted in ("households", "persons"):
        for card in page.plan.cards.values():
            points = points_of_one(page.measurement(card), card)
            is_whole = card.denominator is not None and card.denominator.sum.strip() == "1"
            if points and is_whole and card.counts == counted:
                return page.say(f"guide_one_of_{counted}", points=points)
    return ""


def complete(page: Page) -> Complete:
    """Return the mark that the page has come to its end."""
    assert page.evidence.places
    return Complete()
