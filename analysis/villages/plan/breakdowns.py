"""Breakdowns: how the rows of a register fall into groups, by which indicators can be split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from villages.errors import UserError
from villages.plan.words import Exact, Strict, Text
from villages.yaml_lines import KeyPath, YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Column, Plan

#: The group of the rows that do not say where they belong.
UNKNOWN = "unknown"

_NUMBERS = ("integer", "decimal", "real")


class Band(Strict):
    """A part of a number's range: from its own start to where the next band begins."""

    id: str = Field(min_length=1)
    label: Text
    start: Exact = Field(alias="from")


class BooleanWords(Strict):
    """What the two groups of a column with yes and no are called."""

    yes: Text
    no: Text


class Attribute(Strict):
    """Where a register's row says its group: in a column of its own, or in that of another.

    ``of`` names the other register, and ``on`` the columns that find its row: that register's key.
    """

    column: str
    of: str | None = None
    on: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Attribute:
        if (self.of is None) != (not self.on):
            raise ValueError("'of' and 'on' are given together")
        return self


class Breakdown(Strict):
    """Groups of rows, such as women and men: found by code words, yes and no, or bands.

    ``registers`` says for each register that can be split where its rows say their group. Groups
    are the code words of the column; ``words`` names those of a column with yes and no, ``bands``
    cuts a number.
    """

    id: str
    label: Text
    registers: Mapping[str, Attribute] = Field(min_length=1)
    bands: tuple[Band, ...] = ()
    words: BooleanWords | None = None


@dataclass(frozen=True)
class Group:
    """A group of a breakdown, with what it is called."""

    id: str
    label: Text


def groups_of(plan: Plan, breakdown: Breakdown) -> tuple[Group, ...]:
    """Return the groups in the plan's order, without that of the rows that do not say theirs.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> plan = read_plan(default_plan())
    >>> [group.id for group in groups_of(plan, breakdown_of(plan, "age"))]
    ['0-5', '6-15', '16-59', '60+']
    """
    name, attribute = next(iter(breakdown.registers.items()))
    column = plan.registers[attribute.of or name].columns[attribute.column]
    return tuple(_groups(breakdown, column))


def _groups(breakdown: Breakdown, column: Column) -> Sequence[Group]:
    if column.values is not None:
        return [Group(word, label) for word, label in column.values.items() if word != UNKNOWN]
    if breakdown.words is not None:
        return [Group("yes", breakdown.words.yes), Group("no", breakdown.words.no)]
    return [Group(band.id, band.label) for band in breakdown.bands]


def breakdown_of(plan: Plan, breakdown_id: str) -> Breakdown:
    """Return the plan's breakdown of that id.

    Raises
    ------
    UserError
        If there is none: the plan's own are named.
    """
    known = {breakdown.id: breakdown for breakdown in plan.breakdowns}
    if breakdown_id in known:
        return known[breakdown_id]
    raise UserError("breakdown_unknown", value=breakdown_id, near=", ".join(known) or "-")


def check_breakdowns(file: YamlFile, plan: Plan) -> None:
    """Refuse breakdowns by what there is not, or by what makes no groups.

    Raises
    ------
    UserError
        Names the file and the line.
    """
    for index, breakdown in enumerate(plan.breakdowns):
        at: KeyPath = ("breakdowns", index)
        if breakdown.id in [each.id for each in plan.breakdowns[:index]]:
            line = file.line((*at, "id"))
            raise UserError("breakdown_twice", file=file.path, line=line, name=breakdown.id)
        for name, attribute in breakdown.registers.items():
            here: KeyPath = (*at, "registers", name)
            column = _column(file, plan, name, attribute, here)
            if not _makes_groups(breakdown, column):
                line = file.line((*here, "column"))
                raise UserError(
                    "breakdown_no_groups", file=file.path, line=line, column=attribute.column
                )
            if not _are_whole(breakdown.bands, column):
                line = file.line((*at, "bands"))
                raise UserError("breakdown_bands", file=file.path, line=line, name=breakdown.id)
            if tuple(_groups(breakdown, column)) != groups_of(plan, breakdown):
                line = file.line(here)
                raise UserError("breakdown_groups", file=file.path, line=line, name=breakdown.id)


def _column(file: YamlFile, plan: Plan, name: str, attribute: Attribute, at: KeyPath) -> Column:
    holder = attribute.of or name
    named = ((name, at), (holder, (*at, "of")))
    for register, where in named:
        if register not in plan.registers:
            near = ", ".join(plan.registers)
            line = file.line(where)
            raise UserError("register_unknown", file=file.path, line=line, name=register, near=near)
    found = plan.registers[holder]
    own = plan.registers[name].columns
    if attribute.of is not None and not (
        set(attribute.on) == set(found.key) and set(attribute.on) <= set(own)
    ):
        line = file.line((*at, "on"))
        keys = ", ".join(found.key)
        raise UserError("breakdown_join", file=file.path, line=line, name=holder, keys=keys)
    if attribute.column not in found.columns:
        near = ", ".join(get_close_matches(attribute.column, found.columns, n=3)) or "-"
        line = file.line((*at, "column"))
        raise UserError(
            "breakdown_column_unknown", file=file.path, line=line, column=attribute.column,
            name=holder, near=near,
        )  # fmt: skip
    return found.columns[attribute.column]


def _makes_groups(breakdown: Breakdown, column: Column) -> bool:
    """Whether it is said how the column makes groups, and in one way only."""
    has_words, has_bands = breakdown.words is not None, bool(breakdown.bands)
    if column.values is not None:
        return not has_words and not has_bands
    if column.type == "boolean":
        return has_words and not has_bands
    return column.type in _NUMBERS and has_bands and not has_words


def _are_whole(bands: Sequence[Band], column: Column) -> bool:
    """Whether bands rise and leave no admissible number out: none of these is unknown."""
    if not bands:
        return True
    starts = [band.start for band in bands]
    ids = {band.id for band in bands}
    is_rising = starts == sorted(set(starts)) and len(ids) == len(bands) and UNKNOWN not in ids
    return is_rising and column.admissible is not None and starts[0] <= column.admissible[0]
