"""The sender's own Excel file, marked cell by cell and otherwise left as it is."""

from villages.registers.intake.amending.amend import Job, Mark, Unamendable, amend

__all__ = ["Job", "Mark", "Unamendable", "amend"]
