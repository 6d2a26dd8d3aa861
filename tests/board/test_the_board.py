"""Does the board say of each township what was returned, when, and what remains, and no more?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from board.sample_store import BRIDGE, CITY, STONE, TERRACE, WATER, WILLOW
from villages.exhibits.board import Board, Entry, RegisterLine, read_board
from villages.plan import Plan
from villages.registers.history import StoredHistory, create_history, open_history

TODAY = datetime.date(2021, 2, 14)
DUE = datetime.date(2021, 1, 31)


@pytest.fixture(scope="module")
def board(store: StoredHistory, plan: Plan) -> Board:
    return read_board(store, plan, TODAY, (2020,), DUE)


def entry(board: Board, township: str) -> Entry:
    (found,) = [each for each in board.entries if each.place_code == township]
    return found


def line_of(board: Board, reporter: str, register: str) -> RegisterLine:
    (found,) = [line for line in entry(board, reporter).registers if line.register_id == register]
    return found


def test_each_township_and_the_city_are_in_their_state(board: Board) -> None:
    assert {each.place_code: each.state for each in board.entries} == {
        STONE: "complete", WATER: "in_part", BRIDGE: "missing", TERRACE: "in_part",
        WILLOW: "to_mend", CITY: "complete",
    }  # fmt: skip
    assert board.states == {"complete": 2, "to_mend": 1, "in_part": 2, "missing": 1}


def test_returns_are_held_against_the_day_that_was_asked_for(
    board: Board, store: StoredHistory, plan: Plan
) -> None:
    assert {each.place_code: each.timing for each in board.entries} == {
        STONE: "on_time", WATER: "late", BRIDGE: "overdue", TERRACE: "late", WILLOW: "on_time",
        CITY: "on_time",
    }  # fmt: skip
    before = read_board(store, plan, DUE, (2020,), DUE)
    assert entry(before, BRIDGE).timing == "awaited"
    assert {each.timing for each in read_board(store, plan, TODAY, (2020,)).entries} == {""}


def test_returns_are_counted_and_dated(board: Board) -> None:
    stone, bridge = entry(board, STONE), entry(board, BRIDGE)
    assert (stone.returns, bridge.returns) == (2, 0)
    received = [stone.first_received, stone.last_received]
    assert [str(each) for each in received] == [
        "2021-01-05 16:30:00+08:00", "2021-01-20 16:30:00+08:00",
    ]  # fmt: skip
    assert bridge.last_received is None
    assert str(board.as_of) == "2021-02-13 09:05:00+08:00"


def test_what_remains_is_counted_where_it_belongs(board: Board) -> None:
    remaining = {each.place_code: (each.errors, each.warnings) for each in board.entries}
    assert remaining == {
        STONE: (0, 0), WATER: (1, 0), BRIDGE: (0, 0), TERRACE: (0, 0), WILLOW: (2, 3),
        CITY: (0, 0),
    }  # fmt: skip
    assert (board.unplaced_errors, board.errors) == (1, 4)


def test_rows_are_held_against_what_the_villages_counted(board: Board) -> None:
    lines = {line.register_id: line for line in entry(board, WATER).registers}
    assert list(lines) == [
        "village_years", "village_work", "households", "persons", "township_years"
    ]  # fmt: skip
    found = {
        name: (line.expected_places, line.places, line.rows, line.expected_rows)
        for name, line in lines.items()
    }
    assert found == {
        "village_years": (2, 2, 2, 2), "village_work": (2, 2, 2, 2), "households": (2, 2, 2, 3),
        "persons": (2, 1, 1, 4), "township_years": (1, 0, 0, 1),
    }  # fmt: skip
    assert [name["zh"] for name in lines["persons"].missing] == ["村22"]
    assert [name["zh"] for name in lines["households"].short] == ["村22"]


def test_townships_and_the_city_are_asked_for_a_row_of_their_own(board: Board) -> None:
    assert [name["zh"] for name in line_of(board, WATER, "township_years").missing] == ["白水乡"]
    assert line_of(board, STONE, "township_years").is_whole
    (own,) = entry(board, CITY).registers
    assert (own.register_id, own.level, own.rows, own.is_whole) == ("city_years", "city", 1, True)
    # Projects may be many or none: nothing of them is due.
    assert list(board.registers) == [
        "village_years", "village_work", "households", "persons", "township_years", "city_years"
    ]  # fmt: skip


def test_a_count_that_is_missing_leaves_the_return_open(board: Board) -> None:
    persons = line_of(board, TERRACE, "persons")
    assert (persons.rows, persons.expected_rows, persons.uncounted_places) == (4, 0, 1)
    assert not persons.is_whole


def test_a_village_that_counted_none_lacks_nothing(board: Board) -> None:
    persons = line_of(board, WILLOW, "persons")
    assert (persons.rows, persons.missing, persons.is_whole) == (0, (), True)


def test_every_year_that_anything_is_held_of_is_shown(store: StoredHistory, plan: Plan) -> None:
    board = read_board(store, plan, TODAY, due=DUE)
    assert board.years == (2019, 2020) and len(board.entries) == 12
    held = [each for each in board.entries if each.year == 2019 and each.state != "missing"]
    assert [each.place_code for each in held] == [BRIDGE]
    # The year before is whole by what it counted: no household, no person.
    assert held[0].state == "complete" and held[0].returns == 0
    # What the store began with was not returned: it is neither late nor awaited.
    assert held[0].timing == ""


def test_it_travels_as_json_and_names_no_person(board: Board) -> None:
    text = json.dumps(board.data(), ensure_ascii=False)
    said = json.loads(text)
    assert said["states"]["in_part"] == 2 and said["errors"] == 4
    assert said["due"] == "2021-01-31" and said["entries"][0]["year"] == 2020
    assert said["entries"][0]["last_received"] == "2021-01-20T16:30+08:00"
    assert "H9901" not in text and "p9901" not in text


def test_a_store_without_anything_has_a_board(plan: Plan, tmp_path: Path) -> None:
    create_history(plan, tmp_path / "store", None, who="x", now=datetime.datetime.now(datetime.UTC))
    with open_history(plan, tmp_path / "store") as history:
        board = read_board(history, plan, TODAY, (2020,), DUE)
    assert board.entries == () and board.as_of is None and board.errors == 0
