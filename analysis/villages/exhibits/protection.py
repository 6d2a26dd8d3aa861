"""Secondary protection: what else is not shown, so that nobody works out what is not shown.

Sums of money that one or two nearly are go first. The cells of a whole batch are looked at
together (see :mod:`villages.exhibits.attack`): where a count that is not shown could be worked out
too closely, one more cell that tells of it is withheld, the one of the fewest villages that is
enough, and so on until none can.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

import pandas as pd

from villages.exhibits.attack import Hidden, PartsAre, Table, shares, tables, unsafe
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import Evidence, MeasurementKey, gather, read_places
from villages.findings.results import TABLES, Results, read_results
from villages.gazetteer import results_folder
from villages.plan import Plan, read_plan

#: In the results folder: the cells that are withheld to protect others. It follows from the rest.
FILE = "withheld.parquet"
_COLUMNS = ["card", "code", "year", "scope"]
#: In the file: what it follows from beside the results.
_RULES = "villages.rules"

#: A table from which more cells would have to go is not shown at all.
MOST_CELLS = 12

Cells = frozenset[MeasurementKey]


@dataclass(frozen=True)
class Finding:
    """A count that can be worked out too closely, whatever else is withheld."""

    hidden: Hidden
    low: float
    high: float


@dataclass(frozen=True)
class Protection:
    """What is withheld beside what the rules withhold at first sight, and what that cannot cure."""

    withheld: Cells
    findings: tuple[Finding, ...] = ()


def protect(plan: Plan, results: Results) -> Protection:
    """Withhold cells until no count that is not shown can be worked out too closely.

    Parameters
    ----------
    plan
        The plan with its thresholds.
    results
        All results of it.
    """
    parts_are = parts_of_wholes(plan, results)
    # Sums of money that one or two nearly are: of few, whatever their number.
    first = _keys(results.dominated)
    withheld = set(first)
    findings: list[Finding] = []
    for year, evidence in published(plan, results, first):
        for table in tables(plan, evidence, year, parts_are):
            more, left = _protected(table, plan.disclosure.least_range)
            withheld |= more
            findings += left
    return Protection(frozenset(withheld), tuple(findings))


def published(
    plan: Plan, results: Results, withheld: Cells = frozenset()
) -> Iterator[tuple[int, Evidence]]:
    """Yield for each year what the public pages of a city and of all below it show of shares."""
    results = _of_shares(plan, results)
    cities = [place for place in read_places(results).values() if place.level == "city"]
    for year in sorted(int(each) for each in results.card["years"]):
        for city in cities:
            whole = gather(results, plan, city, year)
            yield year, disclosed(whole, plan, "public", withheld)


def _of_shares(plan: Plan, results: Results) -> Results:
    """Leave all out that says nothing of a share: a page's evidence is gathered in a third."""
    ids = {card.id for card in shares(plan)}
    kept = {"places": results.places} | {
        name: table[table["card"].isin(ids)]
        for name in ("indicators", "verdicts", "measures")
        if len(table := getattr(results, name))
    }
    others = [name for name in TABLES if name not in kept]
    return replace(results, **kept, **{name: getattr(results, name)[:0] for name in others})


def parts_of_wholes(plan: Plan, results: Results) -> dict[str, PartsAre]:
    """Return, for each card with parts, what they add up to in every place and year.

    The plan says which card is part of which, and their row conditions say of what; the sums show
    it without reading these. Parts that add up to neither are taken as unrelated.
    """
    found: dict[str, PartsAre] = {}
    own = results.indicators[results.indicators["level"] == "village"]
    keys = ["code", "year", "scope"]
    for whole in dict.fromkeys(card.part_of for card in plan.cards.values() if card.part_of):
        ids = [card.id for card in plan.cards.values() if card.part_of == whole]
        parts = own[own["card"].isin(ids)]
        if parts.empty:
            continue
        sums = parts.groupby(keys)["numerator"].sum()
        reference = own[own["card"] == whole].set_index(keys).reindex(sums.index)
        sides: tuple[PartsAre, ...] = ("numerator", "denominator")
        for side in sides:
            if (sums == reference[side]).all():
                found[whole] = side
    return found


def _protected(table: Table, least: Decimal) -> tuple[Cells, list[Finding]]:
    """Return the cells to withhold of a table, and the counts that remain within reach.

    Where it would be many, as where most is missing, the table is not shown at all; nor where what
    is shown of the rows at hand and what is certain of all rows fit no counts together.
    """
    shown = frozenset(each.source for each in table.known if each.source is not None)
    if not shown:
        return shown, []
    without: Cells = frozenset()
    try:
        found = unsafe(table, least)
        # What verdicts tell is told anyhow: nothing that is withheld cures it.
        told = [each for each, _ in unsafe(table, least, shown)] if found else []
        while curable := [each for each, _ in found if each not in told]:
            cell = _cell_to_withhold(table, curable[0], least, without)
            without = shown if cell is None or len(without) == MOST_CELLS else without | {cell}
            found = unsafe(table, least, without)
            if without == shown:
                break
    except ValueError:
        return shown, []
    return without, [Finding(each, range_.low, range_.high) for each, range_ in found]


def _cell_to_withhold(
    table: Table, hidden: Hidden, least: Decimal, without: frozenset[MeasurementKey]
) -> MeasurementKey | None:
    """Return the cell of the fewest villages that protects a count if it is not shown.

    Where no single cell does, the one that helps most; None if none helps.
    """
    leaves = {at % table.leaf_count for at in hidden.weights}
    related = {
        key
        for key in {each.source for each in table.known if each.source is not None} - without
        if not leaves.isdisjoint(table.leaves[key[1], key[3]])
    }
    best: MeasurementKey | None = None
    widest = table.programme(without).range(hidden.weights)
    for key in sorted(related, key=lambda key: (len(table.leaves[key[1], key[3]]), key)):
        found = table.programme(without | {key}).range(hidden.weights)
        if found.is_safe(float(least)):
            return key
        if found.width > widest.width + float(least) / 100:
            best, widest = key, found
    return best


def withheld_cells(folder: str | Path, edition: str = "public") -> Cells:
    """Return the cells of the results in a folder that an edition withholds to protect others.

    They are worked out once and kept beside the results.
    """
    if edition != "public":
        return frozenset()
    found = results_folder(Path(folder))
    plan = read_plan(read_results(found, codes=()).card["plan_folder"])
    rules = _rules(plan)
    path = found / FILE
    if path.is_file():
        kept = pd.read_parquet(path)
        if kept.attrs.get(_RULES) == rules:
            return _keys(kept)
    cells = protect(plan, read_results(found)).withheld
    _keep(cells, rules, path)
    return cells


def _keys(cells: pd.DataFrame) -> Cells:
    rows = cells[_COLUMNS].itertuples(index=False, name=None)
    return frozenset((str(a), str(b), int(c), d) for a, b, c, d in rows)


def _rules(plan: Plan) -> str:
    """A hash of all that the cells follow from beside the results."""
    cards = [
        (card.id, card.counts, card.unit, card.part_of, card.zero) for card in plan.cards.values()
    ]
    said = repr((plan.disclosure.model_dump_json(), cards))
    return hashlib.sha256(said.encode()).hexdigest()


def _keep(cells: Cells, rules: str, path: Path) -> None:
    frame = pd.DataFrame(sorted(cells), columns=_COLUMNS)
    frame.attrs[_RULES] = rules
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".withheld-", delete=False) as scratch:
            frame.to_parquet(scratch.name, index=False)
        os.replace(scratch.name, path)
    except OSError:
        # Results that may only be read are looked at anew each time.
        return
