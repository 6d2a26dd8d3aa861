"""Is every theme at every level, every body and every village whole in Chinese?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from every.printing import FEW, SERIES, Series, places_of, print_and_look
from villages.findings.results import Results

IS_FULL = os.environ.get("VILLAGES_SIZE") == "full"
PRINTED = SERIES if IS_FULL else FEW


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("series", PRINTED, ids=lambda series: series.name)
def test_every_report_is_whole(series: Series, results: Results, demo_results: Path) -> None:
    places = places_of(series, results, is_full_size=IS_FULL)
    assert len(places) >= (1 if not IS_FULL or series.level == "city" else 26)
    for place in places:
        print_and_look(series, place, "zh", demo_results)
