"""Which places and year a return is about: as it says, or as its rows show."""

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
from villages.registers.reporters import Reporter, read_reporters, reporter_codes
from villages.registers.types import PLACES
from villages.vocabulary import Level


@dataclass(frozen=True)
class Frame:
    """The places of the registers, and whose forms may come in.

    Attributes
    ----------
    owner
        What forms call the plan, or its demonstration.
    rows
        The register of places.
    reporters
        Code → who reports: townships, and the city if the plan asks it anything.
    place_code
        The only reporter that is meant where a form names none.
    """

    owner: str
    rows: Sequence[Mapping[str, Any]]
    reporters: Mapping[str, Reporter]
    place_code: str | None = None

    @cached_property
    def places(self) -> Mapping[Level, Mapping[str, str]]:
        """Level → code of a place → code of who reports it."""
        return reporter_codes(self.reporters)

    def locate(self, place: PlaceText, level: Level) -> Read:
        """Return the code of the place that a form names at a register's level.

        A village is looked for in its township only.
        """
        if level == "city":
            return self._city(place.county)
        township = self.place_code
        if place.township:
            found = self.townships.match(place.township)
            if found.value is None:
                return found
            township = str(found.value)
            if level == "township":
                return found
        if level == "township" and township in self._villages:
            return Read(township)
        if township not in self._villages:
            return refused(
                "foreign_no_township" if level == "township" else "place_without_township"
            )
        return self._villages[township].match(place.village)

    def _city(self, name: str) -> Read:
        """The city of a name; where there is only one, it is meant without a name too."""
        if name:
            return self.cities.match(name)
        if len(self.cities.codes) == 1:
            return Read(self.cities.codes[0])
        return refused("foreign_no_county")

    @cached_property
    def townships(self) -> Places:
        """The townships, to be found by name."""
        return Places.of_townships(self._reporting("township"))

    @cached_property
    def cities(self) -> Places:
        """The city, if it reports, to be found by name."""
        return Places.of_cities(self._reporting("city"))

    def _reporting(self, level: Level) -> list[VillageName]:
        return [
            VillageName(each.code, each.name.zh, each.name.en)
            for each in self.reporters.values()
            if each.level == level
        ]

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


def read_frame(plan: Plan, history: History, place_code: str | None = None) -> Frame:
    """Return the places that the store holds."""
    # A demonstration's forms name the demonstration: see how forms are made.
    owner = plan.demo if history.card.get("is_demo") and plan.demo else plan.id
    rows = history.rows(PLACES).to_pylist()
    return Frame(owner, rows, read_reporters(plan, rows), place_code)


def find_reporter(plan: Plan, history: History, wanted: str) -> Reporter:
    """Return the township, or the city, that a user names by code or name.

    Raises
    ------
    UserError
        If there is none, or more than one: the nearest are named.
    """
    frame = read_frame(plan, history)
    found = frame.townships.match(wanted)
    if found.value is None and frame.cities.codes:
        city = frame.cities.match(wanted)
        found = found if city.value is None else city
    if found.value is None:
        near = found.values.get("names", {}).get(user_language(), "-")
        key = "place_ambiguous" if found.problem == "place_ambiguous" else "place_unknown"
        raise UserError(key, value=wanted, near=near)
    return frame.reporters[str(found.value)]


def codes_of(plan: Plan, history: History, wanted: str) -> list[str]:
    """Return the codes that a township, or the city, answers for, or a village's own.

    Raises
    ------
    UserError
        If there is no such place.
    """
    if wanted in read_frame(plan, history).places.get("village", {}):
        return [wanted]
    return sorted(find_reporter(plan, history, wanted).codes)


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
        The places.
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
        is_ours = said.place_code in frame.reporters and said.year in plan.years
        if said.owner != frame.owner or not is_ours:
            return Problem(file, "", "", "", "form_other_owner", "error")
        return said
    reporters = {
        reporter
        for table in tables
        for code in values_of(plan, table, "code")
        if (reporter := _reporter_of(plan, frame, table, code))
    }
    if len(reporters) != 1:
        return Problem(file, "", "", "", "form_two_reporters", "error")
    found = year_of(plan, file, tables, year)
    if isinstance(found, Problem):
        return found
    return FormId(frame.owner, reporters.pop(), found)


def _reporter_of(plan: Plan, frame: Frame, table: DraftTable, code: str) -> str | None:
    level = plan.registers[table.register_id].level
    return frame.places.get(level, {}).get(code)


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
