"""A handful of invented verdicts, money and rows, on which every point can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from villages.findings.assessment import assessment
from villages.findings.funds import FUND_COLUMNS
from villages.indicators import FLOW_COLUMNS
from villages.plan import Plan
from villages.plan.scorecard import ScoreCard

CITY, TOWNSHIP, OTHER = "990000000000", "990001000000", "990002000000"
#: Planned to exit in 2019, in 2020, and in no year that is known.
VILLAGES = {"990001001000": 2019, "990001002000": 2020, "990001003000": None}
FIRST, SECOND, THIRD = VILLAGES
YEAR = 2019


def places() -> pd.DataFrame:
    """A city with a township of three low-income villages, and one that has none."""
    rows: list[tuple[Any, ...]] = [("city", CITY, None, CITY, None, None, 3)]
    rows += [("township", TOWNSHIP, TOWNSHIP, CITY, None, None, 3)]
    rows += [("township", OTHER, OTHER, CITY, None, None, 0)]
    rows += [("village", code, TOWNSHIP, CITY, True, exit_year, None)
             for code, exit_year in VILLAGES.items()]  # fmt: skip
    names = ["level", "code", "township_code", "city_code", "is_low_income"]
    frame = pd.DataFrame(rows, columns=[*names, "planned_exit_year", "low_income_villages"])
    return frame.astype({"is_low_income": "boolean", "planned_exit_year": "Int64"})


def verdicts(plan: Plan, given: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Verdicts of measures: measure → place → verdict."""
    cards = {measure.id: measure.done.card for measure in plan.programme.measures}
    levels = {CITY: "city", TOWNSHIP: "township"} | dict.fromkeys(VILLAGES, "village")
    rows = [
        (measure, cards[measure], levels[code], code, YEAR, verdict)
        for measure, by_place in given.items()
        for code, verdict in by_place.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "card", "level", "code", "year", "verdict"])


def figures(rows: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> pd.DataFrame:
    """Indicators: card, level and place → value, low, high, rows_known, rows_expected."""
    names = ["value", "low", "high", "rows_known", "rows_expected"]
    table = [(*key, YEAR, "low_income", *(row.get(n) for n in names)) for key, row in rows.items()]
    frame = pd.DataFrame(table, columns=["card", "level", "code", "year", "scope", *names])
    whole = dict.fromkeys(("rows_known", "rows_expected"), "Int64")
    return frame.astype({"year": "int64", **dict.fromkeys(names, "float64"), **whole})


def money(level: str, code: str, **sums: Any) -> pd.DataFrame:
    """The sums of one row of the flow of funds."""
    row: dict[str, Any] = dict.fromkeys(FLOW_COLUMNS, 0)
    row |= {"flow": "funds", "level": level, "code": code, "year": YEAR, "source": "city"}
    return pd.DataFrame([row | {"department": "water"} | sums]).astype(FLOW_COLUMNS)


def scored(
    plan: Plan,
    card: Mapping[str, Any],
    given: Mapping[str, Mapping[str, str]],
    indicators: pd.DataFrame | None = None,
    flows: pd.DataFrame | None = None,
    funds: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The scores of one score card, its items only as far as the example needs them."""
    words = {"zh": "词", "en": "words"}
    items = [{"label": words, "words": words, **item} for item in card["items"]]
    whole = ScoreCard.model_validate(
        {
            "id": "example",
            "label": words,
            "words": words,
            "cite": "三（二）",
            **card,
            "items": items,
        }
    )
    return assessment(
        plan.model_copy(update={"scorecards": (whole,)}),
        places(),
        # The years that are assessed are those of the indicators: one of a card of no measure.
        figures({("paved_links", "township", TOWNSHIP): {}}) if indicators is None else indicators,
        pd.DataFrame(columns=[*FLOW_COLUMNS]).astype(FLOW_COLUMNS) if flows is None else flows,
        verdicts(plan, given),
        pd.DataFrame(columns=[*FUND_COLUMNS]).astype(FUND_COLUMNS) if funds is None else funds,
    )
