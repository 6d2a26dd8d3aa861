"""What the register of households says: houses, dibao, organisation and medical costs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from villages.registers.demo.choosing import lowest
from villages.registers.demo.course import Course, lacking, shortfall
from villages.registers.demo.writing import Array
from villages.registers.demo.yearly import HouseholdYears

_MOST_MEDICAL_COST = 58_000


def house_grades(
    rng: np.random.Generator,
    rows: HouseholdYears,
    course: Course,
    allowed: float,
    start: Array,
) -> Array:
    """Return each row's house grade: the unsafe ones are repaired or rebuilt over the years.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The households by year.
    course
        Which village meets the target when.
    allowed
        The share of unsafe houses at which the target is still met.
    start
        About the share of unsafe houses long before, per village.
    """
    meets = course.meets["safe_housing"]
    count = np.bincount(rows.at, minlength=meets.size).reshape(meets.shape)
    share = shortfall(rng, meets, allowed, start)
    unsafe = lacking(meets, share, count, allowed)
    homes = rows.household.max() + 1
    state, build = rng.random(homes), rng.random(homes)[rows.household]
    is_unsafe = lowest(state[rows.household], rows.at, unsafe.ravel())
    # Who was unsafe once is rebuilt (D becomes A) or repaired (C becomes B).
    was_unsafe = np.zeros(homes, bool)
    was_unsafe[rows.household[is_unsafe]] = True
    is_ruin = build < 0.35
    is_sound = np.where(was_unsafe[rows.household], is_ruin, build < 0.42 + 0.02 * rows.year_index)
    grades: Array = np.where(is_unsafe, np.where(is_ruin, "D", "C"), np.where(is_sound, "A", "B"))
    return grades


def dibao(
    rng: np.random.Generator,
    rows: HouseholdYears,
    course: Course,
    need: Array,
    rate: Array,
) -> tuple[Array, Array]:
    """Return who is entitled to dibao, and who receives it.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The households by year.
    course
        Which village covers all of its entitled households when.
    need
        How needy each row's household is.
    rate
        The share of households that are entitled in the first year, per village.
    """
    meets = course.meets["dibao_coverage"]
    count = np.bincount(rows.at, minlength=meets.size).reshape(meets.shape)
    fewer = 1 - 0.04 * np.arange(meets.shape[1])
    entitled = np.rint(count * rate[:, None] * fewer).astype(int)
    entitled = np.maximum(entitled, np.where(meets, 0, 1))
    is_entitled = lowest(-need, rows.at, entitled.ravel())
    share = shortfall(rng, meets, 0.0, np.full(len(meets), 0.5))
    left_out = np.minimum(lacking(meets, share, entitled, 0.0), entitled)
    homes = rows.household.max() + 1
    turn = np.where(is_entitled, rng.random(homes)[rows.household], 2)
    is_left_out = is_entitled & lowest(turn, rows.at, left_out.ravel())
    is_wrong = rng.random(homes)[rows.household] < 0.007 - 0.001 * rows.year_index
    return is_entitled, (is_entitled & ~is_left_out) | (is_wrong & ~is_entitled)


def cooperative_members(rng: np.random.Generator, rows: HouseholdYears, course: Course) -> Array:
    """Return who is a member: a village's share rises or not, as its course says."""
    rises = course.meets["cooperative_membership"]
    count = np.bincount(rows.at, minlength=rises.size).reshape(rises.shape)
    members = np.zeros(rises.shape, int)
    members[:, 0] = count[:, 0] * rng.uniform(0.12, 0.38, len(rises))
    for year in range(1, rises.shape[1]):
        same = members[:, year - 1] * count[:, year] / count[:, year - 1]
        more = count[:, year] * rng.uniform(0.02, 0.075, len(rises))
        fewer = count[:, year] * rng.uniform(0, 0.03, len(rises))
        grown = np.maximum(np.rint(same + more), np.floor(same + 1e-9) + 1)
        shrunk = np.floor(same - fewer + 1e-9)
        members[:, year] = np.where(rises[:, year], grown, shrunk)
    keenness = rng.random(rows.household.max() + 1)
    return lowest(keenness[rows.household], rows.at, members.ravel())


def medical(rng: np.random.Generator, rows: HouseholdYears, ill: Array) -> Mapping[str, Array]:
    """Return medical costs and what of them the family pays, in whole yuan.

    Parameters
    ----------
    rng
        The source of chance.
    rows
        The households by year.
    ill
        How many of each row's household are seriously ill.
    """
    count = len(rows.household)
    usual = 420 * rows.residents * rng.lognormal(0, 0.8, count) * 1.05**rows.year_index
    treatment = ill * rng.lognormal(9.5, 0.5, count)
    cost = np.minimum(np.rint(usual + treatment), _MOST_MEDICAL_COST).astype(np.int64)
    share = np.clip(0.45 - 0.03 * rows.year_index + rng.normal(0, 0.06, count), 0.05, 0.5)
    paid = np.floor(cost * share).astype(np.int64)
    return {"medical_cost_yuan": cost, "medical_paid_yuan": paid}
