"""Duties as typed records, and what an edition shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from villages.exhibits.stored import flag, text, whole
from villages.findings.duties import DutyState
from villages.vocabulary import Edition, Verdict


@dataclass(frozen=True)
class DutyRow:
    """How a duty stands in the page's year, as of ``told_on``.

    What officials recorded beside it: ``recorded_closed_on``, the last ``consequence`` with the
    body that it struck and its day (texts, empty for none), and how many there are. No names.
    """

    measure: str
    code: str
    told_on: date
    body: str
    due_on: date
    opened_year: int
    closed_year: int | None
    state: DutyState
    is_late: bool
    days_overdue: int | None
    verdict: Verdict
    recorded_closed_on: str
    consequence: str
    consequence_body: str
    decided_on: str
    consequences: int

    @property
    def is_open(self) -> bool:
        """Whether it is still in the ledger."""
        return self.closed_year is None

    @property
    def days_left(self) -> int:
        """How many days there are until it is due; 0 from then on."""
        return max(0, (self.due_on - self.told_on).days)


def duty_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[DutyRow, ...]:
    """Return rows of ``duties.parquet``."""
    return tuple(
        DutyRow(
            measure=str(row["measure"]),
            code=str(row["code"]),
            told_on=date.fromisoformat(str(row["told_on"])),
            body=str(row["body"]),
            due_on=date.fromisoformat(str(row["due_on"])),
            opened_year=int(row["opened_year"]),
            closed_year=whole(row["closed_year"]),
            state=cast(DutyState, str(row["state"])),
            is_late=flag(row["is_late"]),
            days_overdue=whole(row["days_overdue"]),
            verdict=cast(Verdict, str(row["verdict"])),
            recorded_closed_on=text(row["recorded_closed_on"]),
            consequence=text(row["consequence"]),
            consequence_body=text(row["consequence_body"]),
            decided_on=text(row["decided_on"]),
            consequences=int(row["consequences"]),
        )
        for row in rows
    )


def disclosed_duties(rows: tuple[DutyRow, ...], edition: Edition) -> tuple[DutyRow, ...]:
    """Return the duties as an edition shows them: the public one without what was recorded.

    The state, the due day and the days since follow from the verdict words, which are published.
    """
    if edition == "internal":
        return rows
    return tuple(
        replace(
            row,
            recorded_closed_on="",
            consequence="",
            consequence_body="",
            decided_on="",
            consequences=0,
        )
        for row in rows
    )
