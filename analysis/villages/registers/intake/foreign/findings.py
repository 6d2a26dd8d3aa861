"""Collects what is said about one sheet of a form of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from villages.plan.model import Register
from villages.registers.intake.draft import DraftColumn
from villages.registers.intake.grid import cell_name
from villages.registers.intake.problems import MASK, Problem, Severity

#: So many cells are named in one sentence; the rest is counted.
NAMED_CELLS = 12

#: Figures of 11 digits and more are not shown.
_LONGEST = Decimal(10) ** 10


@dataclass
class Findings:
    """The problems of one sheet.

    Attributes
    ----------
    file, sheet
        Where they are.
    register_id, register
        What the sheet fills.
    problems
        What was found.
    """

    file: str
    sheet: str
    register_id: str
    register: Register
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        rule: str,
        severity: Severity,
        at: tuple[int, int] | None = None,
        column: DraftColumn | None = None,
        *,
        label: str = "",
        shown: str = "",
        count: int = 1,
        **values: Any,
    ) -> None:
        """Add one problem.

        Parameters
        ----------
        rule, severity, shown, count
            As in ``Problem``.
        at
            Row and column; None if the whole sheet is meant.
        column
            The column that it is about; ``label`` where it is none of the card's.
        **values
            What the sentences name.
        """
        self.problems.append(
            Problem(
                self.file,
                self.sheet,
                cell_name(*at) if at else "",
                column.label if column else label,
                rule,
                severity,
                shown,
                values,
                self.register_id,
                column.column_id if column else "",
                count=count,
            )
        )

    def figure(self, number: Decimal, *columns: DraftColumn) -> str:
        """Return a number as it may be shown: masked where a column of it is personal.

        A column that is only read bears no mark; where rows stand for persons, it is masked too.
        """
        held = self.register.columns
        of_persons = any(held[key].personal for key in self.register.key)
        for column in columns:
            if held[column.column_id].personal if column.column_id else of_persons:
                return MASK
        # A telephone in a column of figures is a number too.
        return MASK if abs(number) >= _LONGEST else f"{number.normalize():,f}"


def named(cells: list[tuple[int, int]]) -> Mapping[str, str]:
    """Return cells in both languages; of many only the first."""
    names = [cell_name(*cell) for cell in cells[:NAMED_CELLS]]
    is_all = len(cells) <= NAMED_CELLS
    return {
        "zh": "、".join(names) + ("" if is_all else f"等{len(cells)}格"),
        "en": ", ".join(names) + ("" if is_all else f" and {len(cells) - NAMED_CELLS} more"),
    }
