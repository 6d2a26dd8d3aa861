"""The store with history in a folder: Parquet files that are written once and never again.

``store.json`` says what it is and is written last; ``base`` holds what it began with;
``revisions/000001`` and so on hold a revision each. A revision is written beside and moved into
place in one step, so that a reader, and who comes after a killed writer, finds all of it or none.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.erasure import Erasure
from villages.registers.history.files import (
    copy_file,
    locked,
    make_private,
    publish,
    settle_folder,
    write_rows,
    write_text,
)
from villages.registers.history.log import revision_of, revision_values
from villages.registers.history.model import Revision
from villages.registers.history.queries import REVISION, WITHDRAWN, in_order, nothing, typed
from villages.registers.history.staging import check_finished, finish, stage
from villages.registers.history.stored import LAYOUT, StoredHistory
from villages.registers.loading import literal, quoted, register_file
from villages.registers.types import arrow_schema

#: What makes a folder a store.
STORE_CARD = "store.json"

#: Rows that are read or written at a time.
BATCH_ROWS = 100_000

_BASE = "base"
_REVISIONS = "revisions"
_LOCK = "lock"
_LOG_ENTRY = "revision.json"
_PROBLEMS = "problems.json"
_UNFINISHED = ".writing"


class ParquetHistory(StoredHistory):
    """A store with history in a folder."""

    dialect: ClassVar[str] = "duckdb"

    def __init__(self, plan: Plan, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        card = _read_card(plan, folder)
        super().__init__(plan, str(folder), card["card"], _read_log(folder))
        self.folder = folder
        self._connection = connection

    def select(self, statement: str, schema: pa.Schema) -> pa.Table:
        """Return what a statement selects."""
        with _damage_named(self.folder):
            return self._connection.sql(statement).to_arrow_table().cast(schema)

    def load(self, connection: duckdb.DuckDBPyConnection, register_id: str, upto: int) -> None:
        """Make a DuckDB table of a register's rows in force, of its name and sorted by its key."""
        register = self.plan.registers[register_id]
        statement = in_order(self.current(register_id, upto=upto), register)
        with _damage_named(self.folder):
            connection.execute(f"CREATE TABLE {quoted(register_id)} AS {statement}")

    def problems(self) -> list[dict[str, Any]]:
        """Return the problems of every revision, each with its ``revision`` number."""
        found = []
        for revision in self._revisions:
            path = _revision_folder(self.folder, revision.number) / _PROBLEMS
            if revision.number:
                found += [{**each, "revision": revision.number} for each in _read_json(path)]
        return found

    def _written(
        self, register_id: str, upto: int, since: int, columns: Collection[str]
    ) -> str | None:
        register = self.plan.registers[register_id]
        base = self.folder / _BASE / f"{register_id}.parquet"
        files = [
            literal(_exact(_revision_folder(self.folder, each.number) / f"{register_id}.parquet"))
            for each in self._revisions
            if 0 < each.number <= upto and register_id in each.rows
        ]
        parts = []
        if since == 0 and base.is_file():
            parts.append(
                f"SELECT CAST(0 AS BIGINT) AS {quoted(REVISION)}, false AS {quoted(WITHDRAWN)}, *"
                f" FROM read_parquet({literal(_exact(base))})"
            )
        if files:
            parts.append(f"SELECT * FROM read_parquet([{', '.join(files)}], union_by_name = true)")
        if since and not parts:
            return None
        # By name, onto the plan's columns: one that the plan has gained since is blank.
        cells = [
            quoted(REVISION),
            quoted(WITHDRAWN),
            *(
                typed(quoted(name), name, column)
                for name, column in register.columns.items()
                if name in columns
            ),
        ]
        rows = " UNION ALL BY NAME ".join([nothing(register, columns), *parts])
        return f"(SELECT {', '.join(cells)} FROM ({rows}))"

    def _keep(
        self, revision: Revision, rows: Mapping[str, pa.Table], problems: list[dict[str, Any]]
    ) -> None:
        target = _revision_folder(self.folder, revision.number)
        beside = target.with_name(f"{_UNFINISHED}-{target.name}")
        make_private(beside)
        for name, table in rows.items():
            number = pa.array([revision.number] * table.num_rows, pa.int64())
            write_rows(beside / f"{name}.parquet", table.append_column(REVISION, number))
        _write_json(beside / _PROBLEMS, problems)
        _write_json(beside / _LOG_ENTRY, revision_values(revision))
        publish(beside, target)

    def _erase(self, erasure: Erasure, revision: Revision) -> list[Revision]:
        files: dict[str, Callable[[Path], None]] = {}
        log = []
        for entry in self._revisions:
            folder = self._revision_files(entry.number)
            found = len(files)
            for name in entry.rows:
                path = folder / f"{name}.parquet"
                rows = _without(self.plan, name, path, erasure) if path.is_file() else None
                if rows is not None:
                    files[str(path.relative_to(self.folder))] = partial(write_rows, rows=rows)
            log.append(self._cleaned_entry(erasure, entry, had_rows=len(files) > found))
            changed: dict[str, object] = {}
            if entry.number:
                held = _read_json(folder / _PROBLEMS)
                changed = (
                    {_PROBLEMS: kept} if (kept := erasure.cleaned_problems(held)) != held else {}
                )
            if log[-1] != entry:
                changed[_LOG_ENTRY] = revision_values(log[-1])
            for name, values in changed.items():
                path = (folder / name).relative_to(self.folder)
                files[str(path)] = partial(_write_json, values=values)
        new = _revision_folder(self.folder, revision.number).relative_to(self.folder)
        files[str(new / _PROBLEMS)] = partial(_write_json, values=[])
        files[str(new / _LOG_ENTRY)] = partial(_write_json, values=revision_values(revision))
        stage(self.folder, files)
        return log

    def settle(self, register_ids: Collection[str]) -> None:
        """Do nothing more: the files are new, and the old ones are gone."""

    def _revision_files(self, number: int) -> Path:
        return _revision_folder(self.folder, number) if number else self.folder / _BASE


def _without(plan: Plan, name: str, path: Path, erasure: Erasure) -> pa.Table | None:
    """A file's rows without a person; None if nothing of the person is there."""
    register = plan.registers.get(name)
    return None if register is None else erasure.cleaned(name, register, pq.read_table(path))


#: Errors of DuckDB that say nothing of the files that it reads.
_NOT_OF_FILES = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.OutOfMemoryException,
)


@contextmanager
def _damage_named(folder: Path) -> Iterator[None]:
    """Say in one line that a file of the store is damaged."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, _NOT_OF_FILES):
            raise
        raise UserError("history_broken", file=folder) from error


@contextmanager
def open_parquet(plan: Plan, folder: Path, *, is_writing: bool) -> Iterator[ParquetHistory]:
    """Open the store of a folder; see ``open_history``."""
    if not (folder / STORE_CARD).is_file():
        raise UserError("history_missing", store=folder)
    with duckdb.connect(":memory:") as connection:
        if not is_writing:
            check_finished(folder)
            yield ParquetHistory(plan, folder, connection)
            return
        with locked(folder / _LOCK, folder):
            for left in (folder / _REVISIONS).glob(f"{_UNFINISHED}-*"):
                shutil.rmtree(left)
            finish(folder)
            yield ParquetHistory(plan, folder, connection)


def create_parquet(
    plan: Plan,
    folder: Path,
    card: Mapping[str, Any],
    beginning: Revision | None,
    registers: Path | None,
    rows: Callable[[str], pa.RecordBatchReader],
) -> None:
    """Make the store of a folder; see ``create_history``.

    A file of registers that is of the plan's columns and types is copied as it is, another one is
    written anew from the rows that were read from it.
    """
    if folder.exists() and not _is_free(folder):
        raise UserError("history_exists", store=folder)
    make_private(folder)
    with locked(folder / _LOCK, folder):
        if not _is_free(folder):
            raise UserError("history_exists", store=folder)
        for name in (_BASE, _REVISIONS):
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            make_private(folder / name)
        if beginning is not None and registers is not None:
            for name, register in plan.registers.items():
                source = register_file(registers, name)
                target = folder / _BASE / f"{name}.parquet"
                is_whole = source is not None and source.suffix == ".parquet"
                if source is not None and is_whole and _schema(source) == arrow_schema(register):
                    copy_file(source, target)
                else:
                    write_rows(target, rows(name))
            _write_json(folder / _BASE / _LOG_ENTRY, revision_values(beginning))
        for name in (_BASE, _REVISIONS):
            settle_folder(folder / name)
        beside = folder / f"{_UNFINISHED}-{STORE_CARD}"
        _write_json(beside, {"layout": LAYOUT, "plan": plan.id, "card": dict(card)})
        publish(beside, folder / STORE_CARD)
    settle_folder(folder.parent)


def _is_free(folder: Path) -> bool:
    """Whether a folder holds nothing but what a killed creator can have left."""
    own = {_BASE, _REVISIONS, _LOCK, f"{_UNFINISHED}-{STORE_CARD}"}
    names = {path.name for path in folder.iterdir()}
    return not names or (_LOCK in names and names <= own)


def _schema(path: Path) -> pa.Schema:
    return pq.read_schema(path).remove_metadata()


def _revision_folder(folder: Path, number: int) -> Path:
    return folder / _REVISIONS / f"{number:06}"


def _read_card(plan: Plan, folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = _read_json(folder / STORE_CARD)
    if card.get("layout") != LAYOUT:
        raise UserError("history_layout", store=folder, found=card.get("layout"), known=LAYOUT)
    if card["plan"] != plan.id:
        raise UserError("history_other_plan", store=folder, found=card["plan"], plan=plan.id)
    return card


def _read_log(folder: Path) -> list[Revision]:
    """Read the log; a revision that is missing or unreadable is never passed over."""
    names = [path.name for path in (folder / _REVISIONS).iterdir()]
    numbers = sorted(int(name) for name in names if name.isdigit())
    entries = [_revision_folder(folder, number) / _LOG_ENTRY for number in numbers]
    if (folder / _BASE / _LOG_ENTRY).is_file():
        entries.insert(0, folder / _BASE / _LOG_ENTRY)
    if numbers != list(range(1, len(numbers) + 1)):
        raise UserError("history_broken", file=folder / _REVISIONS)
    revisions = []
    for entry in entries:
        try:
            revisions.append(revision_of(_read_json(entry)))
        except (TypeError, KeyError, ValueError) as error:
            raise UserError("history_broken", file=entry) from error
        for name in revisions[-1].rows:
            if not (rows := entry.with_name(f"{name}.parquet")).is_file():
                raise UserError("history_broken", file=rows)
    return revisions


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError("history_broken", file=path) from error


def _write_json(path: Path, values: object) -> None:
    if isinstance(values, list):
        # A line each: there may be thousands, and what is indented is written far more slowly.
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in values)
        text = f"[\n{lines}\n]\n"
    else:
        text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    write_text(path, text)


def _exact(path: Path) -> str:
    """A path that DuckDB takes as it is written: in a name, ``*?[`` stand for themselves."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
