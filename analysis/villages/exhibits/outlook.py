"""The outlook in tables: chances by target, how many exits, scenarios, how it did before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Page
from villages.exhibits.wording import listed
from villages.findings.outlook import every_target_limits
from villages.findings.outlook_backtest import brier
from villages.findings.outlook_scenario import needed_factor
from villages.findings.plan_outlook import PlanOutlook, past_outlooks, plan_outlook
from villages.findings.results import Results, read_results

#: A chance is shown in steps of this; nearer to never and to certain it is "under" and "over".
_STEP = 0.05
#: A yearly growth of one source of income that may be hoped for.
_LIKELY_GROWTH = 0.1


def outlook_answer(page: Page, results: Path) -> Answer:
    """Return what may come by the deadline, of the villages here.

    Parameters
    ----------
    page
        The page.
    results
        The results folder, for the years and villages that a page does not hold.
    """
    title = page.say("title_outlook", whole_name=whole_name(page), ahead=page.plan.final_year)
    villages = page.plan_villages if page.place.level != "village" else (page.place,)
    codes = [village.code for village in villages if village.is_low_income]
    if not codes or not page.plan.target_cards:
        return answer(page, title, (Paragraph(page.say("no_outlook")),), {})
    # It rests on every village's own values of all years, and so on more than any sum that is told.
    most = page.plan.disclosure.largest_hidden_count
    if page.edition == "public" and len(codes) <= most:
        said = Paragraph(page.say("outlook_of_few", most=most))
        return answer(page, title, (said,), {})
    whole = read_results(results)
    made = plan_outlook(page.plan, whole, codes, page.year, page.plan.final_year)
    past = past_outlooks(page.plan, whole, codes, page.year)
    blocks: list[Block] = []
    data: dict[str, Any] = {}
    if made is None:
        blocks.append(Paragraph(page.say("outlook_over"), "finding"))
    else:
        limits = _limits(made)
        blocks += [Paragraph(text, "finding") for text in _exits_said(page, made, limits)]
        data |= {"exits": _exits_data(page, made, limits)}
        if page.edition == "internal":
            blocks += [_chances_table(page, made, limits)]
            blocks += _scenario_blocks(page, whole, codes)
            data |= {"chances": made.chances.replace({np.nan: None}).to_dict("records")}
        else:
            blocks.append(Paragraph(page.say("outlook_internal_only")))
    if not past.empty:
        said = Paragraph(_past_said(page, past), "finding")
        blocks += [Heading(page.say("heading_past_outlooks"), 2), said, _past_table(page, past)]
        data |= {"past": [_as_shown(row) for row in _past_data(past)]}
    blocks.append(Paragraph(page.say("note_outlook"), "note"))
    return answer(page, title, tuple(blocks), data)


def _limits(made: PlanOutlook) -> pd.DataFrame:
    """Between which limits the chance of every target lies, however targets hang together."""
    wide = made.chances.assign(aim=made.chances["card"] + made.chances["target"].astype(str))
    return every_target_limits(wide.pivot(index="code", columns="aim", values="probability"))


def _exits_said(page: Page, made: PlanOutlook, limits: pd.DataFrame) -> tuple[str, ...]:
    low, high = made.exits.interval(0.8)
    said = [
        page.say(
            "finding_outlook",
            count=len(limits),
            ahead=made.year,
            expected=_whole(made.exits.expected),
            low=low,
            high=high,
            most=_whole(float(limits["high"].sum())),
        )
    ]
    due = page.plan.villages_due(made.year, len(limits)) if page.place.level == "city" else None
    if due is not None:
        chance = chance_words(page, made.exits.at_least(due))
        said.append(page.say("outlook_due", due=due, ahead=made.year, chance=chance))
    if made.unknown:
        names = [page.plan.cards[card].short.of(page.language) for card in made.unknown]
        said.append(page.say("outlook_unknown", names=listed(page, names)))
    return tuple(said)


def _whole(number: float) -> str:
    return str(round(number))


def _exits_data(page: Page, made: PlanOutlook, limits: pd.DataFrame) -> dict[str, Any]:
    """The same for programs; in the public edition no more digits than the sentence has."""
    low, high = made.exits.interval(0.8)
    expected, most = made.exits.expected, float(limits["high"].sum())
    is_public = page.edition == "public"
    told: dict[str, Any] = {
        "year": made.year,
        "expected": round(expected) if is_public else expected,
        "low": low,
        "high": high,
        "expected_at_most": round(most) if is_public else most,
        "unknown_targets": list(made.unknown),
    }
    if not is_public:
        told["distribution"] = [float(each) for each in made.exits.distribution]
    return told


def _as_shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the past outlooks with the digits that the table shows."""
    digits = {"said": 2, "came": 2, "outlook": 3, "last_value": 3}
    return row | {key: round(row[key], count) for key, count in digits.items()}


def chance_words(page: Page, chance: float) -> str:
    """Return a chance in steps of five in a hundred; never 0 and never 100."""
    if not np.isfinite(chance):
        return page.say("not_known")
    if chance < _STEP / 2:
        return page.say("chance_under")
    if chance > 1 - _STEP / 2:
        return page.say("chance_over")
    return f"{5 * round(chance / _STEP)}%"


def _chances_table(page: Page, made: PlanOutlook, limits: pd.DataFrame) -> Table:
    order = {village.code: village for village in (*page.plan_villages, page.place)}
    cards = list(dict.fromkeys(made.chances["card"]))
    least = made.chances.groupby(["code", "card"])["probability"].min()
    rows = []
    codes = sorted(limits.index, key=lambda code: (page.step(order[code]), limits["high"][code]))
    for code in codes:
        between = page.say(
            "chance_between",
            low=chance_words(page, float(made.every[code])),
            high=chance_words(page, float(limits["high"][code])),
        )
        chances = (chance_words(page, float(least[code, card])) for card in cards)
        rows.append(
            (
                Cell(page.name(order[code])),
                typed_year(page.step(order[code])),
                Cell(between),
                *(typed(text) for text in chances),
            )
        )
    columns = (
        Column(page.say("column_village"), share=1.5),
        Column(page.say("column_exit_year"), "right", 0.7),
        Column(page.say("column_every_target"), "right", 1.6),
        *(Column(page.plan.cards[card].short.of(page.language), "right") for card in cards),
    )
    caption = page.say("caption_outlook", ahead=made.year)
    return Table(caption, columns, tuple(rows), page.say("note_chances"))


def _scenario_blocks(page: Page, results: Results, codes: Sequence[str]) -> list[Block]:
    """How fast one source of income alone would have to grow in each village short of the line."""
    found = _sources(page, results, codes)
    if found is None:
        return []
    sources, line, years = found
    short = sources[sources.sum(axis=1, skipna=False) < line]
    if short.empty:
        return []
    names = {village.code: page.name(village) for village in (*page.plan_villages, page.place)}
    still = {str(key): 1.0 for key in short}
    keys = [str(key) for key in short]
    needed = {key: needed_factor(short, still, key, years=years, line=line) for key in keys}
    rows = tuple(
        (
            Cell(names[str(code)]),
            typed(f"{short.loc[code].sum():,.0f}"),
            *(Cell(_growth_words(page, float(needed[key][code]))) for key in keys),
        )
        for code in short.index
    )
    columns = (
        Column(page.say("column_village"), share=1.5),
        Column(page.say("column_income_now"), "right"),
        *(Column(page.plan.cards[key].short.of(page.language), "right") for key in keys),
    )
    caption = page.say("caption_scenario", line=f"{line:,.0f}", ahead=page.plan.final_year)
    table = Table(caption, columns, rows, page.say("note_scenario", years=years))
    return [Paragraph(_scenario_said(page, needed, f"{line:,.0f}"), "finding"), table]


def _scenario_said(page: Page, needed: dict[str, pd.Series], line: str) -> str:
    """Name the source that alone brings most villages to the line with a growth that is likely."""
    within = {key: int((factors <= 1 + _LIKELY_GROWTH).sum()) for key, factors in needed.items()}
    key = max(within, key=lambda each: within[each])
    return page.say(
        "finding_scenario",
        count=len(needed[key]),
        line=line,
        name=page.plan.cards[key].short.of(page.language),
        within=within[key],
        percent=f"{100 * _LIKELY_GROWTH:.0f}",
    )


def _sources(
    page: Page, results: Results, codes: Sequence[str]
) -> tuple[pd.DataFrame, float, int] | None:
    """Each village's sources of income per head, the line, and the years to it."""
    years = page.plan.final_year - page.year
    charts = [chart for theme in page.plan.themes for chart in theme.charts]
    parts = next((each.cards for each in charts if each.kind == "waterfall"), ())
    wholes = {page.plan.cards[card].part_of for card in parts}
    if years < 1 or len(wholes) != 1 or None in wholes:
        return None
    (whole,) = wholes
    targets = page.plan.cards[str(whole)].targets
    if not targets or not isinstance(targets[0].at_least, Decimal):
        return None
    rows = results.indicators
    rows = rows[rows["card"].isin(parts) & rows["code"].isin(codes) & (rows["year"] == page.year)]
    table = rows[rows["scope"] == "low_income"].pivot(index="code", columns="card", values="value")
    return table[list(parts)].astype(float), float(targets[0].at_least), years


def _growth_words(page: Page, factor: float) -> str:
    if not np.isfinite(factor):
        return page.say("growth_never") if np.isposinf(factor) else page.say("not_known")
    return page.say("growth_needed", percent=f"{100 * (factor - 1):.0f}")


def _past_table(page: Page, past: pd.DataFrame) -> Table:
    rows = tuple(
        (
            Cell(page.plan.cards[each["card"]].short.of(page.language)),
            page.counted(each["count"]),
            typed(f"{100 * each['said']:.0f}%"),
            typed(f"{100 * each['came']:.0f}%"),
            typed(f"{each['outlook']:.3f}"),
            typed(f"{each['last_value']:.3f}"),
        )
        for each in _past_data(past)
    )
    columns = (
        Column(page.say("column_target"), share=1.5),
        Column(page.say("column_foretold"), "right"),
        Column(page.say("column_said"), "right"),
        Column(page.say("column_came"), "right"),
        Column(page.say("column_brier"), "right"),
        Column(page.say("column_brier_last"), "right"),
    )
    return Table(page.say("caption_past_outlooks"), columns, rows, page.say("note_past_outlooks"))


def _past_said(page: Page, past: pd.DataFrame) -> str:
    """Count the targets that the outlook foretold better than last year's verdict did."""
    rows = _past_data(past)
    better = sum(row["outlook"] < row["last_value"] for row in rows)
    return page.say("finding_past_outlooks", count=len(rows), better=better)


def _past_data(past: pd.DataFrame) -> list[dict[str, Any]]:
    found = []
    for card, rows in past.groupby("card", sort=False):
        is_met = rows["is_met"].to_numpy(dtype=bool)
        found.append(
            {
                "card": str(card),
                "count": len(rows),
                "said": float(rows["outlook"].mean()),
                "came": float(is_met.mean()),
                "outlook": brier(rows["outlook"].to_numpy(dtype=float), is_met),
                "last_value": brier(rows["last_value"].to_numpy(dtype=float), is_met),
            }
        )
    return found
