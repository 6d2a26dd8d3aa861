"""Run a page in this process, cell by cell, and read what it shows."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path

from made_once import ONCE
from villages.exhibits.blocks import Block, Complete, Cover, Figure, Section
from villages.vocabulary import RESULTS_CARD, shipped

Parameter = str | int
Shown = tuple[Section | Complete, ...]

#: What a block says of itself to programs, not to readers.
NOT_SAID = {"tone", "kind", "align", "style", "language", "role", "status", "pattern"}


def run_page(name: str, **parameters: Parameter) -> list[Section | Complete]:
    """Return what each cell of a page shows; what was shown of the same results is shown again."""
    sources, given = _asked(name, parameters)
    card = Path(str(given["results"])) / RESULTS_CARD
    written = card.stat().st_mtime_ns if card.is_file() else 0
    return list(_shown(name, sources, tuple(sorted(given.items())), written))


def run_page_anew(name: str, **parameters: Parameter) -> list[Section | Complete]:
    """Return what each cell of a page shows, whether it was shown before or not."""
    return list(_run(name, *_asked(name, parameters)))


def _asked(
    name: str, parameters: dict[str, Parameter]
) -> tuple[tuple[str, ...], dict[str, Parameter]]:
    """Return a page's cells and all its parameters."""
    notebook = json.loads((shipped("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
    sources = tuple("".join(cell["source"]) for cell in notebook["cells"])
    given: dict[str, Parameter] = {}
    exec(compile(sources[0], name, "exec"), {}, given)
    assert set(parameters) <= set(given)
    return sources, given | parameters


@lru_cache(maxsize=64)
def _shown(
    name: str, sources: tuple[str, ...], given: tuple[tuple[str, Parameter], ...], written: int
) -> Shown:
    """Run a page; of results that all processes share it is kept for all."""
    shared = next((at for at in Path(str(dict(given)["results"])).parents if at.name == ONCE), None)
    if shared is None:
        return _run(name, sources, dict(given))
    asked = hashlib.sha256(repr((name, sources, given, written)).encode()).hexdigest()
    kept = shared / f"{asked}.page"
    if kept.is_file():
        found: Shown = pickle.loads(kept.read_bytes())
        return found
    shown = _run(name, sources, dict(given))
    scratch = kept.with_suffix(f".{os.getpid()}")
    scratch.write_bytes(pickle.dumps(shown))
    os.replace(scratch, kept)
    return shown


def _run(name: str, sources: tuple[str, ...], given: dict[str, Parameter]) -> Shown:
    names: dict[str, object] = {}
    shown: list[Section | Complete] = []
    for index, source in enumerate(sources):
        tree = ast.parse(source)
        last = tree.body[-1]
        if not isinstance(last, ast.Expr):
            exec(compile(tree, name, "exec"), names)
        else:
            value = eval(compile(ast.Expression(last.value), name, "eval"), names)
            assert isinstance(value, Section | Complete)
            shown.append(value)
        if index == 0:
            names.update(given)
    return tuple(shown)


def blocks(shown: list[Section | Complete]) -> list[Block]:
    """Return the blocks of a page in order."""
    return [block for each in shown if isinstance(each, Section) for block in each.blocks]


def cover_of(shown: list[Section | Complete]) -> Cover:
    """Return the page's cover."""
    (cover,) = [block for block in blocks(shown) if isinstance(block, Cover)]
    return cover


def figures_of(shown: list[Section | Complete]) -> list[Figure]:
    """Return the page's charts."""
    return [block for block in blocks(shown) if isinstance(block, Figure)]


def texts(block: object) -> Iterator[str]:
    """Every text of a block, of charts also what stands in the drawing."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, tuple):
        for part in block:
            yield from texts(part)
    elif is_dataclass(block):
        for field in fields(block):
            if field.name == "svg":
                yield from drawn_texts(getattr(block, field.name))
            elif field.name not in NOT_SAID:
                yield from texts(getattr(block, field.name))


def drawn_texts(svg: str) -> Iterator[str]:
    """The texts of a drawing."""
    from xml.etree import ElementTree

    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        yield "".join(element.itertext())
