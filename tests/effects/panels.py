"""Panels whose effect is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd


def panel(
    firsts: Mapping[str, int | None],
    years: range,
    outcome: Callable[[str, int], float | None],
    cluster: Callable[[str], str],
) -> pd.DataFrame:
    """A row for every village and year."""
    rows = [
        (village, cluster(village), year, outcome(village, year), first)
        for village, first in firsts.items()
        for year in years
    ]
    frame = pd.DataFrame(rows, columns=["village", "cluster", "year", "outcome", "first"])
    frame["outcome"] = frame["outcome"].astype(float)
    return frame.assign(first=frame["first"].astype("Int64"))


def growing(noise: float, clusters: int, seed: int = 7) -> pd.DataFrame:
    """Sixty villages in thirds: from 2017, from 2019, never; each year treated adds one.

    The truth of the villages from 2017 is 1, 2, 3, 4, of those from 2019 1, 2: on average 13/6.
    """
    drawn = np.random.default_rng(seed)
    thirds: tuple[int | None, ...] = (2017, 2019, None)
    firsts = {f"v{number:02d}": thirds[number // 20] for number in range(60)}
    level = {village: float(drawn.normal(0, 5)) for village in firsts}
    shock = {year: float(drawn.normal(0, 3)) for year in range(2015, 2021)}

    def outcome(village: str, year: int) -> float:
        first = firsts[village]
        gained = max(0, year - first + 1) if first is not None else 0
        return level[village] + shock[year] + gained + noise * float(drawn.normal())

    return panel(
        firsts, range(2015, 2021), outcome, lambda village: f"t{int(village[1:]) % clusters}"
    )
