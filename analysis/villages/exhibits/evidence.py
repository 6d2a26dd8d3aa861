"""The part of the results that one page may need, as typed records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pandas as pd

from villages.exhibits.duty_rows import DutyRow, duty_rows
from villages.exhibits.exit_rows import ExitRow, Signature, exit_rows, signature_rows
from villages.exhibits.flows import FlowRows, flow_rows
from villages.exhibits.fund_rows import FundProblem, FundRows, fund_rows, problem_rows
from villages.exhibits.judgements import (
    Judgement,
    JudgementKey,
    MeasureKey,
    banded,
    measure_judgement,
    target_judgement,
)
from villages.exhibits.scores import Scores, score_rows
from villages.exhibits.shapes import Shape, gather_shapes
from villages.exhibits.stored import exact, flag, text, whole
from villages.exhibits.support_rows import SupportRow, support_rows
from villages.findings.measures import target_of
from villages.findings.results import Results
from villages.neutral import visible
from villages.plan.model import Card, Plan
from villages.vocabulary import LEVELS, Level, Scope, Verdict


@dataclass(frozen=True)
class Place:
    """A village, a township or the city, as the registers name it."""

    level: Level
    code: str
    name_zh: str
    name_en: str
    township_code: str
    city_code: str
    is_low_income: bool
    planned_exit_year: int | None
    villages: int
    low_income_villages: int
    earlier_name_zh: str = ""

    @property
    def parents(self) -> tuple[str, ...]:
        """The codes of the places above, nearest first."""
        above = {"village": (self.township_code, self.city_code), "township": (self.city_code,)}
        return above.get(self.level, ())

    def count(self, scope: Scope) -> int:
        """Return how many villages of the scope the place holds or is."""
        if self.level == "village":
            return int(scope == "all" or self.is_low_income)
        return self.villages if scope == "all" else self.low_income_villages


@dataclass(frozen=True)
class Measurement:
    """An indicator's value for a place, year and scope, in the card's unit.

    ``step`` is what the value is rounded to when it is shown; ``is_withheld`` says that the edition
    does not show it.
    """

    card: str
    code: str
    year: int
    scope: Scope
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    rows_known: int | None
    rows_expected: int | None
    step: Decimal
    is_withheld: bool = False

    @property
    def rows_missing(self) -> int:
        """How many rows the registers lack, as far as the edition shows it."""
        return max(0, (self.rows_expected or 0) - (self.rows_known or 0))


@dataclass(frozen=True)
class MilestoneCount:
    """How many villages of a place meet every target in a year, and how many are due."""

    code: str
    year: int
    villages: int
    villages_due: int | None
    villages_met_all: int
    villages_undecided: int
    verdict: Verdict | None


@dataclass(frozen=True)
class Bin:
    """Households whose own value lies in [low, high); an open end is None."""

    low: Decimal | None
    high: Decimal | None
    weight: Decimal
    rows: int


MeasurementKey = tuple[str, str, int, Scope]


@dataclass(frozen=True)
class Evidence:
    """All that a page may show, before or after disclosure control."""

    places: Mapping[str, Place]
    measurements: Mapping[MeasurementKey, Measurement]
    judgements: Mapping[JudgementKey, Judgement]
    measures: Mapping[MeasureKey, Judgement]
    milestones: Mapping[tuple[str, int], MilestoneCount]
    distributions: Mapping[MeasurementKey, tuple[Bin, ...]]
    medians: Mapping[MeasurementKey, Decimal]
    shapes: Mapping[str, Shape]
    flows: FlowRows
    scores: Scores
    duties: tuple[DutyRow, ...]
    support: Mapping[tuple[str, int], SupportRow]
    exits: Mapping[tuple[str, int], ExitRow]
    signatures: Mapping[tuple[str, str, int], Signature]
    funds: FundRows
    fund_problems: tuple[FundProblem, ...]


#: What a value is rounded to when shown in full, by unit.
FULL_STEPS: Mapping[str, Decimal] = {
    "percent": Decimal("0.1"),
    "yuan_per_person": Decimal(1),
    "dong_per_person": Decimal(1),
    "per_person": Decimal("0.01"),
    "per_household": Decimal("0.01"),
    "per_village": Decimal("0.01"),
    "yuan": Decimal(1),
    "yuan_per_village": Decimal(1),
    "yuan_per_township": Decimal(1),
    "index": Decimal("0.001"),
}


def read_places(results: Results) -> dict[str, Place]:
    """Return the places of the results by code, the city first."""
    return places_of(results.places)


def places_of(table: pd.DataFrame) -> dict[str, Place]:
    """Return the places of a table such as ``places.parquet`` by code, the city first.

    Signs in their names that cannot be seen are named: charts draw names as they are.
    """
    places = [
        Place(
            level=cast(Level, row["level"]),
            code=str(row["code"]),
            name_zh=visible(text(row["name_zh"])),
            name_en=visible(text(row["name_en"]) or text(row["name_zh"])),
            township_code=text(row["township_code"]),
            city_code=text(row["city_code"]),
            is_low_income=flag(row["is_low_income"]),
            planned_exit_year=whole(row["planned_exit_year"]),
            villages=whole(row["villages"]) or 0,
            low_income_villages=whole(row["low_income_villages"]) or 0,
            earlier_name_zh=text(row.get("earlier_name_zh")),
        )
        for row in table.to_dict("records")
    ]
    places.sort(key=lambda place: (-LEVELS.index(place.level), place.code))
    return {place.code: place for place in places}


def gather(results: Results, plan: Plan, place: Place, year: int) -> Evidence:
    """Select what a page of the place and year may need.

    The place and those above it come with every year up to the page's; the places below with the
    page's year alone, those one level down also with the first year.
    """
    places = read_places(results)
    around = {place.code, *place.parents}
    within = {code for code, other in places.items() if _is_at(place, other)}
    next_below = {code for code, other in places.items() if place.code in other.parents[:1]}
    related = {
        code: other
        for code, other in places.items()
        if code in around or (_is_at(place, other) and _is_shown_on(place, other))
    }
    targets = [
        target_judgement(record, plan)
        for record in _records(results.verdicts, set(related), around, year, next_below)
    ]
    lines = {
        measure.id: target
        for measure in plan.programme.measures
        if (target := target_of(measure.done, plan)) is not None
    }
    measures = [
        measure_judgement(record, lines[record["measure"]])
        for record in _records(results.measures, set(related), around, year, next_below)
        if record["measure"] in lines
    ]
    measurements = {
        (row.card, row.code, row.year, row.scope): row
        for row in (
            _measurement(record, plan.cards[record["card"]])
            for record in _records(
                results.indicators[_MEASURED], set(related), around, year, next_below
            )
            if record["card"] in plan.cards
        )
    }

    def said(row: Judgement) -> Judgement:
        found = measurements.get((row.card, row.code, row.year, "low_income"))
        return banded(row, None if found is None else found.value)

    milestones = {
        (row.code, row.year): row
        for row in (
            _milestone(record)
            for record in _records(results.milestones, set(related), set(related), plan.final_year)
        )
    }
    binned: dict[MeasurementKey, dict[Decimal | None, Mapping[str, Any]]] = {}
    for record in _records(results.distributions, {place.code}, set(), year):
        key = (record["card"], str(record["code"]), int(record["year"]), record["scope"])
        binned.setdefault(key, {})[exact(record["bin_low"])] = record
    medians = {
        (row["card"], str(row["code"]), int(row["year"]), cast(Scope, row["scope"])): value
        for row in _records(results.quantiles, {place.code}, set(), year)
        if float(row["q"]) == 0.5 and (value := exact(row["value"])) is not None
    }
    return Evidence(
        places=related,
        measurements=measurements,
        judgements={(row.card, row.target or 0, row.code, row.year): said(row) for row in targets},
        measures={(row.measure, row.code, row.year): said(row) for row in measures},
        milestones=milestones,
        distributions={key: _bins(found, plan.cards[key[0]]) for key, found in binned.items()},
        medians=medians,
        flows=flow_rows(_records(results.flows, set(related), {place.code}, year)),
        scores=score_rows(_records(results.scores, {place.code}, {place.code}, year)),
        duties=duty_rows(_records(results.duties, set(related) & within, set(), year)),
        support=support_rows(_records(results.support, set(related) & within, {place.code}, year)),
        exits=exit_rows(_records(results.exits, set(related), around, year)),
        signatures=signature_rows(_records(results.signatures, set(related), around, year)),
        funds=fund_rows(_records(results.funds, set(related), {place.code}, year)),
        # A project of a village that bears no target is named all the same.
        fund_problems=problem_rows(_records(results.fund_problems, within, set(), year)),
        shapes=gather_shapes(results.shapes, within),
    )


def _is_at(place: Place, other: Place) -> bool:
    return place.code in (other.code, *other.parents)


def _is_shown_on(place: Place, below: Place) -> bool:
    """Whether a place below stands on the page: of the villages, those that bear the targets."""
    if below.level != "village":
        return True
    if place.count("low_income"):
        return below.is_low_income
    return place.level == "township"


def _records(
    frame: pd.DataFrame,
    codes: set[str],
    every_year: set[str],
    year: int,
    first_year: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Rows of the codes: of every year so far for some, of the year, for some also the first."""
    chosen = frame[frame["code"].isin(codes) & (frame["year"] <= year)]
    is_first = (chosen["year"] == frame["year"].min()) & chosen["code"].isin(first_year)
    chosen = chosen[chosen["code"].isin(every_year) | (chosen["year"] == year) | is_first]
    names = [str(name) for name in chosen.columns]
    # As objects first: a column of texts or decimals would make a Python object at a time.
    rows = zip(*(chosen[name].to_numpy(dtype=object).tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


#: What a measurement needs of a row of ``indicators.parquet``, which holds twice as much.
_MEASURED = [
    "card", "code", "year", "scope", "value", "low", "high", "numerator", "denominator",
    "rows_known", "rows_expected",
]  # fmt: skip


def _measurement(row: Mapping[str, Any], card: Card) -> Measurement:
    return Measurement(
        card=row["card"],
        code=str(row["code"]),
        year=int(row["year"]),
        scope=cast(Scope, row["scope"]),
        value=_within(exact(row["value"]), exact(row["low"]), exact(row["high"])),
        low=exact(row["low"]),
        high=exact(row["high"]),
        numerator=exact(row["numerator"]),
        denominator=exact(row["denominator"]),
        rows_known=whole(row["rows_known"]),
        rows_expected=whole(row["rows_expected"]),
        step=FULL_STEPS[card.unit],
    )


def _within(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """Keep a value between its ends: rows known in part can prove more than the rows known whole.

    The verdict knows of them, and a value that did not would contradict it.
    """
    if value is None:
        return None
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _milestone(row: Mapping[str, Any]) -> MilestoneCount:
    return MilestoneCount(
        code=str(row["code"]),
        year=int(row["year"]),
        villages=int(row["villages"]),
        villages_due=whole(row["villages_due"]),
        villages_met_all=int(row["villages_met_all"]),
        villages_undecided=int(row["villages_undecided"]),
        verdict=cast(Verdict, row["verdict"]) if text(row["verdict"]) else None,
    )


def _bins(found: Mapping[Decimal | None, Mapping[str, Any]], card: Card) -> tuple[Bin, ...]:
    """Return every bin of the card, also those without a row; the first and the last are open."""
    assert card.distribution is not None
    edges = card.distribution.edges
    bins = []
    for index, edge in enumerate(edges):
        row = found.get(edge, {})
        bins.append(
            Bin(
                low=edge if index else None,
                high=edges[index + 1] if index + 1 < len(edges) else None,
                weight=exact(row.get("weight")) or Decimal(0),
                rows=whole(row.get("rows")) or 0,
            )
        )
    return tuple(bins)
