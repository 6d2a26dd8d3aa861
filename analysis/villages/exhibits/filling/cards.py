"""Mapping cards: which of the house's numbers stands in which column of a form of others."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from villages.errors import UserError
from villages.exhibits.filling.locating import located, where
from villages.exhibits.filling.names import Names
from villages.exhibits.filling.placeholders import read_asked
from villages.plan.model import Plan
from villages.plan.validating import validate
from villages.plan.words import Strict, Text
from villages.vocabulary import Scope
from villages.yaml_lines import YamlFile, read_yaml


def _path(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


#: The labels above a column, from the top group down; one label may be written without a list.
HeaderPath = Annotated[tuple[str, ...], BeforeValidator(_path), Field(min_length=1)]


class Rows(Strict):
    """The rows of a table: a place each.

    Attributes
    ----------
    by
        The column of the places' names or codes.
    township
        The column of the townships' names, where villages of several townships are listed.
    level
        What the places are.
    scope
        Which villages count, and are written into a table without rows. By default indicators are
        of those that the page of the form's place shows, in every row of a table of townships
        alike; registers of all.
    """

    by: HeaderPath
    township: HeaderPath | None = None
    level: Literal["village", "township"]
    scope: Scope | None = None


class FillColumn(Strict):
    """A column of a table and what fills it.

    Attributes
    ----------
    header
        The labels above it.
    value
        As in a placeholder: ``safe_housing.numerator``.
    unit
        The unit that the form asks for, where its header does not say so.
    """

    header: HeaderPath
    value: str = Field(min_length=1)
    unit: str | None = None


class FillCard(Strict):
    """How a table of a form is filled: a row for each village or township.

    Attributes
    ----------
    id
        The file's name.
    label
        Which form this is.
    sheet
        The sheet of a workbook, by name, or the table of a document, by number; without it the one
        that holds the headers.
    rows, columns
        Where places and values stand.
    """

    id: str
    label: Text
    sheet: str | int | None = None
    rows: Rows
    columns: tuple[FillColumn, ...] = Field(min_length=1)
    note: Text | None = None


def known_cards(folder: Path) -> dict[str, Path]:
    """Return the mapping cards in a plan's folder: id → file."""
    return {path.stem: path for path in sorted((folder / "fills").glob("*.yaml"))}


def read_fill_card(plan: Plan, folder: Path, card: str) -> FillCard:
    """Read a mapping card as strictly as a plan.

    Parameters
    ----------
    plan
        The plan whose values it names.
    folder
        The plan's folder.
    card
        The card's id within the plan, or the path of a file.

    Raises
    ------
    UserError
        If there is no such card, or it is broken, or nothing bears a name that it asks by: names
        file, key and line.
    """
    known = known_cards(folder)
    path = known.get(card, Path(card))
    if not path.is_file():
        near = get_close_matches(card, known, n=3, cutoff=0.3) or list(known)
        raise UserError("fill_card_unknown", value=card, near=", ".join(near) or "-")
    file = read_yaml(path)
    if not isinstance(file.content, dict):
        raise UserError("yaml_not_mapping", file=path)
    named = YamlFile(path, {"id": path.stem, **file.content}, file.lines)
    found = validate(named, TypeAdapter(FillCard), __name__)
    names = Names(plan)
    for index, column in enumerate(found.columns):
        line = file.line(("columns", index, "value"))
        with located(path, where("card", line=line)):
            names.meaning(read_asked(column.value).name)
    return found
