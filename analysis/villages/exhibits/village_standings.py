"""Where each village stands in one word: its worst status, and how many targets it meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from villages.exhibits.evidence import Place
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.exhibits.wording import listed
from villages.vocabulary import WORST_FIRST, Status

#: At so many names a sentence still reads; more are counted.
MOST_NAMES = 5
MOST_TOWNSHIPS = 3


@dataclass(frozen=True)
class VillageStanding:
    """How a village of the plan stands.

    Attributes
    ----------
    village
        The village.
    status
        The worst status of its targets.
    met, count
        How many targets are met, and how many there are.
    """

    village: Place
    status: Status
    met: int
    count: int

    @property
    def meets_all(self) -> bool:
        """Whether every target is met."""
        return self.met == self.count

    @property
    def is_late(self) -> bool:
        """Whether a target is due and not met."""
        return self.status in ("out_of_reach", "behind")


def worst_status(statuses: Sequence[Status]) -> Status:
    """Return the worst of some statuses; of none it is that there are no data.

    Examples
    --------
    >>> worst_status(["met", "no_data", "behind"]), worst_status(["met", "on_time"])
    ('behind', 'on_time')
    """
    return min(statuses, key=WORST_FIRST.index, default="no_data")


def village_standing(page: Page, village: Place) -> VillageStanding:
    """Return how a village of the plan stands in the page's year."""
    judged = [page.judgement(aim, village) for aim in page.aims]
    return VillageStanding(
        village=village,
        status=worst_status([_status(each) for each in judged]),
        met=sum(each is not None and each.verdict == "met" for each in judged),
        count=len(judged),
    )


def village_standings(page: Page) -> tuple[VillageStanding, ...]:
    """Return how each of the plan's villages at the page's place stands, by code."""
    if not page.aims or page.place.level == "village":
        return ()
    return tuple(village_standing(page, village) for village in page.plan_villages)


def _status(judgement: Judgement | None) -> Status:
    return "no_data" if judgement is None or judgement.status is None else judgement.status


def standings_sentence(page: Page, standings: Sequence[VillageStanding]) -> str:
    """Say how many villages meet every target, how many are late, and where those lie."""
    met = sum(each.meets_all for each in standings)
    late = [each for each in standings if each.is_late]
    return page.say(
        "standings_met" if met else "standings_none_met",
        count=met,
        total=len(standings),
        scope=page.scope_words("low_income", len(standings)),
        rest=_late_words(page, late),
    )


def _late_words(page: Page, late: Sequence[VillageStanding]) -> str:
    if not late:
        return page.say("standings_none_late")
    if page.place.level == "township":
        if len(late) > MOST_NAMES:
            return page.say("standings_late", count=len(late))
        names = listed(page, (page.name(each.village) for each in late))
        return page.say("standings_late_named", count=len(late), names=names)
    by_township = Counter(each.village.township_code for each in late)
    few = concentrated(by_township, sum(place.count("low_income") > 0 for place in page.townships))
    if not few:
        return page.say("standings_late_spread", count=len(late), places=len(by_township))
    names = listed(page, (page.name(page.evidence.places[code]) for code in few))
    part = sum(by_township[code] for code in few)
    return page.say("standings_late_in", count=len(late), part=part, names=names)


def concentrated(counts: Counter[str], places: int) -> tuple[str, ...]:
    """Return the few places that hold more than half of what is counted; nothing if it takes many.

    Few are at most three, and at most a third of the places.

    Parameters
    ----------
    counts
        How many there are in each place.
    places
        How many places there are.

    Examples
    --------
    >>> concentrated(Counter(a=6, b=5, c=1, d=1), 9)
    ('a', 'b')
    >>> concentrated(Counter(a=2, b=2, c=2, d=2, e=2, f=2), 9)
    ()
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    few: list[str] = []
    held = 0
    for code, count in ordered:
        few.append(code)
        held += count
        if 2 * held > counts.total():
            break
    return tuple(few) if len(few) <= min(MOST_TOWNSHIPS, places // 3) else ()
