"""What the children of the tests do: append, and perhaps be killed while they do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier, Event
from typing import Any

import pytest

from small_registers import CODE, OTHER
from villages.plan import Plan, read_plan
from villages.registers.history import Submission, create_history, open_history

from history.returns import NOW, later, returned, unless  # isort: skip

PLAN = read_plan("zhuanghe-2018-2020")

#: What a return of ``whole_return`` holds of each register.
HOUSEHOLDS, PERSONS, PROBLEMS = 100, 300, 3


def whole_return(plan: Plan, number: int) -> Submission:
    """A return that is known by its number: in its form, its ids, its cells and its problems."""
    year = {"code": CODE if number % 2 else OTHER, "year": 2010 + number // 2 % 20}
    households = [
        year | {"household_id": f"{number}-{each}", "medical_cost_yuan": number}
        for each in range(HOUSEHOLDS)
    ]
    persons = [
        year | {"person_id": f"{number}-{each}", "age": number % 100} for each in range(PERSONS)
    ]
    problems = [{"severity": "error", "cell": f"A{number}", "n": each} for each in range(PROBLEMS)]
    rows = {"households": households, "persons": persons}
    return returned(plan, rows, form_id=f"form-{number}", why="y", problems=problems)


def append_when_told(place: str, number: int, ready: Event) -> None:
    """Say that all is ready, and append."""
    sent = whole_return(PLAN, number)
    ready.set()
    append(place, sent, number)


def append(place: str, sent: Submission, number: int) -> str:
    """Open, append, close."""
    with open_history(PLAN, place, is_writing=True) as history:
        return history.append(sent, later(number)).outcome


def append_each(place: str, numbers: Sequence[int], together: Barrier) -> None:
    """Append one after the other, beginning together with others."""
    sent = [whole_return(PLAN, number) for number in numbers]
    together.wait()
    for number, each in zip(numbers, sent, strict=True):
        assert append(place, each, number) == "new"


def append_and_stop(place: str, number: int, after: int) -> None:
    """Append and die at the n-th time that something is flushed to the disk."""
    flush, count = os.fsync, 0

    def flush_or_die(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count == after:
            os.kill(os.getpid(), 9)
        flush(descriptor)

    with pytest.MonkeyPatch.context() as machine:
        machine.setattr(os, "fsync", flush_or_die)
        append(place, whole_return(PLAN, number), number)


def create_when_told(place: str, registers: Any, ready: Event) -> None:
    """Say that all is ready, and make a store if there is none."""
    ready.set()
    with unless("history_exists"):
        create_history(PLAN, place, registers, who="", now=NOW)
