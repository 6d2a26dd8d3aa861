"""What is to be printed: page, parameters and where the files go, checked before any kernel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.gazetteer import Gazetteer, Place, Subject
from villages.press.formats import Format, formats_of
from villages.press.journal import Record
from villages.press.names import report_stem, slug
from villages.press.options import Value, check_options
from villages.press.pages import Page, shipped_pages
from villages.vocabulary import LANGUAGES, Language, Level, Scope

#: Parameters that have a place of their own in a file name, or none.
_NAMED_APART = frozenset({"place", "year", "language", "edition", "results"})


@dataclass(frozen=True)
class Request:
    """One report to be printed.

    Attributes
    ----------
    id
        The files' common path below the out folder, without ending.
    page
        The page.
    place, township
        What it reports on, and the township around it; None for a page without places.
    parameters
        A value for every parameter of the page.
    formats
        Which files to make.
    out, logs
        Where the files go, and where tracebacks are kept from readers.
    is_demo
        Whether it shows demonstration data.
    letterhead
        The file with the office's own words, for official documents; None for the default.
    subject
        What it is about beside the place, such as a theme; None for a page without.
    keys
        The private folder with the list of names that must not be published; None for none.
    """

    id: str
    page: Page
    place: Place | None
    township: Place | None
    parameters: Mapping[str, Value] = field(repr=False)
    formats: tuple[Format, ...]
    out: Path
    logs: Path
    is_demo: bool
    letterhead: Path | None = None
    subject: Subject | None = None
    keys: Path | None = None

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """What the exporters are told beside the page."""
        if self.letterhead is None:
            return {}
        return {"OfficialExporter": {"letterhead": str(self.letterhead)}}

    @property
    def language(self) -> Language:
        """The language of the report."""
        asked = self.parameters.get("language")
        return next((name for name in LANGUAGES if name == asked), user_language())

    @property
    def name(self) -> str:
        """What the report is called in progress and failures."""
        place = self.place.name(user_language()) if self.place else ""
        title = self.page.title[user_language()]
        if self.subject:
            subject = self.subject.name(user_language())
            title = say("commands", "report_about", user_language(), title=title, subject=subject)
        parts = (place, str(self.parameters.get("year", "")), title)
        return " ".join(part for part in parts if part)

    def record(
        self,
        *,
        cover: Mapping[str, Any] | None = None,
        files: Mapping[str, str] | None = None,
        thumbnail: str = "",
        seconds: float = 0.0,
        cause: str = "",
        are_names_checked: bool = False,
    ) -> Record:
        """Return the journal's line for the report: finished with a cover and files, or failed."""
        return Record(
            id=self.id,
            state="failed" if cause else "finished",
            page=self.page.id,
            page_title=dict(self.page.title),
            code=self.place.code if self.place else "",
            level=self.place.level if self.place else "",
            place=_names(self.place),
            township=_names(self.township),
            year=int(self.parameters.get("year", 0)),
            language=self.language,
            edition=str(self.parameters.get("edition", "")),
            is_demo=self.is_demo,
            title=str(cover["title"]) if cover else "",
            headline=str(cover["headline"]) if cover else "",
            files=files or {},
            seconds=round(seconds, 2),
            cause=cause,
            standing=cover["standing"] if cover else None,
            thumbnail=thumbnail,
            subject=_names(self.subject),
            are_names_checked=are_names_checked,
        )


def _names(named: Place | Subject | None) -> dict[Language, str]:
    return {"zh": named.name_zh, "en": named.name_en} if named else {}


def check_formats(text: str, page: Page) -> tuple[Format, ...]:
    """Return the formats of a list such as ``html,pdf``; all that the page offers for an empty one.

    Raises
    ------
    UserError
        If the page does not offer one of them: those that it does are named.
    """
    offered = formats_of(page.template)
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    for part in wanted:
        if part not in offered:
            raise UserError("option_choice", option="--to", value=part, near=", ".join(offered))
    return tuple(each for each in offered if each in wanted) if wanted else offered


def choose_places(
    page: Page, gazetteer: Gazetteer, wanted: str, level: Level | None, scope: Scope, is_all: bool
) -> Sequence[Place | None]:
    """Return the places that a command asks for.

    Parameters
    ----------
    page
        The page; its level rules, or for a page of any level the ``level`` given.
    gazetteer
        The places that are known.
    wanted
        A code or name; empty with ``is_all``, or where the level has one place only.
    level, scope, is_all
        All places of a level; of villages only the low-income ones unless ``scope`` is ``all``.

    Raises
    ------
    UserError
        If the place is unknown or missing.
    """
    if not page.has_option("place"):
        return [None]
    if level and page.level not in ("any", level):
        raise UserError("option_choice", option="--level", value=level, near=page.level)
    at = level or page.level
    if wanted:
        return [gazetteer.find(wanted, at)]
    if is_all:
        if at == "any":
            raise UserError("level_needed", page=page.id)
        return gazetteer.select(at, scope)
    only = gazetteer.select("city") if at in ("city", "any") else ()
    if len(only) == 1:
        return only
    known = [place for place in gazetteer.places if at in ("any", place.level)]
    known.sort(key=lambda place: not place.has_low_income)
    names = [place.name(user_language()) for place in known[:3]]
    raise UserError("place_needed", near=", ".join(names))


def choose_subjects(
    page: Page, gazetteer: Gazetteer, given: Mapping[str, str], *, is_all: bool
) -> list[dict[str, str]]:
    """Return what is given for each subject that a command asks for; one for a page without.

    Parameters
    ----------
    page
        The page; a parameter of it may name a subject, such as a theme or a body.
    gazetteer
        The subjects that are known.
    given
        What was typed, by parameter.
    is_all
        Without a subject: all of them, but themes that have a page of their own.

    Raises
    ------
    UserError
        If the subject is unknown or missing, or there is none to report on.
    """
    parameter = subject_parameter(page, gazetteer)
    if parameter is None:
        return [dict(given)]
    wanted = given.get(parameter, "")
    if is_all and not wanted:
        # Bodies may be called like a page, such as health; only themes have pages of their own.
        own = shipped_pages().keys() if parameter == "theme" else ()
        known = [each.id for each in gazetteer.subjects[parameter]]
        chosen = [subject for subject in known if subject not in own]
        if known and not chosen:
            near = ", ".join(known)
            raise UserError("subject_own_pages", option=f"--{parameter}", near=near)
        if not chosen:
            raise UserError("subject_none", option=f"--{parameter}")
        return [{**given, parameter: subject} for subject in chosen]
    usual = next(str(each.default) for each in page.options if each.name == parameter)
    return [{**given, parameter: gazetteer.find_subject(parameter, wanted or usual).id}]


def subject_parameter(page: Page, gazetteer: Gazetteer) -> str | None:
    """Return the parameter by which a page names its subject; None for a page without."""
    return next((name for name in gazetteer.subjects if page.has_option(name)), None)


def check_values(page: Page, gazetteer: Gazetteer, given: Mapping[str, str]) -> dict[str, Value]:
    """Return a value for every parameter of a page, from what was typed and its own defaults.

    Raises
    ------
    UserError
        If an option is unknown, or its value is none that the page or the results know.
    """
    values = check_options(page.options, given)
    if "year" in values:
        values["year"] = _check_year(values["year"], gazetteer, is_given="year" in given)
    if "results" in values:
        values["results"] = str(gazetteer.folder)
    return values


def request_reports(
    page: Page,
    gazetteer: Gazetteer,
    places: Iterable[Place | None],
    values: Mapping[str, Value],
    *,
    formats: tuple[Format, ...] = (),
    out: Path,
    logs: Path,
    keys: Path | None = None,
) -> list[Request]:
    """Return the reports of a page for places.

    Parameters
    ----------
    page
        The page.
    gazetteer
        What the results are of.
    places
        Places, or None for a page without them.
    values
        Checked values of the page's parameters; the place is filled in for each report.
    formats, out, logs
        Which files (all that the page offers if none are named), and where they and the logs of
        failures go.
    keys
        The private folder with the list of names that must not be published; None for none.
    """
    formats = formats or formats_of(page.template)
    made = [_request(page, gazetteer, place, values, formats, out, logs) for place in places]
    return [replace(each, keys=keys.resolve() if keys else None) for each in made]


def _check_year(year: Value, gazetteer: Gazetteer, *, is_given: bool) -> Value:
    """A page's own default gives way to the results' where they have no such year."""
    if year in gazetteer.years:
        return year
    if is_given:
        near = ", ".join(map(str, gazetteer.years))
        raise UserError("year_unknown", value=year, near=near)
    return gazetteer.default_year


def _request(
    page: Page,
    gazetteer: Gazetteer,
    place: Place | None,
    values: Mapping[str, Value],
    formats: tuple[Format, ...],
    out: Path,
    logs: Path,
) -> Request:
    parameters = dict(values)
    if place is not None:
        parameters["place"] = place.code
    subject = None
    named = subject_parameter(page, gazetteer)
    if named is not None:
        subject = gazetteer.find_subject(named, str(parameters.get(named, "")))
        parameters[named] = subject.id
    language: Language = "en" if parameters.get("language") == "en" else "zh"
    # Nought and nothing are what a page takes by itself: they tell no report apart.
    own = [str(value or "") for name, value in parameters.items() if name not in _NAMED_APART]
    stem = report_stem(
        place.code if place else "",
        place.name(language) if place else "",
        str(parameters.get("year", "")),
        page.id,
        *own,
        str(parameters.get("language", "")),
        str(parameters.get("edition", "")),
    )
    if gazetteer.is_demo:
        stem = f"{stem}_{say('commands', 'demo_mark', language)}"
    return Request(
        id=f"{slug(page.id)}/{stem}",
        page=page,
        place=place,
        township=gazetteer.township_of(place) if place else None,
        parameters=parameters,
        formats=formats,
        out=out.resolve(),
        logs=logs.resolve(),
        is_demo=gazetteer.is_demo,
        subject=subject,
    )
