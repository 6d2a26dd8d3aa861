"""The places and years that a results folder knows: how both wings find a place by its name."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.vocabulary import RESULTS_CARD, SUBJECTS, Language, Level, PageLevel, Scope

PLACES_TABLE = "places.parquet"

#: What a place's name may end with and a user may leave out.
_ENDINGS = ("街道", *"村镇乡市县", " village", " township", " town", " city", " county")


@dataclass(frozen=True)
class Place:
    """A village, a township or the city.

    Attributes
    ----------
    code
        Twelve digits.
    level
        What it is.
    name_zh, name_en
        What it is called.
    township_code
        The township that it lies in or is; empty for the city.
    has_low_income
        Whether it is a low-income village, or has any.
    """

    code: str
    level: Level
    name_zh: str
    name_en: str
    township_code: str
    has_low_income: bool

    def name(self, language: Language) -> str:
        """Return what it is called in one language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Subject:
    """What a report is about beside a place, such as a theme or a body."""

    id: str
    name_zh: str
    name_en: str

    def name(self, language: Language) -> str:
        """Return what it is called in one language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Gazetteer:
    """What the results are of: the places, the years, and whether they are demonstration data.

    Attributes
    ----------
    folder
        The results folder, absolute.
    years
        The years that there are results of.
    default_year
        The year of a page that asks for none.
    is_demo
        Whether the registers are invented.
    places
        Every place, by code within its level.
    subjects
        Parameter of a page → the subjects that it may name.
    """

    folder: Path
    years: tuple[int, ...]
    default_year: int
    is_demo: bool
    places: tuple[Place, ...]
    subjects: Mapping[str, tuple[Subject, ...]] = field(default_factory=dict)

    def find_subject(self, parameter: str, wanted: str) -> Subject:
        """Return the subject of an id or name.

        Raises
        ------
        UserError
            If there is none (those nearest are named), or none is asked for (all are named), or the
            plan has none at all.
        """
        known = self.subjects[parameter]
        names = {
            _plain(name): subject
            for subject in known
            for name in (subject.name_en, subject.name_zh, subject.id)
        }
        asked, option = _plain(wanted), f"--{parameter}"
        if asked in names:
            return names[asked]
        if not known:
            raise UserError("subject_none", option=option)
        if not asked:
            raise UserError("subject_needed", option=option, near=_named(known))
        close = [names[name] for name in get_close_matches(asked, names, n=3, cutoff=0.3)]
        near = _named(dict.fromkeys(close or known[:3]))
        raise UserError("subject_unknown", option=option, value=wanted, near=near)

    def township_of(self, place: Place) -> Place | None:
        """Return the township that a place lies in; None for the city."""
        townships = (each for each in self.places if each.level == "township")
        return next((each for each in townships if each.code == place.township_code), None)

    def select(self, level: Level, scope: Scope = "low_income") -> tuple[Place, ...]:
        """Return a level's places; of villages the low-income ones unless the scope is all."""
        return tuple(
            place
            for place in self.places
            if place.level == level
            and (scope == "all" or level != "village" or place.has_low_income)
        )

    def find(self, wanted: str, level: PageLevel) -> Place:
        """Return the place of a code or name at a page's level.

        The ending of a name (村, 镇, 乡, 街道) may be left out where one place is meant.

        Raises
        ------
        UserError
            If there is none (the nearest names are named), if it is of another level, or if
            several bear the name (their codes are named).
        """
        found = _matches(self.places, wanted)
        here = [place for place in found if level in ("any", place.level)]
        if len(here) == 1:
            return here[0]
        if here:
            near = self._listed(here)
            raise UserError("place_ambiguous", value=wanted, near=near)
        language = user_language()
        if found:
            raise UserError(
                "place_other_level",
                value=wanted,
                level=say("commands", f"level_{found[0].level}", language),
                wanted=say("commands", f"level_{level}", language),
            )
        names = {
            _plain(name): place.name(language)
            for place in self.places
            if level in ("any", place.level)
            for name in (place.name_zh, place.name_en)
        }
        close = get_close_matches(_plain(wanted), names, n=3, cutoff=0.3) or list(names)[:3]
        near = ", ".join(dict.fromkeys(names[name] for name in close))
        raise UserError("place_unknown", value=wanted, near=near)

    def _listed(self, places: Iterable[Place]) -> str:
        language = user_language()
        parts = []
        for place in places:
            township = self.township_of(place)
            within = place if township is None else township
            parts.append(f"{within.name(language)} {place.code}")
        return ", ".join(parts)


def _named(subjects: Iterable[Subject]) -> str:
    language = user_language()
    return ", ".join(f"{subject.id} {subject.name(language)}" for subject in subjects)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _stem(name: str) -> str:
    return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)


def _matches(places: Iterable[Place], wanted: str) -> list[Place]:
    """Places by code, else by whole name, else by name without its ending."""
    asked = _plain(wanted)
    known = [(place, (_plain(place.name_zh), _plain(place.name_en))) for place in places]
    by_code = [place for place, _ in known if place.code == asked]
    by_name = [place for place, names in known if asked in names]
    by_stem = [place for place, names in known if _stem(asked) in {_stem(name) for name in names}]
    return by_code or by_name or by_stem


def results_folder(folder: Path) -> Path:
    """Return the one results folder at or directly below a path.

    Raises
    ------
    UserError
        If there are no results, or more than one plan's.
    """
    if (folder / RESULTS_CARD).is_file():
        return folder
    below = sorted(folder.glob(f"*/{RESULTS_CARD}")) if folder.is_dir() else []
    if len(below) == 1:
        return below[0].parent
    if not below:
        raise UserError("results_missing", folder=folder)
    raise UserError(
        "results_several", folder=folder, near=", ".join(str(path.parent) for path in below)
    )


def read_gazetteer(folder: Path) -> Gazetteer:
    """Read the places and years of a results folder.

    Raises
    ------
    UserError
        If the folder holds no results, or what is there was not written by the study.
    """
    card_file, table_file = folder / RESULTS_CARD, folder / PLACES_TABLE
    if not card_file.is_file() or not table_file.is_file():
        raise UserError("results_missing", folder=folder)
    try:
        card: dict[str, Any] = json.loads(card_file.read_text(encoding="utf-8"))
        rows = parquet.read_table(table_file).to_pylist()
        years = tuple(int(year) for year in card["years"])
        return Gazetteer(
            folder=folder.resolve(),
            years=years,
            default_year=int(card.get("default_year", max(years))),
            is_demo=bool(card["is_demo"]),
            places=tuple(place_of_row(row) for row in rows),
            subjects={
                name: tuple(Subject(each["id"], each["zh"], each["en"]) for each in found)
                for name, found in card.get(SUBJECTS, {}).items()
            },
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("results_foreign", folder=folder) from error


def place_of_row(row: Mapping[str, Any]) -> Place:
    """Return the place of a row of ``places.parquet``, by its own name if it has no English one."""
    return Place(
        code=str(row["code"]),
        level=row["level"],
        name_zh=str(row["name_zh"]),
        name_en=str(row["name_en"] or row["name_zh"]),
        township_code=str(row["township_code"] or ""),
        has_low_income=bool(row["low_income_villages"]),
    )
