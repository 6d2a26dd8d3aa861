"""What every store with history does alike: read the rows in force, take in a submission."""

from __future__ import annotations

import datetime
import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import duckdb
import pyarrow as pa

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.erasure import Erasure
from villages.registers.history.merging import Merged, concerned, merge
from villages.registers.history.model import Receipt, Revision, Selection, Submission
from villages.registers.history.queries import REVISION, current_rows, in_order
from villages.registers.loading import quoted
from villages.registers.types import arrow_schema
from villages.registers.workbench import open_workbench

#: Goes up when an older program can no longer read what is written.
LAYOUT = 1

EVERYTHING = Selection()


class StoredHistory(ABC):
    """A store with history as it stood when it was opened, and what was appended since.

    Parameters
    ----------
    plan
        The plan whose registers it holds.
    where
        Where it lies, as errors say it: no password.
    card
        What it says of itself.
    revisions
        The log, the oldest first.
    """

    dialect: ClassVar[str]

    def __init__(
        self, plan: Plan, where: str, card: Mapping[str, Any], revisions: list[Revision]
    ) -> None:
        self.plan = plan
        self.where = where
        self._card = dict(card)
        self._revisions = revisions

    @property
    def card(self) -> Mapping[str, Any]:
        """What the store says of itself: ``plan``, ``is_demo``, ``source``, ``as_of``."""
        return self._card | {"plan": self.plan.id}

    @property
    def last_number(self) -> int:
        """The number of the last revision; 0 of an empty store too."""
        return self._revisions[-1].number if self._revisions else 0

    def log(self) -> list[Revision]:
        """Return every revision, the oldest first."""
        return list(self._revisions)

    def rows(
        self,
        register_id: str,
        selection: Selection = EVERYTHING,
        upto: int | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Return a register's rows in force, sorted by its key, in the plan's order and types.

        Parameters
        ----------
        register_id
            The register.
        selection
            Which rows.
        upto
            The last revision that counts; None for the last there is.
        columns
            Which columns, in this order; None for all.
        """
        register = self.plan.registers[register_id]
        whole = arrow_schema(register)
        chosen = tuple(register.columns if columns is None else columns)
        statement = in_order(self._current(register_id, selection, upto, chosen), register)
        return self.select(statement, pa.schema([whole.field(name) for name in chosen]))

    def current(
        self, register_id: str, selection: Selection = EVERYTHING, upto: int | None = None
    ) -> str:
        """Return the SQL of ``rows`` in the store's own database, without their order."""
        register = self.plan.registers[register_id]
        return self._current(register_id, selection, upto, tuple(register.columns))

    def touched(self, register_id: str, after: int, upto: int) -> pa.Table:
        """Return the keys of the rows that the revisions after one, up to another, wrote.

        Parameters
        ----------
        register_id
            The register.
        after, upto
            The numbers of the revisions.
        """
        register = self.plan.registers[register_id]
        whole = arrow_schema(register)
        schema = pa.schema([whole.field(name) for name in register.key])
        written = self._written(register_id, upto, 1, register.key)
        if written is None:
            return schema.empty_table()
        keys = ", ".join(map(quoted, register.key))
        statement = f"SELECT DISTINCT {keys} FROM {written} AS written"
        return self.select(
            f"{statement} WHERE {quoted(REVISION)} > {after} ORDER BY {keys}", schema
        )

    @abstractmethod
    def select(self, statement: str, schema: pa.Schema) -> pa.Table:
        """Return what a statement in the dialect of the store's database selects."""

    @abstractmethod
    def load(self, connection: duckdb.DuckDBPyConnection, register_id: str, upto: int) -> None:
        """Make a DuckDB table of a register's rows in force, of its name and sorted by its key."""

    @abstractmethod
    def problems(self) -> list[dict[str, Any]]:
        """Return the problems of every revision, each with its ``revision`` number."""

    def ever(self, register_id: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return what was ever written into some columns of a register, each content once.

        Parameters
        ----------
        register_id
            The register.
        columns
            Columns of it.
        """
        written = self._written(register_id, self.last_number, 0, columns)
        whole = arrow_schema(self.plan.registers[register_id])
        names = ", ".join(map(quoted, columns))
        statement = f"SELECT DISTINCT {names} FROM {written} AS written ORDER BY {names}"
        rows: list[dict[str, Any]] = self.select(
            statement, pa.schema([whole.field(name) for name in columns])
        ).to_pylist()
        return rows

    def forget(
        self,
        erasure: Erasure,
        places: Sequence[str],
        *,
        who: str,
        why: str,
        now: datetime.datetime,
    ) -> Revision:
        """Take a person out of every revision, as if never written; the log says that it was done.

        Parameters
        ----------
        erasure
            What goes.
        places
            ``<code>:<year>`` of every village and year in which the person stood.
        who, why
            Who removes, and why; neither names the person.
        now
            The clock.
        """
        asked = Submission(
            kind="forgetting",
            form_id="forgetting",
            content_hash=secrets.token_hex(32),
            who=who,
            why=why,
            source=tuple(places),
            tables={},
        )
        revision = self._revision(asked, now, {}, 0)
        self._revisions = [*self._erase(erasure, revision), revision]
        return revision

    @abstractmethod
    def settle(self, register_ids: Collection[str]) -> None:
        """Leave nothing behind of rows that are gone.

        Parameters
        ----------
        register_ids
            The registers that they stood in.
        """

    @abstractmethod
    def _erase(self, erasure: Erasure, revision: Revision) -> list[Revision]:
        """Take out what goes, add the entry of the log, all or nothing; return the others' log."""

    @staticmethod
    def _cleaned_entry(erasure: Erasure, entry: Revision, *, had_rows: bool) -> Revision:
        """Return an entry of the log that says nothing of the person.

        The hash of a withdrawal is made of the row's key alone: another one takes its place.
        """
        of_key = entry.kind == "withdrawal" and had_rows
        return replace(
            entry,
            content_hash=secrets.token_hex(32) if of_key else entry.content_hash,
            who=erasure.cleaned_text(entry.who),
            why=erasure.cleaned_text(entry.why),
            source=tuple(map(erasure.cleaned_text, entry.source)),
        )

    def append(self, submission: Submission, now: datetime.datetime) -> Receipt:
        """Add a submission in one transaction, or say that it is held.

        A return whose very content is held is not taken in again, even if it was corrected since.
        A return that says nothing new of the registers is a revision only if its problems differ
        from those of the form's last one.

        Parameters
        ----------
        submission
            What is handed in.
        now
            The clock. The log never goes backwards: an earlier time counts as the last one's.

        Raises
        ------
        UserError
            If cells that are held would get another value, or rows or cells are taken back, and
            nobody says why; if a key is blank or stands twice; if a value is not admissible.
        """
        if submission.kind != "withdrawal":
            for revision in self._revisions:
                if _content(revision) == (submission.form_id, submission.content_hash):
                    return Receipt("held", revision)
        with open_workbench() as workbench:
            merged = {
                name: self._merged(workbench, name, submission)
                for name in self.plan.registers
                if name in submission.tables
                or any(each.register_id == name for each in submission.withdrawals)
            }
        self._check_why(merged, submission)
        kept_cells = sum(each.kept_cells for each in merged.values())
        rows = {name: each.rows for name, each in merged.items() if each.rows.num_rows}
        problems = plain(submission.problems)
        if not rows and problems == self._last_problems(submission.form_id):
            return Receipt("unchanged", None, kept_cells=kept_cells)
        changed_cells = sum(each.changed_cells for each in merged.values())
        revision = self._revision(submission, now, rows, changed_cells)
        self._keep(revision, rows, problems)
        self._revisions.append(revision)
        return Receipt(
            "new",
            revision,
            added_rows=sum(each.added_rows for each in merged.values()),
            changed_rows=sum(each.changed_rows for each in merged.values()),
            changed_cells=changed_cells,
            kept_cells=kept_cells,
        )

    @abstractmethod
    def _written(
        self, register_id: str, upto: int, since: int, columns: Collection[str]
    ) -> str | None:
        """SQL of the rows that the revisions from ``since`` to ``upto`` wrote; None if none can.

        Beside the revision and whether it took the row back, only these columns: a statement costs
        by the columns that it names, more than by the rows that it finds.
        """

    @abstractmethod
    def _keep(
        self, revision: Revision, rows: Mapping[str, pa.Table], problems: list[dict[str, Any]]
    ) -> None:
        """Write a revision, whole or not at all, and durably."""

    def _current(
        self, register_id: str, selection: Selection, upto: int | None, columns: tuple[str, ...]
    ) -> str:
        last = self.last_number if upto is None else upto
        register = self.plan.registers[register_id]
        asked = {*columns, *register.key, "code", "year", *selection.ids}
        held = self._written(register_id, last, 0, asked)
        assert held is not None
        later = self._written(register_id, last, 1, register.key)
        return current_rows(register, held, later, selection, columns)

    def _merged(
        self, workbench: duckdb.DuckDBPyConnection, name: str, submission: Submission
    ) -> Merged:
        register = self.plan.registers[name]
        given = submission.tables.get(name)
        withdrawals = [each for each in submission.withdrawals if each.register_id == name]
        selection = concerned(register, given, withdrawals)
        statement = self._current(name, selection, None, (*register.columns, REVISION))
        schema = arrow_schema(register).append(pa.field(REVISION, pa.int64()))
        held = self.select(statement, schema)
        return merge(workbench, name, register, held, given, withdrawals, submission.form_id)

    def _check_why(self, merged: Mapping[str, Merged], submission: Submission) -> None:
        corrected = [each for each in merged.values() if each.is_correction]
        if corrected and not submission.why.strip():
            raise UserError(
                "history_why_needed",
                count=sum(each.changed_cells for each in corrected),
                revision=max(each.last_revision for each in corrected),
            )

    def _last_problems(self, form_id: str) -> list[dict[str, Any]]:
        """The problems of the form's last revision, without its number."""
        last = max((each.number for each in self._revisions if each.form_id == form_id), default=-1)
        found = [problem for problem in self.problems() if problem["revision"] == last]
        return [{key: problem[key] for key in problem if key != "revision"} for problem in found]

    def _revision(
        self,
        submission: Submission,
        now: datetime.datetime,
        rows: Mapping[str, pa.Table],
        changed_cells: int,
    ) -> Revision:
        same_form = [each for each in self._revisions if each.form_id == submission.form_id]
        received_at = now if now.tzinfo else now.astimezone()
        if self._revisions:
            received_at = max(received_at, self._revisions[-1].received_at)
        return Revision(
            number=self.last_number + 1,
            kind=submission.kind,
            form_id=submission.form_id,
            form_revision=len(same_form) + 1,
            content_hash=submission.content_hash,
            received_at=received_at,
            who=submission.who,
            why=submission.why,
            source=tuple(submission.source),
            rows={name: table.num_rows for name, table in rows.items()},
            changed_cells=changed_cells,
            problem_count=sum(each.get("severity") == "error" for each in submission.problems),
        )


def plain(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return problems as they come back from a store: lists for tuples, texts for keys."""
    read: list[dict[str, Any]] = json.loads(json.dumps([dict(each) for each in problems]))
    return read


def _content(revision: Revision) -> tuple[str, str]:
    return revision.form_id, revision.content_hash
