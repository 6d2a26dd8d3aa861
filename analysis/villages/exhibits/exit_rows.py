"""Exits and signatures as typed records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from villages.exhibits.stored import flag, text, whole
from villages.findings.exits import ExitState


@dataclass(frozen=True)
class ExitRow:
    """How far a village's exit is in a year; ``is_accepted`` is None where nobody knows."""

    code: str
    year: int
    targets: int
    targets_met: int
    targets_undecided: int
    signed: int
    is_accepted: bool | None
    exit_year: int | None
    state: ExitState


@dataclass(frozen=True)
class Signature:
    """Whether a department signed a target of a village; None where nobody knows."""

    card: str
    code: str
    year: int
    is_signed: bool | None
    signed_on: str


def exit_rows(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], ExitRow]:
    """Return the rows of ``exits.parquet`` by village and year."""
    found = (
        ExitRow(
            code=str(row["code"]),
            year=int(row["year"]),
            targets=int(row["targets"]),
            targets_met=int(row["targets_met"]),
            targets_undecided=int(row["targets_undecided"]),
            signed=int(row["signed"]),
            is_accepted=_known_flag(row["is_accepted"]),
            exit_year=whole(row["exit_year"]),
            state=cast(ExitState, str(row["state"])),
        )
        for row in rows
    )
    return {(row.code, row.year): row for row in found}


def signature_rows(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, int], Signature]:
    """Return the rows of ``signatures.parquet`` by target, village and year."""
    found = (
        Signature(
            card=str(row["card"]),
            code=str(row["code"]),
            year=int(row["year"]),
            is_signed=_known_flag(row["is_signed"]),
            signed_on=text(row["signed_on"]),
        )
        for row in rows
    )
    return {(row.card, row.code, row.year): row for row in found}


def _known_flag(cell: object) -> bool | None:
    return flag(cell) if text(cell) else None
