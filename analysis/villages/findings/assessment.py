"""The assessment: points of each item of a score card, and what each point rests on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from villages.findings.judging import own_level
from villages.findings.measures import due_year
from villages.plan.measures import Measure
from villages.plan.model import Plan
from villages.plan.scorecard import ScoreCard, ScoreItem, assessed_measures
from villages.vocabulary import LEVELS, Level

#: The columns of ``scores.parquet`` and their types.
SCORE_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("scorecard", "item", "level", "code", "body"), "string"),
    "year": "int64",
    "points": "int64",
    **dict.fromkeys(("points_low", "points_high", "numerator", "denominator"), "float64"),
    "no_data": "Int64",
}

_DECIMALS = 9

#: Share of the projects → what of it is counted, and whether those are the ones that lack it.
_COUNTED: Mapping[str, tuple[str, bool]] = {
    "complete": ("complete", False),
    "with_output": ("without_output", True),
    "within_uplift": ("over_uplift", True),
}


@dataclass(frozen=True)
class Basis:
    """What the points of an item rest on: a part of a whole, and what of it nobody knows.

    ``low`` and ``high`` are the shares of the points that are earned at the least and at the most.
    """

    numerator: Fraction | None
    denominator: Fraction
    no_data: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class _Place:
    level: Level
    code: str
    township_code: str
    city_code: str
    planned_exit_year: int | None


@dataclass(frozen=True)
class _Found:
    """What the study knows, by the keys under which the assessment asks for it."""

    plan: Plan
    assessed: Mapping[Level, tuple[_Place, ...]]
    within: Mapping[tuple[str, Level], Sequence[_Place]]
    verdicts: Mapping[tuple[str, str, int], str]
    indicators: Mapping[tuple[str, str, int], Mapping[str, Any]]
    flows: Mapping[tuple[str, str, int], tuple[Mapping[str, Any], ...]]
    funds: Mapping[tuple[str, int], tuple[Mapping[str, Any], ...]]


def first_assessed_year(plan: Plan) -> int:
    """Return the year from which work is assessed: that of the first milestone, else the first."""
    return min((each.year for each in plan.milestones), default=plan.first_year)


def step_of(measure: Measure, plan: Plan, planned_exit_year: int | None) -> int:
    """Return the year from which a measure is due at a place."""
    return due_year(measure, plan) or planned_exit_year or plan.final_year


def points_reached(points: int, share: Fraction) -> Decimal:
    """Return the share of the points, rounded down to a tenth.

    Always down, so that nothing shown is more than was reached; parts add up to what is shown as
    their sum because that sum is taken over the parts as they are shown.

    Examples
    --------
    >>> points_reached(30, Fraction(42, 55)), points_reached(10, Fraction(73, 100))
    (Decimal('22.9'), Decimal('7.3'))
    """
    return Decimal(math.floor(10 * points * share)) / 10


def assessment(
    plan: Plan,
    places: pd.DataFrame,
    indicators: pd.DataFrame,
    flows: pd.DataFrame,
    measures: pd.DataFrame,
    funds: pd.DataFrame,
) -> pd.DataFrame:
    """Return the points of every item of the plan's score cards.

    The city, townships with a low-income village and every body that answers for a measure are
    assessed, from the year of the first milestone on. What is not known counts nothing at the low
    end and in full at the high one.

    Parameters
    ----------
    plan
        The plan; without score cards there are no rows.
    places, indicators, flows, measures, funds
        Tables of the results.

    Returns
    -------
    pandas.DataFrame
        The columns of ``scores.parquet`` in ``docs/results.md``. An item with nothing to assess has
        a row without points reached.
    """
    rows: list[tuple[Any, ...]] = []
    if plan.scorecards:
        first = first_assessed_year(plan)
        given = (indicators, flows, measures, funds)
        tables = (each[each["year"] >= first] for each in given)
        found = _found(plan, places, *tables)
        years = sorted({year for *_, year in found.indicators})
        for card in plan.scorecards:
            for place, body in _assessed(found, card):
                for item in card.items:
                    rows += _rows(found, card, item, place, body, years)
    return pd.DataFrame(rows, columns=[*SCORE_COLUMNS]).astype(dict(SCORE_COLUMNS))


def _found(
    plan: Plan,
    places: pd.DataFrame,
    indicators: pd.DataFrame,
    flows: pd.DataFrame,
    measures: pd.DataFrame,
    funds: pd.DataFrame,
) -> _Found:
    is_own = measures["card"].map(_own_levels(plan)) == measures["level"]
    own = measures[is_own]
    keys = zip(own["measure"], own["code"], own["year"], strict=True)
    by_flow: dict[tuple[str, str, int], tuple[Mapping[str, Any], ...]] = {}
    for row in _records(flows):
        key = (str(row["flow"]), str(row["code"]), int(row["year"]))
        by_flow[key] = (*by_flow.get(key, ()), row)
    by_place: dict[tuple[str, int], tuple[Mapping[str, Any], ...]] = {}
    for row in _records(funds):
        at = (str(row["code"]), int(row["year"]))
        by_place[at] = (*by_place.get(at, ()), row)
    here = tuple(_read_places(places))
    within: defaultdict[tuple[str, Level], list[_Place]] = defaultdict(list)
    for each in here:
        for code in {each.code, each.township_code, each.city_code}:
            within[code, each.level].append(each)
    return _Found(
        plan=plan,
        assessed={level: tuple(each for each in here if each.level == level) for level in LEVELS},
        within=within,
        verdicts=dict(zip(keys, own["verdict"], strict=True)),
        indicators={
            (str(row["card"]), str(row["code"]), int(row["year"])): row
            for row in _records(indicators[indicators["scope"] == "low_income"])
        },
        flows=by_flow,
        funds=by_place,
    )


def _records(frame: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Rows of the places that are assessed, which are no villages."""
    chosen = frame[frame["level"] != "village"]
    names = [str(name) for name in chosen.columns]
    for row in zip(*(chosen[name].tolist() for name in names), strict=True):
        yield dict(zip(names, row, strict=True))


def _own_levels(plan: Plan) -> dict[str, Level]:
    return {
        each.done.card: own_level(plan, plan.cards[each.done.card])
        for each in plan.programme.measures
    }


def _read_places(places: pd.DataFrame) -> Iterator[_Place]:
    """Places of which the plan asks something: low-income villages, and what holds one."""
    for row in places.to_dict("records"):
        is_village = row["level"] == "village"
        if not (row["is_low_income"] if is_village else row["low_income_villages"]):
            continue
        planned = row["planned_exit_year"]
        yield _Place(
            level=row["level"],
            code=str(row["code"]),
            township_code=str(row["township_code"]),
            city_code=str(row["city_code"]),
            planned_exit_year=None if pd.isna(planned) else int(planned),
        )


def _assessed(found: _Found, card: ScoreCard) -> Iterator[tuple[_Place, str]]:
    bodies = found.plan.programme.answering if card.of == "body" else ("",)
    for place in found.assessed["city" if card.of == "body" else card.of]:
        yield from ((place, body) for body in bodies)


def _rows(
    found: _Found, card: ScoreCard, item: ScoreItem, place: _Place, body: str, years: Iterable[int]
) -> Iterator[tuple[Any, ...]]:
    measures = [
        each
        for each in assessed_measures(found.plan, card, item, body)
        if LEVELS.index(_level(found, each)) <= LEVELS.index(place.level)
    ]
    for year in years:
        head = (card.id, item.id, place.level, place.code, body, year, item.points)
        basis = _basis(found, item, measures, place, body, year)
        if basis is None:
            yield (*head, math.nan, math.nan, math.nan, math.nan, pd.NA)
            continue
        low, high = (points_reached(item.points, share) for share in (basis.low, basis.high))
        part = math.nan if basis.numerator is None else float(basis.numerator)
        yield (*head, float(low), float(high), part, float(basis.denominator), basis.no_data)


def _basis(
    found: _Found,
    item: ScoreItem,
    measures: Iterable[Measure],
    place: _Place,
    body: str,
    year: int,
) -> Basis | None:
    """What an item rests on at a place; None where there is nothing to assess."""
    if item.kind == "value":
        return _of_value(found, item, place, year)
    if item.kind == "money_spent":
        return _of_money(found, item, place, body, year)
    if item.kind == "funds":
        return _of_funds(found, item, place, year)
    if item.kind == "evidence":
        return _of_evidence(found, measures, place, year)
    return _of_verdicts(found, item, measures, place, year)


def _level(found: _Found, measure: Measure) -> Level:
    return own_level(found.plan, found.plan.cards[measure.done.card])


def _of_verdicts(
    found: _Found, item: ScoreItem, measures: Iterable[Measure], place: _Place, year: int
) -> Basis | None:
    """Places that met, of all places, added over the measures."""
    counts = {"met": 0, "not_met": 0, "no_data": 0}
    for measure in measures:
        since = measure.done.rises_since
        if since is not None and year <= since:
            continue
        for each in found.within.get((place.code, _level(found, measure)), ()):
            if item.only_due and year < step_of(measure, found.plan, each.planned_exit_year):
                continue
            counts[found.verdicts.get((measure.id, each.code, year), "no_data")] += 1
    total = sum(counts.values())
    if not total:
        return None
    return Basis(
        numerator=Fraction(counts["met"]),
        denominator=Fraction(total),
        no_data=counts["no_data"],
        low=Fraction(counts["met"], total),
        high=Fraction(counts["met"] + counts["no_data"], total),
    )


def _of_value(found: _Found, item: ScoreItem, place: _Place, year: int) -> Basis | None:
    """A card's value, from nothing at the floor to all at the full value."""
    assert item.card is not None and item.floor is not None and item.full is not None
    row = found.indicators.get((item.card, place.code, year))
    if row is None or _count(row["rows_expected"]) == 0:
        return None
    floor, full = Fraction(item.floor), Fraction(item.full)
    low, high = Fraction(0), Fraction(1)
    ends = [_exact(row["low"]), _exact(row["high"])]
    known = [min(max((end - floor) / (full - floor), low), high) for end in ends if end is not None]
    if len(known) == len(ends):
        low, high = min(known), max(known)
    missing = (_count(row["rows_expected"]) or 0) - (_count(row["rows_known"]) or 0)
    return Basis(_exact(row["value"]), full, max(0, missing), low, high)


def _of_money(found: _Found, item: ScoreItem, place: _Place, body: str, year: int) -> Basis | None:
    """Spent of allotted; what is not reported is wholly unspent or wholly spent."""
    assert item.flow is not None
    rows = found.flows.get((item.flow, place.code, year), ())
    if body:
        word = found.plan.programme.bodies[body].money
        rows = tuple(row for row in rows if word is not None and row["department"] == word)
    names = ("spent_low", "spent_high", "unspent_low", "unspent_high", "rows_missing")
    spent, most_spent, unspent, most_unspent, missing = (
        sum(int(row[name]) for row in rows) for name in names
    )
    if not spent + most_unspent:
        return None
    low = Fraction(spent, spent + most_unspent)
    high = Fraction(most_spent, most_spent + unspent) if most_spent + unspent else low
    return Basis(Fraction(spent), Fraction(spent + most_unspent), missing, low, max(low, high))


def _of_funds(found: _Found, item: ScoreItem, place: _Place, year: int) -> Basis | None:
    """A share of the projects, or allotted of planned; what is not reported is either way."""
    rows = found.funds.get((place.code, year), ())

    def total(name: str) -> int:
        return sum(_count(row[name]) or 0 for row in rows)

    if item.share == "allotted":
        allotted, planned = total("allotted_low"), total("planned_high")
        if not planned:
            return None
        fewest = total("planned_low")
        high = Fraction(total("allotted_high"), fewest) if fewest else Fraction(1)
        shares = (min(each, Fraction(1)) for each in (Fraction(allotted, planned), high))
        missing = total("planned_unknown")
        return Basis(Fraction(allotted), Fraction(planned), missing, *shares)
    name, is_fault = _COUNTED[str(item.share)]
    # Nobody asks for the output of a year that is not over.
    rows = tuple(row for row in rows if _count(row[name]) is not None)
    projects, counted, unknown = (total(each) for each in ("projects", name, f"{name}_unknown"))
    if not projects:
        return None
    good = projects - counted - unknown if is_fault else counted
    least, most = (Fraction(each, projects) for each in (good, good + unknown))
    return Basis(Fraction(good), Fraction(projects), unknown, least, most)


def _of_evidence(
    found: _Found, measures: Iterable[Measure], place: _Place, year: int
) -> Basis | None:
    """Rows reported of rows expected, added over the cards of the measures."""
    known = expected = 0
    for card in dict.fromkeys(measure.done.card for measure in measures):
        row = found.indicators.get((card, place.code, year))
        if row is not None and (asked := _count(row["rows_expected"])):
            expected += asked
            known += min(asked, _count(row["rows_known"]) or 0)
    if not expected:
        return None
    share = Fraction(known, expected)
    return Basis(Fraction(known), Fraction(expected), expected - known, share, share)


def _exact(value: Any) -> Fraction | None:
    """Return a number of the results as the fraction that it stands for; None for a missing one."""
    if pd.isna(value):
        return None
    number = Decimal(str(value))
    return Fraction(round(number, _DECIMALS)) if number.is_finite() else None


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
