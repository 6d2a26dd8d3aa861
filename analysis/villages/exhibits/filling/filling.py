"""Filling a form: looked at by the guard, filled, and sealed; the form itself is only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from villages.exhibits.filling.answers import Answers
from villages.exhibits.filling.cards import FillCard
from villages.exhibits.filling.excel import fill_workbook
from villages.exhibits.filling.guarding import checked_form
from villages.exhibits.filling.packing import lost_kinds, sealed
from villages.exhibits.filling.tables import Unmatched
from villages.exhibits.filling.word import fill_document
from villages.exhibits.page import Page


@dataclass(frozen=True)
class Filled:
    """A form that is filled.

    Attributes
    ----------
    form
        The form as it came.
    content
        The filled file.
    unmatched
        Rows that were left unfilled because their place cannot be told.
    lost
        What the form holds and the filled file does not, such as ``shapes``: the kinds of
        :func:`~villages.exhibits.filling.packing.lost_kinds`.
    """

    form: Path
    content: bytes
    unmatched: tuple[Unmatched, ...]
    lost: tuple[str, ...]


def fill_form(form: Path, answers: Answers, cards: Sequence[FillCard] = ()) -> Filled:
    """Fill the placeholders of a form, and its tables as mapping cards say.

    Same form, results and registers give the same bytes. A demonstration and the internal edition
    are marked at the top of every page.

    Parameters
    ----------
    form
        An .xlsx or .docx of anybody's.
    answers
        What fills it.
    cards
        Mapping cards, from :func:`~villages.exhibits.filling.cards.read_fill_card`.

    Raises
    ------
    UserError
        If the form may do harm, or anything in it cannot be filled: names file, place, and what is
        wrong with it.
    """
    content = checked_form(form)
    is_workbook = form.suffix.lower() == ".xlsx"
    fill = fill_workbook if is_workbook else fill_document
    filled, unmatched = fill(form, content, answers, cards, _mark(answers.page))
    whole = sealed(filled, answers.page.as_of)
    lost = lost_kinds(content, whole) if is_workbook else ()
    return Filled(form, whole, tuple(unmatched), lost)


def _mark(page: Page) -> str:
    marks = [page.say("mark_demo")] if page.is_demo else []
    marks += [page.say("mark_internal")] if page.edition == "internal" else []
    return " · ".join(marks)
