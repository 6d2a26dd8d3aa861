"""Hold cards against lines, such as the plan's targets, for every place of the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from villages.findings.statuses import best_paces, statuses
from villages.findings.verdicts import Gap, Line, gap, line_of, verdict
from villages.indicators.sums import SUM_COLUMNS, Sums
from villages.plan.model import Card, Plan, Target
from villages.vocabulary import LEVELS, Level, Verdict

_KEY = ["card", "level", "code", "year"]
COLUMNS = ["card", "target", "level", "code", "year", "line", "verdict", "status", "is_late"]
COLUMNS += ["gap", "gap_low", "gap_high", "missing_rows", "needed_rows", "needed_mean"]
COLUMNS += ["villages", "villages_met", "villages_not_met", "villages_no_data"]
EACH_COLUMNS = ["gap_each", "gap_each_low", "gap_each_high"]

#: Known persons of each village and year, where the counting register gives them.
Totals = Mapping[tuple[str, int], Decimal]


@dataclass(frozen=True)
class Asked:
    """A line that a card is held against.

    ``key`` tells it from other lines of the card: the number of a target, the id of a measure.
    ``due`` is the year from which it is due; None for each village's own step.
    """

    card: Card
    key: int | str
    target: Target
    due: int | None = None


def asked_by_targets(plan: Plan) -> tuple[Asked, ...]:
    """Return the plan's targets, which decide over the exit."""
    return tuple(
        Asked(card, index, target)
        for card in plan.target_cards
        for index, target in enumerate(card.targets)
    )


def judge(
    plan: Plan,
    places: pd.DataFrame,
    indicators: pd.DataFrame,
    totals: Mapping[str, Totals],
    asked: Sequence[Asked],
) -> pd.DataFrame:
    """Return the verdicts of the plan's villages, by themselves and together.

    Parameters
    ----------
    plan
        The plan.
    places, indicators
        Tables of the results.
    totals
        Column of the counting register → (village, year) → its value, where it is known.
    asked
        What is asked of which cards. A line that compares with another year is judged in later
        years only where it names that year.

    Returns
    -------
    pandas.DataFrame
        The columns of ``verdicts.parquet`` in ``docs/results.md``; ``target`` is the line's key.
        ``villages…`` count places of the level of the card's register.
    """
    lines: dict[str, list[Asked]] = {}
    for each in asked:
        lines.setdefault(each.card.id, []).append(each)
    chosen = indicators[indicators["card"].isin(lines)]
    sums = _sums(chosen[chosen["scope"] == "low_income"])
    city_of = dict(zip(places["code"], places["city_code"], strict=True))
    whole = _sums(chosen[(chosen["scope"] == "all") & (chosen["level"] == "city")])
    counted = chosen[chosen["scope"] == "low_income"].set_index(_KEY)
    unknown = dict(
        zip(counted.index, counted["rows_expected"] - counted["rows_known"], strict=True)
    )
    expected = dict(zip(counted.index, counted["rows_expected"], strict=True))
    records: list[dict[str, Any]] = []
    seen: dict[tuple[str, int | str, Sums, Line], tuple[Verdict, Gap]] = {}
    for key, own in sums.items():
        card_id, level, code, year = key
        city = whole.get((card_id, "city", city_of[code], year))
        for each in lines[card_id]:
            card, target = each.card, each.target
            since = target.rises_since
            if since is not None and year <= since:
                continue
            before = sums.get((card_id, level, code, year - 1 if since is None else since))
            line = line_of(target, card, city, before)
            # Of what is there or not, many places have the same few sums.
            same = (card_id, each.key, own, line)
            if same not in seen:
                seen[same] = verdict(own, line, target, card), gap(own, line, target, card)
            judged, still = seen[same]
            needed_rows, needed_mean = math.nan, math.nan
            if judged == "no_data" and level == "village":
                needed_rows = _needed_rows(own, line, target, card, expected[key])
                needed_mean = _needed_mean(own, line, card, _total(plan, card, totals, code, year))
            records.append(
                {
                    "card": card_id, "target": each.key, "level": level, "code": code, "year": year,
                    "line": math.nan if line.value is None else float(line.value * card.factor),
                    "verdict": judged,
                    "gap": still.known, "gap_low": still.low, "gap_high": still.high,
                    "missing_rows": unknown[key],
                    "needed_rows": needed_rows, "needed_mean": needed_mean,
                }
            )  # fmt: skip
    frame = pd.DataFrame(records, columns=[name for name in COLUMNS if name in _RECORDED])
    if frame.empty:
        return pd.DataFrame(columns=[*COLUMNS, *EACH_COLUMNS])
    frame["missing_rows"] = frame["missing_rows"].astype("Int64")
    own_levels = {card_id: own_level(plan, plan.cards[card_id]) for card_id in lines}
    frame = frame.assign(own_level=frame["card"].map(own_levels))
    frame = _with_statuses(plan, places, chosen, frame, asked)
    frame = _with_places_below(places, frame)
    return frame[[*COLUMNS, *EACH_COLUMNS]]


def own_level(plan: Plan, card: Card) -> Level:
    """Return the level of the places that a card's register has rows of."""
    assert card.register_id is not None
    return plan.registers[card.register_id].level


_RECORDED = {"card", "target", "level", "code", "year", "line", "verdict", "gap", "gap_low"}
_RECORDED |= {"gap_high", "missing_rows", "needed_rows", "needed_mean"}


def _sums(frame: pd.DataFrame) -> dict[tuple[str, str, str, int], Sums]:
    keys = frame[_KEY].itertuples(index=False, name=None)
    known = frame[SUM_COLUMNS].astype(object).where(frame[SUM_COLUMNS].notna(), None)
    rows = known.itertuples(index=False, name=None)
    return {(k[0], k[1], k[2], int(k[3])): Sums(*row) for k, row in zip(keys, rows, strict=True)}


def _needed_rows(own: Sums, line: Line, target: Target, card: Card, expected: Any) -> float:
    """How many of the rows not known must count for the target to be met, where each counts one."""
    assert card.denominator is not None
    if line.value is None or pd.isna(expected) or card.denominator.sum.strip() != "1":
        return math.nan
    needed = line.value * int(expected) - Fraction(own.numerator)
    return float(math.floor(needed) + 1 if target.must_pass else math.ceil(needed))


def _total(
    plan: Plan, card: Card, totals: Mapping[str, Totals], code: str, year: int
) -> Decimal | None:
    assert card.register_id is not None and card.denominator is not None
    column = plan.registers[card.register_id].columns.get(card.denominator.sum.strip())
    if column is None or column.total is None:
        return None
    return totals[column.total].get((code, year))


def _needed_mean(own: Sums, line: Line, card: Card, total: Decimal | None) -> float:
    """What the rows not known must average for the target to be met, in the card's unit."""
    if line.value is None or total is None or total <= own.denominator:
        return math.nan
    needed = line.value * Fraction(total) - Fraction(own.numerator)
    return float(card.factor * needed / Fraction(total - own.denominator))


def _with_statuses(
    plan: Plan,
    places: pd.DataFrame,
    chosen: pd.DataFrame,
    frame: pd.DataFrame,
    asked: Sequence[Asked],
) -> pd.DataFrame:
    """Add the status word of every place of a card's own level, and whether it came late."""
    own = frame[frame["level"] == frame["own_level"]]
    levels = own.drop_duplicates("card").set_index("card")["own_level"]
    is_own = chosen["card"].map(levels) == chosen["level"]
    single = chosen[is_own & (chosen["scope"] == "low_income")]
    keys = ["card", "code", "year"]
    steps = own["code"].map(_steps(plan, places)).fillna(plan.final_year)
    for each in asked:
        if each.due is not None:
            is_asked = (own["card"] == each.card.id) & (own["target"] == each.key)
            steps = steps.mask(is_asked, each.due)
    own = own.assign(step=steps.astype("int64"))
    own = own.merge(single[[*keys, "value"]], on=keys, how="left")
    own = own.merge(best_paces(single, plan), on=keys, how="left")
    is_less = own["card"].map({card.id: card.better == "less" for card in plan.cards.values()})
    short = (own["line"] - own["value"]) * np.where(is_less, -1.0, 1.0)
    own["status"] = statuses(
        own["verdict"], own["year"], own["step"], short, plan.final_year, own["pace"]
    )
    key = ["card", "target", "code"]
    at_step = own[[*key, "year", "verdict"]].rename(columns={"year": "step", "verdict": "due"})
    own = own.merge(at_step, on=[*key, "step"], how="left")
    is_late = (own["verdict"] == "met") & (own["year"] > own["step"])
    own["is_late"] = is_late & own["due"].notna() & (own["due"] != "met")
    found = own[["level", *key, "year", "status", "is_late"]]
    frame = frame.merge(found, on=["level", *key, "year"], how="left")
    frame["is_late"] = frame["is_late"].eq(True)
    return frame.astype({"status": object}).assign(
        status=lambda rows: rows["status"].where(rows["status"].notna(), None)
    )


def _steps(plan: Plan, places: pd.DataFrame) -> dict[str, int]:
    """The year from which every target is due for a village: its planned exit, else the last."""
    villages = places[places["level"] == "village"]
    years = villages["planned_exit_year"].fillna(plan.final_year)
    return {str(code): int(year) for code, year in zip(villages["code"], years, strict=True)}


_ABOVE: tuple[tuple[Level, str], ...] = (("township", "township_code"), ("city", "city_code"))


def _with_places_below(places: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Add, above a card's own level, how many places met the line by themselves, and their gaps.

    The gaps added over the places are what is to do if each must meet its line.
    """
    own = frame[frame["level"] == frame["own_level"]].merge(
        places[["level", "code", "township_code", "city_code"]], on=["level", "code"]
    )
    keys = ["card", "target", "code", "year"]
    parts = []
    for level, column in _ABOVE:
        below = own[own["level"].map(_rank) < _rank(level)].assign(code=own[column])
        if below.empty:
            continue
        grouped = below.groupby(keys)
        table = grouped["verdict"].value_counts().unstack(fill_value=0)
        table = table.reindex(columns=["met", "not_met", "no_data"], fill_value=0)
        table = table.add_prefix("villages_")
        table.insert(0, "villages", table.sum(axis=1))
        added = grouped[["gap", "gap_low", "gap_high"]].sum()
        table[EACH_COLUMNS] = added.to_numpy()
        parts.append(table.reset_index().assign(level=level))
    names = ["villages", "villages_met", "villages_not_met", "villages_no_data"]
    if parts:
        merged = frame.merge(pd.concat(parts), on=[*keys, "level"], how="left")
    else:
        merged = frame.assign(**dict.fromkeys([*names, *EACH_COLUMNS], math.nan))
    return merged.astype(dict.fromkeys(names, "Int64"))


def _rank(level: Level) -> int:
    return LEVELS.index(level)
