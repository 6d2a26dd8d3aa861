"""In which condition the data are: who may read them, what is missing, what is out of date."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from villages.catalogue import user_language
from villages.checks import Check
from villages.commands.defaults import (
    KEYS,
    PRIVATE,
    registers_source,
    results_of,
    shown_place,
)
from villages.errors import UserError
from villages.keyed_names import KEY_FILE, NAMES_FILE, read_key
from villages.press.private import open_to_others
from villages.vocabulary import RESULTS_CARD

if TYPE_CHECKING:
    from villages.plan import Plan


def check_private(plan: str, registers: str | None) -> Iterator[Check]:
    """Say whether others may read the private folder, the registers or the store."""
    source = registers_source(plan, registers)
    folders = [PRIVATE]
    if isinstance(source, Path) and PRIVATE.absolute() not in source.absolute().parents:
        folders.append(source)
    for folder in folders:
        values = {"folder": folder}
        if not folder.exists():
            yield Check("private", "note", "doctor_private_note", values)
        elif found := open_to_others(folder):
            # Files that came in may be named after somebody: they are counted, not named.
            said = {**values, "count": len(found)}
            yield Check("private", "problem", "doctor_private_problem", said)
        else:
            yield Check("private", "ok", "doctor_private_ok", values)


def check_key() -> Iterator[Check]:
    """Say whether there is a key of the pseudonyms, and a list of names for the gate."""
    try:
        key = read_key(KEYS)
    except (UserError, OSError) as error:
        text = error.text() if isinstance(error, UserError) else error.strerror
        yield Check("key", "problem", "doctor_key_problem", {"cause": text})
        return
    file = KEYS / KEY_FILE
    has_names = (KEYS / NAMES_FILE).is_file()
    if key is None and has_names:
        cause = UserError("pseudonym_key_missing", file=file).text()
        yield Check("key", "problem", "doctor_key_problem", {"cause": cause})
    else:
        state = "note" if key is None else "ok"
        yield Check("key", state, f"doctor_key_{state}", {"file": file})  # type: ignore[arg-type]
    state = "ok" if has_names else "note"
    values = {"file": KEYS / NAMES_FILE}
    yield Check("names", state, f"doctor_names_{state}", values)  # type: ignore[arg-type]


def check_writing(folder: Path) -> Check:
    """Write a file into a folder, or into the nearest above it that exists, and take it away."""
    absolute = folder.absolute()
    there = next(each for each in (absolute, *absolute.parents) if each.is_dir())
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".doctor-") as file:
            file.write("村".encode())
            file.flush()
    except OSError as error:
        values = {"folder": folder, "cause": error.strerror}
        return Check("writing", "problem", "doctor_writing_problem", values)
    return Check("writing", "ok", "doctor_writing_ok", {"folder": folder})


def check_official_fonts() -> Check:
    """Say which fonts official documents are set in, and which of the standard's are missing."""
    from villages.press.export.official_fonts import system_fonts

    fonts = system_fonts()
    state = "note" if fonts.missing else "ok"
    values = {"colophon": fonts.colophon(user_language())}
    return Check("official_fonts", state, f"doctor_official_fonts_{state}", values)  # type: ignore[arg-type]


def check_plan(name: str) -> Check:
    """Say whether a plan is sound."""
    from villages.plan import read_plan

    try:
        plan = read_plan(name)
    except UserError as error:
        return Check("plan", "problem", "doctor_problem_of", {"cause": error.text()})
    return Check("plan", "ok", "doctor_plan_ok", {"plan": plan.id, "count": len(plan.cards)})


def check_data(name: str, registers: str | None, results: str | None) -> Iterator[Check]:
    """Say whether registers can be read, and whether the results are theirs."""
    from villages.plan import read_plan
    from villages.registers import open_registers

    try:
        plan = read_plan(name)
        source = registers_source(name, registers)
        place = shown_place(source)
        if isinstance(source, Path) and not source.exists():
            yield Check("registers", "note", "doctor_registers_note", {"folder": place})
            return
        with open_registers(plan, source) as session:
            current = session.hash
    except UserError as error:
        yield Check("registers", "problem", "doctor_problem_of", {"cause": error.text()})
        return
    yield Check("registers", "ok", "doctor_registers_ok", {"folder": place})
    yield from _check_results(plan, source, current, results_of(name, results))


def _check_results(plan: Plan, source: Path | str, current: str, folder: Path) -> Iterator[Check]:
    from villages.exhibits.protection import FILE

    values: dict[str, object] = {"folder": folder}
    try:
        card = json.loads((folder / RESULTS_CARD).read_text("utf-8"))
    except (OSError, ValueError):
        yield Check("results", "note", "doctor_results_none", values)
        return
    if card.get("registers_hash") == current:
        yield Check("results", "ok", "doctor_results_ok", values)
    elif _stood_so(plan, source, card):
        said = {**values, "day": card["as_of"]}
        yield Check("results", "note", "doctor_results_as_of", said)
    else:
        yield Check("results", "problem", "doctor_results_problem", values)
    state = "ok" if (folder / FILE).is_file() else "problem"
    said = {"file": folder / FILE}
    yield Check("withheld", state, f"doctor_withheld_{state}", said)  # type: ignore[arg-type]


def _stood_so(plan: Plan, source: Path | str, card: dict[str, str]) -> bool:
    """Whether the registers of a store were those of the results on the results' day."""
    from villages.registers import open_registers
    from villages.registers.history import is_history

    if not is_history(source) or not card.get("as_of"):
        return False
    try:
        day = datetime.date.fromisoformat(str(card["as_of"]))
        with open_registers(plan, source, day) as session:
            return session.hash == card.get("registers_hash")
    except (UserError, ValueError):
        return False
