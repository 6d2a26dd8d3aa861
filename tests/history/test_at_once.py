"""Is a return there whole or not at all, whoever else writes and whenever a writer is killed?"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from history.appending import (
    HOUSEHOLDS,
    PERSONS,
    PROBLEMS,
    append,
    append_and_stop,
    append_each,
    append_when_told,
    create_when_told,
    whole_return,
)
from history.returns import NOW, unless
from villages.plan import Plan
from villages.registers.history import create_history, open_history


@pytest.fixture(scope="module")
def children() -> ForkServerContext:
    """Processes that begin at once: what is slow to import is there already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["history.appending"])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        forkserver.ensure_running()
    return context


def run_and_kill(
    children: ForkServerContext, what: Callable[..., None], *given: Any, seconds: float
) -> None:
    """Start a child and kill it so long after it was ready."""
    ready = children.Event()
    child = children.Process(target=what, args=(*given, ready))
    child.start()
    assert ready.wait(60)
    time.sleep(seconds)
    child.kill()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)


def assert_whole(plan: Plan, place: str) -> set[str]:
    """Every revision of the log must be there with all its rows; return their forms."""
    with open_history(plan, place) as history:
        log = [revision for revision in history.log() if revision.number]
        households = history.rows("households")["household_id"].to_pylist()
        persons = history.rows("persons")["person_id"].to_pylist()
        problems = Counter(problem["revision"] for problem in history.problems())
    assert [revision.number for revision in log] == list(range(1, len(log) + 1))
    forms = {revision.form_id: revision.number for revision in log}
    assert len(forms) == len(log)
    # Of these returns there is all, and of no other is there anything.
    for ids, expected in ((households, HOUSEHOLDS), (persons, PERSONS)):
        assert Counter(f"form-{each.partition('-')[0]}" for each in ids) == dict.fromkeys(
            forms, expected
        )
    assert problems == dict.fromkeys(forms.values(), PROBLEMS)
    return set(forms)


@pytest.mark.timeout(1200)
def test_a_killed_writer_leaves_the_whole_return_or_none(
    plan: Plan, place: str, children: ForkServerContext, is_full_size: bool
) -> None:
    create_history(plan, place, None, who="", now=NOW)
    started = time.monotonic()
    append(place, whole_return(plan, 0), 0)
    usual = time.monotonic() - started
    chance = random.Random(4711)
    numbers = range(1, 201 if is_full_size else 21)
    lost = 0
    for number in numbers:
        # The first is killed before it can have done anything.
        seconds = chance.uniform(0, 2 * usual) if number > 1 else 0
        run_and_kill(children, append_when_told, place, number, seconds=seconds)
        is_there = f"form-{number}" in assert_whole(plan, place)
        lost += not is_there
        # Done again it is there, once.
        outcome = append(place, whole_return(plan, number), number)
        assert outcome == ("held" if is_there else "new")
    assert lost > 0
    assert assert_whole(plan, place) == {f"form-{number}" for number in (0, *numbers)}
    with open_history(plan, place) as history:
        ages = pc.sum(history.rows("persons")["age"]).as_py()
    assert ages == sum(number % 100 * PERSONS for number in numbers)
    if not place.startswith("postgresql"):
        left = [path.name for path in (Path(place) / "revisions").iterdir()]
        assert all(name.isdigit() for name in left)


def test_a_writer_killed_at_any_step_leaves_nothing(
    plan: Plan, two_villages: Path, tmp_path: Path, children: ForkServerContext
) -> None:
    """Each time that something is flushed to the disk, one after the other."""
    place = str(tmp_path / "store")
    create_history(plan, place, None, who="", now=NOW)
    ends = []
    for step in range(1, 30):
        child = children.Process(target=append_and_stop, args=(place, 0, step))
        child.start()
        child.join()
        ends.append(child.exitcode)
        if assert_whole(plan, place):
            break
    # Rows of two registers, problems, log entry, their folder; when the folder above is flushed all
    # is in place.
    assert ends == [-signal.SIGKILL] * 6
    assert append(place, whole_return(plan, 0), 0) == "held"
    assert assert_whole(plan, place) == {"form-0"}


def test_a_killed_creator_leaves_no_store(
    plan: Plan, place: str, two_villages: Path, children: ForkServerContext
) -> None:
    chance = random.Random(7)
    for seconds in (0, *(chance.uniform(0, 0.4) for _ in range(4))):
        run_and_kill(children, create_when_told, place, two_villages, seconds=seconds)
        with unless("history_missing"), open_history(plan, place) as history:
            assert [revision.number for revision in history.log()] == [0]
            assert history.rows("persons").num_rows == 12
    with unless("history_exists"):
        create_history(plan, place, two_villages, who="", now=NOW)
    with open_history(plan, place) as history:
        assert history.rows("persons").num_rows == 12
        assert history.log()[0].rows["persons"] == 12


def test_two_writers_at_once_are_both_right(
    plan: Plan, place: str, children: ForkServerContext
) -> None:
    create_history(plan, place, None, who="", now=NOW)
    together = children.Barrier(3)
    halves = [range(0, 20), range(20, 40)]
    writers = [
        children.Process(target=append_each, args=(place, numbers, together)) for numbers in halves
    ]
    for writer in writers:
        writer.start()
    together.wait(60)
    seen = 0
    while any(writer.is_alive() for writer in writers):
        # A reader in between sees whole returns only, and never fewer than before.
        forms = assert_whole(plan, place)
        assert len(forms) >= seen
        seen = len(forms)
        time.sleep(0.5)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert assert_whole(plan, place) == {f"form-{number}" for number in range(40)}
    with open_history(plan, place) as history:
        order = [int(revision.form_id.removeprefix("form-")) for revision in history.log()]
        assert [number for number in order if number < 20] == list(halves[0])
        assert [number for number in order if number >= 20] == list(halves[1])
        received = [revision.received_at for revision in history.log()]
        assert received == sorted(received)
