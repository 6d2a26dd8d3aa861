"""Pages of invented townships whose villages stand as the test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from exhibits.handmade_pages import CITY, judged
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import Evidence, Place
from villages.exhibits.judgements import Judgement
from villages.exhibits.page import Page
from villages.exhibits.shapes import Shape
from villages.plan import Plan
from villages.vocabulary import Edition, Language, Status

YEAR = 2020


@dataclass(frozen=True)
class Village:
    """A village: its names, and the status of each target; the last status is of all others."""

    name_zh: str
    name_en: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Township:
    """A township with its villages of the plan, and how many others it has."""

    name_zh: str
    name_en: str
    villages: tuple[Village, ...]
    others: int = 0


def many(count: int, townships: int, others: int = 0) -> tuple[Township, ...]:
    """So many villages in so many townships, as evenly as can be; some have all targets met."""
    words: tuple[tuple[Status, ...], ...] = (
        ("met",), ("behind", "met"), ("out_of_reach", "no_data", "met"), ("on_time", "met"),
        ("no_data", "met"), ("doubtful", "met"),
    )  # fmt: skip
    found = []
    for at in range(townships):
        numbers = range(at, count, townships)
        villages = tuple(
            Village(f"{chr(0x4E00 + 7 * at)}{chr(0x5000 + each)}村", f"Hill{each} Village",
                    words[each % len(words)])
            for each in numbers
        )  # fmt: skip
        found.append(Township(f"第{at}镇", f"Town {at}", villages, others))
    return tuple(found)


def township_code(at: int) -> str:
    return f"990181{101 + at}000"


def village_code(at: int, number: int) -> str:
    return f"990181{101 + at}{201 + number}"


def places_of(townships: Sequence[Township]) -> dict[str, Place]:
    """The city, the townships and the villages of the plan."""

    def place(code: str, names: tuple[str, str], low: int, whole: int, **values: Any) -> Place:
        return Place(
            code=code, name_zh=names[0], name_en=names[1], villages=whole, low_income_villages=low,
            **values,
        )  # fmt: skip

    nothing = {"is_low_income": False, "planned_exit_year": None}
    low, whole = (
        sum(len(each.villages) + each.others * is_whole for each in townships)
        for is_whole in (0, 1)
    )
    found = [
        place(CITY, ("示例市", "Example City"), low, whole, level="city", township_code="",
              city_code=CITY, **nothing)
    ]  # fmt: skip
    for at, each in enumerate(townships):
        code = township_code(at)
        count = len(each.villages)
        found.append(
            place(code, (each.name_zh, each.name_en), count, count + each.others, level="township",
                  township_code=code, city_code=CITY, **nothing)
        )  # fmt: skip
    for at, each in enumerate(townships):
        found += [
            place(village_code(at, number), (village.name_zh, village.name_en), 1, 1,
                  level="village", township_code=township_code(at), city_code=CITY,
                  is_low_income=True, planned_exit_year=YEAR)
            for number, village in enumerate(each.villages)
        ]  # fmt: skip
    return {each.code: each for each in found}


def judgements_of(plan: Plan, townships: Sequence[Township]) -> list[Judgement]:
    """A judgement for every village and target."""
    targets = [(card.id, at) for card in plan.target_cards for at in range(len(card.targets))]
    found = []
    for at, township in enumerate(townships):
        for number, village in enumerate(township.villages):
            for index, (card, target) in enumerate(targets):
                status = village.statuses[min(index, len(village.statuses) - 1)]
                is_met = status in ("met", "doubtful")
                is_open = status == "no_data"
                verdict: Any = "met" if is_met else "no_data" if is_open else "not_met"
                row = judged(card, village_code(at, number), YEAR, is_met, is_open, 1)
                found.append(replace(row, target=target, status=status, verdict=verdict))
    return found


def page_of(
    plan: Plan,
    townships: Sequence[Township],
    *,
    place: str = CITY,
    language: Language = "zh",
    edition: Edition = "internal",
    shapes: Mapping[str, Shape] | None = None,
) -> Page:
    """The page of the city or of a township."""
    nothing: dict[str, Any] = {field.name: {} for field in fields(Evidence)}
    places = places_of(townships)
    rows = judgements_of(plan, townships)
    around = {place, *places[place].parents}
    here = {code: each for code, each in places.items() if code in around or place in each.parents}
    whole = replace(
        Evidence(**nothing),
        places=here,
        judgements={(row.card, row.target or 0, row.code, row.year): row for row in rows},
        shapes=shapes or {},
    )
    return Page(
        plan=plan, place=places[place], year=YEAR, language=language, edition=edition,
        is_demo=True, as_of="", source="", years=(YEAR,), evidence=disclosed(whole, plan, edition),
    )  # fmt: skip
