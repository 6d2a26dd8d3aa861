"""How near to the best an allocation comes for a whole county, and how long that takes.

    python benchmarks/allocation.py [--projects 2000] [--counties 3] [--budget-percent 20]
        [--seconds 10] [--gap 0.001]

Makes invented counties (about six projects a village, five sources, floors, reserves), asks for a
proposal with a time limit, and prints how far it may be from the best possible, the seconds, and
how it compares with the list made by hand.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from allocation_cases import county
from villages.findings.allocation import Effort, greedy, propose
from villages.findings.allocation_check import check


def main() -> None:
    """Solve a few counties and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=2_000)
    parser.add_argument("--counties", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--budget-percent", type=int, default=20)
    parser.add_argument("--gap", type=float, default=0.001)
    options = parser.parse_args()
    for seed in range(options.first, options.first + options.counties):
        question = county(options.projects, seed, options.budget_percent)
        started = time.perf_counter()
        by_hand = greedy(*question.parts)
        listed = time.perf_counter()
        busy = time.process_time()
        found = propose(*question.parts, effort=Effort(options.gap, options.seconds))
        taken, worked = time.perf_counter() - listed, time.process_time() - busy
        exits = ", ".join(f"{e.year}: {e.closed} of {e.planned}" for e in found.exits)
        print(f"county {seed}: {len(question.projects):,} projects, {len(found.funded):,} funded")
        gap = (found.gap or 0) * 100
        print(f"  gap {gap:.3f} %; {taken:.1f} s, {worked:.1f} s of them work; exits {exits}")
        print(f"  shortfall closed {float(found.closed_share) * 100:.2f} %")
        if by_hand is None:
            print("  by hand: floors not reached")
        else:
            exits = ", ".join(f"{e.year}: {e.closed}" for e in by_hand.exits)
            share, seconds = float(by_hand.closed_share) * 100, listed - started
            print(f"  by hand: exits {exits}; {share:.2f} % ({seconds:.1f} s)")
        print(f"  rules broken: {len(check(found, *question.parts))}")


if __name__ == "__main__":
    main()
