"""The charts: each takes a page and returns a figure, or None where there is nothing to draw."""

from villages.exhibits.figures.bars import distribution_bars, parts_bars
from villages.exhibits.figures.bullets import target_bullets
from villages.exhibits.figures.dots import place_dots
from villages.exhibits.figures.dumbbell import gap_dumbbells
from villages.exhibits.figures.flow import funds_flow
from villages.exhibits.figures.funnel import rate_funnel
from villages.exhibits.figures.lines import target_panels, trend_lines
from villages.exhibits.figures.place_dumbbells import place_dumbbells
from villages.exhibits.figures.rug import status_rugs
from villages.exhibits.figures.spine import target_spine
from villages.exhibits.figures.stairs import milestone_stairs
from villages.exhibits.figures.steps import target_stairs
from villages.exhibits.figures.tiles import village_tiles
from villages.exhibits.figures.village_map import village_map, village_picture
from villages.exhibits.figures.waterfall import income_waterfall

__all__ = [
    "distribution_bars",
    "funds_flow",
    "gap_dumbbells",
    "income_waterfall",
    "milestone_stairs",
    "parts_bars",
    "place_dots",
    "place_dumbbells",
    "rate_funnel",
    "status_rugs",
    "target_bullets",
    "target_panels",
    "target_spine",
    "target_stairs",
    "trend_lines",
    "village_map",
    "village_picture",
    "village_tiles",
]
