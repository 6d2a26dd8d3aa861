"""How often the outlook's intervals hold the truth, and whether it beats simple forecasts.

    python benchmarks/outlook.py [--worlds N] [--first SEED] [--draws N]

Prints, for the invented worlds of ``tests/outlook/worlds.py``, the share of villages and of numbers
of exits that lay in their 80 % intervals; then, for the income per head of 142 countries at twelve
points five years apart (Gapminder, in ``causaldata``), Brier scores, coverage and calibration.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from causaldata import gapminder

# This file bears the name of the tests' folder, which is why that is not the package here.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "outlook"))

from worlds import HORIZONS, income_world, share_world

from villages.findings.outlook import exits, forecast
from villages.findings.outlook_backtest import Line, back_test, calibration, coverage, scores


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first world's seed")
    parser.add_argument("--draws", type=int, default=1_000)
    options = parser.parse_args()
    for make in (income_world, share_world):
        for horizon in HORIZONS:
            villages, numbers = [], []
            for seed in range(options.first, options.first + options.worlds):
                world = make(seed)
                is_share = make is share_world
                made = forecast(
                    world.panel, horizon, draws=options.draws, seed=seed, is_share=is_share
                )
                truth, limits = world.truth[horizon], made.interval(0.8)
                villages.append(coverage(limits, truth))
                line = float(limits["middle"].median())
                least, most = exits(made.meets(line)).interval(0.8)
                numbers.append(least <= int((truth >= line).sum()) <= most)
            print(
                f"{make.__name__}, {horizon} ahead, {options.worlds} worlds: "
                f"villages within {np.mean(villages):.3f} "
                f"(from world to world ± {np.std(villages):.2f}, "
                f"standard error {np.std(villages) / len(villages) ** 0.5:.3f}), "
                f"numbers of exits within {np.mean(numbers):.3f}"
            )
    read = gapminder.load_pandas().data
    panel = pd.DataFrame(
        {
            "unit": read["country"],
            "group": read["continent"],
            "year": (read["year"] - 1952) // 5,
            "value": read["gdpPercap"],
        }
    )
    for horizon in HORIZONS:
        tested = back_test(panel, lines(), horizon, draws=options.draws, seed=1)
        one = tested[tested["line"] == "1.2 times"]
        print(
            f"\n142 countries, {horizon} periods ahead; {len(one)} forecasts of each line; Brier:"
        )
        met = tested.groupby("line", sort=False)["is_met"].mean().rename("met")
        print(scores(tested).join(met).round(4).to_string())
        print(f"within the 80 % interval: {one['is_within'].mean():.3f}; by origin:")
        print(one.groupby("origin")["is_within"].mean().round(2).to_dict())
        print(calibration(tested[tested["line"].str.endswith("times")]).round(2).to_string())


def lines() -> dict[str, Line]:
    """Lines that move with the value at the origin, and lines that stand."""
    moving: dict[str, Line] = {
        f"{factor} times": lambda last, factor=factor: last * factor
        for factor in (1.0, 1.1, 1.2, 1.5)
    }
    standing: dict[str, Line] = {
        f"{amount} dollars": lambda last, amount=amount: last * 0 + amount
        for amount in (1_000, 2_000, 5_000, 10_000)
    }
    return moving | standing


if __name__ == "__main__":
    main()
