"""What the rules allow to the yuan, and what is said when they cannot be met: worked by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from villages.findings.allocation import (
    Gap,
    Grant,
    OverUplift,
    Project,
    Proposal,
    Rules,
    Source,
    Unmet,
    VillageAim,
    next_tenth,
    propose,
)
from villages.findings.allocation_case import case_of
from villages.findings.allocation_greedy import tidied
from villages.findings.allocation_model import Model, Solved


def well(name: str, village: str, closes: float, cost: int, township: str = "T1") -> Project:
    return Project(name, village, township, "water", "safe_water", closes, cost)


def short(village: str, amount: float) -> Gap:
    return Gap(village, "safe_water", amount)


def funded(proposal: Proposal) -> list[str]:
    return [reason.project for reason in proposal.funded]


FREE = "county"
V1 = VillageAim("V1", "T1", None)


def test_exactly_thirty_percent_above_the_standard_is_allowed() -> None:
    project = replace(well("P1", "V1", 5, 13_000), base_standard_yuan=10_000)
    found = propose([project], [short("V1", 5)], [V1], [Source(FREE, 13_000)], Rules())
    assert funded(found) == ["P1"]


@pytest.mark.parametrize(
    ("cost", "base", "percent"),
    [(13_001, 10_000, "30.01"), (1_300_001, 1_000_000, "30.01"), (20_000, 10_000, "100.00")],
)
def test_more_is_refused_by_name(cost: int, base: int, percent: str) -> None:
    good = replace(well("P1", "V1", 5, 13_000), base_standard_yuan=10_000)
    over = replace(well("P2", "V1", 5, cost), base_standard_yuan=base)
    with pytest.raises(OverUplift, match="P2") as refused:
        propose([good, over], [short("V1", 5)], [V1], [Source(FREE, 9)], Rules())
    assert (refused.value.project_id, refused.value.percent) == ("P2", Decimal(percent))


@pytest.mark.parametrize("cost", [1, 80_000, 1_234_567_891])
def test_a_budget_of_exactly_the_cost_buys_it_and_a_yuan_less_does_not(cost: int) -> None:
    project, gap = well("P1", "V1", 5, cost), short("V1", 5)
    found = propose([project], [gap], [V1], [Source(FREE, cost)], Rules())
    assert (funded(found), found.grants) == (["P1"], (Grant("P1", FREE, cost),))
    assert funded(propose([project], [gap], [V1], [Source(FREE, cost - 1)], Rules())) == []


def test_a_planned_exit_goes_before_more_shortfall_and_an_earlier_one_before_more_exits() -> None:
    projects = [
        well("P1", "V1", 50, 100_000),
        well("P2", "V2", 2, 100_000),
        well("P3", "V3", 3, 50_000),
        well("P4", "V4", 3, 50_000),
    ]
    gaps = [short("V1", 60), short("V2", 2), short("V3", 3), short("V4", 3)]
    years = {"V1": 2018, "V2": 2018, "V3": 2019, "V4": 2019}
    aims = [VillageAim(village, "T1", year) for village, year in years.items()]
    found = propose(projects, gaps, aims, [Source(FREE, 100_000)], Rules())
    assert funded(found) == ["P2"]
    assert [(each.year, each.planned, each.closed) for each in found.exits] == [
        (2018, 2, 1),
        (2019, 2, 0),
    ]
    # Without plans only the shortfall counts: 50 of 68 persons.
    none = [VillageAim(village, "T1", None) for village in years]
    found = propose(projects, gaps, none, [Source(FREE, 100_000)], Rules())
    assert (funded(found), found.closed_share) == (["P1"], Fraction(50, 68))


def test_a_reason_says_what_is_closed_what_remains_and_for_what() -> None:
    projects = [
        well("P1", "V1", 8, 40_000),
        well("P2", "V1", 6, 60_000),
        well("P3", "V2", 5, 20_000),
    ]
    gaps, aims = [short("V1", 12), short("V2", 9)], [VillageAim("V1", "T1", 2019)]
    found = propose(projects, gaps, aims, [Source(FREE, 120_000)], Rules())
    said = [(r.project, r.closed, r.remains, r.is_village_closed, r.purpose) for r in found.funded]
    assert said == [
        ("P1", Fraction(8), Fraction(4), True, "exit"),
        ("P2", Fraction(4), Fraction(0), True, "exit"),
        ("P3", Fraction(5), Fraction(4), False, "shortfall"),
    ]
    assert found.closed_share == Fraction(17, 21)


def test_a_card_counts_by_its_own_gap() -> None:
    """1 of 2 km is half of the roads, 40 of 100 persons less than half of the water."""
    road = Project("P1", "V1", "T1", "roads", "hamlet_roads", 1, 100_000)
    gaps = [Gap("V1", "hamlet_roads", 2), short("V1", 100)]
    asked = ([road, well("P2", "V1", 40, 100_000)], gaps, [V1], [Source(FREE, 100_000)])
    assert funded(propose(*asked, Rules())) == ["P1"]
    assert funded(propose(*asked, Rules(card_weights={"safe_water": 2}))) == ["P2"]


def test_sources_are_shared_out_so_that_both_are_paid() -> None:
    """The broad source could pay for either; only one way of sharing pays for both."""
    road = Project("P1", "V1", "T1", "roads", "hamlet_roads", 1, 70_000)
    sources = [
        Source("broad", 100_000, frozenset({"water", "roads"})),
        Source("water", 60_000, frozenset({"water", "farming"})),
    ]
    gaps = [Gap("V1", "hamlet_roads", 1), short("V1", 5)]
    found = propose([road, well("P2", "V1", 5, 90_000)], gaps, [V1], sources, Rules())
    assert found.grants == (
        Grant("P1", "broad", 70_000),
        Grant("P2", "broad", 30_000),
        Grant("P2", "water", 60_000),
    )
    less = [replace(sources[0], yuan=99_999), sources[1]]
    assert len(propose([road, well("P2", "V1", 5, 90_000)], gaps, [V1], less, Rules()).funded) == 1


def test_money_for_another_sector_buys_nothing() -> None:
    sources = [Source("roads", 500_000, frozenset({"roads"}))]
    found = propose([well("P1", "V1", 5, 9)], [short("V1", 5)], [V1], sources, Rules())
    assert (found.funded, found.unmet, found.budget_yuan) == ((), (), 500_000)


def test_what_adds_nothing_is_not_funded_though_there_is_money() -> None:
    projects = [well("P1", "V1", 5, 10_000), well("P2", "V1", 5, 9_000), well("P3", "V9", 5, 10)]
    found = propose(projects, [short("V1", 5)], [V1], [Source(FREE, 90_000)], Rules())
    assert len(found.funded) == 1 and found.closed_share == 1


def test_what_is_reserved_for_a_township_goes_to_nobody_else() -> None:
    projects = [well("P1", "V1", 9, 60_000, "T1"), well("P2", "V2", 5, 50_000, "T2")]
    gaps, sources = [short("V1", 9), short("V2", 5)], [Source(FREE, 100_000)]
    aims = [V1, VillageAim("V2", "T2", None)]
    assert funded(propose(projects, gaps, aims, sources, Rules())) == ["P1"]
    exactly = Rules(incentive_yuan={"T2": 40_000})
    assert funded(propose(projects, gaps, aims, sources, exactly)) == ["P1"]
    one_more = Rules(incentive_yuan={"T2": 40_001})
    assert funded(propose(projects, gaps, aims, sources, one_more)) == ["P2"]
    # 35,000 are free: P1 needs 40,000 of them beside its own 20,000, P2 only 5,000.
    both = Rules(incentive_yuan={"T1": 20_000, "T2": 45_000})
    assert funded(propose(projects, gaps, aims, sources, both)) == ["P2"]


def test_a_floor_moves_money_and_may_fund_what_closes_nothing() -> None:
    projects = [well("P1", "V1", 9, 60_000, "T1"), well("P2", "V2", 5, 50_000, "T2")]
    asked = (projects, [short("V1", 9)], [V1], [Source(FREE, 100_000)])
    found = propose(*asked, Rules(township_floor_percent={"T2": 50}))
    assert [(r.project, r.purpose, r.closed) for r in found.funded] == [
        ("P2", "floor", Fraction(0))
    ]
    # A township without projects has no floor.
    assert funded(propose(*asked, Rules(township_floor_yuan={"T3": 90_000}))) == ["P1"]


def test_a_share_of_the_budget_is_rounded_up() -> None:
    """Half of 99,999 yuan is not reached by 49,999."""
    rules, sources = Rules(township_floor_percent={"T1": 50}), [Source(FREE, 99_999)]
    found = propose([well("P1", "V1", 5, 49_999)], [short("V1", 5)], [V1], sources, rules)
    assert found.unmet == (Unmet("floor", "T1", 50_000, 49_999, "projects"),)
    found = propose([well("P1", "V1", 5, 50_000)], [short("V1", 5)], [V1], sources, rules)
    assert funded(found) == ["P1"]


def test_what_the_solver_leaves_is_spent() -> None:
    """A solver that stops early may leave money that would still buy something."""
    projects = [well("P1", "V1", 5, 40_000), well("P2", "V2", 5, 60_000), well("P3", "V1", 5, 9)]
    gaps = [short("V1", 5), short("V2", 5)]
    case = case_of(projects, gaps, [V1], [Source(FREE, 100_000)], Rules())
    assert tidied(case, frozenset({0})) == frozenset({0, 1})
    assert tidied(case, frozenset({0, 2})) == frozenset({1, 2})


def test_a_floor_that_cannot_be_met_is_named_with_its_cause() -> None:
    projects = [well("P1", "V1", 9, 60_000, "T1"), well("P2", "V2", 5, 50_000, "T2")]
    gaps, aims = [short("V1", 9), short("V2", 5)], [V1]
    free = [Source(FREE, 100_000)]
    found = propose(projects, gaps, aims, free, Rules(township_floor_yuan={"T1": 60_001}))
    assert found.unmet == (Unmet("floor", "T1", 60_001, 60_000, "projects"),)
    assert found.funded == () and found.cost_yuan == 0
    poor = [Source(FREE, 55_000)]
    found = propose(projects, gaps, aims, poor, Rules(township_floor_yuan={"T1": 1, "T2": 1}))
    assert found.unmet == (Unmet("floor", "T1", 1, 0, "money"),)
    # Each alone would do: the one that lacks least is named.
    both = Rules(township_floor_yuan={"T1": 30_000, "T2": 29_000})
    found = propose(projects, gaps, aims, free, both)
    assert found.unmet == (Unmet("floor", "T2", 29_000, 0, "floors"),)


def test_incentives_beyond_the_budget_are_named() -> None:
    rules = Rules(incentive_yuan={"T1": 60_000, "T2": 40_001})
    found = propose(
        [well("P1", "V1", 5, 9)], [short("V1", 5)], [V1], [Source(FREE, 100_000)], rules
    )
    assert found.unmet == (Unmet("incentive", None, 100_001, 100_000, "money"),)


def test_the_next_tenth_names_what_it_adds_and_what_it_drops() -> None:
    """100,000 buy the 9 persons for 100,000; 110,000 buy 10 for 110,000 instead."""
    projects = [well("P1", "V1", 9, 100_000), well("P2", "V2", 10, 110_000)]
    asked = (projects, [short("V1", 9), short("V2", 10)], [V1], [Source(FREE, 100_000)], Rules())
    now = propose(*asked)
    more = next_tenth(*asked, now)
    assert [reason.project for reason in more.added] == ["P2"]
    assert (more.dropped, more.closed_villages, more.yuan) == (("P1",), ("V2",), 10_000)
    assert more.closed_share == Fraction(1, 19)


def test_a_village_one_ten_millionth_short_is_not_closed() -> None:
    """The solver's tolerance would let it pass; whole numbers do not."""
    projects = [
        Project("P1", "V1", "T1", "farming", "assets", 9_999_999, 10_000),
        Project("P2", "V1", "T1", "farming", "assets", 1, 10_000),
        Project("P3", "V2", "T1", "farming", "assets", 10_000_000, 10_000),
    ]
    gaps = [Gap("V1", "assets", 10_000_000), Gap("V2", "assets", 10_000_000)]
    aims = [VillageAim("V1", "T1", 2018), VillageAim("V2", "T1", 2019)]
    found = propose(projects, gaps, aims, [Source(FREE, 10_000)], Rules())
    assert (funded(found), found.closed_villages) == (["P3"], ("V2",))
    found = propose(projects, gaps, aims, [Source(FREE, 20_000)], Rules())
    assert (funded(found), found.closed_villages) == (["P1", "P2"], ("V1",))


def test_a_claim_within_the_solvers_tolerance_is_caught() -> None:
    """Seven projects on a gap, all needed; the solver takes one in a thousand million for none."""
    last = [Project(f"P{n}", "V1", "T1", "farming", "assets", 1, 20_000) for n in range(2, 8)]
    first = Project("P1", "V1", "T1", "farming", "assets", 999_999_994, 10_000)
    aims, gaps = [VillageAim("V1", "T1", 2018)], [Gap("V1", "assets", 1_000_000_000)]
    found = propose([first, *last], gaps, aims, [Source(FREE, 129_999)], Rules())
    assert (len(found.funded), found.closed_villages) == (6, ())
    # Had the claim stood, the exits would be one village from their bound: a gap without end.
    assert found.gap is not None and found.gap < 0.00001
    found = propose([first, *last], gaps, aims, [Source(FREE, 130_000)], Rules())
    assert found.closed_villages == ("V1",)


def test_wrong_claims_of_a_solver_are_cut_off() -> None:
    """Three claims that whole numbers deny: a village closed, a bill paid, a floor reached."""
    projects = [well("P1", "V1", 4, 60_000), well("P2", "V1", 4, 50_000)]
    case = case_of(
        projects,
        [short("V1", 6)],
        [VillageAim("V1", "T1", 2019)],
        [Source(FREE, 110_000)],
        Rules(township_floor_yuan={"T1": 55_000}),
    )
    model = Model(case)
    village = model.villages["V1"]
    second = Solved(frozenset({1}), frozenset({"V1"}), frozenset(), 1, 1)
    assert [terms for terms, _, _ in model.exact_cuts(second)] == [{0: 1, village: -1}, {0: 1}]
    both = replace(second, chosen=frozenset({0, 1}))
    assert model.exact_cuts(both) == []
    poorer = replace(case, sources=(Source(FREE, 109_999),))
    assert Model(poorer).exact_cuts(both) == [({0: 1.0, 1: 1.0}, float("-inf"), 1.0)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost_yuan": 0}, "P1"),
        ({"base_standard_yuan": 0}, "P1"),
        ({"closes": -1}, "P1"),
        ({"id": "P2"}, "P2 is given twice"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(change: dict[str, int], message: str) -> None:
    wrong = replace(well("P1", "V1", 5, 9), **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        propose([wrong, well("P2", "V1", 1, 1)], [short("V1", 5)], [V1], [], Rules())


def test_without_projects_or_money_nothing_is_proposed() -> None:
    for projects, sources in (([], [Source(FREE, 5)]), ([well("P1", "V1", 5, 9)], [])):
        found = propose(projects, [short("V1", 5)], [V1], sources, Rules())
        assert not found.funded and not found.unmet and found.closed_share == 0
