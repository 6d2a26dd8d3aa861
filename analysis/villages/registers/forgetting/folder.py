"""A folder of registers without a person: rows that stay are the same bytes in a CSV."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from villages.plan.model import Plan, Register
from villages.registers.erasure import Erasure
from villages.registers.history.files import write_rows, write_text
from villages.registers.history.staging import finish, stage
from villages.registers.loading import REGISTERS_CARD, register_file

#: In the card of a folder: when somebody was removed, by whom, why, from which villages and years.
REMOVALS = "removals"

#: What Excel puts in front of a CSV.
_MARK = "\ufeff"


class RegisterFolder:
    """A folder of registers that a person can be taken out of.

    Parameters
    ----------
    plan
        The plan.
    folder
        The folder. What an interrupted removal left to be done is done first.
    """

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        self.is_resumed = finish(folder)

    def ever(self, register_id: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return what some columns of a register hold, each content once."""
        path = register_file(self.folder, register_id)
        if path is None:
            return []
        if path.suffix == ".csv":
            header, records = _records(path)
            rows = [dict(zip(header, fields, strict=False)) for _, fields in records]
            register = self.plan.registers[register_id]
            found = {
                tuple(_typed(register, each, row.get(each)) for each in columns) for row in rows
            }
        else:
            schema = pq.read_schema(path).names
            present = [each for each in columns if each in schema]
            table = pq.read_table(path, columns=present)
            unique = table.group_by(present).aggregate([]) if present else table
            found = {tuple(row.get(each) for each in columns) for row in unique.to_pylist()}
        return [dict(zip(columns, cells, strict=True)) for cells in found]

    def forget(
        self,
        erasure: Erasure,
        places: Sequence[str],
        *,
        who: str,
        why: str,
        now: datetime.datetime,
    ) -> None:
        """Take a person out of every register, all of them or none; the card says that it was done.

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
        files: dict[str, Callable[[Path], None]] = {}
        for name, register in self.plan.registers.items():
            path = register_file(self.folder, name)
            if path is None:
                continue
            if path.suffix == ".csv":
                if (text := _csv_without(name, register, path, erasure)) is not None:
                    files[path.name] = partial(write_text, text=text)
            elif (rows := erasure.cleaned(name, register, pq.read_table(path))) is not None:
                files[path.name] = partial(_write_like, source=path, rows=rows)
        card_file = self.folder / REGISTERS_CARD
        card = json.loads(card_file.read_text("utf-8")) if card_file.is_file() else {}
        said = {"received_at": now.isoformat(), "who": who, "why": why, "places": list(places)}
        card[REMOVALS] = [*card.get(REMOVALS, []), said]
        text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
        files[REGISTERS_CARD] = partial(write_text, text=text)
        stage(self.folder, files)


def _write_like(path: Path, source: Path, rows: pa.Table) -> None:
    """Write rows with the mode of the file that they replace."""
    write_rows(path, rows)
    shutil.copymode(source, path)


def _records(path: Path) -> tuple[list[str], Iterator[tuple[str, list[str]]]]:
    """The header of a CSV, and each record with its very text, which may have several lines."""
    lines = io.StringIO(path.read_bytes().decode("utf-8", "surrogateescape"), newline="")
    taken: list[str] = []

    def told() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(told())

    def records() -> Iterator[tuple[str, list[str]]]:
        for fields in reader:
            text = "".join(taken)
            taken.clear()
            yield text, fields

    pairs = records()
    _, header = next(pairs, ("", []))
    if header:
        header[0] = header[0].removeprefix(_MARK)
    return header, pairs


def _csv_without(name: str, register: Register, path: Path, erasure: Erasure) -> str | None:
    """A CSV's text without the person; None if nothing of the person is there."""
    header, records = _records(path)
    whole = path.read_bytes().decode("utf-8", "surrogateescape")
    kept: list[str] = []
    length = 0
    is_changed = False
    for text, fields in records:
        length += len(text)
        row: Mapping[str, Any] = {
            column: value or None for column, value in zip(header, fields, strict=False)
        }
        if erasure.is_gone(row):
            is_changed = True
            continue
        cells = erasure.new_cells(name, register, row)
        if cells:
            is_changed = True
            ending = text[len(text.rstrip("\r\n")) :]
            changed = [
                cells.get(column, value) or ""
                for column, value in zip(header, fields, strict=False)
            ]
            line = io.StringIO(newline="")
            csv.writer(line, lineterminator=ending or "\n").writerow(changed)
            text = line.getvalue()
        kept.append(text)
    if not is_changed:
        return None
    return (
        (whole[: len(whole) - length] + "".join(kept)).encode("utf-8", "surrogateescape").decode()
    )


def _typed(register: Register, name: str, text: str | None) -> str | int | None:
    """A cell as it counts here: only whole numbers are compared as numbers."""
    if not text:
        return None
    is_whole = register.columns[name].type == "integer" and text.strip().lstrip("-").isdigit()
    return int(text) if is_whole else text
