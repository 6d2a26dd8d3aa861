"""Do users of conda, pip and pre-commit get the same as users of make?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]

#: What conda-forge calls by another name than PyPI does.
CONDA_NAMES = {"duckdb": "python-duckdb"}


def requirement(text: str) -> tuple[str, str]:
    """Name and bounds, such as ``("numpy", "2.2")``; anything else is no requirement."""
    found = re.fullmatch(r"([a-z0-9._-]+)>=([0-9.]+(?:,<[0-9.]+)?)", text)
    assert found, f"{text} is not of the form name>=version"
    return found[1], found[2]


def test_conda_environment_equals_the_dependencies() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    expected = {
        (CONDA_NAMES.get(name, name), bound)
        for name, bound in map(requirement, project["dependencies"])
    }
    expected.add(("python", project["requires-python"].removeprefix(">=")))
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry for entry in environment["dependencies"] if isinstance(entry, dict))["pip"]
    assert "pip" in conda
    listed = [requirement(entry) for entry in [*conda, *pip] if entry != "pip"]
    assert len(listed) == len(set(listed))
    assert set(listed) == expected
    assert environment["name"] == project["name"]


def test_hooks_run_what_make_check_runs() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert recipe
    for tool in (
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "nbstripout --verify",
    ):
        assert tool in recipe[1]
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert [hook["entry"] for hook in config["repos"][0]["hooks"]] == ["make check"]
