"""The charts: each takes a page and returns a figure, or None where there is nothing to draw."""

from villages.exhibits.figures.bars import distribution_bars, parts_bars
from villages.exhibits.figures.dots import place_dots
from villages.exhibits.figures.funnel import rate_funnel
from villages.exhibits.figures.lines import target_panels, trend_lines
from villages.exhibits.figures.rug import status_rugs
from villages.exhibits.figures.stairs import milestone_stairs
from villages.exhibits.figures.steps import target_stairs
from villages.exhibits.figures.tiles import village_tiles
from villages.exhibits.figures.waterfall import income_waterfall

__all__ = [
    "distribution_bars",
    "income_waterfall",
    "milestone_stairs",
    "parts_bars",
    "place_dots",
    "rate_funnel",
    "status_rugs",
    "target_panels",
    "target_stairs",
    "trend_lines",
    "village_tiles",
]
