"""The gate: every file is looked through before it is published.

What must never be published are identity numbers, bank cards, telephones and names of persons. A
file that cannot be read to its end is not published either.
"""

from __future__ import annotations

from villages.press.gate.gate import GateClosed, inspect, refuse
from villages.press.gate.hits import Hit, Place
from villages.press.gate.names import Names, known_words, open_names

__all__ = ["GateClosed", "Hit", "Names", "Place", "inspect", "known_words", "open_names", "refuse"]
