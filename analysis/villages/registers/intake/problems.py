"""What is wrong with a return, cell by cell, in words that its sender understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from villages.catalogue import say
from villages.vocabulary import Language

#: ``error``: the cell (or row, or sheet) was not taken in. ``warning``: taken in, and to be looked
#: at. ``note``: how something was read that was not written as the form asks.
Severity = Literal["error", "warning", "note"]

#: What stands for a value that must not be shown.
MASK = "***"


@dataclass(frozen=True)
class Problem:
    """One thing that the sender should know.

    Attributes
    ----------
    file
        The name of the file, without its folder.
    sheet
        The sheet; empty if the whole file is meant.
    cell
        Such as ``C5``; empty if the whole sheet is meant.
    column
        The column as the sender knows it: its label; empty if none is meant.
    rule
        Which rule: its sentences are ``<rule>_problem`` and ``<rule>_remedy`` of the catalogue
        ``problems``.
    severity
        ``error``, ``warning`` or ``note``.
    shown
        The value as it may be shown: ``***`` where it is personal, empty where there is none.
    values
        What the sentences name beside the value; nothing personal.
    register_id, column_id, key
        The register's row that the problem is about, by its key (pseudonyms), where it is known.
    count
        How many cells; the others follow ``cell`` in the same column.
    """

    file: str
    sheet: str
    cell: str
    column: str
    rule: str
    severity: Severity
    shown: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    register_id: str = ""
    column_id: str = ""
    key: tuple[str, ...] = ()
    count: int = 1

    def text(self, language: Language) -> str:
        """Return what is wrong."""
        return self._say("problem", language)

    def remedy(self, language: Language) -> str:
        """Return what the sender can do about it."""
        return self._say("remedy", language)

    def _say(self, half: str, language: Language) -> str:
        values = {name: _spoken(value, language) for name, value in self.values.items()}
        values |= {"value": self.shown, "column": self.column, "count": self.count}
        return say("problems", f"{self.rule}_{half}", language, **values)


def _spoken(value: Any, language: Language) -> Any:
    """A value in both languages (``{"zh": …, "en": …}``) speaks the one that is asked for."""
    return value[language] if isinstance(value, Mapping) and language in value else value
