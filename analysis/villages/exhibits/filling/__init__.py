"""Other people's forms, filled from the results and the registers: asked once, the same everywhere.

A form holds placeholders such as ``{{safe_housing.verdict}}``, or a mapping card of the plan says
what stands in its columns. What is not known is printed as missing, never as zero or blank; what is
shown passes the same doorway as every page.
"""

from villages.exhibits.filling.answers import Answers
from villages.exhibits.filling.cards import FillCard, known_cards, read_fill_card
from villages.exhibits.filling.filling import Filled, fill_form
from villages.exhibits.filling.packing import write_whole
from villages.exhibits.filling.subjects import Subjects
from villages.exhibits.filling.tables import Unmatched

__all__ = [
    "Answers",
    "FillCard",
    "Filled",
    "Subjects",
    "Unmatched",
    "fill_form",
    "known_cards",
    "read_fill_card",
    "write_whole",
]
