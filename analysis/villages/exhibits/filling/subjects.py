"""The places and years that a form asks about, each opened once, through the edition's doorway."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from villages.errors import UserError
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import Evidence, Place, gather, read_places
from villages.exhibits.page import Page, open_page
from villages.exhibits.protection import withheld_cells
from villages.findings.results import Results, read_results
from villages.gazetteer import read_gazetteer, results_folder

_ASKED_TABLES = ("indicators", "verdicts")
_OTHER_TABLES = ("milestones", "distributions", "quantiles", "shapes")


@dataclass(frozen=True)
class Subject:
    """A place in a year.

    Attributes
    ----------
    page
        What the edition may show of it.
    whole
        What there is, only to tell what the edition withholds from what is missing.
    """

    page: Page
    whole: Evidence


class Subjects:
    """Every place and year of a results folder, in one language and edition.

    Parameters
    ----------
    results
        A results folder, or a folder that holds exactly one.
    place
        The form's own place: name or code.
    year
        The form's own year; 0 for the plan's.
    language, edition
        As of every page.

    Raises
    ------
    UserError
        If there are no results, or the place, year, language or edition is unknown.
    """

    def __init__(
        self, results: str | Path, place: str, year: int, language: str, edition: str
    ) -> None:
        self._results = read_results(results)
        self._gazetteer = read_gazetteer(results_folder(Path(results)))
        self._years = tuple(int(each) for each in self._results.card["years"])
        self.places = read_places(self._results)
        self.page = open_page(results, place, year, language, edition)
        self.plan_folder = str(self._results.card["plan_folder"])
        self.registers_hash = str(self._results.card["registers_hash"])
        self._withheld = withheld_cells(results, edition)
        self._opened: dict[tuple[str, int], Subject] = {}
        # A form may ask of hundreds of places: each finds its few rows without a search.
        self._rows = {
            name: getattr(self._results, name).groupby(["code", "year"]).indices
            for name in _ASKED_TABLES
        }

    def find(self, wanted: str) -> Place:
        """Return the place of a name or code."""
        return self.places[self._gazetteer.find(wanted, "any").code]

    def open(self, place: Place | None = None, year: int | None = None) -> Subject:
        """Return a place in a year, by default the form's own.

        Raises
        ------
        UserError
            If the results have no such year.
        """
        place, year = place or self.page.place, year or self.page.year
        if year not in self._years:
            raise UserError("year_unknown", value=year, near=", ".join(map(str, self._years)))
        key = (place.code, year)
        if key not in self._opened:
            plan = self.page.plan
            whole = gather(self._results_of(place, year), plan, place, year)
            page = replace(
                self.page,
                place=place,
                year=year,
                years=tuple(each for each in self._years if each <= year),
                evidence=disclosed(whole, plan, self.page.edition, self._withheld),
            )
            self._opened[key] = Subject(page, whole)
        return self._opened[key]

    def _results_of(self, place: Place, year: int) -> Results:
        """The results of one place and year, as far as forms ask for them."""
        frames = {name: getattr(self._results, name).iloc[:0] for name in _OTHER_TABLES}
        for name, rows in self._rows.items():
            found = rows.get((place.code, year), [])
            frames[name] = getattr(self._results, name).iloc[found]
        return replace(self._results, **frames)

    def below(self, level: str) -> tuple[Place, ...]:
        """Return every village or township of the form's place, itself included, by code."""
        here = self.page.place
        return tuple(
            place
            for place in self.places.values()
            if place.level == level and (place == here or here.code in place.parents)
        )
