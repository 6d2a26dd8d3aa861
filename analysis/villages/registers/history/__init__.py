"""The store with history: what was returned is added, never overwritten, and any day is kept."""

from villages.registers.history.counting import Counted, count_where, transpiled
from villages.registers.history.model import (
    History,
    Outcome,
    Receipt,
    Revision,
    RevisionKind,
    Selection,
    Submission,
    Withdrawal,
)
from villages.registers.history.opening import (
    create_history,
    day_of,
    is_history,
    open_history,
    upto_of,
)
from villages.registers.history.remaining import open_problems
from villages.registers.history.stored import StoredHistory

__all__ = [
    "Counted",
    "History",
    "Outcome",
    "Receipt",
    "Revision",
    "RevisionKind",
    "Selection",
    "StoredHistory",
    "Submission",
    "Withdrawal",
    "count_where",
    "create_history",
    "day_of",
    "is_history",
    "open_history",
    "open_problems",
    "transpiled",
    "upto_of",
]
