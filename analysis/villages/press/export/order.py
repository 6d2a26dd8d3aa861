"""Headings and numbers in order: what the HTML and the PDF of one report must agree on."""

from __future__ import annotations

from typing import Literal

from villages.catalogue import say
from villages.vocabulary import Language


class Order:
    """Count through a report: heading levels without gaps, tables and figures numbered.

    Examples
    --------
    >>> order = Order("en")
    >>> [order.level(level) for level in (2, 3, 1, 3)]
    [1, 2, 1, 2]
    >>> order.label("table"), order.label("figure"), order.label("table")
    ('Table 1', 'Figure 1', 'Table 2')
    """

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._level = 0
        self._counts = {"table": 0, "figure": 0}

    def level(self, wanted: int) -> int:
        """Return the level that a heading gets: at most one deeper than the heading before it."""
        self._level = min(wanted, self._level + 1)
        return self._level

    def label(self, kind: Literal["table", "figure"]) -> str:
        """Return the next number of its kind, in words."""
        self._counts[kind] += 1
        return say("commands", f"report_{kind}", self._language, number=self._counts[kind])
