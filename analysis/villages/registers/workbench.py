"""Where rows at hand are worked on: a database in memory that reaches nothing outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb


@contextmanager
def open_workbench() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a session of its own, for tables that are handed to it and temporary ones.

    Sessions see nothing of one another, and nothing is left of one that is over. They share a
    database: to make one takes a hundred times as long as to open a session of it.

    Examples
    --------
    >>> with open_workbench() as one, open_workbench() as other:
    ...     _ = one.execute("CREATE TEMP TABLE rows AS SELECT 1 AS number")
    ...     other.execute("SELECT count(*) FROM duckdb_tables()").fetchall()
    [(0,)]
    """
    connection = _database(os.getpid()).cursor()
    try:
        yield connection
    finally:
        connection.close()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """Make the database of a process: one that was forked may not use its parent's."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
