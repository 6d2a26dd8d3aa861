"""The invented places: townships and villages with codes in a range that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pypinyin import lazy_pinyin

from villages.registers.demo.writing import Table

_FIRST_VILLAGE = 201


def read_county() -> dict[str, Any]:
    """Return what is fixed of the invented county: names, codes, how many villages."""
    text = Path(__file__).with_name("county.yaml").read_text(encoding="utf-8")
    county: dict[str, Any] = yaml.safe_load(text)
    return county


def places(county: Mapping[str, Any]) -> Table:
    """Return the register of places, by code, without the planned years of exit."""
    city, kinds = county["city"], county["kinds"]
    names = _village_names(county)
    rows = []
    for township in county["townships"]:
        prefix = city["code"][:6] + township["code"]
        for index in range(township["villages"]):
            name = names[township["zh"], index]
            rows.append(
                {
                    "code": f"{prefix}{_FIRST_VILLAGE + index}",
                    "name_zh": name,
                    "name_en": english(name, kinds),
                    "township_code": f"{prefix}000",
                    "township_zh": township["zh"],
                    "township_en": english(township["zh"], kinds),
                    "city_code": city["code"],
                    "city_zh": city["zh"],
                    "city_en": city["en"],
                    # Spread over the township's codes, its first village among them.
                    "is_low_income": index * township["low_income"] % township["villages"]
                    < township["low_income"],
                }
            )
    return Table({name: np.array([row[name] for row in rows]) for name in rows[0]})


def english(name: str, kinds: Mapping[str, str]) -> str:
    """Return a Chinese place name in pinyin, its kind translated.

    Examples
    --------
    >>> english("青石镇", {"镇": "Town"})
    'Qingshi Town'
    >>> english("棠安村", {"村": "Village"})
    "Tang'an Village"
    """
    kind = next(kind for kind in kinds if name.endswith(kind))
    first, *others = lazy_pinyin(name.removesuffix(kind))
    joined = first + "".join(f"'{part}" if part[0] in "aoe" else part for part in others)
    return f"{joined.capitalize()} {kinds[kind]}"


def _village_names(county: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    townships = county["townships"]
    begin = [township["zh"] for township in townships].index(county["village_names"]["begin"])
    walk = _walk(**{part: county["village_names"][part] for part in ("first", "second")})
    named = {
        (township["zh"], index): f"{next(walk)}村"
        for township in townships[begin:] + townships[:begin]
        for index in range(township["villages"])
    }
    one, other = county["same_name"]
    last = next(township["villages"] for township in townships if township["zh"] == other) - 1
    named[other, last] = named[one, 0]
    return named


def _walk(first: str, second: str) -> Iterator[str]:
    for step in range(len(first) * len(second)):
        yield first[step % len(first)] + second[step % len(second)]
