"""The sender's own Excel file, marked cell by cell and otherwise left as it is."""

from villages.registers.intake.amending.apart import Unamendable, amend_apart
from villages.registers.intake.amending.job import Colour, Job, Line, Listing, Mark

__all__ = ["Colour", "Job", "Line", "Listing", "Mark", "Unamendable", "amend_apart"]
