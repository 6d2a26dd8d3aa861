"""A PostgreSQL server of the tests' own, from the machine's binaries, and databases in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

PASSWORD = "river-stone-4711"

_START_SECONDS = 60


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://villages:{PASSWORD}@/{database}?host={self._folder}"

    def new_database(self) -> str:
        """Make a database and return its URL."""
        name = f"registers_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


def emptied(url: str) -> str:
    """Drop every store of a database, whoever still holds one open, and return its URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        stores = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'villages%'"
        ).fetchall()
        for (store,) in stores:
            connection.execute(f'DROP SCHEMA "{store}" CASCADE'.encode())
    return url


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server, and stop it in the end."""
    binaries = _binaries()
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        # The server refuses to run as root.
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="villages-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD)
        if owner:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        # Words in English order: a store must sort bytes by itself.
        initdb: list[str | Path] = [
            binaries / "initdb", "--pgdata", folder / "data", "--username=villages",
            "--pwfile", folder / "password", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync",
        ]  # fmt: skip
        subprocess.run(initdb, cwd=folder, check=True, capture_output=True, **owner)
        command: list[str | Path] = [
            binaries / "postgres", "-D", folder / "data", "-k", folder,
            "-c", "listen_addresses=", "-F",
        ]  # fmt: skip
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **owner)
        try:
            server = Server(folder)
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            # At once: nobody opens these data again.
            process.send_signal(signal.SIGQUIT)
            process.wait(_START_SECONDS)
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if initdb is None:
        pytest.skip("NOT RUN: this machine has no PostgreSQL server")
    return Path(initdb).resolve().parent


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(server.url()).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return
