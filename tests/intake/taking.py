"""What processes of their own do in the tests that kill them or run them at once."""

from __future__ import annotations

import datetime
from multiprocessing.synchronize import Event
from pathlib import Path

from villages.plan import read_plan
from villages.plan.reading import plan_folder
from villages.registers.guard import read_file
from villages.registers.history import open_history
from villages.registers.intake.door import Door, Sender, Taken, take_in
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.rules import read_rules

PLAN = "zhuanghe-2018-2020"
NOW = datetime.datetime(2019, 12, 31, 9, 0, tzinfo=datetime.UTC)


#: Read once: who is forked from a process that has this module has them too.
READ = read_plan(PLAN)
RULES = read_rules(plan_folder(PLAN), READ)


def take(store: Path, keys: Path, form: Path, why: str = "") -> Taken:
    """Take a form in, as the command does."""
    door = Door(READ, {}, RULES, Pseudonyms.open(keys))
    workbook = read_file(form)
    with open_history(READ, store, is_writing=True) as history:
        return take_in(door, history, workbook, Sender("office", why), NOW)


def take_when_ready(store: Path, keys: Path, form: Path, ready: Event) -> None:
    """Say that all is imported and read, then take the form in."""
    door = Door(READ, {}, RULES, Pseudonyms.open(keys))
    workbook = read_file(form)
    ready.set()
    with open_history(READ, store, is_writing=True) as history:
        take_in(door, history, workbook, Sender("office"), NOW)


def take_each(store: Path, keys: Path, forms: list[Path], go: Event) -> None:
    """Take several forms in, one after the other, once told to begin."""
    assert go.wait(60)
    for form in forms:
        take(store, keys, form)
