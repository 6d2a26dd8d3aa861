"""Cards × registers: numerator, denominator and bounds, for every place, level, scope and year."""

from villages.indicators.breakdowns import breakdown, split_cards
from villages.indicators.dominance import DOMINATED_COLUMNS, dominated
from villages.indicators.flows import FLOW_COLUMNS, flows
from villages.indicators.places import gazetteer, place_table
from villages.indicators.quotients import quotients, study_years
from villages.indicators.spread import distributions, quantiles, statistics

__all__ = [
    "DOMINATED_COLUMNS",
    "FLOW_COLUMNS",
    "breakdown",
    "distributions",
    "dominated",
    "flows",
    "gazetteer",
    "place_table",
    "quantiles",
    "quotients",
    "split_cards",
    "statistics",
    "study_years",
]
