"""One answer for every placeholder: from the results and the registers, as the pages show it."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

from villages.catalogue import say
from villages.errors import UserError
from villages.exhibits.evidence import Place
from villages.exhibits.filling.columns import ColumnName, column_value
from villages.exhibits.filling.indicators import card_value, is_judged
from villages.exhibits.filling.names import Names
from villages.exhibits.filling.placeholders import Asked
from villages.exhibits.filling.subjects import Subject, Subjects
from villages.exhibits.filling.values import Value, in_unit
from villages.exhibits.page import Page, date_text
from villages.registers import RegisterSession, open_registers
from villages.registers.history import is_history
from villages.vocabulary import Scope


class Answers:
    """Answers what a form asks of a place and year; opens the registers when one is asked for.

    Parameters
    ----------
    subjects
        The results.
    registers
        The registers that the results were computed from: a folder, or a store with history.
    """

    def __init__(self, subjects: Subjects, registers: Path | str) -> None:
        self.subjects = subjects
        self._source = registers
        self.names = Names(subjects.page.plan)
        self._stack = ExitStack()

    def __enter__(self) -> Answers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def page(self) -> Page:
        """The form's own place and year."""
        return self.subjects.page

    def answer(self, asked: Asked, place: Place | None = None, scope: Scope | None = None) -> Value:
        """Return what answers a placeholder; what is missing is said in words.

        Parameters
        ----------
        asked
            What the form asks for.
        place
            The place of a row; None for the form's own.
        scope
            Which villages count where the form does not say; None for those that the pages show.
            Verdicts are always of the plan's villages.

        Raises
        ------
        UserError
            If nothing bears the name (the nearest are named), the edition may not show it, or it
            is not measured in the unit that is asked for.
        """
        if asked.place:
            place = self.subjects.find(asked.place)
        subject = self.subjects.open(place, asked.year)
        value = self._value(subject, asked, scope)
        if value is None:
            value = Value(say("filling", "no_data", self.page.language))
        return in_unit(value, asked.unit, self.page.language) if asked.unit else value

    def _value(self, subject: Subject, asked: Asked, scope: Scope | None) -> Value | None:
        meaning = self.names.meaning(asked.name)
        if meaning is None:
            return _word(subject.page, asked.name)
        if isinstance(meaning, ColumnName):
            return column_value(subject, lambda: self._session, meaning, asked.scope or scope)
        wanted = asked.scope if is_judged(meaning.part) else asked.scope or scope
        return card_value(subject, meaning.card, meaning.part, wanted)

    @cached_property
    def _session(self) -> RegisterSession:
        """The very registers that the results were computed from; of a store, as it stood then."""
        days: list[datetime.date | None] = [None]
        if is_history(self._source) and self.page.as_of:
            days.append(datetime.date.fromisoformat(self.page.as_of[:10]))
        for day in days:
            opened = open_registers(self.page.plan, self._source, day)
            session = self._stack.enter_context(opened)
            if session.hash == self.subjects.registers_hash:
                return session
        raise UserError("fill_other_registers")


def _word(page: Page, name: str) -> Value | None:
    place = page.place
    if name == "place.code":
        return Value(place.code)
    if name == "year":
        return Value(str(page.year), digits=str(page.year))
    if name == "plan":
        labels = page.plan.labels
        return Value((labels.demo if page.is_demo else labels.plan).of(page.language))
    if name in ("as_of", "source"):
        words = date_text(page, page.as_of) if name == "as_of" else page.source
        return Value(words) if words else None
    codes = {"place": place.code, "township": place.township_code, "city": place.city_code}
    found = page.evidence.places.get(codes[name])
    return Value(page.name(found) if found else say("filling", "not_asked", page.language))
