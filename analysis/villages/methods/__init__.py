"""Mathematics of poverty and inequality: arrays in, a number out; no files, no plan."""

from villages.methods.chance import Limits, binomial_limits
from villages.methods.inequality import gini
from villages.methods.poverty import fgt

__all__ = ["Limits", "binomial_limits", "fgt", "gini"]
