"""How large the invented villages are: small enough for a look, or as large as real ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """What depends on how large villages are; places and the course of events do not.

    ``fewest_households`` up to but not including ``most_households`` are how many a village begins
    with, ``founded_households`` how many are founded in one on average in a year, and
    ``careless_rows`` how many rows a careless return loses at most. By township, the county is
    drawn and written block by block, so that memory holds one township's rows at a time.
    """

    fewest_households: int
    most_households: int
    founded_households: float
    careless_rows: int
    is_by_township: bool


SMALL_SIZE = Size(38, 78, founded_households=0.25, careless_rows=2, is_by_township=False)

#: About 196,000 households and 620,000 persons a year.
FULL_SIZE = Size(275, 1475, founded_households=3.8, careless_rows=12, is_by_township=True)
