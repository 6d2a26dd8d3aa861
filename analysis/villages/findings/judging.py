"""Judge every target of the plan for its villages, their townships and the city."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from villages.findings.statuses import best_paces, status
from villages.findings.verdicts import Gap, Line, gap, line_of, verdict
from villages.indicators.sums import SUM_COLUMNS, Sums
from villages.plan.model import Card, Plan, Target

_KEY = ["card", "level", "code", "year"]
COLUMNS = ["card", "target", "level", "code", "year", "line", "verdict", "status", "is_late"]
COLUMNS += ["gap", "gap_low", "gap_high", "missing_rows", "needed_rows", "needed_mean"]
COLUMNS += ["villages", "villages_met", "villages_not_met", "villages_no_data"]

#: Known persons of each village and year, where the counting register gives them.
Totals = Mapping[tuple[str, int], Decimal]


def judge(
    plan: Plan, places: pd.DataFrame, indicators: pd.DataFrame, totals: Mapping[str, Totals]
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

    Returns
    -------
    pandas.DataFrame
        The columns of ``verdicts.parquet`` in ``docs/results.md``.
    """
    cards = {card.id: card for card in plan.target_cards}
    chosen = indicators[indicators["card"].isin(cards)]
    sums = _sums(chosen[chosen["scope"] == "low_income"])
    city_of = dict(zip(places["code"], places["city_code"], strict=True))
    whole = _sums(chosen[(chosen["scope"] == "all") & (chosen["level"] == "city")])
    counted = chosen[chosen["scope"] == "low_income"].set_index(_KEY)
    unknown = dict(
        zip(counted.index, counted["rows_expected"] - counted["rows_known"], strict=True)
    )
    expected = dict(zip(counted.index, counted["rows_expected"], strict=True))
    records: list[dict[str, Any]] = []
    for key, own in sums.items():
        card_id, level, code, year = key
        card = cards[card_id]
        city = whole.get((card_id, "city", city_of[code], year))
        before = sums.get((card_id, level, code, year - 1))
        for index, target in enumerate(card.targets):
            line = line_of(target, card, city, before)
            judged = verdict(own, line, target, card)
            still: Gap = gap(own, line, target, card)
            needed_rows, needed_mean = math.nan, math.nan
            if judged == "no_data" and level == "village":
                needed_rows = _needed_rows(own, line, target, card, expected[key])
                needed_mean = _needed_mean(own, line, card, _total(plan, card, totals, code, year))
            records.append(
                {
                    "card": card_id, "target": index, "level": level, "code": code, "year": year,
                    "line": math.nan if line.value is None else float(line.value * card.factor),
                    "verdict": judged,
                    "gap": still.known, "gap_low": still.low, "gap_high": still.high,
                    "missing_rows": unknown[key],
                    "needed_rows": needed_rows, "needed_mean": needed_mean,
                }
            )  # fmt: skip
    frame = pd.DataFrame(records, columns=[name for name in COLUMNS if name in _RECORDED])
    if frame.empty:
        return pd.DataFrame(columns=COLUMNS)
    frame["missing_rows"] = frame["missing_rows"].astype("Int64")
    frame = _with_statuses(plan, places, chosen, frame)
    return _with_villages(places, frame)[COLUMNS]


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
    plan: Plan, places: pd.DataFrame, chosen: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    villages = chosen[(chosen["level"] == "village") & (chosen["scope"] == "low_income")]
    keys = zip(villages["card"], villages["code"], villages["year"], strict=True)
    values = dict(zip(keys, villages["value"], strict=True))
    paces = best_paces(villages, plan)
    steps = _steps(plan, places)
    rows: list[dict[str, Any]] = [
        {str(k): v for k, v in row.items()} for row in frame.to_dict("records")
    ]
    met = {
        (row["card"], row["target"], row["code"], row["year"]): row["verdict"] == "met"
        for row in rows
    }
    words: list[Any] = []
    late: list[bool] = []
    for row in rows:
        if row["level"] != "village":
            words.append(None)
            late.append(False)
            continue
        card_id, code, year, judged = row["card"], row["code"], row["year"], row["verdict"]
        step = steps[code]
        sign = -1.0 if plan.cards[card_id].better == "less" else 1.0
        short = sign * (row["line"] - values[(card_id, code, year)])
        pace = paces[(card_id, code, year)]
        words.append(status(judged, year, step, short, plan.final_year, pace))
        was_due = met.get((card_id, row["target"], code, step), True)
        late.append(judged == "met" and year > step and not was_due)
    return frame.assign(status=pd.Series(words, index=frame.index), is_late=late)


def _steps(plan: Plan, places: pd.DataFrame) -> dict[str, int]:
    """The year from which every target is due for a village: its planned exit, else the last."""
    villages = places[places["level"] == "village"]
    years = villages["planned_exit_year"].fillna(plan.final_year)
    return {str(code): int(year) for code, year in zip(villages["code"], years, strict=True)}


def _with_villages(places: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Add, above the village, how many villages met the target by themselves."""
    own = frame[frame["level"] == "village"].merge(
        places.loc[places["level"] == "village", ["code", "township_code", "city_code"]], on="code"
    )
    counts = []
    for level, key in (("township", "township_code"), ("city", "city_code")):
        grouped = own.assign(code=own[key]).groupby(["card", "target", "code", "year"])["verdict"]
        table = grouped.value_counts().unstack(fill_value=0)
        table = table.reindex(columns=["met", "not_met", "no_data"], fill_value=0)
        table = table.add_prefix("villages_")
        table.insert(0, "villages", table.sum(axis=1))
        counts.append(table.reset_index().assign(level=level))
    keys = ["card", "target", "level", "code", "year"]
    merged = frame.merge(pd.concat(counts), on=keys, how="left")
    names = ["villages", "villages_met", "villages_not_met", "villages_no_data"]
    return merged.astype(dict.fromkeys(names, "Int64"))


def village_gaps(places: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return each target's gaps added over the villages: what is to do if each must meet it.

    Returns
    -------
    pandas.DataFrame
        Columns ``card``, ``target``, ``level``, ``code``, ``year``, ``gap_each``,
        ``gap_each_low``, ``gap_each_high``.
    """
    own = verdicts[verdicts["level"] == "village"].merge(
        places.loc[places["level"] == "village", ["code", "township_code", "city_code"]], on="code"
    )
    parts = []
    for level, key in (("township", "township_code"), ("city", "city_code")):
        table = own.assign(code=own[key]).groupby(["card", "target", "code", "year"])
        added = table[["gap", "gap_low", "gap_high"]].sum()
        added.columns = pd.Index(["gap_each", "gap_each_low", "gap_each_high"])
        parts.append(added.reset_index().assign(level=level))
    return pd.concat(parts, ignore_index=True)
