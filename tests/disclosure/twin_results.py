"""Other results that the public edition must not be able to tell from the demonstration's.

Verdicts and bands stay, and so does every figure that is public; of villages, of groups of so few
that they are treated like one, and wherever a figure is withheld, it is another one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from villages.exhibits.disclosure import disclosed, is_small
from villages.exhibits.evidence import MeasurementKey, gather, read_places
from villages.exhibits.judgements import CLOSE_SHARE
from villages.exhibits.protection import FILE, withheld_cells
from villages.findings.results import Results, write_results
from villages.plan import Plan
from villages.vocabulary import SCOPES

_COUNTS = (
    "numerator", "denominator", "numerator_low", "numerator_high", "denominator_low",
    "denominator_high", "complement_low", "complement_high", "rows_known", "rows_expected",
)  # fmt: skip
_GAPS = ("gap", "gap_low", "gap_high", "gap_each", "gap_each_low", "gap_each_high", "missing_rows",
         "needed_rows", "needed_mean")  # fmt: skip
_MONEY = ("allotted_low", "allotted_high", "spent_low", "spent_high", "unspent_low",
          "unspent_high")  # fmt: skip
_SUPPORT = ("given_yuan", "promised_yuan", "delivered_yuan")
_KEY = ["card", "code", "year", "scope"]

#: By how much a value and its line grow together where the line is last year's value.
_GROWTH = 1.375


def write_twin(
    results: Results, folder: Path, plan: Plan, pages: Collection[tuple[str, int]], target: Path
) -> Path:
    """Write the twin of the results in a folder.

    Parameters
    ----------
    results, folder
        The results, and where they lie.
    plan
        Their plan.
    pages
        The places, by code, and years whose pages are compared: what these withhold is another
        figure in the twin, and withheld there too.
    target
        The folder of the twin.
    """
    protected = withheld_cells(folder)
    withheld: set[MeasurementKey] = set(protected)
    places = read_places(results)
    for code, year in pages:
        evidence = disclosed(gather(results, plan, places[code], year), plan, "public", protected)
        withheld |= {key for key, row in evidence.measurements.items() if row.is_withheld}
    made = write_results(_twin(results, plan, withheld), target)
    kept = pd.read_parquet(folder / FILE)
    cells = pd.DataFrame(sorted(withheld), columns=_KEY)
    cells.attrs = kept.attrs
    cells.to_parquet(made / FILE, index=False)
    assert withheld_cells(made) == withheld > protected
    return made


def _twin(results: Results, plan: Plan, withheld: Collection[MeasurementKey]) -> Results:
    places = read_places(results).values()
    small = {each.code for each in places if is_small(each, "low_income", plan.disclosure)}
    villages = {each.code for each in places if each.level == "village"}
    hidden = set(withheld) | {
        (card, code, year, scope)
        for card, code, year in set(_keys(results.verdicts)) | set(_keys(results.measures))
        for scope in SCOPES
        if code in villages
    }

    def withheld_rows(table: pd.DataFrame) -> pd.Series[bool]:
        keys = zip(*(table[name] for name in _KEY), strict=True)
        own = pd.Series([key in hidden for key in keys], table.index, dtype=bool)
        return own | table["code"].isin(villages)

    def of_few(table: pd.DataFrame) -> pd.Series[bool]:
        few = {
            (each.code, scope)
            for each in places
            for scope in SCOPES
            if is_small(each, scope, plan.disclosure)
        }
        keys = zip(table["code"], table["scope"], strict=True)
        return pd.Series([key in few for key in keys], table.index, dtype=bool)

    def judged(table: pd.DataFrame) -> pd.DataFrame:
        rows = pd.Series([(*key, "low_income") in hidden for key in _keys(table)], table.index)
        made = _changed(table, rows, _GAPS)
        rises = rows & table["card"].isin(_rising(plan))
        made.loc[rises, "line"] = table.loc[rises, "line"] * _GROWTH
        return made

    rows = withheld_rows(results.indicators)
    return replace(
        results,
        indicators=_moved(_changed(results.indicators, rows, _COUNTS), rows, results, plan),
        verdicts=judged(results.verdicts),
        measures=judged(results.measures),
        distributions=_changed(
            results.distributions, of_few(results.distributions), ("weight", "rows")
        ),
        # No median is public, of whatever place.
        quantiles=_changed(results.quantiles, results.quantiles["code"] != "", ("value",)),
        flows=_grown(results.flows, villages),
        funds=_grown(results.funds, villages),
        fund_problems=results.fund_problems.iloc[::2].assign(value=71.5),
        duties=_changed(results.duties, results.duties["code"].isin(small), _GAPS[:3]),
        support=_changed(results.support, results.support["code"].isin(small), _SUPPORT),
    )


def _keys(table: pd.DataFrame) -> list[tuple[str, str, int]]:
    return list(zip(table["card"], table["code"], table["year"], strict=True))


def _changed(table: pd.DataFrame, rows: pd.Series[bool], columns: Collection[str]) -> pd.DataFrame:
    """Make every figure of the rows another one: larger, by uneven shares."""
    made = table.copy()
    for number, column in enumerate(columns):
        held = made.loc[rows, column]
        other = (held.astype("Float64") * (3 + number % 4) + 1 + number).round(3)
        assert not (other == held.astype("Float64")).any()
        made.loc[rows, column] = other.astype(held.dtype)
    return made


def _grown(table: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Make sums three times as large: what is allotted stays what is spent and what is not."""
    made, rows = table.copy(), table["code"].isin(codes)
    made.loc[rows, list(_MONEY)] = table.loc[rows, list(_MONEY)] * 3
    return made


def _rising(plan: Plan) -> set[str]:
    """The cards that are compared with their own value of an earlier year and with nothing else."""
    judged = {card.id: list(card.targets) for card in plan.cards.values() if card.targets}
    return {card for card, targets in judged.items() if all(each.must_pass for each in targets)}


def _moved(
    table: pd.DataFrame, rows: pd.Series[bool], results: Results, plan: Plan
) -> pd.DataFrame:
    """Move values so that each stays on its side of every line, and as close or not as it was."""
    edges: dict[tuple[str, str, int], set[float]] = {}
    share = float(CLOSE_SHARE)
    rising = _rising(plan)
    for each in (results.verdicts, results.measures):
        lines = each[each["line"].notna()]
        for card, code, year, line in zip(
            lines["card"], lines["code"], lines["year"], lines["line"], strict=True
        ):
            found = edges.setdefault((card, code, year), set())
            found.update((line * (1 - share), line, line * (1 + share)))
    made = table.copy()
    moved = []
    chosen = table.loc[rows, ["card", "code", "year", "value"]]
    for card, code, year, value in chosen.itertuples(index=False, name=None):
        if card in rising:
            moved.append(value * _GROWTH)
            continue
        bounds = edges.get((card, code, year), ())
        above = min((edge for edge in bounds if edge > value), default=None)
        is_edge = any(abs(edge - value) < 1e-9 * max(1, abs(edge)) for edge in bounds)
        grown = value * _GROWTH + 1 if above is None else (value + above) / 2
        moved.append(value if is_edge else grown)
    made.loc[rows, "value"] = moved
    made.loc[rows, "low"] = table.loc[rows, "low"] - 1000
    made.loc[rows, "high"] = table.loc[rows, "high"] + 1e6
    return made
