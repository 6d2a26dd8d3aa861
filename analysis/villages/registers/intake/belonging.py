"""Which villages and year a return is about: as it says, or as its rows show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from villages.catalogue import user_language
from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.history.model import History
from villages.registers.intake.cells import Reader
from villages.registers.intake.draft import DraftTable, PlaceText
from villages.registers.intake.own import FormId
from villages.registers.intake.place_names import Places, VillageName
from villages.registers.intake.problems import Problem
from villages.registers.intake.reading import Read, refused
from villages.registers.types import PLACES


@dataclass(frozen=True)
class Frame:
    """The villages of the registers, and whose forms may come in.

    Attributes
    ----------
    owner
        What forms call the plan, or its demonstration.
    rows
        The register of places.
    township_code
        The only township that is meant where a form names none.
    """

    owner: str
    rows: Sequence[Mapping[str, Any]]
    township_code: str | None = None

    @cached_property
    def township_of(self) -> dict[str, str]:
        """Village code → township code."""
        return {row["code"]: row["township_code"] for row in self.rows}

    def villages(self, township_code: str) -> frozenset[str]:
        """Return the codes of a township's villages."""
        return frozenset(code for code, own in self.township_of.items() if own == township_code)

    def locate(self, place: PlaceText) -> Read:
        """Return the code of the village that a form names, looked for in its township only."""
        township = self.township_code
        if place.township:
            found = self.townships.match(place.township)
            if found.value is None:
                return found
            township = str(found.value)
        if township is None:
            return refused("place_without_township")
        return self._villages[township].match(place.village)

    @cached_property
    def townships(self) -> Places:
        """The townships, to be found by name."""
        named = {
            row["township_code"]: VillageName(
                row["township_code"], row["township_zh"], row["township_en"] or ""
            )
            for row in self.rows
        }
        return Places.of_townships(list(named.values()))

    @cached_property
    def _villages(self) -> dict[str, Places]:
        named: dict[str, list[VillageName]] = {}
        for row in self.rows:
            earlier = row.get("earlier_name_zh")
            village = VillageName(
                row["code"], row["name_zh"], row["name_en"] or "", (earlier,) if earlier else ()
            )
            named.setdefault(row["township_code"], []).append(village)
        return {code: Places.of_villages(villages) for code, villages in named.items()}


def read_frame(plan: Plan, history: History, township_code: str | None) -> Frame:
    """Return the villages that the store holds."""
    # A demonstration's forms name the demonstration: see how forms are made.
    owner = plan.demo if history.card.get("is_demo") and plan.demo else plan.id
    return Frame(owner, history.rows(PLACES).to_pylist(), township_code)


def find_township(plan: Plan, history: History, wanted: str) -> str:
    """Return the code of the township that a user names by code or name.

    Raises
    ------
    UserError
        If there is none, or more than one: the nearest are named.
    """
    found = read_frame(plan, history, None).townships.match(wanted)
    if found.value is None:
        near = found.values.get("names", {}).get(user_language(), "-")
        key = "place_ambiguous" if found.problem == "place_ambiguous" else "place_unknown"
        raise UserError(key, value=wanted, near=near)
    return str(found.value)


def codes_of(plan: Plan, history: History, wanted: str) -> list[str]:
    """Return the codes of a township's villages, or a village's own.

    Raises
    ------
    UserError
        If there is no such place.
    """
    frame = read_frame(plan, history, None)
    if wanted in frame.township_of:
        return [wanted]
    return sorted(frame.villages(find_township(plan, history, wanted)))


def form_of(
    plan: Plan,
    frame: Frame,
    file: str,
    said: FormId | None,
    tables: Sequence[DraftTable],
    year: int | None,
) -> FormId | Problem:
    """Return which form of ours a file is, or why that cannot be told.

    Parameters
    ----------
    plan
        The plan.
    frame
        The villages.
    file
        The file's name.
    said
        What the file says of itself.
    tables
        Its rows: of a sheet without a front, they show whose and when.
    year
        The year that the user names; counts where the file names none.
    """
    if said is not None:
        is_ours = said.township_code in frame.township_of.values() and said.year in plan.years
        if said.owner != frame.owner or not is_ours:
            return Problem(file, "", "", "", "form_other_owner", "error")
        return said
    codes = {code for table in tables for code in values_of(plan, table, "code")}
    townships = {frame.township_of[code] for code in codes if code in frame.township_of}
    if len(townships) != 1:
        return Problem(file, "", "", "", "form_two_townships", "error")
    found = year_of(plan, file, tables, year)
    if isinstance(found, Problem):
        return found
    return FormId(frame.owner, townships.pop(), found)


def year_of(plan: Plan, file: str, tables: Sequence[DraftTable], year: int | None) -> int | Problem:
    """Return the one year that rows are of, by the form or else by the user.

    Parameters
    ----------
    plan
        The plan; the year must be one of its years.
    file
        The file's name.
    tables
        The rows.
    year
        The year that the user names; counts where the form names none.
    """
    years = {each for table in tables for each in values_of(plan, table, "year")}
    asked = years or ({year} if year is not None else set())
    if len(asked) != 1 or not asked <= set(plan.years):
        return Problem(file, "", "", "", "form_two_years", "error")
    return int(asked.pop())


def values_of(plan: Plan, table: DraftTable, column_id: str) -> Iterator[Any]:
    """Return what the cells of a column mean, without those that cannot be read."""
    if column_id in table.constants:
        yield table.constants[column_id]
    held = plan.registers[table.register_id].columns[column_id]
    for column in table.columns:
        if column.column_id == column_id:
            reader = Reader(held, None)
            for row in table.rows:
                value = reader.read(table.cell(row, column)).value
                if value is not None:
                    yield value
