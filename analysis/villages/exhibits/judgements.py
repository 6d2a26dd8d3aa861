"""What a plan asks of an indicator, and how it was judged: of targets and of measures alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, cast

from villages.exhibits.stored import exact, flag, text, whole
from villages.plan.model import Plan, Target
from villages.vocabulary import Status, Verdict

Relation = Literal["at_least", "at_most", "rises"]
Band = Literal["met", "close", "short", "no_data"]


@dataclass(frozen=True)
class Judgement:
    """What the plan asks of an indicator in a place and year, and whether it is met.

    ``target`` is the number of the card's target; for a measure of the plan it is None and
    ``measure`` its id. ``villages…`` count places of the level of the card's register.
    """

    card: str
    measure: str
    target: int | None
    code: str
    year: int
    relation: Relation
    line: Decimal | None
    verdict: Verdict
    status: Status | None
    is_late: bool
    band: Band
    gap: Decimal | None
    gap_low: Decimal | None
    gap_high: Decimal | None
    gap_each: Decimal | None
    gap_each_low: Decimal | None
    gap_each_high: Decimal | None
    missing_rows: int | None
    needed_rows: int | None
    needed_mean: Decimal | None
    villages: int
    villages_met: int
    villages_not_met: int
    villages_no_data: int


JudgementKey = tuple[str, int, str, int]
#: Measure, place, year.
MeasureKey = tuple[str, str, int]

#: A value is close to its line when it is short of it by no more than this share of the line.
CLOSE_SHARE = Decimal("0.05")


def meets(relation: Relation, value: Decimal, line: Decimal) -> bool:
    """Return whether a value stands on the right side of its line.

    Examples
    --------
    >>> meets("at_least", Decimal("97.951"), Decimal(98)), meets("rises", Decimal(3), Decimal(3))
    (False, False)
    """
    if relation == "at_least":
        return value >= line
    if relation == "at_most":
        return value <= line
    return value > line


def target_judgement(row: Mapping[str, Any], plan: Plan) -> Judgement:
    """Return the judgement of a row of ``verdicts.parquet``."""
    number = int(row["target"])
    target = plan.cards[row["card"]].targets[number]
    return _judgement(row, target, number=number, measure="", counted="villages")


def measure_judgement(row: Mapping[str, Any], target: Target) -> Judgement:
    """Return the judgement of a row of ``measures.parquet``."""
    return _judgement(row, target, number=None, measure=str(row["measure"]), counted="places")


def _judgement(
    row: Mapping[str, Any], target: Target, *, number: int | None, measure: str, counted: str
) -> Judgement:
    return Judgement(
        card=row["card"],
        measure=measure,
        target=number,
        code=str(row["code"]),
        year=int(row["year"]),
        relation=relation(target),
        line=exact(row["line"]),
        verdict=cast(Verdict, row["verdict"]),
        status=cast(Status, row["status"]) if text(row["status"]) else None,
        is_late=flag(row["is_late"]),
        band="no_data",
        gap=exact(row["gap"]),
        gap_low=exact(row["gap_low"]),
        gap_high=exact(row["gap_high"]),
        gap_each=exact(row["gap_each"]),
        gap_each_low=exact(row["gap_each_low"]),
        gap_each_high=exact(row["gap_each_high"]),
        missing_rows=whole(row["missing_rows"]),
        needed_rows=whole(row["needed_rows"]),
        needed_mean=exact(row["needed_mean"]),
        villages=whole(row[counted]) or 0,
        villages_met=whole(row[f"{counted}_met"]) or 0,
        villages_not_met=whole(row[f"{counted}_not_met"]) or 0,
        villages_no_data=whole(row[f"{counted}_no_data"]) or 0,
    )


def relation(target: Target) -> Relation:
    """Return how a target compares: at least, at most, or more than the year before."""
    if target.must_pass:
        return "rises"
    return "at_most" if target.at_most is not None else "at_least"


def banded(row: Judgement, value: Decimal | None) -> Judgement:
    """Say in one word how far a value is from its line."""
    if row.verdict != "not_met":
        return replace(row, band="met" if row.verdict == "met" else "no_data")
    if value is None or row.line is None:
        return replace(row, band="short")
    is_close = abs(row.line - value) <= CLOSE_SHARE * abs(row.line)
    return replace(row, band="close" if is_close else "short")
