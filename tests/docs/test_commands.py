"""Does every command that the documents name exist, with the options that they give it?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/registers.md",
    "docs/reports.md",
    "data/plans/vietnam-1997/README.md",
]


def named_commands() -> set[str]:
    """Lines of shell blocks, and code in the text, that start with the command's name."""
    found: set[str] = set()
    for name in DOCUMENTS:
        text = (ROOT / name).read_text("utf-8")
        for block in re.findall(r"```shell\n(.*?)```", text, re.S):
            found |= {line.partition("#")[0].strip() for line in block.splitlines()}
        found |= set(re.findall(r"`(villages [^`…]+)`", text))
    return {line for line in found if line.startswith("villages ")}


def test_the_documents_name_commands() -> None:
    assert {line.split()[1] for line in named_commands()} >= {"demo", "report", "plan"}


@pytest.mark.parametrize("line", sorted(named_commands()))
def test_a_command_of_the_documents_exists(line: str) -> None:
    words = line.split()[1:]
    options = {word for word in words if word.startswith("--")}
    command = words[: next((i for i, word in enumerate(words) if word.startswith("--")), None)]
    command = [word for word in command if "/" not in word]
    shown = subprocess.run(
        [sys.executable, "-m", "villages", *command, "--help"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert all(re.search(rf"{option}\b", shown.stdout) for option in options)
