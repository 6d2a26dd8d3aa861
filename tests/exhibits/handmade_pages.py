"""Pages of an invented city whose every figure is given by hand, and what their charts draw."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, NamedTuple
from xml.etree import ElementTree

from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import FULL_STEPS, Evidence, Measurement, MilestoneCount, Place
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.plan import Plan
from villages.vocabulary import Edition, Language, Level, Scope

CITY, TOWNSHIP = "990181000000", "990181101000"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"


def village_code(number: int) -> str:
    return f"990181101{200 + number}"


def places(villages: int) -> dict[str, Place]:
    """A city of one township, all of whose villages bear the plan's targets."""

    def place(level: Level, code: str, name: str, english: str, count: int) -> Place:
        return Place(
            level=level,
            code=code,
            name_zh=name,
            name_en=english,
            township_code=TOWNSHIP if level == "village" else "",
            city_code=CITY if level != "city" else "",
            is_low_income=level == "village",
            planned_exit_year=2020,
            villages=count,
            low_income_villages=count,
        )

    found = [
        place("city", CITY, "示例市", "Example City", villages),
        place("township", TOWNSHIP, "青石镇", "Qingshi Town", villages),
    ]
    found += [
        place("village", village_code(number), f"{number}号村", f"Village {number}", 1)
        for number in range(1, villages + 1)
    ]
    return {each.code: each for each in found}


def measured(
    plan: Plan,
    card: str,
    code: str,
    year: int,
    numerator: str | int | None,
    denominator: str | int = 1,
    scope: Scope = "low_income",
) -> Measurement:
    """A measurement of known sums; no numerator is a missing value."""
    whole = Decimal(denominator)
    part = None if numerator is None else Decimal(numerator)
    value = None if part is None or not whole else plan.cards[card].factor * part / whole
    return Measurement(
        card=card,
        code=code,
        year=year,
        scope=scope,
        value=None if value is None else round(value, 9),
        low=None,
        high=None,
        numerator=part,
        denominator=whole,
        rows_known=int(whole),
        rows_expected=int(whole),
        step=FULL_STEPS[plan.cards[card].unit],
    )


def judged(card: str, code: str, year: int, met: int, undecided: int, villages: int) -> Judgement:
    """A judgement of which only the villages that meet it matter."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("gap", "gap_low", "gap_high", "gap_each", "gap_each_low", "gap_each_high", "missing_rows",
         "needed_rows", "needed_mean", "line", "status")
    )  # fmt: skip
    return Judgement(
        card=card,
        measure="",
        target=0,
        code=code,
        year=year,
        relation="at_least",
        verdict="not_met",
        is_late=False,
        band="short",
        villages=villages,
        villages_met=met,
        villages_not_met=villages - met - undecided,
        villages_no_data=undecided,
        **nothing,
    )


def page_of(
    plan: Plan,
    *,
    villages: int = 3,
    measurements: Sequence[Measurement] = (),
    judgements: Sequence[Judgement] = (),
    milestones: Sequence[MilestoneCount] = (),
    code: str = CITY,
    years: Sequence[int] = (2018, 2019, 2020),
    language: Language = "zh",
    edition: Edition = "internal",
) -> Page:
    """A page of the last of the years on which only what is given is known."""
    nothing: dict[str, Any] = {field.name: {} for field in fields(Evidence)}
    whole = replace(
        Evidence(**nothing),
        places=places(villages),
        measurements={(row.card, row.code, row.year, row.scope): row for row in measurements},
        judgements={(row.card, row.target or 0, row.code, row.year): row for row in judgements},
        milestones={(row.code, row.year): row for row in milestones},
    )
    return Page(
        plan=plan,
        place=whole.places[code],
        year=years[-1],
        language=language,
        edition=edition,
        is_demo=True,
        as_of="",
        source="",
        years=tuple(years),
        evidence=disclosed(whole, plan, edition),
    )


class Bar(NamedTuple):
    """A filled rectangle of a drawing; y grows downwards."""

    fill: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def bars_of(svg: str) -> list[Bar]:
    """The filled rectangles of a drawing, from left to right; ``hatched`` is a fill, too."""
    bars = []
    for path in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        corners = corners_of(path)
        fill = re.search(r"fill: (#\w+|url)", path.get("style", ""))
        is_bar = len(corners) == 4 and path.get("d", "").strip().endswith("z")
        if fill is None or not is_bar:
            continue
        across, up = zip(*corners, strict=True)
        name = "hatched" if fill[1] == "url" else fill[1]
        bars.append(Bar(name, min(across), max(across), min(up), max(up)))
    return sorted(bars, key=lambda bar: (bar.left, bar.top))


def lines_of(svg: str, colour: str, width: str) -> list[list[tuple[float, float]]]:
    """The corners of each line of a colour and width."""
    style = f"stroke: {colour}; stroke-width: {width}"
    return [
        corners_of(path)
        for path in ElementTree.fromstring(svg).iter(f"{SVG}path")
        if style in path.get("style", "") and "fill: none" in path.get("style", "")
    ]


def corners_of(path: ElementTree.Element) -> list[tuple[float, float]]:
    found = re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
    return [(float(across), float(up)) for across, up in found]


def dots_of(svg: str, fill: str) -> list[tuple[float, float]]:
    """Where the marks of a fill stand."""
    return [
        (float(use.get("x", 0)), float(use.get("y", 0)))
        for use in ElementTree.fromstring(svg).iter(f"{SVG}use")
        if f"fill: {fill}" in use.get("style", "")
    ]


class Text(NamedTuple):
    """A text of a drawing: where it is anchored, and how large."""

    words: str
    left: float
    foot: float
    size: float


def text_marks(svg: str) -> list[Text]:
    texts = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size = re.search(r"font-size: ([\d.]+)px", text.get("style", ""))
        assert size is not None
        left, foot = float(text.get("x", 0)), float(text.get("y", 0))
        texts.append(Text("".join(text.itertext()), left, foot, float(size[1])))
    return texts


def texts_of(svg: str) -> list[str]:
    return [text.words for text in text_marks(svg)]


def shares(lengths: Sequence[float]) -> list[float]:
    """Lengths as shares of the longest."""
    return [length / max(lengths) for length in lengths]


def milestones(
    due: Mapping[int, int], met: Mapping[int, int], villages: int, code: str = CITY
) -> list[MilestoneCount]:
    return [
        MilestoneCount(code, year, villages, asked, met.get(year, 0), 0, None)
        for year, asked in due.items()
    ]
