"""What texts a file holds, shown or not, and where each stands."""

from __future__ import annotations

from villages.press.gate.artefacts.reading import read_pieces

__all__ = ["read_pieces"]
