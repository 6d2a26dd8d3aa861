"""How everything looks: ``templates/look.yaml``, read by charts, HTML, PDF, Word and slides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

import yaml

from villages.vocabulary import Status, shipped


@dataclass(frozen=True)
class StatusLook:
    """How a status or a verdict speaks beside its word: a shape, a ground, a weight."""

    shape: str
    ground: str
    text: str
    weight: Literal["regular", "bold"]


@dataclass(frozen=True)
class Look:
    """Colours, sizes in points, and how statuses and verdicts speak.

    Attributes
    ----------
    colours
        Name → colour: ``accent``, ``ink``, ``quiet``, ``hairline``, ``grid``, ``faint``, ``red``.
    fills, lines
        From dark to light.
    type
        Name → size on paper in points.
    statuses
        Status → its look.
    tones
        Status or verdict, as a table cell's tone names it → its look.
    """

    colours: Mapping[str, str]
    fills: tuple[str, ...]
    lines: tuple[str, ...]
    type: Mapping[str, float]
    statuses: Mapping[Status, StatusLook]
    tones: Mapping[str, StatusLook]

    def data(self) -> dict[str, Any]:
        """Return the look as plain data, as the Typst templates read it."""
        return asdict(self)

    def css(self) -> str:
        """Return the look as CSS: a variable for each colour, a rule for each tone."""
        names = "".join(f"--{name}: {value}; " for name, value in self.colours.items())
        rules = [f":root {{ {names}}}"]
        for tone, each in self.tones.items():
            bold = " font-family: var(--bold); font-weight: 700;" if each.weight == "bold" else ""
            rules.append(f".tone-{tone} {{ background: {each.ground}; color: {each.text};{bold} }}")
        return "\n".join(rules) + "\n"


@cache
def look() -> Look:
    """Return the look that all templates share.

    Examples
    --------
    >>> look().statuses["met"].shape, look().tones["not_met"].weight
    ('●', 'bold')
    """
    read = yaml.safe_load((shipped("templates") / "look.yaml").read_text(encoding="utf-8"))
    statuses: dict[Status, StatusLook] = {
        name: StatusLook(**each) for name, each in read["statuses"].items()
    }
    tones: dict[str, StatusLook] = dict(statuses.items())
    tones |= {name: statuses[status] for name, status in read["verdicts"].items()}
    return Look(
        colours=read["colours"],
        fills=tuple(read["fills"]),
        lines=tuple(read["lines"]),
        type=read["type"],
        statuses=statuses,
        tones=tones,
    )
