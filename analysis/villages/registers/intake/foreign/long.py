"""A long form: one village per sheet, a line for each item, with its number, unit and value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from villages.characters import half_width
from villages.registers.intake.foreign.card import Headers, MappingCard
from villages.registers.intake.foreign.fields import FormField, FormFields, FormSheet, Header
from villages.registers.intake.foreign.labels import (
    Path,
    label_key,
    label_of,
    unit_of_path,
)
from villages.registers.intake.foreign.lines import is_note
from villages.registers.intake.foreign.wide import DEEPEST

#: How items are numbered, from the top group down: 一、 （一） 1. （1） ①
_HAN = "[一二三四五六七八九十]+"
_LEVELS = tuple(map(re.compile, (rf"{_HAN}、", rf"\({_HAN}\)", r"\d+[.、]", r"\(\d+\)")))
_CIRCLED = re.compile(r"[\u2460-\u2473]")


def level_of(label: str) -> int:
    """Return how deep an item stands, by how it is numbered; what has no number is deepest.

    Examples
    --------
    >>> list(map(level_of, ("一、基本情况", "（二）户数", "3．人数", "（1）男", "其中：女")))
    [0, 1, 2, 3, 5]
    """
    if _CIRCLED.match(label):
        return len(_LEVELS)
    plain = half_width(label)
    found = (depth for depth, pattern in enumerate(_LEVELS) if pattern.match(plain))
    return next(found, len(_LEVELS) + 1)


def long_header(form: FormSheet, card: MappingCard) -> tuple[Header, tuple[Path, ...]] | None:
    """Find the line of headers and the items below it.

    Returns
    -------
    The header, and the items that the card asks for and the sheet does not hold; None if there is
    no such line, or none of the items.
    """
    assert card.headers is not None
    for row in range(min(form.height, DEEPEST)):
        columns = _columns(form, row, card.headers)
        if columns is None:
            continue
        items = list(_items(form, row + 1, columns))
        fields = FormFields(items, is_long=True)
        missing = tuple(path for path in card.fits if not fields.find(path))
        if len(missing) < len(card.fits):
            known = {field.index for field in items}
            texts = tuple(r for r in range(row + 1, form.height) if r not in known)
            return Header(row, row, fields, columns, texts), missing
    return None


def _columns(form: FormSheet, row: int, headers: Headers) -> dict[str, int] | None:
    """What a line calls item, value, number and unit; None if it is not the line of headers."""
    keys = [label_key(label_of(cell)) for cell in form.sheet.rows[row]]
    wanted = {name: label_key(label) for name, label in headers if label is not None}
    if not set(wanted.values()) <= set(keys):
        return None
    return {name: keys.index(key) for name, key in wanted.items()}


def _items(form: FormSheet, first: int, columns: dict[str, int]) -> Iterator[FormField]:
    above: list[tuple[int, str]] = []
    for row in range(first, form.height):
        cells = form.sheet.rows[row]
        held = (label_of(cells[column]) for column in sorted(columns.values()))
        if is_note(next(filter(None, held), "")):
            return
        label = label_of(form.merged.value(row, columns["item"]))
        if not label:
            continue
        depth = level_of(label)
        above = [*((each, text) for each, text in above if each < depth), (depth, label)]
        path = tuple(text for _, text in above)
        unit = label_of(cells[columns["unit"]]) if "unit" in columns else ""
        number = label_of(cells[columns["number"]]) if "number" in columns else ""
        yield FormField(row, path, unit or unit_of_path(path[-1:]), number)
