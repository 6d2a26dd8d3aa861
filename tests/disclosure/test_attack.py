"""Can a count that no public report shows be worked out from all that they show together?"""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from disclosure.attacked_county import CARD, CITY, YEAR, county
from villages.exhibits.attack import Hidden, Table, tables, unsafe
from villages.exhibits.disclosure import is_personal
from villages.exhibits.evidence import MeasurementKey
from villages.exhibits.feasible import Known, Programme, Range
from villages.exhibits.protection import (
    FILE,
    Protection,
    parts_of_wholes,
    protect,
    published,
    withheld_cells,
)
from villages.findings.results import Results
from villages.plan import Plan
from villages.plan.disclosure import STANDARD

LEAST = STANDARD.least_range
#: As if nothing were rounded: what a plan cannot ask for.
EXACT = STANDARD.model_copy(
    update={"count_base": Decimal(1), "rate_percent_base": Decimal("0.0001")}
)


def test_hidden_parts_of_a_sum_by_hand() -> None:
    """Twelve in three villages, nine or ten of them in the first two: two or three in the third."""
    known = [Known({0: 1, 1: 1, 2: 1}, 12, 12), Known({0: 1, 1: 1}, 9, 10), Known({2: 1}, 0, 9)]
    programme = Programme(3, known)
    assert programme.range({2: 1}) == Range(2, 3)
    assert programme.range({0: 1}) == Range(0, 10)
    assert programme.range({0: 1, 1: 1}) == Range(9, 10)


def test_what_contradicts_itself_is_told() -> None:
    programme = Programme(1, [Known({0: 1}, 5, 6), Known({0: 1}, 7, 8)])
    with pytest.raises(ValueError, match="no counts fit"):
        programme.range({0: 1})


@pytest.mark.parametrize("seed", range(20))
def test_ranges_are_those_of_counting_out(seed: int) -> None:
    """Sums of neighbours: the corners of what is possible are whole, so counting finds them."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 5, 4)
    spans = [(0, 4), (0, 2), (1, 3), (2, 4)]
    known = []
    for start, end in spans:
        whole, slack = int(truth[start:end].sum()), int(random.integers(0, 3))
        known.append(Known(dict.fromkeys(range(start, end), 1.0), whole - slack, whole + slack))
    programme = Programme(4, known)
    most = int(truth.sum()) + 2
    fitting = np.array(
        [
            counts
            for counts in itertools.product(range(most + 1), repeat=4)
            if all(
                each.low <= sum(counts[at] for at in each.weights) <= each.high for each in known
            )
        ]
    )
    for at in range(4):
        found = programme.range({at: 1})
        assert (round(found.low, 6), round(found.high, 6)) == (
            fitting[:, at].min(), fitting[:, at].max(),
        )  # fmt: skip


def _above_the_villages(table: Table) -> list[Hidden]:
    return [each for each in table.hidden if each.code not in table.villages]


@pytest.mark.parametrize("seed", range(10))
def test_without_rounding_and_protection_the_hidden_township_is_worked_out(
    plan: Plan, seed: int
) -> None:
    """The control: an attack that finds nothing here would prove nothing elsewhere."""
    attacked = county(plan, EXACT, seed)
    hidden = _above_the_villages(attacked.table)
    assert len({each.code for each in hidden}) == 1, "one township's counts are too small"
    found = [each for each, _ in unsafe(attacked.table, LEAST) if each in hidden]
    assert len(found) >= len(hidden) / 2


@pytest.mark.parametrize("seed", range(10))
def test_the_true_count_is_within_its_range(plan: Plan, seed: int) -> None:
    attacked = county(plan, STANDARD, seed)
    programme = attacked.table.programme()
    for each in attacked.table.hidden:
        numerator, denominator = attacked.truth[each.code]
        true = denominator - numerator if each.is_complement else numerator
        found = programme.range(each.weights)
        assert found.low - 1e-6 <= true <= found.high + 1e-6


def test_withholding_a_cell_protects(plan: Plan) -> None:
    attacked = county(plan, EXACT, 1).table
    assert unsafe(attacked, LEAST)
    city: MeasurementKey = (CARD, CITY, YEAR, "low_income")
    assert not unsafe(attacked, LEAST, frozenset({city})), (
        "without the city's total nothing is left to take off"
    )


@pytest.fixture(scope="module")
def protection(plan: Plan, results: Results) -> Protection:
    return protect(plan, results)


def test_no_hidden_count_of_the_demonstration_can_be_worked_out(
    plan: Plan, results: Results, protection: Protection, is_full_size: bool,
) -> None:  # fmt: skip
    """All public reports of all years together, with what is withheld in the second place."""
    assert not protection.findings
    parts = parts_of_wholes(plan, results)
    asked = unprotected = 0
    shown = dict(published(plan, results))
    for year, evidence in published(plan, results, protection.withheld):
        if not is_full_size and year not in (plan.first_year, plan.final_year):
            continue
        for table in tables(plan, evidence, year, parts):
            asked += len(table.hidden)
            assert not unsafe(table, LEAST), table.family.cards[0].id
        for table in tables(plan, shown[year], year, parts):
            unprotected += len(unsafe(table, LEAST))
    assert asked > 10_000
    print(f"{asked} hidden counts, {unprotected} within reach if only rounded")


def test_true_counts_of_the_demonstration_are_within_their_ranges(
    plan: Plan, results: Results, protection: Protection
) -> None:
    """What the attacker is taken to know is true: else no range would mean anything."""
    rows = results.indicators.set_index(["card", "code", "year", "scope"])
    evidence = dict(published(plan, results, protection.withheld))[plan.final_year]
    checked = 0
    for table in tables(plan, evidence, plan.final_year, parts_of_wholes(plan, results)):
        programme = table.programme()
        for each in table.hidden[:: max(1, len(table.hidden) // 4)]:
            (row,) = rows.loc[[(each.card, each.code, each.year, each.scope)]].to_dict("records")
            if row["rows_known"] != row["rows_expected"] or not each.weights:
                continue
            true = float(row["numerator"])
            true = float(row["denominator"]) - true if each.is_complement else true
            found = programme.range(each.weights)
            assert found.low - 1e-6 <= true <= found.high + 1e-6, each
            checked += 1
    assert checked > 50


def test_no_public_page_shows_a_cell_that_is_withheld(
    plan: Plan, results: Results, protection: Protection
) -> None:
    seen = 0
    for year, evidence in published(plan, results, protection.withheld):
        for key in protection.withheld & evidence.measurements.keys():
            if key[2] == year:
                row = evidence.measurements[key]
                assert row.is_withheld and row.value is None and row.numerator is None
                seen += 1
    assert seen, "the demonstration needs some"


def test_cells_are_worked_out_once_and_kept_beside_the_results(
    demo_results: Path, protection: Protection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert withheld_cells(demo_results) == protection.withheld
    kept = pd.read_parquet(demo_results / FILE)
    assert list(kept.columns) == ["card", "code", "year", "scope"]
    monkeypatch.setattr("villages.exhibits.protection.protect", pytest.fail)
    assert withheld_cells(demo_results) == protection.withheld
    assert withheld_cells(demo_results, "internal") == frozenset()


def test_what_contradicts_itself_is_not_shown(
    plan: Plan, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of the rows at hand beside verdicts of all rows may fit no counts together."""

    def contradicted(*asked: object) -> None:
        raise ValueError("no counts fit what is known")

    monkeypatch.setattr("villages.exhibits.protection.unsafe", contradicted)
    withheld = protect(plan, results).withheld
    for _, evidence in published(plan, results, withheld):
        told = [row for row in evidence.measurements.values() if row.numerator is not None]
        counts = [row for row in told if plan.cards[row.card].is_rate_of_counted]
        assert not [row for row in counts if is_personal(plan.cards[row.card], plan)]


def test_a_table_that_needs_too_many_is_not_shown_at_all(
    plan: Plan, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villages.exhibits.protection.MOST_CELLS", 0)
    strict = protect(plan, results).withheld
    shown = {
        key
        for year, evidence in published(plan, results, strict)
        for key, row in evidence.measurements.items()
        if key[2] == year and not row.is_withheld and evidence.places[key[1]].level != "village"
    }
    # The demonstration needs one cell less of safe housing in 2017: then it has none.
    assert not {key for key in shown if key[0] == "safe_housing" and key[2] == 2017}
    assert {key for key in shown if key[0] == "safe_water" and key[2] == 2017}
