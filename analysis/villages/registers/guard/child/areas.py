"""What every reader of sheets must keep to: how many cells, which merged areas, how long a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from villages.registers.guard.child.refusing import Refused
from villages.registers.guard.limits import Limits
from villages.registers.intake.grid import Area, cell_name


def add_cells(total: int, height: int, width: int, limits: Limits) -> int:
    """Return the cells of all sheets with one more sheet; too many are refused."""
    total += height * width
    if total > limits.cells:
        raise Refused("guard_cells", found=total, limit=limits.cells)
    return total


def require_short_texts(name: str, row: int, values: Sequence[object], limits: Limits) -> None:
    """Refuse a row with a text that no cell of Excel could hold."""
    for column, value in enumerate(values):
        if isinstance(value, str) and len(value) > limits.text_characters:
            cell = cell_name(row, column)
            limit = limits.text_characters
            raise Refused("guard_text_long", sheet=name, cell=cell, found=len(value), limit=limit)


def clip_areas(areas: Iterable[Area], height: int, width: int, name: str) -> tuple[Area, ...]:
    """Return the merged areas as far as the sheet reaches.

    A title may be merged across a thousand columns of which ten hold anything.

    Raises
    ------
    Refused
        If areas overlap so much that going through them would take longer than the sheet.

    Examples
    --------
    >>> clip_areas([(0, 0, 0, 16383), (0, 900, 0, 901), (1, 0, 2, 0)], 3, 10, "S")
    ((0, 0, 0, 9), (1, 0, 2, 0))
    """
    clipped = []
    left = height * width
    for top, first, bottom, last in areas:
        bottom, last = min(bottom, height - 1), min(last, width - 1)
        if top > bottom or first > last or (top, first) == (bottom, last):
            continue
        left -= (bottom - top + 1) * (last - first + 1)
        if left < 0:
            raise Refused("guard_sheet_broken", sheet=name, row=top + 1)
        clipped.append((top, first, bottom, last))
    return tuple(clipped)
