"""Where things lie if the user says nothing: the plan, its registers, its results, the reports."""

from __future__ import annotations

import datetime
import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from villages.errors import UserError
from villages.press.options import Option
from villages.press.private import private_folder

if TYPE_CHECKING:
    from villages.plan import Plan

RESULTS = Path("results")
REPORTS = Path("reports")
FORMS = Path("forms")
PRIVATE = Path("private")
REGISTERS = Path("private/registers")
STORES = Path("private/store")
KEYS = Path("private/keys")
RETURNED = Path("private/returned")
LOGS = Path("private/logs")


def plan_name(plan: str) -> str:
    """Return a plan's name in folders: its id, or the name of its own folder."""
    return Path(plan).resolve().name if "/" in plan or "\\" in plan else plan


def registers_folder(plan: str, given: str | None) -> Path:
    """Return the folder of a plan's registers."""
    return Path(given) if given else REGISTERS / plan_name(plan)


def store_place(plan: str, given: str | None) -> Path | str:
    """Return where a plan's store with history lies: a folder, or a database's URL."""
    if given and "://" in given:
        return given
    return Path(given) if given else STORES / plan_name(plan)


def registers_source(plan: str, given: str | None) -> Path | str:
    """Return what a plan's registers are read from: as named, else the store, else the folder."""
    from villages.registers.history import is_history

    if given:
        return store_place(plan, given)
    store = store_place(plan, None)
    return store if is_history(store) else registers_folder(plan, None)


def ready_store(plan: Plan, name: str, given: str | None, who: str) -> Path | str:
    """Return a plan's store; the first return makes one that begins with the registers at hand.

    Raises
    ------
    UserError
        If there is no store and there are no registers to begin with.
    """
    from villages.registers.history import create_history, is_history

    place = store_place(name, given)
    if is_history(place):
        return place
    beginning = registers_folder(name, None)
    if not beginning.is_dir():
        raise UserError("store_missing", store=place)
    private_folder(Path(place).parent)
    create_history(plan, place, beginning, who=who, now=datetime.datetime.now().astimezone())
    return place


def shown_place(place: Path | str) -> str:
    """Return a store's place as messages may say it: of a URL neither user nor password."""
    from villages.registers.history.postgres import is_postgres, shown

    return shown(str(place)) if is_postgres(place) else str(place)


def account() -> str:
    """Return the account that runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "-"


def results_of(plan: str, given: str | None) -> Path:
    """Return the folder of a plan's results."""
    return Path(given) if given else RESULTS / plan_name(plan)


def worker_count(text: str | None) -> int:
    """Return how many reports are printed at once.

    Raises
    ------
    UserError
        If it is no whole number.
    """
    from villages.press.batch import default_workers

    return max(1, int(Option("workers", 1).convert(text))) if text else default_workers()
