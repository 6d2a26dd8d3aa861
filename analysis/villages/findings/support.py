"""Who supports the villages: first secretaries, units, firms, what partners gave, who was trained.

Counts are of the plan's villages; what a register does not say is counted as not known, never as a
yes or a no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from villages.plan.support import SUPPORT_REGISTERS, SupportScheme
from villages.registers import RegisterSession
from villages.vocabulary import Level

VILLAGES, TOWNSHIPS, PAIRINGS = SUPPORT_REGISTERS

_KINDS = {
    "secretary": "has_first_secretary",
    "unit": "has_support_unit",
    "firm": "has_partner_firm",
}
_COUNTS = (
    "villages",
    *(f"{kind}_{word}" for kind in _KINDS for word in ("yes", "no", "unknown")),
    "secretary_left", "over_term", "months_unknown", "alone", "alone_unknown",
    "given_yuan", "given_unknown",
    "village_cadres", "trained_village_cadres", "village_cadres_unknown",
)  # fmt: skip
_TOWNSHIP_COUNTS = ("township_cadres", "trained_township_cadres", "township_cadres_unknown")
_PAIRS = (
    "units", "firms", "promised_yuan", "promised_unknown", "delivered_yuan", "delivered_unknown",
    "deducted_firms", "deducted_unknown",
)  # fmt: skip

#: The columns of ``support.parquet`` and their types.
SUPPORT_COLUMNS: Mapping[str, str] = {
    "level": "string",
    "code": "string",
    "year": "int64",
    "secretary_months": "Int64",
    **dict.fromkeys((*_COUNTS, *_TOWNSHIP_COUNTS, *_PAIRS), "Int64"),
}


def support(session: RegisterSession, places: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Return who supports the plan's villages, for every village, township and city that has some.

    Parameters
    ----------
    session
        Open registers; a plan that does not follow support has no rows.
    places
        The table of the results.
    years
        The years of the study.

    Returns
    -------
    pandas.DataFrame
        The columns of ``support.parquet`` in ``docs/results.md``.
    """
    scheme = session.plan.support
    if scheme is None:
        return pd.DataFrame(columns=[*SUPPORT_COLUMNS]).astype(dict(SUPPORT_COLUMNS))
    tables = (_read(session, name) for name in (VILLAGES, TOWNSHIPS, PAIRINGS))
    return support_table(scheme, places, years, *tables)


def support_table(
    scheme: SupportScheme,
    places: pd.DataFrame,
    years: list[int],
    work: pd.DataFrame,
    townships: pd.DataFrame,
    pairings: pd.DataFrame,
) -> pd.DataFrame:
    """Return the table of support from the rows of its registers.

    Parameters
    ----------
    scheme
        The plan's: how long a term is.
    places
        The table of the results.
    years
        The years; a place without a row in one of them is not known in it.
    work, townships, pairings
        Rows of the registers: ``code``, ``year`` and their columns; missing cells are None.
    """
    low_income = places[(places["level"] == "village") & (places["is_low_income"] == True)]  # noqa: E712
    cells = _by_place(work)
    rows = []
    for village in low_income.to_dict("records"):
        code = str(village["code"])
        for year in years:
            now, before = cells.get((code, year), {}), cells.get((code, year - 1), {})
            above = {"township": village["township_code"], "city": village["city_code"]}
            rows.append(
                {"village": code, **above, "year": year, **village_counts(scheme, now, before)}
            )
    if not rows:
        return pd.DataFrame(columns=[*SUPPORT_COLUMNS]).astype(dict(SUPPORT_COLUMNS))
    villages = pd.DataFrame(rows)
    paired = villages[["village", "township", "city", "year"]].merge(
        _pairs(pairings), left_on=["village", "year"], right_on=["code", "year"], how="left"
    )
    villages = villages.assign(**{name: paired[name].fillna(0).to_numpy() for name in _PAIRS})
    cadres = _township_cadres(villages, townships)
    levels: tuple[Level, ...] = ("village", "township", "city")
    parts = []
    for level in levels:
        added = villages.groupby([level, "year"])[[*_COUNTS, *_PAIRS]].sum().reset_index()
        added = added.rename(columns={level: "code"}).assign(level=level)
        if level == "village":
            months = villages[["village", "year", "secretary_months"]]
            added = added.merge(months.rename(columns={"village": "code"}), on=["code", "year"])
        else:
            counted = cadres.groupby([level, "year"])[[*_TOWNSHIP_COUNTS]].sum().reset_index()
            added = added.merge(counted.rename(columns={level: "code"}), on=["code", "year"])
        parts.append(added)
    frame = pd.concat(parts, ignore_index=True)
    return frame[[*SUPPORT_COLUMNS]].astype(dict(SUPPORT_COLUMNS))


def village_counts(
    scheme: SupportScheme, now: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, int | None]:
    """Return what is known of a village in a year, as counts that add up over villages.

    Parameters
    ----------
    scheme
        The plan's: how long a term is.
    now, before
        The village's row of the year and of the year before; missing cells are None or not there.

    Examples
    --------
    Nobody looks after the first village; of the second one does not know:

    >>> asked = ("has_first_secretary", "has_support_unit", "has_partner_firm")
    >>> nobody = dict.fromkeys(asked, False)
    >>> scheme = SupportScheme(term_months=36, cite="二（四）2")
    >>> found = village_counts(scheme, nobody, {})
    >>> found["alone"], found["alone_unknown"], found["secretary_no"]
    (1, 0, 1)
    >>> found = village_counts(scheme, {**nobody, "has_support_unit": None}, {})
    >>> found["alone"], found["alone_unknown"], found["unit_unknown"]
    (0, 1, 1)
    """
    counts: dict[str, int | None] = {"villages": 1}
    has = {kind: now.get(column) for kind, column in _KINDS.items()}
    for kind, answer in has.items():
        counts[f"{kind}_yes"] = int(answer is True)
        counts[f"{kind}_no"] = int(answer is False)
        counts[f"{kind}_unknown"] = int(answer is None)
    months = now.get("first_secretary_months") if has["secretary"] is True else None
    was_there = before.get("has_first_secretary") is True
    given, cadres = now.get("partner_yuan"), now.get("cadre_count")
    trained = now.get("trained_cadre_count")
    knows_cadres = cadres is not None and trained is not None
    return counts | {
        "secretary_months": months,
        "secretary_left": int(was_there and has["secretary"] is False),
        "over_term": int(months is not None and scheme.is_over_term(months)),
        "months_unknown": int(has["secretary"] is True and months is None),
        "alone": int(all(answer is False for answer in has.values())),
        "alone_unknown": int(None in has.values() and True not in has.values()),
        "given_yuan": given or 0,
        "given_unknown": int(given is None),
        "village_cadres": cadres if knows_cadres else 0,
        "trained_village_cadres": trained if knows_cadres else 0,
        "village_cadres_unknown": int(not knows_cadres),
    }


def _read(session: RegisterSession, register: str) -> pd.DataFrame:
    names = ("code", "year", *SUPPORT_REGISTERS[register])
    chosen = ", ".join(f'"{name}"' for name in names)
    rows = session.connection.execute(f'SELECT {chosen} FROM "{register}" ORDER BY ALL').fetchall()
    return pd.DataFrame(rows, columns=[*names], dtype=object)


def _by_place(frame: pd.DataFrame) -> dict[tuple[str, int], dict[str, Any]]:
    return {(str(row["code"]), int(row["year"])): row for row in _records(frame)}


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _township_cadres(villages: pd.DataFrame, townships: pd.DataFrame) -> pd.DataFrame:
    """The cadres of each township that has a village of the plan, where it says both numbers."""
    found = _by_place(townships)
    rows = []
    chosen = villages[["township", "city", "year"]].drop_duplicates()
    for township, city, year in chosen.itertuples(index=False, name=None):
        cells = found.get((str(township), int(year)), {})
        cadres, trained = (cells.get(name) for name in SUPPORT_REGISTERS[TOWNSHIPS])
        is_known = cadres is not None and trained is not None
        rows.append(
            {
                "township": township,
                "city": city,
                "year": year,
                "township_cadres": cadres if is_known else 0,
                "trained_township_cadres": trained if is_known else 0,
                "township_cadres_unknown": int(not is_known),
            }
        )
    return pd.DataFrame(rows)


def _pairs(pairings: pd.DataFrame) -> pd.DataFrame:
    """Add up the pairings of each village and year; missing sums are counted, not guessed."""
    rows = []
    for row in _records(pairings):
        is_firm = row["partner_kind"] == "firm"
        rows.append(
            {
                "code": str(row["code"]),
                "year": int(row["year"]),
                "units": int(row["partner_kind"] == "unit"),
                "firms": int(is_firm),
                "promised_yuan": row["promised_yuan"] or 0,
                "promised_unknown": int(row["promised_yuan"] is None),
                "delivered_yuan": row["delivered_yuan"] or 0,
                "delivered_unknown": int(row["delivered_yuan"] is None),
                "deducted_firms": int(is_firm and row["is_deducted"] is True),
                "deducted_unknown": int(is_firm and row["is_deducted"] is None),
            }
        )
    frame = pd.DataFrame(rows, columns=["code", "year", *_PAIRS])
    types = {"code": object, **dict.fromkeys(("year", *_PAIRS), np.int64)}
    return frame.astype(types).groupby(["code", "year"], as_index=False).sum()
