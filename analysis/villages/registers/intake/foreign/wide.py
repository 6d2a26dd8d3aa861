"""The header of a wide form: one to four rows of labels with merged groups, somewhere on top."""

from __future__ import annotations

from collections.abc import Iterator

from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.fields import (
    FormField,
    FormFields,
    FormSheet,
    Header,
)
from villages.registers.intake.foreign.labels import Path, unit_of_path

#: A header has at most so many rows, and begins in one of so many first rows of its sheet.
TALLEST, DEEPEST = 4, 40


def wide_header(form: FormSheet, card: MappingCard) -> tuple[Header, tuple[Path, ...]] | None:
    """Find the rows that hold most of a card's labels.

    Parameters
    ----------
    form
        The sheet.
    card
        The card of a wide form.

    Returns
    -------
    The header, and the paths that the card asks for and the sheet does not hold; None if it holds
    none of them.
    """
    found = [
        (len(card.fits) - len(missing), known, first - last, -first, header, missing)
        for first, last, header in _candidates(form)
        for missing, known in [_missing(header.fields, card)]
        if len(missing) < len(card.fits) and not _is_cut(form, header, card)
    ]
    if not found:
        return None
    *_, header, missing = max(found, key=lambda each: each[:4])
    return header, missing


def _missing(fields: FormFields, card: MappingCard) -> tuple[tuple[Path, ...], int]:
    """The paths that the sheet must hold and does not; how many the card knows in it."""
    missing = tuple(path for path in card.fits if not fields.find(path))
    return missing, sum(bool(fields.find(path)) for path in set(card.paths()))


def _candidates(form: FormSheet) -> Iterator[tuple[int, int, Header]]:
    for first in range(min(form.height, DEEPEST)):
        for last in range(first, min(first + TALLEST, form.height)):
            paths = [form.merged.path(column, first, last) for column in range(form.width)]
            fields = FormFields(
                FormField(index, path, unit_of_path(path)) for index, path in enumerate(paths)
            )
            yield first, last, Header(first, last, fields)


def _is_cut(form: FormSheet, header: Header, card: MappingCard) -> bool:
    """Whether a merged label of the card's columns reaches beyond the rows."""
    found = [field.index for path in card.paths() for field in header.fields.find(path)]
    for column in range(min(found), max(found) + 1):
        for row in (header.first, header.last):
            area = form.merged.area(row, column)
            if area and (area[0] < header.first or area[2] > header.last):
                return True
    return False
