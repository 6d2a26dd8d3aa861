"""Texts outside of the rows: the year in a title, the township above a table, who filled it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from villages.characters import half_width
from villages.registers.intake.foreign.card import Source
from villages.registers.intake.foreign.labels import clean, label_key, label_of
from villages.registers.intake.grid import Sheet

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HAN_YEAR = re.compile(r"(?:一九|二[〇○零０oO])[〇○零０oO一二三四五六七八九]{2}")
_HAN_DIGITS = str.maketrans("〇○零０oO一二三四五六七八九", "0000001" + "23456789")
_AROUND = " :：_＿-—.。,，"


@dataclass(frozen=True)
class Spot:
    """A text that was found, and its cell."""

    row: int
    column: int
    text: str


def spots(sheet: Sheet, source: Source, rows: Iterable[int]) -> Iterator[Spot]:
    """Return what stands where a card says.

    Parameters
    ----------
    sheet
        The sheet.
    source
        A cell, or what stands around the text.
    rows
        The rows outside of the form's own that are searched if no cell is named.
    """
    for row, column in _cells(sheet, source, rows):
        text = _between(label_of(sheet.rows[row][column]), source)
        if text:
            yield Spot(row, column, text)


def year_spots(sheet: Sheet, source: Source, rows: Iterable[int]) -> dict[int, Spot]:
    """Return the years that stand where a card says, each with its first cell.

    What the card says to stand before or after must touch the year.
    """
    found: dict[int, Spot] = {}
    for row, column in _cells(sheet, source, rows):
        text = label_of(sheet.rows[row][column])
        for year in years(text, source.after, source.before):
            found.setdefault(year, Spot(row, column, text))
    return found


def years(text: str, after: str = "", before: str = "") -> set[int]:
    """Return the years that a text names, in digits or in Han.

    Examples
    --------
    >>> years("2012年度调查表"), years("二〇一九年统计表"), years("20190101")
    ({2012}, {2019}, set())
    >>> years("2018-2020年方案2019年度统计表", before="年度")
    {2019}
    """
    plain = _HAN_YEAR.sub(lambda found: found[0].translate(_HAN_DIGITS), half_width(clean(text)))
    return {
        int(found[0])
        for found in _YEAR.finditer(plain)
        if label_key(plain[found.end() :].lstrip(_AROUND)).startswith(label_key(before))
        and label_key(plain[: found.start()].rstrip(_AROUND)).endswith(label_key(after))
    }


def _cells(sheet: Sheet, source: Source, rows: Iterable[int]) -> list[tuple[int, int]]:
    if not source.cell:
        return [(row, column) for row in rows for column in range(len(sheet.rows[row]))]
    row, column = position(source.cell)
    is_inside = row < len(sheet.rows) and column < len(sheet.rows[0])
    return [(row, column)] if is_inside else []


def position(cell: str) -> tuple[int, int]:
    """Return a cell's row and column, counted from 0.

    Examples
    --------
    >>> position("A1"), position("AB5")
    ((0, 0), (4, 27))
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


def _between(text: str, source: Source) -> str:
    """What stands after the one and before the other, whatever the width of brackets."""
    whole = clean(text)
    start, stop = 0, len(whole)
    if source.after:
        found = _find(whole, source.after)
        if found is None:
            return ""
        start = found[1]
    if source.before:
        found = _find(whole[start:], source.before)
        if found is None:
            return ""
        stop = start + found[0]
    return whole[start:stop].strip(_AROUND)


def _find(text: str, part: str) -> tuple[int, int] | None:
    """Where a part begins and ends in a text; width, quotes, colons and blanks do not count."""
    wanted = label_key(part).replace(":", "")
    kept = [(index, key) for index, sign in enumerate(text) for key in label_key(sign)]
    at = "".join(key for _, key in kept).find(wanted)
    if at < 0 or not wanted:
        return None
    return kept[at][0], kept[at + len(wanted) - 1][0] + 1
