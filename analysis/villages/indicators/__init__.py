"""Cards × registers: numerator, denominator and bounds, for every place, level, scope and year."""

from villages.indicators.breakdowns import breakdown, split_cards
from villages.indicators.flows import FLOW_COLUMNS, flows
from villages.indicators.places import gazetteer, place_table
from villages.indicators.quotients import quotients, study_years
from villages.indicators.spread import distributions, quantiles, statistics

__all__ = [
    "FLOW_COLUMNS",
    "breakdown",
    "distributions",
    "flows",
    "gazetteer",
    "place_table",
    "quantiles",
    "quotients",
    "split_cards",
    "statistics",
    "study_years",
]
