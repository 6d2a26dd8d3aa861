"""``villages doctor``: is this machine, and are these folders, in order; and if not, what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from villages.catalogue import user_language
from villages.checks import Check
from villages.commands.condition import (
    check_data,
    check_key,
    check_official_fonts,
    check_plan,
    check_private,
    check_writing,
)
from villages.commands.defaults import LOGS, PRIVATE, REPORTS, RESULTS
from villages.commands.spoken import SpokenCommand, option, words
from villages.machine import (
    check_encodings,
    check_fonts,
    check_limits,
    check_optional,
    check_platform,
    check_umask,
    check_versions,
)
from villages.neutral import json_text
from villages.vocabulary import default_plan


def doctor_command() -> SpokenCommand:
    """Return the command ``doctor``."""
    params = [
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("registers", words("help_registers_source")),
        option("results", words("help_results")),
        option("out", words("help_out"), default=str(REPORTS)),
        option("json", words("help_doctor_json"), metavar="FILE"),
    ]
    return SpokenCommand("doctor", "help_doctor", params=params, callback=_doctor)


def _doctor(
    plan: str, registers: str | None, results: str | None, out: str, json: str | None
) -> int:
    language = user_language()
    found: list[Check] = []
    for check in _checks(plan, registers, results, Path(out)):
        found.append(check)
        state = words(f"doctor_state_{check.state}")
        line = words("doctor_line", state=state, text=check.text(language))
        click.echo(_sayable(line))
    problems = sum(check.state == "problem" for check in found)
    click.echo(_sayable(words("doctor_problems" if problems else "doctor_healthy", count=problems)))
    if json:
        lines = [
            {"check": each.name, "state": each.state, "text": each.text(language)} for each in found
        ]
        Path(json).write_text(json_text(lines, indent=2) + "\n", encoding="utf-8")
    return 1 if problems else 0


def _checks(plan: str, registers: str | None, results: str | None, out: Path) -> Iterator[Check]:
    yield check_platform()
    yield from check_versions()
    yield check_fonts()
    yield check_official_fonts()
    yield from check_optional()
    yield from check_limits([out, RESULTS, PRIVATE])
    yield from check_encodings(sys.stdout.encoding)
    yield check_umask()
    yield from check_private(plan, registers)
    yield from check_key()
    for folder in dict.fromkeys((out, RESULTS, LOGS)):
        yield check_writing(folder)
    yield check_plan(plan)
    yield from check_data(plan, registers, results)


def _sayable(text: str) -> str:
    """The text as a console can say it that knows fewer characters."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding)
