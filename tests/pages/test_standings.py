"""Does the line on the cover say how a place stands, as the results do, and what became worse?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from villages.exhibits.blocks import Cover, Standing
from villages.exhibits.opening import cover
from villages.exhibits.page import open_page
from villages.findings.results import Results
from villages.plan import Plan
from villages.vocabulary import PageLevel

YEAR = 2020
#: From the worst on, as the index sorts them.
WORST_FIRST = ["out_of_reach", "behind", "no_data", "doubtful", "on_time", "met"]


def told(
    folder: Path, code: str, level: PageLevel, edition: str, theme: str = ""
) -> Standing | None:
    page = open_page(folder, code, YEAR, "zh", edition, level)
    (front,) = cover(page, theme).blocks
    assert isinstance(front, Cover)
    return front.standing


def verdicts_of(results: Results, code: str, year: int) -> pd.DataFrame:
    found = results.verdicts
    return found[(found["code"] == code) & (found["year"] == year)].set_index(["card", "target"])


@pytest.mark.parametrize("edition", ["internal", "public"])
def test_a_village_s_targets_are_counted_as_the_results_have_them(
    edition: str, results: Results, demo_results: Path, plan: Plan
) -> None:
    here = results.verdicts
    here = here[(here["level"] == "village") & (here["year"] == YEAR)]
    ranks = here.groupby("code")["status"].agg(lambda found: min(map(WORST_FIRST.index, found)))
    assert ranks.nunique() > 2
    for code in ranks.groupby(ranks).head(2).index:
        now, before = (verdicts_of(results, code, year)["verdict"] for year in (YEAR, YEAR - 1))
        statuses = set(verdicts_of(results, code, YEAR)["status"])
        standing = told(demo_results, code, "village", edition)
        assert standing is not None
        assert standing.status == next(each for each in WORST_FIRST if each in statuses)
        assert (standing.met, standing.count) == ((now == "met").sum(), len(now))
        assert standing.met_before == (before == "met").sum()
        lost = now.index[(before.reindex(now.index) == "met") & (now != "met")]
        assert sorted(standing.worsened) == sorted(plan.cards[card].short.zh for card, _ in lost)


def test_a_group_s_villages_are_counted_against_the_number_due(
    results: Results, demo_results: Path
) -> None:
    stones = results.milestones.set_index(["code", "year"])
    found = set()
    for code in sorted(set(results.milestones["code"])):
        now, before = stones.loc[(code, YEAR)], stones.loc[(code, YEAR - 1)]
        level: PageLevel = "city" if now["level"] == "city" else "township"
        standing = told(demo_results, code, level, "internal")
        assert standing is not None
        assert (standing.met, standing.count) == (now["villages_met_all"], now["villages"])
        undecided = before["villages_undecided"] == before["villages"]
        assert standing.met_before == (None if undecided else before["villages_met_all"])
        wanted = {"not_met": "behind", "no_data": "no_data"}.get(now["verdict"], "on_time")
        everyone = now["villages_met_all"] == now["villages"]
        assert standing.status == ("met" if everyone else wanted)
        found.add(standing.status)
    assert {"met", "behind"} <= found


def test_whom_the_plan_asks_nothing_and_a_theme_have_no_standing(
    results: Results, demo_results: Path
) -> None:
    places = results.places
    is_other = (places["level"] == "village") & places["is_low_income"].eq(False).fillna(False)
    other = str(places[is_other]["code"].iloc[0])
    assert told(demo_results, other, "village", "internal") is None
    assert told(demo_results, "", "city", "internal", "income") is None
