"""Is a person gone from everything that is kept, and is everything else as it was?"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from forget.household_registers import CHILD, HEAD, NAME, People, everything_in, write
from history.returns import NOW, later, returned, taken_back
from history.server import Server
from small_registers import CODE
from villages.cli import main
from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.history import create_history, open_history
from villages.registers.pseudonyms import Pseudonyms


def forget(desk: Path, *lines: str, code: int = 0, options: tuple[str, ...] = ()) -> None:
    """Run the command as an official does: who is meant stands in a file, never in the shell."""
    asked = desk / "whom.txt"
    asked.write_text("\n".join(lines), encoding="utf-8")
    arguments = ["forget", "--from", str(asked), "--why", "本人申请", "--yes", *options]
    assert main(arguments) == code
    asked.unlink()


def at(store: str) -> tuple[str, ...]:
    """The option that names the store."""
    return ("--store", store)


def register_rows(plan: Plan, source: str | Path, name: str) -> list[Mapping[str, Any]]:
    """The rows of a register in force."""
    with open_registers(plan, source) as session:
        rows: list[Mapping[str, Any]] = (
            session.connection.sql(f"FROM {name} ORDER BY ALL").to_arrow_table().to_pylist()
        )
    return rows


def correct_and_take_back(plan: Plan, store: str, people: People) -> None:
    """Give the store a history: the child and the family corrected, problems, a cell taken back."""
    key = {"code": CODE, "year": 2020}
    problem = {"severity": "error", "register_id": "persons", "column_id": "sex",
               "key": [CODE, "2020", people.child], "cell": "D5"}  # fmt: skip
    other = {"severity": "error", "register_id": "village_years", "column_id": "hamlet_count",
             "key": [CODE, "2020"], "cell": "C4"}  # fmt: skip
    sent = returned(
        plan,
        {
            "persons": [{**key, "person_id": people.child, "age": 10}],
            "households": [{**key, "household_id": people.family, "house_grade": "B"}],
        },
        why="复核",
        problems=[problem, other],
    )
    back = taken_back(
        plan, "persons", [{**key, "person_id": people.child}], columns=("is_insured",)
    )
    with open_history(plan, store, is_writing=True) as history:
        assert history.append(sent, later(1)).outcome == "new"
        history.append(back, later(2))


def test_a_child_leaves_every_revision(
    plan: Plan, desk: Path, people: People, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    correct_and_take_back(plan, store, people)
    before = register_rows(plan, store, "persons")
    households = register_rows(plan, store, "households")
    forget(desk, CHILD, options=at(store))
    assert register_rows(plan, store, "persons") == [
        row for row in before if row["person_id"] != people.child
    ]
    assert register_rows(plan, store, "households") == households
    with open_history(plan, store) as history:
        for revision in history.log():
            kept = history.rows("persons", upto=revision.number)["person_id"].to_pylist()
            assert people.child not in kept and people.lone in kept
        assert [each["cell"] for each in history.problems()] == ["C4"]
        last = history.log()[-1]
    assert (last.kind, last.why, last.rows) == ("forgetting", "本人申请", {})
    assert last.source == (f"{CODE}:2019", f"{CODE}:2020")
    said = capsys.readouterr().out
    assert "3 reported, 2 registered" in said and people.child not in said and CHILD not in said
    assert main(["registers", "log", "--store", store]) == 0
    assert "person removed" in capsys.readouterr().out


def test_a_head_leaves_a_household_that_stays(
    plan: Plan, desk: Path, people: People, store: str
) -> None:
    correct_and_take_back(plan, store, people)
    forget(desk, HEAD, options=at(store))
    kept = {row["person_id"]: row for row in register_rows(plan, store, "persons")}
    assert people.head not in kept
    number = kept[people.child]["household_id"]
    households = register_rows(plan, store, "households")
    grades = {
        row["year"]: row["house_grade"] for row in households if row["household_id"] == number
    }
    assert number != people.family and grades == {2019: "C", 2020: "B"}
    assert number in {row["household_id"] for row in register_rows(plan, store, "reviews")}
    assert people.family not in {row["household_id"] for row in households}


def test_a_household_of_one_goes_with_its_person(
    plan: Plan, desk: Path, people: People, store: str
) -> None:
    forget(desk, people.lone, options=at(store))
    for name in ("persons", "households", "reviews"):
        rows = register_rows(plan, store, name)
        assert rows and people.single not in {row["household_id"] for row in rows}


def test_no_byte_of_a_folder_names_the_person(
    plan: Plan, desk: Path, people: People, registers: Path
) -> None:
    store = desk / "private" / "store" / plan.id
    assert main(["registers", "begin"]) == 0
    correct_and_take_back(plan, str(store), people)
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["身份证号", f"{CHILD[:6]} {CHILD[6:14]} {CHILD[14:]}"])
    back, other = desk / "private" / "returned", desk / "private" / "logs"
    for folder in (back, other):
        folder.mkdir()
    workbook.save(back / "青石镇（有问题）.xlsx")
    (other / "20210301.log").write_text(f"ValueError: {people.child}")
    (other / "20210302.log").write_text("ValueError: nothing")
    problems = desk / "private" / "problems.json"
    problems.write_text(f'[{{"key": "{people.child}"}}]')
    (desk / "forms").mkdir()
    (desk / "forms" / "青石镇.csv").write_text(f"{people.child},是\n")
    Pseudonyms.open(desk / "private" / "keys").remember_names([NAME, "王小明"])
    canaries = (CHILD, people.child, NAME)
    assert people.child in everything_in(store) and people.child in everything_in(registers)
    forget(desk, CHILD, NAME)
    private = everything_in(desk / "private")
    assert not [canary for canary in canaries if canary in private]
    assert [path.name for path in (*back.iterdir(), *other.iterdir())] == ["20210302.log"]
    assert not problems.exists() and (desk / "forms" / "青石镇.csv").exists()
    names = Pseudonyms.open(desk / "private" / "keys")
    assert not names.is_remembered(NAME) and names.is_remembered("王小明")
    # The one official is no longer named; another, whose name begins alike, still is.
    decided = [row["decided_by"] for row in register_rows(plan, store, "duty_records")]
    assert sorted(decided, key=str) == [None, "欧阳志"]


def test_the_rest_of_a_csv_is_the_same_bytes(plan: Plan, desk: Path, people: People) -> None:
    folder = write(plan, desk / "private" / "registers" / plan.id, people, as_csv=True)
    path = folder / "persons.csv"
    # A quoted line break, blanks and a mark in front, as Excel leaves them.
    odd = path.read_bytes().replace(people.lone.encode(), b'"' + people.lone.encode() + b'"')
    path.write_bytes(b"\xef\xbb\xbf" + odd)
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    forget(desk, CHILD)
    kept = [
        line for line in before["persons.csv"].split(b"\r\n") if people.child.encode() not in line
    ]
    assert path.read_bytes() == b"\r\n".join(kept)
    same = {
        name: data for name, data in before.items() if name not in ("persons.csv", "registers.json")
    }
    assert same == {name: (folder / name).read_bytes() for name in same}
    forget(desk, HEAD)
    assert people.head not in everything_in(folder) and people.family not in everything_in(folder)
    with open_registers(plan, folder) as session:
        assert len(session.card["removals"]) == 2


def test_files_that_held_nothing_of_the_person_stay_as_they_are(
    plan: Plan, desk: Path, people: People, registers: Path
) -> None:
    def hashes() -> dict[str, str]:
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in registers.glob("*.parquet")
        }

    before, rows = hashes(), pq.read_table(registers / "persons.parquet").to_pylist()
    forget(desk, CHILD)
    after = hashes()
    assert {name for name in before if before[name] != after[name]} == {"persons.parquet"}
    kept = pq.read_table(registers / "persons.parquet").to_pylist()
    assert kept == [row for row in rows if row["person_id"] != people.child]


def test_a_server_keeps_nothing_in_its_tables(
    plan: Plan, desk: Path, people: People, registers: Path, postgres: Server
) -> None:
    at_server = postgres.new_database()
    create_history(plan, at_server, registers, who="县扶贫办", now=NOW)
    correct_and_take_back(plan, at_server, people)
    held = postgres._folder / "data" / "base"

    def files_with(canary: str) -> list[str]:
        found = (path for path in held.rglob("*") if path.is_file())
        return [path.name for path in found if canary.encode() in path.read_bytes()]

    forget(desk, HEAD, options=at(at_server))
    assert files_with(people.child)
    assert not files_with(people.head) and not files_with(people.family)


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_twice_is_once(
    desk: Path, people: People, store: str, language: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", language)
    forget(desk, CHILD, options=at(store))
    capsys.readouterr()
    forget(desk, CHILD, code=1, options=at(store))
    said = capsys.readouterr()
    wanted = {"zh": "没有可删除的内容", "en": "There is nothing to remove"}
    assert wanted[language[:2]] in said.err
    # What is left to be done is said again.
    assert {"zh": "自报3，登记2", "en": "3 reported, 2 registered"}[language[:2]] in said.out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("110105194912310021",), "not in order"),
        ((NAME,), "Nobody is named"),
        (("P0123456789abcdef",), "nothing to remove"),
    ],
)
def test_an_unknown_person_is_said_so_without_being_named(
    desk: Path, registers: Path, lines: tuple[str, ...], said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    before = everything_in(registers)
    forget(desk, *lines, code=1)
    told = capsys.readouterr()
    assert said in told.err and lines[0] not in told.out + told.err
    assert everything_in(registers) == before


def test_the_reason_names_nobody(desk: Path, registers: Path, people: People) -> None:
    (desk / "whom.txt").write_text(CHILD)
    for why in (f"{CHILD}要求", f"删去{people.child}", "电话13812345678要求"):
        assert main(["forget", "--from", "whom.txt", "--why", why, "--yes"]) == 1
    assert people.child in everything_in(registers)


def stopped(desk: Path, at_flush: int, ready: Any) -> None:
    """Forget in a process of its own, which is killed at its n-th flush to the disk."""
    os.chdir(desk)
    flush, count = os.fsync, 0

    def flush_or_die(descriptor: Any) -> None:
        nonlocal count
        count += 1
        if count == at_flush:
            os.kill(os.getpid(), signal.SIGKILL)
        flush(descriptor)

    with pytest.MonkeyPatch.context() as machine:
        machine.setattr(os, "fsync", flush_or_die)
        assert main(["forget", "--from", "whom.txt", "--why", "本人申请", "--yes"]) == 0
    ready.set()


def test_killed_anywhere_it_can_be_done_again(
    plan: Plan, desk: Path, people: People, registers: Path, is_full_size: bool
) -> None:
    store = desk / "private" / "store" / plan.id
    context = get_context("fork")
    is_done, flush = context.Event(), 0
    while not is_done.is_set():
        flush += 1 if is_full_size else 11
        for made in (desk / "private" / "store", registers):
            if made.exists():
                shutil.rmtree(made)
        write(plan, registers, people)
        assert main(["registers", "begin"]) == 0
        correct_and_take_back(plan, str(store), people)
        (desk / "whom.txt").write_text(HEAD)
        child = context.Process(target=stopped, args=(desk, flush, is_done))
        child.start()
        child.join()
        assert child.exitcode == (0 if is_done.is_set() else -signal.SIGKILL)
        main(["forget", "--from", "whom.txt", "--why", "本人申请", "--yes"])
        text = everything_in(store) + everything_in(registers)
        assert people.head not in text and people.family not in text and people.child in text
        kept = {row["person_id"]: row for row in register_rows(plan, store, "persons")}
        numbers = {row["household_id"] for row in register_rows(plan, store, "households")}
        assert set(kept) == {people.child, people.lone, "P00000000ff"}
        assert kept[people.child]["household_id"] in numbers
        with open_history(plan, store) as history:
            kinds = [each.kind for each in history.log()]
        assert kinds.count("forgetting") == 1
    assert flush > 10
