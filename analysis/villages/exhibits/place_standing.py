"""How a place stands in one line: its worst status, what is met, and what has become worse."""

from __future__ import annotations

from villages.exhibits.blocks import Standing
from villages.exhibits.evidence import MilestoneCount
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.exhibits.wording import aim_label, status_word
from villages.vocabulary import WORST_FIRST, Status


def place_standing(page: Page) -> Standing | None:
    """Return how a place stands; None where the plan asks nothing of it.

    Of a village the targets are counted, of a group the villages that meet every target.
    """
    if not page.aims:
        return None
    now = _judged(page, page.year)
    before = _judged(page, page.year - 1)
    worsened = tuple(
        aim_label(page, aim)
        for aim, then, here in zip(page.aims, before, now, strict=True)
        if _is_met(then) and not _is_met(here)
    )
    if page.place.level == "village":
        statuses = {each.status for each in now if each is not None and each.status is not None}
        status: Status = next((each for each in WORST_FIRST if each in statuses), "no_data")
        met, count = sum(map(_is_met, now)), len(now)
        met_before = sum(map(_is_met, before)) if any(map(_is_known, before)) else None
    else:
        found, last = page.milestone(page.year), page.milestone(page.year - 1)
        status = _group_status(found)
        met = found.villages_met_all if found else 0
        count = found.villages if found else len(page.plan_villages)
        is_known = last is not None and last.villages_undecided < last.villages
        met_before = last.villages_met_all if last is not None and is_known else None
    return Standing(status, status_word(page, status), met, count, met_before, worsened)


def _judged(page: Page, year: int) -> list[Judgement | None]:
    return [page.judgement(aim, year=year) for aim in page.aims]


def _is_met(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict == "met"


def _is_known(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict != "no_data"


def _group_status(count: MilestoneCount | None) -> Status:
    """A group is on time where the number of villages due has been reached, or none is due."""
    if count is None or count.verdict == "no_data":
        return "no_data"
    if count.villages_met_all == count.villages:
        return "met"
    return "behind" if count.verdict == "not_met" else "on_time"
