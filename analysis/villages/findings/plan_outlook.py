"""The outlook of a plan: each village's chance to meet each target by its deadline."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from villages.findings.outlook import Exits, Forecast, Marks, exits, forecast, meets_every
from villages.findings.results import Results
from villages.methods.growth import FEWEST_YEARS
from villages.plan.model import Card, Plan, Target

#: So many draws leave a probability uncertain by less than a point.
DRAWS = 4_000

#: The same results give the same outlook.
SEED = 14_000


@dataclass(frozen=True)
class PlanOutlook:
    """What may come by a year.

    Attributes
    ----------
    chances
        A row for each village and target: ``code``, ``card``, ``target``, ``probability`` (0 to 1;
        missing where nothing is known), ``low``, ``middle`` and ``high`` of the value's 80 %
        interval, ``line``.
    every
        For each village, by code, the probability that it meets every target.
    exits
        How many villages may meet every target.
    unknown
        Targets of which too little is known to say anything.
    """

    year: int
    chances: pd.DataFrame
    every: pd.Series
    exits: Exits
    unknown: tuple[str, ...]


def plan_outlook(
    plan: Plan, results: Results, codes: Collection[str], origin: int, year: int, draws: int = DRAWS
) -> PlanOutlook | None:
    """Return the outlook from what is known at the end of a year.

    The pace is learned from all villages of the plan; the outlook is of those that are asked for.
    A line at the city's own value, and one that asks for a rise, stand where they stood at the end
    of ``origin`` (definition: ours). Targets are drawn apart from one another.

    Parameters
    ----------
    plan, results
        The plan and its results.
    codes
        The villages asked for.
    origin, year
        The last year that is known, and the one foretold.
    draws
        How many draws.

    Returns
    -------
    PlanOutlook or None
        None where there is no village, no year to come, or too few years for any target.
    """
    wanted = sorted(set(codes))
    if year <= origin or not wanted:
        return None
    parts, marks, unknown = [], [], []
    for number, (card, index, target) in enumerate(_targets(plan)):
        panel = _panel(results, card, origin)
        try:
            made = forecast(
                panel, year - origin, draws=draws, seed=SEED + number,
                is_share=card.unit == "percent",
            )  # fmt: skip
        except ValueError:
            unknown.append(card.id)
            continue
        line = _line(card, target, results, panel, origin)
        met = _met(made, line, target)
        chosen = made.units.isin(wanted)
        chance = pd.Series(met.mean(axis=1), index=made.units).where(made.is_known)
        part = made.interval().assign(card=card.id, target=index, probability=chance, line=line)
        parts.append(part[chosen].rename_axis("code").reset_index())
        marks.append(met[chosen])
    if not marks:
        return None
    chances = pd.concat(parts, ignore_index=True)
    every = meets_every(marks)
    return PlanOutlook(
        year=year,
        chances=chances,
        every=pd.Series(every.mean(axis=1), index=chances["code"].unique()),
        exits=exits(every),
        unknown=tuple(unknown),
    )


def _targets(plan: Plan) -> Iterator[tuple[Card, int, Target]]:
    for card in plan.target_cards:
        for index, target in enumerate(card.targets):
            yield card, index, target


def _panel(results: Results, card: Card, origin: int) -> pd.DataFrame:
    """The values of the plan's villages up to a year, each with its township as group."""
    rows = results.indicators
    rows = rows[(rows["card"] == card.id) & (rows["level"] == "village")]
    rows = rows[(rows["scope"] == "low_income") & (rows["year"] <= origin)]
    townships = results.places.set_index("code")["township_code"]
    return pd.DataFrame(
        {
            "unit": rows["code"],
            "group": rows["code"].map(townships),
            "year": rows["year"],
            "value": rows["value"].astype(float),
        }
    )


def _line(
    card: Card, target: Target, results: Results, panel: pd.DataFrame, origin: int
) -> pd.Series:
    """The line of each village, in the card's unit."""
    units = sorted(panel["unit"].unique())
    if target.must_pass:
        last = panel[panel["year"] == origin].set_index("unit")["value"]
        return last.reindex(units)
    if target.at_least == "city":
        rows = results.indicators
        rows = rows[(rows["card"] == card.id) & (rows["level"] == "city")]
        rows = rows[(rows["scope"] == "all") & (rows["year"] == origin)]
        values = dict(zip(rows["code"], rows["value"], strict=True))
        cities = dict(zip(results.places["code"], results.places["city_code"], strict=True))
        return pd.Series([float(values.get(cities[unit], np.nan)) for unit in units], index=units)
    figure = target.at_least if target.at_least is not None else target.at_most
    assert isinstance(figure, Decimal)
    return pd.Series(float(figure), index=units)


def _met(made: Forecast, line: pd.Series, target: Target) -> Marks:
    if target.must_pass:
        lines = line.reindex(made.units).to_numpy(dtype=float)[:, None]
        # Who has all there is cannot rise; the plan asks for it all the same.
        found: Marks = made.draws > lines
        return found
    return made.meets(line, "less" if target.at_most is not None else "more")


def past_outlooks(plan: Plan, results: Results, codes: Collection[str], until: int) -> pd.DataFrame:
    """Foretell each past year from the years before, and hold it against what came.

    Parameters
    ----------
    plan, results, codes
        As for :func:`plan_outlook`.
    until
        The last year that is known.

    Returns
    -------
    pandas.DataFrame
        A row for each village, target and past year that was decided: ``card``, ``year``, ``code``,
        ``outlook``, ``last_value`` (1 if the village met its line the year before, else 0: what one
        would say without a model) and ``is_met``.
    """
    years = sorted(int(year) for year in results.indicators["year"].unique() if year <= until)
    parts = []
    for position in range(FEWEST_YEARS - 1, len(years) - 1):
        origin, year = years[position], years[position + 1]
        made = plan_outlook(plan, results, codes, origin, year, draws=DRAWS // 4)
        if made is None:
            continue
        keys = ["card", "target", "code"]
        now, before = (_verdicts(results, each)[[*keys, "verdict"]] for each in (year, origin))
        found = made.chances.merge(now, on=keys).merge(before, on=keys, suffixes=("", "_before"))
        found = found[(found["verdict"] != "no_data") & found["probability"].notna()]
        parts.append(
            pd.DataFrame(
                {
                    "card": found["card"],
                    "year": year,
                    "code": found["code"],
                    "outlook": found["probability"],
                    "last_value": (found["verdict_before"] == "met").astype(float),
                    "is_met": found["verdict"] == "met",
                }
            )
        )
    columns = ["card", "year", "code", "outlook", "last_value", "is_met"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _verdicts(results: Results, year: int) -> pd.DataFrame:
    rows = results.verdicts
    return rows[(rows["level"] == "village") & (rows["year"] == year)]
