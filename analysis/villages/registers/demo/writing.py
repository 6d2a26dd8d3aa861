"""Write tables as a folder of registers, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from villages.plan.model import Plan, Register
from villages.registers.store import REGISTERS_CARD
from villages.registers.types import ARROW_TYPES, arrow_schema

Array = npt.NDArray[Any]

_THOUSANDTH = Decimal("0.001")


@dataclass
class Table:
    """The columns of one register, all of one length, and which of their cells are blank."""

    columns: dict[str, Array]
    blanks: dict[str, Array] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values())))

    def blank(self, name: str, cells: Array) -> None:
        """Blank the marked cells of a column, beside those that are blank already."""
        self.blanks[name] = self.blanks.get(name, np.zeros(self.rows, bool)) | cells

    def take(self, rows: Array) -> Table:
        """Return the rows at these positions, or where this mask is true."""
        return Table(
            {name: values[rows] for name, values in self.columns.items()},
            {name: cells[rows] for name, cells in self.blanks.items()},
        )


def write_registers(
    plan: Plan, folder: Path, blocks: Iterable[Mapping[str, Table]], card: Mapping[str, Any]
) -> Path:
    """Write every register of the plan as Parquet, sorted by its key, and the card of the folder.

    A block is written as row groups of its own before the next one is asked for, so that memory
    need hold one at a time. Everything is written beside the folder first. The card comes last: a
    folder without one is known not to be whole.

    Parameters
    ----------
    plan
        The plan, whose registers say which columns there are and of which type.
    folder
        Where the files go.
    blocks
        Each register → table; every column of the plan that is not optional must be there. A block
        need not hold every register. Its keys follow those of the block before.
    card
        What the folder says of itself.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write_blocks(plan, beside, blocks)
        text = json.dumps(card, ensure_ascii=False, indent=2, sort_keys=True)
        (beside / REGISTERS_CARD).write_text(text + "\n", encoding="utf-8")
        folder.mkdir(exist_ok=True)
        (folder / REGISTERS_CARD).unlink(missing_ok=True)
        for name in (*(f"{name}.parquet" for name in plan.registers), REGISTERS_CARD):
            os.replace(beside / name, folder / name)
    finally:
        shutil.rmtree(beside)
    return folder


def _write_blocks(plan: Plan, folder: Path, blocks: Iterable[Mapping[str, Table]]) -> None:
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                pq.ParquetWriter(
                    folder / f"{name}.parquet",
                    arrow_schema(register),
                    compression="zstd",
                    version="2.6",
                )
            )
            for name, register in plan.registers.items()
        }
        for block in blocks:
            for name, table in block.items():
                writers[name].write_table(_arrow_table(plan.registers[name], table))
            # Let go of this block before the next one is drawn.
            del block, table


def _arrow_table(register: Register, table: Table) -> pa.Table:
    order = np.lexsort([table.columns[name] for name in reversed(register.key)])
    table = table.take(order)
    columns = {}
    for name, column in register.columns.items():
        arrow_type = ARROW_TYPES[column.type]
        if name not in table.columns and column.optional:
            columns[name] = pa.nulls(table.rows, arrow_type)
            continue
        values = table.columns[name]
        if column.type == "decimal":
            values = np.array([Decimal(str(value)).quantize(_THOUSANDTH) for value in values])
        columns[name] = pa.array(values, arrow_type, mask=table.blanks.get(name))
    return pa.table(columns)
