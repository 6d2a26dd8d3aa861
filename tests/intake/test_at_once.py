"""Is a return there whole or not at all, whenever its intake is killed and whoever else writes?"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
import time
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

import small_registers
from dirty_forms import YEAR, Cell, SheetTruth, write_form
from intake.taking import NOW, take, take_each, take_when_ready
from villages.plan import Plan
from villages.registers.history import Selection, create_history, open_history
from villages.registers.pseudonyms import Pseudonyms

TOWNSHIPS = {"990181101000": "990181101201", "990181102000": "990181102201"}
KILLS, FULL_KILLS = 20, 200
HOUSEHOLDS = 60


@pytest.fixture(scope="module")
def children() -> ForkServerContext:
    """Processes that begin at once: what is slow to import is there already."""
    context = multiprocessing.get_context("forkserver")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        context.set_forkserver_preload(["intake.taking"])
        forkserver.ensure_running()
    return context


@pytest.fixture(scope="module")
def office(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two townships of one village each, a key, and both filled forms."""
    folder = tmp_path_factory.mktemp("office")
    places = [
        small_registers.place(code)
        | {
            "township_code": township,
            "township_zh": f"镇{township[-4]}",
            "name_zh": f"村{code[-4:]}",
        }
        for township, code in TOWNSHIPS.items()
    ]
    codes = list(TOWNSHIPS.values())
    rows = {
        "places": places,
        "village_years": [{"code": code, "year": YEAR - 1} for code in codes],
        "households": [
            {"code": code, "year": YEAR - 1} for code in codes for _ in range(HOUSEHOLDS)
        ],
        "persons": [{"code": code, "year": YEAR - 1} for code in codes],
    }
    registers = small_registers.write_registers(plan, folder / "registers", rows)
    create_history(plan, folder / "store", registers, who="office", now=NOW)
    Pseudonyms.open(folder / "keys")
    for index, (township, code) in enumerate(TOWNSHIPS.items()):
        write_form(plan, folder / f"{township}.xlsx", township, sheets(plan, code, index))
    return folder


def sheets(plan: Plan, code: str, index: int) -> dict[str, SheetTruth]:
    """A clean form: a household's residents and house, a village's figures."""
    households = SheetTruth()
    for number in range(index * HOUSEHOLDS, (index + 1) * HOUSEHOLDS):
        household: dict[str, str | int] = {
            "code": code,
            "year": YEAR,
            "household_id": f"household_id{number}",
            "resident_count": 1 + number % 7,
            "house_grade": "A",
        }
        households.rows.append({name: Cell(value) for name, value in household.items()})
    village = SheetTruth(
        [{"code": Cell(code), "year": Cell(YEAR), "hamlet_count": Cell(5 + index)}]
    )
    return {"village_years": village, "households": households}


def held(plan: Plan, store: Path) -> dict[str, list[dict[str, Any]]]:
    with open_history(plan, store) as history:
        return {
            name: history.rows(name, Selection(years=[YEAR])).to_pylist()
            for name in ("village_years", "households", "persons")
        }


def counts(plan: Plan, store: Path) -> tuple[int, ...]:
    return tuple(len(rows) for rows in held(plan, store).values())


@pytest.mark.timeout(1200)
def test_a_killed_intake_leaves_all_or_nothing(
    plan: Plan, office: Path, children: ForkServerContext, tmp_path: Path, is_full_size: bool
) -> None:
    form, keys = office / "990181101000.xlsx", office / "keys"
    whole = shutil.copytree(office / "store", tmp_path / "whole")
    begun = time.perf_counter()
    taken = take(whole, keys, form)
    longest = 1.5 * (time.perf_counter() - begun)
    assert taken.problems == () and counts(plan, whole) == (1, HOUSEHOLDS, 0)
    expected = held(plan, whole)
    chance = random.Random(11)
    left: set[tuple[int, ...]] = set()
    for number in range(FULL_KILLS if is_full_size else KILLS):
        store = shutil.copytree(office / "store", tmp_path / f"store-{number}")
        ready = children.Event()
        child = children.Process(target=take_when_ready, args=(store, keys, form, ready))
        child.start()
        assert ready.wait(60)
        time.sleep(chance.uniform(0, longest))
        child.kill()
        child.join()
        assert child.exitcode in (0, -signal.SIGKILL)
        found = counts(plan, store)
        assert found in ((0, 0, 0), (1, HOUSEHOLDS, 0))
        left.add(found)
        take(store, keys, form)
        assert held(plan, store) == expected
        shutil.rmtree(store)
    assert (0, 0, 0) in left


def test_two_intakes_at_once_are_both_right(
    plan: Plan, office: Path, children: ForkServerContext, tmp_path: Path
) -> None:
    forms = [office / f"{township}.xlsx" for township in TOWNSHIPS]
    keys = office / "keys"
    one = shutil.copytree(office / "store", tmp_path / "one")
    for form in forms:
        take(one, keys, form)
    for number in range(4):
        store = shutil.copytree(office / "store", tmp_path / f"two-{number}")
        go = children.Event()
        # Each takes both in, in another order: every form is sent twice.
        both = [
            children.Process(target=take_each, args=(store, keys, order, go))
            for order in (forms, forms[::-1])
        ]
        for child in both:
            child.start()
        go.set()
        for child in both:
            child.join()
            assert child.exitcode == 0
        assert held(plan, store) == held(plan, one)
        with open_history(plan, store) as history:
            assert [revision.number for revision in history.log()] == [0, 1, 2]
            assert {revision.form_id for revision in history.log()[1:]} == {
                f"county:{township}:{YEAR}" for township in TOWNSHIPS
            }
