"""One hostile plan with its registers and results for all tests, and how pages are printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hostile.hostile_registers import write_hostile_plan, write_hostile_registers
from hostile.looking import (
    look_at_docx,
    look_at_html,
    look_at_pdf,
    look_at_text,
    look_at_xlsx,
)
from made_once import Once
from villages.exhibits.protection import withheld_cells
from villages.findings.study import run_study
from villages.plan import Plan, read_plan

#: Looks at a file of an ending and returns its text without blanks.
Look = Callable[[str | bytes, str], str]


@pytest.fixture(scope="session")
def hostile_plan(plan: Plan, once: Once) -> Path:
    """The folder of the hostile plan."""

    def write(folder: Path) -> Path:
        assert write_hostile_plan(plan.id, folder / plan.id) > 1000
        return folder / plan.id

    return once("hostile_plan", write)


@pytest.fixture(scope="session")
def hostile_registers(hostile_plan: Path, demo_registers: Path, once: Once) -> Path:
    """The folder of the hostile registers."""

    def write(folder: Path) -> Path:
        hostile = read_plan(str(hostile_plan))
        changed = write_hostile_registers(hostile, demo_registers, folder / "registers")
        assert {
            ("places", "name_zh"), ("places", "name_en"), ("places", "earlier_name_zh"),
            ("projects", "project_id"), ("households", "household_id"),
            ("duty_records", "decided_by"),
        } <= changed  # fmt: skip
        return folder / "registers"

    return once("hostile_registers", write)


@pytest.fixture(scope="session")
def hostile_results(hostile_plan: Path, hostile_registers: Path, once: Once) -> Path:
    """The results of the hostile registers, which are gone: no page may need them."""

    def study(folder: Path) -> Path:
        made = run_study(str(hostile_plan), hostile_registers, folder / "r")
        shutil.rmtree(hostile_registers)
        withheld_cells(made)
        return made

    return once("hostile_results", study)


@pytest.fixture
def look(browser: Browser, tmp_path: Path) -> Look:
    """Look at a file of an ending: nothing of it acts; returns its text without blanks."""
    readers: Mapping[str, Callable[[bytes], str]] = {
        "pdf": look_at_pdf, "xlsx": look_at_xlsx, "docx": look_at_docx, "txt": look_at_text,
    }  # fmt: skip

    def look_at(made: str | bytes, ending: str) -> str:
        content = made.encode("utf-8") if isinstance(made, str) else made
        if ending != "html":
            return readers[ending](content)
        path = tmp_path / "page.html"
        path.write_bytes(content)
        return look_at_html(browser, path)

    return look_at
