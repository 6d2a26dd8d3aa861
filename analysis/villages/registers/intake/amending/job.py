"""What is to be done to a file, and how it is told to the process that does it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from villages.registers.intake.problems import Severity

Colour = Literal["error", "warning"]


@dataclass(frozen=True)
class Mark:
    """A cell that something is wrong with: its colour and what its comment says."""

    colour: Colour
    comment: str


@dataclass(frozen=True)
class Line:
    """A problem on the problem sheet.

    Attributes
    ----------
    cells
        What stands in its columns after the number.
    target
        The address of the cell it leads to, such as ``'农户登记表'!C5``; empty if none.
    severity
        The colour of its last cell.
    """

    cells: tuple[str, ...]
    target: str
    severity: Severity


@dataclass(frozen=True)
class Listing:
    """All that a problem sheet says.

    Attributes
    ----------
    name
        What the sheet is called.
    title
        Its first line; ``marker``, small and grey at its end, is what the intake knows it by.
    head
        The lines between the title and the table.
    headings
        The columns' headings.
    lines
        The problems.
    footer
        The footer of the printed page.
    """

    name: str
    title: str
    marker: str
    head: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    footer: str

    @property
    def header_row(self) -> int:
        """The row of the headings, counted from 1."""
        return 2 + len(self.head)

    @property
    def area(self) -> str:
        """The cells of the table with its headings, such as ``$A$5:$H$9``."""
        return f"$A${self.header_row}:$H${self.header_row + len(self.lines)}"


@dataclass(frozen=True)
class Job:
    """What is to be done to a file.

    Attributes
    ----------
    marks
        Sheet → row and column, counted from 0 → the mark.
    listing
        The problem sheet.
    author
        Under whose name comments are added.
    heads
        How comments begin, now or in an earlier round, by which they are known again.
    earlier
        The name of an earlier round's problem sheet, which is replaced; empty if none.
    """

    marks: Mapping[str, Mapping[tuple[int, int], Mark]]
    listing: Listing
    author: str
    heads: tuple[str, ...]
    earlier: str = ""


def encode(job: Job) -> bytes:
    """Return a job as one line of JSON."""
    marks = {
        sheet: [[*place, mark.colour, mark.comment] for place, mark in places.items()]
        for sheet, places in job.marks.items()
    }
    said = {
        "marks": marks,
        "listing": asdict(job.listing),
        "author": job.author,
        "heads": job.heads,
        "earlier": job.earlier,
    }
    return json.dumps(said).encode("ascii") + b"\n"


def decode(line: bytes) -> Job:
    """Return what :func:`encode` was given."""
    said: dict[str, Any] = json.loads(line)
    listing = said["listing"]
    listing |= {name: tuple(listing[name]) for name in ("head", "headings")}
    listing["lines"] = tuple(
        Line(tuple(line["cells"]), line["target"], line["severity"]) for line in listing["lines"]
    )
    marks = {
        sheet: {(row, column): Mark(colour, comment) for row, column, colour, comment in places}
        for sheet, places in said["marks"].items()
    }
    heads = tuple(said["heads"])
    return Job(marks, Listing(**listing), said["author"], heads, said["earlier"])
