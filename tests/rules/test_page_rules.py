"""Are the pages thin: one call a cell, no logic, nothing imported but the door, no outputs?"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import villages
from villages.vocabulary import shipped

PAGES = sorted(shipped("notebooks").glob("*.ipynb"))
MOST_LINES = 12
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp,
    ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Try, ast.With,
)  # fmt: skip
#: What every page is asked; a page about more than a place names its subject or sum after them.
PARAMETERS = ["place", "year", "language", "edition", "results"]
SUBJECTS: tuple[list[str], ...] = ([], ["theme"], ["body"], ["outcome"], ["budget"])
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in read(path)["cells"]]


def test_the_pages_are_there() -> None:
    names = {path.stem for path in PAGES}
    assert names >= {"township", "village", "city", "income", "housing", "health", "education"}


@each_page
def test_committed_without_outputs(path: Path) -> None:
    for cell in read(path)["cells"]:
        assert cell["cell_type"] == "code"
        assert cell["outputs"] == [] and cell["execution_count"] is None


@each_page
def test_exactly_one_cell_of_parameters_comes_first(path: Path) -> None:
    tagged = ["parameters" in cell["metadata"].get("tags", []) for cell in read(path)["cells"]]
    assert tagged[0] and sum(tagged) == 1


@each_page
def test_parameters_are_the_same_on_every_page(path: Path) -> None:
    names = [line.split(" = ")[0] for line in sources(path)[0].splitlines()]
    assert names[: len(PARAMETERS)] == PARAMETERS
    assert names[len(PARAMETERS) :] in SUBJECTS
    assert all(" | " in line.split("#")[1] for line in sources(path)[0].splitlines())


@each_page
def test_no_logic(path: Path) -> None:
    for source in sources(path):
        found = [type(node).__name__ for node in ast.walk(ast.parse(source))]
        assert not [name for name in found if name in {kind.__name__ for kind in LOGIC}]
        assert len(source.splitlines()) <= MOST_LINES


@each_page
def test_imports_come_through_the_door(path: Path) -> None:
    for source in sources(path):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.Import)
            if isinstance(node, ast.ImportFrom):
                assert node.module == "villages" and node.level == 0
                assert {alias.name for alias in node.names} <= set(villages.__all__)


@each_page
def test_cells_have_names_that_stay(path: Path) -> None:
    names = [cell["id"] for cell in read(path)["cells"]]
    assert len(set(names)) == len(names)
    for name, source in zip(names[2:], sources(path)[2:], strict=True):
        assert source.startswith(name.replace("-", "_") + "(page")


@each_page
def test_it_ends_with_the_mark_that_it_is_complete(path: Path) -> None:
    assert sources(path)[-1] == "complete(page)"


@each_page
def test_it_says_what_it_reports_on(path: Path) -> None:
    metadata = read(path)["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"
    own = metadata["villages"]
    assert own["page"] == path.stem
    assert own["level"] in {"village", "township", "city", "any"}
    assert set(own["title"]) == {"zh", "en"}
    assert f'edition, "{own["level"]}")' in sources(path)[1]


def test_every_name_of_the_door_opens() -> None:
    assert all(callable(getattr(villages, name)) for name in villages.__all__)
    with pytest.raises(AttributeError):
        villages.no_such_name  # noqa: B018
