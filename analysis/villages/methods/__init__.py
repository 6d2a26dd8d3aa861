"""Mathematics of poverty and inequality: arrays in, a number out; no files, no plan."""

from villages.methods.inequality import gini
from villages.methods.poverty import fgt

__all__ = ["fgt", "gini"]
