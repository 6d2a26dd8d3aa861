"""The pages: notebooks that say of themselves what they report on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from villages.errors import UserError
from villages.press.formats import TEMPLATES, Template
from villages.press.options import Option, read_options
from villages.vocabulary import Language, Level, PageLevel, shipped

PAGE_LEVELS: tuple[str, ...] = (*get_args(Level), "any")
PARAMETERS_TAG = "parameters"


@dataclass(frozen=True)
class Page:
    """A notebook that can be run for a place.

    Attributes
    ----------
    id
        The page's name in commands and file names.
    path
        The notebook.
    level
        The level of the places that it reports on; ``any`` takes them all.
    title
        What it is called, in both languages.
    template
        What it is printed with; it rules the formats.
    options
        Its parameters.
    """

    id: str
    path: Path
    level: PageLevel
    title: Mapping[Language, str]
    template: Template
    options: tuple[Option, ...]

    def has_option(self, name: str) -> bool:
        """Whether the page has a parameter of this name."""
        return any(option.name == name for option in self.options)


def read_page(path: Path) -> Page:
    """Read what a notebook says of itself.

    Raises
    ------
    UserError
        If there is no such notebook, or it is no page: it lacks a cell tagged ``parameters``.
    """
    if not path.is_file():
        raise UserError("file_missing", file=path)
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = list(notebook["cells"])
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("page_broken", file=path) from error
    own = notebook.get("metadata", {}).get("villages", {})
    level = own.get("level", "any")
    if level not in PAGE_LEVELS:
        near = ", ".join(PAGE_LEVELS)
        raise UserError("page_level", file=path, value=level, near=near)
    identity = str(own.get("page", path.stem))
    template = own.get("template", TEMPLATES[0])
    if template not in TEMPLATES:
        near = ", ".join(TEMPLATES)
        raise UserError("page_template", file=path, value=template, near=near)
    title = own.get("title", {"zh": identity, "en": identity})
    options = read_options(_parameter_source(cells, path), path)
    return Page(identity, path.resolve(), cast(PageLevel, level), title, template, options)


def _parameter_source(cells: list[dict[str, Any]], path: Path) -> str:
    for cell in cells:
        if PARAMETERS_TAG in cell.get("metadata", {}).get("tags", []):
            return "".join(cell["source"])
    raise UserError("page_no_parameters", file=path)


@cache
def shipped_pages() -> Mapping[str, Page]:
    """Return the pages that come with the package: id → page."""
    pages = (read_page(path) for path in sorted(shipped("notebooks").glob("*.ipynb")))
    return {page.id: page for page in pages}


def find_page(name: str) -> Page:
    """Return a page by its id, or by the path of a notebook.

    Raises
    ------
    UserError
        If there is none: the nearest ids are named.
    """
    pages = shipped_pages()
    if name in pages:
        return pages[name]
    if name.endswith(".ipynb"):
        return read_page(Path(name))
    near = get_close_matches(name, pages, n=3, cutoff=0.3) or list(pages)
    raise UserError("page_unknown", value=name, near=", ".join(near))
