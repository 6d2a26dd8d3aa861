"""Pages of the invented city on which places are judged by hand, and targets of other kinds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from exhibits.handmade_pages import TOWNSHIP, judged, measured, page_of, texts_of
from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Measurement
from villages.exhibits.judgements import Band, Judgement, Relation
from villages.exhibits.page import Page
from villages.plan import Plan
from villages.plan.model import Target
from villages.vocabulary import Scope, Status, Verdict

Row = tuple[Measurement, Judgement]
STATUSES: dict[Verdict, Status] = {"met": "met", "not_met": "behind", "no_data": "no_data"}
CHINESE = re.compile(r"[一-鿿]")
#: Units and the like that Chinese text is written with.
LATIN = re.compile(r"[A-Za-z]")


def with_target(plan: Plan, **targets: Mapping[str, Any]) -> Plan:
    """The plan with only these cards' targets, as they are given."""
    cards = {name: card.model_copy(update={"targets": ()}) for name, card in plan.cards.items()}
    for name, asked in targets.items():
        target = Target(by=datetime.date(2020, 12, 31), cite="一（二）", **asked)
        cards[name] = cards[name].model_copy(update={"targets": (target,)})
    return plan.model_copy(update={"cards": cards})


def row(
    plan: Plan,
    card: str,
    value: str | int | None,
    line: str | int | None,
    *,
    verdict: Verdict,
    band: Band | None = None,
    relation: Relation = "at_least",
    code: str = TOWNSHIP,
    year: int = 2020,
    ends: tuple[str | int, str | int] | None = None,
    gap: str | int | None = None,
    gaps: tuple[str | int, str | int] | None = None,
) -> Row:
    """A value and how it is judged; ``ends`` are those between which it lies."""
    exact = None if value is None else Decimal(value)
    low, high = (Decimal(end) for end in ends) if ends else (exact, exact)
    found = replace(
        measured(plan, card, code, year, 1000, 2000),
        value=exact,
        low=low,
        high=high,
        rows_expected=2010 if ends else 2000,
    )
    judgement = replace(
        judged(card, code, year, 0, 0, 0),
        relation=relation,
        line=None if line is None else Decimal(line),
        verdict=verdict,
        band=band or ("met" if verdict == "met" else "short"),
        status=STATUSES[verdict],
        gap=None if gap is None else Decimal(gap),
        gap_low=None if gaps is None else Decimal(gaps[0]),
        gap_high=None if gaps is None else Decimal(gaps[1]),
    )
    return found, judgement


def value_of(
    plan: Plan, card: str, code: str, value: str | int, year: int = 2020, scope: Scope = "all"
) -> Measurement:
    """A value that nobody judges."""
    return replace(measured(plan, card, code, year, 1, 2, scope), value=Decimal(value))


def judged_page(plan: Plan, rows: Sequence[Row], *more: Measurement, **options: Any) -> Page:
    """A page on which only these rows are known."""
    options = {"code": TOWNSHIP, **options}
    return page_of(
        plan,
        measurements=[*(found for found, _ in rows), *more],
        judgements=[judgement for _, judgement in rows],
        **options,
    )


def drawn(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def data_of(figure: Figure) -> list[list[str]]:
    """The texts of a chart's numbers, a list for each row."""
    assert figure.data is not None
    return [[cell.text for cell in cells] for cells in figure.data.rows]


def numbers_of(figure: Figure) -> dict[str, list[float | None]]:
    """The numbers of a chart by name."""
    assert figure.data is not None
    return {cells[0].text: [cell.number for cell in cells[1:]] for cells in figure.data.rows}


def words_of(figure: Figure) -> str:
    """All that a reader reads: caption, source, alt text, drawing, heads of the numbers."""
    assert figure.data is not None
    heads = [column.label for column in figure.data.columns]
    parts = (figure.caption, figure.source, figure.alt, *texts_of(figure.svg), *heads)
    return "\n".join((*parts, *(text for row in data_of(figure) for text in row)))
