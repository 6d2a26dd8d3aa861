"""Support of the villages as typed records, and what the public edition leaves out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from villages.exhibits.stored import whole


@dataclass(frozen=True)
class SupportRow:
    """Who supports a village, or how many of a place's villages have whom, in a year.

    The counts are those of ``support.parquet``. None: not of this level, or withheld.
    """

    villages: int
    secretary_yes: int
    secretary_no: int
    secretary_unknown: int
    unit_yes: int
    unit_no: int
    unit_unknown: int
    firm_yes: int
    firm_no: int
    firm_unknown: int
    secretary_left: int
    alone: int
    alone_unknown: int
    secretary_months: int | None
    over_term: int | None
    months_unknown: int | None
    given_yuan: int | None
    given_unknown: int | None
    village_cadres: int | None
    trained_village_cadres: int | None
    village_cadres_unknown: int | None
    township_cadres: int | None
    trained_township_cadres: int | None
    township_cadres_unknown: int | None
    units: int | None
    firms: int | None
    promised_yuan: int | None
    promised_unknown: int | None
    delivered_yuan: int | None
    delivered_unknown: int | None
    deducted_firms: int | None
    deducted_unknown: int | None


_NAMES = tuple(each.name for each in fields(SupportRow))
#: What speaks in words of single villages: whether there is somebody.
_WORDS = _NAMES[: _NAMES.index("secretary_months")]
#: A township's cadres are its own, however few villages of the plan it has.
_OF_TOWNSHIPS = ("township_cadres", "trained_township_cadres", "township_cadres_unknown")


def support_rows(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], SupportRow]:
    """Return the rows of ``support.parquet`` by place and year."""
    found: dict[tuple[str, int], SupportRow] = {}
    for row in rows:
        cells: dict[str, Any] = {name: whole(row[name]) for name in _NAMES}
        found[str(row["code"]), int(row["year"])] = SupportRow(**cells)
    return found


def without_amounts(row: SupportRow) -> SupportRow:
    """Return what may be published of a village or a few: whether somebody is there, no numbers.

    How long a first secretary has served tells of one person.
    """
    hidden: dict[str, Any] = dict.fromkeys(
        name for name in _NAMES if name not in _WORDS and name not in _OF_TOWNSHIPS
    )
    return replace(row, **hidden)
