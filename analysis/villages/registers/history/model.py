"""What a store with history holds: revisions, and what every store must be able to do."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pyarrow as pa

#: ``import``: the registers that the store began with. ``return``: a form that came back.
#: ``withdrawal``: rows or cells taken back by hand. ``forgetting``: a person was removed from all.
RevisionKind = Literal["import", "return", "withdrawal", "forgetting"]

#: ``new``: a revision was added. ``held``: this very content was returned before; nothing was
#: done. ``unchanged``: every value was held already; nothing was done.
Outcome = Literal["new", "held", "unchanged"]


@dataclass(frozen=True)
class Withdrawal:
    """Rows of one register, or cells of them, that are taken back.

    Attributes
    ----------
    register_id
        The register.
    keys
        The key columns of the rows. A row that is not held has nothing to take back.
    columns
        Which cells become missing; without any, the whole rows go.
    """

    register_id: str
    keys: pa.Table
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """What is handed to the store, in one piece.

    Attributes
    ----------
    kind
        What it is.
    form_id
        ``<owner>:<code of the place>:<year>`` of a form, ``import`` or ``withdrawal``.
    content_hash
        The hash of what the file said; the same content is taken in once only.
    who, why
        Who handed it in (an office or an account, no private person) and, for corrections, why.
    source
        The names of the files that it came from.
    tables
        Register → its accepted rows. A cell that is NULL leaves what is held as it is.
    problems
        What remains to be mended: one mapping each, as ``Problem`` in plain values.
    withdrawals
        What is taken back, before the tables are merged: a row may be taken back and stand under
        another key in one piece.
    """

    kind: RevisionKind
    form_id: str
    content_hash: str
    who: str
    why: str
    source: tuple[str, ...]
    tables: Mapping[str, pa.Table]
    problems: Sequence[Mapping[str, Any]] = ()
    withdrawals: Sequence[Withdrawal] = ()


@dataclass(frozen=True)
class Revision:
    """One entry of the log.

    Attributes
    ----------
    number
        Counts from 1 without a gap; 0 is what the store began with.
    received_at
        When it was taken in, by the clock, with its offset.
    form_revision
        How many revisions of this form there are with it.
    rows
        Register → rows added, changed or taken back.
    changed_cells
        How many cells that were held already have another value since.
    problem_count
        How many errors its files had.
    """

    number: int
    kind: RevisionKind
    form_id: str
    form_revision: int
    content_hash: str
    received_at: datetime.datetime
    who: str
    why: str
    source: tuple[str, ...]
    rows: Mapping[str, int]
    changed_cells: int
    problem_count: int


@dataclass(frozen=True)
class Receipt:
    """What became of a submission.

    Attributes
    ----------
    outcome
        Whether anything was added.
    revision
        The revision that was added, or the one that holds this content already; None if every
        value was held already without one.
    added_rows, changed_rows, changed_cells
        What is new in the store.
    kept_cells
        How many cells were blank in the submission and keep the value that is held.
    """

    outcome: Outcome
    revision: Revision | None
    added_rows: int = 0
    changed_rows: int = 0
    changed_cells: int = 0
    kept_cells: int = 0


@dataclass(frozen=True)
class Selection:
    """Which rows of a register are asked for; what is not given does not narrow.

    Attributes
    ----------
    codes
        Places.
    years
        Years.
    ids
        Key column → values, such as ``{"person_id": [...]}``.
    """

    codes: Sequence[str] | None = None
    years: Sequence[int] | None = None
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)


class History(Protocol):
    """A store with history. Opened for writing, nobody else writes until it is closed."""

    @property
    def card(self) -> Mapping[str, Any]:
        """What the store says of itself: ``is_demo``, ``source``, ``plan`` …."""

    def log(self) -> list[Revision]:
        """Return every revision, the oldest first."""

    def rows(
        self,
        register_id: str,
        selection: Selection = ...,
        upto: int | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Return a register's rows as they stand, or stood with revision ``upto``."""

    def problems(self) -> list[dict[str, Any]]:
        """Return the problems of every revision, each with its ``revision`` number."""

    def append(self, submission: Submission, now: datetime.datetime) -> Receipt:
        """Add a submission in one transaction, or say that it is held."""
