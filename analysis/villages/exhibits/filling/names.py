"""Every name that a form may ask by, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from villages.errors import UserError
from villages.exhibits.filling.columns import ColumnName, askable_columns, is_personal_column
from villages.exhibits.filling.indicators import parts_of
from villages.plan.model import Card, Plan

#: What a form may ask of the place, the year and the plan themselves.
WORDS = ("place", "place.code", "township", "city", "year", "plan", "as_of", "source")


class CardPart(NamedTuple):
    """A card, and what is asked of it: nothing for its value."""

    card: Card
    part: str


Meaning = CardPart | ColumnName | None


class Names:
    """The names that a form may use with one plan.

    Parameters
    ----------
    plan
        The plan.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> names = Names(read_plan(default_plan()))
    >>> names.meaning("safe_housing.verdict").part
    'verdict'
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        parts = {
            f"{card.id}.{part}".rstrip("."): CardPart(card, part)
            for card in plan.cards.values()
            for part in parts_of(card)
        }
        self._known: Mapping[str, Meaning] = {
            **dict.fromkeys(WORDS),
            **parts,
            **askable_columns(plan),
        }

    def meaning(self, name: str) -> Meaning:
        """Return what a name means; None for one of :data:`WORDS`.

        Raises
        ------
        UserError
            If nothing bears the name (the nearest are named), or it is that of a personal column.
        """
        if name in self._known:
            return self._known[name]
        if is_personal_column(self._plan, name):
            raise UserError("fill_personal", value=name)
        first = name.partition(".")[0]
        near = get_close_matches(name, self._known, n=3, cutoff=0.5)
        near = near or [known for known in self._known if known.partition(".")[0] == first]
        raise UserError("fill_unknown", value=name, near=", ".join(near or WORDS[:3]))
