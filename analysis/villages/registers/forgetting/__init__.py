"""Forgetting a person: out of the registers, the store with all its revisions, and what lies about.

What goes: every row of the person; the household's rows too if it was the person alone. Where the
household stays and its number was made of the person's own (the head's), it gets another number,
and columns that tell of its head are blanked. Names in other rows are blanked. Counts that a
village reported (``village_years``) stay as they are: they are told, and an official mends them.
"""

from villages.registers.forgetting.finding import Found, Source, find
from villages.registers.forgetting.folder import RegisterFolder
from villages.registers.forgetting.leftovers import files_that_name, forget_names
from villages.registers.forgetting.person import Person, read_person

__all__ = [
    "Found",
    "Person",
    "RegisterFolder",
    "Source",
    "files_that_name",
    "find",
    "forget_names",
    "read_person",
]
