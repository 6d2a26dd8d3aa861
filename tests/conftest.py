"""What the tests share: the size at which they run, the demo registers and their results."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from made_once import Once, made_once
from villages.exhibits.protection import withheld_cells
from villages.findings.results import Results, read_results
from villages.findings.study import run_study
from villages.plan import Plan, read_plan
from villages.registers.demo import write_demo_registers

PLAN = "zhuanghe-2018-2020"

# No test asserts a time: neither an example nor its making may fail for being slow.
settings.register_profile("villages", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("villages")

#: Seconds of work that each folder of tests may cost at its small size; two cores share them.
BUDGETS = {
    "allocation": 20, "assessment": 25, "board": 20, "breakdowns": 25, "browser": 90,
    "cells": 20, "contradictions": 20, "demo": 20, "disclosure": 60, "docs": 30, "doctor": 10,
    "duties": 15, "effects": 15, "every": 60, "exhibits": 120, "exits": 15, "faults": 45,
    "filling": 50, "flows": 30, "foreign": 20, "forget": 40, "forms": 25, "funds": 20,
    "gate": 60, "golden": 20, "guard": 45, "history": 100, "hostile": 60, "index": 45,
    "intake": 280, "layout": 60, "look": 10, "milestones": 10, "official": 40, "oracle": 20,
    "outlook": 20, "pages": 90, "press": 90, "privacy": 90, "programme": 30, "returned": 25,
    "rules": 10, "slides": 60, "spec": 65, "support": 15, "trace": 20,
    "vietnam": 10, "wallchart": 25, "whole": 80, "word": 45, "xlsx": 30,
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the dearest folders first: what takes long must not begin last."""
    items.sort(key=lambda item: -BUDGETS.get(_folder(item.nodeid), 0))


def pytest_collection_finish() -> None:
    """Look for garbage less often: it took an eighth of the time."""
    gc.set_threshold(50_000, 20, 50)


def _folder(test: str) -> str:
    parts = Path(test).parts
    return parts[1] if parts[0] == "tests" else ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what each folder took of its budget; a slow machine is no failure."""
    taken: dict[str, float] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            folder = _folder(getattr(report, "nodeid", ""))
            if isinstance(report, pytest.TestReport) and folder:
                taken[folder] = taken.get(folder, 0) + report.duration
    over = {name for name, seconds in taken.items() if seconds > BUDGETS[name]}
    line = ", ".join(f"{name} {taken[name]:.0f}/{BUDGETS[name]}" for name in sorted(taken))
    terminalreporter.write_line(f"seconds of budget: {line}")
    if over and os.environ.get("VILLAGES_SIZE") != "full":
        terminalreporter.write_line(f"over their budget: {', '.join(sorted(over))}", yellow=True)


@pytest.fixture(scope="session")
def is_full_size() -> bool:
    """Whether the tests run at the sizes of a release (``VILLAGES_SIZE=full``)."""
    return os.environ.get("VILLAGES_SIZE") == "full"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan that the demo registers belong to."""
    return read_plan(PLAN)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for all processes that run the tests; no test changes what it finds."""
    base = tmp_path_factory.getbasetemp()
    return partial(made_once, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def demo_registers(plan: Plan, once: Once) -> Path:
    """The demo registers, made once."""
    return once("registers", lambda folder: write_demo_registers(plan, folder / plan.id))


@pytest.fixture(scope="session")
def demo_results(plan: Plan, demo_registers: Path, once: Once) -> Path:
    """The results folder of the demo registers; those it was made of are gone: pages do without."""

    def study(folder: Path) -> Path:
        copied = shutil.copytree(demo_registers, folder / "studied" / plan.id)
        made = run_study(plan.id, copied, folder / plan.id)
        shutil.rmtree(copied.parent)
        withheld_cells(made)
        return made

    return once("results", study)


@pytest.fixture(scope="session")
def results(demo_results: Path) -> Results:
    """The results of the demo registers, read."""
    return read_results(demo_results)


def program(*names: str) -> str:
    """Return where a program of the system lies; a test without it is skipped, and says so."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"NOT RUN: this machine has no {names[0]}")
    return found


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The program that reads a PDF's text."""
    return program("pdftotext")


@pytest.fixture(scope="session")
def pdffonts() -> str:
    """The program that lists a PDF's fonts."""
    return program("pdffonts")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser without a window."""
    path = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        # Root, as on the machine that builds, is not let into Chromium's sandbox.
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
