"""The frozen page: a place, a year, a language, an edition, and what may be shown of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from villages.catalogue import say
from villages.errors import UserError
from villages.exhibits.blocks import Cell
from villages.exhibits.cells import typed
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import (
    Evidence,
    Measurement,
    MilestoneCount,
    Place,
    gather,
    read_places,
)
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import Shown, shown, shown_value
from villages.exhibits.protection import withheld_cells
from villages.findings.measures import target_of
from villages.findings.results import Results, read_results
from villages.gazetteer import read_gazetteer, results_folder
from villages.plan import Plan, read_plan
from villages.plan.measures import Measure
from villages.plan.model import Card, Target
from villages.vocabulary import EDITIONS, LANGUAGES, Edition, Language, Level, PageLevel, Scope


class Aim(NamedTuple):
    """A target of the plan with the card that bears it and its number within the card."""

    card: Card
    number: int
    target: Target


@dataclass(frozen=True)
class Page:
    """What a page is about and all that it may show."""

    plan: Plan
    place: Place
    year: int
    language: Language
    edition: Edition
    is_demo: bool
    as_of: str
    source: str
    years: tuple[int, ...]
    evidence: Evidence
    registers_hash: str = ""

    @cached_property
    def scope(self) -> Scope:
        """The plan's villages where the place has any, else all villages."""
        return "low_income" if self.place.count("low_income") else "all"

    @cached_property
    def bears_targets(self) -> bool:
        """Whether the plan asks anything of this place."""
        return self.scope == "low_income" and bool(self.plan.target_cards)

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """Every target of the plan; none where the place bears no targets."""
        if not self.bears_targets:
            return ()
        return tuple(
            Aim(card, index, target)
            for card in self.plan.target_cards
            for index, target in enumerate(card.targets)
        )

    @cached_property
    def plan_villages(self) -> tuple[Place, ...]:
        """The villages below the place that bear the plan's targets, by code."""
        return tuple(
            place
            for place in self.evidence.places.values()
            if place.level == "village" and place.is_low_income and self._is_below(place)
        )

    @cached_property
    def below(self) -> tuple[Place, ...]:
        """The places one level down: villages of the page's scope, or townships."""
        if self.place.level != "township":
            return self.townships
        if self.scope == "low_income":
            return self.plan_villages
        places = self.evidence.places.values()
        return tuple(
            place for place in places if place.level == "village" and self._is_below(place)
        )

    @cached_property
    def townships(self) -> tuple[Place, ...]:
        """The townships below the place, by code."""
        return tuple(
            place
            for place in self.evidence.places.values()
            if place.level == "township" and self._is_below(place)
        )

    def _is_below(self, place: Place) -> bool:
        return self.place.code in place.parents

    @property
    def above(self) -> Iterator[Place]:
        """The places above, nearest first."""
        return (self.evidence.places[code] for code in self.place.parents)

    def measurement(
        self,
        card: Card,
        place: Place | None = None,
        year: int | None = None,
        scope: Scope | None = None,
    ) -> Measurement | None:
        """Return a card's measurement, by default of the page's place, year and scope."""
        code = (place or self.place).code
        key = (card.id, code, year or self.year, scope or self.scope)
        return self.evidence.measurements.get(key)

    def judgement(
        self, aim: Aim, place: Place | None = None, year: int | None = None
    ) -> Judgement | None:
        """Return the judgement of a target, by default of the page's place and year."""
        key = (aim.card.id, aim.number, (place or self.place).code, year or self.year)
        return self.evidence.judgements.get(key)

    def judged(self, place: Place | None = None) -> tuple[tuple[Aim, Judgement], ...]:
        """Return each target with its judgement, by default of the page's place."""
        pairs = ((aim, self.judgement(aim, place)) for aim in self.aims)
        return tuple((aim, judgement) for aim, judgement in pairs if judgement is not None)

    def judgements(
        self, card: Card, place: Place | None = None, year: int | None = None
    ) -> tuple[Judgement, ...]:
        """Return the judgements of every target of a card."""
        found = (
            self.judgement(Aim(card, index, target), place, year)
            for index, target in enumerate(card.targets)
        )
        return tuple(each for each in found if each is not None)

    def measure_judgement(
        self, measure: Measure, place: Place | None = None, year: int | None = None
    ) -> Judgement | None:
        """Return how far a measure is, by default at the page's place and year.

        None for a measure that is only shown, and where its card has no rows.
        """
        key = (measure.id, (place or self.place).code, year or self.year)
        return self.evidence.measures.get(key)

    def measure_aim(self, measure: Measure) -> Aim | None:
        """Return a measure's card with the line by which it is done; None if it is only shown."""
        target = target_of(measure.done, self.plan)
        return None if target is None else Aim(self.plan.cards[measure.done.card], 0, target)

    def value(
        self,
        card: Card,
        place: Place | None = None,
        year: int | None = None,
        scope: Scope | None = None,
    ) -> str:
        """Return a card's value in words, on the right side of the lines it was judged by."""
        judged = self._judged_by(card, place, year, scope)
        return shown_value(self.measurement(card, place, year, scope), card, self.language, judged)

    def cell(
        self,
        card: Card,
        place: Place | None = None,
        year: int | None = None,
        scope: Scope | None = None,
        tone: str = "",
    ) -> Cell:
        """Return a card's value as a cell of a table: its words, and the number that they show."""
        return typed(self.value(card, place, year, scope), tone)

    def counted(self, count: int | None, tone: str = "") -> Cell:
        """Return a count as a cell of a table; a dash for none."""
        return Cell(self.say("no_figure"), tone) if count is None else typed(f"{count:,}", tone)

    def shown(
        self,
        card: Card,
        place: Place | None = None,
        year: int | None = None,
        scope: Scope | None = None,
    ) -> Shown | None:
        """Return a card's value as it is rounded to be shown; None if it is not shown."""
        judged = self._judged_by(card, place, year, scope)
        return shown(self.measurement(card, place, year, scope), card, judged)

    def _judged_by(
        self, card: Card, place: Place | None, year: int | None, scope: Scope | None
    ) -> tuple[Judgement, ...]:
        if (scope or self.scope) != "low_income":
            return ()
        measures = (
            self.measure_judgement(measure, place, year)
            for measure in self.plan.programme.measures
            if measure.done.card == card.id and not measure.done.is_target
        )
        by_measures = tuple(each for each in measures if each is not None)
        return (*self.judgements(card, place, year), *by_measures)

    def milestone(self, year: int) -> MilestoneCount | None:
        """Return how many villages of the place meet every target in a year."""
        return self.evidence.milestones.get((self.place.code, year))

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence of the catalogue; what the plan calls its places is filled in."""
        return say("pages", key, self.language, **{**self._labels, **values})

    def step(self, place: Place) -> int:
        """Return the year of a village's planned exit; without one the plan's last year."""
        return place.planned_exit_year or self.plan.final_year

    def name(self, place: Place) -> str:
        """Return a place's name in the page's language; namesakes come with their township."""
        name = place.name_zh if self.language == "zh" else place.name_en
        if place.level != "village" or place.name_zh not in self._namesakes:
            return name
        township = self.evidence.places.get(place.township_code)
        return self.say("name_in", name=name, township=self.name(township)) if township else name

    @cached_property
    def _namesakes(self) -> set[str]:
        names = [each.name_zh for each in self.evidence.places.values() if each.level == "village"]
        return {name for name in names if names.count(name) > 1}

    def level(self, level: Level, count: int = 1) -> str:
        """Return what the plan calls a level, in the plural where English needs it."""
        word = self.plan.labels.levels[level].of(self.language)
        return word if count == 1 or self.language == "zh" else plural(word)

    def scope_words(self, scope: Scope, count: int = 2) -> str:
        """Return what the plan calls a scope; ``count`` chooses the English singular."""
        words = self.plan.labels.scopes.get(scope)
        text = words.of(self.language) if words else self.level("village", 2)
        return text.replace(self.level("village", 2), self.level("village", count))

    @cached_property
    def _labels(self) -> dict[str, object]:
        return {
            "village": self.level("village"),
            "villages": self.level("village", 2),
            "township": self.level("township"),
            "townships": self.level("township", 2),
            "city": self.level("city"),
            "level": self.level(self.place.level),
            "scope": self.scope_words("low_income"),
            "Village": _capital(self.level("village")),
            "Villages": _capital(self.level("village", 2)),
            "Township": _capital(self.level("township")),
            "Scope": _capital(self.scope_words("low_income")),
            "all_villages": self.scope_words("all"),
            "place": self.name(self.place),
            "year": self.year,
            "final_year": self.plan.final_year,
        }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def plural(word: str) -> str:
    """Return the regular English plural.

    Examples
    --------
    >>> plural("village"), plural("city")
    ('villages', 'cities')
    """
    is_consonant_y = word.endswith("y") and word[-2:-1] not in "aeiou"
    return f"{word[:-1]}ies" if is_consonant_y else f"{word}s"


def open_page(
    results: str | Path,
    place: str,
    year: int,
    language: str,
    edition: str,
    level: PageLevel = "any",
) -> Page:
    """Read the results and open the page of one place and year.

    Everything that the page shows passes the doorway of :mod:`villages.exhibits.disclosure` here.

    Parameters
    ----------
    results
        A results folder, or a folder that holds exactly one.
    place
        Name or code; empty for the page's default: the first township or village that bears the
        plan's targets, else the first of the level.
    year
        A year of the results; 0 for the plan's own.
    language
        ``zh`` or ``en``.
    edition
        ``public`` or ``internal``.
    level
        The level that the page is for.

    Raises
    ------
    UserError
        If there are no results, or the place, year, language or edition is unknown.
    """
    found = read_results(results, codes=())
    plan = read_plan(found.card["plan_folder"])
    _check_choice("--language", language, LANGUAGES)
    _check_choice("--edition", edition, EDITIONS)
    years = tuple(int(each) for each in found.card["years"])
    chosen_year = year or int(found.card["default_year"])
    if chosen_year not in years:
        raise UserError("year_unknown", value=year, near=", ".join(map(str, years)))
    chosen = find_place(found, results_folder(Path(results)), place, level)
    found = read_results(results, codes=_codes_around(found, chosen))
    return Page(
        plan=plan,
        place=chosen,
        year=chosen_year,
        language=cast(Language, language),
        edition=cast(Edition, edition),
        is_demo=bool(found.card["is_demo"]),
        as_of=str(found.card["as_of"] or ""),
        source=str((found.card.get("source") or {}).get(language, "")),
        registers_hash=str(found.card["registers_hash"]),
        years=tuple(each for each in years if each <= chosen_year),
        evidence=disclosed(
            gather(found, plan, chosen, chosen_year),
            plan,
            cast(Edition, edition),
            withheld_cells(results, edition),
        ),
    )


def _codes_around(results: Results, place: Place) -> set[str]:
    """The place, those above it and those below."""
    places = read_places(results)
    below = {code for code, other in places.items() if place.code in other.parents}
    return {place.code, *place.parents} | below


def find_place(results: Results, folder: Path, wanted: str, level: PageLevel) -> Place:
    """Return the place of a name or code, or the page's default place for an empty one.

    Raises
    ------
    UserError
        If there is no such place (the nearest names are told) or several bear the name (their codes
        are told).
    """
    places = read_places(results)
    if wanted:
        return places[read_gazetteer(folder).find(wanted, level).code]
    here = (place for place in places.values() if level in ("any", place.level))
    return min(here, key=lambda place: (_default_rank(place, level), place.code))


def _default_rank(place: Place, level: PageLevel) -> tuple[bool, bool]:
    is_other_level = level == "any" and place.level != "township"
    return is_other_level, place.count("low_income") == 0


def _check_choice(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UserError("option_choice", option=option, value=value, near=", ".join(known))


def date_text(page: Page, date: str) -> str:
    """Return a date (ISO) as the page's language writes dates; nothing for no date."""
    if not date:
        return ""
    day = datetime.date.fromisoformat(date[:10])
    return page.say("date", day=day.day, month=page.say(f"month_{day.month}"), in_year=day.year)
