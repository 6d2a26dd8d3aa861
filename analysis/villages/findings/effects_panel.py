"""The panel of a comparison: every village and year of the results, and who was treated when."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from villages.findings.results import Results
from villages.plan.effects import Comparison


@dataclass(frozen=True)
class VillagePanel:
    """A panel as :mod:`villages.findings.effects` takes it.

    Attributes
    ----------
    frame
        A row for every village and year, also those of which nothing is known.
    undated
        Villages left out because it is not known in which year money first reached them.
    """

    frame: pd.DataFrame
    undated: int


def cards_of_villages(results: Results) -> tuple[str, ...]:
    """Return the indicators of which values of villages are known, in the order of the results."""
    rows = results.indicators
    is_known = (rows["level"] == "village") & (rows["scope"] == "all") & rows["value"].notna()
    return tuple(str(card) for card in rows.loc[is_known, "card"].unique())


def village_panel(
    results: Results, comparison: Comparison, card: str, city: str, last_year: int
) -> VillagePanel:
    """Return the panel of one indicator for a comparison.

    Parameters
    ----------
    results
        The whole results.
    comparison
        Who is treated, and when.
    card
        The indicator.
    city
        The code of the city whose villages are compared.
    last_year
        Later years are left out, as if they were not known yet.
    """
    places = results.places
    villages = places[(places["level"] == "village") & (places["city_code"] == city)]
    is_of_plan = villages["is_low_income"].fillna(False).astype(bool)
    if comparison.among == "low_income":
        villages, is_of_plan = villages[is_of_plan], is_of_plan[is_of_plan]
    codes = villages["code"].astype(str)
    undated: set[str] = set()
    if comparison.since is not None:
        first = dict.fromkeys(codes[is_of_plan], comparison.since)
    else:
        first, undated = _first_money(results.funds, comparison.sources, last_year)
    chosen = villages[~codes.isin(undated)]
    years = sorted({int(year) for year in results.indicators["year"] if year <= last_year})
    grid = pd.MultiIndex.from_product([chosen["code"].astype(str), years], names=["code", "year"])
    rows = results.indicators
    rows = rows[(rows["card"] == card) & (rows["level"] == "village") & (rows["scope"] == "all")]
    values = rows.set_index(["code", "year"])[["value", "low", "high"]].astype(float)
    frame = values.reindex(grid).reset_index().rename(columns={"code": "village"})
    townships = dict(zip(chosen["code"].astype(str), chosen["township_code"], strict=True))
    frame["cluster"] = frame["village"].map(townships).astype(str)
    frame["first"] = frame["village"].map(first).astype("Int64")
    return VillagePanel(frame.rename(columns={"value": "outcome"}), len(codes) - len(chosen))


def _first_money(
    funds: pd.DataFrame, sources: tuple[str, ...], last_year: int
) -> tuple[dict[str, int], set[str]]:
    """The year in which money surely first came, and where it may have been an earlier one."""
    rows = funds[
        (funds["level"] == "village") & funds["source"].isin(sources) & (funds["year"] <= last_year)
    ]
    sure = rows[rows["allotted_low"] > 0].groupby("code")["year"].min()
    possible = rows[rows["allotted_high"] > 0].groupby("code")["year"].min()
    undated = {str(code) for code, year in possible.items() if sure.get(code) != year}
    return {str(code): int(year) for code, year in sure.items()}, undated
