"""What the register of villages by year says: roads, services, environment, products."""

from __future__ import annotations

import numpy as np

from villages.registers.demo.course import Course, shortfall, years_to_go
from villages.registers.demo.writing import Array

SERVICES = (
    "has_broadband",
    "has_bus_service",
    "has_village_doctor",
    "has_culture_room",
    "has_standard_clinic",
    "has_sports_ground",
)
# What is usually in place first comes first.
ENVIRONMENT = ("has_cleaning_staff", "has_waste_collection", "has_sewage_treatment")
#: Elsewhere: shares of villages that end with 3, 4, 5, 6 of the services.
_SERVICES_ELSEWHERE = (0.10, 0.27, 0.39, 0.24)
_ENOUGH_SERVICES = 5


def roads(rng: np.random.Generator, course: Course, hamlets: Array) -> dict[str, Array]:
    """Return the kilometres of links and how many of them are paved, per village and year.

    Parameters
    ----------
    rng
        The source of chance.
    course
        Which village has paved all links when.
    hamlets
        How many hamlets each village has.
    """
    meets = course.meets["paved_links"]
    lacks = shortfall(rng, meets, 0.0, np.full(len(meets), 0.6))
    columns = {}
    for kind, length in (("village", 1.3), ("hamlet", 0.8)):
        per_hamlet = length * rng.uniform(0.7, 1.4, len(hamlets))
        metres = np.rint(np.clip(1 + hamlets * per_hamlet, 1.2, 29) * 10).astype(int) * 100
        metres = np.repeat(metres[:, None], meets.shape[1], axis=1)
        # Where the target is not met, at least a hundred metres lack.
        to_do = np.where(meets, 0, np.maximum(np.rint(metres * lacks / 100) * 100, 100))
        columns[f"{kind}_links_km"] = metres / 1000
        columns[f"{kind}_links_paved_km"] = (metres - to_do) / 1000
    return columns


def services(rng: np.random.Generator, course: Course, is_low_income: Array) -> dict[str, Array]:
    """Return which of the six services each village has in each year."""
    meets = course.meets["public_services"]
    to_go = years_to_go(meets)
    count = np.clip(_ENOUGH_SERVICES - np.ceil(0.7 * to_go), 1, 6)
    count += meets & (rng.random((len(meets), 1)) < 0.3)
    last = rng.choice(np.arange(3, 7), (len(meets), 1), p=_SERVICES_ELSEWHERE)
    before = np.arange(meets.shape[1])[::-1]
    pace = rng.uniform(0.1, 0.55, (len(meets), 1))
    count = np.where(is_low_income[:, None], count, np.maximum(last - np.rint(pace * before), 1))
    # Each village has an order of its own, near the usual one.
    rank = np.argsort(
        np.argsort(np.arange(6) + rng.normal(0, 1.5, (len(meets), 6)), axis=1), axis=1
    )
    return {name: rank[:, [index]] < count for index, name in enumerate(SERVICES)}


def environment(rng: np.random.Generator, course: Course) -> dict[str, Array]:
    """Return which of the three environment facts hold in each village and year."""
    meets = course.meets["environment"]
    count = np.where(meets, 3, np.clip(3 - np.ceil(years_to_go(meets) / 2), 0, 2))
    rank = np.argsort(
        np.argsort(np.arange(3) + rng.normal(0, 0.8, (len(meets), 3)), axis=1), axis=1
    )
    return {name: rank[:, [index]] < count for index, name in enumerate(ENVIRONMENT)}


def products(rng: np.random.Generator, course: Course, hamlets: Array) -> dict[str, Array]:
    """Return whether the village has a product, and how many hamlets have one of their own.

    Parameters
    ----------
    rng
        The source of chance.
    course
        Which village has one for itself, or one in every hamlet, when.
    hamlets
        How many hamlets each village has.
    """
    meets = course.meets["one_product"]
    by_hamlet = rng.random((len(meets), 1)) < 0.25
    share = rng.uniform(0.3, 0.9, (len(meets), 1)) * 0.75 ** years_to_go(meets)
    some = np.floor(hamlets[:, None] * share).astype(np.int64)
    return {
        "has_village_product": meets & ~by_hamlet,
        "hamlets_with_product": np.where(meets & by_hamlet, hamlets[:, None], some),
    }
