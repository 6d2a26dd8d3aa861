"""Invented signatures of departments, and invented households that a third party visits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from villages.registers.demo.course import Course
from villages.registers.demo.writing import Array, Table

SIGNATURES, REVIEWS = "acceptances", "reviews"

#: Signatures and visits have a source of chance of their own: no other register changes.
STREAM = 20201231

#: Departments sign most, not all, of what is met; the return of some is missing.
_SIGNED, _LOST = 0.97, 0.01
_VISITED, _FIRST_VISITS = 12, 2019
_WRONG, _MISSED, _APPROVING, _SILENT = 0.012, 0.009, 0.94, 0.01


def signatures(
    rng: np.random.Generator, course: Course, code: Array, years: Sequence[int]
) -> Table:
    """Draw which target of which village was signed: in years from the planned exit on.

    Parameters
    ----------
    rng
        The source of chance.
    course
        Which village meets which target when.
    code
        The villages' codes.
    years
        The years.
    """
    targets = sorted(course.meets)
    is_due = (course.planned_exit_year[:, None] > 0) & (
        np.array(years) >= course.planned_exit_year[:, None]
    )
    village, at = np.nonzero(is_due)
    met = np.array([course.meets[target][village, at] for target in targets]).T.ravel()
    rows = len(met)
    signed = met & (rng.random(rows) < _SIGNED)
    year = np.repeat(np.array(years)[at], len(targets))
    first = np.array(year - 1970, dtype="datetime64[Y]").astype("datetime64[D]")
    table = Table(
        {
            "code": np.repeat(code[village], len(targets)),
            "year": year,
            "target": np.tile(targets, len(village)),
            "is_signed": signed,
            "signed_on": first + rng.integers(330, 364, rows).astype("timedelta64[D]"),
        }
    )
    table.blank("signed_on", ~signed)
    return table.take(rng.random(rows) >= _LOST)


def reviews(rng: np.random.Generator, course: Course, code: Array, years: Sequence[int]) -> Table:
    """Draw the households that a third party visits in the villages that have exited.

    Parameters
    ----------
    rng
        The source of chance.
    course
        Which village meets which target when.
    code
        The villages' codes.
    years
        The years.
    """
    meets = np.all(np.stack(list(course.meets.values())), axis=0)
    is_visited = meets & (course.planned_exit_year[:, None] > 0)
    is_visited &= np.array(years) >= _FIRST_VISITS
    village, at = (np.repeat(each, _VISITED) for each in np.nonzero(is_visited))
    rows = len(village)
    is_exited = np.arange(rows) % _VISITED < _VISITED // 2
    fails = rng.random(rows) < np.where(is_exited, _WRONG, _MISSED)
    number = np.arange(rows) % _VISITED
    table = Table(
        {
            "code": code[village],
            "year": np.array(years)[at],
            "household_id": np.array([f"R{each:02d}" for each in number]),
            "review_group": np.where(is_exited, "exited", "unlisted"),
            "meets_standard": ~fails,
            "is_approving": rng.random(rows) < _APPROVING,
        }
    )
    table.blank("is_approving", rng.random(rows) < _SILENT)
    return table
