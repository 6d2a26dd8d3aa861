"""Do rows come back as they were sent, any day's as they were on that day?"""

from __future__ import annotations

import datetime
import os
import random
import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from history.returns import NOW, Rows, later, refused, returned, taken_back, village_year
from small_registers import CODE, OTHER
from villages.findings.results import write_results
from villages.findings.study import study
from villages.plan import Plan
from villages.plan.model import Column
from villages.plan.reading import plan_folder
from villages.plan.words import Text
from villages.registers import RegisterSession, open_registers
from villages.registers.history import (
    Selection,
    create_history,
    open_history,
    upto_of,
)
from villages.registers.types import arrow_schema

YEAR = {"code": CODE, "year": 2020}
NEW = {"code": CODE, "year": 2021}


def tables(session: RegisterSession) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a session, sorted."""
    connection = session.connection
    return {
        name: sorted(connection.sql(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in session.plan.registers
    }


def test_a_store_opens_as_the_folder_it_began_with(
    plan: Plan, demo_store: str, demo_registers: Path
) -> None:
    with open_registers(plan, demo_registers) as folder:
        card, hash = folder.card, folder.hash
    with open_registers(plan, demo_store) as session:
        assert (session.card, session.hash) == (card, hash)
        for name, register in plan.registers.items():
            written = pq.read_table(demo_registers / f"{name}.parquet")
            loaded = session.connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()
            assert loaded.cast(arrow_schema(register)).equals(written)


def test_the_hash_is_of_the_rows_wherever_they_lie(
    plan: Plan, two_villages: Path, store: str, tmp_path: Path
) -> None:
    csv = tmp_path / "csv"
    csv.mkdir()
    for name in plan.registers:
        frame = pq.read_table(two_villages / f"{name}.parquet").to_pandas()
        frame[::-1].to_csv(csv / f"{name}.csv", index=False)
    hashes = set()
    for source in (two_villages, csv, store):
        with open_registers(plan, source) as session:
            hashes.add(session.hash)
    assert len(hashes) == 1
    create_history(plan, tmp_path / "from csv [1]*", csv, who="", now=NOW)
    with open_registers(plan, tmp_path / "from csv [1]*") as session:
        assert session.hash in hashes
        assert session.card["as_of"] == "2021-03-01"
    # Blank is not empty, and a letter does not move from cell to cell unseen.
    named: list[Rows] = [
        [{"code": OTHER, "name_en": english, "township_en": township}]
        for english, township in (("", None), ("ab", "c"), ("a", "bc"))
    ]
    with open_history(plan, store, is_writing=True) as history:
        for day, rows in enumerate(named, start=1):
            history.append(returned(plan, {"places": rows}, why="更名"), later(day))
    for day in (1, 2, 3):
        with open_registers(plan, store, later(day).date()) as session:
            hashes.add(session.hash)
    assert len(hashes) == 4


def test_a_day_can_be_opened_again(plan: Plan, store: str) -> None:
    days = {}
    with open_history(plan, store) as history:
        assert upto_of(history, NOW.date()) == 0
    for day, rows in (
        (2, [YEAR | {"household_count": 3}]),
        (5, [NEW | {"household_count": 1}]),
        (5, [NEW | {"hamlet_count": 1}]),
        (9, [YEAR | {"household_count": 4}]),
    ):
        with open_history(plan, store, is_writing=True) as history:
            history.append(returned(plan, {"village_years": rows}, why="核对"), later(day))
        with open_registers(plan, store) as session:
            days[session.card["as_of"]] = session.hash, tables(session)
    assert sorted(days) == ["2021-03-03", "2021-03-06", "2021-03-10"]
    assert len({hash for hash, _ in days.values()}) == 3
    for day, (hash, rows_then) in days.items():
        with open_registers(plan, store, datetime.date.fromisoformat(day)) as session:
            assert (session.card["as_of"], session.hash) == (day, hash)
            assert tables(session) == rows_then
    with open_registers(plan, store, datetime.date(2021, 3, 9)) as session:
        assert (session.card["as_of"], session.hash) == ("2021-03-09", days["2021-03-06"][0])
    with open_history(plan, store) as history:
        asked = {day: upto_of(history, datetime.date(2021, 3, day)) for day in range(1, 12)}
        assert list(asked.values()) == [0, 0, 1, 1, 1, 3, 3, 3, 3, 4, 4]
        # What the store began with counts from the day that its card says: 2021-01-31.
        assert upto_of(history, datetime.date(2021, 1, 31)) == 0
        with refused("history_not_yet"):
            upto_of(history, datetime.date(2021, 1, 30))


def test_results_of_a_day_come_again_byte_by_byte(
    plan: Plan,
    place: str,
    two_villages: Path,
    demo_registers: Path,
    is_full_size: bool,
    tmp_path: Path,
) -> None:
    def results(name: str, source: Path | str, as_of: datetime.date | None) -> dict[str, bytes]:
        with open_registers(plan, source, as_of) as session:
            out = write_results(study(session, plan_folder(plan.id)), tmp_path / name)
        return {path.name: path.read_bytes() for path in out.iterdir()}

    registers = demo_registers if is_full_size else two_villages
    create_history(plan, place, registers, who="", now=NOW)
    folder = results("folder", registers, None)
    households = pq.read_table(registers / "households.parquet").to_pylist()
    key = plan.registers["households"].key
    graded: Rows = [
        {name: row[name] for name in key} | {"house_grade": "D"}
        for row in households
        if row["year"] == 2020 and row["house_grade"] == "A"
    ][:20]
    with open_history(plan, place, is_writing=True) as history:
        receipt = history.append(returned(plan, {"households": graded}, why="复核"), later(30))
        assert receipt.changed_cells == len(graded) > 1
    now = results("now", place, None)
    assert now["indicators.parquet"] != folder["indicators.parquet"]
    assert results("again", place, datetime.date(2021, 1, 31)) == folder


def test_numbers_and_words_come_back_exactly(plan: Plan, store: str) -> None:
    words = [
        "村〇𠮷",
        "a\"b'c\\d",
        "line\nbreak\r\n,comma",
        "  ",
        "t",
        "\\N",
        "NULL",
        "'); DROP",
        "ﾊ",
        "é",
    ]
    households: Rows = [
        NEW
        | {
            "household_id": word,
            "wage_income_yuan": [-100000, 5000000, 0, None][index % 4],
            "is_dibao": [True, False, None][index % 3],
        }
        for index, word in enumerate(words)
    ]
    kilometres = ["0.001", "199.999", "0.100", "0.000", "100.250"]
    years: Rows = [
        NEW | {"year": 2021 + index, "village_links_km": Decimal(text)}
        for index, text in enumerate(kilometres)
    ]
    with open_history(plan, store, is_writing=True) as history:
        history.append(returned(plan, {"households": households, "village_years": years}), later(1))
    with open_history(plan, store) as history:
        found = history.rows("households", Selection(years=[2021]))
        assert found.schema == arrow_schema(plan.registers["households"])
        # Bytes are the order, in whatever language the server sorts.
        ordered = sorted(households, key=lambda row: str(row["household_id"]).encode())
        for name in ("household_id", "wage_income_yuan", "is_dibao"):
            assert found[name].to_pylist() == [row[name] for row in ordered]
        chosen = Selection(ids={"household_id": [words[1], words[7], "not there"]})
        assert history.rows("households", chosen).num_rows == 2
        lengths = history.rows("village_years", Selection(years=range(2021, 2030)))
        assert list(map(str, lengths["village_links_km"].to_pylist())) == kilometres
        nobody = history.rows("persons", Selection(codes=[]))
        assert nobody.num_rows == 0
        assert nobody.schema == arrow_schema(plan.registers["persons"])


def test_big_numbers_and_other_types_are_exact(plan: Plan, place: str) -> None:
    """Types that no register of this plan has at its ends, in a register made for them."""
    word = Text(zh="值", en="value")
    ends: dict[str, tuple[str, list[Any]]] = {
        "whole": ("integer", [2**63 - 1, -(2**63), None, 0]),
        "part": ("decimal", [Decimal("999999999999999.999"), Decimal("-0.001"), None, Decimal(0)]),
        "real": ("real", [0.1, 5e-324, 1.7976931348623157e308, None]),
        "day": ("date", [datetime.date(1900, 1, 1), datetime.date(2099, 12, 31), None, None]),
    }  # fmt: skip
    columns = {
        name: Column.model_validate({"type": kind, "label": word})
        for name, (kind, _) in ends.items()
    }
    register = plan.registers["places"].model_copy(
        update={"columns": {**plan.registers["places"].columns, **columns}}
    )
    odd = plan.model_copy(update={"registers": {"villages": register}})
    create_history(odd, place, None, who="", now=NOW)
    rows = [
        {"code": f"{index}"} | {name: values[index] for name, (_, values) in ends.items()}
        for index in range(4)
    ]
    with open_history(odd, place, is_writing=True) as history:
        assert history.append(returned(odd, {"villages": rows}), later(1)).added_rows == 4
        assert (
            history.append(returned(odd, {"villages": rows[::-1]}), later(2)).outcome == "unchanged"
        )
    with open_history(odd, place) as history:
        found = history.rows("villages")
        for name, (_, values) in ends.items():
            assert found[name].to_pylist() == values


def test_selections_narrow_and_only_that(plan: Plan, store: str) -> None:
    with open_history(plan, store) as history:
        counts = {
            "all": (history.rows("persons"), 12),
            "village": (history.rows("persons", Selection(codes=[OTHER])), 6),
            "year": (history.rows("persons", Selection(years=[2019])), 6),
            "both": (history.rows("persons", Selection([CODE, OTHER], [2020])), 6),
            "ids": (history.rows("persons", Selection(ids={"person_id": ["person_id7"]})), 1),
            # A register without years is not narrowed by them.
            "places": (history.rows("places", Selection(years=[1990])), 2),
            # A column that is no part of the key narrows what is in force.
            "age": (history.rows("persons", Selection(ids={"age": ["40"]})), 4),
        }
        for name, (rows, expected) in counts.items():
            assert rows.num_rows == expected, name
        with pytest.raises(KeyError):
            history.rows("persons", Selection(ids={"shoe_size": ["40"]}))
    with open_history(plan, store, is_writing=True) as history:
        older = {"code": CODE, "year": 2020, "person_id": "person_id3", "age": 41}
        history.append(returned(plan, {"persons": [older]}, why="更正"), later(1))
        assert history.rows("persons", Selection(ids={"age": ["40"]})).num_rows == 3
        assert history.rows("persons", Selection(ids={"age": ["40"]}), upto=0).num_rows == 4


def test_any_course_of_returns_is_as_a_book_kept_by_hand(
    plan: Plan, place: str, is_full_size: bool
) -> None:
    """Random returns and withdrawals against a dictionary, every revision read again."""
    create_history(plan, place, None, who="", now=NOW)
    chance = random.Random(20200731)
    book: dict[tuple[str, int], dict[str, Any]] = {}
    pages = [dict(book)]
    cells = ("household_count", "person_count", "has_broadband")
    with open_history(plan, place, is_writing=True) as history:
        for step in range(100 if is_full_size else 15):
            chosen = chance.sample([(code, year) for code in "abc" for year in (2018, 2019)], 3)
            keys = [{"code": code, "year": year} for code, year in chosen]
            if chance.random() < 0.3:
                columns = tuple(name for name in cells if chance.random() < 0.4)
                sent = taken_back(plan, "village_years", keys, columns=columns)
                for key in chosen:
                    if key in book and columns:
                        book[key] = book[key] | dict.fromkeys(columns)
                    elif not columns:
                        book.pop(key, None)
            else:
                drawn: list[dict[str, Any]] = [
                    {
                        "household_count": chance.choice([None, 0, 1]),
                        "person_count": chance.choice([None, 5]),
                        "has_broadband": chance.choice([None, True, False]),
                    }
                    for _ in keys
                ]
                rows = [key | row for key, row in zip(keys, drawn, strict=True)]
                sent = returned(plan, {"village_years": rows}, form_id=f"{step}", why="y")
                for key, row in zip(chosen, drawn, strict=True):
                    given = {name: value for name, value in row.items() if value is not None}
                    book[key] = dict.fromkeys(cells) | book.get(key, {}) | given
            is_same = book == pages[-1]
            assert (history.append(sent, later(step)).outcome == "unchanged") == is_same
            if not is_same:
                pages.append(dict(book))
    with open_history(plan, place) as history:
        assert history.last_number == len(pages) - 1 > 5
        for number, page in enumerate(pages):
            found = history.rows("village_years", upto=number).to_pylist()
            assert [(row["code"], row["year"]) for row in found] == sorted(page)
            for row in found:
                held = page[row["code"], row["year"]]
                assert {name: row[name] for name in cells} == held


def test_a_plan_that_gains_a_column_or_a_register_keeps_its_store(plan: Plan, store: str) -> None:
    years = plan.registers["village_years"]
    added = Column.model_validate({"type": "decimal", "label": Text(zh="水渠", en="canals")})
    grown_years = years.model_copy(update={"columns": {**years.columns, "canals_km": added}})
    shops = years.model_copy(update={"columns": {**years.columns}})
    grown = plan.model_copy(
        update={"registers": {**plan.registers, "village_years": grown_years, "shops": shops}}
    )
    with open_history(plan, store, is_writing=True) as history:
        history.append(returned(plan, {"village_years": [NEW]}), later(1))
    with open_history(grown, store) as history:
        assert history.rows("village_years")["canals_km"].to_pylist() == [None] * 5
        # A register that the store has never heard of is empty, for readers too.
        assert history.rows("shops").num_rows == 0
    with open_registers(grown, store, needs_rows=False) as session:
        assert session.connection.table("shops").fetchall() == []
    with open_history(grown, store, is_writing=True) as history:
        assert history.rows("shops").num_rows == 0
        rows: dict[str, Rows] = {
            "village_years": [YEAR | {"canals_km": Decimal("1.5")}],
            "shops": [YEAR],
        }
        assert history.append(returned(grown, rows), later(2)).changed_cells == 0
        found = history.rows("village_years", Selection([CODE]))
        assert found["canals_km"].to_pylist() == [None, Decimal("1.500"), None]
        assert history.rows("shops").num_rows == 1
    with open_history(plan, store) as history:
        assert history.rows("village_years").num_rows == 5
        assert village_year(history, CODE, 2020)["household_count"] == 2  # type: ignore[index]


def test_files_are_for_their_owner_alone(plan: Plan, two_villages: Path, tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        create_history(plan, tmp_path / "store", two_villages, who="", now=NOW)
        with open_history(plan, tmp_path / "store", is_writing=True) as history:
            history.append(returned(plan, {"village_years": [NEW]}), later(1))
    finally:
        os.umask(previous)
    modes = {
        path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "store", *(tmp_path / "store").rglob("*"))
    }
    assert Path("store/revisions/000001/village_years.parquet") in modes
    for path, mode in modes.items():
        assert mode == (0o700 if (tmp_path / path).is_dir() else 0o600), path


def test_only_columns_of_the_plan_come_into_a_store(
    plan: Plan, two_villages: Path, tmp_path: Path
) -> None:
    persons = pq.read_table(two_villages / "persons.parquet")
    names = persons.append_column("name", [["somebody"] * persons.num_rows])
    pq.write_table(names, two_villages / "persons.parquet")
    create_history(plan, tmp_path / "store", two_villages, who="", now=NOW)
    kept = pq.read_schema(tmp_path / "store" / "base" / "persons.parquet")
    assert kept.names == list(plan.registers["persons"].columns)


def test_a_return_may_say_nothing(plan: Plan, store: str) -> None:
    empty = returned(plan, {"village_years": []})
    with open_history(plan, store, is_writing=True) as history:
        assert history.append(empty, later(1)).outcome == "unchanged"
        assert history.append(replace(empty, tables={}), later(1)).outcome == "unchanged"
