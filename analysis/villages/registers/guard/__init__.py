"""The guard: what comes in is looked at and read in a child process that has limits."""

from villages.registers.guard.limits import Limits
from villages.registers.guard.reading import read_file

__all__ = ["Limits", "read_file"]
