"""What ``villages doctor`` says of one thing: whether it is in order, and if not, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from villages.catalogue import say
from villages.vocabulary import Language

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Check:
    """One line.

    Attributes
    ----------
    name
        What was looked at.
    state
        ``ok``; ``note``: works, but less well, or is still to come; ``problem``: mend it.
    key
        The sentence in the catalogue ``commands``; it names the remedy too.
    values
        What it names; nothing personal, no key.
    """

    name: str
    state: State
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """Return the line."""
        return say("commands", self.key, language, **self.values)
