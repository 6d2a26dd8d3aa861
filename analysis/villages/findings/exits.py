"""Which village is ready to exit, which has, which fell back: evidence first, then signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from villages.plan.model import Plan
from villages.registers import RegisterSession
from villages.registers.loading import quoted

ExitState = Literal["not_ready", "ready", "exited", "fell_back"]

#: The columns of ``exits.parquet`` and their types.
EXIT_COLUMNS: Mapping[str, str] = {
    "code": "string",
    "year": "int64",
    "targets": "int64",
    "targets_met": "int64",
    "targets_undecided": "int64",
    "signed": "int64",
    "is_accepted": "boolean",
    "exit_year": "Int64",
    "state": "string",
}

#: The columns of ``signatures.parquet`` and their types.
SIGNATURE_COLUMNS: Mapping[str, str] = {
    "code": "string",
    "year": "int64",
    "card": "string",
    "is_signed": "boolean",
    "signed_on": "string",
}


def signatures(session: RegisterSession) -> pd.DataFrame:
    """Return which target of which village was signed in which year.

    Returns
    -------
    pandas.DataFrame
        The columns of ``signatures.parquet`` in ``docs/results.md``; no rows if nobody signs.
    """
    scheme = session.plan.exits
    if scheme is None or scheme.signatures is None:
        return pd.DataFrame(columns=[*SIGNATURE_COLUMNS]).astype(dict(SIGNATURE_COLUMNS))
    rows = session.connection.execute(
        f"SELECT code, year, target, is_signed, CAST(signed_on AS VARCHAR)"
        f" FROM {quoted(scheme.signatures)} ORDER BY code, year, target"
    ).fetchall()
    frame = pd.DataFrame(rows, columns=[*SIGNATURE_COLUMNS])
    return frame.astype(dict(SIGNATURE_COLUMNS))


def exits(
    plan: Plan, verdicts: pd.DataFrame, indicators: pd.DataFrame, signed: pd.DataFrame
) -> pd.DataFrame:
    """Return the state of every village of the plan in every year.

    Parameters
    ----------
    plan
        The plan; without an exit scheme or without targets there are no rows.
    verdicts, indicators
        Tables of the results.
    signed
        What :func:`signatures` returns.

    Returns
    -------
    pandas.DataFrame
        The columns of ``exits.parquet`` in ``docs/results.md``. ``exit_year`` is the first year in
        which every target was met and the village was accepted.
    """
    own = verdicts[verdicts["level"] == "village"]
    if plan.exits is None or own.empty:
        return pd.DataFrame(columns=[*EXIT_COLUMNS]).astype(dict(EXIT_COLUMNS))
    words: dict[tuple[str, int], list[str]] = {}
    for code, year, word in zip(own["code"], own["year"], own["verdict"], strict=True):
        words.setdefault((str(code), int(year)), []).append(str(word))
    counted = signed[signed["is_signed"].eq(True)].groupby(["code", "year"]).size().to_dict()
    accepted = _accepted(plan.exits.accepted, indicators)
    exit_years: dict[str, int] = {}
    rows = []
    for code, year in sorted(words):
        found, is_accepted = words[code, year], accepted.get((code, year))
        if is_accepted and set(found) == {"met"}:
            exit_years.setdefault(code, year)
        exit_year = exit_years.get(code)
        state = exit_state(found, is_accepted, exit_year)
        counts = len(found), found.count("met"), found.count("no_data")
        signatures_held = int(counted.get((code, year), 0))
        rows.append((code, year, *counts, signatures_held, is_accepted, exit_year, state))
    return pd.DataFrame(rows, columns=[*EXIT_COLUMNS]).astype(dict(EXIT_COLUMNS))


def _accepted(card: str, indicators: pd.DataFrame) -> dict[tuple[str, int], bool | None]:
    """Whether each village is accepted; None where that is not known."""
    is_own = (indicators["card"] == card) & (indicators["level"] == "village")
    rows = indicators[is_own & (indicators["scope"] == "low_income")]
    keys = zip(rows["code"], rows["year"], strict=True)
    ends = zip(rows["low"], rows["high"], strict=True)
    return {
        (str(code), int(year)): low > 0 if low == high else None
        for (code, year), (low, high) in zip(keys, ends, strict=True)
    }


def exit_state(verdicts: list[str], is_accepted: bool | None, exit_year: int | None) -> ExitState:
    """Return how far a village's exit is.

    Parameters
    ----------
    verdicts
        The verdicts of its targets in the year.
    is_accepted
        Whether it is accepted as a whole; None if that is not known.
    exit_year
        The year of its exit, if that is not later; None without one.

    Returns
    -------
    str
        ``ready``: every target is met, the acceptance is outstanding. ``exited``: it exited, and
        nothing is known against it since. ``fell_back``: it exited, and a target is not met now.
        ``not_ready``: anything else. What is not known never makes a village ready.
        Definition: ours.

    Examples
    --------
    >>> exit_state(["met", "met"], False, None), exit_state(["met", "no_data"], True, None)
    ('ready', 'not_ready')
    >>> exit_state(["met", "met"], True, 2019), exit_state(["met", "not_met"], True, 2019)
    ('exited', 'fell_back')
    >>> exit_state(["met", "no_data"], True, 2019)
    'exited'
    """
    if exit_year is not None:
        return "fell_back" if "not_met" in verdicts else "exited"
    is_ready = set(verdicts) == {"met"} and not is_accepted
    return "ready" if is_ready else "not_ready"
