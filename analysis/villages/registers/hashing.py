"""The hash of registers' rows: the same wherever they lie, in whatever order and whoever asks."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from villages.plan.model import Plan
from villages.registers.loading import quoted
from villages.registers.types import arrow_schema

_BATCH_ROWS = 100_000


def content_hash(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the hash of the loaded registers' rows, in the order of their keys.

    Each column is hashed by itself: which cells are missing, how long its texts are, and what it
    holds, so that no two contents are written alike. An optional register without a row counts as
    one that is not there.

    Parameters
    ----------
    plan
        The plan; its columns and their types are part of the content.
    connection
        Where each register is loaded under its name.
    """
    digest = hashlib.sha256()
    for name, register in plan.registers.items():
        if register.optional and not connection.sql(f"FROM {quoted(name)} LIMIT 1").fetchall():
            continue
        columns = [[column_name, column.type] for column_name, column in register.columns.items()]
        digest.update(json.dumps([name, columns]).encode())
        parts: defaultdict[tuple[int, int], hashlib._Hash] = defaultdict(hashlib.sha256)
        keys = ", ".join(map(quoted, register.key))
        rows = connection.sql(f"SELECT * FROM {quoted(name)} ORDER BY {keys}")
        for batch in rows.to_arrow_reader(_BATCH_ROWS):
            for at, field in enumerate(arrow_schema(register)):
                for part, held in enumerate(_parts(batch.column(at).cast(field.type))):
                    parts[at, part].update(held)
        for _, part_digest in sorted(parts.items(), key=lambda item: item[0]):
            digest.update(part_digest.digest())
    return digest.hexdigest()


def _parts(cells: pa.Array) -> Iterator[memoryview]:
    """The bytes of a column's cells: what is missing and, apart, what is held."""
    if pa.types.is_string(cells.type):
        yield _bytes(pc.fill_null(pc.binary_length(cells), -1))
        _, ends, text = cells.buffers()
        edges = np.frombuffer(ends, np.int32)[cells.offset : cells.offset + len(cells) + 1]
        yield memoryview(text or b"")[edges[0] : edges[-1]]
    elif pa.types.is_boolean(cells.type):
        yield _bytes(pc.fill_null(cells.cast(pa.int8()), 2))
    else:
        yield _bytes(pc.is_null(cells).cast(pa.int8()))
        yield _bytes(pc.fill_null(cells, pa.scalar(0, pa.int32()).cast(cells.type)))


def _bytes(numbers: pa.Array) -> memoryview:
    """The bytes of numbers of which none is missing."""
    width = numbers.type.bit_width // 8
    held = memoryview(numbers.buffers()[1])
    return held[numbers.offset * width : (numbers.offset + len(numbers)) * width]
