"""Is what is no store, or another's, refused in one clear line that keeps its secrets?"""

from __future__ import annotations

import datetime
import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from history.returns import NOW, later, refused, returned
from history.server import PASSWORD, emptied
from small_registers import CODE
from villages.errors import UserError
from villages.plan import Plan, read_plan
from villages.registers import open_registers
from villages.registers.history import create_history, files, open_history

YEAR = {"code": CODE, "year": 2021}


def test_no_store_and_an_existing_one(plan: Plan, place: str, two_villages: Path) -> None:
    with refused("history_missing"), open_history(plan, place):
        pass
    with refused("history_missing"), open_history(plan, place, is_writing=True):
        pass
    create_history(plan, place, None, who="", now=NOW)
    with open_history(plan, place) as history:
        assert history.log() == [] and history.problems() == []
        assert history.rows("persons").num_rows == 0
        assert history.card == {"plan": plan.id, "is_demo": False, "as_of": None}
    with refused("history_exists"):
        create_history(plan, place, two_villages, who="", now=NOW)
    with refused("register_empty"), open_registers(plan, place):
        pass


def test_a_store_of_another_plan_is_refused(plan: Plan, store: str) -> None:
    other = plan.model_copy(update={"id": "another"})
    key = "history_missing" if store.startswith("postgresql") else "history_other_plan"
    with refused(key), open_history(other, store):
        pass


def test_another_layout_is_refused(plan: Plan, store: str) -> None:
    if store.startswith("postgresql"):
        with psycopg.connect(store) as connection:
            statement = f'UPDATE "villages_{plan.id}".store SET layout = 99'
            connection.execute(statement.encode())
    else:
        path = Path(store) / "store.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"layout": 99}))
    with pytest.raises(UserError, match="99"), open_history(plan, store):
        pass
    with refused("history_layout"), open_history(plan, store, is_writing=True):
        pass


def test_broken_registers_make_no_store(plan: Plan, place: str, two_villages: Path) -> None:
    persons = pq.read_table(two_villages / "persons.parquet")
    pq.write_table(persons.drop_columns(["age"]), two_villages / "persons.parquet")
    with refused("register_column_missing"):
        create_history(plan, place, two_villages, who="", now=NOW)
    with refused("history_missing"), open_history(plan, place):
        pass
    pq.write_table(persons, two_villages / "persons.parquet")
    create_history(plan, place, two_villages, who="", now=NOW)


def test_a_folder_of_something_else_is_left_alone(
    plan: Plan, two_villages: Path, tmp_path: Path
) -> None:
    before = sorted(two_villages.iterdir())
    with refused("history_exists"):
        create_history(plan, two_villages, two_villages, who="", now=NOW)
    assert sorted(two_villages.iterdir()) == before
    with refused("registers_no_history"), open_registers(plan, two_villages, datetime.date.today()):
        pass
    with refused("registers_missing"), open_registers(plan, tmp_path / "nowhere"):
        pass


def _drop_a_revision(store: Path) -> None:
    (store / "revisions" / "000001").rename(store.parent / "elsewhere")


def _drop_a_table(store: Path) -> None:
    (store / "revisions" / "000002" / "village_years.parquet").unlink()


def _cut_the_log(store: Path) -> None:
    (store / "revisions" / "000001" / "revision.json").write_text("{")


def _cut_the_card(store: Path) -> None:
    (store / "store.json").write_text("")


@pytest.mark.parametrize("harm", [_drop_a_revision, _drop_a_table, _cut_the_log, _cut_the_card])
def test_a_damaged_store_is_never_read_as_less(
    plan: Plan, two_villages: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    store = tmp_path / "store"
    create_history(plan, store, two_villages, who="", now=NOW)
    with open_history(plan, store, is_writing=True) as history:
        for count in (1, 2):
            rows = [YEAR | {"household_count": count}]
            history.append(returned(plan, {"village_years": rows}, why="更正"), later(count))
    harm(store)
    with refused("history_broken"), open_history(plan, store):
        pass


def test_a_second_writer_waits_and_readers_do_not(
    plan: Plan, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.3)
    with open_history(plan, store, is_writing=True) as writer:
        with refused("history_busy"), open_history(plan, store, is_writing=True):
            pass
        with open_history(plan, store) as reader:
            writer.append(returned(plan, {"village_years": [YEAR]}), later(1))
            # A reader stays at the moment at which it was opened.
            assert reader.last_number == 0
            assert reader.rows("village_years").num_rows == 4
            with open_history(plan, store) as next_reader:
                assert next_reader.last_number == 1
                assert next_reader.rows("village_years").num_rows == 5
    with open_history(plan, store, is_writing=True) as writer:
        assert writer.last_number == 1


def test_a_password_is_never_said(
    plan: Plan, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good = emptied(database)
    secret = "s3cret-w0rd"
    bad = [
        good.replace(PASSWORD, secret),
        f"postgresql://villages:{secret}@nowhere.invalid:1/registers",
        f"postgresql://villages:{secret}@localhost:not-a-port/registers",
        f"postgresql://villages:a@{secret}@localhost:1/registers",
        f"postgresql://villages:a/{secret}@localhost:1/registers",
        f"postgresql://localhost:1/registers?password={secret}",
        f"postgresql://localhost:1/registers?passwrod={secret}",
    ]
    for url in bad:
        for act in (
            lambda url=url: create_history(plan, url, None, who="", now=NOW),
            lambda url=url: open_history(plan, url).__enter__(),
            lambda url=url: open_registers(plan, url).__enter__(),
        ):
            with pytest.raises(UserError) as caught:
                act()
            assert caught.value.key == "history_unreachable"
            said = "".join(traceback.format_exception(caught.value, chain=True))
            lines = [line for line in said.splitlines() if "raise " not in line]
            assert secret not in "\n".join([*lines, caught.value.text("en")]), url
            assert secret not in repr(caught.value)
    create_history(plan, good, None, who="", now=NOW)
    with open_history(plan, good) as history:
        assert PASSWORD not in history.where and PASSWORD not in repr(history.card)
    assert secret not in caplog.text and PASSWORD not in caplog.text


def test_stores_of_two_plans_share_a_database(plan: Plan, database: str) -> None:
    url = emptied(database)
    other = read_plan("vietnam-1997")
    for each in (plan, other):
        create_history(each, url, None, who="", now=NOW)
    with (
        open_history(plan, url, is_writing=True) as one,
        open_history(other, url, is_writing=True) as two,
    ):
        assert (one.card["plan"], two.card["plan"]) == (plan.id, other.id)


@pytest.mark.parametrize("kept", [0, 10, 400])
def test_a_table_cut_short_is_named_and_never_read_as_less(
    plan: Plan, two_villages: Path, tmp_path: Path, kept: int
) -> None:
    store = tmp_path / "store"
    create_history(plan, store, two_villages, who="", now=NOW)
    (table,) = store.glob("*/village_years.parquet")
    table.write_bytes(table.read_bytes()[:kept])
    with open_history(plan, store) as history, refused("history_broken"):
        history.rows("village_years")
    with refused("history_broken"), open_registers(plan, store):
        pass
