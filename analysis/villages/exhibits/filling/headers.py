"""Where the columns of a mapping card stand in a table of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from villages.errors import UserError
from villages.exhibits.filling.cards import FillCard, HeaderPath
from villages.registers.intake.foreign.fields import FormField, FormFields, MergedAreas
from villages.registers.intake.foreign.labels import unit_of_path, words_of_path
from villages.registers.intake.grid import Sheet

#: A header has at most so many rows, and begins in one of so many first rows.
TALLEST, DEEPEST = 4, 40


@dataclass(frozen=True)
class FoundHeader:
    """A table's header.

    Attributes
    ----------
    last
        Its last row.
    fields
        Path as the card has it → the column.
    merged
        The table's merged areas.
    """

    last: int
    fields: Mapping[HeaderPath, FormField]
    merged: MergedAreas


def find_header(sheet: Sheet, card: FillCard) -> FoundHeader | None:
    """Find the rows that hold every label of a card; None if it holds fewer than the most.

    Raises
    ------
    UserError
        If a label stands above several columns.
    """
    wanted = _paths(card)
    merged = MergedAreas(sheet)
    candidates = [
        (first - last, -first, last, fields)
        for first, last, fields in _candidates(sheet, merged)
        if all(map(fields.find, wanted)) and not _is_cut(merged, fields, wanted, last)
    ]
    if not candidates:
        return None
    *_, last, fields = max(candidates, key=lambda each: each[:2])
    for path in wanted:
        if len(fields.find(path)) > 1:
            raise UserError("fill_header_twice", header=words_of_path(path))
    return FoundHeader(last, {path: fields.find(path)[0] for path in wanted}, merged)


def missing_header(sheets: list[Sheet], card: FillCard) -> UserError:
    """Return what to say of a form that holds a card's labels nowhere together."""
    seen: dict[str, None] = {}
    missing = _paths(card)
    for sheet in sheets:
        for _, _, fields in _candidates(sheet, MergedAreas(sheet)):
            here = tuple(path for path in _paths(card) if not fields.find(path))
            missing = here if len(here) < len(missing) else missing
            seen |= dict.fromkeys(field.label for field in fields.all)
    wanted = words_of_path(missing[0] if missing else card.rows.by)
    near = get_close_matches(wanted, seen, n=3, cutoff=0.3)
    return UserError("fill_header_missing", header=wanted, near=", ".join(near) or "-")


def _paths(card: FillCard) -> tuple[HeaderPath, ...]:
    township = () if card.rows.township is None else (card.rows.township,)
    return (card.rows.by, *township, *(column.header for column in card.columns))


def _candidates(sheet: Sheet, merged: MergedAreas) -> Iterator[tuple[int, int, FormFields]]:
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    for first in range(min(height, DEEPEST)):
        for last in range(first, min(first + TALLEST, height)):
            paths = [merged.path(column, first, last) for column in range(width)]
            fields = (FormField(i, path, unit_of_path(path)) for i, path in enumerate(paths))
            yield first, last, FormFields(fields)


def _is_cut(
    merged: MergedAreas, fields: FormFields, wanted: tuple[HeaderPath, ...], last: int
) -> bool:
    """Whether one of the labels reaches below the rows: then these are not yet the whole header."""
    areas = (merged.area(last, field.index) for path in wanted for field in fields.find(path))
    return any(area is not None and area[2] > last for area in areas)
