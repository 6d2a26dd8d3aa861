"""Does the house keep its own rules: small files, plain names, policy as data, one truth?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
ROOMS_WITHOUT_A_NAME = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def tracked(*patterns: str) -> list[Path]:
    """The files of the project: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_file_is_long() -> None:
    files = tracked("*.py", "*.typ", "*.j2", "*.ipynb")
    assert len(files) > 60
    long = {
        f.name: n for f in files if (n := len(f.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_room_is_without_a_name() -> None:
    names = {part for path in tracked("*.py") for part in (path.stem, path.parent.name)}
    assert not names & ROOMS_WITHOUT_A_NAME


@pytest.mark.parametrize("word", ["zhuanghe", "庄河", "vietnam", "越南"])
def test_no_code_names_a_place(word: str) -> None:
    naming = [
        path.relative_to(ROOT)
        for path in tracked("analysis/*.py", "analysis/*.yaml", "templates/*", "notebooks/*")
        if "demo" not in path.parent.name
        and re.search(word, path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert not naming


def test_no_file_speaks_of_another_machine() -> None:
    words = [r"/work" + "/", r"\.\./sha" + "red", r"/ro" + "ot/", r"/tmp/bash" + "_jobs"]
    for path in tracked():
        if path.suffix in {".png", ".parquet", ".lock", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8")
        for word in words:
            assert not re.search(word, text), f"{path.relative_to(ROOT)} holds {word}"


def test_no_register_and_no_form_is_committed() -> None:
    assert not tracked("*.xls", "*.xlsx", "*.parquet", "*.duckdb", "*.db")


def test_every_user_sentence_stands_in_both_languages() -> None:
    from villages.catalogue import FOLDER, sentences

    names = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    assert {"pages", "commands", "forms", "problems"} <= set(names)
    for name in names:
        entries = sentences(name)
        assert entries
        for key, entry in entries.items():
            assert set(entry) == {"zh", "en"}, key
            english, chinese = _places(entry["en"]), _places(entry["zh"])
            assert chinese <= english | {"count"} or english <= chinese | {"count"}, key


def _places(pattern: object) -> set[str]:
    if isinstance(pattern, dict):
        return set().union(*map(_places, pattern.values()))
    # A label of the plan may stand with a capital: {Village} is {village}.
    return {name.lower() for name in re.findall(r"\{(\w+)", str(pattern))}
