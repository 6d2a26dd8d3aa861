"""Where things lie if the user says nothing: the plan, its registers, its results, the reports."""

from __future__ import annotations

from pathlib import Path

from villages.press.options import Option

RESULTS = Path("results")
REPORTS = Path("reports")
FORMS = Path("forms")
REGISTERS = Path("private/registers")
LOGS = Path("private/logs")


def plan_name(plan: str) -> str:
    """Return a plan's name in folders: its id, or the name of its own folder."""
    return Path(plan).resolve().name if "/" in plan or "\\" in plan else plan


def registers_folder(plan: str, given: str | None) -> Path:
    """Return the folder of a plan's registers."""
    return Path(given) if given else REGISTERS / plan_name(plan)


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
