"""Invented records of duties: when some were closed, and what was decided about a body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from villages.plan.model import Plan
from villages.registers.demo.course import Course
from villages.registers.demo.writing import Array, Table

RECORDS = "duty_records"

#: Records have a source of chance of their own: no other register changes.
STREAM = 20200630

#: Few shortfalls have a consequence; most of those that end are recorded as closed.
_CONSEQUENCES = {
    "remind": 0.16,
    "talk": 0.07,
    "query": 0.06,
    "notice": 0.03,
    "accountability": 0.02,
}
_RECORDED = 0.8
#: Whoever decided is no person of any county.
_OFFICIALS = 6


def duty_records(
    rng: np.random.Generator, plan: Plan, course: Course, code: Array, years: Sequence[int]
) -> Table:
    """Draw what officials recorded of the targets that villages missed when they were due.

    Parameters
    ----------
    rng
        The source of chance.
    plan
        The plan, for the bodies that lead the measures which are targets.
    course
        Which village meets which target when.
    code
        The villages' codes.
    years
        The years.
    """
    bodies = {
        each.done.card: (each.id, each.lead.body)
        for each in reversed(plan.programme.measures)
        if each.done.is_target and each.done.card in course.meets
    }
    words = ("", *_CONSEQUENCES)
    chances = (1 - sum(_CONSEQUENCES.values()), *_CONSEQUENCES.values())
    step = np.array(course.planned_exit_year)[:, None]
    is_due = (step > 0) & (np.array(years) >= step)
    rows: list[tuple[str, int, str, str, str, str, str, str]] = []
    for card in sorted(bodies):
        measure, body = bodies[card]
        missed = is_due & ~course.meets[card]
        for village, at in zip(*np.nonzero(missed), strict=True):
            word = words[rng.choice(len(words), p=chances)]
            is_recorded, day = rng.random() < _RECORDED, int(rng.integers(1, 28))
            official = f"D{rng.integers(1, _OFFICIALS + 1):02d}"
            place, year = str(code[village]), int(years[at])
            if word:
                decided = f"{year}-12-{day:02d}"
                rows.append((place, year, measure, body, word, "", decided, official))
            is_closed = at + 1 < len(years) and course.meets[card][village, at + 1]
            if is_closed and is_recorded:
                closed = f"{year + 1}-11-{day:02d}"
                rows.append((place, year + 1, measure, body, "none", closed, "", ""))
    names = (
        "code", "year", "measure", "body", "consequence", "closed_on", "decided_on", "decided_by",
    )  # fmt: skip
    columns = {name: np.array([row[at] for row in rows]) for at, name in enumerate(names)}
    blanks = {name: columns[name] == "" for name in names[5:]}
    for name in ("closed_on", "decided_on"):
        filled = np.where(blanks[name], "1970-01-01", columns[name])
        columns[name] = filled.astype("datetime64[D]")
    return Table(columns, blanks)
